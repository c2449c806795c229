"""Ids of acts, made where the app is served without TLS too. No database, no server."""

import uuid
from pathlib import Path

SCRIPT = Path(__file__).resolve().parents[2] / "static" / "js" / "act-id.js"


def made(page, call: str):
    page.set_content("<!doctype html><p>nothing")
    return page.evaluate(
        """async ([code, call]) => {
            const url = URL.createObjectURL(new Blob([code], {type: "text/javascript"}));
            const {actId} = await import(url);
            return new Function("actId", "return " + call)(actId);
        }""",
        [SCRIPT.read_text(), call],
    )


def test_they_are_uuids_of_version_7_that_begin_with_the_time(page):
    found = uuid.UUID(made(page, "actId(1645557742000)"))
    assert (found.version, found.variant) == (7, uuid.RFC_4122)
    assert found.int >> 80 == 1645557742000


def test_no_two_are_alike_even_at_the_same_moment(page):
    assert len(set(made(page, "Array.from({length: 2000}, () => actId(1))"))) == 2000


def test_later_ones_sort_after_earlier_ones(page):
    found = made(page, "[actId(255), actId(256), actId(2 ** 40), actId(2 ** 40 + 1)]")
    assert found == sorted(found)

"""What becomes of an article that comes in, by what is here already."""

import pytest

from articles.outcomes import Incoming, Known, Verdict


def one(outlet: int | None = 1, text: str = "text", content: str = "bytes", url: str = "") -> Incoming:
    return Incoming(outlet=outlet, text_key=text.encode(), bytes_key=content.encode(), url=url)


HERE = one(url="https://herald.example/1")


@pytest.mark.parametrize(
    ("incoming", "outcome", "because"),
    [
        (one(), "duplicate", "text"),
        (one(outlet=2), "imported", ""),
        (one(outlet=None), "duplicate", "bytes"),
        (one(outlet=None, content="others"), "imported", ""),
        (one(text="changed", content="changed", url=HERE.url), "revision", "address"),
        (one(text="changed", content="changed", url=HERE.url, outlet=2), "imported", ""),
        (one(text="changed", content="changed", url=HERE.url, outlet=None), "imported", ""),
        (one(text="changed", content="changed"), "imported", ""),
    ],
)
def test_beside_one_article_of_a_known_outlet(incoming, outcome, because):
    known = Known()
    known.add(HERE, 7)
    verdict = known.judge(incoming)
    assert (verdict.outcome, verdict.because) == (outcome, because)
    assert verdict.article == (None if outcome == "imported" else 7)


def test_an_outlet_is_found_once_and_only_for_the_same_bytes():
    known = Known()
    known.add(one(outlet=None), 7)
    assert known.judge(one(outlet=2)) == Verdict(outcome="duplicate", article=7, because="outlet found")
    assert known.judge(one(outlet=2)).because == "text"
    assert known.judge(one(outlet=3)).outcome == "imported"
    assert known.outlets_found == {7: 2}


def test_an_outlet_that_has_the_text_already_is_not_filled_in():
    known = Known()
    known.add(one(outlet=None, text="cut anew"), 7)
    known.add(one(outlet=2, text="cut anew", content="others"), 8)
    assert known.judge(one(outlet=2)) == Verdict(outcome="duplicate", article=7, because="bytes")
    assert known.outlets_found == {}
    known.judge(one(outlet=3))
    assert known.judge(one(outlet=3, text="cut anew", content="others still")).article == 7


def test_the_latest_version_of_an_address_is_revised():
    known = Known()
    known.add(HERE, 7)
    known.add(one(text="second", content="second", url=HERE.url), 8)
    assert known.judge(one(text="third", content="third", url=HERE.url)).article == 8

"""/readings/<pk>/carry/ and the notice that leads to it: who gets in, what is shown, what is done, what is refused."""

import json
import re
from html import unescape
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from annotations.models import Act, Reading, State, Tag
from annotations.services import carry_sheet, carrying
from tests import factories
from tests.annotations.acting import everything
from tests.annotations.carrying import carry, decided_record, first_version, revised, second_version, suggest
from tests.factories_readings import human_reading, make_article, make_tag, tag

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair():
    return revised()


@pytest.fixture
def as_ada(client, pair):
    client.force_login(pair[1].reader)
    return client


def address(reading: Reading) -> str:
    return reverse("annotations:carry", args=[reading.pk])


def fields(html: str) -> dict:
    """What the form of a page would send as it stands."""

    def hidden(name: str) -> str | None:
        found = re.search(rf'type="hidden" name="{name}" value="([^"]*)"', html)
        return found and unescape(found[1])

    boxes = re.findall(r'<input type="checkbox"[^>]*>', html)
    ticked = [re.search(r'value="([^"]*)"', box)[1] for box in boxes if re.search(r"\schecked", box)]
    sent = {name: hidden(name) for name in ("act", "seen", "source", "from", "start", "following")}
    return {name: value for name, value in sent.items() if value is not None} | {"take": list(map(unescape, ticked))}


def opened(client, reading: Reading, status: int = 200, **query) -> str:
    response = client.get(address(reading), query)
    assert response.status_code == status
    return response.content.decode()


# -- who gets in -------------------------------------------------------------------------------------------------------


def test_the_address(pair):
    assert address(pair[1]) == f"/readings/{pair[1].pk}/carry/"


def test_it_is_for_the_reader_while_the_reading_is_open(client, pair):
    _, reading = pair
    for who, status in (("ada", 200), ("ben", 404), ("eda", 404), ("adam", 404), ("stranger", 404)):
        client.force_login(factories.person(who))
        opened(client, reading, status)
        assert client.post(address(reading), {}).status_code == (422 if status == 200 else status)
    Reading.objects.filter(pk=reading.pk).update(state="submitted")
    for who, status in (("ada", 409), ("ben", 404), ("eda", 403), ("adam", 404)):
        client.force_login(factories.person(who))
        html = opened(client, reading, status)
        assert 'name="take"' not in html
        assert client.post(address(reading), {}).status_code in ({404} if status == 404 else {422, 403, 409})
    client.logout()
    assert client.get(address(reading)).headers["Location"].startswith("/accounts/login/")
    assert client.get(address(reading), headers={"HX-Request": "true"}).status_code == 401
    assert not Act.objects.exists()


def test_somebody_who_lost_the_article_to_another_reader_is_told(client, pair):
    _, reading = pair
    reading.assignments.update(state="skipped", skip_reason="ill", lease_until=None)
    client.force_login(reading.reader)
    assert "somebody else has taken it" in opened(client, reading, 409)


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_a_wrong_method_is_refused(as_ada, pair, method):
    assert getattr(as_ada, method)(address(pair[1])).status_code == 405


@pytest.mark.parametrize(
    "query",
    [{"from": "x"}, {"from": "999999"}, {"from": "9" * 30}, {"start": "-1"}, {"start": "²"}, {"start": "9" * 30}],
)
def test_a_page_that_is_not_there_is_not_found(as_ada, pair, query):
    opened(as_ada, pair[1], 404, **query)


def test_a_reading_that_may_not_be_seen_is_no_source(as_ada, pair):
    record, reading = pair
    bens = human_reading(factories.ben(), article=record.article, state="submitted", filled=False)
    opened(as_ada, reading, 404, **{"from": bens.pk})
    assert str(factories.ben()) not in opened(as_ada, reading)


# -- what is shown -----------------------------------------------------------------------------------------------------


def test_everything_is_shown_in_both_places_and_nothing_is_written(as_ada, pair):
    was = everything()
    html = opened(as_ada, pair[1])
    assert everything() == was
    for words in (
        "Same words, same surroundings",
        "Same words, other words beside them",
        "Not found here",
        "10 of 11 fit here",
        "an earlier version",
        "3 Nov 2026",
        "The words are not there any more.",
        "mixed, said by Moren",
        "The harbour office was warned.",
        "reports, hedged",
        "Protected here too",
        "Disaster or accident",
        "2 Nov",
    ):
        assert words in unescape(html), words
    assert len(re.findall('name="take"', html)) == 10
    assert len(fields(html)["take"]) == 9
    assert "<del>Tomas</del>" in html
    assert "<ins>Thomas</ins>" in html
    assert "<script" not in html.replace('<script type="module" src=', "").replace("<script src=", "")


def test_with_nothing_to_carry_over_the_page_says_so(client):
    reading = human_reading(article=make_article(body=["Alone."]), filled=False)
    client.force_login(reading.reader)
    assert "there is nothing to carry over" in opened(client, reading)
    _, other = revised()
    carry(other)
    html = opened(client, other)
    assert "Nothing more fits here" in html
    assert 'name="take"' not in html
    Tag.objects.filter(reading__role="record", surface="Tomas Reel").delete()
    assert "Everything that fits here is decided already" in opened(client, other)


def test_one_can_choose_among_several_readings(as_ada, pair):
    record, reading = pair
    own = human_reading(reading.reader, article=record.article, state="submitted", filled=False)
    make_tag(own, "quay", "place", state=State.CONFIRMED)
    html = opened(as_ada, reading)
    assert f"?from={own.pk}" in html
    html = opened(as_ada, reading, **{"from": own.pk})
    assert "own reading" in html
    assert len(fields(html)["take"]) == 1


def test_many_things_come_in_pages_each_of_which_is_carried_over_by_itself(client, monkeypatch):
    monkeypatch.setattr(carry_sheet, "PAGE", 4)
    _, reading = revised()
    client.force_login(reading.reader)
    html = opened(client, reading)
    assert "1 to 4 of 11" in html
    assert 'rel="next"' in html
    assert 'rel="prev"' not in html
    sent = fields(html)
    response = client.post(address(reading), sent)
    assert response.status_code == 302
    assert response.headers["Location"].endswith("&start=0")
    assert Tag.objects.filter(reading=reading, state="confirmed").count() == 4
    second = opened(client, reading, start="4")
    assert "5 to 7 of 7" in second
    assert 'rel="prev"' in second
    # Beyond the end there is the last thing.
    assert "7 to 7 of 7" in opened(client, reading, start="400")


def test_a_page_of_many_takes_no_more_queries(client):
    def queries(times: int) -> int:
        first = make_article(headline=f"Boats {times}", standfirst="", body=["Orlec came to Merrow."] * times)
        record = Reading.objects.create(article=first, role="record", state="open", reader=factories.eda())
        for nth in range(times):
            make_tag(record, "Orlec", "person", nth, state=State.CONFIRMED)
            make_tag(record, "Merrow", "place", nth, state=State.CONFIRMED)
        Reading.objects.filter(pk=record.pk).update(state="closed")
        second = make_article(
            headline=f"Boats {times}", standfirst="", body=["Orlec came to Merrow."] * times + ["So."], revises=first
        )
        reading = human_reading(article=second, filled=False)
        client.force_login(reading.reader)
        opened(client, reading)
        with CaptureQueriesContext(connection) as captured:
            html = opened(client, reading)
        assert len(re.findall('name="take"', html)) == min(2 * times, carry_sheet.PAGE)
        assert sum('"articles_article"."text"' in query["sql"] for query in captured.captured_queries) == 2
        return len(captured)

    assert queries(2) == queries(120)


# -- what is done ------------------------------------------------------------------------------------------------------


def test_what_is_ticked_is_carried_over_and_the_text_is_shown_again(as_ada, pair):
    _, reading = pair
    sent = fields(opened(as_ada, reading))
    response = as_ada.post(address(reading), sent, follow=True)
    assert response.redirect_chain == [(f"/readings/{reading.pk}/", 302)]
    assert "Carried over: 9" in response.content.decode()
    assert Act.objects.get(reading=reading).verb == "carry"
    # The same form once more is the same act.
    assert as_ada.post(address(reading), sent).status_code == 302
    assert Act.objects.filter(reading=reading).count() == 1
    assert tag(reading, "sank").state == "confirmed"


def test_a_page_that_is_out_of_date_changes_nothing_and_keeps_its_ticks(as_ada, pair):
    _, reading = pair
    sent = fields(opened(as_ada, reading))
    sent["take"] = sent["take"][:5]
    Tag.objects.filter(reading=reading).update(version=9)
    was = everything()
    response = as_ada.post(address(reading), sent)
    assert response.status_code == 409
    assert everything() == was
    html = response.content.decode()
    assert "Some of this changed meanwhile" in html
    assert fields(html)["take"] == sent["take"]
    # What the page shows now can be carried over.
    assert as_ada.post(address(reading), fields(html)).status_code == 302


@pytest.mark.parametrize(
    "bad",
    [
        {"act": "x"},
        {"act": ""},
        {"seen": "["},
        {"seen": '{"tag:1": "x"}'},
        {"source": ""},
        {"source": "x"},
        {"source": "999999"},
        {"take": []},
        {"take": ["x"]},
        {"take": ["null"]},
        {"take": ['["tag:1", [[1]], "a"]']},
        {"take": ['["user:1", [[1, 2]], "a"]']},
        {"take": ['["tag:1", [[2, 1]], "a"]']},
        {"take": ['["tag:1", [[1, 2]], 3]']},
        {"take": ['["tag:1", [[1, 2]], "a"]'] * 1500},
    ],
)
def test_a_form_that_cannot_be_read_is_refused(as_ada, pair, bad):
    _, reading = pair
    sent = fields(opened(as_ada, reading)) | bad
    was = everything()
    assert as_ada.post(address(reading), sent).status_code in (409, 422)
    assert everything() == was


def test_words_that_are_not_those_of_the_texts_are_refused(as_ada, pair):
    _, reading = pair
    sent = fields(opened(as_ada, reading))
    key, places, _ = json.loads(sent["take"][0])
    was = everything()
    assert as_ada.post(address(reading), sent | {"take": [json.dumps([key, places, "other"])]}).status_code == 422
    assert as_ada.post(address(reading), sent | {"act": str(uuid4()), "seen": "{}"}).status_code == 409
    assert everything() == was


# -- the notice in the workspace ---------------------------------------------------------------------------------------


def notice(client, reading: Reading) -> str:
    html = client.get(reverse("annotations:reading", args=[reading.pk])).content.decode()
    found = re.search(r'<div class="notice" id="carry-hint".*?</div>', html, re.DOTALL)
    return " ".join(re.sub("<[^>]*>", "", found[0]).split()) if found else ""


def test_the_workspace_says_what_there_is_while_there_is_something(as_ada, pair):
    _, reading = pair
    assert notice(as_ada, reading).startswith(
        "This text revises one of 3 Nov. 10 of 11 decisions of its record fit here: look at them"
    )
    carry(reading)
    assert notice(as_ada, reading) == ""
    Reading.objects.filter(pk=reading.pk).update(state="submitted")
    assert notice(as_ada, reading) == ""


def test_it_says_so_without_counting_where_the_texts_are_very_long(as_ada, pair, monkeypatch):
    monkeypatch.setattr(carrying, "QUICK", 10)
    assert "What was decided there may fit here: look at it" in notice(as_ada, pair[1])


def test_an_earlier_version_may_take_from_a_later_one(client):
    first = first_version()
    record = decided_record(second_version(first, body=[*first.text.split("\n")[1:], "So."]))
    reading = suggest(human_reading(article=first, filled=False))
    client.force_login(reading.reader)
    assert notice(client, reading).startswith(
        "A later version of this text, of 5 Nov, has been read. 11 of 11 decisions"
    )
    assert str(record.pk) in opened(client, reading)


def test_an_article_of_its_own_has_no_notice_and_costs_one_query(client):
    reading = human_reading()
    client.force_login(reading.reader)
    with CaptureQueriesContext(connection) as captured:
        assert notice(client, reading) == ""
    assert sum("WITH RECURSIVE" in query["sql"] for query in captured.captured_queries) == 1


def test_the_history_names_the_article_it_came_from(as_ada, pair):
    record, reading = pair
    carry(reading)
    html = as_ada.get(reverse("annotations:history", args=[reading.pk])).content.decode()
    assert "Carried over" in html
    assert f'href="{reverse("articles:article", args=[record.article_id])}"' in html
    assert "the record" in html

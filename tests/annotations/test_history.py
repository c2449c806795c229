"""The history of a reading: who, what, when, from which suggestion, and where it is now."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from annotations.models import Quote, Reading, Source, Tag
from annotations.services import claiming, entities, history, history_places, occurrences, quoting, tagging, undo
from annotations.services import workspace as workspaces
from tests import factories
from tests.annotations.acting import envelope
from tests.annotations.readings import approved
from tests.factories_readings import human_reading, machine_reading, place_of, record, tag

pytestmark = pytest.mark.django_db


@pytest.fixture
def reading():
    return human_reading()


def act(reading, service, *seen, **fields):
    return service(actor=reading.reader, reading_id=reading.pk, envelope=envelope(*seen), **fields)


def latest(reading) -> history.Entry:
    reading.refresh_from_db()
    return history.page(reading)[0][0]


def panel(client, reading, status=200, **query) -> str:
    address = reverse("annotations:history", args=[reading.pk])
    response = client.get(address, query, headers={"HX-Request": "true"})
    assert response.status_code == status
    return response.content.decode()


def test_each_act_says_from_which_suggestion_it_came_and_where_it_is(reading):
    banner, quote = tag(reading, "Valley Banner Movement"), Quote.objects.get(reading=reading)
    act(reading, tagging.confirm, banner, tag_id=banner.pk)
    place = latest(reading).places[0]
    assert (place.words, place.anchor, place.origin) == (banner.surface, f"t-{banner.pk}", "suggested, 87 %")
    assert (place.start, place.end) == (banner.start, banner.end)

    act(reading, tagging.change_kind, banner, tag_id=banner.pk, kind="person")
    words = {"words": banner.surface, "edge": "left", "outward": True}
    act(reading, tagging.move_edge, banner, tag_id=banner.pk, **words)
    entry = latest(reading)
    assert entry.words == ["The Valley Banner Movement"]
    assert entry.origin == "suggested as group on “Valley Banner Movement”, 87 %"

    start, end = place_of(reading.article.text, "two men")
    act(reading, tagging.add, start=start, end=end, words="two men", kind="person")
    assert latest(reading).origin == "by hand"
    made = tag(reading, "two men")
    act(reading, tagging.reject, made, tag_id=made.pk)
    # It is gone, and the words it stood on are not.
    assert (latest(reading).places[0].start, latest(reading).origin) == (start, "by hand")

    act(reading, quoting.decide_quote, quote, quote_id=quote.pk, to="confirmed")
    assert f"q-{quote.pk}" in [place.anchor for place in latest(reading).places]
    act(reading, claiming.attach_new_claim, quote, quote_id=quote.pk, text="Some drowned.", stance="asserts")
    claim = latest(reading).places[0]
    assert (claim.words, claim.anchor, claim.start) == ("Some drowned.", f"q-{quote.pk}", quote.start)
    group = tag(reading, "attack").group
    act(reading, entities.link, group, group_id=group.pk, name="The attack")
    assert latest(reading).places[0].start == tag(reading, "attack").start


def test_a_bulk_act_counts_where_its_tags_came_from(reading):
    one = tag(reading, "attack")
    act(reading, tagging.confirm, one, tag_id=one.pk)
    one.refresh_from_db()
    other = tag(reading, "attack", 1)
    act(reading, occurrences.decide_every, one, other, tag_id=one.pk, also=[other.pk])
    assert latest(reading).origin == "suggested, 87 %"
    act(reading, undo.undo)
    group = tag(reading, "Bashar Orlec").group
    act(reading, tagging.decide_group, group_id=group.pk, to="confirmed")
    entry = latest(reading)
    assert entry.origin == "3 suggested"
    assert [place.anchor for place in entry.places] == [
        f"t-{tag(reading, words).pk}" for words in ("Bashar Orlec", "Orlec", "He")
    ]


def test_a_place_far_down_is_on_its_part_of_the_page(reading, monkeypatch):
    monkeypatch.setattr(workspaces, "PART", 100)
    last = tag(reading, "Velmarian")
    act(reading, tagging.confirm, last, tag_id=last.pk)
    assert latest(reading).places[0].part == workspaces.part_of(last.start) > 1


def test_the_pipeline_that_suggested_is_named_for_a_reading_and_for_a_record():
    made = approved()
    (parent,) = Reading.objects.filter(records_made__record=made)
    source = str(Source.objects.get())
    assert history_places.sources(parent) == [source]
    assert history_places.sources(made) == [source]
    assert history_places.sources(human_reading()) == []


def test_the_panel_is_the_list_alone_and_pages(client, reading, monkeypatch):
    monkeypatch.setattr(history, "PAGE", 2)
    client.force_login(reading.reader)
    assert "<li" not in panel(client, reading)
    for words in ("Velmarian", "He", "Orlec"):
        act(reading, tagging.confirm, tag(reading, words), tag_id=tag(reading, words).pk)
    html = panel(client, reading)
    assert "<html" not in html
    assert re.findall(r'data-anchor="t-(\d+)"', html) == [str(tag(reading, words).pk) for words in ("Orlec", "He")]
    (older,) = re.findall(r'data-older="(\d+)"', html)
    html = panel(client, reading, before=older)
    assert "Velmarian" in html
    assert "data-older" not in html
    for wrong in ("x", "²", "9" * 20, "9" * 4500):
        panel(client, reading, 404, before=wrong)


def test_the_panel_is_for_those_who_may_see_the_reading(client, reading):
    address = reverse("annotations:history", args=[reading.pk])
    for who, status in (("ada", 200), ("ben", 404), ("eda", 404), ("adam", 404), ("stranger", 404)):
        client.force_login(factories.person(who))
        panel(client, reading, status)
    assert client.post(address).status_code == 405
    client.logout()
    panel(client, reading, 401)
    client.force_login(factories.ada())
    panel(client, machine_reading())
    panel(client, record(), 404)


def test_a_history_of_many_tags_takes_no_more_queries(client, reading):
    client.force_login(reading.reader)

    def queries() -> int:
        panel(client, reading)
        with CaptureQueriesContext(connection) as captured:
            panel(client, reading)
        return len(captured)

    act(reading, tagging.confirm, tag(reading, "He"), tag_id=tag(reading, "He").pk)
    few = queries()
    for one in Tag.objects.filter(reading=reading, state="suggested"):
        act(reading, tagging.confirm, one, tag_id=one.pk)
    assert queries() == few

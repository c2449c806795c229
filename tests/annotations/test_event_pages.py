"""The details of events on the page, and events in reviews, records and exports."""

import json
import re
from datetime import date
from pathlib import Path

import pytest
from django.urls import reverse

from annotations.export.jsonl import line
from annotations.models import Act, Event, EventArgument, MentionGroup, Reading
from annotations.models.event import SUBTYPES
from annotations.services import review
from annotations.services.export_gathering import gather
from annotations.services.export_layout import lay_out
from tests import factories
from tests.annotations.event_verbs import act, make_event, part_of, passage, second_event
from tests.annotations.readings import seeing
from tests.factories_readings import human_reading, machine_reading, make_tag, place_of, record, tag

pytestmark = pytest.mark.django_db


# -- the editor --------------------------------------------------------------------------------------------------------


def editor(client, reading, group, method="get", **headers):
    url = reverse("annotations:event", args=[reading.pk, group])
    return getattr(client, method)(url, headers={"HX-Request": "true"})


@pytest.mark.parametrize(
    ("make", "username", "status", "writes"),
    [
        (human_reading, "ada", 200, True),
        (human_reading, "ben", 404, False),
        (human_reading, "eda", 404, False),
        (human_reading, "stranger", 404, False),
        (lambda: human_reading(state="submitted"), "ada", 200, False),
        (lambda: human_reading(state="submitted"), "eda", 200, False),
        (machine_reading, "ben", 200, False),
        (lambda: record(state="open"), "eda", 200, True),
        (lambda: record(state="closed"), "ada", 200, False),
    ],
)
def test_who_sees_the_details_and_who_may_change_them(client, make, username, status, writes):
    reading = make()
    event = make_event(reading, dead=31)
    client.force_login(factories.person(username))
    response = editor(client, reading, event.pk)
    assert response.status_code == status
    if status == 200:
        body = response.content.decode()
        assert "Port Aldane" in body
        assert ("<select" in body) is writes
        assert not Act.objects.exists()


def test_who_lost_the_article_to_somebody_else_sees_the_details_without_controls(ada, reading, event):
    reading.assignments.update(reader=factories.ben(), reading=None)
    assert 'data-can-write=""' in ada.get(reverse("annotations:reading", args=[reading.pk])).content.decode()
    assert "<select" not in editor(ada, reading, event.pk).content.decode()


def test_the_editor_of_what_is_no_event_here(ada, reading, event):
    elsewhere = make_event(human_reading(factories.ben()))
    for group in (tag(reading, "Bashar Orlec").group_id, elsewhere.pk, 2**62, 2**70):
        assert editor(ada, reading, group).status_code == 404
    for method in ("post", "put", "delete"):
        assert editor(ada, reading, event.pk, method).status_code == 405


def test_signed_out_there_are_no_details(client, reading, event):
    assert editor(client, reading, event.pk).status_code == 401


def test_the_editor_takes_the_same_queries_however_many_there_are(ada, django_assert_num_queries):
    for many in (0, 40):
        reading = human_reading()
        event = make_event(reading)
        text = reading.article.text
        for n in range(many):
            person = make_tag(reading, text[n : n + 5], "person")
            EventArgument.objects.create(event=event, group=person.group, role="victim")
            Event.objects.create(group=make_tag(reading, text[n : n + 7], "event").group, place=event.place)
        with django_assert_num_queries(9):
            assert editor(ada, reading, event.pk).status_code == 200


# -- review, record, export --------------------------------------------------------------------------------------------


def exported(reading: Reading) -> dict:
    return json.loads(line(lay_out(Reading.objects.get(pk=reading.pk), gather([reading.pk], {}))))


def test_what_nobody_decided_is_in_no_record(ada, reading, event):
    act(ada, reading, "confirm_group", event.group, group=event.pk)
    act(ada, reading, "event_date", event, event=event.pk, date="24 May 2016")
    orlec = tag(reading, "Bashar Orlec").group
    act(ada, reading, "participant", event, event=event.pk, who=orlec.pk, role="victim")
    Reading.objects.filter(pk=reading.pk).update(state="submitted")
    draft = review.start_correction(actor=factories.eda(), reading_id=reading.pk, envelope=seeing())
    copy = Event.objects.get(group__reading=draft, group__name="attack")
    # An editor who corrects still sees what was proposed.
    assert (copy.type, copy.place.reading_id, copy.decided) == ("violence_against_civilians", draft.pk, ["date"])
    assert sorted(copy.arguments.values_list("role", "state")) == [("actor", "suggested"), ("victim", "confirmed")]
    review.approve_record(actor=factories.eda(), record_id=draft.pk, envelope=seeing())
    copy.refresh_from_db()
    assert (copy.type, copy.status, copy.place, copy.date) == ("", "", None, date(2016, 5, 24))
    assert list(copy.arguments.values_list("role", flat=True)) == ["victim"]


def test_approving_at_once_leaves_the_undecided_out_too(ada, reading, event):
    act(ada, reading, "event_slot", event, event=event.pk, slot="type")
    Reading.objects.filter(pk=reading.pk).update(state="submitted")
    review.approve(actor=factories.eda(), reading_id=reading.pk, envelope=seeing())
    copy = Event.objects.get(group__reading__role="record", group__name="attack")
    assert (copy.type, copy.status, copy.place, copy.decided) == ("violence_against_civilians", "", None, ["type"])
    assert not copy.arguments.exists()


def test_an_export_has_every_slot_with_its_words_and_trail(ada, reading, event):
    act(ada, reading, "event_toll_words", event, event=event.pk, slot="dead", **passage(reading, "31 people"))
    act(ada, reading, "event_date", event, event=event.pk, date="May 2016")
    act(ada, reading, "event_type", event, event=event.pk, type="legal", subtype="arrest")
    part = part_of(event)
    act(ada, reading, "participant_role", part, participant=part.pk, role="accused")
    (out,) = exported(reading)["events"]
    start, end = place_of(reading.article.text, "31 people")
    assert out["dead"] == {"number": 31, "start": start, "end": end, "text": "31 people", "source": None}
    assert out["injured"] is None
    assert (out["date"], out["precision"], out["date_words"]) == ("2016-05-01", "month", None)
    assert (out["type"], out["subtype"]) == ("legal", "arrest")
    assert out["decided"] == ["date", "dead", "type"]
    assert [step["verb"] for step in out["trail"]] == ["set event dead", "set event date", "set event type"]
    (who,) = out["participants"]
    assert (who["group"], who["role"], who["state"], who["proposal"]) == (
        part.group_id,
        "accused",
        "confirmed",
        "actor",
    )
    assert [step["verb"] for step in who["trail"]] == ["set role"]


def test_an_event_without_a_mention_is_not_exported(ada, reading, event):
    other = second_event(reading)
    act(ada, reading, "event_join", event, other, event=other.pk, into=event.pk)
    assert [out["group"] for out in exported(reading)["events"]] == [event.pk]


# -- its row -----------------------------------------------------------------------------------------------------------


def took_part(body: str) -> list[tuple[str, bool]]:
    """Who the rows of events in a page or an answer name, and whether that is still open."""
    found = re.findall(r'<span class="event-bit( is-open)?" data-took-part[^>]*>(\w+) <bdi>([^<]*)</bdi>', body)
    return [(f"{lead} {name}", bool(is_open)) for is_open, lead, name in found]


def test_the_row_names_who_took_part_as_it_would_be_confirmed(ada, reading, event):
    page = ada.get(reverse("annotations:reading", args=[reading.pk])).content.decode()
    assert took_part(page) == [("by Valley Banner Movement", True)]
    body = act(ada, reading, "participant_confirm", part_of(event), participant=part_of(event).pk).content.decode()
    assert took_part(body) == [("by Valley Banner Movement", False)]
    body = act(ada, reading, "participant_remove", part_of(event), participant=part_of(event).pk).content.decode()
    assert took_part(body) == []


def test_a_row_with_many_participants_names_some_and_counts_the_rest(ada, reading, event):
    for words in ("Orlec’s", "two men", "quay", "31 people", "The ministry"):
        group = MentionGroup.objects.create(reading=reading, kind="person", name=words)
        EventArgument.objects.create(event=event, group=group, role="victim", state="suggested")
    page = ada.get(reverse("annotations:reading", args=[reading.pk])).content.decode()
    assert took_part(page)[0][0] == "by Valley Banner Movement"
    assert len(took_part(page)) == 4
    assert "</span>&nbsp;· 2 more</span>" in page


def test_the_review_shows_events_and_what_was_proposed(ada, client, reading, event):
    act(ada, reading, "confirm_group", event.group, group=event.pk)
    act(ada, reading, "event_type", event, event=event.pk, type="legal", subtype="arrest")
    act(ada, reading, "event_toll_words", event, event=event.pk, slot="dead", **passage(reading, "31 people"))
    Reading.objects.filter(pk=reading.pk).update(state="submitted")
    client.force_login(factories.eda())
    body = client.get(reverse("annotations:review_reading", args=[reading.pk])).content.decode()
    assert "Legal · Arrest" in body
    assert "was Violence against civilians" in body
    assert "31 people" in body
    assert "proposed, not decided" in body
    history = client.get(reverse("annotations:history", args=[reading.pk])).content.decode()
    assert "Set the type of" in history


def test_the_docs_name_every_type_and_sub_type():
    doc = (Path(__file__).resolve().parents[2] / "docs" / "events.md").read_text()
    for event_type in Event.Type:
        (line,) = re.findall(rf"^\| `{event_type}` {event_type.label} \| (.*) \|$", doc, re.MULTILINE)
        assert re.findall(r"`(\w+)`", line) == [value for value, _ in SUBTYPES[event_type]]

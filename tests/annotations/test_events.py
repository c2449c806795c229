"""The slots of events: what each act writes, and what is refused."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from annotations.models import Event, EventArgument, State, Tag
from tests import factories
from tests.annotations.acting import Fragments, everything, seen, send
from tests.annotations.event_verbs import act, each_event_verb, make_event, part_of, passage, second_event, slots
from tests.factories_readings import human_reading, machine_reading, make_tag, place_of, record, tag

pytestmark = pytest.mark.django_db


# -- one slot, one act -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("verb", "fields", "values", "decided"),
    [
        ("event_type", {"type": "battles"}, {"type": "battles", "subtype": ""}, "type"),
        ("event_type", {"type": "legal", "subtype": "arrest"}, {"type": "legal", "subtype": "arrest"}, "type"),
        ("event_type", {"type": ""}, {"type": "", "subtype": ""}, "type"),
        ("event_status", {"status": "planned"}, {"status": "planned"}, "status"),
        ("event_date", {"date": "24 May 2016"}, {"date": date(2016, 5, 24), "precision": "day"}, "date"),
        (
            "event_date",
            {"date": "24 May 2016", "precision": "week"},
            {"date": date(2016, 5, 23), "precision": "week"},
            "date",
        ),
        ("event_date", {"date": "May 2016"}, {"date": date(2016, 5, 1), "precision": "month"}, "date"),
        ("event_date", {"date": "2016"}, {"date": date(2016, 1, 1), "precision": "year"}, "date"),
        ("event_place", {"place": ""}, {"place_id": None}, "place"),
        ("event_toll", {"slot": "dead", "number": "31"}, {"dead": 31, "dead_source_id": None}, "dead"),
        ("event_toll", {"slot": "injured", "number": "0"}, {"injured": 0}, "injured"),
        ("event_slot", {"slot": "type"}, {"type": "violence_against_civilians"}, "type"),
    ],
)
def test_a_slot_is_written_and_decided(ada, reading, event, verb, fields, values, decided):
    act(ada, reading, verb, event, event=event.pk, **fields)
    now = slots(event)
    assert {name: now[name] for name in values} == values
    assert event.decided == [decided]
    assert event.version == 2


def test_a_type_that_changes_takes_its_sub_type_along(ada, reading, event):
    act(ada, reading, "event_type", event, event=event.pk, type="legal", subtype="arrest")
    act(ada, reading, "event_type", event, event=event.pk, type="battles", subtype="arrest", code=422)
    act(ada, reading, "event_type", event, event=event.pk, type="battles")
    assert (slots(event)["type"], event.subtype) == ("battles", "")


def test_an_event_without_a_row_gets_one_with_its_first_slot_and_undo_empties_it(ada, reading):
    group = tag(reading, "attack").group
    assert not Event.objects.exists()
    act(ada, reading, "event_type", event=group.pk, type="battles")
    assert Event.objects.get().type == "battles"
    response = act(ada, reading, "undo")
    assert (Event.objects.get().type, Event.objects.get().decided) == ("", [])
    # Nobody proposed anything of it, so nothing is shown as proposed.
    assert "no details yet" in response.content.decode()
    act(ada, reading, "redo")
    assert (Event.objects.get().type, Event.objects.get().decided) == ("battles", ["type"])


def test_the_words_of_a_date_are_read_from_the_day_of_publication(ada, reading, event):
    reading.article.published_at = datetime(2016, 5, 27, 9, tzinfo=UTC)
    reading.article.save()
    one = make_tag(reading, "mourns", "event")
    made = make_event(reading, "mourns")
    act(ada, reading, "event_date", made, event=made.pk, date="on Monday")
    assert (slots(made)["date"], made.precision) == (date(2016, 5, 23), "day")
    words = passage(reading, "killed 31 people")
    act(ada, reading, "event_date_words", made, event=one.group_id, **words)
    # Words that tell no date are kept, and the date stays.
    assert (slots(made)["date"], made.date_start, made.date_end) == (date(2016, 5, 23), words["start"], words["end"])
    act(ada, reading, "event_date", made, event=made.pk, date="")
    assert [slots(made)[name] for name in Event.SLOTS["date"]] == [None, "", None, None]
    assert made.decided == ["date"]


def test_a_number_is_read_from_its_words_and_has_who_says_so(ada, reading, event):
    act(ada, reading, "event_toll_words", event, event=event.pk, slot="dead", **passage(reading, "31 people"))
    assert slots(event)["dead"] == 31
    source = tag(reading, "Bashar Orlec").group
    act(ada, reading, "event_toll", event, event=event.pk, slot="dead", number="33", source=source.pk)
    start, end = place_of(reading.article.text, "31 people")
    assert [slots(event)[name] for name in Event.SLOTS["dead"]] == [33, start, end, source.pk]
    act(ada, reading, "event_toll", event, event=event.pk, slot="dead", number="", source="")
    assert [slots(event)[name] for name in Event.SLOTS["dead"]] == [None] * 4


def test_words_become_the_place_and_a_tag_of_the_cast(ada, reading, event):
    response = act(ada, reading, "event_place_words", event, event=event.pk, **passage(reading, "quay"))
    made = Tag.objects.get(reading=reading, surface="quay")
    assert (made.kind, made.state) == ("place", "confirmed")
    assert slots(event)["place_id"] == made.group_id
    assert "beforeend:#cast-place" in Fragments(response).inserted
    act(ada, reading, "undo")
    made.refresh_from_db()
    assert made.state == "removed"
    assert slots(event)["place_id"] == tag(reading, "Port Aldane").group_id
    # The tag on these words is taken where there is one.
    act(ada, reading, "event_place_words", event, event=event.pk, **passage(reading, "Port Aldane", 1))
    assert Tag.objects.filter(reading=reading, surface="Port Aldane").count() == 2


def test_all_that_is_proposed_is_confirmed_in_one_act_and_taken_back_in_one(ada, reading, event):
    act(ada, reading, "event_confirm", event, event=event.pk)
    assert slots(event)["decided"] == ["place", "status", "type"]
    assert part_of(event).state == "confirmed"
    act(ada, reading, "event_confirm", event, event=event.pk, code=422)
    act(ada, reading, "undo")
    assert slots(event)["decided"] == []
    assert part_of(event).state == "suggested"


# -- participants ------------------------------------------------------------------------------------------------------


def test_a_rejected_proposal_never_comes_back_as_new_and_what_was_added_by_hand_goes(ada, reading, event):
    part = part_of(event)
    act(ada, reading, "participant_remove", part, participant=part.pk)
    part.refresh_from_db()
    assert part.state == "rejected"
    act(ada, reading, "participant", event, event=event.pk, who=part.group_id, role="actor")
    part.refresh_from_db()
    assert part.state == "confirmed"
    orlec = tag(reading, "Bashar Orlec").group
    act(ada, reading, "participant", event, event=event.pk, who=orlec.pk, role="victim")
    made = part_of(event, "victim")
    act(ada, reading, "participant_remove", made, participant=made.pk)
    made.refresh_from_db()
    assert made.state == "removed"
    act(ada, reading, "undo")
    made.refresh_from_db()
    assert made.state == "confirmed"


def test_a_role_that_is_there_already_stands_for_both(ada, reading, event):
    part = part_of(event)
    act(ada, reading, "participant", event, event=event.pk, who=part.group_id, role="accused")
    act(ada, reading, "participant_role", part, participant=part.pk, role="accused")
    assert sorted(event.arguments.values_list("role", "state")) == [("accused", "confirmed"), ("actor", "rejected")]


def test_words_become_a_participant(ada, reading, event):
    words = passage(reading, "two men")
    act(ada, reading, "participant_words", event, event=event.pk, kind="person", role="accused", **words)
    assert part_of(event, "accused").group.name == "two men"
    act(ada, reading, "participant_words", event, event=event.pk, kind="event", role="other", code=422, **words)


# -- which mentions are one event --------------------------------------------------------------------------------------


def test_two_events_become_one_and_undo_parts_them_again(ada, reading, event):
    other = second_event(reading)
    EventArgument.objects.create(event=other, group=tag(reading, "Velmarian").group, role="actor")
    Event.objects.filter(pk=other.pk).update(decided=["date"])
    before = [slots(event), slots(other)]
    act(ada, reading, "event_join", event, other, event=other.pk, into=event.pk)
    assert not Tag.objects.filter(group=other.pk).exists()
    assert Tag.objects.filter(group=event.pk).count() == 3
    now = slots(event)
    # What was decided there comes along; what stood here stays.
    assert (now["type"], now["date"], now["decided"]) == (
        "violence_against_civilians",
        date(2016, 5, 24),
        ["date"],
    )
    assert event.arguments.filter(state=State.CONFIRMED, group__name="Velmarian").exists()
    act(ada, reading, "undo")
    assert [slots(event), slots(other)] == before
    assert Tag.objects.filter(group=other.pk).count() == 1
    assert not event.arguments.filter(state=State.CONFIRMED).exists()


def test_a_mention_moves_out_into_an_event_of_its_own_and_back(ada, reading, event):
    one = tag(reading, "attack", 1)
    response = act(ada, reading, "event_mention", one, tag=one.pk, into="")
    one.refresh_from_db()
    assert one.group_id != event.pk
    assert one.state == "suggested"
    assert {"beforeend:#cast-event", "beforeend:#event-list"} <= set(Fragments(response).inserted)
    act(ada, reading, "event_mention", one, tag=one.pk, into="", code=422)
    act(ada, reading, "event_mention", one, tag=one.pk, into=event.pk)
    one.refresh_from_db()
    assert one.group_id == event.pk


# -- who, and what is refused ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("verb", ["event_type", "event_join", "event_mention", "participant", "participant_remove"])
@pytest.mark.parametrize(
    ("make", "username", "status"),
    [
        (human_reading, "ben", 404),
        (human_reading, "eda", 404),
        (human_reading, "stranger", 404),
        (lambda: human_reading(state="submitted"), "eda", 403),
        (lambda: human_reading(state="submitted"), "ada", 409),
        (machine_reading, "ada", 403),
        (lambda: record(state="closed"), "eda", 409),
        (lambda: record(state="open"), "eda", 200),
    ],
)
def test_who_may_act_on_events(client, make, username, status, verb):
    reading = make()
    objects, fields, _ = each_event_verb(reading)[verb]
    client.force_login(factories.person(username))
    unchanged = everything()
    act(client, reading, verb, *objects, code=status, **fields)
    if status != 200:
        assert everything() == unchanged


BAD = [
    ("event_type", {"type": "party"}),
    ("event_type", {"event": ""}),
    ("event_type", {"event": str(2**60)}),
    ("event_type", {"event": "x"}),
    ("event_status", {"status": ""}),
    ("event_status", {"status": "maybe"}),
    ("event_date", {"date": "soon"}),
    ("event_date", {"date": "May 2016", "precision": "day"}),
    ("event_date", {"date": "2016", "precision": "hour"}),
    ("event_date", {"date": "2" * 200}),
    ("event_date_words", {"start": 0, "end": 4, "words": "Fort"}),
    ("event_date_words", {"start": 0, "end": 10**6, "words": "x"}),
    ("event_place", {"place": str(2**60)}),
    ("event_place_words", {"start": 4, "end": 5, "words": " "}),
    ("event_toll", {"slot": "dead", "number": "-1"}),
    ("event_toll", {"slot": "dead", "number": str(2**31)}),
    ("event_toll", {"slot": "dead", "number": "many"}),
    ("event_toll", {"slot": "date", "number": "1"}),
    ("event_toll", {"slot": "dead", "number": "1", "source": str(2**60)}),
    ("event_toll_words", {"slot": "injured", "start": 0, "end": 4, "words": "Fort"}),
    ("event_slot", {"slot": "mood"}),
    ("event_join", {"into": ""}),
    ("event_mention", {"tag": "0"}),
    ("participant", {"who": "", "role": "actor"}),
    ("participant", {"who": str(2**60), "role": "actor"}),
    ("participant_words", {"kind": "person", "role": "actor", "start": 0, "end": 4, "words": "Fort"}),
    ("participant_remove", {"participant": str(2**60)}),
]


@pytest.mark.parametrize(("verb", "wrong"), BAD)
def test_what_makes_no_sense_is_refused_and_changes_nothing(ada, reading, event, verb, wrong):
    unchanged = everything()
    response = act(ada, reading, verb, event, code=422, **{"event": event.pk} | wrong)
    assert Fragments(response).swapped == ["notice"]
    assert everything() == unchanged


def test_what_does_not_belong_there_is_refused(ada, reading, event):
    elsewhere = human_reading(factories.ben())
    person, place = tag(reading, "Bashar Orlec"), tag(elsewhere, "Port Aldane")
    foreign = make_event(elsewhere)
    unchanged = everything()
    for verb, fields in (
        ("event_type", {"event": person.group_id, "type": "battles"}),
        ("event_type", {"event": foreign.pk, "type": "battles"}),
        ("event_place", {"event": event.pk, "place": person.group_id}),
        ("event_place", {"event": event.pk, "place": place.group_id}),
        ("event_toll", {"event": event.pk, "slot": "dead", "number": "1", "source": place.group_id}),
        ("event_join", {"event": event.pk, "into": event.pk}),
        ("event_join", {"event": event.pk, "into": foreign.pk}),
        ("participant", {"event": event.pk, "who": event.pk, "role": "actor"}),
        ("participant", {"event": event.pk, "who": place.group_id, "role": "actor"}),
        ("participant_remove", {"participant": part_of(foreign).pk}),
    ):
        act(ada, reading, verb, event, foreign, part_of(foreign), code=422, **fields)
    act(ada, reading, "event_mention", person, tag=person.pk, into="", code=422)
    one = tag(reading, "attack")
    act(ada, reading, "event_mention", one, tag=one.pk, into=person.group_id, code=422)
    assert everything() == unchanged


def test_an_event_whose_every_mention_was_rejected_takes_no_details(ada, reading, event):
    act(ada, reading, "reject_group", event.group, group=event.pk)
    act(ada, reading, "event_type", event, event=event.pk, type="battles", code=422)
    page = ada.get(reverse("annotations:reading", args=[reading.pk])).content.decode()
    assert " hidden" in page.split(f'id="e-{event.pk}"')[1].split(">")[0]


def test_a_stale_slot_is_refused_and_shown_as_it_stands(ada, reading, event):
    old = seen(event)
    act(ada, reading, "event_type", event, event=event.pk, type="battles", subtype="armed_clash")
    unchanged = everything()
    response = send(ada, reading, "event_status", event=event.pk, status="planned", versions=old)
    assert response.status_code == 409
    assert f"e-{event.pk}" in Fragments(response).swapped
    body = response.content.decode()
    assert "changed the event at" in body
    assert "battles" in body
    assert everything() == unchanged
    part = part_of(event)
    response = send(ada, reading, "participant_remove", participant=part.pk, versions={})
    assert response.status_code == 409
    assert f"e-{event.pk}" in Fragments(response).swapped


def test_a_resent_act_answers_the_same_and_is_written_once(ada, reading, event):
    other, act_id = second_event(reading), uuid4()
    versions = seen(event, other)
    fields = {"act": act_id, "versions": versions, "event": other.pk, "into": event.pk}
    first = send(ada, reading, "event_join", **fields)
    written = everything()
    again = send(ada, reading, "event_join", **fields)
    assert (again.status_code, again.content) == (200, first.content)
    assert everything() == written


def test_postgresql_keeps_references_and_words_inside_the_reading(reading, event):
    elsewhere = tag(human_reading(factories.ben()), "Port Aldane").group
    for wrong in (
        {"place": elsewhere},
        {"dead_source": elsewhere},
        {"date_start": 0, "date_end": 10**6},
        {"date_start": 4, "date_end": 4},
        {"date_start": 4},
        {"date": "2016-05-24"},
        {"precision": "day"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Event.objects.filter(pk=event.pk).update(**wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        EventArgument.objects.create(event=event, group=elsewhere, role="actor")


def test_the_last_mention_that_is_not_rejected_does_not_leave_its_event(ada, reading, event):
    one, other = tag(reading, "attack"), tag(reading, "attack", 1)
    act(ada, reading, "reject", other, tag=other.pk)
    act(ada, reading, "event_mention", one, tag=one.pk, code=422)
    act(ada, reading, "undo")
    act(ada, reading, "event_mention", one, tag=one.pk)

"""Carrying over: what is refused, what comes of it, and how much it costs."""

import json
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from annotations.errors import BadWrite, Frozen, NotAllowed, Stale
from annotations.models import (
    ClaimUse,
    Decision,
    Entity,
    Event,
    EventArgument,
    MentionGroup,
    Quote,
    Reading,
    State,
    Tag,
)
from annotations.services import carrying, exporting, history, queue, review, tagging, undo
from annotations.services.envelope import Envelope
from articles.text import canonical
from tests import factories
from tests.annotations.acting import envelope, everything
from tests.annotations.carrying import (
    NEW_BODY,
    carry,
    plan_of,
    revised,
    second_version,
    seeing,
    takes,
)
from tests.annotations.readings import seeing as nothing_seen
from tests.factories_readings import human_reading, make_article, make_claim, make_quote, make_tag, tag

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair():
    return revised()


# -- refusals ----------------------------------------------------------------------------------------------------------


def test_a_resent_act_answers_as_before_and_writes_nothing_more(pair):
    _, reading = pair
    act, plan = uuid4(), plan_of(reading)
    arguments = {
        "actor": reading.reader,
        "reading_id": reading.pk,
        "envelope": Envelope(act_id=act, seen=seeing(plan)),
        "source_id": plan.source.pk,
        "takes": takes(plan, plan.items),
    }
    first = carrying.carry(**arguments)
    was = everything()
    again = carrying.carry(**arguments)
    assert again.replayed
    assert again.act == first.act
    assert everything() == was


@pytest.mark.parametrize("which", ["old", "here", "gone"])
def test_what_changed_since_it_was_shown_stops_all_of_it(pair, which):
    record, reading = pair
    plan = plan_of(reading)
    if which == "gone":
        Tag.objects.filter(reading=record, surface="Port Aldane").update(state=State.REJECTED, version=2)
        port = tag(reading, "Port Aldane")
        tagging.confirm(actor=reading.reader, reading_id=reading.pk, envelope=envelope(port), tag_id=port.pk)
    else:
        whose = record if which == "old" else reading
        Tag.objects.filter(reading=whose, surface="Port Aldane").update(version=7)
    was = everything()
    with pytest.raises(Stale):
        carrying.carry(
            actor=reading.reader,
            reading_id=reading.pk,
            envelope=Envelope(act_id=uuid4(), seen=seeing(plan)),
            source_id=record.pk,
            takes=takes(plan, plan.items),
        )
    assert everything() == was


def test_other_words_or_places_than_both_texts_have_are_refused(pair):
    record, reading = pair
    plan = plan_of(reading)
    good = takes(plan, plan.items)[0]
    (start, end), *_ = good.places
    was = everything()
    for bad in (
        carrying.Take(key=good.key, places=good.places, words="Iva Morem"),
        carrying.Take(key=good.key, places=((start + 1, end + 1),), words=good.words),
        carrying.Take(key=good.key, places=(), words=good.words),
    ):
        with pytest.raises(BadWrite, match="differ from the two texts"):
            carrying.carry(
                actor=reading.reader,
                reading_id=reading.pk,
                envelope=Envelope(act_id=uuid4(), seen=seeing(plan)),
                source_id=record.pk,
                takes=[bad],
            )
    for source, wanted, refusal in ((record.pk, [], "Nothing is ticked"), (reading.pk, [good], "not there any more")):
        with pytest.raises(BadWrite, match=refusal):
            carrying.carry(
                actor=reading.reader,
                reading_id=reading.pk,
                envelope=Envelope(act_id=uuid4(), seen=seeing(plan)),
                source_id=source,
                takes=wanted,
            )
    assert everything() == was


def test_only_the_reader_carries_over_and_only_while_the_reading_is_open(pair):
    record, reading = pair
    plan = plan_of(reading)
    arguments = {"reading_id": reading.pk, "source_id": record.pk, "takes": takes(plan, plan.items)}

    def attempt(actor):
        return carrying.carry(actor=actor, envelope=Envelope(act_id=uuid4(), seen=seeing(plan)), **arguments)

    was = everything()
    for who in (factories.ben(), factories.eda(), factories.stranger()):
        with pytest.raises(Reading.DoesNotExist):
            attempt(who)
    assert everything() == was
    Reading.objects.filter(pk=reading.pk).update(state="submitted")
    with pytest.raises(NotAllowed):
        attempt(factories.eda())
    with pytest.raises(Frozen):
        attempt(reading.reader)


# -- what comes of it --------------------------------------------------------------------------------------------------


def test_a_carried_reading_becomes_a_record(pair):
    _, reading = pair
    carry(reading)
    queue.submit(actor=reading.reader, reading_id=reading.pk, envelope=nothing_seen(), confirmed=True)
    review.approve(actor=factories.eda(), reading_id=reading.pk, envelope=nothing_seen())
    made = Reading.objects.get(role="record", article=reading.article)
    assert made.tags.filter(state="confirmed").count() == 7
    assert ClaimUse.objects.filter(quote__reading=made).count() == 1
    assert Event.objects.get(group__reading=made).dead == 11
    assert made.groups.get(name="Iva Moren").protected


def test_an_editors_draft_of_a_record_takes_the_same_way(pair):
    _, reading = pair
    queue.submit(actor=reading.reader, reading_id=reading.pk, envelope=nothing_seen(), confirmed=True)
    eli = factories.eli()
    draft = review.start_correction(actor=eli, reading_id=reading.pk, envelope=nothing_seen())
    carry(draft, actor=eli)
    review.approve_record(actor=eli, record_id=draft.pk, envelope=nothing_seen())
    assert draft.tags.filter(state="confirmed").count() == 7


def test_the_history_says_where_it_came_from(pair):
    record, reading = pair
    carry(reading)
    reading.refresh_from_db()
    (entry,), _ = history.page(reading)
    assert entry.said == "Carried over"
    assert entry.act.carried_from == record
    assert "text" in entry.act.carried_from.article.get_deferred_fields()
    origins = dict(Decision.objects.filter(object_type="tag").values_list("object_id", "origin_id"))
    assert origins[tag(reading, "sank", 1).pk] == tag(record, "sank", 1).pk


def test_an_export_says_of_each_thing_where_it_came_from_and_hides_the_protected(pair):
    record, reading = pair
    carry(reading)
    queue.submit(actor=reading.reader, reading_id=reading.pk, envelope=nothing_seen(), confirmed=True)
    review.approve(actor=factories.eda(), reading_id=reading.pk, envelope=nothing_seen())
    made = Reading.objects.filter(role="record", article=reading.article)
    line = json.loads(b"".join(exporting.export(made)))
    quote, event = line["quotes"][0], line["events"][0]
    office = next(group for group in line["groups"] if (group["kind"], group["name"]) == ("group", "harbour office"))
    sank = next(one for one in line["tags"] if one["text"] == "sank")
    origins = {
        "tag": (sank, tag(record, "sank").pk),
        "quote": (quote, Quote.objects.get(reading=record).pk),
        "claim": (quote["claims"][0], ClaimUse.objects.get(quote__reading=record).pk),
        "group": (office, tag(record, "harbour office").group_id),
        "event": (event, tag(record, "sank").group_id),
        "participant": (event["participants"][0], EventArgument.objects.get(event__group__reading=record).pk),
    }
    for what, (exported, origin) in origins.items():
        (step,) = [step for step in exported["trail"] if step["verb"] == "carry"]
        assert step["carried_from"] == {"article": record.article_id, "reading": record.pk, "id": origin}, what
        assert {step["carried_from"] is None for step in exported["trail"] if step["verb"] != "carry"} <= {True}
    assert "Moren" not in json.dumps(line)


def test_the_queries_do_not_grow_with_what_is_carried():
    def counted(times: int) -> tuple[int, int]:
        first = make_article(headline=f"Boats {times}", standfirst="", body=["Orlec came to Merrow."] * times)
        record = Reading.objects.create(article=first, role="record", state="open", reader=factories.eda())
        for nth in range(times):
            for name, kind in (("Orlec", "person"), ("Merrow", "place")):
                make_tag(record, name, kind, nth, state=State.CONFIRMED, p_start=None, p_end=None, p_kind=None)
            make_quote(record, "came", state=State.CONFIRMED, p_pieces=None) if not nth else None
        Reading.objects.filter(pk=record.pk).update(state="closed")
        second = make_article(
            headline=f"Boats {times}",
            standfirst="",
            body=[*["Orlec came to Merrow."] * times, "So it was."],
            revises=first,
        )
        reading = human_reading(article=second, filled=False)
        with CaptureQueriesContext(connection) as planned:
            plan_of(reading)
        with CaptureQueriesContext(connection) as done:
            carry(reading)
        assert Tag.objects.filter(reading=reading, state="confirmed").count() == 2 * times
        return len(planned), len(done)

    assert counted(3) == counted(60)


def many_things(reading: Reading, times: int, **fields) -> list[EventArgument]:
    """In each paragraph a person who says something, and an event that they took part in."""
    parts = []
    for n in range(times):
        speaker = make_tag(reading, f"Orlec{n}x", "person", **fields)
        make_quote(reading, f"it is {n} today", **fields)
        fire = make_tag(reading, f"fire{n}x", "event", **fields)
        event = Event.objects.create(group=fire.group, status="")
        parts.append(EventArgument.objects.create(event=event, group=speaker.group, role="victim", **fields))
    return parts


def test_nor_with_rows_quotes_claims_and_events():
    def counted(times: int) -> tuple[int, int]:
        body = [f"Orlec{n}x said: “it is {n} today”, and named fire{n}x." for n in range(times)]
        first = make_article(headline=f"Fires {times}", standfirst="", body=body)
        record = Reading.objects.create(article=first, role="record", state="open", reader=factories.eda())
        for part in many_things(record, times, state=State.CONFIRMED):
            entity = Entity.objects.create(kind="person", name=part.group.name)
            MentionGroup.objects.filter(pk=part.group_id).update(entity=entity, protected=True)
            Event.objects.filter(pk=part.event_id).update(dead=part.pk, decided=["dead"])
        speakers = Tag.objects.filter(reading=record, kind="person").order_by("start")
        for speaker, quote in zip(speakers, Quote.objects.filter(reading=record).order_by("start"), strict=True):
            Quote.objects.filter(pk=quote.pk).update(speaker=speaker)
            make_claim(factories.eda(), f"It was {quote.pk}.", quote)
        Reading.objects.filter(pk=record.pk).update(state="closed")
        second = make_article(headline=f"Fires {times}", standfirst="", body=[*body, "So it was."], revises=first)
        reading = human_reading(article=second, filled=False)
        many_things(reading, times, state=State.SUGGESTED)
        MentionGroup.objects.filter(reading=reading, kind="person").first().delete()  # and one row that is new here
        with CaptureQueriesContext(connection) as done:
            carry(reading)
        quotes = Quote.objects.filter(reading=reading, state="confirmed", speaker__state="confirmed")
        assert quotes.count() == ClaimUse.objects.filter(quote__in=quotes).count() == times
        linked = MentionGroup.objects.filter(reading=reading, entity__name=F("name"), protected=True)
        assert linked.count() == times
        events = Event.objects.filter(group__reading=reading, decided=["dead"], dead__isnull=False)
        assert events.filter(arguments__state="confirmed").values("dead").distinct().count() == times
        assert set(Decision.objects.filter(act__reading=reading).values_list("origin_id", flat=True)) - {None}
        with CaptureQueriesContext(connection) as undone:
            undo.undo(actor=reading.reader, reading_id=reading.pk, envelope=nothing_seen())
        assert not quotes.exists()
        assert not events.exists()
        return len(done), len(undone)

    assert counted(3) == counted(12)


def test_a_part_that_was_corrected_and_one_that_was_added_in_its_place_both_come(pair):
    record, reading = pair
    there = EventArgument.objects.get(event__group__reading=record)
    EventArgument.objects.filter(pk=there.pk).update(role="actor", p_role="victim")
    EventArgument.objects.create(event=there.event, group=there.group, role="victim")
    event = Event.objects.create(group=make_tag(reading, "sank", "event").group, status="")
    captain = tag(reading, "Iva Moren").group
    EventArgument.objects.create(event=event, group=captain, role="victim", p_role="victim", state="suggested")
    carry(reading)
    assert set(EventArgument.objects.filter(event=event).values_list("group", "role", "p_role", "state")) == {
        (captain.pk, "actor", None, "confirmed"),
        (captain.pk, "victim", "victim", "confirmed"),
    }


@pytest.mark.parametrize(
    ("before", "after", "marked"),
    [
        ("Firefighter Orlec 👨🏻‍🚒 spoke.", "Late, a firefighter, Orlec 👨🏻‍🚒 spoke.", "Orlec 👨🏻‍🚒"),
        ("قال محمد إن السفينة غرقت يوم الاثنين.", "قال محمد إن السفينة غرقت يوم الاثنين. وقال غيره ذلك.", "محمد"),
        ("The town of Ndọ̀la x̂ is near.", "New.\r\nThe town of Ndọ̀la x̂ is near.", "Ndọ̀la x̂"),
    ],
)
def test_texts_of_any_script_and_with_any_newlines(before, after, marked):
    marked = canonical(marked)
    first = make_article(headline="H", standfirst="", body=before.split("\r\n"))
    record = Reading.objects.create(article=first, role="record", state="open", reader=factories.eda())
    make_tag(record, marked, "person", state=State.CONFIRMED)
    Reading.objects.filter(pk=record.pk).update(state="closed")
    reading = human_reading(
        article=make_article(headline="H", standfirst="", body=after.split("\r\n"), revises=first), filled=False
    )
    carry(reading)
    made = Tag.objects.get(reading=reading)
    assert made.surface == reading.article.text[made.start : made.end] == marked


def test_a_reading_that_no_pipeline_began_takes_everything_as_made_by_hand(pair):
    record, _ = pair
    bare = human_reading(factories.ben(), article=second_version(record.article, body=[*NEW_BODY, "So."]), filled=False)
    carry(bare)
    assert {row.name for row in bare.groups.all()} == {"Iva Moren", "Port Aldane", "harbour office", "sank"}
    assert bare.groups.get(name="Iva Moren").protected
    assert not bare.tags.exclude(p_start=None).exists()

"""Carrying over what was decided on another version of a text: what fits, what is lost, and what is left alone."""

import json
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from annotations.alignment import Match
from annotations.errors import BadWrite, Frozen, NotAllowed, Stale
from annotations.models import (
    Act,
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
from annotations.services import carry_sources, carrying, entities, exporting, history, queue, review, tagging, undo
from annotations.services.envelope import Envelope
from articles.services.versions import versions
from articles.text import canonical
from tests import factories
from tests.annotations.acting import envelope, everything
from tests.annotations.carrying import (
    NEW_BODY,
    carry,
    decided_record,
    first_version,
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


def shown(items) -> dict[str, str]:
    return {f"{item.what} {getattr(item.old, 'surface', '')}".strip(): item.match.value for item in items}


def words(reading: Reading) -> dict[tuple[str, int], tuple[str, str]]:
    """Tag → its state and cast row, by words and which of them."""
    found: dict[tuple[str, int], tuple[str, str]] = {}
    for one in Tag.objects.filter(reading=reading).exclude(state=State.REMOVED).order_by("start", "pk"):
        nth = sum(surface == one.surface for surface, _ in found)
        assert reading.article.text[one.start : one.end] == one.surface
        found[one.surface, nth] = (one.state, f"{one.kind} {one.group.name}")
    return found


# -- which readings ----------------------------------------------------------------------------------------------------


def test_all_versions_of_an_article_are_known_the_nearest_first():
    first = first_version()
    second = second_version(first)
    third = second_version(second, body=["Third."])
    assert [(v.article_id, v.how, v.steps) for v in versions(third.pk)] == [
        (second.pk, "earlier", 1),
        (first.pk, "earlier", 2),
    ]
    assert [(v.article_id, v.how, v.steps) for v in versions(second.pk)] == [
        (third.pk, "later", 1),
        (first.pk, "earlier", 1),
    ]
    assert versions(make_article(body=["Alone."]).pk) == []


def test_a_record_comes_before_ones_own_reading_and_that_before_others():
    ada, ben, eda = factories.ada(), factories.ben(), factories.eda()
    first = first_version()
    own = human_reading(ada, article=first, state="submitted", filled=False)
    bens = human_reading(ben, article=first, state="submitted", filled=False)
    second = second_version(first)
    found = carry_sources.sources(actor=ada, article_id=second.pk)
    assert [(source.reading, source.what) for source in found] == [(own, "own reading")]
    found = carry_sources.sources(actor=eda, article_id=second.pk)
    assert {source.reading for source in found} == {own, bens}
    record = decided_record(first)
    found = carry_sources.sources(actor=ada, article_id=second.pk)
    assert [source.reading for source in found] == [record, own]


@pytest.mark.parametrize("state", ["open", "returned"])
def test_of_a_reading_that_is_not_handed_in_nothing_is_offered(state):
    first = first_version()
    human_reading(factories.ben(), article=first, state=state, filled=False)
    Reading.objects.create(article=first, role="record", state="open", reader=factories.eli())
    second = second_version(first)
    for who in (factories.ada(), factories.ben(), factories.eda(), factories.adam(), factories.stranger()):
        assert carry_sources.sources(actor=who, article_id=second.pk) == []


# -- what is offered ---------------------------------------------------------------------------------------------------


def test_each_thing_is_offered_with_how_well_it_fits(pair):
    record, reading = pair
    plan = plan_of(reading)
    assert shown(plan.items) == {
        "tag Iva Moren": "same",
        "tag harbour office": "same",
        "tag sank": "around",  # the second one; beside it a name was corrected
        "tag Port Aldane": "same",
        "tag Moren": "same",
        "tag She": "same",
        "tag Merrow": "same",
        "quote": "same",
        "event": "same",
    }
    assert [(item.old.surface, item.why) for item in plan.lost] == [
        ("Tomas Reel", "The words are not there any more."),
    ]
    assert plan.source == record
    assert [item.match.value for item in plan.items if not item.chosen] == ["around"]


def test_what_moved_or_stands_beside_other_words_is_not_ticked(pair):
    _, reading = pair
    body = [NEW_BODY[0], NEW_BODY[2], NEW_BODY[1].replace("warned", "warns"), *NEW_BODY[3:]]
    other = human_reading(factories.ben(), article=second_version(reading.article, body=body), filled=False)
    plan = plan_of(other)
    matches = {item.old.surface: item.match for item in plan.items if item.what == "tag"}
    assert Match.MOVED in matches.values() or Match.AROUND in matches.values()
    assert all(item.chosen == (item.match is Match.SAME) for item in plan.items if item.what == "tag")


def test_a_pronoun_that_moved_is_lost_for_it_may_mean_somebody_else():
    record = decided_record()
    body = [NEW_BODY[3], NEW_BODY[4], "She spoke on the quay of it.", NEW_BODY[1]]
    reading = human_reading(article=second_version(record.article, body=body), filled=False)
    lost = {item.old.surface: item.why for item in plan_of(reading).lost if item.what == "tag"}
    assert "She" in lost


# -- what is done ------------------------------------------------------------------------------------------------------


def test_everything_is_carried_over_in_one_act(pair):
    record, reading = pair
    made = tag(reading, "Iva Moren")
    outcome = carry(reading)
    assert Act.objects.get(reading=reading).verb == "carry"
    assert words(reading) == {
        ("Iva Moren", 0): ("confirmed", "person Iva Moren"),
        ("harbour office", 0): ("confirmed", "group harbour office"),
        ("sank", 0): ("confirmed", "event sank"),
        ("Port Aldane", 0): ("confirmed", "place Port Aldane"),
        ("Moren", 0): ("confirmed", "person Iva Moren"),
        ("She", 0): ("confirmed", "person Iva Moren"),
        ("sank", 1): ("confirmed", "event sank"),
        ("Merrow", 0): ("rejected", "person Merrow"),
    }
    # A suggestion stays the one it was, with its proposal.
    office = tag(reading, "harbour office")
    assert (office.p_kind, office.kind, office.p_start) == ("place", "group", office.start)
    assert tag(reading, "Iva Moren").pk == made.pk
    assert tag(reading, "sank").p_start is None

    captain = tag(reading, "Moren").group
    assert (captain.entity, captain.protected) == (Entity.objects.get(), True)
    quote = Quote.objects.get(reading=reading)
    text = reading.article.text
    assert [text[a:b] for a, b in quote.pieces] == ["We wrote to them,", "Nobody wrote back."]
    assert (quote.state, quote.mode, quote.speaker) == ("confirmed", "mixed", tag(reading, "Moren"))
    assert text[quote.cue_start : quote.cue_end] == "said"
    use = ClaimUse.objects.get(quote=quote)
    old = ClaimUse.objects.get(quote__reading=record)
    assert (use.claim, use.wording, use.stance, use.hedged) == (old.claim, old.wording, "reports", True)
    event = Event.objects.get(group=tag(reading, "sank").group)
    assert (event.type, event.dead, str(event.date), event.place) == (
        "disaster", 11, "2026-11-02", tag(reading, "Port Aldane").group,
    )  # fmt: skip
    assert text[event.date_start : event.date_end] == "on Monday"
    assert sorted(event.decided) == ["date", "dead", "place", "type"]
    part = EventArgument.objects.get(event=event)
    assert (part.group, part.role, part.state) == (captain, "participant", "confirmed")
    assert outcome.act.carried_from_id == record.pk
    assert plan_of(reading).items == []


def test_one_undo_takes_all_of_it_back_but_for_protection_and_it_can_be_done_again(pair):
    _, reading = pair
    before = words(reading)
    carry(reading)
    after = words(reading)
    undo.undo(actor=reading.reader, reading_id=reading.pk, envelope=envelope())
    assert words(reading) == before
    assert not ClaimUse.objects.filter(quote__reading=reading, state="attached").exists()
    assert Event.objects.get(group__reading=reading).decided == []
    row = tag(reading, "Iva Moren").group
    assert (row.entity, row.protected) == (None, True)
    # It is on offer again, and redoing it is the same as before.
    assert len(plan_of(reading).items) == 10
    undo.redo(actor=reading.reader, reading_id=reading.pk, envelope=envelope())
    assert words(reading) == after
    assert tag(reading, "Iva Moren").group.entity is not None


def test_after_an_undo_it_can_be_carried_over_once_more(pair):
    _, reading = pair
    carry(reading)
    after = words(reading)
    undo.undo(actor=reading.reader, reading_id=reading.pk, envelope=envelope())
    carry(reading)
    assert words(reading) == after
    assert ClaimUse.objects.filter(quote__reading=reading, state="attached").count() == 1


def test_what_was_decided_here_is_left_alone(pair):
    _, reading = pair
    quote = Quote.objects.get(reading=reading)
    port, moren = tag(reading, "Port Aldane"), tag(reading, "Moren")
    tagging.reject(actor=reading.reader, reading_id=reading.pk, envelope=envelope(port), tag_id=port.pk)
    tagging.confirm(actor=reading.reader, reading_id=reading.pk, envelope=envelope(moren), tag_id=moren.pk)
    Quote.objects.filter(pk=quote.pk).update(state=State.REJECTED)
    plan = plan_of(reading)
    assert {"tag Port Aldane", "tag Moren", "quote"}.isdisjoint(shown(plan.items))
    (event,) = [item for item in plan.items if item.what == "event"]
    assert event.left_out == ["place (Port Aldane has no mention here)"]
    assert not event.chosen
    carry(reading)
    assert words(reading)["Port Aldane", 0][0] == "rejected"
    assert words(reading)["Moren", 0] == ("confirmed", "person Moren")
    quote.refresh_from_db()
    assert (quote.state, quote.speaker) == ("rejected", None)


def test_what_was_added_here_and_taken_away_again_is_not_offered_again(pair):
    _, reading = pair
    carry(reading, lambda item: item.what == "tag")
    for nth in (1, 0):
        sank = tag(reading, "sank", nth)
        tagging.reject(actor=reading.reader, reading_id=reading.pk, envelope=envelope(sank), tag_id=sank.pk)
    assert {item.what for item in plan_of(reading).items} == {"quote"}


def test_a_quote_that_is_confirmed_here_already_takes_the_claims_only(pair):
    _, reading = pair
    quote = Quote.objects.get(reading=reading)
    Quote.objects.filter(pk=quote.pk).update(state=State.CONFIRMED)
    carry(reading, lambda item: item.what == "quote")
    assert ClaimUse.objects.get(quote=quote).stance == "reports"
    quote.refresh_from_db()
    assert (quote.mode, quote.speaker) == ("direct", None)


def test_a_quote_brings_its_speaker_along(pair):
    _, reading = pair
    carry(reading, lambda item: item.what == "quote")
    assert {key: state for key, (state, _) in words(reading).items() if state != "suggested"} == {
        ("Moren", 0): "confirmed"
    }
    assert Quote.objects.get(reading=reading).speaker == tag(reading, "Moren")


def test_who_speaks_is_left_open_where_the_words_are_gone(pair):
    record, reading = pair
    Quote.objects.filter(reading=record).update(speaker=tag(record, "Tomas Reel"))
    Quote.objects.filter(reading=reading).update(speaker=tag(reading, "She"))
    (item,) = [item for item in plan_of(reading).items if item.what == "quote"]
    assert item.left_out == ["who says it"]
    assert not item.chosen
    carry(reading, lambda item: item.what == "quote")
    assert Quote.objects.get(reading=reading).speaker is None
    assert tag(reading, "She").state == "suggested"


def test_a_corrected_suggestion_is_corrected_here_too(pair):
    record, reading = pair
    old, new = tag(record, "Port Aldane"), tag(reading, "Port Aldane")
    Tag.objects.filter(pk=old.pk).update(start=old.start + 5, surface="Aldane")
    carry(reading, lambda item: item.old == old)
    new.refresh_from_db()
    assert (new.surface, new.start, new.p_start) == ("Aldane", new.p_start + 5, new.p_start)


def test_an_event_needs_a_mention_and_takes_nobody_who_is_not_here(pair):
    _, reading = pair
    with pytest.raises(BadWrite, match="Tick a mention of “sank”"):
        carry(reading, lambda item: item.what == "event")
    sunk = {"sank"}
    carry(reading, lambda item: item.what == "event" or getattr(item.old, "surface", "") in sunk)
    event = Event.objects.get(group__reading=reading)
    # The captain and the place have mentions here, if only suggested ones.
    assert event.place.name == "Port Aldane"
    assert EventArgument.objects.get(event=event).group.name in ("Iva Moren", "Moren")


def test_a_row_whose_mentions_are_all_decided_still_gets_its_name_and_protection(pair):
    _, reading = pair
    for mention in ("Iva Moren", "Moren", "She"):
        one = tag(reading, mention)
        tagging.confirm(actor=reading.reader, reading_id=reading.pk, envelope=envelope(one), tag_id=one.pk)
    plan = plan_of(reading)
    (item,) = [item for item in plan.items if item.what == "group"]
    carry(reading, lambda item: item.what == "group")
    row = MentionGroup.objects.get(pk=item.here.pk)
    assert (row.entity, row.protected) == (Entity.objects.get(), True)
    undo.undo(actor=reading.reader, reading_id=reading.pk, envelope=envelope())
    row.refresh_from_db()
    assert (row.entity, row.protected) == (None, True)


def test_a_link_that_was_taken_off_here_stays_off(pair):
    _, reading = pair
    row = tag(reading, "Iva Moren").group
    for name in ("Somebody else", ""):
        entities.link(actor=reading.reader, reading_id=reading.pk, envelope=envelope(row), group_id=row.pk, name=name)
    carry(reading)
    row.refresh_from_db()
    assert (row.entity, row.protected) == (None, True)


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

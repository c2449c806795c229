"""Carrying over what was decided on another version of a text: what fits, what is lost, and what is left alone."""

import pytest

from annotations.alignment import Match
from annotations.errors import BadWrite
from annotations.models import (
    Act,
    ClaimUse,
    Entity,
    Event,
    EventArgument,
    MentionGroup,
    Quote,
    Reading,
    State,
    Tag,
)
from annotations.services import carry_sources, entities, tagging, undo
from articles.services.versions import versions
from tests import factories
from tests.annotations.acting import envelope
from tests.annotations.carrying import (
    NEW_BODY,
    carry,
    decided_record,
    first_version,
    plan_of,
    revised,
    second_version,
    shown,
    words,
)
from tests.factories_readings import human_reading, make_article, tag

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair():
    return revised()


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

"""Quotes, their speakers, their claims, and who a cast row is."""

import pytest

from annotations.errors import BadWrite, Stale
from annotations.models import Claim, ClaimUse, Entity, MentionGroup, Quote, State, Tag
from annotations.services import claiming, entities, quoting, tagging, undo
from tests import factories
from tests.annotations.acting import envelope, everything
from tests.factories_readings import human_reading, make_claim, make_quote, place_of, tag

pytestmark = pytest.mark.django_db


@pytest.fixture
def reading():
    return human_reading()


@pytest.fixture
def quote(reading):
    return Quote.objects.get(reading=reading)


def by_ada(reading, *objects, **more):
    return {"actor": factories.ada(), "reading_id": reading.pk, "envelope": envelope(*objects), **more}


def fresh(obj):
    return type(obj).objects.get(pk=obj.pk)


def own_voice(reading, words="The ministry said the attack"):
    start, end = place_of(reading.article.text, words)
    quoting.make_quote(**by_ada(reading), start=start, end=end, words=words, mode=Quote.Mode.OWN_VOICE)
    return Quote.objects.get(reading=reading, mode="own_voice")


@pytest.mark.parametrize("to", [State.CONFIRMED, State.REJECTED])
def test_a_quote_is_decided_and_undecided_like_a_tag(reading, quote, to):
    quoting.decide_quote(**by_ada(reading, quote), quote_id=quote.pk, to=to)
    assert fresh(quote).state == to
    quoting.decide_quote(**by_ada(reading, quote), quote_id=quote.pk, to=State.SUGGESTED)
    assert (fresh(quote).state, fresh(quote).version) == ("suggested", 3)


def test_a_hand_made_quote_that_is_rejected_is_removed(reading):
    made = own_voice(reading)
    with pytest.raises(BadWrite, match="made by hand"):
        quoting.decide_quote(**by_ada(reading, made), quote_id=made.pk, to=State.SUGGESTED)
    quoting.decide_quote(**by_ada(reading, made), quote_id=made.pk, to=State.REJECTED)
    assert fresh(made).state == "removed"
    with pytest.raises(BadWrite, match="removed"):
        quoting.decide_quote(**by_ada(reading, made), quote_id=made.pk, to=State.CONFIRMED)


def test_setting_the_speaker_confirms_tag_and_quote(reading, quote):
    speaker = tag(reading, "He")
    quoting.set_speaker(**by_ada(reading, quote), quote_id=quote.pk, tag_id=speaker.pk)
    assert (fresh(quote).speaker_id, fresh(quote).state, fresh(speaker).state) == (speaker.pk, "confirmed", "confirmed")
    quoting.set_speaker(**by_ada(reading, quote), quote_id=quote.pk, tag_id=None)
    assert fresh(quote).speaker_id is None


@pytest.mark.parametrize("state", ["removed", "rejected"])
def test_a_removed_speaker_is_refused(reading, quote, state):
    speaker = tag(reading, "He")
    Tag.objects.filter(pk=speaker.pk).update(state=state)
    before = everything()
    with pytest.raises(BadWrite, match="speaker was removed"):
        quoting.set_speaker(**by_ada(reading, quote), quote_id=quote.pk, tag_id=speaker.pk)
    assert everything() == before


def test_a_speaker_of_another_reading_is_refused(reading, quote):
    other = tag(human_reading(factories.ben(), reading.article), "He")
    with pytest.raises(BadWrite, match="speaker was removed"):
        quoting.set_speaker(**by_ada(reading, quote), quote_id=quote.pk, tag_id=other.pk)


@pytest.mark.parametrize("state", ["suggested", "confirmed", "rejected"])
def test_selected_words_become_the_speaker_whatever_stood_there(reading, quote, state):
    there = tag(reading, "Velmarian")
    Tag.objects.filter(pk=there.pk).update(state=state)
    quoting.set_speaker_words(
        **by_ada(reading, quote), quote_id=quote.pk, start=there.start, end=there.end, words="Velmarian", kind="group"
    )
    assert (fresh(quote).speaker_id, fresh(there).state) == (there.pk, "confirmed")


def test_words_without_a_tag_become_one_and_the_speaker(reading, quote):
    start, end = place_of(reading.article.text, "The ministry")
    quoting.set_speaker_words(
        **by_ada(reading, quote), quote_id=quote.pk, start=start, end=end, words="The ministry", kind="group"
    )
    assert fresh(quote).speaker == tag(reading, "The ministry")


def test_mode(reading, quote):
    quoting.set_mode(**by_ada(reading, quote), quote_id=quote.pk, mode="mixed")
    assert (fresh(quote).mode, fresh(quote).state) == ("mixed", "confirmed")
    with pytest.raises(BadWrite, match="own voice"):
        quoting.set_mode(**by_ada(reading, quote), quote_id=quote.pk, mode="own_voice")


def test_a_suggested_quote_that_is_the_outlets_own_voice_loses_its_speaker_and_undo_brings_them_back(reading):
    words = "The ministry said the attack"
    found = make_quote(reading, words, speaker=tag(reading, "He"), cue="said the", mode="indirect")
    (span,) = found.pieces
    quoting.make_quote(**by_ada(reading), start=span[0], end=span[1], words=words, mode=Quote.Mode.OWN_VOICE)
    now = fresh(found)
    assert (now.mode, now.state) == ("own_voice", "confirmed")
    assert (now.speaker_id, now.cue_start, now.cue_end) == (None, None, None)
    assert fresh(tag(reading, "He")).state == "suggested"
    undo.undo(**by_ada(reading))
    back = fresh(found)
    assert (back.mode, back.state, back.speaker_id) == ("indirect", "suggested", found.speaker_id)
    assert (back.cue_start, back.cue_end) == (found.cue_start, found.cue_end)


def test_a_passage_in_the_outlets_own_voice_has_no_speaker(reading):
    made = own_voice(reading)
    assert (made.state, made.p_pieces) == ("confirmed", None)
    with pytest.raises(BadWrite, match="no speaker"):
        quoting.set_speaker(**by_ada(reading, made), quote_id=made.pk, tag_id=tag(reading, "He").pk)


def test_a_quote_may_run_over_paragraphs_but_not_stand_twice(reading):
    text = reading.article.text
    start, end = place_of(text, "The ministry said")[0] - 20, place_of(text, "The ministry said")[1]
    words = text[start:end]
    assert "\n" in words
    quoting.make_quote(**by_ada(reading), start=start, end=end, words=words, mode=Quote.Mode.DIRECT)
    with pytest.raises(BadWrite, match="already a quote"):
        quoting.make_quote(**by_ada(reading), start=start, end=end, words=words, mode=Quote.Mode.DIRECT)


def test_making_a_rejected_quote_confirms_it(reading):
    rejected = make_quote(reading, "31 people", state="rejected")
    start, end = place_of(reading.article.text, "31 people")
    quoting.make_quote(**by_ada(reading), start=start, end=end, words="31 people", mode=Quote.Mode.DIRECT)
    assert fresh(rejected).state == "confirmed"


def test_nothing_checkable_and_claims_exclude_each_other(reading, quote):
    quoting.mark_nothing_checkable(**by_ada(reading, quote), quote_id=quote.pk, nothing=True)
    assert fresh(quote).nothing_checkable
    claiming.attach_new_claim(
        **by_ada(reading, quote), quote_id=quote.pk, text=" Bodies were\nin the water. ", stance="asserts", hedged=True
    )
    assert not fresh(quote).nothing_checkable
    use = ClaimUse.objects.get()
    assert (use.wording.text, use.hedged, use.stance) == ("Bodies were in the water.", True, "asserts")
    with pytest.raises(BadWrite, match="carries a claim"):
        quoting.mark_nothing_checkable(**by_ada(reading, quote), quote_id=quote.pk, nothing=True)


@pytest.mark.parametrize(("text", "why"), [("  ", "one sentence"), ("x" * 1001, "at most 1000")])
def test_a_claim_is_one_sentence(reading, quote, text, why):
    before = everything()
    with pytest.raises(BadWrite, match=why):
        claiming.attach_new_claim(**by_ada(reading, quote), quote_id=quote.pk, text=text, stance="asserts")
    assert (everything(), Claim.objects.count()) == (before, 0)


def test_a_known_claim_is_attached_once_and_comes_back_when_attached_again(reading, quote):
    claim = make_claim(factories.ada(), "People drowned.")
    attach = {"quote_id": quote.pk, "claim_id": claim.pk, "stance": "asserts"}
    claiming.attach_claim(**by_ada(reading, quote), **attach)
    with pytest.raises(BadWrite, match="already attached"):
        claiming.attach_claim(**by_ada(reading, quote), **attach)
    use = ClaimUse.objects.get()
    claiming.detach_claim(**by_ada(reading, use), use_id=use.pk)
    assert fresh(use).state == "removed"
    claiming.attach_claim(**by_ada(reading, quote), **{**attach, "stance": "denies"})
    assert (fresh(use).state, fresh(use).stance, fresh(use).version) == ("attached", "denies", 3)


def test_changing_a_stance_is_checked_for_staleness(reading, quote):
    use = make_claim(factories.ada(), "People drowned.", quote)
    old = by_ada(reading, use)
    claiming.change_use(**by_ada(reading, use), use_id=use.pk, stance="questions", hedged=True)
    assert (fresh(use).stance, fresh(use).hedged) == ("questions", True)
    with pytest.raises(Stale) as caught:
        claiming.change_use(**old, use_id=use.pk, stance="denies")
    assert caught.value.conflicts[0].what == "questions, hedged"


def test_another_analysts_claim_cannot_be_attached_before_it_is_submitted(reading, quote):
    other = human_reading(factories.ben(), reading.article)
    hidden = make_claim(factories.ben(), "People drowned.", Quote.objects.get(reading=other)).claim
    with pytest.raises(BadWrite, match="not there"):
        claiming.attach_claim(**by_ada(reading, quote), quote_id=quote.pk, claim_id=hidden.pk, stance="asserts")


def test_a_rejected_quote_takes_no_claim(reading, quote):
    quoting.decide_quote(**by_ada(reading, quote), quote_id=quote.pk, to=State.REJECTED)
    with pytest.raises(BadWrite, match="rejected"):
        claiming.attach_new_claim(**by_ada(reading, quote), quote_id=quote.pk, text="x", stance="asserts")


# -- who a cast row is ------------------------------------------------------------------------------------------------


def test_linking_makes_an_entity_once_and_finds_it_again(reading):
    group = MentionGroup.objects.get(reading=reading, name="Bashar Orlec")
    entities.link(**by_ada(reading, group), group_id=group.pk, name=" Bashar  Orlec ")
    entity = Entity.objects.get()
    assert (entity.name, entity.kind, fresh(group).entity) == ("Bashar Orlec", "person", entity)
    other = human_reading(factories.ben())
    theirs = MentionGroup.objects.get(reading=other, name="Bashar Orlec")
    entities.link(
        actor=factories.ben(), reading_id=other.pk, envelope=envelope(theirs), group_id=theirs.pk, name="bashar orlec"
    )
    assert fresh(theirs).entity == entity
    entities.link(**by_ada(reading, group), group_id=group.pk)
    assert fresh(group).entity is None


def test_a_link_keeps_to_its_kind_and_follows_merges(reading):
    group = MentionGroup.objects.get(reading=reading, name="Bashar Orlec")
    place = Entity.objects.create(kind="place", name="Orlec")
    with pytest.raises(BadWrite, match="person is not there"):
        entities.link(**by_ada(reading, group), group_id=group.pk, entity_id=place.pk)
    root = Entity.objects.create(kind="person", name="B. Orlec")
    merged = Entity.objects.create(kind="person", name="Col Orlec", merged_into=root, root=root)
    entities.link(**by_ada(reading, group), group_id=group.pk, entity_id=merged.pk)
    assert fresh(group).entity == root


def test_a_new_row_of_the_other_kind_is_made_only_once(reading):
    one, two = (tag(reading, "Port Aldane", n) for n in (0, 1))
    for each in (one, two):
        tagging.change_kind(**by_ada(reading, each), tag_id=each.pk, kind="group")
    assert fresh(one).group_id == fresh(two).group_id

"""Deciding, correcting and adding tags."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotations.errors import BadWrite, Frozen, LeaseLost, NotAllowed, Stale
from annotations.models import Act, Assignment, Decision, MentionGroup, Quote, Reading, State, Tag
from annotations.services import tagging, undo
from annotations.services.envelope import Envelope
from tests import factories
from tests.annotations.acting import envelope, everything
from tests.factories_readings import human_reading, make_quote, make_tag, place_of, record, tag

pytestmark = pytest.mark.django_db


@pytest.fixture
def reading():
    return human_reading()


def by_ada(reading, *objects, **more):
    return {"actor": factories.ada(), "reading_id": reading.pk, "envelope": envelope(*objects), **more}


def fresh(obj):
    return type(obj).objects.get(pk=obj.pk)


@pytest.mark.parametrize(
    ("service", "before", "after"),
    [
        (tagging.confirm, "suggested", "confirmed"),
        (tagging.confirm, "rejected", "confirmed"),
        (tagging.reject, "suggested", "rejected"),
        (tagging.reject, "confirmed", "rejected"),
        (tagging.undecide, "confirmed", "suggested"),
        (tagging.undecide, "rejected", "suggested"),
    ],
)
def test_a_decision_changes_the_state_and_is_recorded(reading, service, before, after):
    one = tag(reading, "attack")
    Tag.objects.filter(pk=one.pk).update(state=before)
    outcome = service(**by_ada(reading, one), tag_id=one.pk)
    assert (fresh(one).state, fresh(one).version) == (after, 2)
    decision = Decision.objects.get()
    assert (decision.object_type, decision.object_id) == ("tag", one.pk)
    assert (decision.before, decision.after) == ({"state": before}, {"state": after})
    assert (outcome.act.actor, outcome.act.seq) == (factories.ada(), 1)


def test_deciding_what_is_decided_is_refused(reading):
    one = tag(reading, "attack")
    tagging.confirm(**by_ada(reading, one), tag_id=one.pk)
    before = everything()
    with pytest.raises(BadWrite, match="already so"):
        tagging.confirm(**by_ada(reading, one), tag_id=one.pk)
    assert everything() == before


def test_a_rejected_proposal_stays_and_a_rejected_hand_made_tag_is_removed(reading):
    proposed = tag(reading, "attack")
    start, end = place_of(reading.article.text, "the quay")
    tagging.add(**by_ada(reading), start=start, end=end, words="the quay", kind="place")
    made = tag(reading, "the quay")
    tagging.reject(**by_ada(reading, proposed), tag_id=proposed.pk)
    tagging.reject(**by_ada(reading, made), tag_id=made.pk)
    assert (fresh(proposed).state, fresh(made).state) == ("rejected", "removed")


def test_a_hand_made_tag_has_no_suggestion_to_go_back_to(reading):
    start, end = place_of(reading.article.text, "the quay")
    tagging.add(**by_ada(reading), start=start, end=end, words="the quay", kind="place")
    made = tag(reading, "the quay")
    with pytest.raises(BadWrite, match="made by hand"):
        tagging.undecide(**by_ada(reading, made), tag_id=made.pk)


def test_all_mentions_of_a_row_but_some(reading):
    mentions = list(Tag.objects.filter(reading=reading, group__name="Bashar Orlec").order_by("start"))
    tagging.reject(**by_ada(reading, mentions[0]), tag_id=mentions[0].pk)
    outcome = tagging.decide_group(
        **by_ada(reading), group_id=mentions[0].group_id, to=State.CONFIRMED, but=[mentions[2].pk]
    )
    assert [fresh(mention).state for mention in mentions] == ["rejected", "confirmed", "suggested"]
    assert outcome.act.decisions.count() == 1


def test_a_row_without_undecided_mentions_is_refused(reading):
    group = MentionGroup.objects.get(reading=reading, name="Velmarian")
    tagging.decide_group(**by_ada(reading), group_id=group.pk, to=State.REJECTED)
    with pytest.raises(BadWrite, match="already decided"):
        tagging.decide_group(**by_ada(reading), group_id=group.pk, to=State.CONFIRMED)


def test_changing_the_kind_confirms_and_moves_to_a_row_of_that_kind(reading):
    one = tag(reading, "Port Aldane", 0)
    outcome = tagging.change_kind(**by_ada(reading, one), tag_id=one.pk, kind="group")
    after = fresh(one)
    assert (after.kind, after.state, after.p_kind) == ("group", "confirmed", "place")
    assert (after.group.kind, after.group.name) == ("group", "Port Aldane")
    assert {one.group_id, after.group_id} <= outcome.ids("group")


def test_changing_to_a_kind_that_stands_there_confirms_that_one_and_rejects_this(reading):
    one = tag(reading, "Port Aldane", 0)
    twin = make_tag(reading, "Port Aldane", "group")
    tagging.change_kind(**by_ada(reading, one), tag_id=one.pk, kind="group")
    assert (fresh(one).state, fresh(twin).state) == ("rejected", "confirmed")


@pytest.mark.parametrize(
    ("edge", "outward", "unit", "expected"),
    [
        ("right", True, "word", "Valley Banner Movement is"),
        ("right", False, "word", "Valley Banner"),
        ("left", True, "word", "The Valley Banner Movement"),
        ("left", False, "char", "alley Banner Movement"),
    ],
)
def test_moving_an_edge(reading, edge, outward, unit, expected):
    one = tag(reading, "Valley Banner Movement")
    tagging.move_edge(**by_ada(reading, one), tag_id=one.pk, words=one.surface, edge=edge, outward=outward, unit=unit)
    after = fresh(one)
    assert (after.surface, after.state) == (expected, "confirmed")
    assert reading.article.text[after.start : after.end] == expected
    assert (after.p_start, after.p_end) == (one.start, one.end)


def test_an_edge_steps_over_a_whole_emoji(reading):
    one = tag(reading, "Bashar Orlec")
    for _ in range(2):
        now = fresh(one)
        tagging.move_edge(
            **by_ada(reading, now), tag_id=one.pk, words=now.surface, edge="right", outward=True, unit="char"
        )
    assert fresh(one).surface == "Bashar Orlec 👨🏻‍🚒"


def test_an_edge_at_its_limit_and_words_that_moved_on_are_refused(reading):
    one = tag(reading, "Port Aldane", 0)
    with pytest.raises(BadWrite, match="cannot move"):
        tagging.move_edge(**by_ada(reading, one), tag_id=one.pk, words=one.surface, edge="left", outward=True)
    with pytest.raises(BadWrite, match="differ"):
        tagging.move_edge(**by_ada(reading, one), tag_id=one.pk, words="Aldane", edge="right", outward=True)


def test_a_span_cannot_be_put_on_another_tag_of_its_kind(reading):
    one, other = tag(reading, "Orlec"), tag(reading, "Bashar Orlec")
    before = everything()
    with pytest.raises(BadWrite, match="already a person tag"):
        tagging.set_span(**by_ada(reading, one), tag_id=one.pk, start=other.start, end=other.end, words=other.surface)
    assert everything() == before


def test_adding_joins_the_row_of_that_name(reading):
    start, end = place_of(reading.article.text, "ministry", 1)
    tagging.add(**by_ada(reading), start=start, end=end, words="ministry", kind="group")
    start, end = place_of(reading.article.text, "ministry", 0)
    tagging.add(**by_ada(reading), start=start, end=end, words="ministry", kind="group")
    one, other = Tag.objects.filter(reading=reading, surface="ministry")
    assert one.group_id == other.group_id
    assert one.p_start is None
    assert one.form == "nominal"


def test_adding_on_a_rejected_suggestion_confirms_it(reading):
    one = tag(reading, "Velmarian")
    tagging.reject(**by_ada(reading, one), tag_id=one.pk)
    tagging.add(**by_ada(reading), start=one.start, end=one.end, words="Velmarian", kind="group")
    assert fresh(one).state == "confirmed"
    assert Tag.objects.filter(reading=reading, surface="Velmarian").count() == 1


@pytest.mark.parametrize(
    ("start", "end", "words", "why"),
    [
        (0, 10_000, "x", "outside the text"),
        (5, 5, "", "outside the text"),
        (7, 3, "x", "outside the text"),
        (0, 4, "Fort", "differ"),
        (4, 5, " ", "at least one word"),
    ],
)
def test_bad_passages(reading, start, end, words, why):
    before = everything()
    with pytest.raises(BadWrite, match=why):
        tagging.add(**by_ada(reading), start=start, end=end, words=words, kind="place")
    assert everything() == before


def test_a_passage_that_cuts_through_an_emoji_is_refused(reading):
    start, end = place_of(reading.article.text, "👨🏻‍🚒")
    with pytest.raises(BadWrite, match="cuts through"):
        tagging.add(
            **by_ada(reading), start=start, end=end - 1, words=reading.article.text[start : end - 1], kind="person"
        )


def test_the_same_tag_twice_is_refused(reading):
    start, end = place_of(reading.article.text, "the quay")
    add = {"start": start, "end": end, "words": "the quay", "kind": "place"}
    tagging.add(**by_ada(reading), **add)
    before = everything()
    with pytest.raises(BadWrite, match="already tagged"):
        tagging.add(**by_ada(reading), **add)
    assert everything() == before


def test_rejecting_a_speaker_leaves_the_quote_without_one(reading):
    speaker = tag(reading, "Orlec")
    tagging.reject(**by_ada(reading, speaker), tag_id=speaker.pk)
    quote = Quote.objects.get(reading=reading)
    assert (quote.speaker_id, quote.version) == (None, 2)


def test_rejecting_whoever_says_much_takes_no_more_queries(reading):
    def queries(quotes: int) -> int:
        speaker = make_tag(reading, "told", "person", group=f"Speaker of {quotes}")
        text = reading.article.text
        for n in range(quotes):
            make_quote(reading, text[quotes + n : quotes + n + 3], speaker=speaker)
        with CaptureQueriesContext(connection) as captured:
            tagging.reject(**by_ada(reading, speaker), tag_id=speaker.pk)
        assert not Quote.objects.filter(speaker=speaker).exists()
        Tag.objects.filter(pk=speaker.pk).delete()
        return len(captured)

    assert queries(1) == queries(20)


# -- the envelope itself ----------------------------------------------------------------------------------------------


def test_a_write_on_what_changed_since_is_stale_and_says_who_changed_it(reading):
    one = tag(reading, "attack")
    old = envelope(one)
    tagging.confirm(**by_ada(reading, one), tag_id=one.pk)
    before = everything()
    with pytest.raises(Stale) as caught:
        tagging.reject(actor=factories.ada(), reading_id=reading.pk, envelope=old, tag_id=one.pk)
    assert everything() == before
    (conflict,) = caught.value.conflicts
    assert (conflict.object_id, conflict.who, conflict.what) == (one.pk, "Ada Analyst", "confirmed")


def test_a_write_that_saw_no_version_is_stale(reading):
    one = tag(reading, "attack")
    with pytest.raises(Stale):
        tagging.confirm(**by_ada(reading), tag_id=one.pk)


def test_a_resent_act_answers_as_the_first_time_and_writes_once(reading):
    one = tag(reading, "attack")
    once = by_ada(reading, one)
    first = tagging.confirm(**once, tag_id=one.pk)
    after = everything()
    again = tagging.confirm(**once, tag_id=one.pk)
    assert again.replayed
    assert not first.replayed
    assert (again.act, again.touched, again.spans) == (first.act, first.touched, first.spans)
    assert everything() == after


def test_a_resent_bulk_act_takes_no_more_queries_for_more_tags(reading, django_assert_max_num_queries):
    group = MentionGroup.objects.get(reading=reading, name="Bashar Orlec")
    once = by_ada(reading)
    tagging.decide_group(**once, group_id=group.pk, to=State.CONFIRMED)
    with django_assert_max_num_queries(8):
        tagging.decide_group(**once, group_id=group.pk, to=State.CONFIRMED)


def test_somebody_elses_act_id_is_no_replay(reading):
    one = tag(reading, "attack")
    act_id = tagging.confirm(**by_ada(reading, one), tag_id=one.pk).act.pk
    other = human_reading(factories.ben(), reading.article)
    with pytest.raises(BadWrite, match="something else"):
        tagging.confirm(
            actor=factories.ben(), reading_id=other.pk, envelope=Envelope(act_id=act_id), tag_id=tag(other, "attack").pk
        )


def test_nobody_else_writes(reading):
    one = tag(reading, "attack")
    for username, error in (
        ("ben", Reading.DoesNotExist),
        ("eda", Reading.DoesNotExist),
        ("stranger", Reading.DoesNotExist),
    ):
        with pytest.raises(error):
            tagging.confirm(
                actor=factories.person(username), reading_id=reading.pk, envelope=envelope(one), tag_id=one.pk
            )
    Reading.objects.filter(pk=reading.pk).update(state="submitted")
    with pytest.raises(NotAllowed):
        tagging.confirm(actor=factories.eda(), reading_id=reading.pk, envelope=envelope(one), tag_id=one.pk)


def test_a_submitted_reading_is_frozen_and_a_returned_one_is_not(reading):
    one = tag(reading, "attack")
    Reading.objects.filter(pk=reading.pk).update(state="submitted")
    with pytest.raises(Frozen):
        tagging.confirm(**by_ada(reading, one), tag_id=one.pk)
    Reading.objects.filter(pk=reading.pk).update(state="returned")
    tagging.confirm(**by_ada(reading, one), tag_id=one.pk)
    assert Assignment.objects.get(reading=reading).lease_until is None


def test_editors_write_in_a_record(reading):
    draft = record()
    one = tag(draft, "attack")
    tagging.confirm(actor=factories.eli(), reading_id=draft.pk, envelope=envelope(one), tag_id=one.pk)
    assert fresh(one).state == "confirmed"
    with pytest.raises((NotAllowed, Reading.DoesNotExist)):
        tagging.reject(actor=factories.ada(), reading_id=draft.pk, envelope=envelope(one), tag_id=one.pk)


def test_an_expired_lease_is_renewed_until_somebody_else_took_the_article(reading):
    one = tag(reading, "attack")
    Assignment.objects.update(lease_until="2020-01-01T00:00Z")
    tagging.confirm(**by_ada(reading, one), tag_id=one.pk)
    assert Assignment.objects.get().lease_until.year > 2020
    Assignment.objects.update(reader=factories.ben(), reading=None)
    before = everything()
    with pytest.raises(LeaseLost, match="What you did so far is kept"):
        tagging.reject(**by_ada(reading, one), tag_id=one.pk)
    assert everything() == before
    assert Act.objects.count() == 1


def test_a_tag_of_another_reading_is_not_in_this_one(reading):
    other = tag(human_reading(factories.ben(), reading.article), "attack")
    with pytest.raises(BadWrite, match="not in this reading"):
        tagging.confirm(**by_ada(reading, other), tag_id=other.pk)


# -- whom a mention means ---------------------------------------------------------------------------------------------


def test_a_mention_is_put_into_another_row_or_one_of_its_own_and_back(reading):
    he = tag(reading, "He")
    dorr = make_tag(reading, "officers", "person", group="Anna Dorr")
    tagging.regroup(**by_ada(reading, he), tag_id=he.pk, group_id=dorr.group_id)
    assert (fresh(he).group_id, fresh(he).state) == (dorr.group_id, "confirmed")
    tagging.regroup(**by_ada(reading, he), tag_id=he.pk, group_id=None)
    assert (fresh(he).group.name, fresh(he).group.tags.count()) == ("He", 1)
    undo.undo(**by_ada(reading))
    undo.undo(**by_ada(reading))
    assert (fresh(he).group_id, fresh(he).state) == (he.group_id, "suggested")


def test_a_mention_joins_only_a_row_of_its_reading_and_kind(reading):
    he, place = tag(reading, "He"), tag(reading, "Port Aldane")
    elsewhere = tag(human_reading(), "Orlec")
    attack = tag(reading, "attack")
    before = everything()
    for group in (place.group_id, elsewhere.group_id, 2**60):
        with pytest.raises(BadWrite, match="not in this reading’s cast"):
            tagging.regroup(**by_ada(reading, he), tag_id=he.pk, group_id=group)
    with pytest.raises(BadWrite, match="event’s details"):
        tagging.regroup(**by_ada(reading, attack), tag_id=attack.pk, group_id=None)
    tagging.confirm(**by_ada(reading, he), tag_id=he.pk)
    with pytest.raises(BadWrite, match="already so"):
        tagging.regroup(**by_ada(reading, he), tag_id=he.pk, group_id=he.group_id)
    assert everything()[1] == before[1]

"""Undo and redo, of anything, as a whole or not at all."""

import pytest

from annotations.errors import BadWrite, Stale
from annotations.models import Act, ClaimUse, MentionGroup, Quote, State, Tag
from annotations.services import claiming, entities, quoting, tagging
from annotations.services import undo as undoing
from tests import factories
from tests.annotations.acting import envelope, everything
from tests.factories_readings import human_reading, make_claim, make_tag, place_of, record, tag

pytestmark = pytest.mark.django_db


@pytest.fixture
def reading():
    return human_reading()


@pytest.fixture
def quote(reading):
    return Quote.objects.get(reading=reading)


def by_ada(reading, *objects, **more):
    return {"actor": factories.ada(), "reading_id": reading.pk, "envelope": envelope(*objects), **more}


def undo(reading):
    return undoing.undo(**by_ada(reading))


def redo(reading):
    return undoing.redo(**by_ada(reading))


def shown(reading) -> list:
    """Everything on the page but the versions, which only ever grow."""
    tags = Tag.objects.filter(reading=reading).exclude(state="removed")
    quotes = Quote.objects.filter(reading=reading).exclude(state="removed")
    return [
        list(tags.order_by("pk").values_list("kind", "start", "end", "surface", "state", "group")),
        list(quotes.order_by("pk").values_list("pieces", "mode", "speaker", "state", "nothing_checkable")),
        list(ClaimUse.objects.filter(state="attached").order_by("pk").values_list("claim", "stance", "hedged")),
        list(MentionGroup.objects.filter(reading=reading, tags__in=tags).distinct().values_list("name", "entity")),
    ]


def add(reading, words="the quay", kind="place"):
    start, end = place_of(reading.article.text, words)
    tagging.add(**by_ada(reading), start=start, end=end, words=words, kind=kind)


def confirm(reading):
    one = tag(reading, "attack")
    tagging.confirm(**by_ada(reading, one), tag_id=one.pk)


def reject_a_speaker(reading):
    one = tag(reading, "Orlec")
    tagging.reject(**by_ada(reading, one), tag_id=one.pk)


def reject_a_row(reading):
    group = MentionGroup.objects.get(reading=reading, name="Bashar Orlec")
    tagging.decide_group(**by_ada(reading), group_id=group.pk, to=State.REJECTED)


def change_kind(reading):
    one = tag(reading, "Port Aldane")
    tagging.change_kind(**by_ada(reading, one), tag_id=one.pk, kind="group")


def change_kind_onto_a_twin(reading):
    make_tag(reading, "Port Aldane", "group")
    one = tag(reading, "Port Aldane", kind="place")
    tagging.change_kind(**by_ada(reading, one), tag_id=one.pk, kind="group")


def move_an_edge(reading):
    one = tag(reading, "Valley Banner Movement")
    tagging.move_edge(**by_ada(reading, one), tag_id=one.pk, words=one.surface, edge="left", outward=True)


def make_own_voice(reading):
    start, end = place_of(reading.article.text, "two men")
    quoting.make_quote(**by_ada(reading), start=start, end=end, words="two men", mode="own_voice")


def set_speaker_words(reading):
    one = Quote.objects.filter(reading=reading).earliest("pk")
    start, end = place_of(reading.article.text, "ministry")
    quoting.set_speaker_words(
        **by_ada(reading, one), quote_id=one.pk, start=start, end=end, words="ministry", kind="group"
    )


def attach_a_claim(reading):
    one = Quote.objects.filter(reading=reading).earliest("pk")
    claiming.attach_new_claim(**by_ada(reading, one), quote_id=one.pk, text="People drowned.", stance="asserts")


def remove_a_claim(reading):
    use = make_claim(factories.ada(), "People drowned.", Quote.objects.get(reading=reading))
    claiming.detach_claim(**by_ada(reading, use), use_id=use.pk)


def mark_nothing(reading):
    one = Quote.objects.filter(reading=reading).earliest("pk")
    quoting.mark_nothing_checkable(**by_ada(reading, one), quote_id=one.pk, nothing=True)


def link(reading):
    one = MentionGroup.objects.get(reading=reading, name="attack")
    entities.link(**by_ada(reading, one), group_id=one.pk, name="Halcyon attack")


ACTS = [
    confirm,
    reject_a_speaker,
    reject_a_row,
    change_kind,
    move_an_edge,
    add,
    make_own_voice,
    set_speaker_words,
    mark_nothing,
    attach_a_claim,
    link,
]


@pytest.mark.parametrize("act", ACTS)
def test_undo_takes_any_act_back_and_redo_does_it_again(reading, act):
    before = shown(reading)
    act(reading)
    after = shown(reading)
    assert after != before
    undo(reading)
    assert shown(reading) == before
    redo(reading)
    assert shown(reading) == after
    undo(reading)
    assert shown(reading) == before


@pytest.mark.parametrize("act", [change_kind_onto_a_twin, remove_a_claim])
def test_undo_of_acts_that_need_something_there_first(reading, act):
    act(reading)
    after = shown(reading)
    undo(reading)
    assert shown(reading) != after
    redo(reading)
    assert shown(reading) == after


def test_many_acts_come_back_in_turn_to_the_first_state(reading):
    states = [shown(reading)]
    for act in ACTS:
        act(reading)
        states.append(shown(reading))
    for expected in reversed(states[:-1]):
        undo(reading)
        assert shown(reading) == expected
    with pytest.raises(BadWrite, match="nothing to undo"):
        undo(reading)
    for expected in states[1:]:
        redo(reading)
        assert shown(reading) == expected
    with pytest.raises(BadWrite, match="nothing to redo"):
        redo(reading)


def test_a_new_act_ends_what_could_be_redone(reading):
    confirm(reading)
    undo(reading)
    add(reading)
    with pytest.raises(BadWrite, match="nothing to redo"):
        redo(reading)


def test_undo_gives_the_speaker_back(reading, quote):
    reject_a_speaker(reading)
    assert Quote.objects.get(pk=quote.pk).speaker_id is None
    outcome = undo(reading)
    assert Quote.objects.get(pk=quote.pk).speaker == tag(reading, "Orlec")
    assert quote.pk in outcome.ids("quote")


def test_an_undo_is_an_act_of_its_own_and_points_to_what_it_undoes(reading):
    confirm(reading)
    done = Act.objects.get()
    outcome = undo(reading)
    assert (outcome.act.verb, outcome.act.undoes, outcome.act.seq) == ("undo", done, 2)


def test_undo_after_somebody_else_changed_it_is_stale_and_changes_nothing():
    draft = record()
    one = tag(draft, "attack")
    group = one.group
    tagging.decide_group(
        actor=factories.eda(), reading_id=draft.pk, envelope=envelope(), group_id=group.pk, to=State.CONFIRMED
    )
    tagging.reject(actor=factories.eli(), reading_id=draft.pk, envelope=envelope(one), tag_id=one.pk)
    before = everything()
    with pytest.raises(Stale) as caught:
        undoing.undo(actor=factories.eda(), reading_id=draft.pk, envelope=envelope())
    assert everything() == before
    assert [(c.object_id, c.who, c.what) for c in caught.value.conflicts] == [(one.pk, "Eli Editor", "rejected")]


def test_the_speaker_of_a_confirmed_quote_stays_decided(reading, quote):
    quoting.decide_quote(**by_ada(reading, quote), quote_id=quote.pk, to=State.CONFIRMED)
    speaker = Quote.objects.get(pk=quote.pk).speaker
    assert speaker.state == State.CONFIRMED
    before = everything()
    with pytest.raises(BadWrite, match="has this as its speaker"):
        tagging.undecide(**by_ada(reading, speaker), tag_id=speaker.pk)
    assert everything() == before
    undo(reading)
    assert (Tag.objects.get(pk=speaker.pk).state, Quote.objects.get(pk=quote.pk).state) == ("suggested", "suggested")


def test_no_undo_leaves_a_quote_that_somebody_else_confirmed_without_a_speaker():
    draft = record()
    quote = Quote.objects.get(reading=draft)
    eda, eli = ({"actor": one, "reading_id": draft.pk} for one in (factories.eda(), factories.eli()))
    tagging.confirm(**eda, envelope=envelope(quote.speaker), tag_id=quote.speaker_id)
    quoting.decide_quote(**eli, envelope=envelope(quote), quote_id=quote.pk, to=State.CONFIRMED)
    before = everything()
    with pytest.raises(BadWrite, match="has this as its speaker"):
        undoing.undo(**eda, envelope=envelope())
    assert everything() == before
    undoing.undo(**eli, envelope=envelope())
    undoing.undo(**eda, envelope=envelope())
    assert Tag.objects.get(pk=quote.speaker_id).state == "suggested"


def test_nobody_undoes_what_others_did():
    draft = record()
    one = tag(draft, "attack")
    tagging.confirm(actor=factories.eda(), reading_id=draft.pk, envelope=envelope(one), tag_id=one.pk)
    with pytest.raises(BadWrite, match="nothing to undo"):
        undoing.undo(actor=factories.eli(), reading_id=draft.pk, envelope=envelope())


def test_a_resent_undo_takes_back_one_act_only(reading):
    confirm(reading)
    add(reading)
    once = by_ada(reading)
    undoing.undo(**once)
    again = undoing.undo(**once)
    assert again.replayed
    assert tag(reading, "attack").state == "confirmed"


def test_what_was_tagged_again_since_cannot_be_undone_into_a_double(reading):
    """A removed hand-made tag whose words have a new tag: redoing the first would make two of them."""
    add(reading)
    made = tag(reading, "the quay")
    tagging.reject(**by_ada(reading, made), tag_id=made.pk)
    make_tag(reading, "the quay", "place", p_kind=None, p_start=None, p_end=None)
    before = everything()
    with pytest.raises(BadWrite, match="tagged again"):
        undo(reading)
    assert everything() == before


def test_undo_of_a_long_bulk_act_takes_few_queries(reading, django_assert_max_num_queries):
    group = MentionGroup.objects.get(reading=reading, name="Bashar Orlec")
    for n in range(30):
        make_tag(reading, reading.article.text[n : n + 3], "person", group="Bashar Orlec")
    tagging.decide_group(**by_ada(reading), group_id=group.pk, to=State.CONFIRMED)
    bulk = by_ada(reading)
    with django_assert_max_num_queries(16):
        undoing.undo(**bulk)
    assert Tag.objects.filter(group=group, state="suggested").count() == 33

"""Which words a quote is: pieces, cue, splitting and joining; and everything of it undone."""

import pytest

from annotations.errors import BadWrite, Stale
from annotations.models import ClaimUse, Quote, State
from annotations.services import quote_pieces, quoting, undo
from tests import factories
from tests.annotations.acting import envelope, everything
from tests.factories_readings import human_reading, make_claim, make_quote, place_of, tag

pytestmark = pytest.mark.django_db

FIRST, SECOND = "We found people in the water,", "Not all of them could swim."


@pytest.fixture
def reading():
    return human_reading()


@pytest.fixture
def quote(reading):
    return Quote.objects.get(reading=reading)


def fresh(obj):
    return type(obj).objects.get(pk=obj.pk)


def words_of(quote):
    quote = fresh(quote)
    return [quote.reading.article.text[start:end] for start, end in quote.pieces]


def on(reading, *objects, words=None, nth=0, **more):
    fields = {"actor": factories.ada(), "reading_id": reading.pk, "envelope": envelope(*objects)}
    if words is not None:
        start, end = place_of(reading.article.text, words, nth)
        fields |= {"start": start, "end": end, "words": words}
    return {**fields, **more}


CHANGES = [
    (quote_pieces.add_words, "He spoke", {}, [FIRST, SECOND, "He spoke"]),
    (quote_pieces.add_words, "” Orlec said. “", {}, [f"{FIRST}” Orlec said. “{SECOND}"]),
    (quote_pieces.add_words, "people in the water,” Orlec", {}, [f"{FIRST}” Orlec", SECOND]),
    (quote_pieces.cut_words, "found", {}, ["We", "people in the water,", SECOND]),
    (quote_pieces.cut_words, FIRST, {}, [SECOND]),
    (quote_pieces.only_words, "We found people", {}, ["We found people"]),
    (quote_pieces.only_words, "Not all of them could swim", {}, ["“Not all of them could swim.”"]),
    (quote_pieces.move_piece_edge, SECOND, {"edge": "left", "outward": False}, [FIRST, "all of them could swim."]),
    (
        quote_pieces.move_piece_edge,
        SECOND,
        {"edge": "right", "outward": False, "unit": "char"},
        [FIRST, "Not all of them could swim"],
    ),
    (
        quote_pieces.move_piece_edge,
        SECOND,
        {"edge": "right", "outward": True},
        [FIRST, "Not all of them could swim.” He"],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("service", "words", "more", "expected"), CHANGES)
def test_the_words_of_a_quote_change_confirm_it_and_come_back_with_undo(reading, quote, service, words, more, expected):
    was = words_of(quote)
    service(**on(reading, quote, words=words), quote_id=quote.pk, **more)
    assert words_of(quote) == expected
    now = fresh(quote)
    assert (now.state, now.version, now.p_pieces) == ("confirmed", 2, quote.p_pieces)
    undo.undo(**on(reading))
    assert (words_of(quote), fresh(quote).state) == (was, "suggested")
    undo.redo(**on(reading))
    assert words_of(quote) == expected


@pytest.mark.parametrize(
    ("service", "words", "more", "why"),
    [
        (quote_pieces.add_words, "found", {}, "has these words already"),
        (quote_pieces.cut_words, "two men", {}, "has these words already"),
        (quote_pieces.cut_words, f"{FIRST}” Orlec said. “{SECOND}", {}, "Nothing of the quote would be left"),
        (quote_pieces.move_piece_edge, "people", {"edge": "left", "outward": True}, "no such piece"),
        (quote_pieces.split_quote, FIRST, {}, "Both quotes need words"),
        (quote_pieces.split_quote, "two men", {}, "Both quotes need words"),
        (quote_pieces.set_cue, "found", {}, "outside of the quoted words"),
        (quote_pieces.set_cue, "quay.\nThe", {}, "within one paragraph"),
    ],
)
def test_what_makes_no_sense_is_refused(reading, quote, service, words, more, why):
    before = everything()
    with pytest.raises(BadWrite, match=why):
        service(**on(reading, quote, words=words), quote_id=quote.pk, **more)
    assert everything() == before


def test_words_that_differ_and_versions_that_are_old_are_refused(reading, quote):
    before = everything()
    fields = on(reading, quote, words="two men")
    for service in (quote_pieces.add_words, quote_pieces.cut_words, quote_pieces.split_quote, quote_pieces.set_cue):
        with pytest.raises(BadWrite, match="words sent differ"):
            service(**fields | {"words": "two hen"}, quote_id=quote.pk)
        with pytest.raises(Stale):
            service(**on(reading, words="two men"), quote_id=quote.pk)
    with pytest.raises(Stale):
        quote_pieces.join_quotes(**on(reading, quote), quote_id=quote.pk, other_id=make_quote(reading, "31").pk)
    assert everything()[0] == before[0]


def test_another_quote_on_exactly_these_words_is_not_made_twice(reading, quote):
    other = make_quote(reading, "two men")
    with pytest.raises(BadWrite, match="already a quote on exactly"):
        quote_pieces.only_words(**on(reading, quote, words="two men"), quote_id=quote.pk)
    Quote.objects.filter(pk=other.pk).update(state=State.REJECTED)
    with pytest.raises(BadWrite, match="rejected quote stands on"):
        quote_pieces.only_words(**on(reading, quote, words="two men"), quote_id=quote.pk)


def test_the_cue_is_set_and_taken_away(reading, quote):
    quote_pieces.set_cue(**on(reading, quote, words="Orlec said"), quote_id=quote.pk)
    now = fresh(quote)
    assert reading.article.text[now.cue_start : now.cue_end] == "Orlec said"
    assert now.state == "confirmed"
    quote_pieces.set_cue(**on(reading, quote), quote_id=quote.pk, start=None, end=None, words="")
    assert (fresh(quote).cue_start, fresh(quote).cue_end) == (None, None)
    start, end = place_of(reading.article.text, "two men")
    quoting.make_quote(**on(reading), start=start, end=end, words="two men", mode=Quote.Mode.OWN_VOICE)
    own = Quote.objects.get(mode="own_voice")
    with pytest.raises(BadWrite, match="no cue"):
        quote_pieces.set_cue(**on(reading, own, words="The ministry said"), quote_id=own.pk)


def test_a_quote_becomes_two_with_the_same_speaker_and_the_claims_stay(reading, quote):
    use = make_claim(factories.ada(), "People were in the water.", quote)
    quote_pieces.split_quote(**on(reading, quote, words="Not all"), quote_id=quote.pk)
    second = Quote.objects.exclude(pk=quote.pk).get()
    assert (words_of(quote), words_of(second)) == ([FIRST], [SECOND])
    assert (second.speaker_id, second.state, second.mode) == (quote.speaker_id, "confirmed", "direct")
    assert fresh(use).quote == quote
    undo.undo(**on(reading))
    assert (words_of(quote), fresh(second).state) == ([FIRST, SECOND], "removed")
    undo.redo(**on(reading))
    assert (words_of(quote), fresh(second).state) == ([FIRST], "confirmed")


def test_a_quote_may_be_split_within_a_piece(reading, quote):
    quote_pieces.split_quote(**on(reading, quote, words="in the water"), quote_id=quote.pk)
    second = Quote.objects.exclude(pk=quote.pk).get()
    assert (words_of(quote), words_of(second)) == (["We found people"], ["in the water,", SECOND])


def test_two_quotes_become_one_with_the_claims_of_both(reading, quote):
    Quote.objects.filter(pk=quote.pk).update(speaker=None, nothing_checkable=True)
    other = make_quote(reading, "The ministry said the attack", speaker=tag(reading, "He"), cue="spoke")
    both = make_claim(factories.ada(), "People were in the water.", other)
    gone = make_claim(factories.ada(), "They swam.", quote, state="removed")
    make_use = ClaimUse.objects.create(quote=other, claim=gone.claim, wording=gone.wording, stance="denies")
    quote_pieces.join_quotes(**on(reading, quote, other), quote_id=quote.pk, other_id=other.pk)
    assert words_of(quote) == [FIRST, SECOND, "The ministry said the attack"]
    now = fresh(quote)
    assert (now.speaker_id, now.nothing_checkable, fresh(other).state) == (other.speaker_id, False, "rejected")
    attached = set(now.uses.filter(state="attached").values_list("claim", "stance"))
    assert attached == {(both.claim_id, "asserts"), (gone.claim_id, "denies")}
    assert {fresh(both).state, fresh(make_use).state} == {"removed"}
    undo.undo(**on(reading))
    assert (words_of(quote), fresh(other).state, fresh(quote).speaker_id) == ([FIRST, SECOND], "suggested", None)
    assert {fresh(both).state, fresh(make_use).state} == {"attached"}
    assert not fresh(quote).uses.filter(state="attached").exists()


def test_a_quote_takes_in_one_that_stands_within_it_but_not_the_other_way(reading, quote):
    within = make_quote(reading, "found people")
    use = make_claim(factories.ada(), "People were in the water.", within)
    with pytest.raises(BadWrite, match="Reject this one"):
        quote_pieces.join_quotes(**on(reading, within, quote), quote_id=within.pk, other_id=quote.pk)
    quote.refresh_from_db()
    was = fresh(quote)
    quote_pieces.join_quotes(**on(reading, quote, within), quote_id=quote.pk, other_id=within.pk)
    assert (fresh(quote).pieces, fresh(within).state) == (was.pieces, "rejected")
    assert [made.claim_id for made in quote.uses.filter(state="attached")] == [use.claim_id]


def test_a_cue_that_becomes_one_of_the_words_is_no_cue_any_more_and_undo_brings_it_back(reading, quote):
    was = fresh(quote)
    assert reading.article.text[was.cue_start : was.cue_end] == "said"
    quote_pieces.add_words(**on(reading, quote, words="” Orlec said. “"), quote_id=quote.pk)
    assert (fresh(quote).cue_start, fresh(quote).cue_end) == (None, None)
    undo.undo(**on(reading))
    assert (fresh(quote).cue_start, fresh(quote).cue_end) == (was.cue_start, was.cue_end)


def test_a_quote_is_joined_with_another_of_its_kind_only(reading, quote):
    start, end = place_of(reading.article.text, "two men")
    quoting.make_quote(**on(reading), start=start, end=end, words="two men", mode=Quote.Mode.OWN_VOICE)
    own = Quote.objects.get(mode="own_voice")
    with pytest.raises(BadWrite, match="cannot be one"):
        quote_pieces.join_quotes(**on(reading, quote, own), quote_id=quote.pk, other_id=own.pk)
    with pytest.raises(BadWrite, match="two quotes"):
        quote_pieces.join_quotes(**on(reading, quote), quote_id=quote.pk, other_id=quote.pk)
    elsewhere = Quote.objects.get(reading=human_reading())
    with pytest.raises(BadWrite, match="not in this reading"):
        quote_pieces.join_quotes(**on(reading, quote, elsewhere), quote_id=quote.pk, other_id=elsewhere.pk)


@pytest.mark.parametrize(
    ("words", "made", "mode"),
    [
        ("We found people in the water", "“We found people in the water,”", "direct"),
        ("the attack had not been foreseen", "the attack had not been foreseen", "indirect"),
        ("water,” Orlec said. “Not all", "water,” Orlec said. “Not all", "mixed"),
    ],
)
def test_a_selection_takes_in_its_marks_and_they_say_the_mode(reading, words, made, mode):
    quoting.make_quote(**on(reading, words=words))
    quote = Quote.objects.get(p_pieces=None)
    assert (words_of(quote), quote.mode) == ([made], mode)


def test_a_pronoun_made_the_speaker_joins_the_person_that_was_picked(reading, quote):
    orlec = tag(reading, "Bashar Orlec")
    text = reading.article.text
    start, end = place_of(text, "them")
    fields = {"quote_id": quote.pk, "start": start, "end": end, "words": "them", "kind": "person"}
    quoting.set_speaker_words(**on(reading, quote), **fields, like_id=orlec.pk)
    speaker = fresh(quote).speaker
    assert (speaker.surface, speaker.form, speaker.group_id) == ("them", "pronoun", orlec.group_id)


def test_a_name_made_the_speaker_keeps_its_own_row(reading, quote):
    start, end = place_of(reading.article.text, "Fire School")
    quoting.set_speaker_words(
        **on(reading, quote), quote_id=quote.pk, start=start, end=end, words="Fire School", kind="person",
        like_id=tag(reading, "Bashar Orlec").pk,
    )  # fmt: skip
    assert fresh(quote).speaker.group.name == "Fire School"

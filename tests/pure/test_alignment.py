"""Two versions of a text: where the words of the old one stand in the new one, and what is not guessed."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.alignment import CANDIDATES, Alignment, Match, marked
from articles import text as article_text
from articles.text import Span, canonical

OLD = (
    "Ferry warning ignored\n"
    "Captain Iva Moren warned the harbour office twice before the ferry sank off Port Aldane on Monday.\n"
    "“We wrote to them,” Moren said. “Nobody wrote back.”\n"
    "The harbour office denied it. It said Moren had never written.\n"
    "Three people died.\n"
    "Three people died."
)


def place(new: str, words: str, nth: int = 0, old: str = OLD):
    at = -1
    for _ in range(nth + 1):
        at = old.index(words, at + 1)
    placed = Alignment(old, new).place(Span(at, at + len(words)))
    if placed.span is not None:
        assert placed.span.of(new) == words
    return placed.match, placed.span and placed.span.start


def test_what_nobody_touched_is_the_same_place():
    new = OLD.replace("Ferry warning ignored", "Ferry owner ignored warnings")
    for words, nth in [("Iva Moren", 0), ("Moren", 1), ("It", 0), ("“Nobody wrote back.”", 0), ("Port Aldane", 0)]:
        match, start = place(new, words, nth)
        assert match is Match.SAME
        assert start == OLD.index(words, 0 if not nth else OLD.index("them")) + 7


def test_an_insertion_before_moves_the_offset_and_nothing_else():
    assert place("Update: 3 May\n" + OLD, "Iva Moren") == (Match.SAME, OLD.index("Iva Moren") + 14)


def test_other_words_beside_it_are_told_apart_from_the_same_surroundings():
    new = OLD.replace("warned the harbour office twice", "is said to have warned the harbour office")
    assert place(new, "Captain Iva Moren") == (Match.AROUND, OLD.index("Captain"))
    match, start = place(new, "harbour office")
    assert (match, start) == (Match.AROUND, new.index("harbour office"))
    # Two words further on nothing differs any more.
    assert place(new, "Port Aldane")[0] is Match.SAME


def test_a_word_put_before_the_first_one_of_a_paragraph_changes_its_surroundings():
    assert place(OLD.replace("The harbour office denied", "But The harbour office denied"), "The harbour")[0] is (
        Match.AROUND
    )
    assert place(OLD.replace("had never written.", "had never written. He"), "written.")[0] is Match.AROUND


def test_a_paragraph_that_went_elsewhere_is_moved():
    lines = OLD.split("\n")
    new = "\n".join([lines[0], lines[3], lines[1], lines[2], *lines[4:]])
    matches = {words: place(new, words)[0] for words in ("denied it", "Iva Moren", "Nobody wrote back")}
    assert sorted(matches.values()) in (["moved", "same", "same"], ["moved", "moved", "same"])


def test_changed_words_have_no_place():
    new = OLD.replace("Iva Moren", "Eva Moren").replace("Nobody wrote back", "Nobody answered")
    assert place(new, "Iva Moren") == (Match.CHANGED, None)
    assert place(new, "“Nobody wrote back.”") == (Match.CHANGED, None)
    assert place(OLD.replace("Port Aldane", "Port  Aldane"), "Port Aldane") == (Match.CHANGED, None)


def test_words_that_stand_elsewhere_anyway_are_no_new_place_for_those_that_went():
    new = OLD.replace("It said Moren had never written.", "No more was said.")
    assert place(new, "Moren", 2) == (Match.CHANGED, None)
    assert place(new, "Moren", 1)[0] is Match.SAME


def test_several_likely_places_are_not_guessed():
    new = OLD.replace("Captain Iva Moren warned", "Somebody warned") + "\nIva Moren.\nIva Moren."
    assert place(new, "Iva Moren") == (Match.AMBIGUOUS, None)
    # A line that there is once more than before: which of them is the old one is known by its neighbours only.
    again = OLD + "\nThree people died."
    assert place(again, "Three people", 0)[0] is Match.SAME
    assert place(again, "Three people", 1) == (Match.AMBIGUOUS, None)
    many = "Nothing is left." + " Iva Moren," * (CANDIDATES + 1)
    assert place(many, "Iva Moren") == (Match.AMBIGUOUS, None)


def test_a_part_of_a_longer_word_is_no_place():
    assert place("The menace", "men", old="Two men left") == (Match.CHANGED, None)
    assert place("Two menaces left", "men", old="Two men left") == (Match.CHANGED, None)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("Firefighter Orlec 👨🏻‍🚒 spoke", "Late: Firefighter Orlec 👨🏻‍🚒 spoke", "Orlec 👨🏻‍🚒"),
        ("قال محمد إن السفينة غرقت", "عاجل\nقال محمد إن السفينة غرقت", "محمد"),
        ("x̂ was Ndọ̀la then", "Now x̂ was Ndọ̀la then", "Ndọ̀la"),
    ],
)
def test_any_script_is_counted_in_code_points(old, new, words):
    old, new, words = map(canonical, (old, new, words))
    match, start = place(new, words, old=old)
    assert match in (Match.SAME, Match.AROUND)
    assert new[start : start + len(words)] == words


def test_no_place_cuts_a_character():
    assert place("waved 👋🏽 twice", "👋", old="waved 👋 twice") == (Match.CHANGED, None)
    assert place("the x̂ axis", "x", old="the x axis") == (Match.CHANGED, None)


def test_a_span_outside_of_the_text_is_refused():
    for span in (Span(0, 0), Span(3, len(OLD) + 1)):
        with pytest.raises(ValueError, match="not in the text"):
            Alignment(OLD, OLD).place(span)


def test_what_is_gone_has_a_neighbourhood():
    new = OLD.replace("Iva Moren", "Eva Moren")
    alignment = Alignment(OLD, new)
    assert new[alignment.near(OLD.index("Iva Moren")) :].startswith("Eva Moren")
    assert Alignment("a b", "x y").near(2) == 0


def test_a_passage_says_which_of_its_words_the_other_text_lacks():
    new = OLD.replace("warned the harbour", "is said to have warned the harbour").replace("office twice", "office")
    alignment = Alignment(OLD, new)
    start, end = OLD.index("Captain"), OLD.index("before")
    assert alignment.older(start, end) == [
        ("Captain Iva Moren warned the harbour office ", False),
        ("twice", True),
        (" ", False),
    ]
    start, end = new.index("Captain"), new.index("before")
    assert alignment.newer(start, end) == [
        ("Captain Iva Moren ", False),
        ("is said to have", True),
        (" warned the harbour office ", False),
    ]
    assert Alignment("", "all of it").newer(0, 9) == [("all of it", True)]
    assert alignment.newer(3, 3) == []


def test_the_difference_of_two_passages_is_marked_on_both_sides():
    before, after = marked("said on Monday that", "said late on Monday that")
    assert before == [("said ", False), ("on Monday that", False)] or "".join(words for words, _ in before) == (
        "said on Monday that"
    )
    assert [words for words, other in before if other] == []
    assert "".join(words for words, other in after if other).strip() == "late"
    assert marked("same", "same") == ([("same", False)], [("same", False)])
    assert marked("", "") == ([], [])


@settings(deadline=None)
@given(st.text(alphabet="ab é👨🏽‍🚒\u0302.\n", max_size=60), st.data())
def test_a_text_is_aligned_with_itself(drawn, data):
    text = canonical(drawn)
    edges = [n for n in range(len(text) + 1) if article_text.is_boundary(text, n)]
    if len(edges) > 1:
        start, end = sorted(data.draw(st.lists(st.sampled_from(edges), min_size=2, max_size=2, unique=True)))
        assert Alignment(text, text).place(Span(start, end)).span == Span(start, end)


WORDS = ["Orlec", "said", "the", "ferry", "👨🏽‍🚒", "x̂", "محمد", ".", ",", "“", "”"]
PARTS = st.lists(st.sampled_from(WORDS), max_size=9)
TEXTS = st.lists(PARTS, max_size=7).map(lambda lines: canonical("\n".join(" ".join(line) for line in lines)))


@settings(deadline=None)
@given(TEXTS, TEXTS)
def test_whatever_is_carried_has_the_same_words_and_cuts_nothing(old, new):
    alignment = Alignment(old, new)
    assert "".join(words for words, _ in alignment.older(0, len(old))) == old
    assert "".join(words for words, _ in alignment.newer(0, len(new))) == new
    for run in alignment.runs:
        assert old[run.old : run.old + run.length] == new[run.new : run.new + run.length]
    for one, other in zip(alignment.runs, alignment.runs[1:], strict=False):
        assert one.old + one.length <= other.old
        assert one.new + one.length <= other.new
    for line in article_text.paragraphs(old):
        words = article_text.words(old, line)
        for n, word in enumerate(words):
            for last in words[n : n + 3]:
                placed = alignment.place(span := Span(word.start, last.end))
                assert (placed.span is None) == (placed.match in (Match.CHANGED, Match.AMBIGUOUS))
                if placed.span is None:
                    continue
                assert placed.span.end <= len(new)
                assert placed.span.of(new) == span.of(old)
                assert article_text.is_boundary(new, placed.span.start)
                assert article_text.is_boundary(new, placed.span.end)


@settings(deadline=None)
@given(TEXTS, st.text(alphabet="0123456789", min_size=1, max_size=9))
def test_a_paragraph_before_everything_shifts_every_place(old, first):
    new = f"{first}\n{old}"
    alignment = Alignment(old, new)
    for line in article_text.paragraphs(old):
        for span in article_text.words(old, line):
            placed = alignment.place(span)
            assert placed.span == Span(span.start + len(first) + 1, span.end + len(first) + 1)
            assert placed.match is Match.SAME


@settings(deadline=None)
@given(st.text(alphabet="ab c", max_size=30), st.text(alphabet="ab c", max_size=30))
def test_marking_loses_no_word(old, new):
    before, after = marked(old, new)
    assert "".join(words for words, _ in before) == old
    assert "".join(words for words, _ in after) == new
    assert "".join(words for words, other in before if not other) == "".join(
        words for words, other in after if not other
    )


def test_effort_stays_bounded_where_every_word_is_the_same():
    alignment = Alignment("a " * 20_000, "b " + "a " * 19_000 + "b")
    assert sum(run.length for run in alignment.runs) <= 40_000
    order = list(range(3_000))
    random.Random(7).shuffle(order)
    shuffled = Alignment(" ".join(f"w{n}" for n in range(3_000)), " ".join(f"w{n}" for n in order))
    assert all(shuffled.old[r.old : r.old + r.length] == shuffled.new[r.new : r.new + r.length] for r in shuffled.runs)

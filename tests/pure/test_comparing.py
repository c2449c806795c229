"""Two texts side by side: what is told of each paragraph, that nothing is lost, and that it is bounded."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles import comparing
from articles.comparing import CHARACTERS, EXCERPT_ROWS, PARAGRAPHS, compare, excerpt

FIRST = "Three boats were lost off Merrow on Friday night, the harbour master said."
SECOND = "Nobody has been found, and the search goes on at first light with two ships."
THIRD = "The union asked for an inquiry into the state of the lighthouse."


def kinds(left: list[str], right: list[str]) -> list[tuple[str, bool]]:
    return [(row.kind, row.moved) for row in compare("\n".join(left), "\n".join(right)).rows]


def test_the_same_text_is_the_same():
    found = compare(f"{FIRST}\n{SECOND}", f"{FIRST}\n{SECOND}")
    assert found.identical
    assert not found.cut
    assert not compare(f"{FIRST}\n{SECOND}", f"{SECOND}\n{FIRST}").identical


def test_left_out_new_and_changed_paragraphs_stand_where_they_belong():
    changed = SECOND.replace("two ships", "three ships")
    assert kinds([FIRST, SECOND, THIRD], ["An intro of our own.", FIRST, changed]) == [
        ("in", False), ("same", False), ("changed", False), ("out", False),
    ]  # fmt: skip
    assert kinds([THIRD, FIRST], [FIRST]) == [("out", False), ("same", False)]


def test_changed_words_are_told_one_by_one():
    (row,) = compare(FIRST, FIRST.replace("Three", "Four").replace(" night", "")).rows
    assert [(piece.kind, piece.text.strip()) for piece in row.pieces] == [
        ("out", "Three"), ("in", "Four"), ("same", "boats were lost off Merrow on"), ("out", "Friday night,"),
        ("in", "Friday,"), ("same", "the harbour master said."),
    ]  # fmt: skip


def test_a_paragraph_that_stands_elsewhere_was_moved_also_when_it_was_changed():
    assert kinds([FIRST, SECOND, THIRD], [THIRD, FIRST, SECOND]) == [("same", True), ("same", False), ("same", False)]
    assert ("changed", True) in kinds([FIRST, SECOND, THIRD], [THIRD.replace("asked", "begged"), FIRST, SECOND])


def test_a_language_without_spaces_is_compared_letter_by_letter():
    (row,) = compare("今天北京下雨了很久", "今天北京下雪了很久").rows
    assert [(piece.kind, piece.text) for piece in row.pieces] == [
        ("same", "今天北京下"), ("out", "雨"), ("in", "雪"), ("same", "了很久"),
    ]  # fmt: skip


def test_repeated_paragraphs_are_paired_one_by_one():
    assert kinds(["—", FIRST, "—"], ["—", "—"]) == [("same", False), ("out", False), ("same", False)]


@pytest.mark.parametrize(("left", "right"), [("", ""), ("", FIRST), (FIRST, ""), ("\n\n", "  ")])
def test_a_text_that_is_empty(left, right):
    assert len(compare(left, right).rows) == (FIRST in (left, right))


paragraphs = st.lists(
    st.lists(
        st.sampled_from(["the", "a", "dam", "boat", "he", "said", ";", "“no”", "今", "天"]), min_size=1, max_size=9
    ).map(" ".join),
    max_size=8,
)


@settings(deadline=None)
@given(paragraphs, paragraphs)
def test_no_word_of_either_text_is_lost_or_told_twice(left, right):
    rows = compare("\n".join(left), "\n".join(right)).rows
    old = sorted("".join(p.text for p in row.pieces if p.kind != "in") for row in rows if row.kind != "in")
    new = ["".join(p.text for p in row.pieces if p.kind != "out") for row in rows if row.kind != "out"]
    assert [line.split() for line in new] == [line.split() for line in right]
    # Where both texts have a word, its spaces are the right one's.
    assert sorted("".join(line.split()) for line in old) == sorted("".join(line.split()) for line in left)


def test_very_long_texts_are_compared_from_their_beginnings():
    long = "\n".join(f"{FIRST} {n}" for n in range(5000))
    found = compare(long, long + "\nmore")
    assert found.cut
    assert len(found.rows) <= PARAGRAPHS
    found = compare("a" * 5_000_000, "b " * 2_000_000)
    assert found.cut
    assert sum(len(row.text) for row in found.rows) <= 2 * CHARACTERS


def test_paragraphs_that_differ_in_too_much_are_shown_whole(monkeypatch):
    left, right = " ".join(f"x{n} y" for n in range(300)), " ".join(f"z{n} y" for n in range(300))
    monkeypatch.setattr(comparing, "_STEPS", 10)
    for row in compare(f"the start {FIRST} {left}", f"the start {FIRST} {right} y").rows:
        assert [piece.kind for piece in row.pieces] in (["same", "out", "in"], ["out"], ["in"])


# An excerpt


def test_an_excerpt_begins_just_before_the_first_difference():
    same = [f"Paragraph {number}." for number in range(40)]
    old, new = ("\n".join([*same, f"This is the {which} end of it all."]) for which in ("old", "new"))
    found = excerpt(compare(old, new))
    assert (found.same_before, [row.kind for row in found.rows], found.more) == (39, ["same", "changed"], False)


def test_an_excerpt_of_the_same_text_is_its_beginning():
    text = "\n".join(f"Paragraph {number}." for number in range(40))
    found = excerpt(compare(text, text))
    assert (found.same_before, [row.text for row in found.rows]) == (0, [f"Paragraph {n}." for n in range(3)])
    assert found.more
    assert not excerpt(compare(FIRST, FIRST)).more


def test_an_excerpt_is_short_however_long_the_texts_are():
    old = "\n".join(f"Paragraph {number} of the old text." for number in range(20_000))
    new = "\n".join(f"Sentence {number} in another one." for number in range(20_000))
    found = excerpt(compare(old, new))
    assert (len(found.rows), found.more) == (EXCERPT_ROWS, True)
    one_line = excerpt(compare("word " * 200_000, "words " * 200_000))
    assert 1000 < sum(len(row.text) for row in one_line.rows) <= 3000


def test_what_differs_far_down_a_long_paragraph_is_in_the_excerpt():
    words = " ".join(f"w{n}" for n in range(4000))
    (row,) = excerpt(compare(f"{words} night {words}", f"{words} dawn {words}")).rows
    assert [(piece.kind, piece.words) for piece in row.pieces if piece.kind != "same"] == [
        ("out", "night"), ("in", "dawn"),
    ]  # fmt: skip
    assert row.text.startswith(" … ")
    assert row.text.endswith(" … ")
    assert "w3999 night" in row.text
    assert len(row.text) < 1000


def test_the_loose_end_of_texts_that_were_cut_is_no_difference():
    found = compare(f"{FIRST}\n{SECOND}\n{THIRD}\nFo", f"{FIRST}\nNew.\n{SECOND}\nTh")
    assert [row.kind for row in excerpt(found).rows] == ["same", "in", "same", "in", "out", "out"]
    assert [row.kind for row in excerpt(found, cut=True).rows] == ["same", "in", "same"]
    assert [row.kind for row in excerpt(compare(f"{FIRST}\nA", f"{FIRST}\nB"), cut=True).rows] == ["same", "in", "out"]

"""What the pieces of a quote are, with and without their quotation marks."""

from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotations.passages import mode_of, union, with_marks, without
from articles.text import Span

SAID = "“We found people in the water,” Orlec said. “Not all of them could swim.” He left."


def place(words: str, text: str = SAID) -> Span:
    start = text.index(words)
    return Span(start, start + len(words))


@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        ([(5, 9), (0, 3)], ((0, 3), (5, 9))),
        ([(0, 3), (3, 5)], ((0, 5),)),
        ([(0, 9), (2, 4)], ((0, 9),)),
        ([], ()),
    ],
)
def test_union(pieces, expected):
    assert union(pieces) == expected


PIECE = st.tuples(st.integers(0, 50), st.integers(1, 9)).map(lambda piece: (piece[0], sum(piece)))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(PIECE, max_size=12))
def test_a_union_covers_the_same_characters_and_never_touches(pieces):
    merged = union(pieces)
    assert {n for start, end in merged for n in range(start, end)} == {n for a, b in pieces for n in range(a, b)}
    assert all(before[1] < after[0] for before, after in pairwise(merged))


def words_of(pieces, text=SAID):
    return [text[start:end] for start, end in pieces]


@pytest.mark.parametrize(
    ("cut", "left"),
    [
        ("people", ["“We found", "in the water,”", "“Not all of them could swim.”"]),
        ("We found people in the water", ["“Not all of them could swim.”"]),
        (" said. ", ["“We found people in the water,”", "“Not all of them could swim.”"]),
        ("water,” Orlec said. “Not all", ["“We found people in the", "of them could swim.”"]),
        (SAID, []),
    ],
)
def test_without(cut, left):
    pieces = (tuple(vars_of("“We found people in the water,”")), tuple(vars_of("“Not all of them could swim.”")))
    assert words_of(without(SAID, pieces, place(cut))) == left


def vars_of(words):
    span = place(words)
    return span.start, span.end


@pytest.mark.parametrize(
    ("text", "words", "whole"),
    [
        (SAID, "We found people in the water", "“We found people in the water,”"),
        (SAID, "We found people in the water,", "“We found people in the water,”"),
        (SAID, "“We found people in the water", "“We found people in the water,”"),
        (SAID, "Not all of them could swim.”", "“Not all of them could swim.”"),
        (SAID, "people in the water", "people in the water"),
        (SAID, "He left", "He left"),
        ('He said "no" twice', "no", '"no"'),
        ("Er sagte „nein“ und ging", "nein", "„nein“"),
        ("Il dit «non» et", "non", "«non»"),
        ("“All of it”", "“All of it”", "“All of it”"),
        ("no marks", "no marks", "no marks"),
    ],
)
def test_with_marks(text, words, whole):
    assert with_marks(text, place(words, text)).of(text) == whole


@pytest.mark.parametrize(
    ("text", "pieces", "mode"),
    [
        (SAID, ["“We found people in the water,”", "“Not all of them could swim.”"], "direct"),
        (SAID, ["people in the water"], "direct"),
        (SAID, ["“We found people in the water,” Orlec said. “Not all of them could swim.”"], "mixed"),
        (SAID, ["He left"], "indirect"),
        ("He called it “a disgrace” and left", ["it “a disgrace” and left"], "mixed"),
        ('She said "no, we don\'t" twice', ['"no, we don\'t"'], "direct"),
        ("‘It’s over,’ he said", ["‘It’s over,’"], "direct"),
        ("‘It’s over,’ he said", ["he said"], "indirect"),
    ],
)
def test_mode_of(text, pieces, mode):
    spans = [place(words, text) for words in pieces]
    assert mode_of(text, tuple((span.start, span.end) for span in spans)) == mode

"""Spans of every shape become flat, balanced parts that lose no character."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.segments import END_QUOTE, END_TAG, MAX_DEPTH, QUOTE, TAG, TEXT, Layer, depths, segment
from articles.text import Span
from articles.text import paragraphs as lines_of


def drawn(text, spans, quotes=()):
    """What a template would write: [ref ...] for tags and {ref ...} for quotes."""
    layers = [Layer(start=s, end=e, ref=r, quote=True) for s, e, r in quotes]
    layers += [Layer(start=s, end=e, ref=r) for s, e, r in spans]
    written = []
    for line in segment(text, lines_of(text), layers):
        out = ""
        for part in line.parts:
            out += {TEXT: part.text, TAG: f"[{part.ref}:", QUOTE: f"{{{part.ref}:", END_TAG: "]", END_QUOTE: "}"}[
                part.kind
            ]
        written.append(out)
    return "|".join(written)


@pytest.mark.parametrize(
    ("text", "spans", "quotes", "expected"),
    [
        ("no marks", [], [], "no marks"),
        ("Ann met Bo", [(0, 3, "a"), (8, 10, "b")], [], "[a:Ann] met [b:Bo]"),
        ("London School", [(0, 13, "school"), (0, 6, "city")], [], "[school:[city:London] School]"),
        ("London", [(0, 6, "x"), (0, 6, "y")], [], "[x:[y:London]]"),
        ("one two three", [(0, 7, "a"), (4, 13, "b")], [], "[a:one [b:two]][b: three]"),
        ("one two", [(0, 7, "a")], [(4, 7, "q")], "[a:one ]{q:[a:two]}"),
        ("one two", [(4, 7, "a")], [(0, 5, "q")], "{q:one [a:t]}[a:wo]"),
        ("one\ntwo", [], [(0, 7, "q")], "{q:one}|{q:two}"),
        ("one two three", [], [(0, 7, "q"), (4, 13, "r")], "{q:one {r:two}}{r: three}"),
        ("👨🏻‍🚒 firemen", [(5, 12, "f")], [], "👨🏻‍🚒 [f:firemen]"),
    ],
)
def test_marks_nest_and_the_later_one_is_split(text, spans, quotes, expected):
    assert drawn(text, spans, quotes) == expected


def test_only_the_piece_in_which_a_tag_begins_is_first():
    parts = segment("one\ntwo", [Span(0, 3), Span(4, 7)], [Layer(start=0, end=7, ref="t")])
    assert [part.first for line in parts for part in line.parts if part.kind == TAG] == [True, False]


def test_shorter_tags_are_underlined_above_longer_ones_and_rejected_ones_below():
    layers = [
        Layer(start=0, end=13, ref="school"),
        Layer(start=0, end=6, ref="city"),
        Layer(start=20, end=24, ref="alone"),
        Layer(start=0, end=3, ref="rejected", faint=True),
    ]
    assert depths(layers) == [1, 0, 0, 2]


ALPHABET = st.sampled_from('ab \n<&"é\u0301👍')
TEXTS = st.text(ALPHABET, min_size=1, max_size=60)


@st.composite
def annotated(draw):
    text = draw(TEXTS)
    edge = st.integers(0, len(text))
    pair = st.tuples(edge, edge).filter(lambda p: p[0] != p[1]).map(sorted)
    pairs = draw(st.lists(st.tuples(pair, st.booleans()), max_size=14))
    return text, [Layer(start=s, end=e, ref=n, quote=quote) for n, ((s, e), quote) in enumerate(pairs)]


@given(annotated())
def test_every_character_once_and_every_span_on_exactly_its_own(case):
    text, layers = case
    covered = {layer.ref: set() for layer in layers}
    for line in segment(text, lines_of(text), layers):
        assert "".join(part.text for part in line.parts) == text[line.start : line.end]
        stack, at = [], line.start
        for part in line.parts:
            if part.kind == TEXT:
                assert part.text
                for ref, _ in stack:
                    covered[ref].update(range(at, at + len(part.text)))
                at += len(part.text)
            elif part.kind in (TAG, QUOTE):
                assert not (part.kind == QUOTE and any(kind == TAG for _, kind in stack)), "a quote inside a tag"
                assert 0 <= part.depth <= MAX_DEPTH
                stack.append((part.ref, part.kind))
            else:
                _, kind = stack.pop()
                assert part.kind == (END_TAG if kind == TAG else END_QUOTE)
        assert not stack
    for layer in layers:
        in_lines = {i for i in range(layer.start, layer.end) if text[i] != "\n"}
        assert covered[layer.ref] == in_lines


@given(annotated())
def test_tags_that_share_a_character_share_no_underline(case):
    _, layers = case
    levels = depths(layers)
    for i, a in enumerate(layers):
        for j, b in enumerate(layers[:i]):
            if a.start < b.end and b.start < a.end:
                assert levels[i] != levels[j]


def test_five_thousand_words_with_five_hundred_tags_make_few_parts():
    """In proportion to what is drawn: a mark is cut only where another one begins or ends."""
    text = "\n".join(" ".join(f"word{n}" for n in range(100)) for _ in range(50))
    step = len(text) // 500
    layers = [Layer(start=n * step, end=n * step + 12 + n % 40, ref=n) for n in range(499)]
    layers += [Layer(start=n * 600, end=n * 600 + 400, ref=n, quote=True) for n in range(50)]
    lines = segment(text, lines_of(text), layers)
    parts = [part for line in lines for part in line.parts]
    assert "\n".join("".join(part.text for part in line.parts if part.kind == TEXT) for line in lines) == text
    assert {part.ref for part in parts if part.kind == TAG} == set(range(499))
    assert len(parts) < 10 * len(layers)

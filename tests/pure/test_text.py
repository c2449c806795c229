"""Canonical text and spans: what every offset in the app rests on."""

import unicodedata

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from articles.text import (
    Span,
    canonical,
    compose,
    digest,
    is_boundary,
    move_edge,
    occurrences,
    paragraph_at,
    paragraphs,
    snap_to_graphemes,
    snap_to_words,
    trim,
    words,
)

FAMILY = "👩‍👩‍👧‍👦"
# Letters, joiners, marks, newlines, surrogates, emoji, jamo, prepended marks: what breaks naive offsets.
AWKWARD = st.text(
    alphabet=st.one_of(
        st.sampled_from("ab .'’-\n\r\x00\x85\u2028\u200d\u0301\ufe0f\ufeff\u0600"),
        st.sampled_from("👩👧🏽🇹🇷각\u1100\u1161éสำक\u094dष\ud83d"),
        st.characters(),
    ),
    max_size=60,
)


def spans_of(text: str):
    return st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).map(lambda ends: Span(*sorted(ends)))


def boundaries(text: str) -> set[int]:
    return {match.start() for match in regex.finditer(r"\X", text)} | {0, len(text)}


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("a\r\nb\rc\u2028d\u2029e\x85f\vg\fh", "a\nb\nc\nd\ne\nf\ng\nh"),
        ("\ufeffHead\x00line", "Headline"),
        ("Ruže Can\u0308ikova", "Ruže Can\u0308ikova"),
        ("cafe\u0301", "café"),
        ("broken \ud83d pair", "broken \ufffd pair"),
        (FAMILY, FAMILY),
    ],
)
def test_canonical_settles_newlines_nul_surrogates_and_unicode_form(raw, expected):
    assert canonical(raw) == expected


@given(AWKWARD)
def test_canonical_is_idempotent_and_storable(raw):
    text = canonical(raw)
    assert canonical(text) == text
    assert unicodedata.is_normalized("NFC", text)
    assert "\r" not in text
    assert "\x00" not in text
    text.encode("utf-8")
    assert len(digest(text)) == 32


@given(AWKWARD, AWKWARD, st.lists(AWKWARD, max_size=4))
def test_compose_puts_the_parts_where_it_says(headline, standfirst, body):
    made = compose(headline=headline, standfirst=standfirst, paragraphs=body)
    assert made.text == canonical(made.text)
    assert 0 <= made.body_start <= len(made.text)
    lines = made.text.split("\n") if made.text else []
    assert all(line.strip() == line and line for line in lines)
    if made.standfirst_start is not None:
        assert made.standfirst_start < made.body_start
        assert made.text[made.standfirst_start :].split("\n")[0] == " ".join(canonical(standfirst).split())
    body_lines = [line.strip() for part in body for line in canonical(part).split("\n") if line.strip()]
    assert made.text[made.body_start :] == "\n".join(body_lines)


def test_compose_without_a_standfirst_or_a_body():
    assert compose(headline="Head", paragraphs=["One.", "Two."]).body_start == 5
    assert compose(headline="Head", paragraphs=["One."]).standfirst_start is None
    only = compose(headline="Head", standfirst="Stand", paragraphs=[])
    assert (only.text, only.standfirst_start, only.body_start) == ("Head\nStand", 5, 10)


def test_paragraphs_are_the_lines_and_an_offset_at_a_line_end_belongs_to_that_line():
    text = "One.\nTwo.\nThree."
    assert [span.of(text) for span in paragraphs(text)] == ["One.", "Two.", "Three."]
    assert paragraph_at(text, 4).of(text) == "One."
    assert paragraph_at(text, 5).of(text) == "Two."
    assert paragraph_at(text, len(text)).of(text) == "Three."


@given(AWKWARD.map(canonical))
def test_boundaries_are_those_of_grapheme_clusters(text):
    expected = boundaries(text)
    assert {offset for offset in range(len(text) + 1) if is_boundary(text, offset)} == expected
    assert not is_boundary(text, -1)
    assert not is_boundary(text, len(text) + 1)


@given(st.data())
def test_snapping_never_leaves_an_edge_inside_a_grapheme(data):
    text = data.draw(AWKWARD.map(canonical))
    span = data.draw(spans_of(text))
    snapped = snap_to_graphemes(text, span)
    edges = boundaries(text)
    assert snapped.contains(span)
    assert {snapped.start, snapped.end} <= edges
    by_word = snap_to_words(text, span)
    assert {by_word.start, by_word.end} <= edges or not by_word


@given(st.data())
def test_a_moved_edge_stays_in_the_text_and_never_empties_the_span(data):
    text = data.draw(AWKWARD.map(canonical))
    span = snap_to_graphemes(text, data.draw(spans_of(text)))
    moved = move_edge(
        text,
        span,
        edge=data.draw(st.sampled_from(["left", "right"])),
        outward=data.draw(st.booleans()),
        unit=data.draw(st.sampled_from(["word", "char"])),
    )
    assert moved.end <= len(text)
    assert len(moved) > 0 or not span
    assert {moved.start, moved.end} <= boundaries(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("near al-Bab, he said", ["near", "al-Bab", ",", "he", "said"]),
        ("Turkey’s U.S. ally", ["Turkey", "’s", "U.S.", "ally"]),
        ("U.S.A and U.S.-led, e.g. x.", ["U.S.A", "and", "U.S.", "-", "led", ",", "e.g.", "x", "."]),
        ("O'Neill won't", ["O'Neill", "won't"]),
        ("all the difference.The attack", ["all", "the", "difference", ".", "The", "attack"]),
        ("well...yes", ["well", ".", ".", ".", "yes"]),
        ("3.5 million", ["3.5", "million"]),
        (f"hi {FAMILY}!", ["hi", FAMILY, "!"]),
        ("قال أبو بكر", ["قال", "أبو", "بكر"]),
        ("Horden Желимов", ["Horden", "Желимов"]),
    ],
)
def test_words(text, expected):
    assert [span.of(text) for span in words(text, Span(0, len(text)))] == expected


@pytest.mark.parametrize(
    ("text", "phrase", "expected"),
    [
        ("Isis, Isis’s men, Isis-led, isis, Isisians and IsisIsis", "Isis", [0, 6]),
        ("al-Bab near al-Bab; Bab", "Bab", [20]),
        ("the U.S. and U.S.-led", "U.S.", [4, 13]),
        ("a b a b a", "a b a", [0]),
        ("Port\nAldane", "Port\nAldane", []),
        (f"{FAMILY} Idlib {FAMILY}Idlib", "Idlib", [8, 21]),
        ("حلب وحلب", "حلب", [0]),
        ("anything", "", []),
    ],
)
def test_occurrences_are_whole_words_in_the_same_case(text, phrase, expected):
    found = occurrences(text, phrase)
    assert [span.of(text) for span in found] == [phrase] * len(expected)
    assert [span.start for span in found] == expected


@pytest.mark.parametrize(
    ("text", "selected", "expected"),
    [
        ("“We knew,” he said.", "“We kn", "We knew"),
        ("the Isis cell", " Isi", "Isis"),
        ("Yassir Abdulhamid, an activist", "assir Abdul", "Yassir Abdulhamid"),
        ("Turkey’s border", "urkey", "Turkey"),
        ("Turkey’s border", "urkey’s", "Turkey’s"),
        (f"a {FAMILY} b", "👩", FAMILY),
        ("one  two", "  ", ""),
    ],
)
def test_a_selection_snaps_to_whole_words(text, selected, expected):
    start = text.index(selected)
    assert snap_to_words(text, Span(start, start + len(selected))).of(text) == expected


def test_trim_takes_quotation_marks_and_spaces_off():
    text = ' “Isis” \u00a0"'
    assert trim(text, Span(0, len(text))).of(text) == "Isis"


@pytest.mark.parametrize(
    ("edge", "outward", "unit", "expected"),
    [
        ("right", True, "word", "Abu Bakr"),
        ("left", True, "word", "leader Abu"),
        ("right", False, "char", "Ab"),
        ("left", False, "char", "bu"),
        ("right", True, "char", "Abu "),
        ("left", False, "word", "Abu"),
    ],
)
def test_edges_move_by_word_and_by_character(edge, outward, unit, expected):
    text = "Its leader Abu Bakr spoke."
    start = text.index("Abu")
    moved = move_edge(text, Span(start, start + 3), edge=edge, outward=outward, unit=unit)
    assert moved.of(text) == expected


def test_edges_stay_in_their_paragraph():
    text = "One.\nTwo.\nThree."
    two = Span(5, 8)
    assert move_edge(text, two, edge="left", outward=True) == two
    assert move_edge(text, two, edge="right", outward=True) == two
    dot = move_edge(text, two, edge="right", outward=True, unit="char")
    assert move_edge(text, dot, edge="right", outward=True, unit="char") == dot


def test_an_edge_moved_by_a_word_steps_over_punctuation():
    text = "He left. “We won,” she said."
    she = Span(text.index("she"), text.index("she") + 3)
    assert move_edge(text, she, edge="left", outward=True).of(text) == "won,” she"
    won = Span(text.index("We"), text.index("won") + 3)
    assert move_edge(text, won, edge="left", outward=True).of(text) == "left. “We won"
    assert move_edge(text, won, edge="right", outward=False).of(text) == "We"


def test_a_span_must_run_forward():
    with pytest.raises(ValueError, match="not a span"):
        Span(3, 2)
    with pytest.raises(ValueError, match="not a span"):
        Span(-1, 2)


def test_boundaries_are_found_fast_in_a_very_long_paragraph():
    text = "é" * 500_000 + FAMILY + "ツ" * 500_000
    inside = 500_000 + 3
    assert snap_to_graphemes(text, Span(inside, inside + 1)).of(text) == FAMILY

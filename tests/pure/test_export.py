"""JSON lines, masks and trails: plain data only."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.export import jsonl
from annotations.export.masking import BLOCK, Mask, blank, merge, words_of_name
from annotations.export.shape import Parts, Pipeline, Step
from annotations.export.trail import Lineage, hide_names, quote_key, tag_key, when_copied
from articles.text import compose


@given(st.text())
def test_a_line_is_one_line_for_every_reader_and_says_what_it_was_given(words):
    data = jsonl.line({"text": words}) if words.isprintable() else jsonl.line({"text": words.encode().decode()})
    assert data.endswith(b"\n")
    assert data.count(b"\n") == 1
    assert len(data.decode().splitlines()) == 1
    assert json.loads(data) == {"text": words}


@pytest.mark.parametrize(
    ("name", "text", "hidden"),
    [
        ("Ann", "Ann met Anna.", "███ met Anna."),
        ("Ann", "ANN met ann's dog", "███ met ███'s dog"),
        ("Jane Doe", "Jane\nDoe, Jane  Doe", "████████, █████████"),
        ("Doe", "Doe-Smith and Doe", "███-Smith and ███"),
        ("Зоя", "Зоя и Зоям", "███ и Зоям"),
        ("王芳", "记者王芳说", "记者██说"),
        ("A.B.", "A.B. said", "████ said"),
        ("(x", "a (x b", "a ██ b"),
        ("🕯️ Lee", "by 🕯️ Lee.", "by ██████."),
    ],
)
def test_names_are_hidden_wherever_they_stand(name, text, hidden):
    assert Mask([name]).string(text) == hidden


def test_an_empty_mask_changes_nothing():
    mask = Mask(["", "  "])
    assert not mask
    assert mask.string("Ann") == "Ann"
    assert mask.spans("Ann") == []


def test_strings_inside_json_are_hidden_and_keys_are_not():
    data = {"Ann": ["Ann", {"x": "by Ann"}, 3, None]}
    assert Mask(["Ann"]).data(data) == {"Ann": ["███", {"x": "by ███"}, 3, None]}


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Dr Maria Al-Hassan", ["Maria", "Al-Hassan"]),
        ("Ludwig van Beek", ["Ludwig", "Beek"]),
        ("The Hon Bo Li", ["Hon"]),
        ("O’Neill", ["O’Neill"]),
        ("محمد", ["محمد"]),
    ],
)
def test_longer_words_of_a_persons_name(name, words):
    assert words_of_name(name) == words


@given(st.text(), st.lists(st.tuples(st.integers(0, 50), st.integers(1, 9))))
def test_blanking_keeps_every_offset(text, lengths):
    spans = [(start, min(start + length, len(text))) for start, length in lengths if start < len(text)]
    blanked = blank(text, spans)
    assert len(blanked) == len(text)
    inside = {at for start, end in spans for at in range(start, end)}
    assert all(blanked[at] == (BLOCK if at in inside else text[at]) for at in range(len(text)))
    assert merge(merge(spans)) == merge(spans)


def test_parts_of_a_text_are_its_parts():
    whole = compose(headline="Head", standfirst="Stand", paragraphs=["One", "Two"])
    parts = Parts.of(whole.text, standfirst_start=whole.standfirst_start, body_start=whole.body_start)
    cut = [whole.text[slice(*part)] for part in (parts.headline, parts.standfirst, parts.body)]
    assert cut == ["Head", "Stand", "One\nTwo"]
    bare = compose(headline="", paragraphs=["One"])
    parts = Parts.of(bare.text, standfirst_start=None, body_start=bare.body_start)
    assert (parts.headline, parts.standfirst, parts.body) == (None, None, (0, 3))
    lone = compose(headline="Only", paragraphs=[])
    parts = Parts.of(lone.text, standfirst_start=lone.standfirst_start, body_start=lone.body_start)
    assert (parts.headline, parts.body) == ((0, 4), (4, 4))


def step(reading: int, verb: str, before=None, after=None) -> Step:
    return Step(step="act", at=f"2026-01-0{reading}", reading=reading, verb=verb, before=before, after=after)


def test_an_object_is_followed_from_the_record_to_the_pipeline():
    pipeline = Pipeline(name="house", version="1")
    lineage = Lineage({3: [2], 2: [1]}, {1: (pipeline, "2026-01-01")})
    key = tag_key({}, ("person", 5, 9))
    lineage.add(("tag", 20), reading=2, key=key, origin=key, proposed=True, steps=[step(2, "confirm")])
    lineage.add(("tag", 30), reading=3, key=key, origin=key, proposed=True, steps=[step(3, "move edge")])
    assert [(one.step, one.verb, one.reading) for one in lineage.trail(("tag", 30))] == [
        ("proposed", None, 1),
        ("act", "confirm", 2),
        ("act", "move edge", 3),
    ]
    assert lineage.trail(("tag", 30))[0].pipeline == pipeline


def test_two_parents_who_share_a_proposal_tell_it_once():
    lineage = Lineage({3: [2, 4], 2: [1], 4: [1]}, {1: (Pipeline(name="house", version="1"), None)})
    key = tag_key({}, ("person", 5, 9))
    for ref, reading in ((20, 2), (40, 4), (30, 3)):
        lineage.add(("tag", ref), reading=reading, key=key, origin=key, proposed=True, steps=[step(reading, "x")])
    assert [one.step for one in lineage.trail(("tag", 30))] == ["proposed", "act", "act", "act"]


def test_what_a_reading_made_itself_has_no_twin():
    lineage = Lineage({3: [2]}, {})
    key = tag_key({"kind": "person", "start": 1, "end": 2}, None)
    lineage.add(("tag", 20), reading=2, key=key, origin=None, proposed=False, steps=[step(2, "add")])
    lineage.add(("tag", 30), reading=3, key=key, origin=None, proposed=False, steps=[step(3, "add")])
    assert [one.reading for one in lineage.trail(("tag", 30))] == [3]


@pytest.mark.parametrize(
    ("decisions", "then"),
    [
        ([], {"start": 7, "kind": "person"}),
        ([({"start": 5}, {"start": 6}), ({"start": 6}, {"start": 7})], {"start": 5, "kind": "person"}),
        ([(None, {"start": 6}), ({"start": 6}, {"start": 7})], None),
    ],
)
def test_what_an_object_was_when_it_was_copied(decisions, then):
    assert when_copied({"start": 7, "kind": "person"}, decisions) == then


def test_quotes_are_found_by_their_pieces_however_they_are_written_down():
    assert quote_key({"pieces": [[1, 2], [4, 6]]}, None) == quote_key({"pieces": ((1, 2), (4, 6))}, None)


def test_the_words_under_a_protected_tag_leave_its_trail():
    steps = hide_names([step(1, "move", {"surface": "Ann"}, {"name": "Ann Lee", "start": 3})], lambda _: "█")
    assert (steps[0].before, steps[0].after) == ({"surface": "█"}, {"name": "█", "start": 3})

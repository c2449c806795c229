"""Other tools' annotations: every span lands on the words that were meant, or is left out and counted."""

import json
import unicodedata

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from articles.readers import ParsedArticle, RowError, items
from articles.readers.parsed import Layer
from articles.readers.spans import Given, GivenLayer, carry
from articles.text import canonical, is_boundary
from tests.pure.files import docbin, packed

NEWS = "Ana Prill met Joe Marsh in Berlin.\nThe harbour office had asked them to, and nobody else came along."


def read(name: str, content: bytes | dict | list) -> ParsedArticle:
    content = content if isinstance(content, bytes) else json.dumps(content).encode()
    (one,) = [item.parse() for item in items(name, content)]
    assert isinstance(one, ParsedArticle), one
    return one


def marked(one: ParsedArticle) -> dict[str, list[tuple[str, str]]]:
    for layer in one.layers:
        assert all(one.text[span.start : span.end] == span.words for span in layer.annotations)
    return {layer.reader: [(span.label, span.words) for span in layer.annotations] for layer in one.layers}


def utf16(text: str, offset: int) -> int:
    return len(text[:offset].encode("utf-16-le")) // 2


# --- doccano ---------------------------------------------------------------------------------------------------------
CROWD = "👩🏽‍🚒 and 👍 Ana Prill met 🇩🇪 Joe Marsh in Berlin.\nIt was e\u0301te\u0301 there, she said of it."


@pytest.mark.parametrize("unit", ["utf-16", "graphemes", "code points"])
def test_doccano_is_understood_however_it_counted(unit):
    import regex

    def place(words: str) -> list[int]:
        start = CROWD.index(words)
        counts = {
            "utf-16": lambda offset: utf16(CROWD, offset),
            "graphemes": lambda offset: len(regex.findall(r"\X", CROWD[:offset])),
            "code points": lambda offset: offset,
        }
        return [counts[unit](start), counts[unit](start + len(words))]

    record = {"text": CROWD, "label": [[*place("Ana Prill"), "PER"], [*place("Berlin"), "LOC"]]}
    one = read("a.jsonl", record)
    assert marked(one) == {"doccano": [("PER", "Ana Prill"), ("LOC", "Berlin")]}
    assert one.notes == (() if unit == "utf-16" else (f"Offsets were taken as counted in {unit}.",))


def test_doccano_with_relations_and_with_line_ends_counted_as_one():
    text = NEWS.replace("\n", "\r\n")
    place = NEWS.index("harbour")
    record = {
        "id": 7,
        "text": text,
        "entities": [{"id": 1, "start_offset": place, "end_offset": place + 14, "label": "ORG"}],
        "relations": [{"id": 1, "from_id": 1, "to_id": 1, "type": "x"}],
    }
    one = read("a.jsonl", record)
    assert marked(one) == {"doccano": [("ORG", "harbour office")]}
    assert one.external_id == "7"
    assert "Not imported: 1 relation between" in " ".join(one.notes)


# --- Label Studio, Prodigy -------------------------------------------------------------------------------------------
def region(start: int, end: int, words: str, *labels: str, **more) -> dict:
    return {"type": "labels", "value": {"start": start, "end": end, "text": words, "labels": list(labels)}, **more}


def test_label_studio_gives_a_layer_for_each_annotator_and_each_model():
    text = "👍 " + NEWS
    start = utf16(text, text.index("Berlin"))
    task = {
        "id": 3,
        "data": {"text": text, "source": "Merrow Herald"},
        "annotations": [
            {"completed_by": 1, "result": [region(3, 12, "Ana Prill", "PER"), region(0, 9, "not these", "PER")]},
            {
                "completed_by": {"id": 2, "email": "joe@x.example"},
                "result": [region(start, start + 6, "Berlin", "LOC", "X")],
            },
            {"completed_by": 1, "was_cancelled": True, "result": [region(3, 12, "Ana Prill", "PER")]},
        ],
        "predictions": [{"model_version": "m2", "result": [region(3, 12, "Ana Prill", "PER", score=0.8)]}],
    }
    one = read("a.json", [task])
    assert marked(one) == {
        "Label Studio, annotator 1": [("PER", "Ana Prill")],
        "Label Studio, annotator joe@x.example": [("LOC", "Berlin"), ("X", "Berlin")],
        "Label Studio, m2": [("PER", "Ana Prill")],
    }
    assert [layer.suggested for layer in one.layers] == [False, False, True]
    assert one.layers[2].annotations[0].score == 0.8
    assert "1 annotation was left out: the words are not where the offsets say." in one.notes
    assert one.outlet == "Merrow Herald"


def test_the_short_form_of_label_studio():
    record = {
        "id": 1,
        "text": NEWS,
        "annotator": 4,
        "tags": [{"start": 0, "end": 9, "text": "Ana Prill", "labels": ["PER"]}],
    }
    assert marked(read("a.json", [record])) == {"Label Studio, annotator 4": [("PER", "Ana Prill")]}


@pytest.mark.parametrize(
    ("answer", "rejected"), [("accept", [False, True]), ("reject", [True, True]), ("ignore", None)]
)
def test_prodigy_with_its_answers(answer, rejected):
    record = {
        "text": NEWS,
        "spans": [
            {"start": 0, "end": 9, "label": "PERSON", "score": 0.9, "token_start": 0, "token_end": 1},
            {"start": 27, "end": 33, "label": "GPE", "answer": "reject"},
        ],
        "tokens": [{"text": "Ana ", "start": 0, "end": 3, "id": 0}, {"text": "Prill", "start": 4, "end": 9, "id": 1}],
        "answer": answer,
        "_input_hash": 1,
        "_task_hash": 2,
        "_session_id": "news-ana",
        "meta": {"title": "A meeting"},
    }
    one = read("a.jsonl", record)
    assert one.headline == "A meeting"
    if rejected is None:
        assert one.layers == ()
        assert "ignored" in one.notes[0]
    else:
        assert marked(one) == {"Prodigy, news-ana": [("PERSON", "Ana Prill"), ("GPE", "Berlin")]}
        assert [span.rejected for span in one.layers[0].annotations] == rejected


# --- brat, Web Annotation, DocBin ------------------------------------------------------------------------------------
ANN = (
    "T1\tPerson 0 9\tAna Prill\nT2\tLocation 27 33\tBerlin\nT3\tPerson 0 3;14 17\tAna Joe\n"
    "E1\tMeet:T1\nR1\tX Arg1:T1 Arg2:T2\n#1\tNote T1\tx\nT4\tPerson 14 23\tnot Joe\n"
)


def test_brat_beside_its_text():
    one = read("a.zip", packed(("in/a.ann", ANN), ("in/a.txt", NEWS), ("annotation.conf", "[entities]")))
    assert marked(one) == {"brat": [("Person", "Ana Prill"), ("Location", "Berlin")]}
    assert one.content == NEWS.encode()
    said = " ".join(one.notes)
    assert "Not imported: 1 annotation in several pieces." in said
    assert "2 relations, events and attributes" in said
    assert "1 annotation was left out" in said


def test_brat_that_counted_a_line_break_of_two_bytes_as_one():
    text = NEWS.replace("\n", "\r\n")
    place = NEWS.index("harbour")
    ann = f"T1\tOrg {place} {place + 14}\tharbour office\n"
    assert marked(read("a.zip", packed(("a.txt", text), ("a.ann", ann)))) == {"brat": [("Org", "harbour office")]}


def test_web_annotations_by_position_by_words_or_both():
    def annotation(label: object, *selectors: dict, creator: object = "https://x.example/people/eve") -> dict:
        return {
            "type": "Annotation",
            "creator": creator,
            "body": label,
            "target": {"source": "a.txt", "selector": list(selectors)},
        }

    quote = {"type": "TextQuoteSelector", "exact": "Joe Marsh", "prefix": "met ", "suffix": " in"}
    found = {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "type": "AnnotationPage",
        "items": [
            annotation(
                {"type": "TextualBody", "value": "PERSON"}, {"type": "TextPositionSelector", "start": 0, "end": 9}
            ),
            annotation("https://x.example/kinds#person", quote),
            annotation(
                [{"value": "PERSON"}],
                quote,
                {"type": "TextPositionSelector", "start": 2, "end": 5},
                creator={"name": "Joe"},
            ),
            annotation("PLACE", {"type": "TextQuoteSelector", "exact": "e"}),
            annotation("PLACE", {"type": "XPathSelector", "value": "/p"}),
        ],
    }
    one = read("a.zip", packed(("a.jsonld", json.dumps(found)), ("a.txt", NEWS)))
    assert marked(one) == {
        "Web Annotation, eve": [("PERSON", "Ana Prill"), ("person", "Joe Marsh")],
        "Web Annotation, Joe": [("PERSON", "Joe Marsh")],
    }
    assert "2 annotations were left out" in one.notes[0]


def test_docbin_with_entities_and_a_text_that_is_its_original():
    one = read("a.spacy", docbin(("👍 " + NEWS, [(1, 3, "PERSON"), (7, 8, "GPE")])))
    assert marked(one) == {"spaCy": [("PERSON", "Ana Prill"), ("GPE", "Berlin")]}
    assert one.content == ("👍 " + NEWS).encode()


# --- From the tool's text to ours ------------------------------------------------------------------------------------
def test_spans_follow_what_an_import_does_to_a_text():
    text = (
        "Ana Prill\u0301  met Joe\r\n\r\nSubscribe to our newsletter today\r\n\r\n"
        "\ufeffBerlin\x00 was cold, the harbour\r\nSome more about the harbour office. "
    )
    spans = [
        (text.index(words), text.index(words) + len(words), words) for words in ("Prill\u0301", "Berlin", "newsletter")
    ]
    record = {"text": text, "label": [[start, end, words] for start, end, words in spans]}
    one = read("a.jsonl", record)
    assert "newsletter" not in one.text
    assert marked(one) == {"doccano": [("Pril\u013a", "Pril\u013a"), ("Berlin", "Berlin")]}
    assert "1 annotation was left out: the words are not part of the article's text." in one.notes


WORDS = st.lists(
    st.text(alphabet=st.sampled_from("abcÄ é\u0301👍🇩🇪\u200dمñ \r\n\t\x00.,"), min_size=1, max_size=40),
    min_size=1,
    max_size=8,
)


@settings(max_examples=200, deadline=None)
@given(parts=WORDS, data=st.data())
def test_whatever_is_kept_means_the_same_letters(parts, data):
    raw = " ".join(parts)
    text = "\n".join(line.strip() for line in canonical(raw).split("\n") if line.strip())
    start = data.draw(st.integers(0, len(raw)))
    end = data.draw(st.integers(start, len(raw)))
    assume(is_boundary(raw, start) and is_boundary(raw, end))
    layers, notes = carry(
        raw, text, [GivenLayer(reader="x", given=(Given(start=start, end=end, label="L"),))], units=("code points",)
    )
    # An edge inside a word reads as a count with short line breaks, where that falls between words; a note says so.
    assume(not any("a line break as one" in note for note in notes))
    for span in (span for layer in layers for span in layer.annotations):
        meant = "".join(canonical(raw[start:end]).split())
        assert text[span.start : span.end] == span.words
        assert _folded(meant) in _folded("".join(span.words.split()))


def _folded(words: str) -> str:
    return unicodedata.normalize("NFD", words)


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_plain_text_keeps_every_span_to_the_letter(data):
    text = NEWS.replace("Joe", "👍 Joe")
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    words = text[start:end]
    given_span = Given(start=utf16(text, start), end=utf16(text, end), label="L", words=words)
    layers, notes = carry(text, text, [GivenLayer(reader="x", given=(given_span,))], units=("utf-16", "code points"))
    if words.strip():
        assert [span.words for layer in layers for span in layer.annotations] == [words.strip()]
        assert notes == []
    else:
        assert layers == ()


def test_a_reader_whose_every_span_is_lost_is_no_layer():
    layers, notes = carry(
        NEWS, NEWS, [GivenLayer(reader="x", given=(Given(start=0, end=500, label="L"),))], units=("utf-16",)
    )
    assert layers == ()
    assert notes == ["1 annotation was left out: the words are not where the offsets say."]
    assert Layer(reader="x", annotations=()).suggested is False


def test_too_many_annotations_are_an_error():
    (one,) = [
        item.parse() for item in items("a.jsonl", json.dumps({"text": NEWS, "label": [[0, 3, "X"]] * 50_001}).encode())
    ]
    assert isinstance(one, RowError)

"""The encoder's component: what it is fed, and what it makes of the answer. On the weights that ship."""

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

from annotations.pipeline import encoder, encoder_words
from annotations.pipeline.encoder_words import CLS, SEP, Words, shape_of
from annotations.pipeline.identity import SHIPPED_MODEL

FOLDER = SHIPPED_MODEL / encoder.NAME
TEXT = (
    "The mayor of Varnholm, Ada Lindqvist, met officials from the Interior Ministry and the Red Cross in Geneva. "
    "“We are Turkish and we are staying,” said Mehmet Oran, who moved to Berlin from Istanbul in 1998."
)


@pytest.fixture(scope="module")
def words():
    return Words(FOLDER / encoder.PIECES)


@pytest.fixture(scope="module")
def nlp():
    nlp = spacy.blank("en")
    nlp.add_pipe(encoder.NAME).from_disk(FOLDER)
    return nlp


@pytest.mark.parametrize(
    ("word", "shape"),
    [
        ("2017", 1),
        ("“", 2),
        ("…", 2),
        ("said", 3),
        ("NATO", 4),
        ("U.S.", 4),
        ("A", 5),
        ("Raqqa", 6),
        ("Erdoğan’s", 6),
        ("al-Bab", 7),
        ("iPhone", 7),
        ("McGurk", 8),
        ("b2", 3),
        ("الرقة", 8),
        ("", 2),
    ],
)
def test_the_shape_of_a_word(word, shape):
    assert shape_of(word) == shape


def test_later_pieces_of_a_word_have_a_shape_of_their_own(words):
    ids, shapes = words.pieces("Jarabulusk")
    assert len(ids) == len(shapes) > 1
    assert shapes == [6] + [14] * (len(ids) - 1)


def test_what_it_remembers_is_bounded(words, monkeypatch):
    monkeypatch.setattr(encoder_words, "REMEMBERED", 3)
    for number in range(10):
        assert words.pieces(f"word{number}") == words.pieces(f"word{number}")
    assert len(words._known) <= 3


@given(
    st.lists(
        st.one_of(st.sampled_from([".", "The", "Khevari", "of", "!"]), st.text(min_size=1, max_size=30)), max_size=60
    ),
    st.integers(20, 60),
)
def test_every_word_is_in_one_row_and_no_row_is_too_long(words, some, longest):
    rows = list(words.sequences(some, longest=longest))
    assert sum(len(firsts) for _, _, firsts in rows) == len(some)
    left = iter(some)
    for ids, shapes, firsts in rows:
        assert len(ids) == len(shapes) <= longest
        assert (ids[0], ids[-1]) == (CLS, SEP)
        for first in firsts:
            own = words.pieces(next(left))[0]
            assert ids[first : first + len(own)] == own


def test_rows_are_cut_between_sentences_where_they_can_be(words):
    rows = list(words.sequences(["one"] * 14 + ["."] + ["two"] * 10, longest=22))
    assert [len(firsts) for _, _, firsts in rows] == [15, 10]


def test_it_finds_names_and_says_how_sure_it_is(nlp):
    doc = nlp(TEXT)
    found = {(ent.text, ent.label_) for ent in doc.ents}
    assert {
        ("Ada Lindqvist", "PERSON"),
        ("Mehmet Oran", "PERSON"),
        ("Geneva", "PLACE"),
        ("Istanbul", "PLACE"),
        ("Turkish", "NORP"),
        ("Red Cross", "ORG"),
    } <= found
    assert all(0.2 < ent._.sure <= 1 for ent in doc.ents)


def test_texts_read_together_come_out_as_alone_and_in_order(nlp):
    texts = ["", " ", TEXT, "No names here.", TEXT * 12, "Raqqa"]
    together = [[(e.start_char, e.end_char, e.label_) for e in doc.ents] for doc in nlp.pipe(texts)]
    alone = [[(e.start_char, e.end_char, e.label_) for e in nlp(text).ents] for text in texts]
    assert together == alone
    assert together[4][-1][1] > len(TEXT) * 11


def test_it_is_stored_and_opened_again(nlp, tmp_path):
    nlp.to_disk(tmp_path / "again")
    again = spacy.load(tmp_path / "again")
    assert [e.text for e in again(TEXT).ents] == [e.text for e in nlp(TEXT).ents]


@given(st.text(max_size=300))
def test_any_text_can_be_read(nlp, text):
    doc = nlp(text)
    assert all(ent.text.strip() for ent in doc.ents)

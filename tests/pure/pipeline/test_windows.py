"""The pieces that go through the model."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from annotations.pipeline.windows import windows


@given(st.text(alphabet="ab .!\n”é\u0301👍", max_size=300), st.integers(2, 40))
def test_pieces_cover_all_but_white_space_and_cross_no_newline(text, longest):
    pieces = list(windows(text, longest=longest))
    assert all(0 < piece.end - piece.start <= longest and "\n" not in text[piece.start : piece.end] for piece in pieces)
    assert all(before.end <= after.start for before, after in pairwise(pieces))
    covered = {at for piece in pieces for at in range(piece.start, piece.end)}
    assert all(text[at].isspace() for at in range(len(text)) if at not in covered)


def test_a_long_paragraph_is_cut_after_a_sentence():
    text = "One two three. " * 400
    assert all(text[piece.start : piece.end].rstrip().endswith(".") for piece in windows(text))


def test_a_word_without_end_is_cut_all_the_same():
    assert [len(piece) for piece in windows("a" * 9_000)] == [2_000, 2_000, 2_000, 2_000, 1_000]

"""Two versions of a text side by side."""

import pytest

from articles.differences import SHOWN_PARAGRAPHS, compare


def sides(old: str, new: str, **options) -> list[tuple[str, str, str]]:
    """Each row with what differs in brackets."""

    def marked(pieces) -> str:
        return "".join(f"[{piece.text}]" if piece.differs else piece.text for piece in pieces)

    return [(row.kind, marked(row.old), marked(row.new)) for row in compare(old, new, **options).rows]


@pytest.mark.parametrize(
    ("old", "new", "rows"),
    [
        ("One.\nTwo.", "One.\nTwo.", [("same", "One.", "One."), ("same", "Two.", "Two.")]),
        (
            "The boats sank at night.",
            "The boats sank at dawn.",
            [("changed", "The boats sank at [night.]", "The boats sank at [dawn.]")],
        ),
        (
            "One.\nTwo.",
            "One.\nNew.\nTwo.",
            [("same", "One.", "One."), ("added", "", "[New.]"), ("same", "Two.", "Two.")],
        ),
        (
            "One.\nOld.\nTwo.",
            "One.\nTwo.",
            [("same", "One.", "One."), ("removed", "[Old.]", ""), ("same", "Two.", "Two.")],
        ),
        ("Boats were lost.", "Nothing in common here", [("changed", "[Boats were lost.]", "[Nothing in common here]")]),
        ("", "One.", [("changed", "", "[One.]")]),
    ],
)
def test_rows(old, new, rows):
    assert sides(old, new) == rows


def test_it_begins_just_before_the_first_difference():
    same = [f"Paragraph {number}." for number in range(40)]
    compared = compare("\n".join([*same, "The old end."]), "\n".join([*same, "The new end."]))
    assert compared.same_before == 39
    assert [row.kind for row in compared.rows] == ["same", "changed"]
    assert not compared.more


def test_very_long_texts_are_compared_as_far_as_they_are_shown():
    old = "\n".join(f"Paragraph {number} of the old text." for number in range(20_000))
    new = "\n".join(f"Sentence {number} in another one." for number in range(20_000))
    compared = compare(old, new)
    assert len(compared.rows) == SHOWN_PARAGRAPHS
    assert compared.more
    one_line = compare("word " * 200_000, "words " * 200_000)
    assert sum(len(piece.text) for row in one_line.rows for piece in (*row.old, *row.new)) <= 3000


def test_the_loose_end_of_texts_that_were_cut_is_no_difference():
    old, new = "One.\nTwo.\nThree.\nFo", "One.\nOne and a half.\nTwo.\nTh"
    assert [kind for kind, _, _ in sides(old, new)] == ["same", "added", "same", "changed", "removed"]
    assert [kind for kind, _, _ in sides(old, new, cut=True)] == ["same", "added", "same"]
    assert [kind for kind, _, _ in sides("One.\nA", "One.\nB", cut=True)] == ["same", "changed"]

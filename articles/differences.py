"""Two versions of a text side by side, paragraph by paragraph, with the words that differ. Pure.

Texts may be very long: what is compared begins at the first difference, and ends after a number of paragraphs.
"""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

SHOWN_PARAGRAPHS = 12
_COMPARED_PARAGRAPHS = 60
_LONGEST_PARAGRAPH = 1500
_WORD = re.compile(r"\S+\s*")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of a paragraph; ``differs`` says that the other version does not have it."""

    text: str
    differs: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A paragraph of the older version and its counterpart; a side without one is empty."""

    kind: str  # "same", "changed", "added" or "removed"
    old: tuple[Piece, ...] = ()
    new: tuple[Piece, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Rows from just before the first difference on, and how many equal paragraphs stand before them."""

    rows: tuple[Row, ...]
    same_before: int
    more: bool


def compare(old: str, new: str, *, cut: bool = False) -> Comparison:
    """Set two versions side by side, one paragraph a line. ``cut`` says that they may go on beyond what is given."""
    ours, theirs = old.split("\n"), new.split("\n")
    same = 0
    while same < min(len(ours), len(theirs)) and ours[same] == theirs[same]:
        same += 1
    # The same text is shown from its beginning.
    begin = 0 if ours == theirs else max(0, same - 1)
    left, right = ours[begin : begin + _COMPARED_PARAGRAPHS], theirs[begin : begin + _COMPARED_PARAGRAPHS]
    rows: list[Row] = []
    matcher = SequenceMatcher(a=left, b=right, autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            rows += [Row(kind="same", old=_whole(text), new=_whole(text)) for text in left[a:b]]
        else:
            rows += [_row(one, other) for one, other in zip_longest(left[a:b], right[c:d])]
    if cut:
        rows = _without_loose_end(rows)
    more = cut or len(rows) > SHOWN_PARAGRAPHS or max(len(ours), len(theirs)) > begin + _COMPARED_PARAGRAPHS
    return Comparison(rows=tuple(rows[:SHOWN_PARAGRAPHS]), same_before=begin, more=more)


def _without_loose_end(rows: list[Row]) -> list[Row]:
    """Where texts were cut, the last paragraphs of the one have no counterpart; that says nothing about the texts."""
    last_same = max((number for number, row in enumerate(rows) if row.kind == "same"), default=-1)
    kept = rows[: last_same + 1]
    return kept if any(row.kind != "same" for row in kept) else rows


def _whole(text: str, *, differs: bool = False) -> tuple[Piece, ...]:
    return (Piece(_cut(text), differs),) if text else ()


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_PARAGRAPH else text[: _LONGEST_PARAGRAPH - 1] + "…"


def _row(old: str | None, new: str | None) -> Row:
    if old is None or new is None:
        kind = "added" if old is None else "removed"
        return Row(kind=kind, old=_whole(old or "", differs=True), new=_whole(new or "", differs=True))
    left, right = _words(old), _words(new)
    # The lists are short, so that comparing them word by word stays quick whatever the texts are.
    matcher = SequenceMatcher(a=[word.strip() for word in left], b=[word.strip() for word in right], autojunk=False)
    if matcher.ratio() < 0.3:
        return Row(kind="changed", old=_whole(old, differs=True), new=_whole(new, differs=True))
    ours: list[Piece] = []
    theirs: list[Piece] = []
    for kind, a, b, c, d in matcher.get_opcodes():
        ours += _run("".join(left[a:b]), differs=kind != "equal")
        theirs += _run("".join(right[c:d]), differs=kind != "equal")
    return Row(kind="changed", old=tuple(ours), new=tuple(theirs))


def _run(text: str, *, differs: bool) -> list[Piece]:
    """Words in a row; the space after those that differ is nobody's difference."""
    if not differs:
        return [Piece(text)] if text else []
    words = text.rstrip()
    return [piece for piece in (Piece(words, True), Piece(text[len(words) :])) if piece.text]


def _words(text: str) -> list[str]:
    """The words of as much as is shown, so that all words together are the text again."""
    return _WORD.findall(_cut(text))

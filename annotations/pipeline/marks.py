"""Passages between quotation marks, found on the characters alone: curly and straight, single, over paragraphs.

A passage is one opening and its closing. In a quote of several paragraphs each paragraph re-opens the marks and only
the last closes them: that is one passage with one piece a paragraph. Marks inside marks belong to the outer passage.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from articles.text import Span, paragraphs

_MARKS = re.compile(r"[\"“”„«»]")
_SINGLE_OPEN = re.compile(r"(?:(?<=^)|(?<=[\s(\[—–:-]))[‘'](?=[^\W\d_])", re.MULTILINE)
_SENTENCE_END = re.compile(r"[.!?…](?=\s|$)")
_ENDS_SPEECH = re.compile(
    r"[,.?!] [“«](?:[A-Z][\w.’'-]* ){0,3}(?:he |she )?(?:said|says|added|told|asked|replied|explained)\b"
)
_BEFORE_OPEN = " \t\u00a0([{—–-/:…"
_AFTER_CLOSE = " \t\u00a0)]}.,;:!?—–-/…’'"
# A single mark that never closes within so many characters is an apostrophe.
_LONGEST_SINGLE = 1_500
_MOST_APOSTROPHES = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """What stands between two marks; pieces include the marks. `closed` is False where the closing one is missing."""

    pieces: tuple[Span, ...]
    closed: bool = True
    single: bool = False

    @property
    def start(self) -> int:
        return self.pieces[0].start

    @property
    def end(self) -> int:
        return self.pieces[-1].end


def find_passages(text: str) -> list[Passage]:
    """Every passage of the text in order; they never overlap."""
    found: list[Passage] = []
    running: list[Span] = []  # the pieces of a passage that is still open where its paragraph ended
    for line in paragraphs(text):
        if text[line.start : line.end].isspace():
            continue
        spans = list(_in_line(text, line))
        if running:
            if spans and _opens_line(text, line, spans[0]):
                running.append(Span(spans[0][0], spans[0][1]))
                if spans[0][2]:
                    found.append(Passage(pieces=tuple(running)))
                    running = []
                spans = spans[1:]
                if running and not spans:
                    continue
            if running:
                found.append(_unclosed(text, running))
                running = []
        for start, end, closed in spans:
            if closed:
                found.append(Passage(pieces=(Span(start, end),)))
            else:
                running = [Span(start, end)]
    if running:
        found.append(_unclosed(text, running))
    return _with_singles(text, found, list(_single_passages(text)))


def _opens_line(text: str, line: Span, span: tuple[int, int, bool]) -> bool:
    return not text[line.start : span[0]].strip(" \t\u00a0[(…")


def _unclosed(text: str, pieces: list[Span]) -> Passage:
    """Where the closing mark is missing, take the paragraph only if it reads as all quoted, else one sentence."""
    first = pieces[0]
    if len(pieces) == 1:
        before = text[max(first.start - 20, 0) : first.start].rstrip(" \t\u00a0")
        whole_paragraph = not before or before[-1] in "\n:,"
        if not whole_paragraph:
            end = _SENTENCE_END.search(text, first.start, first.end)
            return Passage(pieces=(Span(first.start, end.end() if end else first.end),), closed=False)
    return Passage(pieces=tuple(pieces), closed=False)


def _in_line(text: str, line: Span) -> Iterator[tuple[int, int, bool]]:
    """Yield (start, end, closed) of the double-marked stretches of one paragraph; at most the last is open."""
    low = text.find("„", line.start, line.end) != -1
    marks = [
        (match.start(), _side(text, match.start(), line, low=low))
        for match in _MARKS.finditer(text, line.start, line.end)
    ]
    start: int | None = None
    depth = 0
    for index, (at, side) in enumerate(marks):
        if start is None:
            if side == "close" or (side == "either" and _measures(text, at)):
                continue
            start, depth = at, 0
        elif side == "open" and text[at] != '"':
            if not depth and _ENDS_SPEECH.match(text, at - 2):  # an opening mark where the closing one belongs
                yield start, at + 1, True
                start = None
            elif _closings_before_next_opening(marks, index) >= 2 + depth:
                depth += 1
            else:  # the earlier one was never closed: end it with its sentence
                end = _SENTENCE_END.search(text, start, at)
                yield start, end.end() if end else at, True
                start, depth = at, 0
        elif side == "open" and text[start] == '"' and text[at] == '"' and index + 1 < len(marks):
            if marks[index + 1][1] == "open":  # two straight openings in a row: the first was never closed
                end = _SENTENCE_END.search(text, start, at)
                yield start, end.end() if end else at, True
                start = at
            elif _closings_before_next_opening(marks, index) >= 2:
                depth += 1
            else:
                start = at
        elif depth:
            depth -= 1
        else:
            if at - start > 1:
                yield start, at + 1, True
            start = None
    if start is not None and text[start : line.end].strip('"“„« '):
        yield start, start + len(text[start : line.end].rstrip()), False


def _side(text: str, at: int, line: Span, *, low: bool) -> str:
    mark = text[at]
    if mark in "“„«":
        # German and Swedish habits aside, these open; after „ a “ closes.
        if low and mark == "“" and text.rfind("„", line.start, at) > text.rfind("“", line.start, at):
            return "close"
        return "open"
    if mark in "”»":
        return "close"
    before = text[at - 1] if at > line.start else " "
    after = text[at + 1] if at + 1 < line.end else " "
    can_open = before in _BEFORE_OPEN and not after.isspace()
    can_close = after in _AFTER_CLOSE and not before.isspace()
    if can_open == can_close:
        return "either"
    return "open" if can_open else "close"


def _measures(text: str, at: int) -> bool:
    """Inches and seconds: a straight mark right after a digit, with nothing open."""
    return at > 0 and text[at - 1].isdigit()


def _closings_before_next_opening(marks: list[tuple[int, str]], index: int) -> int:
    count = 0
    for later in range(index + 1, len(marks)):
        if marks[later][1] == "open":
            break
        count += 1
    return count


def _single_passages(text: str) -> Iterator[Passage]:
    """Passages in single marks, where it is clear that they are no apostrophes."""
    at = 0
    while match := _SINGLE_OPEN.search(text, at):
        start = match.start()
        newline = text.find("\n", start)
        limit = min(len(text) if newline < 0 else newline, start + _LONGEST_SINGLE)
        end = _single_close(text, start, limit)
        if end is None:
            at = start + 1
            continue
        if len(text[start:end].split()) >= 2:
            yield Passage(pieces=(Span(start, end),), single=True)
        at = end


def _single_close(text: str, start: int, limit: int) -> int | None:
    close = "’" if text[start] == "‘" else "'"
    possible: int | None = None
    at = text.find(close, start + 1, limit)
    for _ in range(_MOST_APOSTROPHES):
        if at == -1:
            break
        before, after = text[at - 1], text[at + 1] if at + 1 < limit else " "
        if not after.isalnum() and not before.isspace():
            if before in ".,!?…" or before not in "sS" or after in ".,;:!?)—–" or at + 1 >= limit:
                return at + 1
            possible = possible or at + 1  # perhaps a plural possessive ("the rebels’ leader")
        if close == "’" and "‘" in text[start + 1 : at]:
            break
        at = text.find(close, at + 1, limit)
    return possible


def _with_singles(text: str, found: list[Passage], singles: list[Passage]) -> list[Passage]:
    """Passages in single marks beside the others; one that plainly holds passages in double marks takes their place."""
    if not singles:
        return found
    inside = sorted(piece for passage in found for piece in passage.pieces)
    starts = [passage.start for passage in found]
    kept: list[Passage] = []
    swallowed: set[int] = set()
    for single in singles:
        if not _touches(single, inside):
            kept.append(single)
            continue
        held = range(bisect_right(starts, single.start), bisect_right(starts, single.end))
        before = held.start - 1
        if (
            held
            and _is_plain(text, single)
            and all(found[number].closed and found[number].end < single.end for number in held)
            and (before < 0 or found[before].end <= single.start)
        ):
            kept.append(single)
            swallowed.update(held)
    rest = [passage for number, passage in enumerate(found) if number not in swallowed]
    return sorted([*rest, *kept], key=lambda passage: passage.start)


def _is_plain(text: str, single: Passage) -> bool:
    """It opens a paragraph or follows a colon or comma, and closes after punctuation: no apostrophes."""
    before = text[max(single.start - 3, 0) : single.start].rstrip(" \t")
    return (not before or before[-1] in "\n:,") and text[single.end - 2] in ".,!?…"


def has_marks(stretch: Span, passages: list[Passage]) -> bool:
    """Whether one of the passages, in order, reaches into a stretch of the text."""
    before = bisect_left(passages, stretch.end, key=lambda passage: passage.start) - 1
    return before >= 0 and passages[before].end > stretch.start


def _touches(single: Passage, pieces: list[Span]) -> bool:
    """Whether it overlaps one of the pieces, which are sorted and apart."""
    at = bisect_right(pieces, single.start, key=lambda piece: piece.start)
    return any(piece.overlaps(single.pieces[0]) for piece in pieces[max(at - 1, 0) : at + 1])

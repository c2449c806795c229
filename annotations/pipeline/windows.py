"""Cutting a text into the pieces that go through the model: paragraphs, and long paragraphs in parts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from articles.text import Span, paragraphs

LONGEST = 4_000
_SENTENCE_END = re.compile(r"[.!?…。]['\"”’)\]]*\s+")


def windows(text: str, *, longest: int = LONGEST) -> Iterator[Span]:
    """Yield the pieces in order; none crosses a newline, and all that is left out is white space."""
    for paragraph in paragraphs(text):
        start = paragraph.start
        while paragraph.end - start > longest:
            cut = _cut(text, start, start + longest)
            yield Span(start, cut)
            start = cut
        if text[start : paragraph.end].strip():
            yield Span(start, paragraph.end)


def _cut(text: str, start: int, limit: int) -> int:
    """The last sentence end in the second half of the window, or else its last space, or else the limit."""
    middle = (start + limit) // 2
    ends = [match.end() for match in _SENTENCE_END.finditer(text, middle, limit)]
    if ends:
        return ends[-1]
    space = text.rfind(" ", middle, limit)
    return space + 1 if space > 0 else limit

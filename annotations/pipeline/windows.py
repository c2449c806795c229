"""Where a text is cut: into the pieces that go through the model, and at the edges of a tag."""

from __future__ import annotations

import re
from collections.abc import Iterator

from articles.text import Span, is_boundary, paragraphs, snap_to_graphemes, trim

LONGEST = 2000
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


def fitted(text: str, span: Span) -> Span | None:
    """The span on whole graphemes and without white space at its edges, even where a space carries an accent."""
    span = trim(text, span)
    if not span:
        return None
    span = snap_to_graphemes(text, span)
    start, end = span.start, span.end
    while start < end and (text[start].isspace() or not is_boundary(text, start)):
        start += 1
    while start < end and (text[end - 1].isspace() or not is_boundary(text, end)):
        end -= 1
    return Span(start, end) if start < end else None

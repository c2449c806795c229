"""The passages that a quote is made of: adding, taking out, quotation marks, and what they say of its mode. Pure.

Pieces are half-open spans in text order that never touch: touching ones are one piece, as PostgreSQL has it too.
"""

from collections.abc import Iterable

from articles.text import Span

Pieces = tuple[tuple[int, int], ...]

PAIRS = {"“": "”", '"': '"', "«": "»", "„": "“”", "‘": "’", "'": "'", "»": "«"}
DOUBLE = '“”"«»„'
CLOSING = frozenset("".join(PAIRS.values()))
BEFORE_CLOSING = ",.;:!?…"  # what stands inside of a closing mark, at most three of them


def union(pieces: Iterable[tuple[int, int]]) -> Pieces:
    """The pieces in order, with those that overlap or touch made one."""
    merged: list[list[int]] = []
    for start, end in sorted(pieces):
        if merged and start <= merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], end)
        else:
            merged.append([start, end])
    return tuple((start, end) for start, end in merged)


def without(text: str, pieces: Pieces, span: Span) -> Pieces:
    """The pieces with a span taken out; what is left holds words and neither begins nor ends with space."""
    left = []
    for start, end in pieces:
        for a, b in ((start, min(end, span.start)), (max(start, span.end), end)):
            while a < b and text[a].isspace():
                a += 1
            while b > a and text[b - 1].isspace():
                b -= 1
            if any(map(str.isalnum, text[a:b])):
                left.append((a, b))
    return union(left)


def with_marks(text: str, span: Span) -> Span:
    """Take in the quotation marks that belong to the words: a selection leaves them out, a quote includes them."""
    start, end = span.start, span.end
    opens = start > 0 and text[start - 1] in PAIRS
    stop = end
    while stop < len(text) and stop - end < 3 and text[stop] in BEFORE_CLOSING:
        stop += 1
    closes = stop < len(text) and text[stop] in CLOSING
    begun = text[start : start + 1] in PAIRS
    ended = text[end - 1 : end] in CLOSING
    if closes and not ended and (opens or begun):
        mark = text[start] if begun else text[start - 1]
        if text[stop] in PAIRS[mark]:
            return Span(start if begun else start - 1, stop + 1)
    if opens and ended and not begun and text[end - 1] in PAIRS[text[start - 1]]:
        return Span(start - 1, end)
    return span


def mode_of(text: str, pieces: Pieces) -> str:
    """What the marks say: all inside of quotation marks is direct, some is mixed, nothing is indirect."""
    inside = [_inside(text, start, end) for start, end in pieces]
    if all(inside):
        return "direct"
    marked = any(inside) or any(mark in text[start:end] for start, end in pieces for mark in DOUBLE)
    return "mixed" if marked else "indirect"


def _inside(text: str, start: int, end: int) -> bool:
    """Whether a piece begins with an opening mark and ends with its closing one, or stands between such marks."""
    first, last = text[start], text[end - 1]
    if first in PAIRS:
        # An apostrophe is no mark: only in single marks would it look like one.
        inner = "" if first in "‘'" else text[start + 1 : end - 1]
        return last in PAIRS[first] and not any(mark in inner for mark in (first, *PAIRS[first]))
    if any(mark in text[start:end] for mark in DOUBLE):
        return False
    line = text[text.rfind("\n", 0, start) + 1 : start]
    return line.count("“") > line.count("”") or line.count('"') % 2 == 1 or line.count("«") > line.count("»")

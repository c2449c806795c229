"""Other tools' offsets: from their way of counting to code points, and from their text to the article's.

Nothing is guessed: a span whose words do not stand where they should is left out and counted.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import regex

from articles.readers.fields import one_line
from articles.readers.parsed import Annotation, Layer, Unreadable
from articles.text import Span, canonical, snap_to_graphemes

_GRAPHEME = regex.compile(r"\X")
_MOST_SPANS = 50_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A span as another tool wrote it down, in its own units; ``words`` is empty when it does not say them."""

    start: int
    end: int
    label: str
    words: str = ""
    score: float | None = None
    rejected: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenLayer:
    """One reader's spans on the text as the tool had it. ``lost`` counts what could not even be written down here."""

    reader: str
    given: tuple[Given, ...]
    suggested: bool = False
    lost: int = 0


def score_of(value: object) -> float | None:
    """A share between 0 and 1, or None for what is none."""
    if isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value <= 1:
        return float(value)
    return None


def is_offset(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def carry(
    raw: str, text: str, layers: Sequence[GivenLayer], *, units: Sequence[str]
) -> tuple[tuple[Layer, ...], list[str]]:
    """The layers on the article's text, and what to say about those of their spans that did not come along.

    ``raw`` is the tool's text; ``units`` are the ways in which it may have counted, the likeliest first.
    """
    if not layers:
        return (), []
    given = [one for layer in layers for one in layer.given]
    if len(given) > _MOST_SPANS:
        raise Unreadable(f"The text has {len(given):,} annotations; {_MOST_SPANS:,} is the most for one article.")
    counted, unit = _counted(raw, given, units)
    onto = _Onto(raw, text)
    carried, notes = [], []
    if given and unit != units[0]:
        notes.append(f"Offsets were taken as counted in {unit}.")
    lost, outside = sum(layer.lost for layer in layers), 0
    spans = iter(counted)
    for layer in layers:
        kept: dict[tuple[int, int, str], Annotation] = {}
        for one in layer.given:
            span = next(spans)
            if span is None:
                lost += 1
            elif (place := onto.place(span)) is None:
                outside += 1
            else:
                kept.setdefault(
                    (place.start, place.end, one.label),
                    Annotation(
                        start=place.start,
                        end=place.end,
                        label=one_line(one.label) or "?",
                        words=place.of(text),
                        score=one.score,
                        rejected=one.rejected,
                    ),
                )
        if kept:
            reader = one_line(layer.reader)
            carried.append(Layer(reader=reader, annotations=tuple(kept.values()), suggested=layer.suggested))
    if lost:
        notes.append(f"{_annotations(lost)} left out: the words are not where the offsets say.")
    if outside:
        notes.append(f"{_annotations(outside)} left out: the words are not part of the article's text.")
    return tuple(carried), notes


def _annotations(count: int) -> str:
    return "1 annotation was" if count == 1 else f"{count:,} annotations were"


# --- Units -----------------------------------------------------------------------------------------------------------
def _counted(raw: str, given: list[Given], units: Sequence[str]) -> tuple[list[Span | None], str]:
    """Every span in code points of ``raw``, in the one way of counting that fits most of them."""
    if not given:
        return [], units[0]
    best: tuple[int, list[Span | None], str] | None = None
    for newlines, convert_newlines in _newline_ways(raw):
        counted = raw.replace("\r\n", "\n") if newlines else raw
        for unit in units:
            convert = _from_unit(counted, unit)
            spans = [_checked(raw, one, convert, convert_newlines) for one in given]
            fits = sum(span is not None and _fits(raw, span) for span in spans)
            name = f"{unit}, a line break as one" if newlines else unit
            if best is None or fits > best[0]:
                best = (fits, spans, name)
            if fits == len(given):
                return spans, name
    return best[1], best[2]


def _checked(raw: str, one: Given, convert: Callable, convert_newlines: Callable) -> Span | None:
    start, end = convert(one.start), convert(one.end)
    if start is None or end is None:
        return None
    start, end = convert_newlines(start), convert_newlines(end)
    if not 0 <= start < end <= len(raw):
        return None
    if one.words and _squeezed(canonical(raw[start:end])) != _squeezed(canonical(one.words)):
        return None
    return Span(start, end)


def _fits(raw: str, span: Span) -> bool:
    """Whether both edges lie between words, as they do when the counting was right."""
    start, end = span.start, span.end
    if raw[start].isspace() or raw[end - 1].isspace():
        return False
    cuts_left = start > 0 and raw[start - 1].isalnum() and raw[start].isalnum()
    cuts_right = end < len(raw) and raw[end - 1].isalnum() and raw[end].isalnum()
    return not cuts_left and not cuts_right


def _newline_ways(raw: str) -> list[tuple[bool, Callable[[int], int]]]:
    """As it stands, and, where there are two-character line breaks, with each of them counted as one."""
    ways: list[tuple[bool, Callable[[int], int]]] = [(False, lambda offset: offset)]
    if "\r\n" in raw:
        breaks = array("l", (match.start() for match in regex.finditer("\r\n", raw)))
        # In the text with short breaks, the break number n stands n characters earlier.
        shortened = array("l", (place - number for number, place in enumerate(breaks)))
        ways.append((True, lambda offset: offset + bisect_left(shortened, offset)))
    return ways


def _from_unit(text: str, unit: str) -> Callable[[int], int | None]:
    if unit == "utf-16":
        places = array("l", (number for number, char in enumerate(text) if char > "\uffff"))
        if not places:
            return lambda offset: offset if offset >= 0 else None
        wide = array("l", (place + number for number, place in enumerate(places)))

        def from_utf16(offset: int) -> int | None:
            before = bisect_left(wide, offset)
            inside = before and wide[before - 1] == offset - 1
            return None if offset < 0 or inside else offset - before

        return from_utf16
    if unit == "graphemes":
        starts = array("l", (match.start() for match in _GRAPHEME.finditer(text)))
        starts.append(len(text))
        return lambda offset: starts[offset] if 0 <= offset < len(starts) else None
    return lambda offset: offset if offset >= 0 else None


# --- From the tool's text to the article's ---------------------------------------------------------------------------
class _Onto:
    """Where a span of the tool's text stands in the article's, which has the same words in the same order.

    Spaces, line breaks and normal forms may differ, blocks may be missing, a headline may stand above.
    """

    def __init__(self, raw: str, text: str) -> None:
        self._text = text
        self._settled, self._offsets = _settled(raw)
        self._places = array("l", (number for number, char in enumerate(self._settled) if not char.isspace()))
        letters = _squeezed(self._settled)
        self._target = array("l", [-1]) * len(letters)
        cursor = start = 0
        for line in text.split("\n"):
            squeezed = _squeezed(line)
            found = letters.find(squeezed, cursor) if squeezed else -1
            if found >= 0:
                inner = (start + number for number, char in enumerate(line) if not char.isspace())
                self._target[found : found + len(squeezed)] = array("l", inner)
                cursor = found + len(squeezed)
            start += len(line) + 1

    def place(self, span: Span) -> Span | None:
        start, end = self._offsets[span.start], self._offsets[span.end]
        first, after = bisect_left(self._places, start), bisect_right(self._places, end - 1)
        if first >= after:
            return None
        left, right = self._target[first], self._target[after - 1]
        if left < 0 or right < left:
            return None
        words = _squeezed(self._settled[start:end])
        if _squeezed(self._text[left : right + 1]) != words:
            return None
        return snap_to_graphemes(self._text, Span(left, right + 1))


def _settled(raw: str) -> tuple[str, Sequence[int]]:
    """The canonical text, and where each character of ``raw`` begins in it."""
    settled = canonical(raw)
    if settled == raw:
        return settled, range(len(raw) + 1)
    parts, offsets, length = [], array("l"), 0
    for match in _GRAPHEME.finditer(raw):
        part = canonical(match[0])
        inner = len(match[0])
        # Only a cluster's edges have a certain place; what points inside one points at its nearer edge.
        offsets.extend(length if number == 0 else length + len(part) for number in range(inner))
        parts.append(part)
        length += len(part)
    offsets.append(length)
    joined = "".join(parts)
    if joined != settled:
        return joined if canonical(joined) == joined else settled, array("l", [0]) * (len(raw) + 1)
    return settled, offsets


def _squeezed(text: str) -> str:
    return "".join(text.split())

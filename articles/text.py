"""Canonical text and the spans on it: the one place where characters are counted.

Offsets are Unicode code points, half-open, and never fall inside a grapheme cluster. A paragraph is one line.
Standard library and ``regex`` only.
"""

import hashlib
import re
import unicodedata
from dataclasses import dataclass

import regex

_UNSETTLED = re.compile("[\x00\r\v\f\x1c-\x1e\x85\u2028\u2029\ufeff\ud800-\udfff]")
_NEWLINES = regex.compile(r"\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_SURROGATES = regex.compile(r"[\ud800-\udfff]")
_GRAPHEME = regex.compile(r"\X")
_LINE = regex.compile(r"[^\n]+")
# Characters between any two of which there is always a boundary: where a search for boundaries may safely begin.
_PLAIN_PAIR = regex.compile(
    r"(?r)(?<=[\n -~\u00c0-\u02ff\u0400-\u0482\u0620-\u064a\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff])"
    r"[\n -~\u00c0-\u02ff\u0400-\u0482\u0620-\u064a\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff]"
)
# A word: letters, digits and marks, with the single joints that hold one word together (al-Bab, O'Neill, U.S.).
# A possessive ending is a word of its own, so that a tag can stop before it, and a full stop between two sentences
# that were glued together ("difference.The") is no joint. Initials keep their last full stop.
_LETTERS = r"[\p{L}\p{M}\p{N}_]+"
_JOINT = r"(?:[\u200c\u200d]+|[-\u2010\u2011'\u2019&\u00b7]|(?<!\p{Ll}{3})\.|\.(?!\p{Lu}))"
_INITIALS = r"(?:\p{L}\p{M}*\.){2,}(?![\p{L}\p{M}\p{N}_])"
_WORD = regex.compile(rf"['\u2019]s\b|{_INITIALS}|{_LETTERS}(?:(?!['\u2019]s\b){_JOINT}{_LETTERS})*|\X")
_EDGE_TRIM = " \t\u00a0\u2009\u202f\"“”„«»‘’'`"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range ``[start, end)`` of code points in one text."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: [{self.start}, {self.end})")

    def __len__(self) -> int:
        return self.end - self.start

    def of(self, text: str) -> str:
        return text[self.start : self.end]

    def contains(self, other: "Span") -> bool:
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: "Span") -> bool:
        return self.start < other.end and other.start < self.end


def canonical(raw: str) -> str:
    """Return the text in the form that is stored: ``\\n`` newlines, NFC, no NUL, no lone surrogate, no BOM.

    Lone surrogates become U+FFFD. Applying it twice changes nothing.
    """
    if _UNSETTLED.search(raw):
        raw = _NEWLINES.sub("\n", raw.replace("\x00", "").replace("\ufeff", ""))
        raw = _SURROGATES.sub("\ufffd", raw)
    return unicodedata.normalize("NFC", raw)


def digest(text: str) -> bytes:
    """SHA-256 of the UTF-8 bytes of a canonical text, 32 bytes."""
    return hashlib.sha256(text.encode("utf-8")).digest()


@dataclass(frozen=True, slots=True, kw_only=True)
class ComposedText:
    """Headline, standfirst and body in one string, and where the parts begin."""

    text: str
    standfirst_start: int | None
    body_start: int


def compose(*, headline: str, standfirst: str = "", paragraphs: list[str]) -> ComposedText:
    """Join the parts with newlines; every part is made canonical and a part's inner newlines start new paragraphs.

    An empty headline or standfirst takes no line. ``body_start`` is the text's length when there is no body.
    """
    lines: list[str] = []
    heads = [_one_line(headline)] if _one_line(headline) else []
    stand = _one_line(standfirst)
    lines += heads
    standfirst_start = None
    if stand:
        standfirst_start = sum(len(line) + 1 for line in lines)
        lines.append(stand)
    body_start = sum(len(line) + 1 for line in lines)
    for paragraph in paragraphs:
        lines += [line.strip() for line in canonical(paragraph).split("\n") if line.strip()]
    text = "\n".join(lines)
    return ComposedText(text=text, standfirst_start=standfirst_start, body_start=min(body_start, len(text)))


def _one_line(part: str) -> str:
    return " ".join(canonical(part).split())


def paragraphs(text: str) -> list[Span]:
    """Every non-empty line of the text, in order."""
    return [Span(*match.span()) for match in _LINE.finditer(text)]


def paragraph_at(text: str, offset: int) -> Span:
    """The line that holds the offset (an offset at a line's end belongs to that line)."""
    start = text.rfind("\n", 0, offset) + 1
    end = text.find("\n", offset)
    return Span(start, len(text) if end == -1 else end)


def is_boundary(text: str, offset: int) -> bool:
    """Whether the offset is between two grapheme clusters (or at either end of the text)."""
    if offset <= 0 or offset >= len(text):
        return 0 <= offset <= len(text)
    if text[offset - 1] < "\x7f" and text[offset] < "\x7f":
        return True
    return _boundary(text, offset, backward=True) == offset


def _boundary(text: str, offset: int, *, backward: bool) -> int:
    """The nearest boundary at or before (or after) an offset inside the text."""
    safe = _PLAIN_PAIR.search(text, 0, offset)
    last = safe.start() if safe else 0
    for match in _GRAPHEME.finditer(text, last):
        if match.end() > offset:
            inside = match.start() < offset
            return (match.start() if backward else match.end()) if inside else offset
    return offset


def snap_to_graphemes(text: str, span: Span) -> Span:
    """Grow the span until neither edge is inside a grapheme cluster."""
    start, end = span.start, span.end
    if not is_boundary(text, start):
        start = _boundary(text, start, backward=True)
    if not is_boundary(text, end):
        end = _boundary(text, end, backward=False)
    return Span(start, end)


def words(text: str, within: Span) -> list[Span]:
    """Words and single punctuation graphemes inside a span, in order, without the spaces."""
    found = (Span(*match.span()) for match in _WORD.finditer(text, within.start, within.end))
    return [span for span in found if not text[span.start : span.end].isspace()]


def occurrences(text: str, phrase: str) -> list[Span]:
    """Every place where these words stand as whole words, in order and not overlapping; the case must be the same."""
    found: list[Span] = []
    line, starts, ends = Span(0, 0), frozenset[int](), frozenset[int]()
    at = text.find(phrase) if phrase else -1
    while at >= 0:
        end = at + len(phrase)
        if not starts or at >= line.end:
            line = paragraph_at(text, at)
            units = words(text, line)
            starts, ends = frozenset(unit.start for unit in units), frozenset(unit.end for unit in units)
        whole = at in starts and end in ends
        if whole:
            found.append(Span(at, end))
        at = text.find(phrase, end if whole else at + 1)
    return found


def trim(text: str, span: Span) -> Span:
    """Take spaces and quotation marks off both ends; an all-space span comes back empty."""
    start, end = span.start, span.end
    while start < end and (text[start] in _EDGE_TRIM or text[start].isspace()):
        start += 1
    while end > start and (text[end - 1] in _EDGE_TRIM or text[end - 1].isspace()):
        end -= 1
    return Span(start, end)


def snap_to_words(text: str, span: Span) -> Span:
    """Trim the span, then grow it to whole words; what holds no word comes back trimmed only."""
    inner = trim(text, span)
    if not inner:
        return inner
    line = Span(paragraph_at(text, inner.start).start, paragraph_at(text, inner.end).end)
    touched = [word for word in words(text, line) if word.overlaps(inner)]
    if touched:
        inner = Span(min(inner.start, touched[0].start), max(inner.end, touched[-1].end))
    return snap_to_graphemes(text, inner)


def move_edge(text: str, span: Span, *, edge: str, outward: bool, unit: str = "word") -> Span:
    """Move one edge ("left" or "right") by a "word" or a "char", staying in its paragraph and never emptying the span.

    A word holds a letter or a digit: punctuation is stepped over. An impossible move returns the span unchanged.
    """
    line = Span(paragraph_at(text, span.start).start, paragraph_at(text, span.end).end)
    if unit == "word":
        units = [word for word in words(text, line) if any(map(str.isalnum, word.of(text)))]
    else:
        units = [Span(*match.span()) for match in _GRAPHEME.finditer(text, line.start, line.end)]
    if edge == "left":
        starts = [unit_span.start for unit_span in units]
        if outward:
            start = max((start for start in starts if start < span.start), default=span.start)
        else:
            start = min((start for start in starts if span.start < start < span.end), default=span.start)
        moved = Span(start, span.end)
    else:
        ends = [unit_span.end for unit_span in units]
        if outward:
            end = min((end for end in ends if end > span.end), default=span.end)
        else:
            end = max((end for end in ends if span.start < end < span.end), default=span.end)
        moved = Span(span.start, end)
    return snap_to_graphemes(text, moved)

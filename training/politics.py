"""Our own articles in the manner of US political news, their quotes and speakers marked (see us_politics/README.md).

Offsets are computed from the markup, so that nobody counts characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "us_politics"
TUNING, HELD_OUT = "tuning", "held-out"
GOES_ON, UNDECIDED, MIXED = "&", "?", "+"
# <key words>, <+key words>, <& words>, <? words> are quotes; {key words} are the words for who speaks.
MARKUP = re.compile(r"<(?P<mixed>\+?)(?P<quoted>\w+|&|\?) |\{(?P<speaks>\w+) |(?P<end>[>}])")


@dataclass
class Quoted:
    """One quote: its pieces, who said it (a name; none where nobody has decided), and their words in the text."""

    key: str
    mode: str
    pieces: list[tuple[int, int]] = field(default_factory=list)
    speaker: tuple[int, int] | None = None
    name: str | None = None


@dataclass
class Article:
    name: str
    text: str
    quotes: list[Quoted]


def articles(half: str | None = None) -> Iterator[Article]:
    """All articles, or one half: they go to either by turns, so that both have some of every kind."""
    sources = [source for path in sorted(FOLDER.glob("*.txt")) for source in _sources(path)]
    for number, source in enumerate(sources):
        if half is None or (half == TUNING) == (number % 2 == 0):
            yield parsed(source)


def _sources(path: Path) -> list[str]:
    return [part.strip() for part in re.split(r"(?m)^=== ", path.read_text(encoding="utf-8"))[1:]]


def parsed(source: str) -> Article:
    """The text without its markup, and what the markup says."""
    head, _, marked = source.partition("\n---\n")
    name, *people = head.split("\n")
    names = dict(line.split(" ", 1) for line in people)
    text, quotes, speakers, opened = "", [], [], []
    at = 0
    for found in MARKUP.finditer(marked):
        text += marked[at : found.start()]
        at = found.end()
        if found["end"]:
            kind, key, start = opened.pop()
            if opened or not text[start:].strip():
                raise ValueError(f"{name}: markup inside markup or without words at “{text[start:][:40]}”")
            if kind == "speaks":
                speakers.append((key, start, len(text)))
            elif key == GOES_ON:
                quotes[-1].pieces.append((start, len(text)))
            else:
                quotes.append(Quoted(key, "mixed" if kind == MIXED else "direct", [(start, len(text))]))
            continue
        key = found["speaks"] or found["quoted"]
        if key not in names and key not in (GOES_ON, UNDECIDED):
            raise ValueError(f"{name}: nobody is called “{key}”")
        opened.append(("speaks" if found["speaks"] else found["mixed"], key, len(text)))
    if opened:
        raise ValueError(f"{name}: markup that is never closed")
    text += marked[at:]
    for quote in quotes:
        if quote.key != UNDECIDED:
            quote.name = names[quote.key]
            quote.speaker = _nearest(text, quote, speakers, name)
    return Article(name, text, quotes)


def _nearest(text: str, quote: Quoted, speakers: list[tuple[str, int, int]], article: str) -> tuple[int, int]:
    """The words for this speaker that stand closest to the quote, in its own paragraph if there are any."""
    own = [(start, end) for key, start, end in speakers if key == quote.key]
    if not own:
        raise ValueError(f"{article}: no words for “{quote.key}”")

    def distance(span: tuple[int, int]) -> tuple[bool, int]:
        gaps = [(span[1], start) if span[1] <= start else (end, span[0]) for start, end in quote.pieces]
        low, high = min(gaps, key=lambda gap: gap[1] - gap[0])
        return "\n" in text[low:high], high - low

    return min(own, key=distance)

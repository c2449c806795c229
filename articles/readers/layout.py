"""How a plain text is laid out: paragraphs, hard-wrapped lines, and which lines are headline, standfirst and byline."""

import re
from itertools import pairwise

from articles.readers.parsed import Unreadable
from articles.text import canonical

MAX_HEADLINE = 300
# A book of 800,000 words. More is no article, and would hold up everything that reads it.
MAX_CHARACTERS = 5_000_000
_MAX_STANDFIRST = 400
_WRAP_AT_MOST = 110
_BLANK_LINES = re.compile(r"\n(?:[^\S\n]*\n)+")
_NAME = r"(?:[^\W\d_a-z][\w.'’‑-]*|de|da|van|von|bin|al|and|&|in)"
_BYLINE = re.compile(rf"(?:By|BY|Words by|Written by|Von|Par)[ :]+{_NAME}(?:,? {_NAME}){{0,11}}")
_ENDS_SENTENCE = re.compile(r"[.!…:;,][\"”’')\]]*$")
_DATELINE = re.compile(r"^[^\W\d_a-z][\w .,'’()-]{1,60} ?[–—-] ")


def paragraphs_of(raw: str) -> list[str]:
    """The paragraphs of a text: one a line, or, when lines are hard-wrapped between blank lines, one a block."""
    if len(raw) > MAX_CHARACTERS:
        raise Unreadable(too_long(len(raw)))
    text = canonical(raw)
    blocks = [block.split("\n") for block in _BLANK_LINES.split(text.strip("\n"))] if "\n" in text else [[text]]
    width = _wrapped_at(blocks) if len(blocks) > 1 else 0
    lines: list[str] = []
    for block in blocks:
        stripped = [line.strip() for line in block]
        lines += [_joined(stripped)] if width and _is_full(stripped, width) else stripped
    return [line for line in lines if line]


def lines_of(paragraph: str) -> list[str]:
    """The lines of a paragraph whose line breaks are meant."""
    return [line for part in canonical(paragraph).split("\n") if (line := part.strip())]


def too_long(characters: int) -> str:
    return f"The text has {characters:,} characters; {MAX_CHARACTERS:,} is the most for one article."


def _wrapped_at(blocks: list[list[str]]) -> int:
    """The width at which the text was hard-wrapped, or 0 when its lines are paragraphs of their own."""
    inner = [(line.strip(), after.strip()) for block in blocks for line, after in pairwise(block)]
    if len(inner) < 2:
        return 0
    width = max(len(line.strip()) for block in blocks for line in block)
    if not 40 <= width <= _WRAP_AT_MOST:
        return 0
    full = sum(_no_room(line, after, width) for line, after in inner)
    return width if full >= 0.75 * len(inner) else 0


def _no_room(line: str, after: str, width: int) -> bool:
    """Whether the next line's first word would not have fitted on this one, give or take a little."""
    return len(line) + 1 + len(after.split(" ", 1)[0]) > width - 3


def _is_full(block: list[str], width: int) -> bool:
    pairs = list(pairwise(block))
    return bool(pairs) and sum(_no_room(line, after, width) for line, after in pairs) >= 0.75 * len(pairs)


def _joined(lines: list[str]) -> str:
    text = ""
    for line in lines:
        glue = "" if not text or (text.endswith(("-", "‑")) and text[-2:-1].isalpha() and line[:1].isalpha()) else " "
        text += glue + line
    return text


def reads_like_headline(line: str, following: list[str]) -> bool:
    """Whether the first line stands above the text: short, and something comes below."""
    return len(line) <= MAX_HEADLINE and bool(following)


def reads_like_standfirst(line: str, following: list[str], *, apart: bool = False) -> bool:
    """Whether the line under the headline introduces the story rather than beginning it.

    A standfirst is short, is followed by a longer text, and is rarely closed by a full stop; a story's first paragraph
    always is. ``apart`` says that the layout itself sets it apart: no blank line above it, one below it.
    """
    if not following or len(line) > _MAX_STANDFIRST or len(line.split()) < 3:
        return False
    if len(line) >= sum(map(len, following)) or byline_of(line) or _DATELINE.match(line):
        return False
    if line[0] in '“"' and line[-1] in '”"':
        return False
    return apart or not _ENDS_SENTENCE.search(line)


def byline_of(line: str) -> str:
    """The names of a line such as "By Ana Prill and Joe Marsh", or an empty string."""
    if len(line) > 120 or not _BYLINE.fullmatch(line):
        return ""
    return re.sub(r"^(?:By|BY|Words by|Written by|Von|Par)[ :]+", "", line)


def standfirst_is_apart(raw: str) -> bool:
    """Whether the text's first block is exactly two lines, with more below a blank line."""
    blocks = _BLANK_LINES.split(canonical(raw).strip("\n"), maxsplit=1)
    return len(blocks) == 2 and blocks[0].count("\n") == 1

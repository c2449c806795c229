"""Plain text: the first line is the headline, the second the standfirst when it reads like one."""

from collections.abc import Iterator
from dataclasses import dataclass

from articles.readers import layout
from articles.readers.boilerplate import line_rule
from articles.readers.build import article
from articles.readers.encoding import decode
from articles.readers.parsed import Item, ParsedArticle

MEDIA_TYPE = "text/plain"
BYLINE = "Byline"
# Page furniture between headline, standfirst and byline is passed over for this many lines.
_FURNITURE = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What stands above the story, and the paragraphs below it."""

    headline: str
    standfirst: str
    byline: str
    body: list[str]
    left_out: tuple[tuple[str, str], ...]


def items(name: str, content: bytes) -> Iterator[Item]:
    """The one item of a plain text file."""

    def make(item: Item, default_language: str) -> ParsedArticle:
        decoded = decode(content)
        head = head_of(decoded.text)
        return article(
            item,
            headline=head.headline,
            standfirst=head.standfirst,
            paragraphs=head.body,
            before=head.left_out,
            byline=head.byline[:500],
            media_type=MEDIA_TYPE,
            encoding=decoded.encoding,
            content=content,
            default_language=default_language,
            notes=decoded.notes,
        )

    yield Item(number=1, where=name, end=len(content), make=make)


def head_of(raw: str) -> Head:
    """Find headline, standfirst and byline at the top of a text."""
    lines = layout.paragraphs_of(raw)
    apart = layout.standfirst_is_apart(raw)
    left_out: list[tuple[str, str]] = []
    headline = standfirst = byline = ""
    lines = _past_furniture(lines, left_out)
    if lines and layout.reads_like_headline(lines[0], lines[1:]):
        headline, lines = lines[0], lines[1:]
        rest = _past_furniture(lines, found := [])
        if rest and layout.reads_like_standfirst(rest[0], rest[1:], apart=apart):
            standfirst, lines = rest[0], rest[1:]
            left_out += found
        rest = _past_furniture(lines, found := [])
        if len(rest) > 1 and (byline := layout.byline_of(rest[0])):
            left_out += [*found, (BYLINE, rest[0])]
            lines = rest[1:]
            if not standfirst and layout.reads_like_standfirst(lines[0], lines[1:]):
                standfirst, lines = lines[0], lines[1:]
    elif len(lines) == 1 and len(lines[0]) <= layout.MAX_HEADLINE:
        headline, lines = lines[0], []
    return Head(headline=headline, standfirst=standfirst, byline=byline, body=lines, left_out=tuple(left_out))


def _past_furniture(lines: list[str], left_out: list[tuple[str, str]]) -> list[str]:
    """Pass over lines such as "4 min read" above the story, noting them; never over everything."""
    for number, line in enumerate(lines[: _FURNITURE + 1]):
        rule = line_rule(line)
        if not rule or number == _FURNITURE:
            return lines[number:]
        left_out.append((rule, line))
    return lines[_FURNITURE + 1 :]

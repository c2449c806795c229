"""What every reader hands on: one frozen object an item, or the reason why there is none."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """Words of the original that are not part of the story: where they stood, and the rule that left them out."""

    at: int
    rule: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotation:
    """A span of the article's text that another tool marked, with its own label and the words that it means."""

    start: int
    end: int
    label: str
    words: str
    score: float | None = None
    rejected: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """What one reader of another tool marked in one article. ``suggested`` says that a model made it."""

    reader: str
    annotations: tuple[Annotation, ...]
    suggested: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedArticle:
    """One article as it will be stored. All strings are canonical; ``published_at`` may still be without a zone."""

    number: int
    where: str
    content: bytes
    media_type: str
    encoding: str
    headline: str
    text: str
    standfirst_start: int | None
    body_start: int
    word_count: int
    blocks: tuple[LeftOut, ...] = ()
    external_id: str = ""
    outlet: str = ""
    url: str = ""
    byline: str = ""
    published_at: datetime | None = None
    published_has_time: bool = False
    language: str = ""
    notes: tuple[str, ...] = ()
    layers: tuple[Layer, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RowError:
    """An item that cannot become an article, and what to do about it."""

    number: int
    where: str
    message: str


def counted(number: int, one: str, many: str) -> str:
    """A number with its noun."""
    return f"{number:,} {one if number == 1 else many}"


def so_far(number: int) -> str:
    """How much of a file that breaks off was read."""
    if not number:
        return "Nothing of it was read."
    before = "The item before it was read" if number == 1 else f"The {number:,} items before it were read"
    return f"{before}, what comes after it was not."


class Unreadable(Exception):
    """This item cannot be read. The message says why and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One item of a file, not yet parsed, so that a resumed import passes over the settled ones for free.

    ``end`` is how far into the file it reaches, in bytes.
    """

    number: int
    where: str
    end: int
    make: Callable[["Item", str], ParsedArticle]

    def parse(self, default_language: str = "") -> ParsedArticle | RowError:
        try:
            return self.make(self, default_language)
        except Unreadable as reason:
            return RowError(number=self.number, where=self.where, message=str(reason))

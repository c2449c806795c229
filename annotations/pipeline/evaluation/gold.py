"""What people decided, read from our own export format (``docs/export.md``): the truth a pipeline is held against.

Only what the measuring needs is read, so a file may leave out all other fields.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace

FORMAT = "newsroom-annotations"
INDIRECT = "indirect"
KINDS = ("person", "place", "group", "event")
_RANK = {"record": 2, "human": 1}


class GoldError(Exception):
    """The file is not what an export writes; the message names the line and says why."""


@dataclass(frozen=True, slots=True, order=True)
class Mention:
    """A tag: where, of what kind, and in which form."""

    start: int
    end: int
    kind: str
    form: str = "name"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A quote with its speaker: where the speaker's words stand, and whom they mean."""

    pieces: tuple[tuple[int, int], ...]
    mode: str = "direct"
    speaker: tuple[int, int] | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldArticle:
    """One article as people left it. What overlaps an *open* stretch is counted neither for nor against.

    `reported`: whether anybody decided about reported speech anywhere in the file; else nothing is said of it.
    """

    name: str
    text: str
    language: str = ""
    mentions: tuple[Mention, ...] = ()
    quotes: tuple[Said, ...] = ()
    open_tags: tuple[tuple[int, int], ...] = ()
    open_quotes: tuple[tuple[int, int], ...] = ()
    reported: bool = True


@dataclass(frozen=True, slots=True)
class Gold:
    """The articles to measure on, and how many lines were passed over because nobody decided anything in them."""

    articles: tuple[GoldArticle, ...]
    undecided: int = 0


NAMES, WORDS, QUOTES = "names", "event words", "quotes"


def covered(articles: Iterable[GoldArticle], *, names_only: bool = False) -> frozenset[str]:
    """What these articles can say anything about: where no quote was ever confirmed, none is counted as wrong."""
    articles = list(articles)
    covers = {NAMES} if any(article.mentions for article in articles) else set()
    if covers and not names_only:
        covers.add(WORDS)
    if not names_only and any(article.quotes for article in articles):
        covers.add(QUOTES)
    return frozenset(covers)


def read_gold(lines: Iterable[str]) -> Gold:
    """Read an export. Of several readings of one text the record counts, else the last analyst's."""
    chosen: dict[str, tuple[int, GoldArticle]] = {}
    undecided = 0
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            if row["format"] != FORMAT:
                raise GoldError(f"Line {number}: its format is “{row['format']}”, not “{FORMAT}”.")
            article, decided = _article(row, number)
            rank = _RANK.get(row["reading"]["role"], 0)
        except (KeyError, TypeError, IndexError, AttributeError) as error:
            raise GoldError(f"Line {number}: the field {error} is missing or not as an export writes it.") from error
        except ValueError as error:
            raise GoldError(f"Line {number} is not JSON: {error}") from error
        if not decided:
            undecided += 1
        elif article.text not in chosen or chosen[article.text][0] <= rank:
            chosen[article.text] = (rank, article)
    articles = [article for _, article in chosen.values()]
    reported = any(article.reported for article in articles)
    return Gold(tuple(replace(article, reported=reported) for article in articles), undecided)


def _article(row: dict, number: int) -> tuple[GoldArticle, bool]:
    """One line, and whether anybody decided anything in it: a record of an article without names is decided, too."""
    about, text = row["article"], row["article"]["text"]
    masked = [tuple(pair) for pair in about.get("masked", ())]
    mentions, open_tags = [], list(masked)
    for tag in row["tags"]:
        start, end = _inside(text, tag["start"], tag["end"], tag.get("text"), number)
        if tag["kind"] not in KINDS:
            raise GoldError(f"Line {number}: “{tag['kind']}” is no kind of tag.")
        if tag["state"] == "confirmed" and not touches((start, end), masked):
            mentions.append(Mention(start, end, tag["kind"], tag.get("form", "name")))
        elif tag["state"] == "suggested":
            open_tags.append((start, end))
    quotes, open_quotes = [], []
    for quote in row["quotes"]:
        pieces = tuple(_inside(text, start, end, None, number) for start, end in quote["pieces"])
        if quote["state"] == "suggested":
            open_quotes += pieces
        elif quote["state"] == "confirmed" and quote["mode"] != "own_voice":
            speaker = quote["speaker"]
            quotes.append(
                Said(
                    pieces=pieces,
                    mode=quote["mode"],
                    speaker=speaker and _inside(text, speaker["start"], speaker["end"], None, number),
                    name=speaker and speaker.get("name"),
                )
            )
    states = {item["state"] for item in (*row["tags"], *row["quotes"])}
    decided = states != {"suggested"} and (bool(states) or row["reading"]["role"] == "record")
    name = about.get("headline") or about.get("external_id") or f"line {number}"
    gold = GoldArticle(
        name=name,
        text=text,
        language=about.get("language") or "",
        mentions=tuple(sorted(mentions)),
        quotes=tuple(sorted(quotes, key=lambda quote: quote.pieces)),
        open_tags=tuple(open_tags),
        open_quotes=tuple(open_quotes),
        reported=any(quote["mode"] == INDIRECT and quote["state"] != "suggested" for quote in row["quotes"]),
    )
    return gold, decided


def _inside(text: str, start: int, end: int, words: str | None, number: int) -> tuple[int, int]:
    if not 0 <= start < end <= len(text):
        raise GoldError(f"Line {number}: [{start}, {end}) is not inside the text.")
    if words is not None and text[start:end] != words:
        raise GoldError(f"Line {number}: [{start}, {end}) is “{text[start:end]}” in the text, not “{words}”.")
    return start, end


def touches(span: tuple[int, int], others: Iterable[tuple[int, int]]) -> bool:
    """Whether a stretch shares a character with any of the others."""
    return any(span[0] < end and start < span[1] for start, end in others)

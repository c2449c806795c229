"""JSONL: one JSON object a line. A broken line is one error row and does not touch the lines around it."""

import codecs
import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from articles.readers.encoding import decode
from articles.readers.mapping import FIELDS, OWN, Mapping, paths_of, propose
from articles.readers.parsed import Item, ParsedArticle, Unreadable
from articles.readers.records import article_of, record_of, tool_of

MEDIA_TYPE = "application/x-ndjson"
_WIDE_BOMS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_LOOK_AT_LINES = 20


def looks_like(content: bytes, *, by_name: bool = False) -> bool:
    """Whether one of the first lines is a JSON object; for a file called .jsonl it is enough that one begins so."""
    if content.startswith(_WIDE_BOMS):
        content = content[:200_000].decode("utf-16", "ignore").encode("utf-8", "ignore")
    for _, line in islice(_lines(content), _LOOK_AT_LINES):
        if line.startswith(b"{") and (by_name or _is_object(line)):
            return True
    return False


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def columns(content: bytes) -> list[str]:
    """The keys of the first records that can be read, with the steps of nested ones."""
    found: dict[str, None] = {}
    for record in records(content):
        found.update(dict.fromkeys(paths_of(record)))
    return list(found)


def records(content: bytes) -> Iterator[dict]:
    """The first records that can be read and are no tool's, for a look at what is in them."""
    for _, line in islice(_lines(_narrow(content)), _LOOK_AT_LINES):
        try:
            record = record_of(line)
        except Unreadable:
            continue  # What is wrong with a line is said when it is its turn.
        if isinstance(record, dict) and not tool_of(record):
            yield record


def proposed(keys: list[str]) -> Mapping:
    """The project's own names where they are used, else the likeliest."""
    mapping = propose(keys)
    given = {key.split(".", 1)[0] for key in keys}
    own = {name: name for name in FIELDS if name in given}
    return replace(mapping, **own) if mapping.text or "text" in own else OWN


def items(name: str, content: bytes, mapping: Mapping | None = None) -> Iterator[Item]:
    """Every line that is not blank, by its number in the file."""
    content = _narrow(content)
    guessed = mapping is None
    mapping = mapping or proposed(columns(content))
    return (
        Item(number=number, where=f"{name}, line {number}", end=end, make=_Line(line, mapping, guessed))
        for number, (end, line) in enumerate(_lines(content), start=1)
        if line
    )


class _Line:
    """Makes the article of one line."""

    __slots__ = ("guessed", "line", "mapping")

    def __init__(self, line: bytes, mapping: Mapping, guessed: bool) -> None:
        self.line, self.mapping, self.guessed = line, mapping, guessed

    def __call__(self, item: Item, default_language: str) -> ParsedArticle:
        return article_of(
            item,
            record_of(self.line),
            content=self.line,
            media_type=MEDIA_TYPE,
            default_language=default_language,
            mapping=self.mapping,
            guessed=self.guessed,
        )


def _narrow(content: bytes) -> bytes:
    return decode(content).text.encode("utf-8", "replace") if content.startswith(_WIDE_BOMS) else content


def _lines(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Each line with where it ends, without copying the whole file; blank ones are empty."""
    position = 3 if content.startswith(codecs.BOM_UTF8) else 0
    while position < len(content):
        end = content.find(b"\n", position)
        end = len(content) if end == -1 else end
        yield min(end + 1, len(content)), content[position:end].strip(b" \t\r")
        position = end + 1

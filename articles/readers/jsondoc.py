"""JSON documents: a list of records, one record, or a list inside an object, as content systems dump them.

The list is read item by item, so that a large one is never held as objects all at once.
"""

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from itertools import islice

from articles.readers import ninjs, webannotation
from articles.readers.encoding import decode
from articles.readers.fields import kind_of
from articles.readers.jsonl import proposed
from articles.readers.mapping import Mapping, paths_of
from articles.readers.parsed import Item, ParsedArticle, Unreadable, so_far
from articles.readers.records import article_of, broken_at, tool_of

MEDIA_TYPE = "application/json"
_SPACE = re.compile(r"[ \t\r\n]*")
_DECODER = json.JSONDecoder()
_LOOK_AT = 20
_DEEPEST = 4
_BEGINS = re.compile(rb"\s*(?:\[\s*(?:[{\[\]\"\d-]|$)|\{\s*(?:\"|\}))")
_KEY = re.compile(rb"\s*(?:\[\s*\{|\{\s*\n)\s*\"[^\"\n]{0,100}\"\s*:")
# In an object, these hold the articles; what else is a list of objects (authors, tags, images) does not.
_LISTS = {
    "articles", "article", "items", "item", "data", "results", "result", "posts", "post", "entries", "entry", "stories",
    "documents", "docs", "records", "rows", "news", "newsitems", "hits", "response", "content", "feed", "tasks",
    "value", "values", "list", "texts", "export", "associations", "channel", "rss",
}  # fmt: skip


class _Broken(Exception):
    """The document breaks off: after how many items, and why."""


def looks_like(content: bytes, *, by_name: bool = False) -> bool:
    """Whether the file is one JSON document rather than an object a line.

    Plain text may begin with a bracket, and a broken document is told by its name, or by several keys.
    """
    source = _start(content)
    if not _BEGINS.match(source):
        return False
    try:
        text = _text(content)
    except Unreadable:
        return False
    start = _SPACE.match(text).end()
    try:
        if text.startswith("[", start):
            _, _, value = next(_listed(text, start), (0, 0, None))
            return isinstance(value, dict) or by_name or text[start + 1 :].strip() == "]"
        value, end = _value(text, start)
    except _Broken:
        return by_name or bool(_KEY.match(source))
    if text[end:].strip() or not isinstance(value, dict):
        return False
    # One record on one line is a file of one line.
    return by_name or "\n" in text[start:end] or not _is_record(value)


def columns(content: bytes) -> list[str]:
    """The keys of the first records."""
    found: dict[str, None] = {}
    for record in records(content):
        found.update(dict.fromkeys(paths_of(record)))
    return list(found)


def records(content: bytes) -> Iterator[dict]:
    """The first records that are no tool's, for a look at what is in them."""
    with suppress(_Broken):  # Said when it is read.
        for _, _, value in islice(_records(_text(content)), _LOOK_AT):
            if isinstance(value, dict) and not tool_of(value):
                yield value


def items(name: str, content: bytes, mapping: Mapping | None = None) -> Iterator[Item]:
    """Every record of the document, in order; a document that breaks off ends with an error that says where."""
    text = _text(content)
    guessed = mapping is None
    mapping = mapping or proposed(columns(content))
    number = 0
    try:
        for start, end, value in _records(text):
            number += 1
            make = partial(_make, source=text[start:end], value=value, mapping=mapping, guessed=guessed)
            share = end * len(content) // max(1, len(text))
            yield Item(number=number, where=f"{name}, item {number}", end=share, make=make)
    except _Broken as broken:
        message = f"The file is not valid JSON: {broken}. {so_far(number)}"
        where = f"{name}, item {number + 1}" if number else name
        yield Item(number=number + 1, where=where, end=len(content), make=partial(_refuse, message=message))
    else:
        if not number:
            yield Item(
                number=1, where=name, end=len(content), make=partial(_refuse, message="The file holds an empty list.")
            )


def _make(
    item: Item, default_language: str, *, source: str, value: object, mapping: Mapping, guessed: bool
) -> ParsedArticle:
    if not isinstance(value, dict):
        raise Unreadable(f"This item is {kind_of(value)}; it must be an object.")
    return article_of(
        item,
        value,
        content=source.encode("utf-8", "surrogatepass"),
        media_type=ninjs.MEDIA_TYPE if ninjs.recognises(value) else MEDIA_TYPE,
        default_language=default_language,
        mapping=mapping,
        guessed=guessed,
    )


def _refuse(item: Item, default_language: str, *, message: str) -> ParsedArticle:
    raise Unreadable(message)


def _start(content: bytes) -> bytes:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content[:4096].decode("utf-16", "ignore").encode()
    return content[:4096].removeprefix(b"\xef\xbb\xbf")


def _text(content: bytes) -> str:
    return decode(content).text.removeprefix("\ufeff")


def _records(text: str) -> Iterator[tuple[int, int, object]]:
    """Where each record begins and ends, and what it holds."""
    start = _SPACE.match(text).end()
    if text.startswith("[", start):
        yield from _listed(text, start)
        return
    value, end = _value(text, start)
    place = None if _is_record(value) else _list_in(text, start, value, _DEEPEST)
    del value
    if place is None:
        yield start, end, _value(text, start)[0]
    else:
        yield from _listed(text, place)


def _is_record(value: object) -> bool:
    if not isinstance(value, dict):
        return True
    return bool(tool_of(value)) or webannotation.recognises(value) or "text" in value


def _list_in(text: str, start: int, value: object, depth: int) -> int | None:
    """Where the list of records begins inside an object, if one of its keys holds it."""
    found = None
    for key, place in _keys(text, start):
        inner = value.get(key)
        if key.lower().replace("_", "") not in _LISTS:
            continue
        if isinstance(inner, list) and inner and all(isinstance(one, dict) for one in inner[:_LOOK_AT]):
            return place
        if isinstance(inner, dict) and depth and found is None:
            found = _list_in(text, place, inner, depth - 1)
    return found


def _keys(text: str, start: int) -> Iterator[tuple[str, int]]:
    """The keys of the object that begins here, and where their values begin. The object is known to be valid."""
    position = _SPACE.match(text, start + 1).end()
    while not text.startswith("}", position):
        key, position = _value(text, position)
        position = _SPACE.match(text, _SPACE.match(text, position).end() + 1).end()
        yield key, position
        position = _SPACE.match(text, _value(text, position)[1]).end()
        if text.startswith(",", position):
            position = _SPACE.match(text, position + 1).end()


def _listed(text: str, start: int) -> Iterator[tuple[int, int, object]]:
    position = _SPACE.match(text, start + 1).end()
    if text.startswith("]", position):
        return
    while True:
        value, end = _value(text, position)
        yield position, end, value
        position = _SPACE.match(text, end).end()
        if text.startswith("]", position):
            return
        if not text.startswith(",", position):
            raise _Broken(f"a comma or the list's end is missing at character {position + 1}")
        position = _SPACE.match(text, position + 1).end()


def _value(text: str, position: int) -> tuple[object, int]:
    try:
        return _DECODER.raw_decode(text, position)
    except json.JSONDecodeError as error:
        raise _Broken(broken_at(error)) from None
    except RecursionError:
        raise _Broken(f"it is nested too deeply at character {position + 1}") from None
    except ValueError:
        raise _Broken(f"it holds a number that is too long near character {position + 1}") from None

"""Readers: bytes in, one frozen article or one reasoned error an item out. The format is told from the content."""

import re
from collections.abc import Iterator
from pathlib import PurePath

from articles.readers import jsonl, plain
from articles.readers.encoding import decode
from articles.readers.parsed import Item, LeftOut, ParsedArticle, RowError, Unreadable

__all__ = ["Item", "LeftOut", "ParsedArticle", "RowError", "items", "too_large"]

_JSONL_NAMES = {".jsonl", ".ndjson"}


def items(name: str, content: bytes) -> Iterator[Item]:
    """The items of one file. A file that cannot be read at all gives one item, which parses to the reason."""
    called_jsonl = PurePath(name).suffix.lower() in _JSONL_NAMES
    try:
        if jsonl.looks_like(content, by_name=called_jsonl):
            return jsonl.items(name, content)
        _refuse_markup(content)
        if called_jsonl:
            decode(content)
            raise Unreadable("No line of this file begins a JSON object. A plain text file must not be called .jsonl.")
    except Unreadable as reason:
        return iter([_hopeless(name, len(content), str(reason))])
    return plain.items(name, content)


def too_large(byte_length: int, limit: int) -> str:
    """Why a file of this size is not read, or an empty string."""
    if byte_length <= limit:
        return ""
    return (
        f"The file has {byte_length / 1_048_576:,.0f} MB; {limit / 1_048_576:,.0f} MB is the most for one file. "
        "Split it into smaller files."
    )


def _refuse_markup(content: bytes) -> None:
    """Say what to do about files that would otherwise be read as very odd plain text."""
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    start = content[:4096].decode("utf-16" if wide else "latin-1", "ignore").lstrip("\ufeffï»¿ \t\r\n").lower()
    if start.startswith(("<!doctype html", "<html", "<?xml", "<nitf", "<rss")):
        raise Unreadable("This is a web page or XML, not plain text. Save the article as plain text and import that.")
    if re.match(r"\[\s*\{\s*\"|\{\s*\"[^\"]*\"\s*:", start):
        raise Unreadable("This is JSON, but not one object a line. Write it as JSONL and import that.")


def _hopeless(name: str, end: int, message: str) -> Item:
    def make(item: Item, default_language: str) -> ParsedArticle:
        raise Unreadable(message)

    return Item(number=1, where=name, end=end, make=make)

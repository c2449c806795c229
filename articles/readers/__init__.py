"""Readers: bytes in, one frozen article or one reasoned error an item out. The format is told from the content."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from articles.readers import archives
from articles.readers.annotated import companions_of, texts_of
from articles.readers.formats import FORMATS, SUFFIXES, format_of, mapped
from articles.readers.jsonl import proposed
from articles.readers.mapping import Mapping, columns_key, samples_of
from articles.readers.parsed import Annotation, Item, Layer, LeftOut, ParsedArticle, RowError, Unreadable
from articles.readers.sandbox import SandboxBroken

__all__ = [
    "SUFFIXES", "Annotation", "Item", "Layer", "LeftOut", "Mapping", "ParsedArticle", "Proposal", "RowError",
    "SandboxBroken", "Unreadable", "chosen_in", "columns_key", "companions_of", "items", "parse", "propose", "texts_of",
    "too_large",
]  # fmt: skip

logger = logging.getLogger(__name__)

# Asked for each file that has columns, by its name and bytes: the mapping that somebody chose for it, or None.
Chosen = Callable[[str, bytes], Mapping | None]

# Records looked at for sample values: enough to find some in a column that is mostly empty.
_LOOK_AT = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What a file seems to be, and how its columns would be understood; no columns where there is nothing to map.

    ``samples`` holds, for each column, the beginnings of the first values in it.
    """

    format: str
    label: str
    columns: tuple[str, ...] = ()
    samples: tuple[tuple[str, ...], ...] = ()
    mapping: Mapping | None = None
    problem: str = ""


def propose(name: str, content: bytes) -> Proposal:
    """Look at a file without reading its items."""
    try:
        key = format_of(name, content)
        found = FORMATS[key]
        columns = tuple(found.columns(content)) if found.columns else ()
        samples = samples_of(columns, islice(found.records(content), _LOOK_AT)) if columns else ()
    except Unreadable as reason:
        return Proposal(format="", label="Not read", problem=str(reason))
    mapping = proposed(list(columns)) if columns else None
    return Proposal(format=key, label=found.label, columns=columns, samples=samples, mapping=mapping)


def items(name: str, content: bytes, mapping: Mapping | Chosen | None = None) -> Iterator[Item]:
    """The items of one file, always the same ones in the same order. ``mapping`` replaces the proposed one.

    One for all files of an archive, or a function that says which for each of them.

    A file that cannot be read at all gives one item, which parses to the reason; one that cannot be read to its end
    gives the reason as its last item.
    """
    chosen = mapping if callable(mapping) else lambda *_: mapping
    return _to_the_end(name, len(content), _items(name, content, chosen))


def parse(item: Item, default_language: str = "") -> ParsedArticle | RowError:
    """The article of an item, or why there is none."""
    try:
        return item.parse(default_language)
    except SandboxBroken:
        raise  # A fault of the installation: no reason to call good files bad.
    except Exception:
        # One item that trips the reader must not hold up the others; the log says where to look.
        logger.exception("Could not read %s", item.where)
        message = "This item could not be read because of an error in the program. The server's log has the details."
        return RowError(number=item.number, where=item.where, message=message)


def chosen_in(mappings: dict[str, dict[str, str]]) -> Chosen:
    """Says of each file which of these mappings it has, by the key of its columns."""

    def chosen(name: str, content: bytes) -> Mapping | None:
        if not mappings or not content:
            return None
        found = mappings.get(columns_key(propose(name, content).columns))
        return Mapping(**found) if found else None

    return chosen


def _items(
    name: str, content: bytes, chosen: Chosen, *, depth: int = 0, budget: archives.Budget | None = None
) -> Iterator[Item]:
    key = format_of(name, content)
    if key != "archive":
        yield from mapped(key, name, content, chosen(name, content) if FORMATS[key].columns else None)
        return

    def inner(inner_name: str, inner_content: bytes, deep: int, left: archives.Budget) -> Iterator[Item]:
        if not inner_content:
            return iter([_hopeless(1, inner_name, 0, "The file is empty.")])
        found = _items(inner_name, inner_content, chosen, depth=deep, budget=left)
        return _to_the_end(inner_name, len(inner_content), found)

    yield from archives.items(name, content, inner, depth=depth, budget=budget)


def _to_the_end(name: str, size: int, found: Iterator[Item]) -> Iterator[Item]:
    """No fault of a file comes out of here as anything but an item."""
    number = 0
    try:
        for item in found:
            number = item.number
            yield item
    except archives.Unpacking:
        raise  # The archive around it has to end.
    except Unreadable as reason:
        message = str(reason)
    except SandboxBroken:
        raise  # A fault of this installation: the batch must be taken up again, not filled with errors.
    except Exception as error:
        logger.exception("Could not read %s", name)
        what = "is nested too deeply" if isinstance(error, RecursionError) else "trips the program"
        message = f"The file {what} after item {number} ({type(error).__name__}). The server's log has the details."
    else:
        return
    yield _hopeless(number + 1, name, size, message)


def too_large(byte_length: int, limit: int) -> str:
    """Why a file of this size is not read, or an empty string."""
    if byte_length <= limit:
        return ""
    return (
        f"The file has {byte_length / 1_048_576:,.0f} MB; {limit / 1_048_576:,.0f} MB is the most for one file. "
        "Split it into smaller files."
    )


def _hopeless(number: int, name: str, end: int, message: str) -> Item:
    def make(item: Item, default_language: str) -> ParsedArticle:
        raise Unreadable(message)

    return Item(number=number, where=name, end=end, make=make)

"""CSV and TSV: one article a row, by a mapping of its columns. A broken row does not touch the rows around it."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice

from articles.readers.encoding import Decoded, decode
from articles.readers.jsonl import proposed
from articles.readers.layout import MAX_CHARACTERS
from articles.readers.mapping import Mapping
from articles.readers.parsed import Item, ParsedArticle, Unreadable, counted
from articles.readers.records import article_of

MEDIA_TYPE = "text/csv"
NAMES = {".csv", ".tsv", ".tab"}
_DELIMITERS = ",;\t|"
_END = "\ue000end of the table\ue001"
_LOOK_AT_ROWS = 5
_MOST_COLUMNS = 500
_MOST_BROKEN = 200
# Longer than any field that could be an article, and than the module's own limit, which is far too short.
csv.field_size_limit(4 * MAX_CHARACTERS)


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its cells, the line it begins in, and its place among the characters. ``cells`` is None when broken."""

    line: int
    start: int
    end: int
    cells: list[str] | None


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose first row names the columns."""

    decoded: Decoded
    delimiter: str
    header: Row
    columns: tuple[str, ...]


def looks_like(content: bytes, *, by_name: bool = False) -> bool:
    """Whether the first rows have the same number of columns, one of which is called like an article's text."""
    if by_name:
        return True
    try:
        text = decode(content[:200_000].rsplit(b"\n", 1)[0] if len(content) > 200_000 else content).text
    except Unreadable:
        return False
    for delimiter in _DELIMITERS:
        rows = [row for row in islice(_rows(text, delimiter), _LOOK_AT_ROWS + 1) if row.cells is not None]
        if len(rows) < 2 or len({len(row.cells) for row in rows}) != 1 or len(rows[0].cells) < 2:
            continue
        names = [name.strip() for name in rows[0].cells]
        if all(0 < len(name) <= 60 for name in names) and proposed(names).text in names:
            return True
    return False


def columns(content: bytes) -> list[str]:
    """The names of the columns."""
    return list(_table(content).columns)


def records(content: bytes) -> Iterator[dict]:
    """The rows as they can be read, by their columns, for a look at what is in them."""
    table = _table(content)
    for row in _rows(table.decoded.text, table.delimiter, start=table.header.end):
        if row.cells is not None:
            yield dict(zip(table.columns, row.cells, strict=False))


def items(name: str, content: bytes, mapping: Mapping | None = None) -> Iterator[Item]:
    """Every row below the first that is not blank."""
    table = _table(content)
    guessed = mapping is None
    mapping = mapping or proposed(list(table.columns))
    if mapping.text not in table.columns:
        names = ", ".join(f"“{column[:40]}”" for column in table.columns[:20])
        raise Unreadable(
            f"No column of this table is called like an article's text. Its columns are {names}. "
            "Call the one with the text “text”."
        )
    text = table.decoded.text
    encoding = table.decoded.encoding
    header = text[table.header.start : table.header.end]
    size, number = max(1, len(text)), 0
    for row in _rows(text, table.delimiter, start=table.header.end, line=table.header.line + _lines_in(header)):
        if row.cells is not None and not any(cell.strip() for cell in row.cells):
            continue
        number += 1
        source = header.rstrip("\r\n") + "\n" + text[row.start : row.end].rstrip("\r\n")
        make = partial(_make, table=table, row=row, source=source, mapping=mapping, guessed=guessed)
        end = min(len(content), len(content) * row.end // size)
        yield Item(number=number, where=f"{name}, line {row.line}", end=end, make=make)
    if not number:
        raise Unreadable(f"There is no row below the names of the columns (read as {encoding}).")


def _make(
    item: Item, default_language: str, *, table: Table, row: Row, source: str, mapping: Mapping, guessed: bool
) -> ParsedArticle:
    if row.cells is None:
        raise Unreadable(
            f"A quotation mark that opens in line {row.line} is never closed. The line was left out; "
            "the lines after it were read."
        )
    if len(row.cells) > len(table.columns) and any(cell.strip() for cell in row.cells[len(table.columns) :]):
        raise Unreadable(
            f"This row has {len(row.cells):,} cells, and the table {counted(len(table.columns), 'column', 'columns')}. "
            "Put text that holds the separator into quotation marks."
        )
    # Empty cells say nothing.
    record = {column: cell for column, cell in zip(table.columns, row.cells, strict=False) if cell.strip()}
    return article_of(
        item,
        record,
        content=source.encode("utf-8", "replace"),
        media_type=MEDIA_TYPE,
        encoding=table.decoded.encoding,
        default_language=default_language,
        mapping=mapping,
        guessed=guessed,
    )


def _table(content: bytes) -> Table:
    decoded = decode(content)
    best: tuple[tuple[bool, bool, int], Row, str] | None = None
    for delimiter in _DELIMITERS:
        rows = list(islice(_rows(decoded.text, delimiter), _LOOK_AT_ROWS + 1))
        header = next((row for row in rows if row.cells is not None and any(cell.strip() for cell in row.cells)), None)
        if header is None:
            continue
        names = [cell.strip() for cell in header.cells]
        regular = len({len(row.cells) for row in rows if row.cells is not None}) == 1
        rank = (proposed(names).text in names, regular and len(names) > 1, len(names))
        if best is None or rank > best[0]:
            best = (rank, header, delimiter)
    if best is None:
        raise Unreadable("This table has no names of columns in its first row.")
    _, header, delimiter = best
    if len(header.cells) > _MOST_COLUMNS:
        raise Unreadable(f"This table has {len(header.cells):,} columns; {_MOST_COLUMNS} is the most.")
    return Table(decoded=decoded, delimiter=delimiter, header=header, columns=_names(header.cells))


def _names(cells: list[str]) -> tuple[str, ...]:
    """The names, each once: a second column of a name gets a number."""
    names: list[str] = []
    for number, cell in enumerate(cells, start=1):
        name = re.sub(r"\s+", " ", cell.strip().lstrip("\ufeff")) or f"column {number}"
        names.append(name if name not in names else f"{name} ({number})")
    return tuple(names)


def _rows(text: str, delimiter: str, *, start: int = 0, line: int = 1) -> Iterator[Row]:
    """The rows from here on. After a row that never ends, it goes on with the next line."""
    broken = 0
    while start < len(text):
        lines = _Lines(text, start)
        reader = csv.reader(lines, delimiter=delimiter)
        begin, first = start, line
        for cells in reader:
            if cells == [_END]:
                return
            if cells and cells[-1].endswith(_END):
                after = text.find("\n", begin)
                after = len(text) if after == -1 else after + 1
                yield Row(line=first, start=begin, end=after, cells=None)
                broken += 1
                if broken > _MOST_BROKEN:
                    raise Unreadable(f"More than {_MOST_BROKEN} rows are broken; the rest of the table was not read.")
                start, line = after, first + 1
                break
            yield Row(line=first, start=begin, end=lines.position, cells=cells)
            begin, first = lines.position, line + reader.line_num
            lines.begin = begin
        else:
            return


class _Lines:
    """The lines for one reader, with a mark at the end, or where a row grows too long, that shows an open quotation."""

    def __init__(self, text: str, start: int) -> None:
        self._lines = io.StringIO(text, newline="")
        self._lines.seek(start)
        self.begin = self.position = start
        self._over = False

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        if self._over:
            raise StopIteration
        line = self._lines.readline()
        if not line or self.position - self.begin > 2 * MAX_CHARACTERS:
            self._over = True
            return _END
        self.position += len(line)
        return line


def _lines_in(text: str) -> int:
    return max(1, len(text.splitlines()))

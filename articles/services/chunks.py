"""What one transaction of an import settles: the next items of a batch, read before it begins.

Items that are to be read again come first. A large file is read ahead in a process of its own, so that reading the next
chunk costs no time in which this one is settled; small ones, and single items that are read again, are read here.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby, islice

from articles import readers
from articles.models import Batch, BatchFile
from articles.readers import ParsedArticle, RowError
from articles.readers.ahead import NEXT_BYTES, Ahead, File, Taken
from articles.services import reading
from articles.services.settling import Read

CHUNK_ROWS = 250
CHUNK_BYTES = 4 * 1024 * 1024
# So that files that are slow to read show up one after the other, and a stop is heard.
CHUNK_SECONDS = 20


@dataclass
class _Straight:
    """A file that is read on from chunk to chunk, as long as nobody else has moved on in it."""

    items: Iterator[Taken]
    rows_done: int
    problem: str


@dataclass
class _Searched:
    """A file of which single items are read again, in their order."""

    content: bytes
    items: Iterator[readers.Item]
    number: int = 0  # of the item that was taken last

    def item(self, number: int) -> readers.Item | None:
        """The item of that number, or None where the file has none any more."""
        for item in self.items:
            self.number = item.number
            if item.number >= number:
                return item if item.number == number else None
        return None


@dataclass
class Chunk:
    """The items of one transaction, with their files as far as they are read now."""

    parsed: list[Read] = field(default_factory=list)
    files: list[BatchFile] = field(default_factory=list)
    size: int = 0
    bytes_done: int = 0
    began: float = field(default_factory=time.monotonic)

    @property
    def full(self) -> bool:
        return (
            len(self.parsed) >= CHUNK_ROWS
            or self.size >= CHUNK_BYTES
            or (bool(self.parsed) and time.monotonic() - self.began > CHUNK_SECONDS)
        )

    def add(self, read: Read) -> None:
        self.parsed.append(read)
        self.size += len(read.result.content) if isinstance(read.result, ParsedArticle) else 0


class Chunks:
    """Reads a batch chunk by chunk, and keeps open in between what it reads from."""

    def __init__(self, ahead: Ahead) -> None:
        self._ahead = ahead
        self._straight: dict[int, _Straight] = {}
        self._searched: dict[int, _Searched] = {}
        self._coming: File | None = None  # handed over to be read ahead, and not opened yet
        self._lap = time.monotonic()

    def next(self, batch: Batch) -> Chunk:
        """The next items of a batch; a chunk without files when there are none left."""
        return self._read_again(batch) or self._read_on(batch)

    def lap(self) -> float:
        """Seconds since this was asked before: what it takes to read one chunk and to settle the one before it."""
        before, self._lap = self._lap, time.monotonic()
        return self._lap - before

    # --- Items that failed, and that somebody wants to be tried again ------------------------------------------------
    def _read_again(self, batch: Batch) -> Chunk | None:
        rows = batch.rows.filter(retrying=True).order_by("file", "number").values_list("file", "number", "pk", "where")
        wanted = {file: list(found) for file, found in groupby(rows[:CHUNK_ROWS], key=lambda row: row[0])}
        opened = self._searched
        for pk in set(opened) - set(wanted):
            del opened[pk]
        if not wanted:
            return None
        chunk = Chunk()
        files = list(BatchFile.objects.filter(pk__in=wanted).defer("content").order_by("pk"))
        unopened = [file for file in files if file.pk not in opened or opened[file.pk].number >= wanted[file.pk][0][1]]
        contents = reading.contents(unopened, CHUNK_BYTES)
        for file in files:
            if chunk.full:
                break
            if file in unopened:
                if file.pk not in contents:
                    break
                content = contents.pop(file.pk)
                opened[file.pk] = _Searched(content, reading.items_of(batch, file, content))
            chunk.files.append(file)
            for _, number, row_id, where in wanted[file.pk]:
                if chunk.full:
                    break
                result = _result_again(batch, file, opened[file.pk], number, where)
                chunk.add(Read(file, result, row_id=row_id))
        return chunk

    # --- Items that were not read yet --------------------------------------------------------------------------------
    def _read_on(self, batch: Batch) -> Chunk:
        chunk = Chunk()
        waiting = list(
            batch.files.filter(finished=False, left_unread=False).defer("content").order_by("number")[:CHUNK_ROWS]
        )
        contents: dict[int, bytes] | None = None
        for number, file in enumerate(waiting):
            if chunk.full:
                break
            if not self._still_open(file):
                asked = self._take_coming(file)
                if asked is None:
                    if contents is None:
                        contents = reading.contents([one for one in waiting if not self._still_open(one)], CHUNK_BYTES)
                    if file.pk not in contents:
                        break
                    asked = _asked(batch, file, contents.pop(file.pk))
                self._open(batch, file, asked, waiting[number + 1 :])
            self._read_file(batch, file, chunk)
        return chunk

    def _still_open(self, file: BatchFile) -> bool:
        return file.pk in self._straight and self._straight[file.pk].rows_done == file.rows_done

    def _take_coming(self, file: BatchFile) -> File | None:
        """This file, where it was fetched to be read ahead."""
        coming, self._coming = self._coming, None
        return coming if coming and (coming.key, coming.begin) == (file.pk, file.rows_done) else None

    def _open(self, batch: Batch, file: BatchFile, asked: File, after: list[BatchFile]) -> None:
        def following() -> File | None:
            self._coming = _first_of(batch, after)
            return self._coming

        if asked.is_worth_it:
            items = self._ahead.items(asked, following)
        else:
            found = islice(reading.items_of(batch, file, asked.content), file.rows_done, None)
            items = (Taken(readers.parse(item, batch.default_language), item.end) for item in found)
        problem = "" if file.rows_done else reading.problem_of(file, asked.content)
        self._straight[file.pk] = _Straight(items, file.rows_done, problem)

    def _read_file(self, batch: Batch, file: BatchFile, chunk: Chunk) -> None:
        """Read on until the file or the chunk ends."""
        chunk.files.append(file)
        current = self._straight[file.pk]
        bytes_before = file.bytes_done
        if current.problem:
            chunk.add(Read(file, RowError(number=1, where=file.name, message=current.problem)))
            file.rows_done, file.finished, file.has_errors = 1, True, True
        while not file.finished and not chunk.full:
            item = next(current.items, None)
            if item is None:
                file.finished, file.bytes_done = True, file.byte_length
                break
            result = reading.completed(item.result, batch, file)
            chunk.add(Read(file, result, taken=item.taken))
            file.has_errors |= isinstance(result, RowError)
            file.rows_done += 1
            file.bytes_done = min(item.end, file.byte_length)
        chunk.bytes_done += file.bytes_done - bytes_before
        current.rows_done = file.rows_done
        if file.finished:
            del self._straight[file.pk]


def _asked(batch: Batch, file: BatchFile, content: bytes) -> File:
    return File(
        key=file.pk,
        name=file.name,
        content=content,
        begin=file.rows_done,
        mappings=batch.mappings,
        default_language=batch.default_language,
        packet_items=CHUNK_ROWS,
        packet_bytes=CHUNK_BYTES,
        packet_seconds=CHUNK_SECONDS,
    )


def _first_of(batch: Batch, files: list[BatchFile]) -> File | None:
    """The file to be read ahead after this one, if there is one and it has nothing against it."""
    file = next(iter(files), None)
    if file is None or file.byte_length > NEXT_BYTES:
        return None
    content = reading.contents([file], NEXT_BYTES)[file.pk]
    return None if reading.problem_of(file, content) else _asked(batch, file, content)


def _result_again(
    batch: Batch, file: BatchFile, current: _Searched, number: int, where: str
) -> ParsedArticle | RowError:
    if message := reading.problem_of(file, current.content):
        return RowError(number=number, where=where, message=message)
    item = current.item(number)
    if item is None:
        return RowError(number=number, where=where, message="The file has no such item when it is read again.")
    return reading.completed(readers.parse(item, batch.default_language), batch, file)

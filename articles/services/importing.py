"""Run an import: read a batch chunk by chunk, settle each in one transaction, until every item has its row.

One process at a time runs a batch; when it dies its locks go with it, and whoever takes the batch up goes on after the
last chunk that was committed. A chunk is read before its transaction begins, so that whoever pauses or cancels the
batch waits for the writing only; what was read by then is dropped. Items that are to be read again come first.
"""

import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import groupby, islice

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from articles import readers
from articles.models import Batch, BatchFile
from articles.readers import ParsedArticle, RowError
from articles.services import reading
from articles.services.locks import BATCH_LOCK, held
from articles.services.settling import Read, note_failure, settle

logger = logging.getLogger(__name__)

CHUNK_ROWS = 250
CHUNK_BYTES = 4 * 1024 * 1024
# So that files that are slow to read show up one after the other, and a stop is heard.
CHUNK_SECONDS = 20
MAX_ATTEMPTS = 5
_OPEN = (Batch.State.PENDING, Batch.State.RUNNING)


@dataclass
class _OpenFile:
    """A file being read; kept between chunks as long as nobody else has moved on in it."""

    content: bytes
    items: Iterator[readers.Item]
    rows_done: int
    number: int = 0  # of the item that was taken last

    def item(self, number: int) -> readers.Item | None:
        """The item of that number, or None where the file has none any more."""
        for item in self.items:
            self.rows_done += 1
            self.number = item.number
            if item.number >= number:
                return item if item.number == number else None
        return None


@dataclass
class _Chunk:
    """What one transaction settles."""

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


def unfinished_batches() -> list[int]:
    """Batches that somebody should be working on, oldest first."""
    return list(Batch.objects.filter(state__in=_OPEN).order_by("pk").values_list("pk", flat=True))


def run_batch(batch_id: int, *, stop: Callable[[], bool] = lambda: False) -> bool:
    """Import what is left of a batch; True once nothing is. ``stop`` is asked between chunks.

    False means that there is more to do, here after a stop, or in another process that has the batch in hand. After
    too many attempts that settled nothing the batch is given up. One that is paused has nothing left until it goes on.
    """
    stopped = False
    while True:
        with held(BATCH_LOCK, batch_id) as mine:
            if mine and _begin_attempt(batch_id):
                opened: dict[int, _OpenFile] = {}
                try:
                    while not (stopped := stop()) and _run_chunk(batch_id, opened):
                        pass
                except Exception as error:
                    note_failure(batch_id, error)
                    raise
        over = not Batch.objects.filter(pk=batch_id, state__in=_OPEN).exists()
        # Paused and resumed in the moment in which we let go: the job of the one who resumed it found us here.
        if over or stopped or not mine:
            return over


def _begin_attempt(batch_id: int) -> bool:
    """Count the attempt, so that a batch that kills its worker is not tried for ever."""
    begun = Batch.objects.filter(pk=batch_id, state__in=_OPEN, attempts__lt=MAX_ATTEMPTS).update(
        attempts=F("attempts") + 1, state=Batch.State.RUNNING
    )
    if not begun:
        Batch.objects.filter(pk=batch_id, state__in=_OPEN).update(
            state=Batch.State.FAILED,
            finished_at=timezone.now(),
            message=f"Given up after {MAX_ATTEMPTS} attempts that came no further. The server's log has the details.",
        )
    return bool(begun)


def _run_chunk(batch_id: int, opened: dict[int, _OpenFile]) -> bool:
    """Read the next items and settle them in one transaction; False when there are none left, or none wanted."""
    batch = Batch.objects.filter(pk=batch_id, state__in=_OPEN).first()
    if batch is None:
        return False
    chunk = _read_again(batch, opened) or _read_chunk(batch, opened)
    with transaction.atomic():
        batch = Batch.objects.select_for_update().filter(pk=batch_id, state__in=_OPEN).first()
        if batch is None:
            return False
        if not chunk.files:
            return not _end(batch)
        settle(
            batch,
            chunk.parsed,
            files=chunk.files,
            bytes_done=chunk.bytes_done,
            seconds=time.monotonic() - chunk.began,
        )
    return True


def _end(batch: Batch) -> bool:
    """Close a batch in which nothing is left to read; False when somebody asked for another try by now."""
    if batch.rows.filter(retrying=True).exists():
        return False
    cancelled = batch.files.filter(left_unread=True).exists()
    batch.state = Batch.State.CANCELLED if cancelled else Batch.State.FINISHED
    batch.finished_at, batch.message = timezone.now(), ""
    batch.save(update_fields=["state", "finished_at", "message"])
    return True


def _read_again(batch: Batch, opened: dict[int, _OpenFile]) -> _Chunk | None:
    """Read the next items whose rows are to be settled anew, or None when there are none."""
    rows = batch.rows.filter(retrying=True).order_by("file", "number").values_list("file", "number", "pk", "where")
    wanted = {file: list(found) for file, found in groupby(rows[:CHUNK_ROWS], key=lambda row: row[0])}
    if not wanted:
        return None
    chunk = _Chunk()
    files = list(BatchFile.objects.filter(pk__in=wanted).defer("content").order_by("pk"))
    for pk in set(opened) - set(wanted):
        del opened[pk]
    unopened = [file for file in files if file.pk not in opened or opened[file.pk].number >= wanted[file.pk][0][1]]
    contents = reading.contents(unopened, CHUNK_BYTES)
    for file in files:
        if chunk.full:
            break
        if file in unopened:
            if file.pk not in contents:
                break
            opened[file.pk] = _open(batch, file, contents.pop(file.pk), begin=0)
        chunk.files.append(file)
        for _, number, row_id, where in wanted[file.pk]:
            if chunk.full:
                break
            result = _result_again(batch, file, opened[file.pk], number, where)
            chunk.add(Read(file, result, row_id))
    return chunk


def _result_again(
    batch: Batch, file: BatchFile, current: _OpenFile, number: int, where: str
) -> ParsedArticle | RowError:
    if message := reading.problem_of(file, current.content):
        return RowError(number=number, where=where, message=message)
    item = current.item(number)
    if item is None:
        return RowError(number=number, where=where, message="The file has no such item when it is read again.")
    return reading.article_of(item, batch, file)


def _read_chunk(batch: Batch, opened: dict[int, _OpenFile]) -> _Chunk:
    chunk = _Chunk()
    waiting = list(
        batch.files.filter(finished=False, left_unread=False).defer("content").order_by("number")[:CHUNK_ROWS]
    )
    contents: dict[int, bytes] | None = None
    for file in waiting:
        if chunk.full:
            break
        if not _still_open(file, opened):
            if contents is None:
                contents = reading.contents([one for one in waiting if not _still_open(one, opened)], CHUNK_BYTES)
            if file.pk not in contents:
                break
            opened[file.pk] = _open(batch, file, contents.pop(file.pk), begin=file.rows_done)
        _read_file(batch, file, opened, chunk)
    return chunk


def _still_open(file: BatchFile, opened: dict[int, _OpenFile]) -> bool:
    return file.pk in opened and opened[file.pk].rows_done == file.rows_done


def _open(batch: Batch, file: BatchFile, content: bytes, *, begin: int) -> _OpenFile:
    items = reading.items_of(batch, file, content)
    return _OpenFile(content=content, items=islice(items, begin, None), rows_done=begin)


def _read_file(batch: Batch, file: BatchFile, opened: dict[int, _OpenFile], chunk: _Chunk) -> None:
    """Parse on until the file or the chunk ends."""
    chunk.files.append(file)
    current = opened[file.pk]
    bytes_before = file.bytes_done
    message = "" if file.rows_done else reading.problem_of(file, current.content)
    if message:
        chunk.add(Read(file, RowError(number=1, where=file.name, message=message)))
        file.rows_done, file.finished, file.has_errors = 1, True, True
    while not file.finished and not chunk.full:
        item = next(current.items, None)
        if item is None:
            file.finished, file.bytes_done = True, file.byte_length
            break
        result = reading.article_of(item, batch, file)
        chunk.add(Read(file, result))
        file.has_errors |= isinstance(result, RowError)
        file.rows_done += 1
        file.bytes_done = min(item.end, file.byte_length)
    chunk.bytes_done += file.bytes_done - bytes_before
    current.rows_done = file.rows_done
    if file.finished:
        del opened[file.pk]

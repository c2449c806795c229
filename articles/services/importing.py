"""Run an import: read a batch chunk by chunk, each in one transaction, until every item has its row.

One process at a time runs a batch; when it dies its locks go with it, and whoever takes the batch up goes on after the
last chunk that was committed. Writing is serialised across batches by an advisory lock: what is looked up stays true
until it is written.
"""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models import F
from django.utils import timezone

from articles import readers
from articles.hooks import ImportedLayers, annotations_imported, articles_imported
from articles.models import Batch, BatchFile, BatchRow
from articles.readers import ParsedArticle, RowError
from articles.services.storing import store
from articles.services.web_files import as_gathered
from articles.text import canonical

logger = logging.getLogger(__name__)

CHUNK_ROWS = 250
CHUNK_BYTES = 4 * 1024 * 1024
# So that files that are slow to read show up one after the other, and a stop is heard.
CHUNK_SECONDS = 20
MAX_ATTEMPTS = 5
_WRITE_LOCK = 0x61727469636C65
_BATCH_LOCK = 0x62617463
_OPEN = (Batch.State.PENDING, Batch.State.RUNNING)


@dataclass
class _OpenFile:
    """A file being read; kept between chunks as long as nobody else has moved on in it."""

    content: bytes
    items: Iterator[readers.Item]
    rows_done: int


@dataclass
class _Chunk:
    """What one transaction settles."""

    parsed: list[tuple[BatchFile, ParsedArticle | RowError]] = field(default_factory=list)
    files: list[BatchFile] = field(default_factory=list)
    size: int = 0
    began: float = field(default_factory=time.monotonic)

    @property
    def full(self) -> bool:
        return (
            len(self.parsed) >= CHUNK_ROWS
            or self.size >= CHUNK_BYTES
            or (bool(self.parsed) and time.monotonic() - self.began > CHUNK_SECONDS)
        )


def unfinished_batches() -> list[int]:
    """Batches that somebody should be working on, oldest first."""
    return list(Batch.objects.filter(state__in=_OPEN).order_by("pk").values_list("pk", flat=True))


def run_batch(batch_id: int, *, stop: Callable[[], bool] = lambda: False) -> bool:
    """Import what is left of a batch; True once it is over. ``stop`` is asked between chunks.

    False means that there is more to do, here after a stop, or in another process that has the batch in hand. After
    too many attempts that settled nothing the batch is given up.
    """
    with _in_hand(batch_id) as mine:
        if mine and _begin_attempt(batch_id):
            opened: dict[int, _OpenFile] = {}
            try:
                while not stop() and _run_chunk(batch_id, opened):
                    pass
            except Exception as error:
                _note_failure(batch_id, error)
                raise
    return not Batch.objects.filter(pk=batch_id, state__in=_OPEN).exists()


@contextmanager
def _in_hand(batch_id: int) -> Iterator[bool]:
    """Whether this process has the batch to itself. The lock is the session's, so it dies with the process."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [_BATCH_LOCK, batch_id % 2**31])
        mine = cursor.fetchone()[0]
    try:
        yield mine
    finally:
        if mine and connection.connection is not None and not connection.connection.closed:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [_BATCH_LOCK, batch_id % 2**31])


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


def _note_failure(batch_id: int, error: Exception) -> None:
    logger.exception("The import of batch %s stopped", batch_id)
    try:
        Batch.objects.filter(pk=batch_id).update(
            message=f"Stopped by an error ({type(error).__name__}). It is tried again within a minute."
        )
    except DatabaseError:
        pass  # The database itself is what failed.


def _run_chunk(batch_id: int, opened: dict[int, _OpenFile]) -> bool:
    """Settle the next items in one transaction; False when there are none left."""
    with transaction.atomic():
        batch = Batch.objects.select_for_update(skip_locked=True).filter(pk=batch_id, state__in=_OPEN).first()
        if batch is None:
            return False
        chunk = _read_chunk(batch, opened)
        if not chunk.files:
            batch.state, batch.finished_at, batch.message = Batch.State.FINISHED, timezone.now(), ""
            batch.save(update_fields=["state", "finished_at", "message"])
            return False
        _settle(batch, chunk)
    return True


def _read_chunk(batch: Batch, opened: dict[int, _OpenFile]) -> _Chunk:
    chunk = _Chunk()
    waiting = list(batch.files.filter(finished=False).defer("content").order_by("number")[:CHUNK_ROWS])
    contents = _contents([file for file in waiting if not _still_open(file, opened)])
    for file in waiting:
        if chunk.full:
            break
        if not _still_open(file, opened):
            if file.pk not in contents:
                break
            opened[file.pk] = _open(file, contents.pop(file.pk))
        _read_file(batch, file, opened, chunk)
    return chunk


def _still_open(file: BatchFile, opened: dict[int, _OpenFile]) -> bool:
    return file.pk in opened and opened[file.pk].rows_done == file.rows_done


def _contents(files: list[BatchFile]) -> dict[int, bytes]:
    """The bytes of the first files, as many as make a chunk, and always at least one."""
    wanted, size = [], 0
    for file in files:
        if wanted and size + file.byte_length > CHUNK_BYTES:
            break
        wanted.append(file.pk)
        size += file.byte_length
    return {pk: bytes(content) for pk, content in BatchFile.objects.filter(pk__in=wanted).values_list("pk", "content")}


def _open(file: BatchFile, content: bytes) -> _OpenFile:
    items = readers.items(file.name, content)
    return _OpenFile(content=content, items=islice(items, file.rows_done, None), rows_done=file.rows_done)


def _read_file(batch: Batch, file: BatchFile, opened: dict[int, _OpenFile], chunk: _Chunk) -> None:
    """Parse on until the file or the chunk ends."""
    chunk.files.append(file)
    reading = opened[file.pk]
    over = file.problem or readers.too_large(file.byte_length, settings.IMPORT_MAX_BYTES)
    if over or not reading.content:
        message = over or "The file is empty."
        chunk.parsed.append((file, RowError(number=1, where=file.name, message=message)))
        file.rows_done, file.finished, file.has_errors = 1, True, True
    while not file.finished and not chunk.full:
        item = next(reading.items, None)
        if item is None:
            file.finished, file.bytes_done = True, file.byte_length
            break
        result = as_gathered(batch, file, _parsed(item, batch.default_language))
        chunk.parsed.append((file, result))
        chunk.size += len(result.content) if isinstance(result, ParsedArticle) else 0
        file.has_errors |= isinstance(result, RowError)
        file.rows_done += 1
        file.bytes_done = min(item.end, file.byte_length)
    reading.rows_done = file.rows_done
    if file.finished:
        del opened[file.pk]


def _parsed(item: readers.Item, default_language: str) -> ParsedArticle | RowError:
    try:
        return item.parse(default_language)
    except readers.SandboxBroken:
        raise  # A fault of the installation: no reason to call good files bad.
    except Exception:
        # One item that trips the reader must not hold up the others; the log says where to look.
        logger.exception("Could not read %s", item.where)
        message = "This item could not be read because of an error in the program. The server's log has the details."
        return RowError(number=item.number, where=item.where, message=message)


def _settle(batch: Batch, chunk: _Chunk) -> None:
    """Write articles, rows and progress. Runs under the batch's row lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_WRITE_LOCK])
    articles = [parsed for _, parsed in chunk.parsed if isinstance(parsed, ParsedArticle)]
    outcomes = iter(store(articles, default_outlet_id=batch.default_outlet_id))
    rows, new, annotated = [], [], []
    counts = dict.fromkeys(BatchRow.Outcome.values, 0)
    for file, parsed in chunk.parsed:
        row = BatchRow(batch=batch, file=file, number=parsed.number, where=canonical(parsed.where)[-600:])
        if isinstance(parsed, RowError):
            row.outcome, row.message = BatchRow.Outcome.ERROR, parsed.message
        else:
            stored = next(outcomes)
            row.outcome, row.article_id, row.message = stored.outcome, stored.article_id, stored.message
            if parsed.layers:
                if not stored.is_new:
                    row.message = f"{row.message} {' '.join(parsed.notes)}".strip()
                annotated.append((row, ImportedLayers(stored.article_id, parsed.layers)))
            if stored.is_new:
                new.append(stored.article_id)
        counts[row.outcome] += 1
        rows.append(row)
    _pass_on(annotated)
    for row in rows:
        row.message = canonical(row.message)  # It may quote the file, whatever that holds.
    BatchRow.objects.bulk_create(rows)
    _save_progress(batch, chunk.files, counts)
    if new:
        articles_imported.send(new)


def _pass_on(annotated: list[tuple[BatchRow, ImportedLayers]]) -> None:
    """Hand the annotations to who keeps them, and say on each row what became of its own."""
    if annotated:
        for answers in annotations_imported.send([layers for _, layers in annotated]):
            for (row, _), said in zip(annotated, answers, strict=True):
                row.message = f"{row.message} {said}".strip()


def _save_progress(batch: Batch, files: list[BatchFile], counts: dict[str, int]) -> None:
    BatchFile.objects.bulk_update(files, ["rows_done", "bytes_done", "has_errors", "finished"])
    settled = [file.pk for file in files if file.finished and not file.has_errors]
    BatchFile.objects.filter(pk__in=settled).update(content=b"")
    Batch.objects.filter(pk=batch.pk).update(
        attempts=0,
        message="",
        **{f"rows_{outcome}": F(f"rows_{outcome}") + count for outcome, count in counts.items() if count},
    )

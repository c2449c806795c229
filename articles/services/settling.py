"""Settle what was read: articles, a row for every item, and how far the batch is, in the caller's transaction."""

import logging
from dataclasses import dataclass
from datetime import timedelta

from django.db import DatabaseError
from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from articles.duplicates import Print
from articles.hooks import ImportedLayers, annotations_imported, articles_imported
from articles.models import Batch, BatchFile, BatchRow
from articles.pace import Pace, blended
from articles.readers import ParsedArticle, RowError
from articles.services.bulk import copy_rows
from articles.services.locks import wait_to_write
from articles.services.pinning import cut_by_rules, pinned_rules
from articles.services.storing import store
from articles.text import canonical

logger = logging.getLogger(__name__)

# After as long without an item, what was measured before says nothing about what comes.
PACE_SECONDS = 60


@dataclass(slots=True)
class Read:
    """What one item was read as.

    ``taken`` is the print of its body, where that was taken with it; ``row_id`` the row that it has already, when it
    was read again.
    """

    file: BatchFile
    result: ParsedArticle | RowError
    taken: Print | None = None
    row_id: int | None = None


def settle(batch: Batch, reads: list[Read], *, files: list[BatchFile], bytes_done: int, seconds: float) -> None:
    """Write articles, rows and progress of one chunk. Runs under the batch's row lock.

    ``files`` are those that the items are of, with how far each is read now; ``seconds`` is what such a chunk takes.
    """
    results = cut_by_rules(
        [read.result for read in reads], rules=pinned_rules(batch), default_outlet_id=batch.default_outlet_id
    )
    for read, result in zip(reads, results, strict=True):
        if result is not read.result:
            read.result, read.taken = result, None
    wait_to_write()
    known = _rows_to_settle_anew(reads)
    reads = [read for read in reads if read.row_id is None or read.row_id in known]
    articles = [(read.result, read.taken) for read in reads if isinstance(read.result, ParsedArticle)]
    outcomes = iter(store(articles, default_outlet_id=batch.default_outlet_id))
    rows, new, annotated = [], [], []
    counts = dict.fromkeys(BatchRow.Outcome.values, 0)
    counts[BatchRow.Outcome.ERROR] -= len(known)
    for read in reads:
        parsed = read.result
        row = known.get(read.row_id) or BatchRow(batch=batch, file=read.file, number=parsed.number)
        row.where, row.retrying = canonical(parsed.where)[-600:], False
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
    copy_rows(BatchRow, [row for row in rows if row.pk is None])
    BatchRow.objects.bulk_update(known.values(), ["where", "outcome", "article", "message", "retrying"])
    if known:
        _forget_errors_that_are_gone(batch, files)
    else:
        _save_files(files)
    _save_progress(batch, counts, _pace(batch, len(reads), bytes_done, seconds))
    if new:
        articles_imported.send(new)


def _rows_to_settle_anew(reads: list[Read]) -> dict[int, BatchRow]:
    wanted = [read.row_id for read in reads if read.row_id is not None]
    if not wanted:
        return {}
    return BatchRow.objects.filter(retrying=True).select_for_update().in_bulk(wanted)


def _pass_on(annotated: list[tuple[BatchRow, ImportedLayers]]) -> None:
    """Hand the annotations to who keeps them, and say on each row what became of its own."""
    if annotated:
        for answers in annotations_imported.send([layers for _, layers in annotated]):
            for (row, _), said in zip(annotated, answers, strict=True):
                row.message = f"{row.message} {said}".strip()


def _save_files(files: list[BatchFile]) -> None:
    BatchFile.objects.bulk_update(files, ["rows_done", "bytes_done", "has_errors", "finished"])
    settled = [file.pk for file in files if file.finished and not file.has_errors]
    BatchFile.objects.filter(pk__in=settled).update(content=b"")


def _pace(batch: Batch, items: int, size: int, seconds: float) -> Pace:
    before = None
    lately = timezone.now() - timedelta(seconds=PACE_SECONDS)
    if batch.pace_items is not None and batch.settled_at and batch.settled_at > lately:
        before = Pace(batch.pace_items, batch.pace_bytes)
    return blended(before, items=items, size=size, seconds=seconds)


def _save_progress(batch: Batch, counts: dict[str, int], pace: Pace) -> None:
    Batch.objects.filter(pk=batch.pk).update(
        state=Batch.State.RUNNING,
        attempts=0,
        message="",
        settled_at=timezone.now(),
        pace_items=pace.items,
        pace_bytes=pace.bytes,
        **{f"rows_{outcome}": F(f"rows_{outcome}") + count for outcome, count in counts.items() if count},
    )


def _forget_errors_that_are_gone(batch: Batch, files: list[BatchFile]) -> None:
    """Files whose errors are all settled need not be kept, once they are read to the end."""
    retried = {file.pk for file in files}
    retried -= set(batch.rows.filter(retrying=True, file__in=retried).values_list("file", flat=True))
    errors = BatchRow.objects.filter(batch=batch, outcome=BatchRow.Outcome.ERROR, file=OuterRef("pk"))
    clean = BatchFile.objects.filter(~Exists(errors), pk__in=retried)
    clean.filter(left_unread=True).update(content=b"")
    clean.update(has_errors=False)


def note_failure(batch_id: int, error: Exception) -> None:
    """Say on the batch that it stopped and goes on by itself; the log says why."""
    logger.exception("The work on batch %s stopped", batch_id)
    try:
        Batch.objects.filter(pk=batch_id, state__in=Batch.State.of_a_worker()).update(
            message=f"Stopped by an error ({type(error).__name__}). It is tried again within a minute."
        )
    except DatabaseError:
        pass  # The database itself is what failed.

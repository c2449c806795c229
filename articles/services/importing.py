"""Run an import: read a batch chunk by chunk, settle each in one transaction, until every item has its row.

One process at a time runs a batch; when it dies its locks go with it, and whoever takes the batch up goes on after the
last chunk that was committed. A chunk is read before its transaction begins, so that whoever pauses or cancels the
batch waits for the writing only; what was read by then is dropped.
"""

import logging
from collections.abc import Callable

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from articles.models import Batch
from articles.readers.ahead import Ahead
from articles.services.chunks import Chunks
from articles.services.locks import BATCH_LOCK, held
from articles.services.settling import note_failure, settle

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 5
_OPEN = (Batch.State.PENDING, Batch.State.RUNNING)


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
                try:
                    with Ahead() as ahead:
                        chunks = Chunks(ahead)
                        while not (stopped := stop()) and _run_chunk(batch_id, chunks):
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


def _run_chunk(batch_id: int, chunks: Chunks) -> bool:
    """Read the next items and settle them in one transaction; False when there are none left, or none wanted."""
    batch = Batch.objects.filter(pk=batch_id, state__in=_OPEN).first()
    if batch is None:
        return False
    chunk = chunks.next(batch)
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
            seconds=chunks.lap(),
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

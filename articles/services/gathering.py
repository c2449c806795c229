"""Gather the files of a batch that does not come with them: from the web, or from the server's folder.

One process at a time gathers a batch. Whoever takes it up after a crash goes on with what is not there yet.
"""

import datetime
import logging
from collections.abc import Callable, Iterable

from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.db.models import F
from django.utils import timezone
from procrastinate.contrib.django import app as jobs

from articles.models import Batch, BatchFile, BatchPath
from articles.services.drafts import note_outlet
from articles.services.folder_reading import read_paths
from articles.services.handing import hand_over
from articles.services.locks import GATHERING, held
from articles.services.outlets import outlets_by_name
from articles.services.web import fetching_is_on
from articles.services.web_files import fetch_files, fetch_progress
from newsroom.roles import may

logger = logging.getLogger(__name__)

TASK = "articles.gather_batch"
MAX_ATTEMPTS = 5


def begin_gathering(
    actor,
    *,
    name: str,
    source: str,
    files: Iterable[BatchFile] = (),
    paths: Iterable[str] = (),
    default_outlet: str = "",
    default_language: str = "",
    default_date: datetime.date | None = None,
    in_this_process: bool = False,
) -> Batch:
    """Note what a new batch is to be gathered from, and enqueue that, all or nothing.

    ``actor`` is None for a command and for feeds; ``files`` get their numbers here. Where a person asks, the batch
    becomes a draft when all is gathered, and a new outlet is only noted: a draft that is discarded leaves none behind.
    """
    if actor is not None and not may(actor, "import articles"):
        raise PermissionDenied("Your account may not import articles.")
    with transaction.atomic():
        batch = Batch.objects.create(
            name=name[:200],
            source=source,
            state=Batch.State.FETCHING,
            default_language=default_language,
            default_date=default_date,
            created_by=actor,
        )
        outlet_name = " ".join(default_outlet.split())
        if actor is not None:
            note_outlet(batch, outlet_name)
        elif outlet_name:
            batch.default_outlet_id = outlets_by_name([outlet_name])[outlet_name]
            batch.save(update_fields=["default_outlet"])
        files = list(files)
        for number, file in enumerate(files, start=1):
            file.batch, file.number = batch, number
        BatchFile.objects.bulk_create(files, batch_size=500)
        BatchPath.objects.bulk_create(
            [BatchPath(batch=batch, number=number, path=path) for number, path in enumerate(paths, start=1)]
        )
        if not in_this_process:
            enqueue_gathering(batch.pk)
    return batch


def enqueue_gathering(batch_id: int) -> None:
    """Have a worker gather what is missing of a batch, once the present transaction is committed."""
    jobs.configure_task(TASK, allow_unknown=True).defer(batch_id=batch_id)


def is_to_be_gathered(batch_id: int) -> bool:
    """Whether something of the batch is still to be fetched or read from the folder."""
    files = BatchFile.objects.filter(batch=batch_id, to_fetch=True)
    return files.exists() or BatchPath.objects.filter(batch=batch_id, done=False).exists()


def batches_to_gather() -> list[int]:
    """Batches that wait for their files, oldest first."""
    return list(Batch.objects.filter(state=Batch.State.FETCHING).order_by("pk").values_list("pk", flat=True))


def gathering_of(batch: Batch) -> dict:
    """How far a batch is that waits for its files, and whether it waits for a setting."""
    progress = fetch_progress(batch)
    return {
        **progress,
        "settled": progress["total"] - progress["left"],
        "files": batch.files.count(),
        "is_off": bool(progress["left"]) and not fetching_is_on(),
    }


def gather_batch(batch_id: int, *, stop: Callable[[], bool] = lambda: False) -> bool:
    """Gather what is missing of a batch, and hand it over when nothing is; True once there is no more to gather.

    False means: after a stop, or when another process has it in hand, or when sites want to be asked later.
    """
    with held(GATHERING, batch_id) as mine:
        if mine and _begin_attempt(batch_id):
            batch = Batch.objects.get(pk=batch_id)
            try:
                whole = read_paths(batch, stop=stop) and fetch_files(batch, stop=stop)
            except Exception as error:
                _note_failure(batch_id, error)
                raise
            Batch.objects.filter(pk=batch_id, state=Batch.State.FETCHING).update(attempts=0)
            if whole:
                hand_over(batch)
    return not Batch.objects.filter(pk=batch_id, state=Batch.State.FETCHING).exists()


def _begin_attempt(batch_id: int) -> bool:
    """Count the attempt, so that a batch that kills its worker is not tried for ever."""
    gathering = Batch.objects.filter(pk=batch_id, state=Batch.State.FETCHING)
    if gathering.filter(attempts__lt=MAX_ATTEMPTS).update(attempts=F("attempts") + 1):
        return True
    gathering.update(
        state=Batch.State.FAILED,
        finished_at=timezone.now(),
        message=f"Given up after {MAX_ATTEMPTS} attempts that came no further. The server's log has the details.",
    )
    return False


def _note_failure(batch_id: int, error: Exception) -> None:
    logger.exception("Gathering the files of batch %s stopped", batch_id)
    try:
        Batch.objects.filter(pk=batch_id, state=Batch.State.FETCHING).update(
            message=f"Stopped by an error ({type(error).__name__}). It is tried again within a minute."
        )
    except DatabaseError:
        pass  # The database itself is what failed.

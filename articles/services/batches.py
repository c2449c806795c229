"""Begin an import: keep the bytes, and enqueue the work in the same transaction."""

from collections.abc import Iterable

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from procrastinate.contrib.django import app as jobs

from articles.models import Batch, BatchFile
from articles.readers import too_large
from articles.services.outlets import outlets_by_name
from newsroom.roles import may

TASK = "articles.import_batch"
_FILES_AT_ONCE = 200


def create_batch(
    actor,
    *,
    name: str,
    source: str,
    files: Iterable[tuple[str, bytes]],
    default_outlet: str = "",
    default_language: str = "",
    state: Batch.State = Batch.State.PENDING,
    in_this_process: bool = False,
) -> Batch:
    """Keep the files of a new batch and enqueue its import, all or nothing. ``actor`` is None for a command.

    A command imports by itself (``in_this_process``); should it be killed, the worker's tick takes its batch up.
    A file over the limit is noted without its bytes and becomes an error row. A draft (``state``) waits for its import.
    """
    if actor is not None and not may(actor, "import articles"):
        raise PermissionDenied("Your account may not import articles.")
    with transaction.atomic():
        outlet_name = " ".join(default_outlet.split())
        batch = Batch.objects.create(
            name=name[:200],
            source=source,
            default_outlet_id=outlets_by_name([outlet_name]).get(outlet_name),
            default_language=default_language,
            created_by=actor,
            state=state,
        )
        waiting: list[BatchFile] = []
        for number, (file_name, content) in enumerate(files, start=1):
            waiting.append(new_file(batch, number, file_name, content))
            if len(waiting) >= _FILES_AT_ONCE:
                BatchFile.objects.bulk_create(waiting)
                waiting = []
        BatchFile.objects.bulk_create(waiting)
        if state == Batch.State.PENDING and not in_this_process:
            enqueue(batch.pk)
    return batch


def new_file(batch: Batch, number: int, name: str, content: bytes) -> BatchFile:
    """A file of a batch, not saved yet."""
    over = too_large(len(content), settings.IMPORT_MAX_BYTES)
    name = name.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
    return BatchFile(
        batch=batch, number=number, name=name[-500:], content=b"" if over else content, byte_length=len(content)
    )


def enqueue(batch_id: int) -> None:
    """Have a worker import what is left of a batch, once the present transaction is committed."""
    jobs.configure_task(TASK, allow_unknown=True).defer(batch_id=batch_id)

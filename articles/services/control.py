"""What an admin may do to an import under way or over: pause, go on, cancel, read failed items again.

Each is one guarded update: whoever comes too late is told how the batch stands instead.
"""

import logging

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from articles.models import Batch, BatchFile, BatchRow
from articles.services.batches import enqueue
from articles.services.gathering import enqueue_gathering, is_to_be_gathered
from newsroom.roles import may

logger = logging.getLogger(__name__)
State = Batch.State


class NotAsItStands(Exception):
    """The batch is in a state in which this cannot be done."""


def pause_batch(*, actor, batch_id: int) -> None:
    """Stop an import until somebody has it go on. What is being read at this moment is dropped, and read again then."""
    with transaction.atomic():
        move(actor, batch_id, "paused", when=(State.PENDING, State.RUNNING), to=State.PAUSED)


def resume_batch(*, actor, batch_id: int) -> None:
    """Go on where it was paused, or try again what was given up, which may have been while its files were gathered."""
    with transaction.atomic():
        gathers = is_to_be_gathered(batch_id)
        if move(
            actor,
            batch_id,
            "resumed",
            when=(State.PAUSED, State.FAILED),
            to=State.FETCHING if gathers else State.PENDING,
            already=(State.RUNNING,),
            attempts=0,
            message="",
            finished_at=None,
            settled_at=None,
        ):
            (enqueue_gathering if gathers else enqueue)(batch_id)


def cancel_batch(*, actor, batch_id: int) -> None:
    """Stop an import for good. What was settled stays; what was not read is not kept."""
    with transaction.atomic():
        if move(
            actor,
            batch_id,
            "cancelled",
            when=State.cancellable(),
            to=State.CANCELLED,
            finished_at=timezone.now(),
            message="",
        ):
            BatchRow.objects.filter(batch=batch_id, retrying=True).update(retrying=False)
            unread = BatchFile.objects.filter(batch=batch_id, finished=False)
            unread.filter(has_errors=False).update(content=b"")
            unread.update(left_unread=True, to_fetch=False)


def retry_errors(*, actor, batch_id: int, row_id: int | None = None) -> None:
    """Have the failed items of a batch read again, or one of them; each keeps its row. Addresses are fetched again."""
    with transaction.atomic():
        move(
            actor,
            batch_id,
            "retried",
            when=(State.FINISHED, State.CANCELLED, State.PENDING, State.RUNNING),
            to=State.PENDING,
            attempts=0,
            message="",
            finished_at=None,
        )
        rows = BatchRow.objects.filter(batch=batch_id, outcome=BatchRow.Outcome.ERROR)
        if row_id is not None:
            rows = rows.filter(pk=row_id)
        if not rows.update(retrying=True):
            raise NotAsItStands("There is no such error any more. Nothing was changed.")
        # What is left of a file may be more than it was: the reader may do better today.
        again = BatchFile.objects.filter(
            Exists(BatchRow.objects.filter(batch=batch_id, retrying=True, file=OuterRef("pk"))), batch=batch_id
        )
        again.filter(left_unread=False).exclude(content=b"").update(finished=False)
        # Nothing came of these, or the batch was cancelled while they were fetched again.
        missing = again.exclude(url="").filter(content=b"")
        if missing.update(to_fetch=True, problem="", tries=0, fetch_after=None, finished=False, left_unread=False):
            Batch.objects.filter(pk=batch_id).update(state=State.FETCHING)
            enqueue_gathering(batch_id)
        else:
            enqueue(batch_id)


def move(actor, batch_id: int, verb: str, *, when: tuple, to: str, already: tuple = (), **fields) -> bool:
    """Put a batch into another state if it is in one of those; False if somebody else has done so already."""
    if actor is not None and not may(actor, "import articles"):
        raise PermissionDenied("Your account may not import articles.")
    if Batch.objects.filter(pk=batch_id, state__in=when).update(state=to, **fields):
        logger.info("Batch %s is %s by %s", batch_id, verb, actor or "a command")
        return True
    state = State(Batch.objects.values_list("state", flat=True).get(pk=batch_id))
    if state in (to, *already):
        return False
    raise NotAsItStands(f"The batch was in another state by then ({state.label.lower()}). Nothing was changed.")

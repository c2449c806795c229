"""Make the preview of a draft: read its items as the import would, and write nothing but the preview.

The job looks at the first items only, and knows at every step whether the draft is still the one it began with. Doing
it twice, at once or again, gives the same preview.
"""

import logging
from collections.abc import Callable
from datetime import timedelta

from django.db import DatabaseError
from django.db.models import F
from django.utils import timezone

from articles.models import Batch, Preview
from articles.services.looking import Look

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 3
# A preview that no job got on with for so long has lost its job.
_LOST_SECONDS = 90


def default_outlet(batch: Batch, preview: Preview) -> str:
    """The name of the outlet that holds for items without one."""
    return preview.outlet or (batch.default_outlet.name if batch.default_outlet else "")


class _Stale(Exception):
    """The draft was changed, imported or discarded meanwhile."""


def waiting_previews() -> list[int]:
    """Drafts whose preview is asked for and that no job seems to be making."""
    before = timezone.now() - timedelta(seconds=_LOST_SECONDS)
    found = Preview.objects.filter(state=Preview.State.WAITING, touched_at__lt=before, batch__state=Batch.State.DRAFT)
    return list(found.order_by("pk").values_list("batch_id", flat=True))


def make_preview(batch_id: int, *, stop: Callable[[], bool] = lambda: False) -> bool:
    """Make the preview of a draft, if it is asked for; False if ``stop``, which is asked between chunks, came first."""
    preview = Preview.objects.filter(batch_id=batch_id, state=Preview.State.WAITING).first()
    batch = Batch.objects.select_related("default_outlet").filter(pk=batch_id, state=Batch.State.DRAFT).first()
    if preview is None or batch is None:
        return True
    revision = preview.revision
    try:
        _touch(batch_id, revision, attempts=F("attempts") + 1)
        if preview.attempts >= MAX_ATTEMPTS:
            _touch(batch_id, revision, state=Preview.State.FAILED, message=_GIVEN_UP)
            return True
        look = Look(batch, outlet=default_outlet(batch, preview), files=preview.files, columns=preview.columns)
        for _ in look.chunks():
            _touch(batch_id, revision, items_seen=look.seen)
            if stop():
                _touch(batch_id, revision, attempts=F("attempts") - 1)
                return False
        _touch(
            batch_id,
            revision,
            state=Preview.State.READY,
            result=look.result(),
            items_seen=look.seen,
            files=look.files,
            columns=look.columns,
        )
    except _Stale:
        pass  # Whoever changed it asked for the next preview.
    except Exception as error:
        _note_failure(batch_id, revision, error)
        raise
    return True


_GIVEN_UP = (
    f"The preview was given up after {MAX_ATTEMPTS} attempts; the server's log has the details. Remove the file that "
    "may be the cause, or import without a preview: what cannot be read becomes an error row."
)


def _touch(batch_id: int, revision: int, **values) -> None:
    """Note something on the preview, as long as it is still the same draft."""
    same = Preview.objects.filter(batch_id=batch_id, revision=revision, state=Preview.State.WAITING)
    if not same.update(touched_at=timezone.now(), **values):
        raise _Stale


def _note_failure(batch_id: int, revision: int, error: Exception) -> None:
    logger.exception("The preview of batch %s stopped", batch_id)
    message = f"The preview was stopped by an error ({type(error).__name__}). The server's log has the details."
    try:
        _touch(batch_id, revision, state=Preview.State.FAILED, message=message)
    except (DatabaseError, _Stale):
        pass  # The database itself is what failed, and the worker's tick tries again; or nobody wants it any more.

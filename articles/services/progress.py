"""How far a batch is, in words and figures: three queries for a batch of any size."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Case, Count, F, Q, Sum, When
from django.utils import timezone

from articles.models import Batch, BatchFile
from articles.pace import Pace, in_words, rate_in_words, time_left

# An item may take a minute to read (a large PDF); after as long nobody knows how it goes on.
QUIET_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Progress:
    """``done`` of ``total`` is what a bar shows: bytes read, items read again, or articles removed."""

    done: int
    total: int
    files: int
    files_read: int
    files_unread: int
    files_in_part: int
    items_unread: int | None
    in_hand: str
    retrying: int
    rate: str
    left: str
    took: str


def progress_of(batch: Batch) -> Progress:
    size = _sizes(batch)
    working = batch.state in (Batch.State.PENDING, Batch.State.RUNNING)
    unfinished = batch.state == Batch.State.PAUSED or working
    retrying = batch.rows.filter(retrying=True).count() if unfinished else 0
    rate, left = _pace(batch, size["total"] - size["done"], retrying)
    done, total = size["done"], size["total"]
    if batch.state == Batch.State.UNDOING:
        done, total = batch.articles_removed, batch.rows_imported + batch.rows_revision
    elif retrying:
        done, total = max(batch.rows_error - retrying, 0), batch.rows_error
    return Progress(
        done=done,
        total=total,
        files=size["files"],
        files_read=size["read"],
        files_unread=size["unread"],
        files_in_part=size["in_part"],
        items_unread=_items_unread(batch, size),
        in_hand=_in_hand(batch) if unfinished and not retrying else "",
        retrying=retrying,
        rate=rate,
        left=left,
        took=in_words((batch.finished_at - batch.created_at).total_seconds()) if batch.finished_at else "",
    )


def _sizes(batch: Batch) -> dict[str, int]:
    over = Q(finished=True)
    begun = Q(rows_done__gt=0)
    sizes = BatchFile.objects.filter(batch=batch).aggregate(
        files=Count("pk"),
        read=Count("pk", filter=over),
        unread=Count("pk", filter=Q(left_unread=True) & ~begun),
        in_part=Count("pk", filter=Q(left_unread=True) & begun),
        unread_bytes=Sum(F("byte_length") - F("bytes_done"), filter=Q(left_unread=True)),
        done=Sum(Case(When(over, then=F("byte_length")), default=F("bytes_done"))),
        total=Sum("byte_length"),
    )
    return {name: value or 0 for name, value in sizes.items()}


def _items_unread(batch: Batch, size: dict[str, int]) -> int | None:
    """About how many items a cancelled batch did not read, judged by those that it read; None when nothing tells."""
    if not size["done"] or not batch.rows_total:
        return None
    return max(round(batch.rows_total * size["unread_bytes"] / size["done"]), 1)


def _in_hand(batch: Batch) -> str:
    files = BatchFile.objects.filter(batch=batch, finished=False, left_unread=False)
    return files.order_by("number").values_list("name", flat=True).first() or ""


def _pace(batch: Batch, unread: int, retrying: int) -> tuple[str, str]:
    """Items a second lately and the time that is left at that pace, each empty while it is not known."""
    lately = timezone.now() - timedelta(seconds=QUIET_SECONDS)
    if batch.state != Batch.State.RUNNING or not batch.settled_at or batch.settled_at < lately:
        return "", ""
    pace = Pace(batch.pace_items or 0, batch.pace_bytes or 0)
    seconds = time_left(pace, size=unread, items=retrying)
    return rate_in_words(pace.items), "" if seconds is None else in_words(seconds)

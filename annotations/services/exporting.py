"""Export readings: choose them, count them, and stream them line by line with memory that does not grow.

Readings come in chunks limited by the length of their texts; each chunk is read in one snapshot of the database with a
fixed number of queries, and nothing is held open while a slow receiver takes the lines.
"""

import zlib
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate

from django.db import connection, transaction
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce

from annotations.errors import NotAllowed
from annotations.export import jsonl
from annotations.export.shape import ExportedReading
from annotations.models import Reading
from annotations.services.export_gathering import gather, protected_names
from annotations.services.export_layout import lay_out
from newsroom.roles import may

CHUNK_READINGS = 100
CHUNK_CHARACTERS = 1_000_000

R, S = Reading.Role, Reading.State

# Which readings a choice means; the order is that of the page.
CHOICES: dict[str, tuple[str, Q]] = {
    "records": ("Records: approved readings", Q(role=R.RECORD, state=S.CLOSED)),
    "submitted": ("Submitted readings that wait for review", Q(role=R.HUMAN, state=S.SUBMITTED)),
    "reviewed": ("Analysts’ readings that became a record", Q(role=R.HUMAN, state=S.CLOSED)),
    "open": (
        "Readings still worked on, returned ones and drafts of records",
        Q(role=R.HUMAN, state__in=[S.OPEN, S.RETURNED]) | Q(role=R.RECORD) & ~Q(state=S.CLOSED),
    ),
    "machine": ("What the pipelines proposed", Q(role=R.MACHINE, state=S.CLOSED)),
    "imported": ("Readings imported from other tools", Q(role=R.IMPORTED)),
}
ALL = "all"


@dataclass(kw_only=True)
class Tally:
    """What went out."""

    readings: int = 0
    tags: int = 0
    quotes: int = 0
    claims: int = 0
    bytes: int = 0

    def add(self, reading: ExportedReading) -> None:
        self.readings += 1
        self.tags += len(reading.tags)
        self.quotes += len(reading.quotes)
        self.claims += sum(len(quote.claims) for quote in reading.quotes)


def exportable(actor) -> QuerySet[Reading]:
    """Every reading this person may export: what they may see, nothing else."""
    if not may(actor, "export"):
        raise NotAllowed("Only editors and admins export.")
    return Reading.objects.visible_to(actor)


def chosen(readings: QuerySet[Reading], choices: Collection[str], since: datetime | None = None) -> QuerySet[Reading]:
    """The readings of these choices, or of ``all``, that reached their state at or after ``since``."""
    wanted = Q(pk__in=[])
    for name in CHOICES if ALL in choices else choices:
        wanted |= CHOICES[name][1]
    readings = readings.filter(wanted)
    if since is not None:
        readings = readings.alias(reached=Coalesce("closed_at", "submitted_at", "created_at")).filter(
            reached__gte=since
        )
    return readings


def counts(readings: QuerySet[Reading], since: datetime | None = None) -> dict[str, int]:
    """How many readings each choice has, in one query."""
    readings = chosen(readings, [ALL], since)
    return readings.aggregate(**{name: Count("pk", filter=which) for name, (_, which) in CHOICES.items()})


def export(readings: QuerySet[Reading], *, tally: Tally | None = None, gzip: bool = False) -> Iterator[bytes]:
    """The readings as JSON Lines, a chunk of bytes at a time."""
    tally = tally or Tally()
    chunks = (b"".join(chunk) for chunk in _chunks(readings, tally))
    for data in _gzipped(chunks) if gzip else chunks:
        tally.bytes += len(data)
        yield data


def _chunks(readings: QuerySet[Reading], tally: Tally) -> Iterator[list[bytes]]:
    names = protected_names()
    after = 0
    while True:
        with _one_snapshot():
            ids = _next_ids(readings, after)
            if not ids:
                return
            lines = []
            gathered = gather(ids, names)
            for row in gathered.readings:
                reading = lay_out(row, gathered)
                tally.add(reading)
                lines.append(jsonl.line(reading))
        after = ids[-1]
        yield lines


def _next_ids(readings: QuerySet[Reading], after: int) -> list[int]:
    """As many readings as their texts allow, and at least one."""
    rows = list(readings.filter(pk__gt=after).order_by("pk").values_list("pk", "article__text_length")[:CHUNK_READINGS])
    so_far = accumulate(length for _, length in rows)
    return [
        pk for (pk, length), total in zip(rows, so_far, strict=True) if total <= CHUNK_CHARACTERS or total == length
    ]


@contextmanager
def _one_snapshot() -> Iterator[None]:
    """All queries of a chunk see one moment; inside somebody's transaction already, that transaction decides."""
    inside = connection.in_atomic_block
    with transaction.atomic():
        if not inside:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def _gzipped(chunks: Iterable[bytes]) -> Iterator[bytes]:
    compressor = zlib.compressobj(wbits=31)
    compress: Callable[[bytes], bytes] = compressor.compress
    yield from filter(None, map(compress, chunks))
    yield compressor.flush()

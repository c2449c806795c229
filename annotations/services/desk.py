"""What an analyst finds on their desk: what came back, what was left off, what waits. Reads only."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.utils import timezone

from annotations.models import Act, Assignment, ClaimUse, Quote, Reading, State, Tag
from annotations.services.pretag import pretag_status
from annotations.services.queue import COUNTED, available_to, own_work
from newsroom.roles import may
from newsroom.worker import worker_is_alive

PAGE = 25

Cursor = tuple[datetime, int]


@dataclass(kw_only=True)
class Counts:
    """How far a reading is."""

    confirmed: int = 0
    corrected: int = 0
    rejected: int = 0
    added: int = 0
    undecided: int = 0
    quotes: int = 0
    claims: int = 0

    @property
    def tags(self) -> int:
        return self.confirmed + self.corrected + self.added


@dataclass(kw_only=True)
class Desk:
    returned: list[Reading]
    left_off: list[Reading]
    kept: list[Reading]  # begun by this person, and no longer theirs to go on with
    waiting: int
    waiting_more: bool  # there are more than were counted

    @property
    def next_up(self) -> Reading | None:
        """What “Continue” opens."""
        return (self.returned + self.left_off or [None])[0]


@dataclass(frozen=True, kw_only=True)
class Pretagging:
    pending: int
    failed: int
    running: bool
    problem: str


def desk(actor) -> Desk:
    """The first screen of somebody who reads."""
    lease = Assignment.objects.filter(reading=OuterRef("pk"), reader=actor, state=Assignment.State.TAKEN)
    now = timezone.now()
    rows = list(own_work(actor).annotate(lease_until=Subquery(lease.values("lease_until")[:1])))
    returns = Act.objects.filter(reading__in=rows, verb="return").select_related("actor").order_by("seq")
    last_return = {act.reading_id: act for act in returns}
    for row in rows:
        row.returned = last_return.get(row.pk)
        row.held = row.lease_until is not None and row.lease_until > now
    count_up(rows)
    waiting = available_to(actor).order_by()[: COUNTED + 1].count() if may(actor, "take articles") else 0
    return Desk(
        returned=[row for row in rows if row.state == Reading.State.RETURNED],
        left_off=[row for row in rows if row.state == Reading.State.OPEN],
        kept=kept(actor),
        waiting=min(waiting, COUNTED),
        waiting_more=waiting > COUNTED,
    )


def kept(actor) -> list[Reading]:
    """One's begun readings without a slot, latest first, each with ``slot``: what became of it. At most a page."""
    held = Assignment.objects.filter(reading=OuterRef("pk"), reader=actor, state=Assignment.State.TAKEN)
    rows = list(
        Reading.objects.filter(~Exists(held), reader=actor, role=Reading.Role.HUMAN, state=Reading.State.OPEN)
        .select_related("article__outlet")
        .defer("article__text")
        .order_by("-pk")[:PAGE]
    )
    slots = Assignment.objects.filter(article__in=[row.article_id for row in rows]).select_related("reader")
    slot_of = {slot.article_id: slot for slot in slots.order_by("-slot")}
    for row in rows:
        row.slot = slot_of.get(row.article_id)
    return rows


def handed_in(actor, *, before: Cursor | None = None) -> tuple[list[Reading], Cursor | None]:
    """One's submitted and approved readings, latest first, and where the next page begins."""
    rows = (
        Reading.objects.filter(
            reader=actor, role=Reading.Role.HUMAN, state__in=[Reading.State.SUBMITTED, Reading.State.CLOSED]
        )
        .exclude(submitted_at=None)
        .select_related("article__outlet")
        .defer("article__text")
        .order_by("-submitted_at", "-pk")
    )
    if before is not None:
        at, pk = before
        rows = rows.filter(Q(submitted_at__lt=at) | Q(submitted_at=at, pk__lt=pk))
    page = list(rows[: PAGE + 1])
    more = (page[PAGE - 1].submitted_at, page[PAGE - 1].pk) if len(page) > PAGE else None
    return page[:PAGE], more


def pretagging() -> Pretagging | None:
    """How far pre-tagging is, when that is why articles are missing from the queue."""
    status = pretag_status()
    if not status.pending and not status.failed:
        return None
    return Pretagging(pending=status.pending, failed=status.failed, running=worker_is_alive(), problem=status.problem)


def count_up(readings: list[Reading]) -> list[Reading]:
    """Give each reading its ``counts``; three queries, however many there are."""
    counts = {reading.pk: Counts() for reading in readings}
    for reading in readings:
        reading.counts = counts[reading.pk]
    if not readings:
        return readings
    decided = Q(state=State.CONFIRMED)
    proposed = decided & Q(p_start__isnull=False)
    as_proposed = proposed & Q(kind=F("p_kind"), start=F("p_start"), end=F("p_end"))
    tags = (
        Tag.objects.filter(reading__in=counts)
        .order_by()
        .values("reading")
        .annotate(
            kept=Count("pk", filter=as_proposed),
            of_proposed=Count("pk", filter=proposed),
            made=Count("pk", filter=decided & Q(p_start=None)),
            refused=Count("pk", filter=Q(state=State.REJECTED)),
            left=Count("pk", filter=Q(state=State.SUGGESTED)),
        )
    )
    for row in tags:
        count = counts[row["reading"]]
        count.confirmed, count.corrected = row["kept"], row["of_proposed"] - row["kept"]
        count.added, count.rejected, count.undecided = row["made"], row["refused"], row["left"]
    quotes = (
        Quote.objects.filter(reading__in=counts)
        .order_by()
        .values("reading")
        .annotate(
            kept=Count("pk", filter=decided),
            left=Count("pk", filter=Q(state=State.SUGGESTED)),
        )
    )
    for row in quotes:
        counts[row["reading"]].quotes = row["kept"]
        counts[row["reading"]].undecided += row["left"]
    claims = (
        ClaimUse.objects.made()
        .filter(quote__reading__in=counts)
        .order_by()
        .values_list("quote__reading")
        .annotate(count=Count("pk"))
    )
    for reading, count in claims:
        counts[reading].claims = count
    return readings

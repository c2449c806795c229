"""Notes to show: those of one reading, and those that somebody should look at. Reads only."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from annotations import permissions
from annotations.models import Note, Reading

SHOWN = 200  # beside one reading
FEW = 5  # on the desk and the review
PAGE = 25

Cursor = tuple[datetime, UUID]


@dataclass(kw_only=True)
class NotesOfReading:
    notes: list[Note] = field(default_factory=list)
    open: int = 0
    more: bool = False


@dataclass(kw_only=True)
class Inbox:
    """Open notes that call somebody, and open ones of their own; the latest first, at most a few."""

    called: list[Note] = field(default_factory=list)
    own: list[Note] = field(default_factory=list)
    more: bool = False

    def __bool__(self) -> bool:
        return bool(self.called or self.own)


# Whether ``of_reading`` has any, as a column: most readings have none, and putting its query together takes the ORM
# longer than all else that a page asks.
ANY = """
    EXISTS (SELECT FROM annotations_note n WHERE n.reading_id = %(reading)s OR n.reading_id IN (
        SELECT parent_id FROM annotations_readingparent WHERE record_id = %(reading)s))
"""


def of_reading(actor, reading: Reading) -> NotesOfReading:
    """The notes of a reading and of those it was made from, in one query: open ones first, as they were written."""
    rows = (
        Note.objects.visible_to(actor)
        .filter(Q(reading=reading) | Q(reading__records_made__record=reading))
        .select_related("reading", "author", "resolved_by")
        .order_by(F("resolved_at").asc(nulls_first=True), "created_at", "pk")
    )
    notes = list(rows[: SHOWN + 1])
    more = len(notes) > SHOWN
    notes = _ready(actor, notes[:SHOWN])
    for note in notes:
        note.here = note.reading_id == reading.pk
    return NotesOfReading(notes=notes, open=sum(note.resolved_at is None for note in notes), more=more)


def ready(actor, note: Note, reading: Reading) -> Note:
    """One note as the page of this reading shows it: its own, or a record that was made from it."""
    (note,) = _ready(actor, [note])
    note.here = note.reading_id == reading.pk
    return note


def open_in(actor, reading: Reading) -> int:
    """How many open notes ``of_reading`` has, as far as it counts."""
    rows = Note.objects.visible_to(actor).open()
    rows = rows.filter(Q(reading=reading) | Q(reading__records_made__record=reading))
    return rows.order_by()[: SHOWN + 1].count()


def count_open(readings: Iterable[Reading]) -> None:
    """Give each of these readings, which the person at hand may see, its ``open_notes``, in one query."""
    readings = list(readings)
    found = Note.objects.open().filter(reading__in=readings).order_by().values_list("reading").annotate(Count("pk"))
    counts = dict(found) if readings else {}
    for reading in readings:
        reading.open_notes = counts.get(reading.pk, 0)


def inbox(actor) -> Inbox:
    """What to look at first: two queries."""
    called = list(_called(actor).exclude(author=actor)[: FEW + 1])
    own = list(_own(actor)[: FEW + 1])
    more = len(called) > FEW or len(own) > FEW
    return Inbox(called=_ready(actor, called[:FEW]), own=_ready(actor, own[:FEW]), more=more)


def _all(actor) -> QuerySet[Note]:
    return (
        Note.objects.visible_to(actor)
        .select_related("reading__article", "author", "resolved_by")
        .defer("reading__article__text")
        .order_by("-created_at", "-pk")
    )


def _called(actor) -> QuerySet[Note]:
    return _all(actor).open().filter(calls=actor)


def _own(actor) -> QuerySet[Note]:
    return _all(actor).open().filter(author=actor)


LISTS = {
    "called": ("For you", _called),
    "own": ("By you", _own),
    "open": ("All open", lambda actor: _all(actor).open()),
    "resolved": ("Resolved", lambda actor: _all(actor).exclude(resolved_at=None)),
}


def page(
    actor, *, show: str = "called", reading: Reading | None = None, before: Cursor | None = None
) -> tuple[list[Note], Cursor | None]:
    """One page of a list, or of everything on one reading, and where the next page begins."""
    rows = LISTS[show][1](actor) if reading is None else _all(actor).filter(reading=reading)
    if before is not None:
        at, pk = before
        rows = rows.filter(Q(created_at__lt=at) | Q(created_at=at, pk__lt=pk))
    notes = list(rows[: PAGE + 1])
    more = (notes[PAGE - 1].created_at, notes[PAGE - 1].pk) if len(notes) > PAGE else None
    return _ready(actor, notes[:PAGE]), more


def _ready(actor, notes: list[Note]) -> list[Note]:
    for note in notes:
        note.may_settle = permissions.allows(actor, "note", note.reading)
    return notes

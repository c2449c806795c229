"""An event with all its slots, as its editor shows them. Reads only; a fixed number of queries."""

from dataclasses import dataclass

from annotations.models import Event, EventArgument, Kind, Reading, State
from annotations.models.event import SUBTYPES
from annotations.normalise import write_date
from annotations.services.drawn import Mark, Row
from annotations.services.event_lines import EventLine, event_line
from annotations.services.event_review import Slot, slots
from annotations.services.review_sheet import in_context
from annotations.services.sheet import Sheet

CHOICES = 300  # rows of the cast to choose from; the most mentioned ones


@dataclass(kw_only=True)
class Words:
    """Words of the text that tell a slot, with their place."""

    start: int
    end: int
    text: str


@dataclass(kw_only=True)
class Standing:
    """How a slot stands: filled or not, decided or proposed."""

    slot: str
    label: str
    decided: bool
    filled: bool


@dataclass(kw_only=True)
class Toll:
    """The number of the dead, or of the injured."""

    mark: Standing
    number: int | None
    source: int | None
    words: Words | None


@dataclass(kw_only=True)
class Mention:
    tag: Mark
    before: str
    words: str
    after: str


@dataclass(kw_only=True)
class Editor:
    """Everything that the editor of one event shows."""

    row: Row
    event: Event
    line: EventLine
    subtypes: tuple[tuple[str, str], ...]
    date: str
    date_words: Words | None
    tolls: list[Toll]
    participants: list[EventArgument]
    mentions: list[Mention]
    others: list[Row]
    places: list[Row]
    cast: list[tuple[str, list[Row]]]
    marks: dict[str, Standing]
    details: list[Slot]


def editor(reading: Reading, group_id: int) -> Editor | None:
    """The editor of one event of a reading, or None where there is no such event."""
    sheet = Sheet(reading)
    rows = sheet.rows()
    row = next((row for row in rows if row.group.pk == group_id and row.group.kind == Kind.EVENT), None)
    if row is None:
        return None
    event = Event.objects.select_related("place", "dead_source", "injured_source").filter(pk=group_id).first() or Event(
        group_id=group_id
    )
    participants = list(
        EventArgument.objects.filter(event_id=group_id, state__in=[State.SUGGESTED, State.CONFIRMED])
        .select_related("group")
        .order_by("pk")
    )
    chosen = {event.place_id, event.dead_source_id, event.injured_source_id}
    by_kind: dict[str, list[Row]] = {kind.value: [] for kind in Kind}
    for one in rows:
        kind = by_kind[one.group.kind]
        if (one.count and len(kind) < CHOICES) or one.group.pk in chosen:
            kind.append(one)
    return Editor(
        row=row,
        event=event,
        line=event_line(row.group.slots),
        subtypes=SUBTYPES.get(event.type, ()),
        date=write_date(event.date, event.precision),
        date_words=_words(reading, event.date_start, event.date_end),
        tolls=[_toll(reading, event, slot) for slot in (Event.Slot.DEAD, Event.Slot.INJURED)],
        participants=participants,
        mentions=[
            Mention(tag=mark, **_around(sheet.text, mark.start, mark.end))
            for mark in sheet.marks
            if mark.group == group_id and mark.state != State.REJECTED
        ][:CHOICES],
        others=[one for one in by_kind[Kind.EVENT] if one.group.pk != group_id],
        places=by_kind[Kind.PLACE],
        cast=[
            ("People", by_kind[Kind.PERSON]),
            ("Groups", by_kind[Kind.GROUP]),
            ("Places", by_kind[Kind.PLACE]),
        ],
        marks={slot.value: _standing(event, slot) for slot in Event.Slot},
        details=slots(reading, event, participants),
    )


def _around(text: str, start: int, end: int) -> dict:
    found = in_context(text, start, end)
    return {name: found[name] for name in ("before", "words", "after")}


def _words(reading: Reading, start: int | None, end: int | None) -> Words | None:
    return None if start is None else Words(start=start, end=end, text=reading.article.text[start:end])


def _standing(event: Event, slot: Event.Slot) -> Standing:
    return Standing(slot=slot.value, label=str(slot.label), decided=slot in event.decided, filled=event.filled(slot))


def _toll(reading: Reading, event: Event, slot: Event.Slot) -> Toll:
    return Toll(
        mark=_standing(event, slot),
        number=getattr(event, slot),
        source=getattr(event, f"{slot}_source_id"),
        words=_words(reading, getattr(event, f"{slot}_start"), getattr(event, f"{slot}_end")),
    )

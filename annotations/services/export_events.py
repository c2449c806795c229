"""Lay an event out as an export holds it."""

from collections.abc import Callable, Iterable

from annotations.export.shape import DateWords, ExportedEvent, Participant, Step, Toll
from annotations.export.trail import Ref
from annotations.models import Event, EventArgument


def lay_out_event(
    event: Event, arguments: Iterable[EventArgument], *, text: str, trail: Callable[[Ref], list[Step]]
) -> ExportedEvent:
    """``text`` is the article's, with the names of the protected hidden."""
    start, end = event.date_start, event.date_end
    return ExportedEvent(
        group=event.pk,
        type=event.type,
        subtype=event.subtype,
        status=event.status,
        date=event.date and event.date.isoformat(),
        precision=event.precision,
        date_words=None if start is None else DateWords(start=start, end=end, text=text[start:end]),
        place=event.place_id,
        dead=_toll(event, Event.Slot.DEAD, text),
        injured=_toll(event, Event.Slot.INJURED, text),
        decided=event.decided,
        participants=[
            Participant(
                group=argument.group_id,
                role=argument.role,
                state=argument.state,
                proposal=argument.p_role,
                trail=trail(("participant", argument.pk)),
            )
            for argument in arguments
        ],
        trail=trail(("event", event.pk)),
    )


def _toll(event: Event, slot: str, text: str) -> Toll | None:
    if not event.filled(slot):
        return None
    start, end = getattr(event, f"{slot}_start"), getattr(event, f"{slot}_end")
    return Toll(
        number=getattr(event, slot),
        start=start,
        end=end,
        text="" if start is None else text[start:end],
        source=getattr(event, f"{slot}_source_id"),
    )

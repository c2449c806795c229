"""Events in copies of readings: what nobody decided of an event is no part of a record."""

from collections.abc import Collection

from django.db.models import Q

from annotations.models import Event, EventArgument, Reading, State
from annotations.models.event import empty

# Fields that point at a mention group, which has another id in the copy.
GROUPS = ("place_id", "dead_source_id", "injured_source_id")


def copy_events(groups: dict[int, int], *, states: Collection[str]) -> None:
    """Copy the events of these groups (old id → new id); without suggestions, slots that nobody decided come empty."""
    events = list(Event.objects.filter(group__in=groups))
    Event.objects.bulk_create(_copy(event, groups, suggested=State.SUGGESTED in states) for event in events)
    EventArgument.objects.bulk_create(
        EventArgument(
            event_id=groups[part.event_id],
            group_id=groups[part.group_id],
            role=part.role,
            state=part.state,
            p_role=part.p_role,
        )
        for part in EventArgument.objects.filter(event__in=events, state__in=states).order_by("pk")
        if part.group_id in groups
    )


def drop_undecided(record: Reading) -> None:
    """Empty every slot, and drop every participant, that nobody decided."""
    EventArgument.objects.filter(event__group__reading=record, state=State.SUGGESTED).delete()
    for slot in Event.SLOTS:
        Event.objects.filter(~Q(decided__contains=[slot]), group__reading=record).update(**empty(slot))


def _copy(event: Event, groups: dict[int, int], *, suggested: bool) -> Event:
    values = {name: getattr(event, name) for name in Event.RECORDED}
    values |= {name: groups.get(values[name]) for name in GROUPS}
    if not suggested:
        for slot in set(Event.SLOTS) - set(event.decided):
            values |= empty(slot)
    return Event(group_id=groups[event.group_id], **values)

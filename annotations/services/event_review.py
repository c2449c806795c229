"""The events of a reading as the review page shows them. Reads only; a fixed number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass

from annotations.models import Decision, Event, EventArgument, Kind, Reading, State
from annotations.models.event import subtype_label
from annotations.normalise import write_date
from annotations.services.event_lines import counted, label


@dataclass(kw_only=True)
class Slot:
    """One slot as the review shows it; ``was`` is what the pipeline proposed, where somebody changed it."""

    label: str
    value: str
    words: str = ""
    source: str = ""
    was: str = ""
    decided: bool = True


@dataclass(kw_only=True)
class Reviewed:
    name: str
    anchor: str
    mentions: int
    slots: list[Slot]


def reviewed(reading: Reading) -> list[Reviewed]:
    """The events of a reading that have a mention left, in the order of the text; four queries."""
    tags = (
        reading.tags.filter(kind=Kind.EVENT, state__in=[State.SUGGESTED, State.CONFIRMED], group__isnull=False)
        .order_by("start", "pk")
        .values_list("pk", "group_id", "group__name")
    )
    first: dict[int, tuple[int, str]] = {}
    mentions: dict[int, int] = {}
    for tag, group, name in tags:
        first.setdefault(group, (tag, name))
        mentions[group] = mentions.get(group, 0) + 1
    events = Event.objects.select_related("place", "dead_source", "injured_source").in_bulk(first)
    parts: dict[int, list[EventArgument]] = {}
    for part in (
        EventArgument.objects.filter(event__in=events)
        .exclude(state=State.REMOVED)
        .select_related("group")
        .order_by("pk")
    ):
        parts.setdefault(part.event_id, []).append(part)
    before = _proposed(events)
    return [
        Reviewed(
            name=name,
            anchor=f"t-{tag}",
            mentions=mentions[group],
            slots=slots(
                reading, events.get(group) or Event(group_id=group), parts.get(group, []), before.get(group, {})
            ),
        )
        for group, (tag, name) in first.items()
    ]


def _proposed(events: Iterable[int]) -> dict[int, dict]:
    """What the slots held before the first decision on each of them."""
    found: dict[int, dict] = {}
    rows = Decision.objects.filter(object_type="event", object_id__in=list(events)).order_by("pk")
    for event, before in rows.values_list("object_id", "before"):
        for name, value in (before or {}).items():
            found.setdefault(event, {}).setdefault(name, value)
    return found


def slots(reading: Reading, event: Event, parts: list[EventArgument], before: dict | None = None) -> list[Slot]:
    """The slots that hold something, or held something before; ``before`` is what was proposed."""
    before = before or {}
    text = reading.article.text

    def changed(*names: str) -> bool:
        return any(name in before and before[name] not in (None, "", getattr(event, name)) for name in names)

    def words(slot: str) -> str:
        start = getattr(event, f"{slot}_start")
        return "" if start is None else text[start : getattr(event, f"{slot}_end")]

    day = before.get("date", event.date and event.date.isoformat())
    shown = [
        Slot(
            label="Type",
            value=" · ".join(filter(None, [label(Event.Type, event.type), subtype_label(event.type, event.subtype)])),
            was=label(Event.Type, before["type"]) if changed("type") else "",
            decided="type" in event.decided,
        ),
        Slot(
            label="Status",
            value=label(Event.Status, event.status),
            was=label(Event.Status, before["status"]) if changed("status") else "",
            decided="status" in event.decided,
        ),
        Slot(
            label="Date",
            value=write_date(event.date, event.precision),
            words=words("date"),
            was=day if day and before.get("date") and day != (event.date and event.date.isoformat()) else "",
            decided="date" in event.decided,
        ),
        Slot(
            label="Place",
            value=event.place.name if event.place else "",
            was="another place" if changed("place_id") else "",
            decided="place" in event.decided,
        ),
        *(
            Slot(
                label=slot.label,
                value=counted(getattr(event, slot), slot).removesuffix(f" {slot}"),
                words=words(slot),
                source=getattr(event, f"{slot}_source").name if getattr(event, f"{slot}_source") else "",
                was=str(before[slot]) if changed(slot) else "",
                decided=slot in event.decided,
            )
            for slot in (Event.Slot.DEAD, Event.Slot.INJURED)
        ),
        *(
            Slot(
                label=part.role_label,
                value=part.group.name if part.state != State.REJECTED else "",
                was=part.group.name if part.state == State.REJECTED else "",
                decided=part.state != State.SUGGESTED,
            )
            for part in parts
        ),
    ]
    return [slot for slot in shown if slot.value or slot.words or slot.was or slot.source]

"""What of one event's details fits another text: slots and participants that were decided there and not here."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from annotations.models import Event, EventArgument, MentionGroup, State
from articles.text import Span

# Of each slot, where its words stand and which cast row it names.
WORDS = {
    "date": ("date_start", "date_end"),
    "dead": ("dead_start", "dead_end"),
    "injured": ("injured_start", "injured_end"),
}
NAMED = {"place": "place_id", "dead": "dead_source_id", "injured": "injured_source_id"}
LABEL = {slot.value: slot.label.lower() for slot in Event.Slot}


@dataclass(kw_only=True)
class EventPlan:
    """``slots`` holds values as they are here, but for cast rows, which are those of the other reading."""

    here: Event | None
    slots: dict[str, dict] = field(default_factory=dict)
    parts: list[tuple[EventArgument, EventArgument | None]] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    passages: list[tuple[Span, Span]] = field(default_factory=list)  # words there, words here

    @property
    def carries(self) -> bool:
        return bool(self.slots or self.parts)

    @property
    def empty(self) -> bool:
        return not self.carries and not self.left_out


def plan_event(
    event: Event,
    parts: list[EventArgument],
    *,
    here: Event | None,
    here_parts: list[EventArgument],
    taken_away: Collection[tuple[str, int]],
    rows: Mapping[int, MentionGroup],
    reached: Collection[int],
    names: Mapping[int, MentionGroup],
    place: Callable[[Span], Span | None],
    words: Callable[[Span], str],
) -> EventPlan:
    """``rows`` are the cast rows there that are known here, ``reached`` those with a mention here, or one on offer."""
    plan = EventPlan(here=here)
    for slot in Event.SLOTS:
        if slot not in event.decided or (here is not None and slot in here.decided):
            continue
        values = {name: getattr(event, name) for name in Event.SLOTS[slot]}
        start, end = (values[name] for name in WORDS[slot]) if slot in WORDS else (None, None)
        if start is not None:
            span = Span(start, end)
            there = place(span)
            if there is None:
                plan.left_out.append(f"{LABEL[slot]} (“{words(span)}” is not there any more)")
                continue
            values |= dict(zip(WORDS[slot], (there.start, there.end), strict=True))
            plan.passages.append((span, there))
        named = values.get(NAMED.get(slot, ""))
        if named is not None and named not in reached:
            plan.left_out.append(f"{LABEL[slot]} ({names[named].name} has no mention here)")
            continue
        plan.slots[slot] = values
    twins = _twins(parts, here_parts, rows)
    for part in parts:
        twin = twins.get(part.pk)
        if twin is not None and (
            twin.state in (State.CONFIRMED, State.REJECTED) or ("participant", twin.pk) in taken_away
        ):
            continue
        if twin is None and part.state == State.REJECTED:
            continue
        if part.group_id not in reached:
            plan.left_out.append(f"{part.group.name} (has no mention here)")
            continue
        plan.parts.append((part, twin))
    return plan


def _twins(
    parts: list[EventArgument], here_parts: list[EventArgument], rows: Mapping[int, MentionGroup]
) -> dict[int, EventArgument]:
    """The participant here that each one there is: of the same part, or else proposed in that part; no two with one."""
    standing = {(part.group_id, part.role): part for part in here_parts}
    found: dict[int, EventArgument] = {}
    for role in ("role", "p_role"):
        for part in parts:
            row = rows.get(part.group_id)
            if row is not None and part.pk not in found and (twin := standing.get((row.pk, getattr(part, role)))):
                found[part.pk] = twin
                del standing[row.pk, twin.role]
    return found

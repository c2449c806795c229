"""What the row of an event shows of its slots, loaded along with the cast so that no act needs a query more."""

import json
from dataclasses import dataclass, field
from datetime import date

from annotations.drawing import Drawn
from annotations.models import Event, EventArgument, State
from annotations.models.event import subtype_label
from annotations.normalise import write_date

# One more column of a query on mention groups ``g``: the slots as JSON, null where nobody has filled any.
COLUMN = """
    CASE WHEN g.kind = 'event' THEN (
        SELECT json_build_object(
            'version', ev.version, 'type', ev.type, 'subtype', ev.subtype, 'status', ev.status, 'date', ev.date,
            'precision', ev.precision, 'place', pl.name, 'dead', ev.dead, 'injured', ev.injured, 'decided', ev.decided,
            'parts', (SELECT json_agg(json_build_array(p.id, p.version, p.state, pg.name, p.role) ORDER BY p.id)
                      FROM annotations_eventargument p JOIN annotations_mentiongroup pg ON pg.id = p.group_id
                      WHERE p.event_id = ev.group_id AND p.state <> 'removed'))::text
        FROM annotations_event ev LEFT JOIN annotations_mentiongroup pl ON pl.id = ev.place_id
        WHERE ev.group_id = g.id) END
"""

# How many participants a row has room for.
NAMED = 4
_ORDER = {role: number for number, role in enumerate(EventArgument.Role.values)}
_LEADS = {"actor": "by", "supporter": "helped by", "target": "against", "participant": "with"}


@dataclass(frozen=True, slots=True)
class Shown(Drawn):
    """One slot in a row: its words, and whether somebody decided it."""

    slot: str
    words: str
    decided: bool


@dataclass(frozen=True, slots=True)
class Part(Drawn):
    """A participant, live or rejected, with the version that an act on it has to name."""

    pk: int
    version: int
    state: str
    name: str
    role: str

    @property
    def role_label(self) -> str:
        return dict(EventArgument.Role.choices).get(self.role, self.role)

    @property
    def lead(self) -> str:
        """What stands before the name in a row: "by Isis", "against the Kurds"."""
        return _LEADS.get(self.role, self.role)


@dataclass(frozen=True, slots=True)
class EventLine(Drawn):
    """The slots of an event as its row shows them; ``version`` is 0 while it has none."""

    version: int = 0
    slots: list[Shown] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)

    @property
    def open(self) -> bool:
        """Whether anything proposed is still undecided."""
        return any(not slot.decided for slot in self.slots) or any(part.state == "suggested" for part in self.parts)

    @property
    def named(self) -> list[Part]:
        """The participants that the row names: who did it first, then whom it was aimed at."""
        return self._taking_part[:NAMED]

    @property
    def unnamed(self) -> int:
        """How many more there are; the editor lists them all."""
        return max(len(self._taking_part) - NAMED, 0)

    @property
    def _taking_part(self) -> list[Part]:
        live = [part for part in self.parts if part.state != State.REJECTED]
        return sorted(live, key=lambda part: _ORDER.get(part.role, len(_ORDER)))

    @property
    def stamp(self) -> str:
        """Changes whenever the slots do, so that an open editor knows that it shows something old."""
        return "-".join(map(str, [self.version, *(f"{part.pk}.{part.version}" for part in self.parts)]))


def event_line(slots: str | None) -> EventLine:
    if slots is None:
        return EventLine()
    row = json.loads(slots)
    words = {
        "type": subtype_label(row["type"], row["subtype"]) or label(Event.Type, row["type"]),
        "status": label(Event.Status, row["status"]).lower(),
        "date": write_date(row["date"] and date.fromisoformat(row["date"]), row["precision"]),
        "place": row["place"] or "",
        "dead": counted(row["dead"], "dead"),
        "injured": counted(row["injured"], "injured"),
    }
    return EventLine(
        version=row["version"],
        slots=[Shown(slot, said, slot in row["decided"]) for slot, said in words.items() if said],
        parts=[Part(*part) for part in row["parts"] or ()],
    )


def label(choices, value: str) -> str:
    """The label of a choice; what is no choice, as a pipeline may say it, as it is."""
    return dict(choices.choices).get(value, value)


def counted(number: int | None, what: str) -> str:
    return "" if number is None else f"{number:,} {what}"

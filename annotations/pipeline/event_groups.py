"""Which event words of a text are proposed as one event, and what is told of it.

Mentions of one concept ("attack", "attacked") are one event until something speaks against it: another place or time,
other people, one attack and several attacks, one that happened and one that is planned.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from annotations.pipeline.analysis import EventProposal
from annotations.pipeline.cast import Cast
from annotations.pipeline.event_names import acts, all_named, whose
from annotations.pipeline.event_slots import Slots
from annotations.pipeline.events import Trigger
from annotations.pipeline.labels import DEMONYM
from annotations.pipeline.name_rules import Name
from annotations.pipeline.speakers import Phrase
from articles.text import Span

_POSSESSIVE = ("'s ", "’s ", "' ", "’ ")
_OWNED = ("'s", "’s")
_LED = ("-led ", "-backed ")
# Countries that newspapers put before what they do: "US airstrikes" are not in the US.
_STATES_AS_ACTORS = frozenset(("US", "U.S.", "UK", "U.K.", "EU"))
_CLOSE_WORDS = 2

TagKey = tuple[str, int, int]


@dataclass(slots=True, eq=False)
class Happening:
    """An event in the making. Tags are known by kind and place, as the drafts are."""

    group: int
    type: str
    status: str = "happened"
    plural: bool | None = None
    place: TagKey | None = None
    place_group: int | None = None
    when: Span | None = None
    parts: dict[tuple[int, str], TagKey] = field(default_factory=dict)  # by group and role
    dead: tuple[int, Span] | None = None
    injured: tuple[int, Span] | None = None

    def allows(self, told: Happening, text: str) -> bool:
        """Whether a mention that tells this may be of the same event."""
        if (self.status == "planned") != (told.status == "planned"):
            return False
        if self.plural is not None and told.plural is not None and self.plural != told.plural:
            return False
        if (self.plural is None) != (told.plural is None) and (self.plural or told.plural) and not self._meets(told):
            return False  # "attacks in Europe" and "who attacked the nightclub"
        if None not in (self.place_group, told.place_group) and self.place_group != told.place_group:
            return False
        if self.when and told.when and self.when.of(text).lower() != told.when.of(text).lower():
            return False
        if self.dead and told.dead and self.dead[0] != told.dead[0]:
            return False
        return all(not (mine := self._who(role)) or not (theirs := told._who(role)) or mine & theirs for role in _ROLES)

    def _meets(self, told: Happening) -> bool:
        """Whether the two have a place or somebody in common."""
        mine, theirs = {group for group, _ in self.parts}, {group for group, _ in told.parts}
        return bool(mine & theirs) or (self.place_group is not None and self.place_group == told.place_group)

    def _who(self, role: str) -> set[int]:
        return {group for group, part in self.parts if part == role}

    def take_in(self, told: Happening) -> None:
        """One more mention; what is known already stays."""
        if self.status == "alleged" and told.status == "happened":
            self.status = "happened"
        if self.plural is None:
            self.plural = told.plural
        if self.place is None:
            self.place, self.place_group = told.place, told.place_group
        self.when = self.when or told.when
        self.dead, self.injured = self.dead or told.dead, self.injured or told.injured
        for part, key in told.parts.items():
            self.parts.setdefault(part, key)

    def proposal(self, index_of: dict[TagKey, int]) -> EventProposal:
        """The event with its tags by their index."""
        return EventProposal(
            group=self.group,
            type=self.type,
            status=self.status,
            participants=tuple((index_of[key], role) for (_, role), key in self.parts.items() if key in index_of),
            place=None if self.place is None else index_of.get(self.place),
            when=self.when and (self.when.start, self.when.end),
            dead=self.dead and self.dead[0],
            dead_at=self.dead and (self.dead[1].start, self.dead[1].end),
            injured=self.injured and self.injured[0],
            injured_at=self.injured and (self.injured[1].start, self.injured[1].end),
        )


_ROLES = ("actor", "target", "victim", "accused")


class EventGroups:
    """Takes event words in text order and gives each its group; `triggers` are all that will come."""

    def __init__(
        self,
        text: str,
        cast: Cast,
        names_near: Callable[[Span | Phrase], list[Name]],
        group_of: dict[int, int],
        triggers: list[Trigger],
    ) -> None:
        self._text = text
        self._cast = cast
        self._names_near = names_near
        self._group_of = group_of
        self._killing: dict[int, list[Trigger]] = {}
        for trigger in triggers:
            if trigger.slots.same_as is not None:
                self._killing.setdefault(trigger.slots.same_as, []).append(trigger)
        self._known: dict[tuple[str, str], list[Happening]] = {}
        self._at: dict[int | None, Happening] = {}
        self.happenings: list[Happening] = []

    def join(self, trigger: Trigger) -> int:
        """The group of an event word: that of the latest event it may be a mention of, or a new one."""
        told = self._told(trigger)
        for other in self._killing.get(trigger.start, ()):
            told.take_in(self._told(other))
        self._at[trigger.start] = told
        if (other := self._at.get(trigger.slots.same_as)) is not None and other.group >= 0:
            other.take_in(told)
            self._at[trigger.start] = other
            return self._cast.join(other.group, self._text[trigger.start : trigger.end].lower())
        same = self._known.setdefault((trigger.type, trigger.concept), [])
        surface = self._text[trigger.start : trigger.end].lower()
        for happening in () if trigger.slots.is_new else reversed(same[-_LOOKED_AT:]):
            if happening.allows(told, self._text):
                happening.take_in(told)
                self._at[trigger.start] = happening
                return self._cast.join(happening.group, surface)
        name = surface if told.plural else trigger.concept.removeprefix("armed ")
        told.group = self._cast.new("event", surface, name=name)
        same.append(told)
        self.happenings.append(told)
        return told.group

    def name_places(self) -> None:
        """Tell events of one name apart by where they were."""
        for happening in self.happenings:
            if happening.place_group is not None:
                place = self._cast.name(happening.place_group)
                self._cast.rename(happening.group, f"{self._cast.name(happening.group)} in {place}")

    def _told(self, trigger: Trigger) -> Happening:
        slots = trigger.slots
        told = Happening(
            group=-1,
            type=trigger.type,
            status=slots.status,
            plural=slots.plural,
            when=slots.when,
            dead=slots.toll.dead,
            injured=slots.toll.injured,
        )
        for role, phrase in slots.fills:
            near = self._names_near(phrase)
            named = all_named(self._text, phrase, near)
            for name in named:
                self._add(told, name, role)
            if not named and (name := whose(self._text, phrase, near)) is not None:
                self._add_part(told, name, role)
        if slots.compound is not None:
            self._read_compound(told, trigger, slots, slots.compound)
        if told.place is None:
            places = (self._place_in(stretch) for stretch in slots.places)
            if (place := next(filter(None, places), None)) is not None:
                self._set_place(told, place)
        return told

    def _place_in(self, stretch: Span) -> Name | None:
        inside = [
            name
            for name in self._names_near(stretch)
            if name.start >= stretch.start and name.start < stretch.end and name.label != DEMONYM
        ]
        if not inside or inside[0].kind != "place" or self._text.startswith(_OWNED, inside[0].end):
            return None  # "talks on Iraq's new constitution" are not in Iraq
        return inside[0]

    def _read_compound(self, told: Happening, trigger: Trigger, slots: Slots, compound: Span) -> None:
        """ "the Istanbul attack", "Isis attacks", "Russian-led airstrikes", "Okoye’s arrest"."""
        for name in self._names_near(compound):
            if name.start < compound.start or name.end > trigger.start:
                continue
            between = self._text[name.end : trigger.start]
            owns = between.startswith(_POSSESSIVE)
            near = len(between.split()) <= _CLOSE_WORDS + owns
            beside = between == " " or between.startswith(_LED) or (owns and near)
            if name.kind == "place" and not owns and self._text[name.start : name.end] not in _STATES_AS_ACTORS:
                if near and told.place is None and not between.startswith("-"):
                    self._set_place(told, name)
            elif name.kind == "person" and owns and near:
                self._add(told, name, slots.owner_role)
            elif name.kind != "person" and beside and slots.forceful:
                self._add(told, name, "actor")

    def _set_place(self, told: Happening, name: Name) -> None:
        told.place = (name.kind, name.start, name.end)
        told.place_group = self._group_of[name.start]

    def _add(self, told: Happening, name: Name, role: str) -> None:
        if name.kind == "event" or (role == "actor" and not acts(name)):
            return
        if name.kind != "place" or role not in ("target", "victim", "accused"):
            self._add_part(told, name, role)
        elif told.place is None:
            self._set_place(told, name)

    def _add_part(self, told: Happening, name: Name, role: str) -> None:
        group = self._group_of[name.start]
        if group != told.place_group and all(group != other for other, _ in told.parts):
            told.parts[group, role] = (name.kind, name.start, name.end)


# Events of one concept that a further mention is held against; more in one text are told apart by nobody.
_LOOKED_AT = 12


def placed_triggers(triggers: Iterable[Trigger], names: list[Name]) -> list[Trigger]:
    """Those that are no part of a name, in text order; names are sorted and apart.

    Another word for an event that is named after it ("12 were killed in the bombing") comes after that event's own.
    """
    kept = []
    at = 0
    for trigger in sorted(triggers, key=lambda trigger: trigger.start):
        while at < len(names) and names[at].end <= trigger.start:
            at += 1
        if at == len(names) or names[at].start >= trigger.end:
            kept.append(trigger)
    kept.sort(key=lambda trigger: (max(trigger.start, trigger.slots.same_as or 0), trigger.slots.same_as is not None))
    return kept

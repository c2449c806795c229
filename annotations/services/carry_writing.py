"""The writes of carrying over, within the open act."""

from collections.abc import Iterable

from annotations.errors import BadWrite
from annotations.models import ClaimUse, Event, EventArgument, MentionGroup, Quote, State, Tag
from annotations.services import tagging
from annotations.services.carry_events import NAMED
from annotations.services.carry_items import Item, Plan
from annotations.services.envelope import TYPE_OF, Write


class Carrying:
    """One act: rows first, for tags go to them, then quotes, for tags say them, then events, for rows take part."""

    def __init__(self, write: Write, plan: Plan, items: Iterable[Item]) -> None:
        self.write = write
        self.plan = plan
        self.items = list(items)
        self.rows = dict(plan.rows)
        self.tags: dict[int, Tag] = dict(plan.decided)  # tag there → confirmed tag here
        self.origins: dict[tuple[str, int], int] = {}

    def of(self, what: str, *, rejected: bool = False) -> list[Item]:
        return [item for item in self.items if item.what == what and item.rejected == rejected]

    def do(self) -> None:
        self._rows()
        self._tags()
        self._quotes()
        self._claims()
        self._events()
        for decision in self.write.decisions:
            decision.origin_id = self.origins.get((decision.object_type, decision.object_id))

    def _from(self, obj, old) -> None:
        self.origins[TYPE_OF[type(obj)], obj.pk] = old.pk

    # -- cast rows -----------------------------------------------------------------------------------------------------

    def _rows(self) -> None:
        wanted = {item.row.pk: item.row for item in (*self.of("tag"), *self.of("group")) if item.row is not None}
        new = [old for pk, old in wanted.items() if pk not in self.rows]
        made = self.write.create_many(
            [
                MentionGroup(
                    reading=self.write.reading,
                    kind=old.kind,
                    name=old.name,
                    demonym=old.demonym,
                    entity_id=_entity(old),
                    protected=old.protected,
                )
                for old in new
            ]
        )
        self.rows |= {old.pk: row for old, row in zip(new, made, strict=True)}
        changes = []
        for pk, old in wanted.items():
            row = self.rows[pk]
            self._from(row, old)
            values: dict = {"protected": True} if old.protected else {}
            if old.entity_id and row.pk in self.plan.may_link:
                values["entity_id"] = _entity(old)
            changes.append((row, values))
        self.write.change_each(changes)

    # -- tags ----------------------------------------------------------------------------------------------------------

    def _tags(self) -> None:
        tagging.reject_tags(self.write, [item.here for item in self.of("tag", rejected=True)])
        changes = []
        added: list[tuple[Item, Tag]] = []
        for item in self.of("tag"):
            values = self._values(item)
            if item.here is None:
                added.append((item, Tag(reading=self.write.reading, **values)))
            else:
                changes.append((item.here, values))
                self.tags[item.old.pk] = item.here
        self.write.change_each(changes)
        self.write.create_many([tag for _, tag in added])
        self.tags |= {item.old.pk: tag for item, tag in added}
        for item in (*self.of("tag"), *self.of("tag", rejected=True)):
            self._from(item.here or self.tags[item.old.pk], item.old)

    def _values(self, item: Item) -> dict:
        old, (place,) = item.old, item.places
        row = self.rows[item.row.pk].pk if item.row is not None else None
        values = {"kind": old.kind, "state": State.CONFIRMED, "group_id": row}
        if item.here is None or (item.here.start, item.here.end) != (place.start, place.end):
            values |= {"start": place.start, "end": place.end, "surface": old.surface, "form": old.form}
        return values

    # -- quotes and claims ---------------------------------------------------------------------------------------------

    def _quotes(self) -> None:
        self.write.change_many([item.here for item in self.of("quote", rejected=True)], state=State.REJECTED)
        added: list[tuple[Item, Quote]] = []
        changes = []
        for item in self.of("quote"):
            if item.here is not None and item.here.state == State.CONFIRMED:
                continue  # only claims are added to it
            old = item.old
            speaker = item.speaker_here or (self.tags[item.speaker.old.pk] if item.speaker else None)
            values = {
                "pieces": tuple((place.start, place.end) for place in item.places),
                "cue_start": item.cue and item.cue.start,
                "cue_end": item.cue and item.cue.end,
                "mode": old.mode,
                "speaker_id": speaker and speaker.pk,
                "state": State.CONFIRMED,
                "nothing_checkable": old.nothing_checkable,
            }
            if item.here is None:
                added.append((item, Quote(reading=self.write.reading, **values)))
            else:
                changes.append((item.here, values))
        self.write.change_each(changes)
        self.write.create_many([quote for _, quote in added])
        for item, quote in added:
            item.here = quote
        for item in (*self.of("quote"), *self.of("quote", rejected=True)):
            self._from(item.here, item.old)

    def _claims(self) -> None:
        wanted = [(item.here, use) for item in self.of("quote") for use in item.uses]
        standing = ClaimUse.objects.filter(quote__in=[quote.pk for quote, _ in wanted])
        known = {(use.quote_id, use.claim_id): use for use in standing}
        added, changes = [], []
        for quote, old in wanted:
            pinned = {"wording_id": old.wording_id, "stance": old.stance, "hedged": old.hedged}
            use = known.get((quote.pk, old.claim_id))
            if use is None:
                added.append((old, ClaimUse(quote=quote, claim_id=old.claim_id, **pinned)))
            else:
                changes.append((use, {"state": ClaimUse.State.ATTACHED, **pinned}))
                self._from(use, old)
        self.write.change_each(changes)
        self.write.create_many([use for _, use in added])
        for old, use in added:
            self._from(use, old)

    # -- events --------------------------------------------------------------------------------------------------------

    def _events(self) -> None:
        items = self.of("event")
        if not items:
            return
        live = set(
            Tag.objects.filter(reading=self.write.reading, state__in=[State.SUGGESTED, State.CONFIRMED])
            .exclude(group=None)
            .values_list("group_id", flat=True)
        )
        # A row that has no mention here takes no part; that detail is offered again once it has one.
        here = {old: row.pk for old, row in self.rows.items() if row.pk in live}
        for item in items:
            if item.old.pk not in here:
                raise BadWrite(f"Tick a mention of “{item.row.name}”, too: its details go with the event.")
        events = {item.key: item.event.here or Event(group_id=here[item.old.pk], status="") for item in items}
        # The row itself is no decision: empty, it says nothing.
        Event.objects.bulk_create(events[item.key] for item in items if item.event.here is None)
        self.write.change_each([(events[item.key], self._slots(item, events[item.key], here)) for item in items])
        self._participants([(item, events[item.key]) for item in items], here)

    def _slots(self, item: Item, event: Event, here: dict[int, int]) -> dict:
        values: dict = {}
        decided = set(event.decided)
        for slot, given in item.event.slots.items():
            name = NAMED.get(slot)
            if name and given[name] is not None:
                if given[name] not in here:
                    continue
                given = given | {name: here[given[name]]}
            values |= given
            decided.add(slot)
        if not values:
            return {}
        self._from(event, item.old)
        return {**values, "decided": sorted(decided)}

    def _participants(self, items: list[tuple[Item, Event]], here: dict[int, int]) -> None:
        added, changes = [], []
        for item, event in items:
            for old, twin in item.event.parts:
                if old.group_id not in here:
                    continue
                if twin is not None:
                    changes.append((twin, {"role": old.role, "state": old.state}))
                    self._from(twin, old)
                else:
                    part = EventArgument(event=event, group_id=here[old.group_id], role=old.role, state=State.CONFIRMED)
                    added.append((old, part))
        self.write.change_each(changes)
        self.write.create_many([part for _, part in added])
        for old, part in added:
            self._from(part, old)


def _entity(row: MentionGroup) -> int | None:
    return row.entity and (row.entity.root_id or row.entity_id)

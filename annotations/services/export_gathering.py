"""Fetch everything about some readings, and about those they were made from, with a fixed number of queries."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from annotations.export.shape import CarriedFrom, Pipeline, Step
from annotations.export.trail import Key, Lineage, Ref, grouped, quote_key, tag_key, when_copied
from annotations.models import (
    Act,
    ClaimUse,
    Decision,
    Entity,
    Event,
    EventArgument,
    MentionGroup,
    Quote,
    Reading,
    ReadingParent,
    Source,
    State,
    Tag,
)
from articles.models import Article

ROOTS = (Reading.Role.MACHINE, Reading.Role.IMPORTED)


@dataclass(kw_only=True)
class Gathered:
    """The rows of one chunk, by reading or by what they hang on."""

    readings: list[Reading]
    family: dict[int, Reading]  # every reading and every one it was made from
    parents: dict[int, list[int]]
    groups: dict[int, list[MentionGroup]]
    tags: dict[int, list[Tag]]
    quotes: dict[int, list[Quote]]
    uses: dict[int, list[ClaimUse]]
    events: dict[int, list[Event]]
    arguments: dict[int, list[EventArgument]]
    turns: dict[int, list[Act]]  # the acts that changed a reading as a whole
    people: dict[str, str]  # username → name
    lineage: Lineage
    hidden_names: dict[int, list[str]]  # of every protected entity, by its root


def protected_names() -> dict[int, list[str]]:
    """Every name of every protected entity, by the entity it was merged into at last."""
    names: dict[int, set[str]] = defaultdict(set)
    entities = Entity.objects.filter(protected=True) | Entity.objects.filter(root__protected=True)
    for entity in entities.prefetch_related("aliases"):
        names[entity.root_id or entity.pk] |= {entity.name, *(alias.surface for alias in entity.aliases.all())}
    return {root: sorted(every) for root, every in names.items()}


def gather(ids: Collection[int], hidden_names: dict[int, list[str]]) -> Gathered:
    """All there is to export of these readings; the number of queries does not depend on how many they are."""
    readings = list(
        Reading.objects.filter(pk__in=ids).select_related("article__outlet", "reader", "source").order_by("pk")
    )
    parents = _ancestry(ids)
    older = {parent for each in parents.values() for parent in each} - set(ids)
    family = {reading.pk: reading for reading in readings}
    family |= {
        reading.pk: reading for reading in Reading.objects.filter(pk__in=older).select_related("reader", "source")
    }
    # What a pipeline proposed is kept in every copy, so the machine's own rows are needed only where they are exported.
    worked_on = [pk for pk, reading in family.items() if pk in set(ids) or reading.role not in ROOTS]

    groups = MentionGroup.objects.filter(reading__in=worked_on).select_related("entity__root").order_by("pk")
    tags = list(Tag.objects.filter(reading__in=worked_on).order_by("start", "end", "pk"))
    quotes = list(Quote.objects.filter(reading__in=worked_on).order_by("start", "pk"))
    uses = list(ClaimUse.objects.filter(quote__reading__in=worked_on).select_related("wording", "claim").order_by("pk"))
    events = list(Event.objects.filter(group__reading__in=worked_on).order_by("pk"))
    arguments = list(
        EventArgument.objects.filter(event__group__reading__in=worked_on).exclude(state=State.REMOVED).order_by("pk")
    )
    acts = list(
        Act.objects.filter(reading__in=worked_on)
        .select_related("actor", "carried_from__article")
        .defer("carried_from__article__text")
    )
    gathered_groups = grouped(groups, lambda group: group.reading_id)

    lineage = Lineage(parents, {pk: made_by(reading) for pk, reading in family.items() if reading.role in ROOTS})
    lines = _Lines(lineage, acts)
    lines.add(tags=tags, quotes=quotes, uses=uses, groups=gathered_groups, events=events)
    lines.add_arguments(arguments)
    people = [reading.reader for reading in family.values() if reading.reader] + [act.actor for act in acts]
    turns = _turns(worked_on)
    people += [act.actor for each in turns.values() for act in each]
    return Gathered(
        readings=readings,
        family=family,
        parents=parents,
        groups=gathered_groups,
        tags=grouped(tags, lambda tag: tag.reading_id),
        quotes=grouped(quotes, lambda quote: quote.reading_id),
        uses=grouped((use for use in uses if use.state == ClaimUse.State.ATTACHED), lambda use: use.quote_id),
        events=grouped(events, lambda event: event.pk),
        arguments=grouped(arguments, lambda argument: argument.event_id),
        turns=turns,
        people={user.get_username(): str(user) for user in people},
        lineage=lineage,
        hidden_names=hidden_names,
    )


def moment(at: datetime | None) -> str | None:
    """A point in time as an export writes it: ISO 8601, UTC."""
    return None if at is None else at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def published(article: Article) -> str | None:
    """A date where only the date is known."""
    if article.published_at is None:
        return None
    if article.published_has_time:
        return moment(article.published_at)
    return article.published_at.astimezone(UTC).date().isoformat()


def pipeline(source: Source | None) -> Pipeline | None:
    return None if source is None else Pipeline(name=source.name, version=source.version)


def made_by(reading: Reading) -> tuple[Pipeline | None, str | None]:
    return pipeline(reading.source), moment(reading.closed_at or reading.created_at)


def _ancestry(ids: Iterable[int]) -> dict[int, list[int]]:
    """Reading → those it was made from, up to the machine's; one query a generation."""
    parents: dict[int, list[int]] = {}
    level = set(ids)
    while level:
        rows = ReadingParent.objects.filter(record__in=level).order_by("pk").values_list("record", "parent")
        found = grouped(rows, lambda row: row[0])
        parents |= {record: [parent for _, parent in pairs] for record, pairs in found.items()}
        level = {parent for each in found.values() for _, parent in each} - parents.keys()
    return parents


def _turns(readings: Collection[int]) -> dict[int, list[Act]]:
    """By reading: the acts that changed it as a whole, from wherever they were done."""
    rows = list(
        Decision.objects.filter(object_type="reading", object_id__in=readings)
        .values_list("object_id", "act")
        .distinct()
    )
    skips = list(Act.objects.filter(reading__in=readings, verb="skip").values_list("reading", "pk"))
    acts = Act.objects.select_related("actor").in_bulk({act for _, act in rows + skips})
    found = grouped(rows + skips, lambda row: row[0])
    return {reading: [acts[act] for _, act in pairs] for reading, pairs in found.items()}


class _Lines:
    """Puts objects with their decisions into a lineage."""

    def __init__(self, lineage: Lineage, acts: list[Act]) -> None:
        self.lineage = lineage
        self.acts = {act.pk: act for act in acts}
        decisions = Decision.objects.filter(act__in=self.acts).order_by("pk")
        self.decisions = grouped(
            decisions.values_list("object_type", "object_id", "act", "before", "after", "origin_id"),
            lambda row: row[:2],
        )

    def add(self, *, tags: list[Tag], quotes: list[Quote], uses: list[ClaimUse], groups, events: list[Event]) -> None:
        for tag in tags:
            now = {"kind": tag.kind, "start": tag.start, "end": tag.end}
            proposal = None if tag.p_start is None else (tag.p_kind, tag.p_start, tag.p_end)
            self._add(("tag", tag.pk), tag.reading_id, now, lambda then, p=proposal: tag_key(then, p), proposal)
        quote_of = {quote.pk: quote for quote in quotes}
        for quote in quotes:
            proposal = quote.p_pieces
            now = {"pieces": quote.pieces}
            self._add(("quote", quote.pk), quote.reading_id, now, lambda then, p=proposal: quote_key(then, p), proposal)
        for use in uses:
            quote = quote_of[use.quote_id]
            key = (quote_key({"pieces": quote.pieces}, quote.p_pieces), use.claim_id)
            self._add(("use", use.pk), quote.reading_id, {}, lambda then, key=key: key)
        with_event = {event.pk for event in events}
        self.places: dict[int, tuple[int, Key, Key | None]] = {}
        for rows in groups.values():
            self._add_groups(rows, with_event)

    def add_arguments(self, arguments: list[EventArgument]) -> None:
        """A participant is found in a parent by its event, its cast row and the role it has had from the beginning."""
        for argument in arguments:
            reading, event, event_origin = self.places[argument.event_id]
            _, who, who_origin = self.places[argument.group_id]
            steps = self._steps(("participant", argument.pk))
            then = when_copied({"role": argument.role}, [(step.before, step.after) for step in steps])
            known = then is not None and event_origin is not None and who_origin is not None
            self.lineage.add(
                ("participant", argument.pk),
                reading=reading,
                key=(event, who, argument.role),
                origin=(event_origin, who_origin, then["role"]) if known else None,
                proposed=argument.p_role is not None,
                steps=steps,
            )

    def _add_groups(self, groups: list[MentionGroup], with_event: set[int]) -> None:
        """A cast row is found in a parent by kind and name, and by its place among those of the same name."""
        before, after = Counter(), Counter()
        for group in groups:
            now = {"kind": group.kind, "name": group.name}
            then = when_copied(now, [(step.before, step.after) for step in self._steps(("group", group.pk))])
            origin = None if then is None else (then["kind"], then["name"])
            places = before[origin], after[group.kind, group.name]
            before[origin] += 1
            after[group.kind, group.name] += 1
            key = (group.kind, group.name, places[1])
            copied_from = None if origin is None else (*origin, places[0])
            self.places[group.pk] = group.reading_id, key, copied_from
            for kind in ("group", "event") if group.pk in with_event else ("group",):
                self.lineage.add(
                    (kind, group.pk),
                    reading=group.reading_id,
                    key=key,
                    origin=copied_from,
                    proposed=False,
                    steps=self._steps((kind, group.pk)),
                )

    def _add(self, ref: Ref, reading: int, now: dict, key_of: Callable[[dict], Key], proposal=None) -> None:
        steps = self._steps(ref)
        then = when_copied(now, [(step.before, step.after) for step in steps])
        self.lineage.add(
            ref,
            reading=reading,
            key=key_of(now),
            origin=None if then is None else key_of(then),
            proposed=proposal is not None,
            steps=steps,
        )

    def _steps(self, ref: Ref) -> list[Step]:
        """What was decided on an object in its own reading."""
        return [
            replace(
                act_step(self.acts[act_id]),
                before=before,
                after=after,
                carried_from=_carried_from(self.acts[act_id], origin),
            )
            for _, _, act_id, before, after, origin in self.decisions.get(ref, ())
        ]


def _carried_from(act: Act, origin: int | None) -> CarriedFrom | None:
    if origin is None or act.carried_from_id is None:
        return None
    # The reading may be gone: its number is still what was written down.
    article = act.carried_from.article_id if act.carried_from else None
    return CarriedFrom(article=article, reading=act.carried_from_id, id=origin)


def act_step(act: Act) -> Step:
    return Step(
        step="act",
        at=moment(act.at),
        who=act.actor.get_username(),
        reading=act.reading_id,
        act=str(act.pk),
        verb=act.verb,
        note=act.note or None,
    )

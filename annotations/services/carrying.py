"""Carry over to a reading what was decided in a reading of another version of the text.

``offer`` only reads. ``carry`` does what the person left ticked, and nothing that was not shown, as one act.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from annotations.errors import BadWrite, Stale
from annotations.models import Reading
from annotations.services import tagging
from annotations.services.carry_items import Item, Plan
from annotations.services.carry_plan import make_plan
from annotations.services.carry_sources import CarrySource, sources
from annotations.services.carry_writing import Carrying
from annotations.services.envelope import TYPE_OF, Envelope, Outcome, Write, conflict, perform
from articles.services.versions import Version

MAX_CONFLICTS = 10
QUICK = 200_000  # characters of both texts together up to which the workspace's page counts what fits
LOOK_AGAIN = "Some of this changed meanwhile, so nothing was carried over. Look at it again."
GONE = "That reading is not there any more to carry over from."


@dataclass(frozen=True, kw_only=True)
class Offer:
    """What may be carried over, from the first of the sources or the one that was asked for."""

    sources: list[CarrySource]
    source: CarrySource
    plan: Plan | None


@dataclass(frozen=True, kw_only=True)
class Take:
    """One item that was left ticked, with the places and the words that the person saw."""

    key: str
    places: tuple[tuple[int, int], ...]
    words: str


def offer(*, actor, reading: Reading, source_id: int | None = None) -> Offer | None:
    """What there is to carry over to a reading; ``None`` where there is no reading to carry it from."""
    found = sources(actor=actor, article_id=reading.article_id)
    chosen = next((source for source in found if source_id in (None, source.reading.pk)), None)
    if chosen is None:
        return None
    return Offer(sources=found, source=chosen, plan=_plan(reading, chosen.reading))


def hint(*, actor, reading: Reading, among: list[Version]) -> Offer | None:
    """The same for the head of the workspace: ``None`` where nothing fits, and not counted where the texts are long."""
    found = sources(actor=actor, article_id=reading.article_id, among=among)
    if not found:
        return None
    length = reading.article.text_length + found[0].reading.article.text_length
    if length > QUICK:
        return Offer(sources=found, source=found[0], plan=None)
    plan = _plan(reading, found[0].reading)
    return Offer(sources=found, source=found[0], plan=plan) if plan.items else None


def carry(*, actor, reading_id: int, envelope: Envelope, source_id: int, takes: Sequence[Take]) -> Outcome:
    """Carry over what is ticked: decide suggestions as they were decided there, and add what nobody suggested."""

    def act(write: Write) -> None:
        known = sources(actor=actor, article_id=write.reading.article_id)
        source = next((one.reading for one in known if one.reading.pk == source_id), None)
        if source is None:
            raise BadWrite(GONE)
        if not takes:
            raise BadWrite("Nothing is ticked. Tick what should be carried over.")
        plan = _plan(write.reading, source)
        items = _taken(write, plan, takes)
        write.carried_from = source
        Carrying(write, plan, items).do()

    return perform(act, actor=actor, reading_id=reading_id, verb="carry", envelope=envelope)


def meant(plan: Plan, item: Item) -> str:
    """The words that an item is about, as both texts have them."""
    return "\n".join(span.of(plan.alignment.old) for span in item.spans)


def _plan(reading: Reading, source: Reading) -> Plan:
    full = Reading.objects.select_related("article__outlet", "reader").get(pk=source.pk)
    return make_plan(reading=reading, source=full)


# -- what was ticked is what is there ----------------------------------------------------------------------------------


def _taken(write: Write, plan: Plan, takes: Sequence[Take]) -> list[Item]:
    """The items that are ticked, with the speakers that come along; refuses all if one is not as it was shown."""
    there = {item.key: item for item in plan.items}
    if any(take.key not in there for take in takes):
        raise Stale(LOOK_AGAIN, [])
    chosen: dict[str, Item] = {}
    for take in takes:
        item = there[take.key]
        if take.places != tuple((place.start, place.end) for place in item.places) or take.words != meant(plan, item):
            raise BadWrite("The words sent differ from the two texts. Reload the page and look again.")
        if item.speaker is not None:
            chosen.setdefault(item.speaker.key, item.speaker)
        chosen[item.key] = item
    objects = [obj for item in chosen.values() for obj in item.objects()]
    changed = [obj for obj in objects if write.envelope.seen.get(f"{TYPE_OF[type(obj)]}:{obj.pk}") != obj.version]
    if changed:
        raise Stale(LOOK_AGAIN, [conflict(obj) for obj in changed[:MAX_CONFLICTS]])
    for item in chosen.values():
        for old, new in zip(item.spans, item.places, strict=False):
            tagging.checked_span(write, new.start, new.end, old.of(plan.alignment.old))
    return list(chosen.values())

"""Two versions of a text, the first one read and approved: what tests of carrying over begin with."""

from datetime import UTC, datetime
from uuid import uuid4

from annotations.models import Entity, Event, EventArgument, MentionGroup, Quote, Reading, State, Tag
from annotations.services import carrying
from annotations.services.carry_items import Item
from annotations.services.envelope import TYPE_OF, Envelope
from articles.models import Article
from tests import factories
from tests.factories_readings import human_reading, make_article, make_claim, make_quote, make_tag

URL = "https://courier.example/ferry"
HEADLINE = "Ferry owner ignored warnings"
BODY = [
    "Captain Iva Moren 👩🏽‍✈️ warned the harbour office twice before the ferry sank off Port Aldane on Monday.",
    "“We wrote to them,” Moren said. “Nobody wrote back.” She spoke on the quay.",
    "The harbour office denied it. Eleven people died when the ferry sank, said Tomas Reel, a deckhand.",
    "The union called a strike in Merrow.",
]
NEW_BODY = [
    "This report was changed after the ministry had answered.",
    "Captain Iva Moren 👩🏽‍✈️ warned the harbour office twice before the ferry sank off Port Aldane on Monday.",
    "“We wrote to them,” Moren said. “Nobody wrote back.” She spoke on the quay.",
    "The harbour office firmly denied it. Eleven people died when the ferry sank, said Thomas Reel, a deckhand.",
    "The union called a strike in Merrow.",
]


def first_version(**fields) -> Article:
    fields = {"headline": HEADLINE, "standfirst": "", "body": BODY, "outlet": "The Courier", "url": URL} | fields
    return make_article(published_at=datetime(2026, 11, 3, 9, tzinfo=UTC), **fields)


def second_version(first: Article, **fields) -> Article:
    fields = {"headline": HEADLINE, "standfirst": "", "body": NEW_BODY, "outlet": "The Courier", "url": URL} | fields
    return make_article(published_at=datetime(2026, 11, 5, 9, tzinfo=UTC), revises=first, **fields)


def suggest(reading: Reading) -> Reading:
    """What a pipeline makes of either version: two cast rows for one captain, and nothing of the sinking."""
    make_tag(reading, "Iva Moren", "person")
    make_tag(reading, "harbour office", "place")
    make_tag(reading, "Port Aldane", "place")
    make_tag(reading, "Moren", "person", 1, group="Moren")
    make_tag(reading, "She", "person", group="Moren")
    make_tag(reading, "Merrow", "person")
    make_quote(reading, "We wrote to them,", "Nobody wrote back.")
    return reading


def decided_record(article: Article | None = None, editor=None) -> Reading:
    """A record in which everything there is was decided: corrected, joined, rejected, added, linked, protected."""
    record = Reading.objects.create(
        article=article or first_version(),
        role=Reading.Role.RECORD,
        state=Reading.State.OPEN,
        reader=editor or factories.eda(),
    )
    suggest(record)
    tags = {tag.surface: tag for tag in Tag.objects.filter(reading=record)}
    captain = tags["Iva Moren"].group
    Tag.objects.filter(reading=record).update(state=State.CONFIRMED)
    Tag.objects.filter(reading=record, surface__in=["Moren", "She"]).update(group=captain)
    MentionGroup.objects.filter(reading=record, name="Moren").delete()
    entity = Entity.objects.create(kind="person", name="Iva Moren", note="ferry captain")
    MentionGroup.objects.filter(pk=captain.pk).update(entity=entity, protected=True)
    office = MentionGroup.objects.create(reading=record, kind="group", name="harbour office")
    Tag.objects.filter(pk=tags["harbour office"].pk).update(kind="group", group=office)
    Tag.objects.filter(pk=tags["Merrow"].pk).update(state=State.REJECTED)
    by_hand = {"p_kind": None, "p_start": None, "p_end": None, "score": None, "state": State.CONFIRMED}
    sank = make_tag(record, "sank", "event", 0, **by_hand)
    make_tag(record, "sank", "event", 1, group="sank", **by_hand)
    make_tag(record, "Tomas Reel", "person", **by_hand)
    quote = Quote.objects.get(reading=record)
    said = record.article.text.index("said")
    Quote.objects.filter(pk=quote.pk).update(
        state=State.CONFIRMED, speaker=tags["Moren"], cue_start=said, cue_end=said + 4, mode="mixed"
    )
    make_claim(factories.eda(), "The harbour office was warned.", quote, stance="reports", hedged=True)
    start = record.article.text.index("on Monday")
    event = Event.objects.create(
        group=sank.group,
        type="disaster",
        status="happened",
        date=datetime(2026, 11, 2, tzinfo=UTC).date(),
        precision="day",
        date_start=start,
        date_end=start + 9,
        place=tags["Port Aldane"].group,
        dead=11,
        decided=["date", "dead", "place", "type"],
    )
    EventArgument.objects.create(event=event, group=captain, role="participant")
    Reading.objects.filter(pk=record.pk).update(state=Reading.State.CLOSED)
    return Reading.objects.get(pk=record.pk)


def revised(reader=None) -> tuple[Reading, Reading]:
    """The record of the first version, and an open reading of the second one as the pipeline leaves it."""
    record = decided_record()
    reading = human_reading(reader or factories.ada(), article=second_version(record.article), filled=False)
    return record, suggest(reading)


def plan_of(reading: Reading, actor=None):
    return carrying.offer(actor=actor or reading.reader, reading=reading).plan


def takes(plan, items: list[Item]) -> list[carrying.Take]:
    return [
        carrying.Take(
            key=item.key,
            places=tuple((place.start, place.end) for place in item.places),
            words=carrying.meant(plan, item),
        )
        for item in items
    ]


def seeing(plan) -> dict[str, int]:
    return {f"{TYPE_OF[type(obj)]}:{obj.pk}": obj.version for item in plan.items for obj in item.objects()}


def carry(reading: Reading, items=None, *, actor=None, act=None, seen=None):
    """Carry over all that is on offer, or what ``items`` picks of it."""
    actor = actor or reading.reader
    plan = plan_of(reading, actor)
    chosen = plan.items if items is None else [item for item in plan.items if items(item)]
    return carrying.carry(
        actor=actor,
        reading_id=reading.pk,
        envelope=Envelope(act_id=act or uuid4(), seen=seeing(plan) if seen is None else seen),
        source_id=plan.source.pk,
        takes=takes(plan, chosen),
    )


def shown(items) -> dict[str, str]:
    return {f"{item.what} {getattr(item.old, 'surface', '')}".strip(): item.match.value for item in items}


def words(reading: Reading) -> dict[tuple[str, int], tuple[str, str]]:
    """Tag → its state and cast row, by words and which of them."""
    found: dict[tuple[str, int], tuple[str, str]] = {}
    for one in Tag.objects.filter(reading=reading).exclude(state=State.REMOVED).order_by("start", "pk"):
        nth = sum(surface == one.surface for surface, _ in found)
        assert reading.article.text[one.start : one.end] == one.surface
        found[one.surface, nth] = (one.state, f"{one.kind} {one.group.name}")
    return found

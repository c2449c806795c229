"""What the workspace shows of one reading, and after an act just the parts of it that changed. Reads only."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from django.db import connection
from django.db.models import Exists, OuterRef

from annotations import permissions
from annotations.errors import Conflict
from annotations.models import Assignment, ClaimUse, Kind, Reading, State, Tag
from annotations.pipeline.identity import RULES
from annotations.segments import Part
from annotations.services import note_lists
from annotations.services.drawn import Card, DrawnQuote, Mark, Paragraph, Progress, Row
from annotations.services.envelope import Outcome
from annotations.services.event_words import changed_events
from annotations.services.note_lists import NotesOfReading
from annotations.services.queue import COUNTED
from annotations.services.sheet import Sheet
from articles.models import Block

# Whether there are notes on a reading, and its slot: of several the one that its reader holds, else the latest.
_ASIDE = f"""
    SELECT {note_lists.ANY}, slot.queue, slot.state, slot.skip_reason, CASE WHEN slot.state = 'taken' THEN (
        SELECT count(*) FROM (
            SELECT FROM annotations_assignment
            WHERE queue_id = slot.queue_id AND state = 'open' AND ready LIMIT %(counted)s
        ) AS more) ELSE 0 END
    FROM (SELECT) AS page LEFT JOIN LATERAL (
        SELECT q.name AS queue, a.state, a.skip_reason, a.queue_id
        FROM annotations_assignment a JOIN annotations_queue q ON q.id = a.queue_id
        WHERE a.reading_id = %(reading)s AND a.reader_id = %(reader)s
        ORDER BY a.state = 'taken' DESC, a.id DESC LIMIT 1) AS slot ON true
"""

PART = 150_000  # characters on one page: some 25,000 words, so that only books and files by mistake come in parts


@dataclass(frozen=True, slots=True)
class Slot:
    """The place of a reading in its queue, and how many more could be read there while its reader holds it.

    ``waiting`` is counted up to one more than ``COUNTED``.
    """

    queue: str
    state: str
    skip_reason: str
    waiting: int

    @property
    def waiting_in_words(self) -> str:
        return f"over {COUNTED:,}" if self.waiting > COUNTED else str(self.waiting)


@dataclass(kw_only=True)
class Page:
    """Everything on the workspace's page."""

    reading: Reading
    part: int
    parts: int
    paragraphs: list[Paragraph]
    blocks_after: list[Block]
    cast: dict[str, list[Row]]
    demonyms: list[Row]
    cards: list[Card]
    progress: Progress
    can_write: bool
    slot: Slot | None
    notes: NotesOfReading


def find(*, actor, reading_id: int) -> Reading:
    """A reading this person may see, else ``Reading.DoesNotExist``; it knows whether only the rules pre-tagged it."""
    by_rules = Reading.objects.machine().filter(article=OuterRef("article"), source__name=RULES)
    readings = Reading.objects.visible_to(actor).annotate(by_rules=Exists(by_rules))
    return readings.select_related("article__outlet", "reader", "source").get(pk=reading_id)


def open_page(*, actor, reading: Reading, part: int = 1) -> Page:
    """The whole page, of a very long text one part. Looking at a reading never writes."""
    sheet = Sheet(reading)
    parts = part_of(sheet.lines[-1].start if sheet.lines else 0)
    part = min(max(part, 1), parts)
    paragraphs = sheet.paragraphs(None if parts == 1 else [((part - 1) * PART, part * PART)])
    # A paragraph belongs to the part that it begins in.
    paragraphs = [paragraph for paragraph in paragraphs if part_of(paragraph.start) == part]
    after = _place_blocks(reading, paragraphs, part, parts)
    rows = sheet.rows()
    noted, slot = _aside(reading)
    held = slot is not None and slot.state == Assignment.State.TAKEN
    return Page(
        reading=reading,
        part=part,
        parts=parts,
        paragraphs=paragraphs,
        blocks_after=after,
        cast={kind.value: [row for row in rows if row.group.kind == kind and not row.group.demonym] for kind in Kind},
        demonyms=[row for row in rows if row.group.demonym],
        cards=sheet.cards(
            None if parts == 1 else {quote.pk for quote in sheet.quotes if part_of(quote.start) == part},
            names={row.group.pk: row.group.name for row in rows},
        ),
        progress=sheet.progress(),
        can_write=permissions.allows(actor, "annotate", reading) and (held or reading.role == Reading.Role.RECORD),
        slot=slot,
        notes=note_lists.of_reading(actor, reading) if noted else NotesOfReading(),
    )


def _aside(reading: Reading) -> tuple[bool, Slot | None]:
    with connection.cursor() as cursor:
        cursor.execute(_ASIDE, {"reading": reading.pk, "reader": reading.reader_id, "counted": COUNTED + 1})
        noted, *slot = cursor.fetchone()
    return noted, Slot(*slot) if slot[0] is not None else None


def may_write(actor, reading: Reading) -> bool:
    """What ``Page.can_write`` says, for a part of the page that is asked for alone."""
    if not permissions.allows(actor, "annotate", reading):
        return False
    held = Assignment.objects.filter(reading=reading, reader=reading.reader_id, state=Assignment.State.TAKEN)
    return reading.role == Reading.Role.RECORD or held.exists()


def part_of(offset: int) -> int:
    """Which part of a very long text an offset lies in, from 1."""
    return offset // PART + 1


def _place_blocks(reading: Reading, paragraphs: list[Paragraph], part: int, parts: int) -> list[Block]:
    """Put each left-out block before the paragraph that followed it; returns those after the last one."""
    blocks = [block for block in reading.article.blocks.all() if min(part_of(block.at), parts) == part]
    for paragraph in paragraphs:
        while blocks and blocks[0].at <= paragraph.start:
            paragraph.blocks.append(blocks.pop(0))
    return blocks


@dataclass(kw_only=True)
class Changes:
    """The parts of the page to draw again."""

    paragraphs: list[Paragraph] = field(default_factory=list)
    bars: list[Part] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    new_rows: list[Row] = field(default_factory=list)
    cards: list[Card] = field(default_factory=list)
    new_cards: list[tuple[Card, int | None]] = field(default_factory=list)
    progress: Progress | None = None
    tags: list[Mark] = field(default_factory=list)


def changes(outcome: Outcome) -> Changes:
    """What an act changed on the page."""
    sheet = Sheet(outcome.reading)
    spans = set(outcome.spans)
    quotes = outcome.ids("quote")
    bars: list[DrawnQuote] = []
    for quote in sheet.quotes:
        if quote.pk not in quotes:
            continue
        # A quote that stays where it was changes nothing in the text but the look of its bars.
        states = outcome.values("quote", quote.pk, "state")
        if "pieces" not in outcome.fields("quote", quote.pk) and not states & {State.REMOVED, None}:
            spans.difference_update(quote.pieces)
            if states:
                bars.append(quote)
    # A card names its speaker, so it changes with the tag's words or group, but not with its state.
    named = {tag for tag in outcome.ids("tag") if outcome.fields("tag", tag) & {"kind", "surface", "group_id"}}
    cards = quotes | {quote.pk for quote in sheet.quotes if quote.speaker_id in named}
    drawn = _drawn(sheet, spans, outcome.ids("group"), cards, outcome.made("group"), outcome.made("quote"))
    shown = {paragraph.start for paragraph in drawn.paragraphs}
    drawn.bars = [part for paragraph, part in sheet.bars(bars) if paragraph.start not in shown]
    drawn.tags = [mark for mark in sheet.marks if mark.id in outcome.ids("tag")]
    return drawn


def as_it_stands(*, reading: Reading, conflicts: Iterable[Conflict]) -> Changes:
    """The current state of objects that a stale page shows differently."""
    sheet = Sheet(reading)
    ids: dict[str, set[int]] = {}
    for conflict in conflicts:
        ids.setdefault(conflict.object_type, set()).add(conflict.object_id)
    tags, quotes = ids.get("tag", set()), ids.get("quote", set())
    marks = [mark for mark in sheet.marks if mark.id in tags]
    spans = {(mark.start, mark.end) for mark in marks}
    spans.update((tag.start, tag.end) for tag in Tag.objects.filter(pk__in=tags - {mark.id for mark in marks}))
    spans.update(piece for quote in sheet.quotes if quote.pk in quotes for piece in quote.pieces)
    groups = ids.get("group", set()) | {mark.group for mark in marks if mark.group}
    groups |= changed_events(ids)
    uses = ids.get("use", set())
    if uses:
        quotes = quotes | set(ClaimUse.objects.filter(pk__in=uses).values_list("quote_id", flat=True))
    return _drawn(sheet, spans, groups, quotes, set(), set())


def _drawn(sheet: Sheet, spans, groups, quotes, made_groups, made_quotes) -> Changes:
    rows = sheet.rows(groups)
    names = {row.group.pk: row.group.name for row in rows}
    cards = sheet.cards(quotes, names)
    following = {
        quote.pk: after.pk if part_of(quote.start) == part_of(after.start) else None
        for quote, after in pairwise(sheet.quotes)
    }
    return Changes(
        paragraphs=sheet.paragraphs(spans) if spans else [],
        rows=[row for row in rows if row.group.pk not in made_groups],
        new_rows=[row for row in rows if row.group.pk in made_groups],
        cards=[card for card in cards if card.quote.pk not in made_quotes],
        new_cards=[(card, following.get(card.quote.pk)) for card in cards if card.quote.pk in made_quotes],
        progress=sheet.progress(),
    )

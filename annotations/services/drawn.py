"""What is drawn of a reading, as plain values that templates read fast, and the three queries that load it."""

from collections.abc import Collection
from dataclasses import dataclass, field

from django.db import connection

from annotations.drawing import Drawn
from annotations.exposure import Exposure
from annotations.models import ClaimUse, Quote, State
from annotations.segments import Part
from annotations.services import event_lines
from articles.models import Block

# Every act reads these three, and it takes the ORM longer to put such a query together than PostgreSQL to answer it.
MARKS = """
    SELECT id, kind, start, "end", form, surface, state, version, group_id, score, p_start
    FROM annotations_tag
    WHERE reading_id = %s AND state <> 'removed'
    ORDER BY start, "end" DESC, id
"""
QUOTES = """
    SELECT id, start, "end", pieces, cue_start, cue_end, mode, speaker_id, state, nothing_checkable, version,
           p_pieces IS NULL
    FROM annotations_quote
    WHERE reading_id = %s
    ORDER BY start, id
"""
GROUPS = f"""
    SELECT g.id, g.kind, g.name, g.demonym, g.version, e.name, g.protected,
           coalesce(e.protected, false) OR coalesce(r.protected, false), {event_lines.COLUMN}
    FROM annotations_mentiongroup g LEFT JOIN annotations_entity e ON e.id = g.entity_id
        LEFT JOIN annotations_entity r ON r.id = e.root_id
    WHERE g.reading_id = %s AND (%s::bigint[] IS NULL OR g.id = ANY(%s::bigint[]))
"""


@dataclass(slots=True)
class Mark(Drawn):
    """A tag as it is drawn; all but the numbers are strings already, for templates write hundreds of them."""

    id: int
    kind: str
    start: int
    end: int
    form: str
    surface: str
    state: str
    version: int
    group: int | None
    score: str
    made: bool


@dataclass(slots=True)
class DrawnQuote(Drawn):
    """A quote as it is drawn, removed ones too."""

    pk: int
    start: int
    end: int
    pieces: tuple[tuple[int, int], ...]
    cue_start: int | None
    cue_end: int | None
    mode: str
    speaker_id: int | None
    state: str
    nothing_checkable: bool
    version: int
    made: bool

    @property
    def state_label(self) -> str:
        return State(self.state).label

    @property
    def mode_label(self) -> str:
        return Quote.Mode(self.mode).label


@dataclass(slots=True)
class Group(Drawn):
    """A mention group as its row shows it."""

    pk: int
    kind: str
    name: str
    demonym: bool
    version: int
    entity: str | None
    protected: bool
    entity_protected: bool
    slots: str | None = None


@dataclass(slots=True)
class Piece(Drawn):
    """One piece of a quote as it is drawn; only the first carries the number."""

    quote: DrawnQuote
    n: int
    lane: int

    @property
    def first(self) -> bool:
        return self.n == 0


@dataclass(slots=True)
class Paragraph(Drawn):
    start: int
    part: str
    parts: list[Part]
    blocks: list[Block] = field(default_factory=list)


@dataclass(slots=True)
class Row(Drawn):
    """One row of the cast list; ``count`` leaves rejected mentions out, ``live`` is false when nothing is left."""

    group: Group
    count: int = 0
    undecided: int = 0
    live: bool = False
    also: list[str] = field(default_factory=list)
    exposure: Exposure | None = None

    @property
    def event(self) -> event_lines.EventLine:
        return event_lines.event_line(self.group.slots)


@dataclass(slots=True)
class Card(Drawn):
    quote: DrawnQuote
    pieces: list[str]
    cue: str
    speaker: Mark | None
    name: str
    uses: list[ClaimUse]


@dataclass(frozen=True, slots=True)
class Progress(Drawn):
    tags: int
    quotes: int
    marked: bool

    @property
    def undecided(self) -> int:
        return self.tags + self.quotes


def load_marks(reading_id: int) -> list[Mark]:
    """Every tag that is not removed, in text order, outer ones first."""
    return [
        Mark(*plain, score="" if score is None else f"{score:.2f}", made=p_start is None)
        for *plain, score, p_start in _rows(MARKS, reading_id)
    ]


def load_quotes(reading_id: int) -> list[DrawnQuote]:
    """Every quote, the removed ones too, in text order."""
    return [
        DrawnQuote(pk, start, end, tuple((piece.lower, piece.upper) for piece in pieces), *rest)
        for pk, start, end, pieces, *rest in _rows(QUOTES, reading_id)
    ]


def load_groups(reading_id: int, only: Collection[int] | None) -> list[Group]:
    wanted = None if only is None else list(only)
    return [Group(*row) for row in _rows(GROUPS, reading_id, wanted, wanted)]


def _rows(query: str, *values) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchall()

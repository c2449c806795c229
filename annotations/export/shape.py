"""What an export holds, as plain data: one ``ExportedReading`` a line, with nothing of Django in it.

Every field here is described in ``docs/export.md``; a test compares the two. Dates are ISO 8601 strings, offsets are
half-open and count Unicode code points of ``article.text``.
"""

from dataclasses import dataclass, field

FORMAT = "newsroom-annotations"
VERSION = 1

Pair = tuple[int, int]


@dataclass(kw_only=True)
class Named:
    """An outlet or an entity: its id here, and its name."""

    id: int
    name: str


@dataclass(kw_only=True)
class Pipeline:
    """What made a machine or imported reading."""

    name: str
    version: str


@dataclass(kw_only=True)
class Parts:
    """Where headline, standfirst and body stand in the text."""

    headline: Pair | None
    standfirst: Pair | None
    body: Pair

    @classmethod
    def of(cls, text: str, *, standfirst_start: int | None, body_start: int) -> "Parts":
        first = body_start if standfirst_start is None else standfirst_start
        return cls(
            headline=None if first == 0 else (0, _line_end(text, 0)),
            standfirst=None if standfirst_start is None else (standfirst_start, _line_end(text, standfirst_start)),
            body=(body_start, len(text)),
        )


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end == -1 else end


@dataclass(kw_only=True)
class ExportedArticle:
    id: int
    external_id: str
    outlet: Named | None
    url: str
    headline: str
    byline: str
    published_at: str | None
    language: str
    text: str
    text_sha256: str
    parts: Parts
    masked: list[Pair] = field(default_factory=list)


@dataclass(kw_only=True)
class CarriedFrom:
    """Where a decision was carried over from; ``id`` is the object of the same kind in that reading."""

    article: int | None
    reading: int
    id: int


@dataclass(kw_only=True)
class Step:
    """One thing that happened to an object: a pipeline proposed it, a person decided, an editor approved."""

    step: str  # "proposed", "act" or "approved"
    at: str | None
    who: str | None = None
    pipeline: Pipeline | None = None
    reading: int | None = None
    act: str | None = None
    verb: str | None = None
    note: str | None = None
    before: dict | None = None
    after: dict | None = None
    carried_from: CarriedFrom | None = None


@dataclass(kw_only=True)
class Approval:
    who: str
    at: str


@dataclass(kw_only=True)
class Parent:
    id: int
    role: str
    state: str
    reader: str | None
    source: Pipeline | None
    submitted_at: str | None


@dataclass(kw_only=True)
class AboutReading:
    id: int
    role: str
    state: str
    reader: str | None
    source: Pipeline | None
    created_at: str
    submitted_at: str | None
    closed_at: str | None
    approved: Approval | None
    parents: list[Parent]
    trail: list[Step]


@dataclass(kw_only=True)
class Person:
    username: str
    name: str


@dataclass(kw_only=True)
class ExportedGroup:
    id: int
    kind: str
    name: str
    demonym: bool
    entity: Named | None
    protected: bool
    trail: list[Step]


@dataclass(kw_only=True)
class TagProposal:
    kind: str
    start: int
    end: int


@dataclass(kw_only=True)
class ExportedTag:
    id: int
    kind: str
    start: int
    end: int
    text: str
    form: str
    label: str
    score: float | None
    state: str
    group: int | None
    proposal: TagProposal | None
    trail: list[Step]


@dataclass(kw_only=True)
class Participant:
    group: int
    role: str
    state: str
    proposal: str | None
    trail: list[Step]


@dataclass(kw_only=True)
class DateWords:
    """The words of the text that tell when."""

    start: int
    end: int
    text: str


@dataclass(kw_only=True)
class Toll:
    """How many were killed or injured, the words that tell it, and the cast row of whoever says so."""

    number: int | None
    start: int | None
    end: int | None
    text: str
    source: int | None


@dataclass(kw_only=True)
class ExportedEvent:
    group: int
    type: str
    subtype: str
    status: str
    date: str | None
    precision: str
    date_words: DateWords | None
    place: int | None
    dead: Toll | None
    injured: Toll | None
    decided: list[str]
    participants: list[Participant]
    trail: list[Step]


@dataclass(kw_only=True)
class Speaker:
    tag: int
    start: int
    end: int
    text: str
    name: str


@dataclass(kw_only=True)
class Cue:
    start: int
    end: int
    text: str


@dataclass(kw_only=True)
class QuoteProposal:
    pieces: list[Pair]


@dataclass(kw_only=True)
class ExportedClaim:
    """One use of a claim by a quote, with the wording that was seen."""

    id: int
    merged_into: int | None
    wording: int
    text: str
    stance: str
    hedged: bool
    trail: list[Step]


@dataclass(kw_only=True)
class ExportedQuote:
    id: int
    start: int
    end: int
    pieces: list[Pair]
    text: str
    cue: Cue | None
    mode: str
    score: float | None
    state: str
    speaker: Speaker | None
    nothing_checkable: bool
    proposal: QuoteProposal | None
    claims: list[ExportedClaim]
    trail: list[Step]


@dataclass(kw_only=True)
class ExportedReading:
    """One line."""

    format: str = FORMAT
    version: int = VERSION
    article: ExportedArticle
    reading: AboutReading
    groups: list[ExportedGroup]
    tags: list[ExportedTag]
    events: list[ExportedEvent]
    quotes: list[ExportedQuote]
    people: list[Person]

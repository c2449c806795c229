"""What may be carried over from one reading to another, as plain values: the things themselves, and all of them."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from annotations.alignment import Alignment, Match
from annotations.models import ClaimUse, Event, MentionGroup, Quote, Reading, State, Tag
from annotations.services.carry_events import EventPlan
from articles.text import Span


@dataclass(kw_only=True)
class Item:
    """One thing of the other reading. Without ``places`` it is lost, and ``why`` says how."""

    what: str  # tag, quote, event, group
    old: Tag | Quote | Event | MentionGroup
    row: MentionGroup | None
    match: Match
    spans: tuple[Span, ...] = ()
    places: tuple[Span, ...] = ()
    here: Tag | Quote | MentionGroup | None = None  # the undecided one that stands here, or what the rest goes to
    why: str = ""
    left_out: list[str] = field(default_factory=list)
    speaker: "Item | None" = None  # of a quote: the tag that comes along with it
    speaker_here: Tag | None = None  # or the one that was confirmed here already
    cue: Span | None = None
    uses: list[ClaimUse] = field(default_factory=list)
    event: EventPlan | None = None

    @property
    def key(self) -> str:
        return f"{self.what}:{self.old.pk}"

    @property
    def lost(self) -> bool:
        return bool(self.why)

    @property
    def chosen(self) -> bool:
        """Ticked at first: what stands in the same surroundings, with nothing left out."""
        return self.match is Match.SAME and not self.left_out and (self.speaker is None or self.speaker.chosen)

    @property
    def rejected(self) -> bool:
        return self.what in ("tag", "quote") and self.old.state == State.REJECTED

    def objects(self) -> Iterable:
        """All whose versions the person has seen with this item."""
        yield self.old
        if self.here is not None:
            yield self.here
        if self.speaker is not None:
            yield from self.speaker.objects()
        if self.event is not None and self.event.here is not None:
            yield self.event.here


@dataclass(kw_only=True)
class Plan:
    """Everything that is on offer, and what is lost; ``rows`` says which cast row here is which one there."""

    source: Reading
    alignment: Alignment
    items: list[Item]
    lost: list[Item]
    rows: dict[int, MentionGroup]
    decided: dict[int, Tag]  # tag there → the confirmed one that is here already
    may_link: set[int]  # rows here that nobody said who they are
    names: dict[int, str]  # of the cast rows there

    @property
    def total(self) -> int:
        return len(self.items) + len(self.lost)

"""What a pipeline says about one text: frozen value objects."""

from __future__ import annotations

from dataclasses import dataclass

KINDS = ("person", "place", "group", "event")
FORMS = ("name", "nominal", "pronoun")
MODES = ("direct", "mixed", "indirect", "own_voice")
EVENT_TYPES = (
    "battles",
    "protests",
    "riots",
    "explosions_remote_violence",
    "violence_against_civilians",
    "strategic_developments",
    "political",
    "legal",
    "disaster",
)
STATUSES = ("happened", "alleged", "planned")
# How somebody or something took part in an event.
ROLES = ("actor", "supporter", "target", "victim", "accused", "participant")
PRECISIONS = ("day", "week", "month", "year")


@dataclass(frozen=True, slots=True, kw_only=True)
class TagProposal:
    """A span of the text with a kind; `label` is the pipeline's own word for it, `group` an index into the groups.

    `found` says how it was found, in the words of `confidence.EVIDENCE`.
    """

    start: int
    end: int
    kind: str
    form: str = "name"
    label: str = ""
    score: float | None = None
    group: int | None = None
    found: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupProposal:
    """The mentions of one person, place, group or event in this text, under the fullest name it goes by here."""

    kind: str
    name: str
    demonym: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EventProposal:
    """What is told of the event that a group of event mentions is.

    `participants` are (index into the tags, role) and `place` is an index into the tags. `when` are the words that date
    it, `dead_at` and `injured_at` those that count. `date` is the first day of what the words mean, in ISO form, where
    they tell by themselves or the article's date is known (`annotations.pipeline.dates`).
    """

    group: int
    type: str
    status: str = "happened"
    participants: tuple[tuple[int, str], ...] = ()
    place: int | None = None
    when: tuple[int, int] | None = None
    date: str = ""
    precision: str = ""
    dead: int | None = None
    dead_at: tuple[int, int] | None = None
    injured: int | None = None
    injured_at: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteProposal:
    """Attributed words. Pieces include the quotation marks; `speaker` is an index into the tags."""

    pieces: tuple[tuple[int, int], ...]
    cue: tuple[int, int] | None = None
    mode: str = "direct"
    speaker: int | None = None
    score: float | None = None

    @property
    def start(self) -> int:
        return self.pieces[0][0]

    @property
    def end(self) -> int:
        return self.pieces[-1][1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """All that one pipeline proposes for one text. Offsets are code points, half-open; tags and quotes in order."""

    tags: tuple[TagProposal, ...] = ()
    groups: tuple[GroupProposal, ...] = ()
    events: tuple[EventProposal, ...] = ()
    quotes: tuple[QuoteProposal, ...] = ()
    pipeline_name: str = ""
    pipeline_version: str = ""

    def speaker_name(self, quote: QuoteProposal) -> str | None:
        """Whom the speaker's words mean, when the text tells: the name of the speaker's group."""
        if quote.speaker is None:
            return None
        group = self.tags[quote.speaker].group
        return None if group is None else self.groups[group].name

"""Names, speakers and events become tags, each in its mention group."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass

from annotations.pipeline import cues
from annotations.pipeline.analysis import EventProposal, QuoteProposal, TagProposal
from annotations.pipeline.cast import Cast
from annotations.pipeline.confidence import EVENT_WORD, EVIDENCE, SPEAKER
from annotations.pipeline.coreference import CARRIER, DEFINITE, Antecedents, Nominal, bare, is_plural, kind_of, name_in
from annotations.pipeline.event_groups import EventGroups, Happening, placed_triggers
from annotations.pipeline.events import Trigger, type_of_name
from annotations.pipeline.gazetteer import pronoun_of
from annotations.pipeline.name_rules import Name
from annotations.pipeline.offices import Offices
from annotations.pipeline.quotes import Found
from annotations.pipeline.speakers import Phrase
from annotations.pipeline.windows import fitted
from annotations.pipeline.wordlist import word_set
from articles.text import Span, snap_to_graphemes

# How far back, in characters, "the company" looks for the one it means.
BODY_REACH = 300
_MR_OR_MRS = re.compile(r"\b(Mr|Mrs|Ms|Miss|Sir|Lady)\.? $")


@dataclass(slots=True)
class _Draft:
    """A tag in the making; groups are settled last."""

    start: int
    end: int
    kind: str
    form: str
    label: str
    found: str
    score: float
    group: int | None


class Tagging:
    """The tags of one text, built from its names, its speakers and its event words."""

    def __init__(
        self, text: str, cast: Cast, names: list[Name], groups: list[int], is_quoted: Callable[[int], bool]
    ) -> None:
        self.text = text
        self.cast = cast
        self.names = names
        self._starts = [name.start for name in names]
        self._group_of = {name.start: group for name, group in zip(names, groups, strict=True)}
        self._drafts: dict[tuple[str, int, int], _Draft] = {}
        people = [(name, group) for name, group in zip(names, groups, strict=True) if name.kind == "person"]
        self._antecedents = Antecedents(
            [(name.start, group) for name, group in people if not is_quoted(name.start)], self._genders(people)
        )
        self._offices = Offices(text, people)
        self._meant: dict[int, int | Nominal | None] = {}  # by the start of a subject phrase
        self._nominals: dict[tuple[str, str], Nominal] = {}  # the last one by its head, and by all its words
        self._quotes: list[tuple[Found, tuple[str, int, int] | None]] = []
        self._events: list[Happening] = []
        for name, group in zip(names, groups, strict=True):
            self._draft(name.start, name.end, name.kind, "name", name.label, (name.found, name.score), group)

    def _genders(self, people: list[tuple[Name, int]]) -> dict[int, str]:
        """ "he" or "she", where a first name or a title says it."""
        genders: dict[int, str] = {}
        for name, group in people:
            first, _, rest = self.text[name.start : name.end].partition(" ")
            told = pronoun_of(first) if rest else None
            if match := _MR_OR_MRS.search(self.text, max(name.start - 5, 0), name.start):
                told = "he" if match.group(1) in ("Mr", "Sir") else "she"
            if told:
                genders.setdefault(group, told)
        return genders

    def follow_subjects(self, subjects: list[Phrase]) -> None:
        """Go through the grammatical subjects in text order, so that pronouns find whom they mean."""
        for phrase in sorted(subjects, key=lambda phrase: phrase.start):
            if phrase.start not in self._meant:
                self._meant[phrase.start] = self._meaning(phrase)

    def _meaning(self, phrase: Phrase) -> int | Nominal | None:
        """The group (or the unnamed one) that a phrase means; remembers it for the pronouns after it."""
        if phrase.pronoun:
            if phrase.head_word not in cues.PRONOUNS:
                return None
            found = self._antecedents.find(phrase.head_word, phrase.start)
            if found is not None:
                kind = found.kind if isinstance(found, Nominal) else self.cast.kinds[found]
                plural = phrase.head_word in cues.THEY
                self._antecedents.add(phrase.start, found, kind, plural=plural, pronoun=True)
            return found
        name = self._introduced(phrase) or name_in(self.text, phrase, self._names_near(phrase))
        if name is not None:
            group = self._group_of[name.start]
            # of places only those that are known to speak: countries and capitals, "Ankara said ... it said"
            kind = CARRIER if name.kind == "place" and name.known is None else name.kind
            self._antecedents.add(phrase.start, group, kind, plural=name.label == "NORP")
            return group
        if phrase.head_word in cues.CARRIERS:
            self._antecedents.add(phrase.start, None, CARRIER)
        if phrase.head_word not in cues.PEOPLE and phrase.head_word not in cues.BODIES:
            return None
        if (name := self._apposed(phrase)) is not None:
            group = self._group_of[name.start]
            self._antecedents.add(phrase.start, group, name.kind)
            return group
        described = self.text[phrase.start : phrase.end]
        is_definite = described.lower().startswith(DEFINITE)
        holder = self._offices.holder(phrase.head_word, described, phrase.start) if is_definite else None
        if (group := holder) is not None:
            self._antecedents.add(phrase.start, group, "person")
            return group
        if is_definite and (group := self._body(phrase)) is not None:
            self._antecedents.add(phrase.start, group, "group")
            return group
        nominal = self._nominal(phrase)
        if not _is_any(self.text, phrase, nominal):
            self._antecedents.add(phrase.start, nominal, nominal.kind, plural=nominal.plural)
        return nominal

    def _body(self, phrase: Phrase) -> int | None:
        """ "the committee" is the one whose name says so; "the company" the only body named just before."""
        last = bisect_left(self._starts, phrase.start)
        near: set[int] = set()
        for name in reversed(self.names[max(last - 40, 0) : last]):
            if name.kind != "group" or name.label == "NORP":
                continue
            group = self._group_of[name.start]
            if phrase.head_word in self.text[name.start : name.end].lower().split():
                return group
            if phrase.start - name.end < BODY_REACH:
                near.add(group)
        return near.pop() if len(near) == 1 and phrase.head_word in _ANY_BODY else None

    def _apposed(self, phrase: Phrase) -> Name | None:
        """The name that a description stands beside: "Yassir Abdulhamid, an activist", "the minister, Ali Hassan,"."""
        for name in self._names_near(Span(max(phrase.start - 60, 0), phrase.end + 40)):
            if name.kind != kind_of(phrase) or name.label == "NORP":
                continue
            if self.text[name.end : phrase.start] == ", " or self._leads_to(phrase.end, name.start):
                return name
        return None

    def _introduced(self, phrase: Phrase) -> Name | None:
        """ "The Task Force commander, Lt. Gen. Stephen Marsh, said": the person, not the body in the description."""
        if self.text[phrase.start : phrase.end].rpartition(" ")[2].lower() not in cues.PEOPLE:
            return None
        near = self._names_near(Span(phrase.end, phrase.end + 40))
        return next((name for name in near if name.kind == "person" and self._leads_to(phrase.end, name.start)), None)

    def _leads_to(self, end: int, start: int) -> bool:
        """Only a comma or a title stands between a description and the name after it."""
        if not 0 < start - end < 40:
            return False
        between = self.text[end:start].removeprefix(",")
        return between[:1] == " " and all(word.lower() in cues.TITLES for word in between.split())

    def _nominal(self, phrase: Phrase) -> Nominal:
        """ "the official" is the official of before; "an official" is a new one."""
        surface = self.text[phrase.start : phrase.end]
        lowered = surface.lower()
        described = (phrase.head_word, bare(surface))
        short = lowered.startswith(DEFINITE) and len(surface.split()) <= 3
        known = self._nominals.get((phrase.head_word, "") if short else described)
        if known is None or lowered.startswith(("a ", "an ", "another ")):
            known = Nominal(kind=kind_of(phrase), surface=surface, head=phrase.head_word, plural=is_plural(phrase))
        self._nominals[described] = self._nominals[phrase.head_word, ""] = known
        return known

    def _names_near(self, phrase: Phrase | Span) -> list[Name]:
        first = max(bisect_right(self._starts, phrase.start) - 1, 0)
        last = bisect_right(self._starts, phrase.end)
        return self.names[first:last]

    def add_quotes(self, quotes: list[Found]) -> None:
        """Give every quote its speaker's tag."""
        keys: dict[int, tuple[str, int, int] | None] = {}
        for quote in quotes:
            if quote.speaker_of is not None:
                key = keys.get(id(quote.speaker_of))
            else:
                key = None if quote.speaker is None else self._speaker_tag(quote.speaker, quote)
            keys[id(quote)] = key
            if quote.mode == "indirect" and key is None:
                continue
            self._quotes.append((quote, key))

    def _speaker_tag(self, phrase: Phrase, quote: Found) -> tuple[str, int, int] | None:
        """The tag of a speaker: a name that is there already, or a new one for a nominal or a pronoun."""
        if any(piece.start <= phrase.start < piece.end for piece in quote.pieces):
            return None
        if not phrase.pronoun:
            name = self._introduced(phrase) or name_in(self.text, phrase, self._names_near(phrase))
            if name is None or (
                name.label == "NORP" and not is_plural(phrase)
            ):  # "Valerie Ashcombe, the Republican who"
                name = self._apposed(phrase) or name
            if name is not None:
                return None if name.kind == "event" else (name.kind, name.start, name.end)
            if phrase.head_word in cues.CARRIERS:
                return None
        meant = self._meant.get(phrase.start)
        if meant is None:
            meant = self._meaning(phrase)
        form = "pronoun" if phrase.pronoun else "nominal"
        if meant is None and form == "nominal":
            if not _is_somebody(phrase):
                return None
            meant = self._nominal(phrase)
        kind = _kind(meant, self.cast, phrase)
        group = self._materialised(meant, phrase) if meant is not None else None
        return self._draft(phrase.start, phrase.end, kind, form, "", (SPEAKER, quote.score), group)

    def _materialised(self, meant: int | Nominal, phrase: Phrase) -> int:
        """The group in the cast; an unnamed one is taken in now."""
        if not isinstance(meant, Nominal):
            return meant
        if meant.group is None:
            meant.group = self.cast.new(meant.kind, meant.surface, name=_capitalised(meant.surface))
        return meant.group

    def add_events(self, triggers: list[Trigger]) -> None:
        """Event words become tags and events; named events get a type where their name tells it."""
        typed: set[int] = set()
        for name in self.names:
            if name.kind == "event":
                group = self._group_of[name.start]
                event_type = type_of_name(self.text[name.start : name.end])
                if event_type and group not in typed:
                    typed.add(group)
                    self._events.append(Happening(group=group, type=event_type))
        placed = placed_triggers(triggers, self.names)
        groups = EventGroups(self.text, self.cast, self._names_near, self._group_of, placed)
        for trigger in placed:
            group, word = groups.join(trigger), (EVENT_WORD, EVIDENCE[EVENT_WORD])
            self._draft(trigger.start, trigger.end, "event", "nominal", "TRIGGER", word, group)
        groups.name_places()
        self._events += groups.happenings

    def _draft(
        self, start: int, end: int, kind: str, form: str, label: str, found: tuple[str, float], group: int | None
    ) -> tuple[str, int, int] | None:
        """Put a tag down once, on whole graphemes; None where nothing is left of it. `found`: how, and its score."""
        span = fitted(self.text, Span(start, end))
        if span is None:
            return None
        key = (kind, span.start, span.end)
        if key not in self._drafts:
            self._drafts[key] = _Draft(span.start, span.end, kind, form, label, *found, group)
        return key

    def finished(
        self,
    ) -> tuple[tuple[TagProposal, ...], tuple[QuoteProposal, ...], tuple[EventProposal, ...]]:
        """Tags and quotes in text order, speakers as indexes into the tags."""
        ordered = sorted(self._drafts.items(), key=lambda item: (item[0][1], -item[0][2], item[0][0]))
        index_of = {key: index for index, (key, _) in enumerate(ordered)}
        tags = tuple(
            TagProposal(
                start=draft.start,
                end=draft.end,
                kind=draft.kind,
                form=draft.form,
                label=draft.label,
                score=draft.score,
                group=draft.group,
                found=draft.found,
            )
            for _, draft in ordered
        )
        quotes: dict[tuple[tuple[int, int], ...], QuoteProposal] = {}
        for quote, key in self._quotes:
            whole = (snap_to_graphemes(self.text, piece) for piece in quote.pieces)
            pieces = tuple((piece.start, piece.end) for piece in whole)
            quotes.setdefault(
                pieces,
                QuoteProposal(
                    pieces=pieces,
                    cue=quote.cue and (quote.cue.start, quote.cue.end),
                    mode=quote.mode,
                    speaker=index_of.get(key) if key is not None else None,
                    score=quote.score,
                ),
            )
        events = tuple(happening.proposal(index_of) for happening in self._events)
        return tags, tuple(sorted(quotes.values(), key=lambda quote: quote.pieces)), events


_ANY_BODY = word_set("company group organization organisation firm")


def _is_any(text: str, phrase: Phrase, nominal: Nominal) -> bool:
    """ "every president", or a bare "president" that the parse cut out of something: nobody whom "she" could mean."""
    words = text[phrase.start : phrase.end].lower().split()
    return words[0] in _ANYBODY or (len(words) == 1 and nominal.kind == "person" and not nominal.plural)


_ANYBODY = word_set("every any no each")


def _is_somebody(phrase: Phrase) -> bool:
    """A head that is no known word for a person may still be one ("the shopkeeper"), but not a thing of words."""
    return phrase.head_word not in cues.CARRIERS and phrase.head_word.isalpha() and len(phrase.head_word) > 2


def _kind(meant: int | Nominal | None, cast: Cast, phrase: Phrase) -> str:
    if isinstance(meant, Nominal):
        return meant.kind
    if meant is not None:
        return cast.kinds[meant]
    return "group" if phrase.head_word in cues.IT else "person"


def _capitalised(surface: str) -> str:
    return surface[:1].upper() + surface[1:]

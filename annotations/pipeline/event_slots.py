"""What the sentence of an event word tells of the event: who, to whom, where, when, and whether it happened.

Only what stands close by and on the same side of a clause's border is taken. The places of phrases are kept and not
their meaning: which of them are names is known when the whole text has been read.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from annotations.pipeline import cues
from annotations.pipeline import event_words as words
from annotations.pipeline.dates import find_dates
from annotations.pipeline.event_parts import own_verbs_end, parts_of_noun, parts_of_verb, passive_subject
from annotations.pipeline.event_status import BEING, is_told_by_verb, status_of
from annotations.pipeline.line import Line
from annotations.pipeline.speakers import Phrase, subject_of
from annotations.pipeline.tolls import NO_TOLL, Toll, toll_of
from articles.text import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Slots:
    """Where the sentence names those who took part, and the place; `fills` has (role, phrase)."""

    fills: tuple[tuple[str, Phrase], ...] = ()
    places: tuple[Span, ...] = ()  # stretches that begin after "in", "at" ...; the first name in one of them
    compound: Span | None = None  # what stands before a noun in its phrase: "the Istanbul nightclub attack"
    owner_role: str = "actor"  # of a person with a possessive: "Okoye's arrest"
    forceful: bool = False
    when: Span | None = None
    status: str = "happened"
    plural: bool | None = None  # None for verbs
    toll: Toll = NO_TOLL
    is_new: bool = False  # "another attack"
    same_as: int | None = None  # where the word stands that this is another word for: "the attack killed 12"


UNTOLD = Slots()


class SlotReader:
    """Reads the slots of the event words of one paragraph; dates are looked for once."""

    def __init__(self, line: Line, triggers: list[tuple[int, int]]) -> None:
        self.line = line
        self._firsts = sorted(first for first, _ in triggers)
        self._lasts = dict(triggers)
        self._dates = [
            (line.token_at(span.start), line.token_at(span.end), span)
            for span in (
                Span(found.start + line.offset, found.end + line.offset) for found in find_dates(line.doc.text)
            )
        ]

    def read(self, first: int, last: int, event_type: str, concept: str) -> Slots:
        """The slots of the event word that is the tokens first to last."""
        line = self.line
        is_verb = is_told_by_verb(line, first)
        start, end = line.sentences[line.sentence[first]]
        after = self._clause_end(last + 1, end)
        near = after if is_verb else own_verbs_end(line, last + 1, after, words.HAPPENING)
        found = (
            parts_of_verb(line, first, last, after, concept)
            if is_verb
            else parts_of_noun(line, first, last, after, (start, end), concept)
        )
        target = "victim" if concept in words.VICTIMS else "accused" if concept in words.ACCUSED else "target"
        passive = passive_subject(line, first) if is_verb else None
        return Slots(
            fills=tuple((target if role == "target" else role, phrase) for role, phrase in found),
            # "protested against the war in Iraq": what follows tells of something else
            places=(() if is_verb and concept == "protest" else tuple(self._places(last + 1, near)))
            or tuple(self._opening_place(start, first)),
            compound=None if is_verb else self._compound(first, start),
            owner_role=target if concept in words.DONE_TO else "actor",
            forceful=event_type in words.FORCEFUL and concept not in words.DONE_TO,
            when=self._when(first, last, start, near),
            status=status_of(line, first, last, start, end, is_verb=is_verb),
            plural=None if is_verb else line.tags[last] in ("NNS", "NNPS"),
            toll=toll_of(line, first, last, self._next_trigger(last + 1, end), passive.span if passive else None),
            is_new=not is_verb and self._is_new(first, start),
            same_as=self._another_word_for(first, last, start, end, is_passive=passive is not None)
            if is_verb and concept in words.OUTCOMES
            else None,
        )

    def _is_new(self, first: int, start: int) -> bool:
        line = self.line
        for index in range(first - 1, max(start, first - 4) - 1, -1):
            if line.lower[index] in words.ANOTHER:
                return True
            if not line.tags[index].startswith(("NN", "JJ", "CD", "HYPH")):
                return False
        return False

    def _another_word_for(self, first: int, last: int, start: int, end: int, *, is_passive: bool) -> int | None:
        """The start of the event that this verb only tells the outcome of, where one is named beside it."""
        return self._outcome_in(last, end) if is_passive else self._same_as(first, start)

    def _outcome_in(self, last: int, end: int) -> int | None:
        """The start of "bombings" in "60 were killed and injured in multiple bombings"."""
        line = self.line
        index = last + 1
        while index < end and (line.lower[index] in words.AND_HURT or line.tags[index][:2] == "RB"):
            index += 1
        if index >= end or line.lower[index] not in ("in", "by", "during"):
            return None
        index += 1
        while index < end and line.tags[index].startswith(("DT", "JJ", "CD", "NN", "HYPH")):
            if index in self._lasts:
                return line.starts[index]
            index += 1
        return None

    def _same_as(self, verb: int, start: int) -> int | None:
        """The start of "blast" in "the blast killed 12" and "that killed 12", of "shot" in "shot and killed"."""
        line = self.line
        earlier = bisect_left(self._firsts, verb) - 1
        if earlier < 0 or (other := self._firsts[earlier]) < start:
            return None
        before = verb - 1
        while before > start and (line.lower[before] in words.HAVING or line.tags[before][:2] == "RB"):
            before -= 1
        last = self._lasts[other]
        if line.lower[before] == "and" and before - 1 == last and line.is_verb(last):
            return line.starts[other]
        if line.tags[verb] == "VBG" and line.lower[before] == ",":  # "exploded in Baghdad, killing 12"
            return line.starts[other] if self._clause_end(last + 1, before) >= before else None
        if other == last and not line.tags[last].startswith("NN"):
            return None
        if line.lower[before] in ("that", "which"):
            straight = not any(line.is_verb(index) and line.tags[index] != "VBN" for index in range(last + 1, before))
            return line.starts[other] if straight and verb - other <= words.REACH else None
        doer = subject_of(line, verb)
        return line.starts[other] if doer and other <= line.token_at(doer.head.start) <= last else None

    def _next_trigger(self, at: int, end: int) -> int:
        following = bisect_left(self._firsts, at)
        return min(end, self._firsts[following]) if following < len(self._firsts) else end

    def _clause_end(self, at: int, end: int) -> int:
        """The next border of a clause, event word or verb of speech; or the end of the reach."""
        line = self.line
        limit = min(self._next_trigger(at, end), at + words.REACH)
        for index in range(at, limit):
            if line.lower[index] in words.BORDERS or (
                line.lower[index] in cues.REPORTING_FORMS
                and line.is_verb(index)
                and line.lower[index : index + 2] != ["claimed", "by"]
            ):
                return index
        return limit

    def _compound(self, first: int, start: int) -> Span | None:
        line = self.line
        index = first
        while index > start and line.tags[index - 1].startswith(("NN", "JJ", "POS", "HYPH", "VBN", "CD")):
            index -= 1
        return line.span(index, first) if index < first else None

    def _places(self, at: int, after: int) -> Iterator[Span]:
        line = self.line
        index = at
        while index < after - 1:
            word = line.lower[index]
            if word in words.PLACE_PREPOSITIONS or (word == "on" and index == at):
                last = index + 1
                while last < after and last < index + 9 and (line.lower[last] == "of" or self._is_of_place(last)):
                    last += 1
                if last > index + 1:
                    yield line.span(index + 1, last)
                index = max(last, index + 1)
            else:
                index += 1

    def _is_of_place(self, index: int) -> bool:
        line = self.line
        return line.lower[index] != "," and line.tags[index].startswith(
            ("NN", "DT", "JJ", "HYPH", "POS", "AFX", "FW", "NFP", "PRP$", "CD")
        )

    def _opening_place(self, start: int, first: int) -> Iterator[Span]:
        """ "In Aleppo, gunmen attacked a bus": what opens the sentence, when no border follows before the event."""
        line = self.line
        while start < first and not line.words[start][0].isalnum():  # the mark of a list
            start += 1
        if line.lower[start] not in ("in", "at", "near", "outside", "inside") or first - start > words.REACH:
            return
        comma = next((index for index in range(start + 1, min(start + 9, first)) if line.lower[index] == ","), None)
        if comma is None or not self._leads_straight(comma + 1, first):
            return
        yield from self._places(start, comma + 1)

    def _when(self, first: int, last: int, start: int, after: int) -> Span | None:
        """The date of the event: after it in its clause, "Monday's attack", or what opens the sentence."""
        line = self.line
        opening = None
        for begin, end, span in self._dates:
            if last < begin < after and not self._dates_speech(begin) and not self._dates_noun(end):
                return span
            if start <= begin and end <= first:
                if end == first or (line.lower[end] in ("'s", "’s") and first - end <= 4):
                    return span
                if begin <= start + 2 and self._leads_straight(end, first):
                    opening = span
        return opening

    def _leads_straight(self, at: int, first: int) -> bool:
        """No border and no other verb stands between what opens a sentence and its event word."""
        line = self.line
        if first - at > words.REACH or self._clause_end(at, first) < first:
            return False
        return not any(line.is_verb(index) and line.lower[index] not in BEING for index in range(at, first))

    def _dates_noun(self, end: int) -> bool:
        """ "under the December 25 agreement"."""
        return end < len(self.line) and self.line.tags[end].startswith("NN")

    def _dates_speech(self, begin: int) -> bool:
        """ "said on Monday" dates what was said, not what happened."""
        line = self.line
        index = begin - 1
        while index >= 0 and line.lower[index] in words.BY_DATES:
            index -= 1
        return index >= 0 and line.lower[index] in cues.CUE_FORMS

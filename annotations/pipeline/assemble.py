"""One article while it goes through the pipeline: what each paragraph gives, put together into an `Analysis`."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import replace

from spacy.tokens import Doc

from annotations.pipeline.analysis import Analysis, GroupProposal
from annotations.pipeline.attribution import PieceFacts, piece_facts
from annotations.pipeline.cast import Cast, group_names
from annotations.pipeline.encoder import Sureness, sureness
from annotations.pipeline.events import Trigger, find_triggers
from annotations.pipeline.indirect import Reported, find_reported
from annotations.pipeline.lead_in import lead_in
from annotations.pipeline.line import read_line
from annotations.pipeline.marks import find_passages
from annotations.pipeline.names import Entity, find_names
from annotations.pipeline.plain_quotes import plain_quotes
from annotations.pipeline.quotes import settle
from annotations.pipeline.speakers import Phrase, sentence_subjects
from annotations.pipeline.tagging import Tagging
from annotations.pipeline.transcript import transcript_quotes
from annotations.pipeline.unmarked import LeadIn
from articles.text import Span


class Article:
    """Collects plain facts, so that no Doc needs to be kept until the end of a long text."""

    def __init__(self, text: str, *, english: bool = True) -> None:
        self.text = text
        self._english = english
        self._passages = find_passages(text)
        self._pieces = sorted(piece for passage in self._passages for piece in passage.pieces)
        self._starts = [piece.start for piece in self._pieces]
        self._entities: list[Entity] = []
        self._facts: dict[int, PieceFacts] = {}
        self._reported: list[Reported] = []
        self._lead_ins: dict[int, LeadIn | None] = {}
        self._triggers: list[Trigger] = []
        self._subjects: list[Phrase] = []

    def read(self, doc: Doc, offset: int, sure: Sureness | None = None) -> None:
        """Take in one piece of the text, as the model read it, and how sure it was if that is not in the Doc."""
        sure = sureness(doc, offset) if sure is None else sure
        for ent in doc.ents:
            start, end = ent.start_char + offset, ent.end_char + offset
            self._entities.append((start, end, ent.label_, sure.get((start, end))))
        line = read_line(doc, offset)
        pieces = self._pieces_within(offset, offset + len(doc.text))
        for fact in piece_facts(line, pieces):
            begun = self._facts.get(self._whole(fact.start).start)
            if begun is not None:  # a piece that was read in parts: the last part knows what follows it
                fact = replace(begun, after=fact.after, narration_after=fact.narration_after)
            self._facts[fact.start] = fact
        self._lead_ins[offset + len(doc.text.rstrip())] = lead_in(line)
        if self._english:
            self._reported += find_reported(line, pieces)
            self._triggers += find_triggers(line)
        self._subjects += [phrase for phrase in sentence_subjects(line) if not self._is_quoted(phrase.start)]

    def _pieces_within(self, start: int, end: int) -> list[Span]:
        """The quoted pieces of a stretch, cut to it where a long paragraph was read in parts."""
        first = bisect_right(self._starts, start)
        if first and self._pieces[first - 1].end > start:
            first -= 1
        last = bisect_left(self._starts, end)
        return [Span(max(piece.start, start), min(piece.end, end)) for piece in self._pieces[first:last]]

    def _whole(self, at: int) -> Span:
        return self._pieces[bisect_right(self._starts, at) - 1]

    def _is_quoted(self, at: int) -> bool:
        before = bisect_right(self._starts, at) - 1
        return before >= 0 and at < self._pieces[before].end

    def analysis(self, *, pipeline_name: str, pipeline_version: str) -> Analysis:
        """Put everything together; call once, when every piece has been read."""
        cast = Cast()
        names = find_names(self.text, self._entities)
        tagging = Tagging(self.text, cast, names, group_names(self.text, names, cast), self._is_quoted)
        tagging.follow_subjects(self._subjects)
        if self._english:
            tagging.add_quotes(settle(self.text, self._passages, self._facts, self._reported, self._lead_ins))
            tagging.add_quotes(transcript_quotes(self.text, self._passages))
        else:
            tagging.add_quotes(plain_quotes(self.text, self._passages))
        tagging.add_events(self._triggers)
        tags, quotes, events = tagging.finished()
        groups = tuple(
            GroupProposal(kind=kind, name=cast.name(index), demonym=cast.demonyms[index])
            for index, kind in enumerate(cast.kinds)
        )
        return Analysis(
            tags=tags,
            groups=groups,
            events=events,
            quotes=quotes,
            pipeline_name=pipeline_name,
            pipeline_version=pipeline_version,
        )

"""A small rule-based pipeline for the database side of pre-tagging, and ones that go wrong in every way we know."""

import os
import signal
import time

import spacy

from annotations.pipeline.analysis import Analysis, EventProposal, GroupProposal, QuoteProposal, TagProposal

KINDS = {"PERSON": "person", "GPE": "place", "NORP": "group", "EVENT": "event"}
PATTERNS = [
    {"label": "PERSON", "pattern": "Mira Okonjo"},
    {"label": "PERSON", "pattern": "Okonjo"},
    {"label": "GPE", "pattern": "Halcyon"},
    {"label": "EVENT", "pattern": "attack"},
]


class RulePipeline:
    """What the loader gives, over ``spacy.blank`` and an entity ruler. Words in capitals make it go wrong."""

    name = "en_rules"
    version = "1.0"

    def __init__(self, version: str = "1.0") -> None:
        self.version = version
        self.nlp = spacy.blank("en")
        self.nlp.add_pipe("entity_ruler").add_patterns(PATTERNS)

    def analyse_many(self, items):
        for key, text in items:
            yield key, self.analyse(text)

    def analyse(self, text: str) -> Analysis:
        if "KILL" in text:
            os.kill(os.getpid(), signal.SIGKILL)
        if "RAISE" in text:
            raise ValueError("cannot read this text")
        if "SLOW" in text:
            time.sleep(0.2)
        if "HANG" in text:
            time.sleep(3600)
        if "NONSENSE" in text:
            return {"not": "an analysis"}
        if "OFFSETS" in text:
            return self._with_bad_offsets(text)
        names: dict[str, int] = {}
        tags = []
        for ent in self.nlp(text).ents:
            name = "Mira Okonjo" if ent.text == "Okonjo" else ent.text
            group = names.setdefault(name, len(names))
            tags.append(
                TagProposal(
                    start=ent.start_char,
                    end=ent.end_char,
                    kind=KINDS[ent.label_],
                    label=ent.label_,
                    score=0.9,
                    group=group,
                )
            )
        kind_of = {tag.group: tag.kind for tag in tags}
        return Analysis(
            tags=tuple(tags),
            groups=tuple(GroupProposal(kind=kind_of[number], name=name) for name, number in names.items()),
            events=tuple(
                EventProposal(group=number, type="violence_against_civilians")
                for number, kind in kind_of.items()
                if kind == "event"
            ),
            quotes=tuple(self._quotes(text, tags)),
            pipeline_name=self.name,
            pipeline_version=self.version,
        )

    def _quotes(self, text: str, tags: list[TagProposal]):
        start = text.find("“")
        if start >= 0:
            end = text.index("”", start) + 1
            speakers = [number for number, tag in enumerate(tags) if tag.kind == "person"]
            yield QuoteProposal(
                pieces=((start, start + 3), (start + 4, end)), speaker=speakers[-1] if speakers else None, score=0.8
            )

    def _with_bad_offsets(self, text: str) -> Analysis:
        return Analysis(
            tags=(
                TagProposal(start=0, end=7, kind="person", group=0),
                TagProposal(start=-1, end=4, kind="person", group=0),
                TagProposal(start=5, end=len(text) + 1, kind="place"),
            ),
            groups=(GroupProposal(kind="person", name="Offsets"),),
            quotes=(QuoteProposal(pieces=((0, len(text) + 9),), speaker=1),),
        )


def load(name: str) -> RulePipeline:
    """The loader's shape; the name is the version, or "missing"."""
    if name == "missing":
        raise RuntimeError("The pipeline “missing” cannot be opened.")
    return RulePipeline(name)

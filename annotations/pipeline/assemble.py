"""One article while it goes through the pipeline: what each paragraph gives, put together into an `Analysis`."""

from __future__ import annotations

import regex
from spacy.tokens import Doc

from annotations.pipeline.analysis import Analysis, GroupProposal, TagProposal
from annotations.pipeline.cast import Cast, group_names
from annotations.pipeline.names import find_names


class Article:
    """Collects plain facts, so that no Doc needs to be kept until the end of a long text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._entities: list[tuple[int, int, str]] = []

    def read(self, doc: Doc, offset: int) -> None:
        """Take in one piece of the text, as the model read it."""
        self._entities += [(ent.start_char + offset, ent.end_char + offset, ent.label_) for ent in doc.ents]

    def analysis(self, *, pipeline_name: str, pipeline_version: str) -> Analysis:
        """Put everything together; call once, when every piece has been read."""
        cast = Cast()
        names = find_names(self.text, self._entities)
        tags = [
            TagProposal(
                start=name.start,
                end=name.end,
                kind=name.kind,
                label=name.label,
                score=name.score,
                group=group,
            )
            for name, group in zip(names, group_names(self.text, names, cast), strict=True)
        ]
        groups = tuple(
            GroupProposal(kind=kind, name=cast.name(index), demonym=cast.demonyms[index])
            for index, kind in enumerate(cast.kinds)
        )
        return Analysis(
            tags=tuple(tags), groups=groups, pipeline_name=pipeline_name, pipeline_version=pipeline_version
        )

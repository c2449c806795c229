"""The rules as a spaCy component: the last part of the shipped pipeline, and added to any other package.

Importing this module registers the factory, and that of the encoder, so that ``spacy.load`` finds it:

    import annotations.pipeline.component
    doc = spacy.load(folder)(text)
    doc.ents, doc.spans["tags"], doc.spans["quotes"], doc.spans["events"], doc._.analysis

``annotations.pipeline.loader`` reads a text paragraph by paragraph, in bounded memory, and puts an article together by
the same component; a Doc is read as the model left it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import srsly
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from annotations.pipeline.analysis import (
    Analysis,
    EventProposal,
    GroupProposal,
    QuoteProposal,
    TagProposal,
)
from annotations.pipeline.assemble import Article
from annotations.pipeline.confidence import NOT_MEASURED, Calibration, as_json, from_json
from annotations.pipeline.encoder import sureness
from annotations.pipeline.identity import RULES_VERSION
from annotations.pipeline.labels import OWN_LABEL

NAME = "newsroom_news"
CALIBRATION = "calibration.json"
_KEPT = "newsroom_analysis"  # in doc.user_data, as plain values, so that a Doc can be stored and sent between processes
_PARTS = {"tags": TagProposal, "groups": GroupProposal, "events": EventProposal, "quotes": QuoteProposal}


class News:
    """Names, mention groups, quotes with their speakers and events, from a Doc with entities.

    `english`: whether the rules that know English words (verbs of speech, event words) apply. `calibrations` are by the
    components that mark entities, because a pipeline can hold several and run one of them.
    """

    def __init__(self, nlp: Language, name: str = NAME, *, english: bool = True) -> None:
        self.name = name
        self.english = english
        self.calibrations: dict[str, Calibration] = {}
        self._nlp = nlp

    def article(self, text: str) -> Article:
        """A text that is to be read, piece by piece."""
        return Article(text, english=self.english)

    @property
    def names_by(self) -> str:
        """The components that mark entities, of those that are switched on."""
        nlp = self._nlp
        marking = (n for n in nlp.pipe_names if n != self.name and "doc.ents" in nlp.get_pipe_meta(n).assigns)
        return "+".join(marking)

    @property
    def calibration(self) -> Calibration:
        return self.calibrations.get(self.names_by, NOT_MEASURED)

    def finish(self, article: Article, *, pipeline_name: str, pipeline_version: str) -> Analysis:
        """What an article that was read comes to."""
        analysis = article.analysis(pipeline_name=pipeline_name, pipeline_version=pipeline_version)
        return self.calibration.applied(analysis, article.text)

    def __call__(self, doc: Doc) -> Doc:
        article = self.article(doc.text)
        sure = sureness(doc, 0)
        for first, after in _paragraphs(doc):
            whole = first == 0 and after == len(doc)
            article.read(doc if whole else doc[first:after].as_doc(), doc[first].idx, sure)
        meta = self._nlp.meta
        analysis = self.finish(
            article, pipeline_name=f"{meta['lang']}_{meta['name']}", pipeline_version=version_of(self._nlp)
        )
        write(doc, analysis)
        return doc

    def to_disk(self, path: Path | str, *, exclude: Iterable[str] = ()) -> None:
        if self.calibrations:
            Path(path).mkdir(parents=True, exist_ok=True)
            srsly.write_json(Path(path) / CALIBRATION, as_json(self.calibrations))

    def from_disk(self, path: Path | str, *, exclude: Iterable[str] = ()) -> News:
        file = Path(path) / CALIBRATION
        self.calibrations = from_json(srsly.read_json(file)) if file.exists() else {}
        return self

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        return srsly.json_dumps(as_json(self.calibrations)).encode()

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> News:
        self.calibrations = from_json(srsly.json_loads(data))
        return self


@Language.factory(
    NAME,
    assigns=["doc.ents", "doc._.analysis", "doc.spans"],
    requires=["doc.ents"],
    default_config={"english": None},
)
def make_news(nlp: Language, name: str, english: bool | None) -> News:
    """Without a word on it the English rules apply to pipelines for English, and to those for any language."""
    return News(nlp, name, english=nlp.lang in ("en", "xx") if english is None else english)


def version_of(nlp: Language) -> str:
    """The version of what a pipeline finds: the package's and that of the rules."""
    return f"{nlp.meta['version']}+rules{RULES_VERSION}"


def _paragraphs(doc: Doc) -> Iterator[tuple[int, int]]:
    """The tokens of each paragraph; those that break the line are in none."""
    first = 0
    for token in doc:
        if "\n" in token.text:
            if first < token.i:
                yield first, token.i
            first = token.i + 1
    if first < len(doc):
        yield first, len(doc)


def write(doc: Doc, analysis: Analysis) -> None:
    """Names as `doc.ents`; tags by kind, quotes by mode (a span a piece) and events by type as span groups.

    Spans of a Doc begin and end with tokens; the exact characters are in `doc._.analysis`.
    """
    doc.user_data[_KEPT] = asdict(analysis)
    type_of = {event.group: event.type for event in analysis.events}
    names: list[Span] = []
    tags: list[Span] = []
    events: list[Span] = []
    for tag in analysis.tags:
        group = None if tag.group is None else analysis.groups[tag.group].name
        place = (tag.start, tag.end)
        if tag.form == "name":
            names.append(_span(doc, *place, tag.label or OWN_LABEL[tag.kind], group))
        tags.append(_span(doc, *place, tag.kind, group))
        if tag.kind == "event":
            events.append(_span(doc, *place, type_of.get(tag.group, ""), group))
    doc.set_ents(filter_spans(names))
    doc.spans["tags"] = tags
    doc.spans["events"] = events
    doc.spans["quotes"] = [
        _span(doc, start, end, quote.mode, str(number))
        for number, quote in enumerate(analysis.quotes)
        for start, end in quote.pieces
    ]


def _span(doc: Doc, start: int, end: int, label: str, id_: str | None) -> Span:
    return doc.char_span(start, end, label=label, alignment_mode="expand", span_id=id_ or "")


def _read(doc: Doc) -> Analysis | None:
    kept = doc.user_data.get(_KEPT)
    if kept is None:
        return None
    parts = {name: tuple(make(**_tuples(item)) for item in kept[name]) for name, make in _PARTS.items()}
    return Analysis(**{**kept, **parts})


def _tuples(item: dict[str, Any]) -> dict[str, Any]:
    """What was stored comes back with lists for tuples."""
    return {name: _tuple(value) for name, value in item.items()}


def _tuple(value: Any) -> Any:
    return tuple(map(_tuple, value)) if isinstance(value, list | tuple) else value


Doc.set_extension("analysis", getter=_read, force=True)

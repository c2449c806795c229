"""Opening a pipeline, ours or any installed spaCy package, and running it over texts in bounded memory."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from typing import TypeVar

import spacy
from spacy.language import Language
from thinc.api import NumpyOps, get_current_ops, set_current_ops

from annotations.pipeline.analysis import Analysis
from annotations.pipeline.component import NAME as NEWS
from annotations.pipeline.component import News, version_of
from annotations.pipeline.encoder import NAME as ENCODER
from annotations.pipeline.identity import DEFAULT, FAST, RULES, RULES_VERSION, SHIPPED, SHIPPED_MODEL
from annotations.pipeline.labels import KIND_OF_LABEL
from annotations.pipeline.windows import windows

Key = TypeVar("Key")
NETWORK = "ner"  # the shipped package's small network for names

# Paragraphs that go through the model together, and characters after which spaCy may forget what it has seen.
BATCH_SIZE = 32
CHUNK_CHARACTERS = 400_000


class PipelineError(Exception):
    """The pipeline named in the settings cannot be used; the message says why."""


class Pipeline:
    """A spaCy pipeline whose last component are our rules: text in, `Analysis` out.

    That component is switched off in `nlp`, which reads a text piece by piece; it puts the pieces together here.
    """

    def __init__(self, nlp: Language, *, name: str, version: str) -> None:
        if NEWS not in nlp.component_names:
            nlp.add_pipe(NEWS, last=True)
        if NEWS in nlp.pipe_names:
            nlp.disable_pipe(NEWS)
        self.nlp = nlp
        self._news: News = nlp.get_pipe(NEWS)
        self.name = name
        self.version = version

    def analyse(self, text: str) -> Analysis:
        """Analyse one canonical text."""
        return next(self.analyse_many([(None, text)]))[1]

    def analyse_many(self, items: Iterable[tuple[Key, str]]) -> Iterator[tuple[Key, Analysis]]:
        """Analyse texts in order, lazily; what is held at once does not grow with the number of texts."""
        chunk: list[tuple[Key, str]] = []
        size = 0
        for key, text in items:
            chunk.append((key, text))
            size += len(text)
            if size >= CHUNK_CHARACTERS:
                yield from self._analyse_chunk(chunk)
                chunk, size = [], 0
        if chunk:
            yield from self._analyse_chunk(chunk)

    def _analyse_chunk(self, chunk: list[tuple[Key, str]]) -> list[tuple[Key, Analysis]]:
        """Run one chunk to its end: spaCy frees its strings afterwards, so no Doc may outlive this method."""
        articles = [self._news.article(text) for _, text in chunk]
        pieces = (
            (article.text[window.start : window.end], (article, window.start))
            for article in articles
            for window in windows(article.text)
        )
        done: deque[Analysis] = deque()
        with self.nlp.memory_zone():
            for doc, (article, offset) in self.nlp.pipe(pieces, as_tuples=True, batch_size=BATCH_SIZE):
                article.read(doc, offset)
        for article in articles:
            done.append(self._news.finish(article, pipeline_name=self.name, pipeline_version=self.version))
        return [(key, analysis) for (key, _), analysis in zip(chunk, done, strict=True)]


def load_pipeline(name_or_path: str = DEFAULT) -> Pipeline:
    """Open "default" or "fast" (shipped here), an installed spaCy package by name, a pipeline's folder, or "rules"."""
    if name_or_path == RULES:
        nlp = spacy.blank("xx")
        nlp.add_pipe(NEWS, config={"english": False})
        return Pipeline(nlp, name=RULES, version=RULES_VERSION)
    shipped = SHIPPED.get(name_or_path)
    _multiply_with_numpy()
    try:
        if shipped:
            # The package holds both ways to find names; one of them is opened.
            nlp = spacy.load(SHIPPED_MODEL, disable=[NEWS], exclude=[ENCODER if shipped == FAST else NETWORK])
            if shipped == FAST:
                nlp.enable_pipe(NETWORK)
        else:
            nlp = spacy.load(name_or_path, disable=[NEWS])
    except (OSError, ValueError, ImportError, KeyError) as error:
        raise PipelineError(
            f"The pipeline “{name_or_path}” cannot be opened: it is neither an installed spaCy package nor a "
            f"pipeline's folder that works with spaCy {spacy.__version__}. ({_first_line(error)})"
        ) from error
    labels = {label for pipe in nlp.pipe_names for label in nlp.pipe_labels.get(pipe, ())}
    if not labels & KIND_OF_LABEL.keys():
        raise PipelineError(
            f"The pipeline “{name_or_path}” finds no people, places, groups or events: it needs a component that "
            f"marks entities, with labels such as PERSON, GPE or ORG."
        )
    name = shipped or f"{nlp.lang}_{nlp.meta['name']}"
    return Pipeline(nlp, name=name, version=version_of(nlp))


def _multiply_with_numpy() -> None:
    """Let spaCy's networks multiply with the BLAS of numpy: half as fast again as the one that comes with spaCy."""
    ops = get_current_ops()
    if type(ops) is NumpyOps and ops.use_blis:
        set_current_ops(NumpyOps(use_blis=False))


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0][:200]

"""Names by a small encoder: a spaCy component that runs a fine-tuned MiniLM through ONNX, on the CPU, in 8 bits."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import onnxruntime
from spacy.language import Language
from spacy.tokens import Doc, Span, Token

from annotations.pipeline.encoder_words import KINDS, LABELS, Sequence, Words

NAME = "newsroom_names"
NETWORK, PIECES = "names.onnx", "pieces.json"
LONGEST = 192  # pieces in a row, as in training
# `span._.sure` of an entity: the probability that its component gives it. Other components may set it too.
Span.set_extension("sure", default=None, force=True)
_KIND_OF = [None, *(kind for kind in KINDS for _ in "BI")]
_BEGINS = [label.startswith("B-") for label in LABELS]


# By the first character of an entity and the one after its last.
Sureness = dict[tuple[int, int], float]


def sureness(doc: Doc, offset: int) -> Sureness:
    """How sure the model is of each entity, by its place in the text, where its component left word of it."""
    return {(ent.start_char + offset, ent.end_char + offset): ent._.sure for ent in doc.ents if ent._.sure is not None}


class Names:
    """Marks the names of a Doc. It is trained outside of spaCy: see `training/`."""

    labels = KINDS

    def __init__(self, name: str = NAME, *, threads: int = 1) -> None:
        self.name = name
        self.threads = threads
        self._folder: Path | None = None
        self._session: onnxruntime.InferenceSession
        self._words: Words

    def __call__(self, doc: Doc) -> Doc:
        spans: list[Span] = []
        for tokens in _paragraphs(doc):
            rows = self._words.sequences([token.text for token in tokens], longest=LONGEST)
            spans += _spans(doc, tokens, np.concatenate([self._scores(row) for row in rows]))
        doc.set_ents(spans)
        return doc

    def pipe(self, docs: Iterable[Doc], *, batch_size: int = 1) -> Iterator[Doc]:
        """One after the other: see ``_scores``."""
        return map(self, docs)

    def _scores(self, row: Sequence) -> np.ndarray:
        """Probabilities, (words, labels).

        One row a run: numbers in 8 bits are scaled by all that goes through the network together, so in a batch a
        text would be read differently beside other texts. Rows are long enough that a batch is no faster.
        """
        ids, shapes, firsts = row
        inputs = {"ids": ids, "shapes": shapes, "mask": [1] * len(ids)}
        (scores,) = self._session.run(None, {name: np.array([values]) for name, values in inputs.items()})
        scores = np.exp(scores[0, firsts] - scores[0, firsts].max(axis=-1, keepdims=True))
        return scores / scores.sum(axis=-1, keepdims=True)

    # --- On disk ------------------------------------------------------------------------------------------------------

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> Names:
        self._folder = Path(path)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self.threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(
            self._folder / NETWORK, sess_options=options, providers=["CPUExecutionProvider"]
        )
        self._words = Words(self._folder / PIECES)
        return self

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        folder = Path(path)
        folder.mkdir(exist_ok=True)
        for file in (NETWORK, PIECES):
            if folder != self._folder:
                shutil.copyfile(self._folder / file, folder / file)


@Language.factory(NAME, assigns=["doc.ents", "token.ent_iob", "token.ent_type"], default_config={"threads": 1})
def make_names(nlp: Language, name: str, threads: int) -> Names:
    """`threads`: cores that one batch may use; a worker process uses one."""
    return Names(name, threads=threads)


def _paragraphs(doc: Doc) -> Iterator[list[Token]]:
    """The words of each line: what a text says elsewhere is left to the rules, however much of it a Doc holds."""
    tokens: list[Token] = []
    for token in doc:
        if not token.is_space:
            tokens.append(token)
        elif "\n" in token.text and tokens:
            yield tokens
            tokens = []
    if tokens:
        yield tokens


def _spans(doc: Doc, tokens: list[Token], scores: np.ndarray) -> list[Span]:
    """Runs of one kind become entities; how sure the model is of a run is what it gives its least sure word."""
    spans: list[Span] = []
    best = scores.argmax(axis=-1)
    at = 0
    while at < len(best):
        kind = _KIND_OF[best[at]]
        end = at + 1
        if kind is not None:
            while end < len(best) and _KIND_OF[best[end]] == kind and not _BEGINS[best[end]]:
                end += 1
            columns = [LABELS.index(f"B-{kind}"), LABELS.index(f"I-{kind}")]
            span = Span(doc, tokens[at].i, tokens[end - 1].i + 1, label=kind)
            span._.sure = float(scores[at:end, columns].sum(axis=-1).min())
            spans.append(span)
        at = end
    return spans

"""Names by a small encoder: a spaCy component that runs a fine-tuned MiniLM through ONNX, on the CPU, in 8-bit numbers."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

import numpy as np
import onnxruntime
from spacy.language import Language
from spacy.tokens import Doc, Span

from annotations.pipeline.encoder_words import KINDS, LABELS, Sequence, Words

NAME = "newsroom_names"
NETWORK, PIECES = "names.onnx", "pieces.json"
# In doc.user_data, as (first character, after the last, probability) for each entity.
CERTAINTIES = "newsroom_certainties"
LONGEST = 192  # pieces in a row, as in training
AT_ONCE = 4096  # pieces in a batch, padding included: bounds the memory
DOCS_AT_ONCE = 128
_KIND_OF = [None, *(kind for kind in KINDS for _ in "BI")]
_BEGINS = [label.startswith("B-") for label in LABELS]


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
        self._mark([doc])
        return doc

    def pipe(self, docs: Iterable[Doc], *, batch_size: int = DOCS_AT_ONCE) -> Iterator[Doc]:
        """Several at once: rows of about the same length share a batch."""
        docs = iter(docs)
        while batch := list(islice(docs, max(batch_size, DOCS_AT_ONCE))):
            self._mark(batch)
            yield from batch

    def _mark(self, docs: list[Doc]) -> None:
        rows: list[tuple[int, Sequence]] = []
        words = [[token for token in doc if not token.is_space] for doc in docs]
        for number, tokens in enumerate(words):
            rows += ((number, row) for row in self._words.sequences([t.text for t in tokens], longest=LONGEST))
        found: list[list[np.ndarray]] = [[] for _ in rows]
        for batch in _batches([len(row[0]) for _, row in rows]):
            for at, scores in zip(batch, self._scores([rows[i][1] for i in batch]), strict=True):
                found[at] = [scores[rows[at][1][2]]]
        per_doc: list[list[np.ndarray]] = [[] for _ in docs]
        for (number, _), scores in zip(rows, found, strict=True):
            per_doc[number] += scores
        for doc, tokens, scores in zip(docs, words, per_doc, strict=True):
            _write(doc, tokens, np.concatenate(scores) if scores else np.zeros((0, len(LABELS))))

    def _scores(self, batch: list[Sequence]) -> np.ndarray:
        """Probabilities, (rows, pieces, labels)."""
        longest = max(len(ids) for ids, _, _ in batch)
        ids = np.zeros((len(batch), longest), dtype=np.int64)
        shapes, mask = np.zeros_like(ids), np.zeros_like(ids)
        for row, (own, own_shapes, _) in enumerate(batch):
            ids[row, : len(own)], shapes[row, : len(own)], mask[row, : len(own)] = own, own_shapes, 1
        (scores,) = self._session.run(None, {"ids": ids, "shapes": shapes, "mask": mask})
        scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
        return scores / scores.sum(axis=-1, keepdims=True)

    # --- On disk ------------------------------------------------------------------------------------------------------

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> Names:
        self._folder = Path(path)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self.threads
        options.inter_op_num_threads = 1
        # Memory is given back after each batch: a worker that had one very long text would keep it for good otherwise.
        options.enable_cpu_mem_arena = False
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


def _batches(lengths: list[int]) -> Iterator[list[int]]:
    """Rows from the longest to the shortest, as many at once as fit."""
    batch: list[int] = []
    width = 0
    for at in sorted(range(len(lengths)), key=lengths.__getitem__, reverse=True):
        if batch and width * (len(batch) + 1) > AT_ONCE:
            yield batch
            batch = []
        width = max(lengths[at], width) if batch else lengths[at]
        batch.append(at)
    if batch:
        yield batch


def _write(doc: Doc, tokens: list, scores: np.ndarray) -> None:
    """Runs of one kind become entities; how sure the model is of a run is what it gives its least sure word."""
    spans: list[Span] = []
    certainties: list[tuple[int, int, float]] = []
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
            spans.append(span)
            sure = float(scores[at:end, columns].sum(axis=-1).min())
            certainties.append((span.start_char, span.end_char, sure))
        at = end
    doc.set_ents(spans)
    doc.user_data[CERTAINTIES] = certainties

"""Write what the encoder is trained and measured on: the entity corpora, cut by the tokenizer of the pipeline."""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path

import spacy
import tokenization
from spacy.language import Language

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from names_data import MISSING, OUT, Marked, everything, spans_of  # noqa: E402
from swaps import Names, swapped  # noqa: E402
from syntax_data import with_curly_quotes  # noqa: E402

NEWSY = ("gmb", "uner", "GUM", "crossner-politics", "wikigold")
PASSES = 5
SEED = 2016


def prepare(corpora: Path, work: Path, *, number_of_passes: int = PASSES, every: int = 1) -> None:
    """Write pass-1.json ... and held-out.json into `work`; those of an earlier run go.

    Of the documents to train on each Nth only, `every` being N.
    """
    nlp = spacy.blank("en")
    tokenization.keep_particles_whole(nlp)
    chance = random.Random(SEED)
    names = Names(chance)
    passes: list[list[dict]] = [[] for _ in range(number_of_passes)]
    held_out: list[dict] = []
    documents: dict[str, int] = {}
    for marked in everything(corpora):
        # The same tenth is held out as for the small networks (build.py).
        number = documents.setdefault(marked.document, len(documents))
        if number % 10 == 9:
            held_out.append(example(nlp, marked, curly=False))
            continue
        if number % every:
            continue
        for n, examples in enumerate(passes):
            # News comes as it is and with other names by turns, so that the model learns contexts and not names.
            other = marked.document.startswith(NEWSY) and (n % 2 == 1 or (n and chance.random() < 0.5))
            examples.append(example(nlp, swapped(marked, names) if other else marked, curly=chance.random() < 0.5))
    for old in work.glob("pass-*.json"):
        old.unlink()
    for n, examples in enumerate(passes, 1):
        (work / f"pass-{n}.json").write_text(json.dumps(examples), encoding="utf-8")
    (work / "held-out.json").write_text(json.dumps(held_out), encoding="utf-8")
    print(*(sum(len(e["words"]) for e in examples) for examples in [*passes, held_out]), "words")


def example(nlp: Language, marked: Marked, *, curly: bool) -> dict:
    """One piece, its labels carried from the corpus' words to ours; a word that straddles a border is missing."""
    words = with_curly_quotes(marked.words) if curly else marked.words
    label_at: list[str] = []
    text = ""
    for i, (word, space) in enumerate(zip(words, marked.spaces, strict=True)):
        label = marked.labels[i]
        if label != OUT and "-" in word and any(map(str.isalpha, word)) and len(nlp.tokenizer(word)) > 1:
            label = _of_compound(label, word, last=not _goes_on(marked.labels, i))
        elif label == OUT and "-" in word and word[:1].isupper() and len(nlp.tokenizer(word)) > 1:
            label = MISSING  # "U.S.-led" is outside in one corpus and two words in ours
        text += word + " " * space
        label_at += [label] * len(word) + [" "] * space
    doc = nlp.tokenizer(text)
    labels: list[str] = []
    previous = OUT
    for token in doc:
        if token.is_space:
            continue
        own = set(label_at[token.idx : token.idx + len(token)])
        label = own.pop() if len(own) == 1 else MISSING
        begins = label.startswith("B-") and (token.idx == 0 or label_at[token.idx - 1] != label)
        if label.startswith("B-") and not begins:
            label = "I-" + label[2:]  # the second part of a word that our tokenizer cuts
        if label.startswith("I-") and (previous in (OUT, MISSING)):
            label = MISSING if previous == MISSING else "B-" + label[2:]
        labels.append(label)
        previous = label
    kept = [token for token in doc if not token.is_space]
    spaces = [bool(token.whitespace_) for token in kept]
    assert len(kept) == len(labels)
    assert spans_of(labels) is not None
    return {"words": [t.text for t in kept], "spaces": spaces, "labels": labels, "document": marked.document}


def _goes_on(labels: list[str], i: int) -> bool:
    return i + 1 < len(labels) and labels[i + 1].startswith("I-")


def _of_compound(label: str, word: str, *, last: bool) -> str:
    """A name glued to a common word ("Damascus-based") says nothing about where the name ends."""
    tail = word.rpartition("-")[2]
    return MISSING if last and tail[:1].islower() else label

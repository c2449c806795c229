"""How well names are found on the held-out documents, by the model alone and with the rules over it."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

import spacy
from spacy.tokens import Doc, DocBin

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from annotations.pipeline.labels import KIND_OF_LABEL  # noqa: E402
from annotations.pipeline.loader import load_pipeline  # noqa: E402

Found = set[tuple[int, int, str]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("held_out", type=Path, help="names-dev.spacy in the work folder of build.py")
    parser.add_argument("--pipeline", default="default")
    parser.add_argument("--only", default="", help="only documents whose text holds this")
    args = parser.parse_args()
    pipeline = load_pipeline(args.pipeline)
    golds = list(DocBin(store_user_data=True).from_disk(args.held_out).get_docs(spacy.blank("en").vocab))
    golds = [gold for gold in golds if gold.user_data.get("document", "").startswith(args.only)]
    texts = [gold.text for gold in golds]
    alone = [
        {(ent.start_char, ent.end_char, KIND_OF_LABEL[ent.label_]) for ent in doc.ents}
        for doc in pipeline.nlp.pipe(texts)
    ]
    with_rules = [
        {(tag.start, tag.end, tag.kind) for tag in analysis.tags if tag.form == "name"}
        for _, analysis in pipeline.analyse_many(enumerate(texts))
    ]
    print(f"{len(golds)} pieces, {sum(len(gold) for gold in golds)} tokens")
    for name, found in (("model alone", alone), ("with rules", with_rules)):
        print(f"\n{name:12} precision recall F")
        for kind, (right, guessed, wanted) in counted(golds, found).items():
            precision, recall = right / max(guessed, 1), right / max(wanted, 1)
            f = 2 * precision * recall / max(precision + recall, 1e-9)
            print(f"{kind:12} {precision:.3f} {recall:.3f} {f:.3f}   ({wanted})")


def counted(golds: list[Doc], found: list[Found]) -> dict[str, tuple[int, int, int]]:
    """Right, guessed and wanted by kind; what a corpus does not label is counted neither for nor against."""
    right: Counter[str] = Counter()
    guessed: Counter[str] = Counter()
    wanted: Counter[str] = Counter()
    for gold, guesses in zip(golds, found, strict=True):
        missing = [(token.idx, token.idx + len(token)) for token in gold if token.ent_iob == 0]
        truth = {(ent.start_char, ent.end_char, KIND_OF_LABEL[ent.label_]) for ent in gold.ents}
        for start, end, kind in guesses:
            if any(start < after and first < end for first, after in missing):
                continue
            guessed.update((kind, "all"))
            if (start, end, kind) in truth:
                right.update((kind, "all"))
        for _, _, kind in truth:
            wanted.update((kind, "all"))
    return {kind: (right[kind], guessed[kind], wanted[kind]) for kind in ("person", "place", "group", "event", "all")}


if __name__ == "__main__":
    main()

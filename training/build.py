"""Train the default pipeline from a folder of corpora, with one command (see README.md)."""

from __future__ import annotations

import argparse
import json
import random
import sys
from pathlib import Path

import spacy
import tokenization
from confection import Config
from spacy.cli.train import train
from spacy.language import Language
from spacy.scorer import get_ner_prf
from spacy.tokens import Doc, DocBin, Span
from spacy.training import Example
from spacy.vocab import Vocab
from syntax_data import as_doc, paragraphs, read_conllu, with_curly_quotes

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from names_data import MISSING, Marked, everything, spans_of  # noqa: E402
from swaps import Names, swapped  # noqa: E402

from annotations.pipeline.component import NAME as NEWS  # noqa: E402 - the imports register them
from annotations.pipeline.encoder import NAME as ENCODER  # noqa: E402

NEWSY = ("gmb", "uner", "GUM", "crossner-politics", "wikigold")
SEED = 2016
NAME_SCORES = ("ents_p", "ents_r", "ents_f", "ents_per_type")
# `attach` puts a newly trained encoder into a finished pipeline.
STEPS = ["syntax", "names", "encoder", "assemble", "attach"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--work", type=Path, required=True, help="folder for intermediate files")
    parser.add_argument("--base", type=Path, help="folder of the untrained encoder, for the step of that name")
    parser.add_argument("--steps", nargs="+", choices=STEPS, default=STEPS[:-1])
    parser.add_argument("--epochs", type=int, help="of the two small networks; fewer for a quick try")
    parser.add_argument("--passes", type=int, help="of the encoder; fewer for a quick try")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="of the documents to train on each Nth only")
    parser.add_argument("--threads", type=int, default=2, help="for the encoder")
    parser.add_argument("--out", type=Path, help="where the finished pipeline goes")
    args = parser.parse_args()
    args.work.mkdir(parents=True, exist_ok=True)
    if "syntax" in args.steps:
        prepare_syntax(args.corpora, args.work, args.every)
        run("syntax", args.work, args.epochs)
    if "names" in args.steps:
        prepare_names(args.corpora, args.work, args.every)
        run("names", args.work, args.epochs)
    if "encoder" in args.steps:
        if args.base is None:
            parser.error("--base is needed to train the encoder")
        # PyTorch is needed for this step only.
        import encoder
        import encoder_data
        import encoder_export

        passes = args.passes or encoder_data.PASSES
        encoder_data.prepare(args.corpora, args.work, number_of_passes=passes, every=args.every)
        encoder.fine_tune(args.base, args.work, threads=args.threads)
        encoder_export.export(args.base, args.work, args.work / ENCODER)
    if args.out is None and {"assemble", "attach"} & set(args.steps):
        parser.error("--out is needed to put the pipeline together")
    if "assemble" in args.steps:
        assemble(args.work, args.out)
    if "attach" in args.steps:
        nlp = spacy.load(args.out, exclude=[ENCODER])
        prepare_names(args.corpora, args.work)
        finish(nlp, args.work, args.out)


def run(name: str, work: Path, epochs: int | None) -> None:
    """Train one half of the pipeline with its config file."""
    overrides = {
        "paths.train": str(work / f"{name}-train.spacy"),
        "paths.dev": str(work / f"{name}-dev.spacy"),
    }
    if epochs:
        overrides["training.max_epochs"] = epochs
    train(HERE / f"{name}.cfg", work / name, overrides=overrides)


def prepare_syntax(corpora: Path, work: Path, every: int = 1) -> None:
    """Write training and held-out documents; every tenth document is held out, whole."""
    vocab = spacy.blank("en").vocab
    chance = random.Random(SEED)
    kept, held_out = DocBin(), DocBin(store_user_data=True)
    documents: dict[str, int] = {}
    files = sorted((corpora / "syntax" / "gum").glob("*.conllu")) + sorted((corpora / "syntax").glob("*.conllu"))
    for path in files:
        for group in paragraphs(read_conllu(path)):
            number = documents.setdefault(group[0].document, len(documents))
            if number % 10 == 9:
                held_out.add(as_doc(vocab, group))
            elif number % every == 0:
                kept.add(as_doc(vocab, group, curly=chance.random() < 0.5))
    kept.to_disk(work / "syntax-train.spacy")
    held_out.to_disk(work / "syntax-dev.spacy")
    print(f"syntax: {len(kept)} paragraphs to train on, {len(held_out)} held out")


def prepare_names(corpora: Path, work: Path, every: int = 1) -> None:
    """Every tenth document held out; of the newsy corpora a second copy with other names in it."""
    vocab = spacy.blank("en").vocab
    chance = random.Random(SEED)
    names = Names(chance)
    kept, held_out = DocBin(), DocBin(store_user_data=True)
    documents: dict[str, int] = {}
    for marked in everything(corpora):
        number = documents.setdefault(marked.document, len(documents))
        if number % 10 == 9:
            held_out.add(entity_doc(vocab, marked, curly=False))
            continue
        if number % every:
            continue
        kept.add(entity_doc(vocab, marked, curly=chance.random() < 0.5))
        if marked.document.startswith(NEWSY):
            kept.add(entity_doc(vocab, swapped(marked, names), curly=chance.random() < 0.5))
    kept.to_disk(work / "names-train.spacy")
    held_out.to_disk(work / "names-dev.spacy")
    print(f"names: {len(kept)} pieces to train on, {len(held_out)} held out")


def entity_doc(vocab: Vocab, marked: Marked, *, curly: bool) -> Doc:
    doc = Doc(vocab, words=with_curly_quotes(marked.words) if curly else marked.words, spaces=marked.spaces)
    entities = [Span(doc, start, end, label=marked.labels[start][2:]) for start, end in spans_of(marked.labels)]
    missing = [Span(doc, i, i + 1) for i, label in enumerate(marked.labels) if label == MISSING]
    doc.set_ents(entities, missing=missing, default="outside")
    doc.user_data["document"] = marked.document
    return doc


def assemble(work: Path, out: Path) -> None:
    """Both halves in one pipeline, with the tokenizer baked in, rounded so that it compresses, and described."""
    nlp = spacy.load(work / "syntax" / "model-best")
    names = spacy.load(work / "names" / "model-best")
    nlp.add_pipe("ner", source=names)
    tokenization.keep_particles_whole(nlp)
    for _, pipe in nlp.pipeline:
        for node in pipe.model.walk():
            for param in node.param_names:
                if node.has_param(param):
                    node.set_param(param, node.get_param(param).astype("float16").astype("float32"))
    nlp.meta["performance"] = {
        "syntax": scores(nlp, work / "syntax-dev.spacy", ("tag_acc", "dep_uas", "dep_las", "sents_f")),
        "names": scores(nlp, work / "names-dev.spacy", NAME_SCORES),
    }
    nlp.add_pipe(NEWS, last=True)
    finish(nlp, work, out)


def finish(nlp: Language, work: Path, out: Path) -> None:
    """Put the encoder in, measure it, and write everything with its description."""
    nlp.add_pipe(ENCODER, after="ner").from_disk(work / ENCODER)
    # Either of the two finds the names: `fast` switches the encoder off and the small network on.
    nlp.disable_pipe("ner")
    encoder_scores = names_of_encoder(nlp, work / "names-dev.spacy")
    performance = {**nlp.meta["performance"], "names, encoder": encoder_scores}
    nlp.meta.update(META)
    nlp.meta["performance"] = performance
    nlp.to_disk(out)
    config = Config().from_disk(out / "config.cfg", interpolate=False)
    config["paths"].update(train=None, dev=None)
    config["initialize"]["before_init"] = None
    config.to_disk(out / "config.cfg")
    print(json.dumps(performance, indent=1))


def scores(nlp: Language, path: Path, wanted: tuple[str, ...]) -> dict:
    """Measured on the held-out tenth, with the pipeline's own tokenizer."""
    examples = [Example(nlp.make_doc(gold.text), gold) for gold in DocBin().from_disk(path).get_docs(nlp.vocab)]
    found = nlp.evaluate(examples, batch_size=64)
    return {name: found[name] for name in wanted if name in found}


def names_of_encoder(nlp: Language, path: Path) -> dict:
    """The same figures for a component that spaCy did not train."""
    encoder = nlp.get_pipe(ENCODER)
    gold = DocBin().from_disk(path).get_docs(nlp.vocab)
    found = get_ner_prf([Example(encoder(nlp.make_doc(doc.text)), doc) for doc in gold])
    return {name: found[name] for name in NAME_SCORES}


META = {
    "name": "news",
    "version": "2.0.0",
    "description": "Tagger, parser and names for English news; names by a small encoder or a smaller network.",
    "author": "",
    "email": "",
    "url": "",
    "license": "CC BY-SA 4.0",
    "sources": [
        {
            "name": "Universal Dependencies English GUM (108 documents)",
            "license": "CC BY 4.0; texts CC BY / CC BY-SA",
        },
        {"name": "Universal Dependencies English EWT (dev and test parts)", "license": "CC BY-SA 4.0"},
        {"name": "Universal NER over English EWT", "license": "CC BY-SA 4.0"},
        {"name": "Groningen Meaning Bank, sample", "license": "texts in the public domain"},
        {"name": "CrossNER", "license": "MIT; texts CC BY-SA (Wikipedia)"},
        {"name": "Wikigold", "license": "CC BY 4.0"},
        {
            "name": "all-MiniLM-L6-v2 (Microsoft, sentence-transformers): the encoder before fine-tuning",
            "license": "Apache-2.0",
        },
        {"name": "GeoNames town names, for swapped training names", "license": "CC BY 4.0"},
        {"name": "Lists in annotations/pipeline/lists", "license": "written for this project"},
    ],
}


if __name__ == "__main__":
    main()

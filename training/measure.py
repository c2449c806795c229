"""The table of docs/pipeline.md: every pipeline on the held-out documents and on the samples, with one command.

python training/measure.py CORPORA --pipeline default fast en_core_web_sm
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from gold import from_corpora, from_samples  # noqa: E402

from annotations.export import jsonl  # noqa: E402
from annotations.export.shape import ExportedReading  # noqa: E402
from annotations.pipeline.analysis import Analysis, TagProposal  # noqa: E402
from annotations.pipeline.evaluation import report  # noqa: E402
from annotations.pipeline.evaluation.gold import GoldArticle, covered, read_gold  # noqa: E402
from annotations.pipeline.evaluation.scoring import score_article  # noqa: E402
from annotations.pipeline.evaluation.table import rows  # noqa: E402
from annotations.pipeline.labels import KIND_OF_LABEL  # noqa: E402
from annotations.pipeline.loader import Pipeline, load_pipeline  # noqa: E402
from annotations.pipeline.windows import windows  # noqa: E402


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--pipeline", nargs="+", default=["default"])
    args = parser.parse_args()
    corpora, samples = articles(from_corpora(args.corpora)), articles(from_samples())
    for name in args.pipeline:
        pipeline = load_pipeline(name)
        found = analysed(pipeline, corpora)
        bare = [alone(pipeline, article.text) for article in corpora]
        for title, start in (("Held out, all corpora", ""), ("Held out, newswire only (GMB)", "gmb")):
            chosen = [n for n, article in enumerate(corpora) if article.name.startswith(start)]
            gold = [corpora[n] for n in chosen]
            about(title, pipeline, gold)
            show("the model alone", gold, [bare[n] for n in chosen])
            show("with the rules", gold, [found[n] for n in chosen])
        about("The samples", pipeline, samples)
        show("with the rules", samples, analysed(pipeline, samples))


def about(title: str, pipeline: Pipeline, gold: list[GoldArticle]) -> None:
    words = sum(len(article.text.split()) for article in gold)
    print(f"\n### {title}: `{pipeline.name}` {pipeline.version}; {len(gold)} articles, {words:,} words")


def analysed(pipeline: Pipeline, gold: list[GoldArticle]) -> list[Analysis]:
    return [analysis for _, analysis in pipeline.analyse_many((None, article.text) for article in gold)]


def articles(readings: Iterable[ExportedReading]) -> list[GoldArticle]:
    return list(read_gold(line.decode() for line in jsonl.lines(readings)).articles)


def alone(pipeline: Pipeline, text: str) -> Analysis:
    """What the model says by itself, paragraph by paragraph."""
    tags = []
    for window in windows(text):
        for ent in pipeline.nlp(text[window.start : window.end]).ents:
            if kind := KIND_OF_LABEL.get(ent.label_):
                tags.append(
                    TagProposal(start=ent.start_char + window.start, end=ent.end_char + window.start, kind=kind)
                )
    return Analysis(tags=tuple(tags))


def show(title: str, gold: list[GoldArticle], analyses: list[Analysis]) -> None:
    covers = covered(gold, names_only=any(article.mentions for article in gold))
    scores = [score_article(article, found, covers) for article, found in zip(gold, analyses, strict=True)]
    print(f"\n{title}\n")
    print("\n".join(report.table(rows(scores))))


if __name__ == "__main__":
    main()

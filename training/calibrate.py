"""Fit the probabilities of pipelines on gold that they were not trained on, and draw how far they can be believed.

    python training/calibrate.py --corpora CORPORA --pipeline default fast --plots docs/images
    python training/calibrate.py --names records.jsonl --quotes records.jsonl --pipeline en_core_web_sm --out FOLDER

With --corpora the gold is the held-out documents, GUM's events, and for quotes the samples and one half of the
political articles, whose other half the plot is drawn on; else it is files in the export format, such as one's own
records. A calibration goes into the pipeline's own folder, beside those for its other components that mark names; of
an installed package, into a copy of it in --out, which the setting PIPELINE can name.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import politics  # noqa: E402
from gold import event_words, from_corpora, from_politics, from_samples  # noqa: E402
from reliability_plot import drawn  # noqa: E402
from spacy.util import is_package  # noqa: E402

from annotations.export import jsonl  # noqa: E402
from annotations.export.shape import ExportedReading  # noqa: E402
from annotations.pipeline.component import NAME, News  # noqa: E402
from annotations.pipeline.confidence import NOT_MEASURED, Calibration, at  # noqa: E402
from annotations.pipeline.evaluation import calibrating  # noqa: E402
from annotations.pipeline.evaluation.gold import GoldArticle, read_gold  # noqa: E402
from annotations.pipeline.identity import DEFAULT  # noqa: E402
from annotations.pipeline.loader import Pipeline, load_pipeline  # noqa: E402

SEEN = {
    "names": calibrating.names_seen,
    "events": calibrating.event_words_seen,
    "quotes": calibrating.quotes_seen,
}
# The corpora of texts that news may be like.
NEWSY = ("gmb", "uner", "GUM", "crossner-politics", "wikigold")
Evidence = dict[str, list[list[calibrating.Seen]]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pipeline", nargs="+", default=[DEFAULT], help="default, fast, a spaCy package, or a folder")
    parser.add_argument("--corpora", type=Path, help="the folder of corpora")
    for what in SEEN:
        parser.add_argument(f"--{what}", type=Path, metavar="GOLD.jsonl")
    parser.add_argument(
        "--only", choices=list(SEEN), help="measure these alone; the curves of the rest stay as they are"
    )
    parser.add_argument("--out", type=Path, help="folder for a copy of the pipeline with its calibration")
    parser.add_argument("--plots", type=Path, help="the folder for the reliability plots")
    args = parser.parse_args()
    if args.out and len(args.pipeline) > 1:
        parser.error("--out is for one pipeline")
    wanted = [args.only] if args.only else list(SEEN)
    golds = {what: gold_of(what, getattr(args, what), args.corpora) for what in wanted}
    unseen = {}
    if "quotes" in golds and not args.quotes and (args.corpora or args.only):
        golds["quotes"] = read(from_samples()) + read(from_politics(politics.TUNING))
        unseen["quotes"] = read(from_politics(politics.HELD_OUT))
    for name in args.pipeline:
        calibrate(name, golds, unseen, args.out, args.plots)


Golds = dict[str, list[GoldArticle]]


def calibrate(name: str, golds: Golds, unseen: Golds, out: Path | None, plots: Path | None) -> None:
    """Fit on `golds`; the plot shows articles left out in turns, or the `unseen` ones where there are such."""
    pipeline = load_pipeline(name)
    news = pipeline.nlp.get_pipe(NAME)
    earlier = news.calibrations.pop(news.names_by, NOT_MEASURED)
    evidence = {what: seen_in(pipeline, what, golds[what]) for what in golds}
    fresh = {what: seen_in(pipeline, what, articles) for what, articles in unseen.items()}
    about = {
        "pipeline": name,
        "version": pipeline.version,
        "proposals": {
            **(earlier.about.get("proposals", {}) if len(golds) < len(SEEN) else {}),
            **{what: sum(map(len, articles)) for what, articles in evidence.items()},
        },
    }
    found = fit(evidence, about)
    if len(golds) < len(SEEN):
        found = replace(found, tags={**earlier.tags, **found.tags}, quotes={**earlier.quotes, **found.quotes})
    news.calibrations[news.names_by] = found
    save(pipeline, news, name, out)
    panels = {what: held_out(evidence, what, fresh.get(what)) for what in golds if evidence[what]}
    for what, (before, after) in panels.items():
        count = sum(point.count for point in after)
        print(f"{what}: {count} proposals; off by {calibrating.off_by(before):.3f} → {calibrating.off_by(after):.3f}")
    if plots:
        alone = f"-{next(iter(golds))}" if len(golds) == 1 else ""
        path = plots / f"reliability-{pipeline.name}{alone}.svg"
        path.write_text(drawn(panels, name), encoding="utf-8")
        print(path)


def seen_in(pipeline: Pipeline, what: str, articles: list[GoldArticle]) -> list[list[calibrating.Seen]]:
    analyses = pipeline.analyse_many((article, article.text) for article in articles)
    return [SEEN[what](article, analysis) for article, analysis in analyses]


def gold_of(what: str, file: Path | None, corpora: Path | None) -> list[GoldArticle]:
    if file:
        with file.open(encoding="utf-8") as lines:
            return list(read_gold(lines).articles)
    if corpora is None or what == "quotes":  # quotes are in texts of ours, not in corpora
        return []
    return read({"names": from_corpora(corpora, NEWSY), "events": event_words(corpora)}[what])


def read(readings: Iterable[ExportedReading]) -> list[GoldArticle]:
    return list(read_gold(line.decode() for line in jsonl.lines(readings)).articles)


def fit(evidence: Evidence, about: dict | None = None, *, fold: int | None = None) -> Calibration:
    """On all articles, or on all but every fifth."""
    parts: dict[str, list[calibrating.Seen]] = {what: [] for what in SEEN}
    for what, articles in evidence.items():
        parts[what] += [seen for n, article in enumerate(articles) if n % calibrating.FOLDS != fold for seen in article]
    spoken = [seen for seen in parts["quotes"] if seen.kind]
    quotes = [seen for seen in parts["quotes"] if not seen.kind]
    return calibrating.fitted([*parts["names"], *parts["events"], *spoken], quotes, about)


def held_out(
    evidence: Evidence, what: str, unseen: list[list[calibrating.Seen]] | None
) -> tuple[list[calibrating.Reliability], list[calibrating.Reliability]]:
    """The scores as they were found, and the probabilities from curves fitted on the other articles."""
    before, after = [], []
    folds = [None] if unseen else range(calibrating.FOLDS)
    for fold in folds:
        calibration = fit(evidence, fold=fold)
        for article in unseen or evidence[what][fold :: calibrating.FOLDS]:
            for seen in article:
                curve = calibration.for_way(seen.kind, seen.way) if seen.kind else calibration.quotes.get(seen.way)
                before.append((seen.score, seen.right))
                after.append((at(curve, seen.score) if curve else seen.score, seen.right))
    return calibrating.reliability(before), calibrating.reliability(after)


def save(pipeline: Pipeline, news: News, name: str, out: Path | None) -> None:
    if out is not None:
        pipeline.nlp.enable_pipe(NAME)
        pipeline.nlp.to_disk(out)
        print(out)
    elif is_package(name):
        print("Nothing is stored: --out says where a copy of this package should go.")
    else:
        news.to_disk(pipeline.nlp.path / NAME)
        print(pipeline.nlp.path / NAME)


if __name__ == "__main__":
    main()

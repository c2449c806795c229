"""``manage.py evaluate_pipeline GOLD.jsonl``: how good a pipeline is on readings that people decided."""

import gzip
import time
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from annotations.pipeline.evaluation import report
from annotations.pipeline.evaluation.gold import Gold, GoldArticle, GoldError, covered, read_gold
from annotations.pipeline.evaluation.scoring import score_article
from annotations.pipeline.evaluation.table import rows
from annotations.pipeline.languages import reads
from annotations.services.pretag_check import checked


class Command(BaseCommand):
    help = (
        "Measure pipelines on an export of this app (manage.py export): names, quotes and speakers, with intervals, "
        "words a second, and the mistakes by type. Nothing is stored and the database is not read."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser) -> None:
        parser.add_argument("gold", metavar="GOLD.jsonl", help="an export, also one ending in .gz")
        parser.add_argument(
            "--pipeline",
            nargs="+",
            action="extend",
            metavar="P",
            help="default, a spaCy package, or a folder; may be several (default: the one in the settings)",
        )
        parser.add_argument(
            "--names-only",
            action="store_true",
            help="the gold marks names alone: do not count event words and descriptions against the pipeline",
        )
        parser.add_argument("--errors", type=int, default=10, metavar="N", help="mistakes shown of each type (10)")

    def handle(self, *, gold: str, pipeline: list[str] | None, names_only: bool, errors: int, **options) -> None:
        # Loading spaCy takes seconds that "manage.py help" need not spend.
        from annotations.pipeline.loader import PipelineError, load_pipeline

        read = _read(gold)
        if not read.articles:
            raise CommandError(f"{gold}: nobody decided anything in it, so there is nothing to measure on.")
        for name in pipeline or [settings.PIPELINE]:
            started = time.perf_counter()
            try:
                loaded = load_pipeline(name)
            except PipelineError as error:
                raise CommandError(str(error)) from error
            loading = time.perf_counter() - started
            articles = [article for article in read.articles if reads(loaded.nlp.lang, article.language)]
            for line in self._lines(loaded, loading, articles, read, names_only, errors):
                self.stdout.write(line)

    def _lines(
        self, loaded, loading: float, articles: list[GoldArticle], read: Gold, names_only: bool, errors: int
    ) -> Iterator[str]:
        yield f"{loaded.name} {loaded.version}: {_about(articles)}"
        left_out = len(read.articles) - len(articles)
        if left_out:
            yield f"Left out: {left_out} in other languages than “{loaded.nlp.lang}”."
        if read.undecided:
            yield f"Left out: {read.undecided} in which nobody decided anything."
        if not articles:
            return
        loaded.analyse(articles[0].text)  # what is made at the first use is not counted
        started = time.perf_counter()
        found = [analysis for _, analysis in loaded.analyse_many((None, article.text) for article in articles)]
        seconds = max(time.perf_counter() - started, 1e-9)
        words = sum(len(article.text.split()) for article in articles)
        yield f"{words / seconds:,.0f} words/s in this process, everything included; loaded in {loading:.1f} s."
        covers = covered(articles, names_only=names_only)
        scores = [
            score_article(article, checked(analysis, article.text).analysis, covers)
            for article, analysis in zip(articles, found, strict=True)
        ]
        yield ""
        yield from report.table(rows(scores))
        yield ""
        yield from report.mistakes(articles, scores, most=max(errors, 0))
        yield ""


def _about(articles: list[GoldArticle]) -> str:
    words = sum(len(article.text.split()) for article in articles)
    tags = sum(len(article.mentions) for article in articles)
    quotes = sum(len(article.quotes) for article in articles)
    return f"{len(articles):,} articles, {words:,} words, {tags:,} tags and {quotes:,} quotes that people confirmed."


def _read(name: str) -> Gold:
    path = Path(name)
    try:
        with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
            return read_gold(lines)
    except OSError as error:
        raise CommandError(f"{name} cannot be read: {error.strerror or error}.") from error
    except UnicodeDecodeError as error:
        raise CommandError(f"{name} is not UTF-8 text.") from error
    except GoldError as error:
        raise CommandError(f"{name}: {error}") from error

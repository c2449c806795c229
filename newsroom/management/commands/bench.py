"""``manage.py bench``: how fast it is, on this machine, at a real size; see docs/benchmarks.md."""

import logging
import time

from django.conf import settings
from django.core.management.base import BaseCommand

from articles.models import Article
from newsroom.benchmarks.figures import Figure, busy, machine
from newsroom.benchmarks.pages import SAMPLES, page_figures
from newsroom.benchmarks.pipelines import pipeline_figures
from newsroom.benchmarks.scratch import scratch_database
from newsroom.benchmarks.texts import LONG_WORDS, WORDS, long_story
from newsroom.benchmarks.writing import fill, import_figure, import_stories, pretag_figures

PRETAGGED = 300
QUICK_ARTICLES, QUICK_PRETAGGED, QUICK_SAMPLES = 50, 2, 5


class Command(BaseCommand):
    help = "Measure import, pre-tagging and pages on a database of its own, which is dropped afterwards."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--articles", type=int, default=10_000, help="how many to import (default 10,000)")
        parser.add_argument("--quick", action="store_true", help=f"{QUICK_ARTICLES} articles: does it run at all?")

    def handle(self, *, articles: int, quick: bool, **options) -> None:
        settings.DEBUG = False
        pretagged, samples = (QUICK_PRETAGGED, QUICK_SAMPLES) if quick else (PRETAGGED, SAMPLES)
        count = QUICK_ARTICLES if quick else max(articles, PRETAGGED)
        began, warning = time.perf_counter(), busy()
        if warning:
            self._report(warning)
        logging.getLogger("annotations").setLevel(logging.WARNING)
        with scratch_database():
            head = machine()
            figures = self._measure(count, pretagged, samples)
        self.stdout.write("\n".join(["", "Machine", *head, "Data"]))
        self.stdout.write(
            f"  {count:,} generated articles of about {WORDS} words and one of {LONG_WORDS:,}; "
            "pages in this process, DEBUG off"
        )
        if warning:
            self.stdout.write(f"  {warning}")
        self.stdout.write("\n".join(["Figures", *map(str, figures)]))
        missed = sum(figure.held is False for figure in figures)
        verdict = f"{missed} of the budgets missed." if missed else "All budgets held."
        self.stdout.write(f"{verdict} Took {time.perf_counter() - began:.0f} s.")

    def _measure(self, count: int, pretagged: int, samples: int) -> list[Figure]:
        self._report(f"importing {count:,} articles")
        seconds = import_stories(range(pretagged))
        pretagging = pretag_figures(self._report)
        self._report("the pipelines that ship, each by itself")
        pretagging += pipeline_figures(list(Article.objects.order_by("pk").values_list("text", flat=True)))
        seconds += import_stories(range(pretagged, count))
        import_stories([count], long_story)
        self._report("filling the rest of the database with tags")
        return [import_figure(count, seconds), *pretagging, fill(), *page_figures(self._report, samples)]

    def _report(self, message: str) -> None:
        self.stderr.write(f"... {message}")

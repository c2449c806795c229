"""``manage.py bench_import``: how fast a large import is, what it takes, and how well it finds copies."""

import logging
import time

from django.conf import settings
from django.core.management.base import BaseCommand

from newsroom.benchmarks.figures import busy, machine
from newsroom.benchmarks.importing import import_figures
from newsroom.benchmarks.likeness import likeness_figures
from newsroom.benchmarks.news import WORDS
from newsroom.benchmarks.scratch import scratch_database


class Command(BaseCommand):
    help = "Measure a large import on a database of its own, which is dropped afterwards."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--articles", type=int, default=100_000, help="how many to import (default 100,000)")
        parser.add_argument("--pages", type=int, default=1_000, help="how many web pages (default 1,000)")
        parser.add_argument("--copies", type=int, default=1_000, help="how many rewritten articles (default 1,000)")

    def handle(self, *, articles: int, pages: int, copies: int, **options) -> None:
        settings.DEBUG = False
        logging.getLogger("annotations").setLevel(logging.WARNING)
        began, warning, figures = time.perf_counter(), busy(), []
        if warning:
            self._report(warning)
        with scratch_database():
            head = machine()
            if copies:
                figures += likeness_figures(copies, self._report)
        with scratch_database():
            figures += import_figures(articles, pages, self._report)
        self.stdout.write("\n".join(["", "Machine", *head, "Data"]))
        self.stdout.write(f"  {articles:,} generated articles of about {WORDS} words, every tenth a rewritten copy")
        if warning:
            self.stdout.write(f"  {warning}")
        self.stdout.write("\n".join(["Figures", *map(str, figures)]))
        missed = sum(figure.held is False for figure in figures)
        verdict = f"{missed} of the budgets missed." if missed else "All budgets held."
        self.stdout.write(f"{verdict} Took {time.perf_counter() - began:.0f} s.")

    def _report(self, message: str) -> None:
        self.stderr.write(f"... {message}")

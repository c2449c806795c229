"""``manage.py analyse FILE...``: what a pipeline finds in files, without touching the database."""

import json
import os
import sys
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from annotations.pipeline.analysis import Analysis
from annotations.pipeline.languages import note_on, pipeline_for
from annotations.pipeline.printed import as_json
from annotations.services.pretag_check import checked
from articles import readers
from articles.readers import ParsedArticle, RowError

if TYPE_CHECKING:
    from annotations.pipeline.loader import Pipeline

HEADINGS = {"person": "People", "place": "Places", "group": "Groups", "event": "Events"}
SHOWN_WORDS = 90


class Command(BaseCommand):
    help = "Say what the pipeline finds in text files; read as the import reads them, and nothing is stored."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE")
        parser.add_argument("--json", action="store_true", help="one JSON object a line, for every article")
        parser.add_argument(
            "--pipeline",
            help="default, a spaCy package, a folder, or rules (default: by the article's language)",
        )

    def handle(self, *, files: list[str], json: bool, pipeline: str | None, **options) -> None:
        if pipeline:
            _opened(pipeline)
        unread = 0
        try:
            for article in _articles(files):
                if isinstance(article, RowError):
                    self.stderr.write(f"{article.where}: {article.message}")
                    unread += 1
                    continue
                name = pipeline or pipeline_for(article.language, settings.PIPELINE, settings.PIPELINES)
                analysis = checked(_opened(name).analyse(article.text), article.text).analysis
                note = note_on(name, article.language)
                self.stdout.write(_as_line(article, analysis, note) if json else _summary(article, analysis, note))
                self.stdout.flush()
        except BrokenPipeError:
            # Whoever reads us has seen enough; Python would complain once more when it flushes on its way out.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return
        if unread:
            raise CommandError(f"{unread} of the articles could not be read." if unread > 1 else "One was not read.")


@cache
def _opened(name: str) -> "Pipeline":
    """A pipeline, opened once; loading spaCy takes seconds that "manage.py help" need not spend."""
    from annotations.pipeline.loader import PipelineError, load_pipeline

    try:
        return load_pipeline(name)
    except PipelineError as error:
        raise CommandError(str(error)) from error


def _articles(files: list[str]) -> Iterator[ParsedArticle | RowError]:
    for name in files:
        try:
            size = Path(name).stat().st_size
            problem = readers.too_large(size, settings.IMPORT_MAX_BYTES)
            content = b"" if problem else Path(name).read_bytes()
        except OSError as error:
            problem = f"It cannot be opened: {error.strerror}."
        if problem or not content:
            yield RowError(number=1, where=name, message=problem or "The file is empty.")
            continue
        for item in readers.items(name, content):
            yield item.parse()


def _as_line(article: ParsedArticle, analysis: Analysis, note: str) -> str:
    made = {"name": analysis.pipeline_name, "version": analysis.pipeline_version}
    about = {"file": article.where, "language": article.language, "pipeline": made, "note": note}
    return json.dumps({**about, **as_json(analysis, article.text)}, ensure_ascii=False)


def _summary(article: ParsedArticle, analysis: Analysis, note: str) -> str:
    lines = [f"{article.where}: {article.word_count:,} words, {len(article.blocks)} blocks left out"]
    if note:
        lines.append(f"  {note}")
    counts = Counter(tag.group for tag in analysis.tags)
    for kind, heading in HEADINGS.items():
        names = [f"{group.name} ({counts[n]})" for n, group in enumerate(analysis.groups) if group.kind == kind]
        alone = [article.text[tag.start : tag.end] for tag in analysis.tags if tag.group is None and tag.kind == kind]
        if names or alone:
            lines.append(f"  {heading}: {', '.join(names + alone)}")
    if analysis.quotes:
        lines.append(f"  Quotes ({len(analysis.quotes)}):")
    for quote in analysis.quotes:
        words = " ".join(article.text[quote.start : quote.end].split())
        words = words if len(words) <= SHOWN_WORDS else f"{words[:SHOWN_WORDS]}…"
        lines.append(f"    {words} — {_speaker(article, analysis, quote)}")
    return "\n".join(lines) + "\n"


def _speaker(article: ParsedArticle, analysis: Analysis, quote) -> str:
    if quote.speaker is None:
        return "speaker unknown"
    tag = analysis.tags[quote.speaker]
    said, name = article.text[tag.start : tag.end], analysis.speaker_name(quote)
    return said if name in (None, said) else f"{said} ({name})"

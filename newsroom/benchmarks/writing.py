"""Import and pre-tagging: articles and words a second."""

import json
import time
from collections.abc import Callable, Iterable

from django.conf import settings
from django.db import connection

from annotations.services.pretag_drain import drain
from annotations.services.pretag_process import Analyst
from articles.models import Article
from articles.services.batches import create_batch
from articles.services.importing import run_batch
from newsroom.benchmarks.bare import WARM_UP, bare_seconds
from newsroom.benchmarks.figures import Figure
from newsroom.benchmarks.texts import Story, analyse, story

FILE_ROWS = 1000
STORAGE_SHARE = 0.8


def import_stories(numbers: Iterable[int], write: Callable[[int], Story] = story) -> float:
    """Import generated articles as JSONL through the real import; the seconds it took, generating left out."""
    numbers = list(numbers)
    seconds = 0.0
    for start in range(0, len(numbers), FILE_ROWS):
        stories = [write(number) for number in numbers[start : start + FILE_ROWS]]
        content = "\n".join(json.dumps(one.as_row(), ensure_ascii=False) for one in stories).encode()
        began = time.perf_counter()
        batch = create_batch(
            None, name="bench", source="command", files=[("bench.jsonl", content)], in_this_process=True
        )
        run_batch(batch.pk)
        seconds += time.perf_counter() - began
        batch.refresh_from_db()
        if batch.rows_imported != len(stories):
            raise RuntimeError(f"Only {batch.rows_imported} of {len(stories)} generated articles were imported.")
    return seconds


def import_figure(count: int, seconds: float) -> Figure:
    return Figure(what=f"Import, {count:,} articles as JSONL", value=f"{count / seconds:,.0f} articles/s")


def pretag_figures(report: Callable[[str], None]) -> list[Figure]:
    """Pre-tag what is pending with the configured pipeline, and the same texts with it alone.

    Both load the pipeline and warm it up before the clock starts, and both run it in one process of its own. The bare
    run is done before and after, and the faster of the two counts.
    """
    texts = list(Article.objects.order_by("pk").values_list("text", flat=True))
    words = sum(len(text.split()) for text in texts)
    report(f"pre-tagging {len(texts)} articles with “{settings.PIPELINE}”, and the pipeline alone before and after")
    bare = bare_seconds(settings.PIPELINE, texts)
    with Analyst(settings.PIPELINE, memory_mb=settings.PRETAG_MEMORY_MB) as analyst:
        analyst.start()
        analyst.send(texts[:WARM_UP])
        analyst.receive()
        began = time.perf_counter()
        drained = drain(analyst=analyst)
        stored = time.perf_counter() - began
    if drained.readings != len(texts):
        raise RuntimeError(f"Only {drained.readings} of {len(texts)} articles were pre-tagged.")
    bare = min(bare, bare_seconds(settings.PIPELINE, texts))
    share = bare / stored
    return [
        Figure(what="Bare nlp.pipe, same pipeline and texts", value=f"{words / bare:,.0f} words/s"),
        Figure(
            what=f"Pre-tagging with storage, {len(texts):,} articles",
            value=f"{words / stored:,.0f} words/s, {share:.2f} of the bare pipeline",
            budget=f">= {STORAGE_SHARE}",
            held=share >= STORAGE_SHARE,
        ),
    ]


class GeneratorsOwn:
    """Stands in for a pipeline's process: knows the generated names, so that filling the database takes no time."""

    name, version, language = "bench", "1", "en"

    def start(self, stop=None) -> None:
        pass

    def send(self, texts: list[str]) -> None:
        self._texts = texts

    def receive(self, stop=None) -> list:
        return [analyse(text) for text in self._texts]


def fill() -> Figure:
    """Give every article that is left its tags and quotes; what this measures is claiming, checking and storing."""
    began = time.perf_counter()
    drained = drain(analyst=GeneratorsOwn())
    seconds = time.perf_counter() - began
    with connection.cursor() as cursor:
        # What autovacuum does within minutes of an import.
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("SELECT count(*) FROM annotations_tag")
        tags = cursor.fetchone()[0]
    return Figure(
        what="Storing alone (no pipeline)",
        value=f"{drained.readings / seconds:,.0f} articles/s, {tags:,} tags now",
    )

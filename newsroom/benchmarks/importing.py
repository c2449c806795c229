"""A large import in a process of its own, with a person's pages opened meanwhile, and the bare parse beside it."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.db import connection
from django.urls import reverse

from articles.models import Batch, StoryMember, TextLink
from articles.services.batches import create_batch
from newsroom.benchmarks.figures import Figure, percentile, times
from newsroom.benchmarks.news import item, page, stream
from newsroom.benchmarks.pages import Browser, person
from newsroom.roles import Role

ROOT = Path(__file__).resolve().parents[2]
FILE_ITEMS, BATCH_FILES = 1000, 10
PAGE_EVERY = 0.5  # seconds between two requests of the person who is at work meanwhile
PLAIN_A_SECOND, PAGES_A_SECOND = 500, 60
MEMORY_MB = 500
QUEUE_MS = 100
GROWTH_MB = 50
WARM_UP = 5


@dataclass(slots=True)
class Watched:
    """What was seen of a process while it ran."""

    seconds: float = 0.0
    memory_mb: list[float] = field(default_factory=list)
    page_seconds: list[float] = field(default_factory=list)


def import_figures(count: int, pages: int, report: Callable[[str], None]) -> list[Figure]:
    """Plain JSONL first, web pages after that; each with its bare parse."""
    return [*_plain(count, report), *_pages(pages, report)]


def _plain(count: int, report: Callable[[str], None]) -> list[Figure]:
    report(f"generating {count:,} articles and keeping their files")
    batches, kept = _keep_plain(count)
    report("importing them in one process")
    browser, desk = Browser(person("bench-reader", Role.ANALYST)), reverse("annotations:desk")
    for _ in range(WARM_UP):
        browser.get(desk)
    watched = _watch(["import", *map(str, batches)], lambda: browser.get(desk)[0])
    _check(batches, count)
    report("the bare parse of the first files")
    bare, parsed = _bare(_first_files(count))
    seconds = kept + watched.seconds
    return [
        Figure(
            what=f"Import, {count:,} articles as JSONL",
            value=f"{count / seconds:,.0f} articles/s, bare parse {parsed / bare:,.0f}",
            budget=f">= {PLAIN_A_SECOND} articles/s",
            held=count / seconds >= PLAIN_A_SECOND,
        ),
        Figure(what="", value=f"{TextLink.objects.count():,} links, {StoryMember.objects.count():,} articles linked"),
        _memory(watched.memory_mb),
        times("Desk of an analyst meanwhile", watched.page_seconds or [0.0], budget_ms=QUEUE_MS),
    ]


def _memory(seen: list[float]) -> Figure:
    """At most so much, and no more in the last fifth than in the second, when everything has been loaded once."""
    fifth = max(1, len(seen) // 5)
    early, late = percentile(seen[fifth : 2 * fifth] or seen, 0.5), percentile(seen[-fifth:], 0.5)
    return Figure(
        what="Memory of the importing process, with those it starts",
        value=f"at most {max(seen):.0f} MB; early {early:.0f} MB, late {late:.0f} MB",
        budget=f"<= {MEMORY_MB} MB, growing by <= {GROWTH_MB} MB",
        held=max(seen) <= MEMORY_MB and late - early <= GROWTH_MB,
    )


def _pages(count: int, report: Callable[[str], None]) -> list[Figure]:
    report(f"importing {count:,} web pages in one process")
    numbers = range(10_000_000, 10_000_000 + count)
    files = [(f"page-{number}.html", page(item(number))) for number in numbers]
    began = time.perf_counter()
    batch = _batch(files)
    kept = time.perf_counter() - began
    watched = _watch(["import", str(batch)])
    _check([batch], count)
    bare, parsed = _bare(files[: max(1, count // 4)])
    speed = count / (kept + watched.seconds)
    return [
        Figure(
            what=f"Import, {count:,} web pages",
            value=f"{speed:,.0f} articles/s, bare parse {parsed / bare:,.0f}",
            budget=f">= {PAGES_A_SECOND} articles/s",
            held=speed >= PAGES_A_SECOND,
        )
    ]


def _keep_plain(count: int) -> tuple[list[int], float]:
    """Batches of files of generated articles, and how long it took to keep them."""
    batches, seconds = [], 0.0
    files = _plain_files(count)
    while some := [file for _, file in zip(range(BATCH_FILES), files, strict=False)]:
        began = time.perf_counter()
        batches.append(_batch(some))
        seconds += time.perf_counter() - began
    return batches, seconds


def _plain_files(count: int) -> Iterator[tuple[str, bytes]]:
    makers = stream(count)
    for start in range(0, count, FILE_ITEMS):
        yield f"news-{start}.jsonl", b"\n".join(make().as_line() for make in makers[start : start + FILE_ITEMS])


def _first_files(count: int) -> list[tuple[str, bytes]]:
    return list(_plain_files(min(count, 3 * FILE_ITEMS)))


def _batch(files: Sequence[tuple[str, bytes]]) -> int:
    return create_batch(None, name="bench", source="command", files=files, in_this_process=True).pk


def _check(batches: list[int], count: int) -> None:
    """What is measured must have happened: every article is in, and each exactly once."""
    rows = list(Batch.objects.filter(pk__in=batches).values_list("rows_imported", "rows_error", "rows_duplicate"))
    imported = sum(row[0] for row in rows)
    if imported != count:
        raise RuntimeError(f"Only {imported} of {count} generated articles were imported: {rows}")


def _bare(files: Sequence[tuple[str, bytes]]) -> tuple[float, int]:
    """How long the readers alone take over the files, and how many articles those hold."""
    with tempfile.TemporaryDirectory() as folder:
        for name, content in files:
            Path(folder, name).write_bytes(content)
        seconds = _watch(["parse", folder]).seconds
    return seconds, sum(content.count(b"\n") + 1 if name.endswith("jsonl") else 1 for name, content in files)


def _watch(arguments: list[str], visit: Callable[[], float] | None = None) -> Watched:
    """Run the importing process to its end; ``visit`` opens a page meanwhile and says how long that took."""
    watched = Watched()
    with _child(arguments) as child:
        while child.poll() is None:
            watched.memory_mb.append(_resident_mb(child.pid))
            if visit:
                watched.page_seconds.append(visit())
            time.sleep(PAGE_EVERY)
        said = child.stdout.read()
        if child.returncode:
            raise RuntimeError(f"The importing process ended with code {child.returncode}.")
        watched.seconds = float(said)
    return watched


@contextmanager
def _child(arguments: list[str]) -> Iterator[subprocess.Popen]:
    command = [sys.executable, "-m", "newsroom.benchmarks.import_child", connection.settings_dict["NAME"], *arguments]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT, env=dict(os.environ))
    try:
        yield child
    finally:
        child.kill()
        child.wait()
        child.stdout.close()


def _resident_mb(pid: int) -> float:
    """What a process and those that it started hold in memory now; 0 where the system does not say."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        children = [int(child) for thread in Path(f"/proc/{pid}/task").iterdir() for child in _started_by(thread)]
    except OSError:
        return 0.0
    own = next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS")), 0.0)
    return own + sum(map(_resident_mb, children))


def _started_by(thread: Path) -> list[str]:
    return (thread / "children").read_text().split()

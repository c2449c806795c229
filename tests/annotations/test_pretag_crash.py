"""The worker, killed with kill -9 in the middle of pre-tagging: every article ends with one finished reading.

``PRETAG_CRASH_ARTICLES=200 PRETAG_CRASH_KILLS=2 pytest tests/annotations/test_pretag_crash.py -s`` does it at
another size, and says how long things took.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection
from django.db.models import Count

from annotations.models import Reading, Tag
from articles.models import Article
from articles.services.batches import create_batch
from articles.services.importing import run_batch
from newsroom.benchmarks.texts import story

ROOT = Path(__file__).resolve().parents[2]
ARTICLES = int(os.environ.get("PRETAG_CRASH_ARTICLES", "24"))
# Fewer than the attempts a reading has: each kill costs those in hand one.
KILLS = int(os.environ.get("PRETAG_CRASH_KILLS", "1"))
PATIENCE = 60 + ARTICLES


def database_url() -> str:
    """The tests' own database, for a program of its own; its server may be on a socket."""
    own = connection.settings_dict
    password = f":{quote(own['PASSWORD'], safe='')}" if own["PASSWORD"] else ""
    port = f":{own['PORT']}" if own["PORT"] else ""
    if own["HOST"].startswith("/"):
        return f"postgres://{own['USER']}{password}@/{own['NAME']}?host={quote(own['HOST'], safe='')}"
    return f"postgres://{own['USER']}{password}@{own['HOST']}{port}/{own['NAME']}"


class Worker:
    """A real worker in a process of its own."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "worker"],
            cwd=ROOT,
            env=os.environ | {"DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": "newsroom.settings"},
            stdout=subprocess.DEVNULL,
        )

    def end(self, sign: int) -> None:
        self.process.send_signal(sign)
        self.process.wait(30)


def closed() -> int:
    return Reading.objects.filter(state="closed").count()


def wait_until(condition, worker: Worker) -> float:
    began = time.monotonic()
    while not condition():
        assert time.monotonic() - began < PATIENCE, Counter(Reading.objects.values_list("state", flat=True))
        assert worker.process.poll() is None, "the worker ended by itself"
        time.sleep(0.05)
    return time.monotonic() - began


def wait_until_more_are_done(worker: Worker) -> float:
    before = closed()
    return wait_until(lambda: closed() > before, worker)


@pytest.fixture
def worker_at_work():
    """Whatever happens, no worker is left running."""
    workers: list[Worker] = []

    def start() -> Worker:
        workers.append(Worker())
        return workers[-1]

    yield start
    for worker in workers:
        if worker.process.poll() is None:
            worker.end(signal.SIGKILL)


@pytest.mark.django_db(transaction=True)
def test_after_a_kill_every_article_has_exactly_one_finished_reading(worker_at_work):
    content = "\n".join(json.dumps(story(number).as_row()) for number in range(ARTICLES)).encode()
    batch = create_batch(None, name="crash", source="command", files=[("a.jsonl", content)], in_this_process=True)
    run_batch(batch.pk)
    assert Reading.objects.pending().count() == ARTICLES

    for kill in range(KILLS):
        worker = worker_at_work()
        waited = wait_until_more_are_done(worker)
        worker.end(signal.SIGKILL)
        print(f"kill {kill + 1}: first chunk stored after {waited:.1f} s, {closed()} of {ARTICLES} done when killed")
    assert closed() < ARTICLES, "the kills came too late to prove anything"

    worker = worker_at_work()
    first = wait_until_more_are_done(worker)
    print(f"restarted: first chunk stored after {first:.1f} s")
    waited = wait_until(lambda: not Reading.objects.pending().exists(), worker)
    print(f"all done {waited:.1f} s later; attempts {Counter(Reading.objects.values_list('attempts', flat=True))}")
    worker.end(signal.SIGTERM)
    assert worker.process.returncode == 0

    readings = Reading.objects.values("article").annotate(count=Count("pk"))
    assert readings.count() == Article.objects.count() == ARTICLES
    assert {row["count"] for row in readings} == {1}
    assert set(Reading.objects.values_list("role", "state", "error")) == {("machine", "closed", "")}
    assert not Reading.objects.annotate(count=Count("tags")).filter(count=0).exists()
    doubled = Tag.objects.values("reading", "start", "end", "kind").annotate(count=Count("pk")).filter(count__gt=1)
    assert not doubled.exists()

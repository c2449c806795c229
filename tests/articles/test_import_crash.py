"""Worker and PostgreSQL, killed with kill -9 in the middle of an import: the same articles as without.

On an installation of its own: a server, a worker and nobody else. ``IMPORT_CRASH_ITEMS=5000 IMPORT_CRASH_KILLS=20
IMPORT_CRASH_CHUNK=100 pytest tests/articles/test_import_crash.py -s`` does it at another size, and says what happened.
"""

import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from articles.models import Article
from articles.services.importing import run_batch
from newsroom.benchmarks.texts import story
from tests.factories_articles import waiting
from tests.newsroom.embedded import Place, kill

ROOT = Path(__file__).resolve().parents[2]
ITEMS = int(os.environ.get("IMPORT_CRASH_ITEMS", "150"))
# Smaller than the worker's own, so that a small import has moments enough.
CHUNK = int(os.environ.get("IMPORT_CRASH_CHUNK", "10"))
KILLS = int(os.environ.get("IMPORT_CRASH_KILLS", "2"))
SEED = int(os.environ.get("IMPORT_CRASH_SEED", "0")) or random.randrange(10**9)
PATIENCE = 240 + ITEMS / 10  # a busy machine is slow, not wrong

WORKER = """
import sys, django
django.setup()
from articles.services import chunks
chunks.CHUNK_ROWS = int(sys.argv[1])
from annotations import tasks
tasks._drain = lambda context: None  # The import alone: what it queues for pre-tagging stays queued.
from django.core.management import call_command
call_command("worker")
"""

# What an article is, whatever its number in the database.
ARTICLES = """
SELECT o.name, a.headline, encode(a.text_sha256, 'hex'), a.url, a.byline, a.published_at::text, a.language,
       encode(r.text_sha256, 'hex'), encode(g.sha256, 'hex'),
       (SELECT string_agg(b.number || b.rule || b.at || b.text, '|' ORDER BY b.number)
        FROM articles_block b WHERE b.article_id = a.id)
FROM articles_article a JOIN articles_original g ON g.id = a.original_id
LEFT JOIN articles_outlet o ON o.id = a.outlet_id LEFT JOIN articles_article r ON r.id = a.revises_id
"""
# What became of each item, without the numbers that messages name.
ROWS = """
SELECT f.name, r.number, r.where, r.outcome, regexp_replace(r.message, '[0-9]+', 'N', 'g'), encode(a.text_sha256, 'hex')
FROM articles_batchrow r JOIN articles_batchfile f ON f.id = r.file_id
LEFT JOIN articles_article a ON a.id = r.article_id
"""


COUNTS = "rows_imported, rows_revision, rows_duplicate, rows_error"
READINGS = "SELECT count(*), count(DISTINCT article_id) FROM annotations_reading WHERE role = 'machine'"


def files() -> list[tuple[str, bytes]]:
    """Items of every outcome in files of several kinds, a good part of them slow to read."""
    kinds: dict[str, list[bytes]] = {"a.jsonl": [], "b.jsonl": []}
    pages: list[tuple[str, bytes]] = []
    for number in range(ITEMS):
        row = story(number).as_row()
        line = json.dumps(row).encode()
        if number % 5 == 0:
            pages.append((f"{number}.html", page(row)))
        elif number % 50 == 11:
            kinds["b.jsonl"].append(b"{broken %d" % number)
        elif number % 50 == 12:
            kinds["b.jsonl"].append(kinds["a.jsonl"][-1])
        elif number % 50 == 13:
            url = "https://herald.example/one"
            kinds["b.jsonl"].append(json.dumps({**row, "outlet": "Merrow Herald", "url": url}).encode())
        else:
            kinds["a.jsonl" if number % 2 else "b.jsonl"].append(line)
    middle = len(pages) // 2
    lines = [(name, b"\n".join(lines)) for name, lines in kinds.items()]
    return [*pages[:middle], lines[0], *pages[middle:], lines[1]]


def page(row: dict) -> bytes:
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in row["text"].split("\n"))
    head = f"<title>{row['headline']}</title><meta property='og:site_name' content='Merrow Post'>"
    body = f"<article><h1>{row['headline']}</h1>{paragraphs}</article>"
    return f"<!doctype html><html lang='en'><head>{head}</head><body>{body}</body></html>".encode()


class Installation:
    """A data folder of its own with the embedded server, and the worker on it."""

    def __init__(self) -> None:
        self.place = Place()
        self.environment = os.environ | {
            "NEWSROOM_VAR": str(self.place.parent),
            "DATABASE_URL": "",
            "DJANGO_SETTINGS_MODULE": "newsroom.settings",
        }
        self.worker: subprocess.Popen | None = None

    def manage(self, *arguments: str) -> str:
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(
            command, cwd=ROOT, env=self.environment, check=True, capture_output=True, text=True, timeout=600
        ).stdout

    def start_worker(self) -> None:
        self.worker = subprocess.Popen(
            [sys.executable, "-c", WORKER, str(CHUNK)],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def keep_worker(self) -> None:
        """What the supervisor does: start it again when it has ended."""
        if self.worker is None or self.worker.poll() is not None:
            self.start_worker()

    def kill_worker(self) -> None:
        self.worker.kill()
        self.worker.wait()

    def ask(self, sql: str, default=None) -> list[tuple]:
        """The answer, or ``default`` where one is given and the server is not to be had."""
        try:
            state = self.place.state()
            with psycopg.connect(
                host=state["socket_dir"], dbname="newsroom", user="newsroom", connect_timeout=10
            ) as session:
                return session.execute(sql).fetchall()
        except (psycopg.OperationalError, KeyError):
            if default is None:
                raise
            return default

    def close(self) -> None:
        if self.worker and self.worker.poll() is None:
            self.kill_worker()
        self.place.clean_up()


@pytest.fixture
def installation():
    installation = Installation()
    yield installation
    installation.close()


def begin_import(installation: Installation, content: list[tuple[str, bytes]]) -> int:
    """Leave a batch for the worker, as an upload does."""
    folder = installation.place.parent / "files"
    folder.mkdir()
    for name, data in content:
        (folder / name).write_bytes(data)
    order = json.dumps([name for name, _ in content])
    script = (
        "from pathlib import Path; from articles.services.batches import create_batch; "
        f"folder = Path({str(folder)!r}); "
        f"files = [(name, (folder / name).read_bytes()) for name in {order}]; "
        "print('batch', create_batch(None, name='crash', source='upload', files=files).pk)"
    )
    return int(installation.manage("shell", "-v", "0", "-c", script).split()[-1])


def settled(installation: Installation, default: int | None = None) -> int:
    rows = installation.ask("SELECT count(*) FROM articles_batchrow", default=None if default is None else [(default,)])
    return rows[0][0]


def wait_for_more(installation: Installation, before: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while settled(installation, default=before) <= before:
        assert time.monotonic() < deadline, f"nothing was settled after {before} items"
        installation.keep_worker()
        time.sleep(0.02)


def comparable(rows: list[tuple]) -> list[str]:
    """In an order of their own; a digest for each, so that a difference is told in one line."""
    return sorted(f"{row[:4]} {hashlib.sha256(repr(tuple(row)).encode()).hexdigest()[:16]}" for row in rows)


@pytest.mark.django_db(transaction=True)
def test_after_kills_at_random_moments_everything_is_as_in_an_undisturbed_import(installation):
    content = files()
    moments = random.Random(SEED)
    installation.manage("migrate", "-v", "0")
    batch_id = begin_import(installation, content)
    lost: dict[str, int] = {"worker": 0, "PostgreSQL": 0}
    for number in range(KILLS):
        what = ("worker", "PostgreSQL")[number % 2] if KILLS < 4 else moments.choice(list(lost))
        before = settled(installation, default=0)
        installation.keep_worker()
        # Every third kill comes at any moment of a worker's start, the others somewhere in the chunks after the next.
        if number % 3 != 2:
            wait_for_more(installation, before)
        time.sleep(moments.uniform(0, 2.5 if number % 3 == 2 else 0.3))
        state = installation.ask("SELECT state FROM articles_batch", default=[("unknown",)])[0][0]
        if state == "finished":
            break
        if what == "worker":
            installation.kill_worker()
        else:
            kill(installation.place.server_pid())
            deadline = time.monotonic() + PATIENCE
            while installation.ask("SELECT 1", default=[]) == []:
                assert time.monotonic() < deadline, "the server did not come back"
                time.sleep(0.05)
        lost[what] += 1
        print(f"kill {number + 1}: {what} after {settled(installation)} of {ITEMS} items, batch {state}")
    assert sum(lost.values()) >= KILLS / 2, f"the import was over after {lost}; seed {SEED}"

    began = time.monotonic()
    while installation.ask("SELECT state FROM articles_batch", default=[("unknown",)])[0][0] != "finished":
        assert time.monotonic() - began < PATIENCE, installation.ask("SELECT state, message FROM articles_batch")
        installation.keep_worker()
        time.sleep(0.1)
    print(f"killed {lost}, seed {SEED}; finished {time.monotonic() - began:.1f} s after the last kill")
    # The server goes when the last of its users has gone, and that is the worker.
    rows, articles = comparable(installation.ask(ROWS)), comparable(installation.ask(ARTICLES))
    counts = installation.ask(f"SELECT {COUNTS} FROM articles_batch WHERE id = {batch_id}")
    readings = installation.ask(READINGS)
    installation.worker.send_signal(signal.SIGTERM)
    installation.worker.wait(30)

    calm = waiting(*content)
    assert run_batch(calm.pk)
    calm.refresh_from_db()
    with connection.cursor() as cursor:
        cursor.execute(ROWS)
        calm_rows = comparable(cursor.fetchall())
        cursor.execute(ARTICLES)
        calm_articles = comparable(cursor.fetchall())
    assert rows == calm_rows
    assert articles == calm_articles
    expected = (calm.rows_imported, calm.rows_revision, calm.rows_duplicate, calm.rows_error)
    assert counts == [expected]
    assert sum(expected) == len(calm_rows) == ITEMS
    assert all(expected), "every outcome was to be there"
    assert len(calm_articles) == Article.objects.count() == expected[0] + expected[1]
    # What the import sets off came with each article, once.
    assert readings == [(len(calm_articles), len(calm_articles))]

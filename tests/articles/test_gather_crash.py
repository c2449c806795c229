"""The program that gathers a batch, killed with kill -9 in the middle of it: no file is lost, and none comes twice."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection

from articles.models import Batch
from articles.services.address_lists import create_address_batch, read_addresses
from articles.services.folder import create_folder_batch
from tests.annotations.test_pretag_crash import database_url
from tests.articles.fetching import page, run, site
from tests.factories_articles import jsonl, record
from tests.pure.webserver import reply

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 90
KILLS = 2

PROGRAM = """
import sys, types
import django
django.setup()
from articles.fetching import Fetcher
from articles.services import folder_reading, web_files
from articles.services.gathering import gather_batch
from articles.services.turns import TurnsInDatabase
from tests.pure.webserver import policy_for
batch, port = int(sys.argv[1]), int(sys.argv[2])
fetcher = Fetcher(policy_for(types.SimpleNamespace(port=port)), turns=TurnsInDatabase())
web_files.the_fetcher = lambda: fetcher
folder_reading.PART_BYTES = folder_reading.BYTES_AT_ONCE = 20_000
gather_batch(batch)
"""


def begin(batch: Batch, port: int = 80) -> subprocess.Popen:
    environment = os.environ | {"DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": "newsroom.settings"}
    return subprocess.Popen([sys.executable, "-c", PROGRAM, str(batch.pk), str(port)], cwd=ROOT, env=environment)


def kill_in_the_middle(batch: Batch, there, port: int = 80) -> None:
    """Let it work until more is there than before, and kill it."""
    for _ in range(KILLS):
        before, began = there(), time.monotonic()
        program = begin(batch, port)
        try:
            while there() <= before and program.poll() is None:
                assert time.monotonic() - began < PATIENCE
                time.sleep(0.01)
        finally:
            program.send_signal(signal.SIGKILL)
            program.wait(30)
        # Its session, and with it the lock, ends a moment later.
        while _sessions_gathering():
            assert time.monotonic() - began < PATIENCE
            time.sleep(0.05)


def _sessions_gathering() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = %s", [0x67617468])
        return cursor.fetchone()[0]


def test_a_folder(tmp_path, settings, monkeypatch):
    for number in range(60):
        (tmp_path / f"story {number:02}.txt").write_text(f"Boats {number}\n" + "They are gone for good. " * 100)
    (tmp_path / "wire.jsonl").write_bytes(jsonl(*[record(text="Nobody was found. " * 60) for _ in range(300)]))
    settings.IMPORT_MAX_BYTES = 100_000
    settings.IMPORT_FOLDER = str(tmp_path)
    monkeypatch.setenv("IMPORT_FOLDER", str(tmp_path))
    monkeypatch.setenv("IMPORT_MAX_BYTES", "100000")
    batch = create_folder_batch(None, paths=[""], in_this_process=True)
    kill_in_the_middle(batch, batch.files.count)
    run(batch)
    assert list(batch.rows.filter(outcome="error").values_list("where", "message")) == []
    assert batch.rows_imported == batch.rows_total == 360
    assert batch.files.values("name").distinct().count() == batch.files.count()


def test_addresses(monkeypatch, settings):
    pages = {f"/{number}": reply(page(f"Boats {number}")) for number in range(30)}
    with site(monkeypatch, settings, pages) as server:
        monkeypatch.setenv("FETCHING", "true")
        monkeypatch.setenv("FETCH_CONTACT", "desk@example.org")
        monkeypatch.setenv("FETCH_PORTS", str(server.port))
        lines = "\n".join(server.url(path, f"{path[1:]}.test") for path in pages)
        batch = create_address_batch(None, found=read_addresses(lines), name="A list", in_this_process=True)
        kill_in_the_middle(batch, lambda: batch.files.filter(to_fetch=False).count(), server.port)
        # A host that was asked when the program died is held until it must have ended; nobody waits that long here.
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM articles_hostturn")
        run(batch)
    assert (batch.rows_imported, batch.rows_total) == (30, 30)

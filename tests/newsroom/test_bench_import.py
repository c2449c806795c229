"""The benchmark of a large import runs and prints every row; near duplicates are found within bounds. No times here."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from newsroom.benchmarks.likeness import likeness_figures
from newsroom.benchmarks.news import OUTLETS, REWRITES, WORDS, item, page, rewritten, stream
from newsroom.benchmarks.scratch import PREFIX

ROWS = [
    "Near duplicates, 7 rewritten articles",
    "Import, 60 articles as JSONL",
    "Memory of the importing process",
    "Desk of an analyst meanwhile",
    "Import, 4 web pages",
]


@pytest.mark.django_db
def test_a_small_run_prints_every_row_and_drops_its_database():
    done = subprocess.run(
        [sys.executable, "manage.py", "bench_import", "--articles", "60", "--pages", "4", "--copies", "7"],
        cwd=Path(__file__).resolve().parents[2],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "newsroom.settings"},
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr
    for row in ROWS:
        assert row in done.stdout
    assert all(kind in done.stdout for kind in REWRITES)
    with connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX])
        assert cursor.fetchall() == []


@pytest.mark.django_db
def test_rewritten_articles_are_found_and_nothing_else_is():
    """A small version of what the command prints at 1,000."""
    found, *_, wrong = likeness_figures(70, lambda message: None)
    assert found.held, found.value
    assert wrong.value == "0 pairs"


def test_the_generated_articles_are_as_they_are_said_to_be():
    assert item(3) == item(3)
    made = [one() for one in stream(40)]
    assert len({(one.outlet, one.text) for one in made}) == 40
    assert all(WORDS <= len(one.text.split()) < WORDS * 1.2 for one in made if one.number % 10 != 9)
    assert len({one.outlet for one in made}) <= 2 * OUTLETS
    assert rewritten(item(1), "last third cut", number=9).outlet != item(1).outlet
    assert b"application/ld+json" in page(item(1))

"""The benchmarks run, print every row, and leave nothing behind. No figure is held against anything here.

Both in one file, so that they run one after the other: each clears what another that was killed left behind.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from newsroom.benchmarks.browser import why_not
from newsroom.benchmarks.figures import Figure, percentile
from newsroom.benchmarks.news import REWRITES
from newsroom.benchmarks.scratch import PREFIX
from newsroom.benchmarks.texts import LONG_TAGS, LONG_WORDS, analyse, long_story, story

ROWS = [
    "Import, 50 articles as JSONL",
    "Bare nlp.pipe, same pipeline and texts",
    "Pre-tagging with storage, 2 articles",
    "Storing alone (no pipeline)",
    "Open an article for reading",
    "One decision",
    "Desk of an analyst",
    "Review page of an editor",
    "Open 5,",
]
# With a browser; without one a line says why not.
IN_BROWSER = ["850 words, 60 tags: key to repaint", "  and to the repaint of the answer", "largest answer"]


OF_LARGE_IMPORT = [
    "Near duplicates, 7 rewritten articles",
    "Import, 60 articles as JSONL",
    "Memory of the importing process",
    "Desk of an analyst meanwhile",
    "Import, 4 web pages",
]


def printed_by(*command: str) -> str:
    """What a benchmark prints; afterwards its database is gone."""
    done = subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=Path(__file__).resolve().parents[2],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "newsroom.settings"},
        capture_output=True,
        text=True,
        timeout=1800,
    )
    assert done.returncode == 0, done.stderr
    with connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX])
        assert cursor.fetchall() == []
    return done.stdout


@pytest.mark.django_db
def test_a_quick_run_prints_every_row_and_drops_its_database():
    printed = printed_by("bench", "--quick")
    for row in [*ROWS, *(IN_BROWSER if not why_not() else ["Decisions in the browser", "not measured"]), "PostgreSQL"]:
        assert row in printed


@pytest.mark.django_db
def test_a_small_large_import_prints_every_row_and_drops_its_database():
    printed = printed_by("bench_import", "--articles", "60", "--pages", "4", "--copies", "7")
    for row in [*OF_LARGE_IMPORT, *REWRITES]:
        assert row in printed


def test_the_texts_are_the_same_for_the_same_number_and_all_different():
    assert story(7) == story(7)
    assert len({story(number).text for number in range(300)}) == 300


def test_the_texts_are_as_long_and_as_full_of_names_as_the_budgets_say():
    stories = [story(number) for number in range(100)]
    words = [len(f"{one.headline} {one.text}".split()) for one in stories]
    tags = [len(analyse(f"{one.headline}\n{one.text}").tags) for one in stories]
    assert 850 <= min(words) < max(words) < 950
    assert 55 <= sum(tags) / len(tags) <= 65


def test_the_long_text_is_as_long_and_as_full_of_names_as_the_budgets_say():
    for number in (0, 200, 10_000):
        one = long_story(number)
        text = f"{one.headline}\n{one.text}"
        assert LONG_WORDS <= len(text.split()) < LONG_WORDS + 100
        assert LONG_TAGS <= len(analyse(text).tags) < LONG_TAGS + 100


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [([5], 0.95, 5), ([1, 2, 3, 4], 0.5, 2), (list(range(1, 101)), 0.95, 95), ([3, 1, 2], 1, 3), ([3, 1, 2], 0, 1)],
)
def test_a_percentile_is_a_value_that_was_measured(values, share, expected):
    assert percentile(values, share) == expected


def test_a_missed_budget_is_said_to_be_missed():
    assert str(Figure(what="A", value="1", budget="<= 0", held=False)).endswith("budget <= 0: MISSED")
    assert str(Figure(what="A", value="1", budget="<= 2", held=True)).endswith("budget <= 2: held")

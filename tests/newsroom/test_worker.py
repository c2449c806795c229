"""Jobs whose worker died."""

import asyncio
import logging
import sys

import pytest
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import ConnectorException

from newsroom.management.commands.worker import in_one_line
from newsroom.worker import MAX_ATTEMPTS, look_round, reap


class Context:
    app = app


@pytest.fixture(autouse=True)
def _no_jobs(db):
    """The tables of the job queue are not Django's, so it does not empty them after a test that commits."""
    sql("DELETE FROM procrastinate_jobs")
    sql("DELETE FROM procrastinate_workers")
    yield
    sql("DELETE FROM procrastinate_jobs")
    sql("DELETE FROM procrastinate_workers")


def sql(statement: str, *values) -> int | None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone()[0] if cursor.description else None


def a_worker(seconds_ago: int) -> int:
    return sql(
        "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - make_interval(secs => %s)) RETURNING id",
        seconds_ago,
    )


def a_job(*, worker_id: int | None, attempts: int = 0) -> int:
    job = sql(
        "INSERT INTO procrastinate_jobs (task_name, queue_name, status, attempts) VALUES ('x', 'q', 'todo', %s) "
        "RETURNING id",
        attempts,
    )
    sql("UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s WHERE id = %s", worker_id, job)
    return job


# Committed for real: the reaper is asynchronous, so it asks from another thread.
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("seconds_ago", "attempts", "status"),
    [
        (5, 0, "doing"),
        (60, 0, "todo"),
        (None, 0, "todo"),
        (60, MAX_ATTEMPTS - 2, "todo"),
        (60, MAX_ATTEMPTS - 1, "failed"),
        (5, MAX_ATTEMPTS - 1, "doing"),
    ],
)
def test_jobs_of_dead_workers_are_taken_up_until_they_have_brought_down_enough(seconds_ago, attempts, status):
    job = a_job(worker_id=None if seconds_ago is None else a_worker(seconds_ago), attempts=attempts)
    asyncio.run(reap(Context))
    found = ProcrastinateJob.objects.get(pk=job)
    assert found.status == status
    assert found.attempts == attempts + (status != "doing")


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_starts_looks_at_everything_at_once_and_once():
    asyncio.run(look_round(app, now=1_000_000))
    asyncio.run(look_round(app, now=1_000_001))
    waiting = list(ProcrastinateJob.objects.filter(status="todo").values_list("task_name", flat=True))
    assert len(waiting) == len(set(waiting))
    assert {"newsroom.reap", "articles.tick", "pretag.tick"} <= set(waiting)


@pytest.mark.parametrize(("error", "told"), [(ConnectorException("gone"), "it failed (gone)"), (ValueError("x"), None)])
def test_a_lost_database_is_told_in_one_line_and_a_fault_in_full(error, told):
    try:
        raise error
    except Exception:
        record = logging.LogRecord("x", logging.ERROR, "x.py", 1, "it %s", ("failed",), sys.exc_info())
    assert in_one_line(record)
    assert record.getMessage() == (told or "it failed")
    assert bool(record.exc_info) is (told is None)

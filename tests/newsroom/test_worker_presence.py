"""A worker that is killed is missed at once; one that is only busy is not."""

import os
import signal
import subprocess
import sys
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models.functions import Now
from procrastinate.contrib.django.models import ProcrastinateWorker

from newsroom import worker
from newsroom.worker import _PRESENT, worker_is_alive
from tests.annotations.test_pretag_crash import ROOT, database_url
from tests.newsroom.embedded import wait_for


def sql(statement: str, *values) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.fixture(autouse=True)
def _no_workers(db):
    sql("DELETE FROM procrastinate_workers")
    yield
    sql("DELETE FROM procrastinate_workers")


def a_worker(seconds_ago: int) -> None:
    sql(
        "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - make_interval(secs => %s))",
        seconds_ago,
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("there", "seconds_ago", "alive"),
    [
        (True, 5, True),
        (True, worker.SILENT_SECONDS - 5, True),
        # It hangs, or its machine is gone and the server has not noticed yet.
        (True, worker.SILENT_SECONDS + 5, False),
        # Killed a moment ago.
        (False, 1, False),
        (True, None, False),
    ],
)
def test_a_worker_is_alive_while_it_is_there_and_gives_signs(there, seconds_ago, alive, django_assert_num_queries):
    if seconds_ago is not None:
        a_worker(seconds_ago)
    if there:
        sql("SELECT pg_advisory_xact_lock_shared(%s, %s)", *_PRESENT)
    with django_assert_num_queries(1):
        assert worker_is_alive() is alive


@pytest.fixture
def process():
    """A real worker on the tests' own database, ended whatever happens."""
    process = subprocess.Popen(
        [sys.executable, "manage.py", "worker"],
        cwd=ROOT,
        env=os.environ
        | {
            "DATABASE_URL": database_url(),
            "DJANGO_SETTINGS_MODULE": "newsroom.settings",
            "PIPELINE": "no-such-pipeline",
        },
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    yield process
    if process.poll() is None:
        process.kill()
    process.wait()


@pytest.mark.django_db(transaction=True)
def test_a_real_worker_is_missed_as_soon_as_it_is_killed(process):
    assert wait_for(worker_is_alive, seconds=90)
    process.send_signal(signal.SIGKILL)
    process.wait()
    # By its last heartbeat it still counts as alive for half a minute: that is not what it is missed by.
    assert wait_for(lambda: not worker_is_alive(), seconds=8)
    assert ProcrastinateWorker.objects.filter(
        last_heartbeat__gt=Now() - timedelta(seconds=worker.SILENT_SECONDS)
    ).exists()


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_loses_the_session_of_its_lock_takes_it_again(process):
    assert wait_for(worker_is_alive, seconds=90)
    sql(
        "SELECT pg_terminate_backend(pid) FROM pg_locks "
        "WHERE locktype = 'advisory' AND classid = %s AND objid = %s AND objsubid = 2",
        *_PRESENT,
    )
    assert wait_for(worker_is_alive, seconds=30)
    assert process.poll() is None

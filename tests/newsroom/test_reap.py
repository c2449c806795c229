"""A worker's own housekeeping must not trip over what killed workers left behind."""

import asyncio
import time

import pytest
from django.db import connection
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from newsroom import worker


def leave_behind(**fields) -> int:
    """A job that a worker died on two minutes ago."""
    job_id = app.configure_task("some.task", allow_unknown=True, **fields).defer()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '2 min') RETURNING id"
        )
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s WHERE id = %s",
            [cursor.fetchone()[0], job_id],
        )
    return job_id


def reap() -> None:
    async def run() -> None:
        with app.replace_connector(app.connector.get_worker_connector()) as own:
            async with own.open_async():
                [job, *_] = await own.job_manager.list_jobs_async()
                await worker.reap(JobContext(app=own, job=job, start_timestamp=time.time(), abort_reason=lambda: None))

    asyncio.run(run())


@pytest.mark.django_db(transaction=True)
def test_a_stalled_job_whose_next_run_is_waiting_holds_up_no_other():
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_periodic_defers, procrastinate_events")
    superseded = leave_behind(queueing_lock="once")
    waiting = app.configure_task("some.task", allow_unknown=True, queueing_lock="once").defer()
    other = leave_behind()
    reap()
    statuses = dict(ProcrastinateJob.objects.values_list("id", "status"))
    assert statuses == {waiting: "todo", other: "todo"}
    assert superseded not in statuses

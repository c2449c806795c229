"""Whether a worker is at work, and what to do about jobs that a killed one left behind."""

import asyncio
import logging

import psycopg
from django.db import OperationalError, connection
from procrastinate import JobContext
from procrastinate.contrib.django.utils import connector_params
from procrastinate.exceptions import AlreadyEnqueued, UniqueViolation
from procrastinate.jobs import Status

logger = logging.getLogger("newsroom.worker")

HEARTBEAT_SECONDS = 10
# Three heartbeats missed: the worker is dead, or does not let go of the interpreter.
SILENT_SECONDS = 30
# A job that brings its worker down every time is given up, so that it does not bring all of them down for ever.
MAX_ATTEMPTS = 4
KEEP_UNSUCCESSFUL_HOURS = 30 * 24


# Every worker shares this lock for as long as it lives. PostgreSQL takes it from one that is killed at once, while a
# worker that is only busy keeps it.
_PRESENT = (0x776F726B, 1)
_PRESENCE_SECONDS = 2

_IS_ALIVE = """
SELECT EXISTS (SELECT FROM procrastinate_workers WHERE last_heartbeat > now() - make_interval(secs => %s))
   AND EXISTS (
       SELECT FROM pg_locks
       WHERE locktype = 'advisory' AND classid = %s AND objid = %s AND objsubid = 2 AND granted
         AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))
"""


def worker_is_alive() -> bool:
    """Whether any worker is there, and gave a sign of life lately.

    One that is killed counts no more the moment it is; one that hangs, or whose machine is gone, after half a minute.
    One query by a table that has a row per worker, and by the locks that are held.
    """
    with connection.cursor() as cursor:
        cursor.execute(_IS_ALIVE, [SILENT_SECONDS, *_PRESENT])
        return cursor.fetchone()[0]


async def be_present() -> None:
    """Hold the lock that says that a worker is there, in a session of its own, until cancelled."""
    while True:
        try:
            # Aside: where the database is our own and was killed, this waits until it is back.
            params = await asyncio.to_thread(connector_params)
            async with await psycopg.AsyncConnection.connect(**params, autocommit=True) as session:
                await session.execute("SELECT pg_advisory_lock_shared(%s, %s)", _PRESENT)
                while True:
                    await asyncio.sleep(_PRESENCE_SECONDS)
                    await session.execute("SELECT 1")
        except (psycopg.OperationalError, OperationalError):
            # The database went away. Whether the worker outlives that is decided elsewhere.
            await asyncio.sleep(_PRESENCE_SECONDS)


async def reap(context: JobContext) -> None:
    """Take up the jobs of workers that died in the middle of them; after too many attempts, give a job up.

    A job that stopped a worker by what it does is the likeliest to be found here, so the attempts are counted.
    """
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=SILENT_SECONDS):
        # The number of earlier attempts: it is counted when an attempt ends.
        if job.attempts + 1 >= MAX_ATTEMPTS:
            logger.error(
                "Job %s (%s) is given up: it lost its worker %d times", job.id, job.task_name, job.attempts + 1
            )
            await manager.finish_job(job, Status.FAILED, delete_job=False)
        else:
            logger.warning("Job %s (%s) lost its worker and is taken up again", job.id, job.task_name)
            try:
                await manager.retry_job(job)
            except UniqueViolation:
                # A periodic job whose next run is already waiting: that one does what this one left.
                await manager.finish_job(job, Status.ABORTED, delete_job=True)


async def forget(context: JobContext) -> None:
    """Remove jobs that failed or were aborted long ago; successful ones go at once."""
    await context.app.job_manager.delete_old_jobs(
        nb_hours=KEEP_UNSUCCESSFUL_HOURS, include_failed=True, include_cancelled=True, include_aborted=True
    )


async def look_round(app, *, now: int) -> None:
    """Start every periodic task at once: what a killed worker left behind need not wait for the next minute."""
    for periodic in app.periodic_registry.periodic_tasks.values():
        try:
            await periodic.task.configure(**periodic.configure_kwargs).defer_async(timestamp=now)
        except AlreadyEnqueued:
            continue

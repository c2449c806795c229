"""``manage.py worker``: does the background work until it is told to stop. Any number may run, on any machine."""

import asyncio
import logging
import os
import signal
import sys
import time
from pathlib import Path

import psycopg
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection
from procrastinate.contrib.django import app
from procrastinate.exceptions import ConnectorException

from newsroom.health import is_migrated
from newsroom.worker import HEARTBEAT_SECONDS, SILENT_SECONDS, be_present, look_round

# Those who wait for a page go before those who do not.
NICE = 5
# Jobs look once a chunk whether they should stop; what they have not done stays in the queue.
STOP_SECONDS = 2


def in_one_line(record: logging.LogRecord) -> bool:
    """A database that went away is told in one line; where in the library that was noticed helps nobody."""
    error = record.exc_info[1] if record.exc_info else None
    if isinstance(error, (OperationalError, ConnectorException, psycopg.OperationalError)):
        reason = " ".join(str(error.__cause__ or error).split())
        record.msg, record.args, record.exc_info = f"{record.getMessage()} ({reason})", (), None
    return True


class Command(BaseCommand):
    help = "Do the background work: imports, pre-tagging. Stops with Ctrl+C or SIGTERM, losing nothing."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--jobs", type=int, default=4, metavar="N", help="how many jobs at once (default: 4)")

    def handle(self, *, jobs: int, **options) -> None:
        # Until the library listens for itself, after the first sign of life. Nothing is begun by then, nor lost.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        for handler in logging.getLogger().handlers:
            handler.addFilter(in_one_line)
        if jobs < 1:
            raise CommandError("A worker does at least one job at once.")
        os.nice(NICE)
        try:
            connection.ensure_connection()
            if not is_migrated():
                raise CommandError("The database is not up to date. Run `manage.py migrate` first.")
            connection.close()
            with app.replace_connector(app.connector.get_worker_connector()) as worker_app:
                asyncio.run(self._work(worker_app, jobs))
        except (OperationalError, ConnectorException, psycopg.OperationalError) as error:
            if isinstance(error, CommandError):
                raise
            # Whoever started us starts us again; the jobs wait in the database.
            raise CommandError(f"The worker lost the database: {error}") from None

    async def _work(self, worker_app, jobs: int) -> None:
        signs = [asyncio.create_task(_give_signs_of_life()), asyncio.create_task(be_present())]
        async with worker_app.open_async():
            await look_round(worker_app, now=int(time.time()))
            await worker_app.run_worker_async(
                concurrency=jobs,
                delete_jobs="successful",
                shutdown_graceful_timeout=STOP_SECONDS,
                update_heartbeat_interval=HEARTBEAT_SECONDS,
                stalled_worker_timeout=SILENT_SECONDS,
            )
        for sign in signs:
            sign.cancel()


async def _give_signs_of_life() -> None:
    """Touch a file for ``newsroom.healthcheck``, where one is named."""
    sign = os.environ.get("WORKER_SIGN_FILE")
    while sign:
        Path(sign).touch()
        await asyncio.sleep(HEARTBEAT_SECONDS)

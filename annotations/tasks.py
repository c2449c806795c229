"""Background jobs of this room. They only wake a drain: what is to be done is in the readings themselves."""

import logging

from django.db import connection
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.exceptions import JobAborted

from annotations.services.pretag import TASK, wake_workers
from annotations.services.pretag_drain import drain
from annotations.services.pretag_process import PipelineBroken

logger = logging.getLogger(__name__)


@app.task(name=TASK, pass_context=True)
def drain_pretagging(context: JobContext) -> None:
    """Pre-tag until nothing is pending."""
    _drain(context)


@app.periodic(cron="* * * * *")
@app.task(name="pretag.tick", pass_context=True, queueing_lock="pretag.tick")
def tick(context: JobContext, timestamp: int) -> None:
    """Every minute: take up whatever a lost worker or a lost job left behind."""
    _drain(context)


def _drain(context: JobContext) -> None:
    try:
        if drain(stop=context.should_abort).stopped:
            # Another worker, or this one after its restart, goes on at once.
            wake_workers()
            raise JobAborted
    except PipelineBroken as error:
        # The readings wait, the pages say why, and the tick tries again.
        logger.error("Pre-tagging is not possible: %s", error)
    finally:
        connection.close()

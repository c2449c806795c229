"""Periodic jobs that look after the other jobs."""

from procrastinate import JobContext
from procrastinate.contrib.django import app

from newsroom import worker


# No lock on this one: the lock of a killed reaper would keep all later ones out.
@app.periodic(cron="* * * * *")
@app.task(name="newsroom.reap", pass_context=True, queueing_lock="newsroom.reap")
async def reap(context: JobContext, timestamp: int) -> None:
    await worker.reap(context)


@app.periodic(cron="17 3 * * *")
@app.task(name="newsroom.forget", pass_context=True, queueing_lock="newsroom.forget")
async def forget(context: JobContext, timestamp: int) -> None:
    await worker.forget(context)

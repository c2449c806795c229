"""Background jobs of this room."""

import logging

from django.db import InterfaceError, OperationalError, connection
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.exceptions import JobAborted

from articles.services import gathering
from articles.services.batches import TASK, enqueue
from articles.services.drafts import PREVIEW_TASK, clear_old_drafts, enqueue_preview
from articles.services.importing import run_batch, unfinished_batches
from articles.services.learning import learn
from articles.services.polling import POLL_TASK, enqueue_polls, poll_due_feeds
from articles.services.previewing import make_preview, waiting_previews
from articles.services.rules import REMAKE_TASK, remake
from articles.services.turns import forget_hosts
from articles.services.undoing import TASK as UNDO
from articles.services.undoing import batches_to_undo, enqueue_undo, run_undo

logger = logging.getLogger(__name__)


@app.task(name=TASK, pass_context=True)
def import_batch(context: JobContext, batch_id: int) -> None:
    """Import what is left of one batch. Safe to run twice, at once or again."""
    try:
        if not run_batch(batch_id, stop=context.should_abort) and context.should_abort():
            # Another worker, or this one after its restart, goes on at once.
            enqueue(batch_id)
            raise JobAborted
    finally:
        connection.close()


@app.task(name=UNDO, pass_context=True)
def undo_batch(context: JobContext, batch_id: int) -> None:
    """Remove what a batch brought. Safe to run twice, at once or again."""
    try:
        if not run_undo(batch_id, stop=context.should_abort) and context.should_abort():
            enqueue_undo(batch_id)
            raise JobAborted
    finally:
        connection.close()


@app.task(name=gathering.TASK, pass_context=True)
def gather_batch(context: JobContext, batch_id: int) -> None:
    """Gather what is missing of one batch. Safe to run twice, at once or again."""
    try:
        if not gathering.gather_batch(batch_id, stop=context.should_abort) and context.should_abort():
            gathering.enqueue_gathering(batch_id)
            raise JobAborted
    finally:
        connection.close()


@app.task(name=PREVIEW_TASK, pass_context=True)
def preview_batch(context: JobContext, batch_id: int) -> None:
    """Make the preview of one draft, if it is still asked for. Safe to run twice, at once or again."""
    try:
        if not make_preview(batch_id, stop=context.should_abort):
            # Another worker, or this one after its restart, begins anew.
            enqueue_preview(batch_id)
            raise JobAborted
    finally:
        connection.close()


@app.task(name=POLL_TASK, pass_context=True)
def poll_feeds(context: JobContext) -> None:
    """Look at every feed that is due. What a stop leaves over is due still."""
    try:
        poll_due_feeds(stop=context.should_abort)
    finally:
        connection.close()


@app.periodic(cron="* * * * *")
@app.task(name="articles.tick", pass_context=True, queueing_lock="articles.tick")
def tick(context: JobContext, timestamp: int) -> None:
    """Every minute: take up whatever a killed worker or command left behind, and clear what nobody wants any more."""
    try:
        clear_old_drafts()
        # Sites are slow, and imports do not wait for them: both are jobs of their own.
        for batch_id in gathering.batches_to_gather():
            gathering.enqueue_gathering(batch_id)
        enqueue_polls()
        forget_hosts()
        left_behind = [(batch_id, make_preview) for batch_id in waiting_previews()]
        left_behind += [(batch_id, run_batch) for batch_id in unfinished_batches()]
        left_behind += [(batch_id, run_undo) for batch_id in batches_to_undo()]
        for batch_id, run in left_behind:
            try:
                run(batch_id, stop=context.should_abort)
            except (OperationalError, InterfaceError):
                raise  # The database is gone; the next tick tries again.
            except Exception:
                logger.info("Batch %s is left for the next tick", batch_id)  # Why is logged where it was raised.
    finally:
        connection.close()


@app.periodic(cron="*/2 * * * *")
@app.task(name="articles.learn", pass_context=True, queueing_lock="articles.learn")
def learn_what_repeats(context: JobContext, timestamp: int) -> None:
    """Every other minute, once no import runs: learn from what came in, and go on with articles to be made anew."""
    try:
        if not unfinished_batches():
            learn(stop=context.should_abort)
            remake(stop=context.should_abort)
    finally:
        connection.close()


@app.task(name=REMAKE_TASK, pass_context=True)
def remake_articles(context: JobContext) -> None:
    """Somebody asked for articles to be made anew. What is left after a crash, the job above takes up."""
    try:
        remake(stop=context.should_abort)
    finally:
        connection.close()

"""Pre-tagging as the rest of the app sees it: what an import sets off, how far it is, and trying again."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import transaction
from procrastinate.contrib.django import app as jobs

from annotations.models import Assignment, Queue, Reading, Source
from annotations.pipeline.identity import PipelineNotFound, pipeline_identity
from articles.services.bulk import insert_for_each
from newsroom.roles import may

TASK = "pretag.drain"
MAIN_QUEUE = "Main"
_PROBLEM = "pretag.problem"
_PROBLEM_SECONDS = 150  # the tick of every minute says it again


def queue_articles(article_ids: Collection[int]) -> None:
    """Queue new articles for pre-tagging and for reading, and wake the workers; in the import's own transaction.

    Doing it again for the same articles changes nothing.
    """
    if not article_ids:
        return
    source_id = _configured_source()
    queue = default_queue()
    with transaction.atomic():
        pending = Reading(role=Reading.Role.MACHINE, state=Reading.State.PENDING, source_id=source_id)
        insert_for_each(pending, "article_id", article_ids)
        for slot in range(1, queue.readers_per_article + 1):
            insert_for_each(Assignment(queue=queue, slot=slot), "article_id", article_ids)
        wake_workers()


def wake_workers() -> None:
    """Enqueue one job that drains whatever is pending when it starts.

    Without a queueing lock: an import that found a job waiting would rely on it, and that job may run, and find
    nothing, before the import commits. A job too many ends at once.
    """
    jobs.configure_task(TASK, allow_unknown=True).defer()


def default_queue() -> Queue:
    """The queue that imports go to: the oldest one."""
    return Queue.objects.order_by("pk").first() or Queue.objects.get_or_create(name=MAIN_QUEUE)[0]


def source_of(name: str, version: str) -> int:
    """The id of a pipeline as the maker of readings."""
    return Source.objects.get_or_create(name=name, version=version)[0].pk


def _configured_source() -> int:
    """A pipeline that is not on this machine may be on the worker's, which puts its own identity in its place."""
    try:
        identity = pipeline_identity(settings.PIPELINE)
    except PipelineNotFound:
        return source_of(settings.PIPELINE[-200:], "unknown")
    return source_of(identity.name, identity.version)


@dataclass(frozen=True)
class PretagStatus:
    """How far pre-tagging is. ``pending`` and ``failed`` cost an index lookup; ``done`` counts, when asked for."""

    pending: int
    failed: int

    @cached_property
    def done(self) -> int:
        return Reading.objects.machine().filter(state=Reading.State.CLOSED).count()

    @cached_property
    def problem(self) -> str:
        """Why nothing moves although a worker runs: its pipeline cannot be loaded."""
        return cache.get(_PROBLEM, "") if self.pending else ""


def pretag_status() -> PretagStatus:
    return PretagStatus(
        pending=Reading.objects.pending().count(),
        failed=failed_readings().count(),
    )


def note_problem(message: str) -> None:
    """Let the pages say what keeps the workers from pre-tagging; it fades when no worker says it again."""
    cache.set(_PROBLEM, message, timeout=_PROBLEM_SECONDS)


def failed_readings():
    """Readings that were given up, with the reason in ``error``."""
    return Reading.objects.machine().filter(state=Reading.State.FAILED)


def retry_failed(*, actor) -> int:
    """Give every failed reading its attempts back and wake the workers; returns how many there were.

    ``actor`` is None for a command.
    """
    if actor is not None and not may(actor, "import articles"):
        raise PermissionDenied("Only an admin may restart pre-tagging.")
    with transaction.atomic():
        count = failed_readings().update(state=Reading.State.PENDING, attempts=0, error="")
        if count:
            wake_workers()
    return count

"""Draining the pre-tag queue: claim, analyse, store, until nothing is pending."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError

from annotations.pipeline.analysis import Analysis
from annotations.pipeline.languages import Share, reads, shares
from annotations.services.pretag import note_problem, source_of
from annotations.services.pretag_check import checked
from annotations.services.pretag_claims import (
    EVERYTHING,
    Claim,
    adopt_pending,
    anything_waits,
    claim,
    give_back,
    notice_lost_workers,
    record_failure,
    release,
    release_all,
)
from annotations.services.pretag_process import Analyst, AnalystDied, Failure, Outcome, PipelineBroken, Stopped
from annotations.services.pretag_store import Finished, store

logger = logging.getLogger(__name__)

_running = threading.Lock()
_wanted = threading.Event()


@dataclass(slots=True)
class Drained:
    """What one drain came to."""

    readings: int = 0
    failures: int = 0
    stopped: bool = False


def drain(*, stop: Callable[[], bool] = lambda: False, analyst: Analyst | None = None) -> Drained:
    """Pre-tag what is pending until nothing is left or ``stop`` says so; safe with any number of workers.

    One drain a process: a second call leaves its work to the first, which looks again before it ends.
    """
    drained = Drained()
    _wanted.set()
    while _wanted.is_set() and not drained.stopped and _running.acquire(blocking=False):
        try:
            _wanted.clear()
            if not anything_waits():
                continue
            if analyst:
                drain_queue(analyst, stop, drained)
            else:
                _drain_by_language(stop, drained)
        finally:
            _running.release()
    return drained


def _drain_by_language(stop: Callable[[], bool], drained: Drained) -> None:
    """One pipeline after the other, each for its languages; one that is broken keeps no other from its work."""
    broken: PipelineBroken | None = None
    for pipeline, share in shares(settings.PIPELINE, settings.PIPELINES).items():
        if drained.stopped or not anything_waits(share):
            continue
        try:
            with Analyst(pipeline, memory_mb=settings.PRETAG_MEMORY_MB) as ours:
                drain_queue(ours, stop, drained, share)
        except PipelineBroken as error:
            broken = error
    if broken:
        note_problem(str(broken))
        raise broken


def drain_queue(analyst: Analyst, stop: Callable[[], bool], drained: Drained, share: Share | None = None) -> None:
    """Drain with a pipeline of one's own, whatever other drains there are; without a share, all there is."""
    try:
        try:
            analyst.start(stop)
        except PipelineBroken as error:
            note_problem(str(error))
            raise
        note_problem("")
        source_id = source_of(analyst.name, analyst.version)
        notice_lost_workers()
        adopt_pending(source_id, share or EVERYTHING)
        _Drain(analyst, source_id, stop, drained, share).run()
    except Stopped:
        drained.stopped = True
    finally:
        try:
            release_all()
        except (OperationalError, InterfaceError):
            logger.warning("The database went away during pre-tagging, and our claims with it")
    if drained.readings or drained.failures:
        logger.info("Pre-tagged %d articles; %d attempts failed", drained.readings, drained.failures)


class _Drain:
    """One pass over the queue. While one chunk is being stored, the next is being analysed."""

    def __init__(
        self,
        analyst: Analyst,
        source_id: int,
        stop: Callable[[], bool],
        drained: Drained,
        share: Share | None = None,
    ) -> None:
        self.share = share
        self.analyst = analyst
        self.source_id = source_id
        self.stop = stop
        self.drained = drained
        self.in_hand: list[Claim] = []
        self.following: list[Claim] = []

    def run(self) -> None:
        try:
            while self._take():
                while self.in_hand:
                    self._step()
        except (Stopped, PipelineBroken):
            give_back(self.in_hand + self.following)
            raise

    def _take(self) -> bool:
        self.in_hand = claim(self.source_id, self.share or EVERYTHING)
        self._send(self.in_hand)
        return bool(self.in_hand)

    def _step(self) -> None:
        # Nothing is taken along with a reading that may bring the worker down: it would be counted as tried.
        if not self.in_hand[0].alone:
            self.following = claim(self.source_id, self.share or EVERYTHING)
        try:
            outcomes = self.analyst.receive(self.stop)
        except AnalystDied as died:
            self._lost(died)
            return
        done, self.in_hand, self.following = self.in_hand, self.following, []
        self._send(self.in_hand)
        self._store(done, outcomes)

    def _send(self, claims: list[Claim]) -> None:
        if claims:
            self.analyst.start(self.stop)
            self.analyst.send([item.text for item in claims if self._reads(item)])

    def _reads(self, item: Claim) -> bool:
        """What the settings give a pipeline it reads; one that is given everything reads its own language."""
        return self.share is not None or reads(self.analyst.language, item.language)

    def _lost(self, died: AnalystDied) -> None:
        """Nobody knows which of several articles was to blame: each comes back alone."""
        logger.warning("The pipeline's process was lost with %d articles: %s", len(self.in_hand), died)
        if len(self.in_hand) == 1:
            self._failed(self.in_hand[0], f"The pipeline's process was lost: {died}.")
        release(self.in_hand)
        give_back(self.following)
        self.in_hand, self.following = [], []

    def _store(self, claims: list[Claim], outcomes: list[Outcome]) -> None:
        outcome = iter(outcomes)
        finished = [self._finished(item, next(outcome)) if self._reads(item) else self._unread(item) for item in claims]
        finished = [item for item in finished if item]
        try:
            self.drained.readings += store(finished, source_id=self.source_id)
        except (OperationalError, InterfaceError):
            raise
        except DatabaseError as error:
            logger.warning("Storing %d analyses together failed, so each is stored by itself: %s", len(finished), error)
            for item in finished:
                self._store_one(item)
        release(claims)

    def _store_one(self, item: Finished) -> None:
        try:
            self.drained.readings += store([item], source_id=self.source_id)
        except (OperationalError, InterfaceError):
            raise
        except DatabaseError as error:
            self._failed(item.claim, f"The analysis could not be stored: {error}")

    def _finished(self, item: Claim, outcome: Outcome) -> Finished | None:
        if isinstance(outcome, Failure):
            self._failed(item, outcome.message)
            return None
        try:
            result = checked(outcome, item.text)
        except Exception as error:
            # Not even the shape is right; what it is that is wrong is anybody's guess.
            self._failed(item, f"The pipeline's answer cannot be read: {type(error).__name__}: {error}")
            return None
        return Finished(item, result.analysis, result.note)

    def _unread(self, item: Claim) -> Finished:
        return Finished(
            item,
            Analysis(),
            f"Not pre-tagged: the article's language is “{item.language}”, the pipeline's “{self.analyst.language}”.",
        )

    def _failed(self, item: Claim, message: str) -> None:
        self.drained.failures += 1
        logger.warning("Pre-tagging reading %d failed (attempt %d): %s", item.reading_id, item.attempts, message)
        record_failure(item, message)

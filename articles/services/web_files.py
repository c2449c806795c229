"""Fetch the files of a batch, one by one: each becomes bytes or a reason, whatever the site does.

No transaction is open while a site is asked. A try is counted and committed before it, so that an address that brings
the worker down is given up; what came is stored only where nobody stored anything meanwhile.
"""

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.db.models import Count, F, Q
from django.utils import timezone

from articles.fetching import Failure, Fetched, Fetcher
from articles.fetching.addresses import LONGEST
from articles.models import Batch, BatchFile
from articles.services.web import fetching_is_on, the_fetcher

logger = logging.getLogger(__name__)

MOST_TRIES = 3
# Tries that ended with the program: a stop of the worker is one of them, and no fault of the site's.
MOST_BEGUN = 6
_PAUSES = (60, 300)
# A site that wants to be left alone for longer is not waited for.
LONGEST_REST = 900
# Shorter waits are sat out; for longer ones the job ends, and the worker's next round takes it up.
PATIENCE = 20.0


def fetch_files(batch: Batch, *, stop: Callable[[], bool]) -> bool:
    """Fetch what is not there yet; True when nothing is left. Hosts take turns, so that none holds up the others."""
    missing = BatchFile.objects.filter(batch=batch, to_fetch=True).order_by("number")
    if not missing.exists():
        return True
    if not fetching_is_on():
        return False  # The batch's page says so.
    fetcher = the_fetcher()
    Batch.objects.filter(pk=batch.pk).exclude(message="").update(message="")
    while waiting := list(missing.values_list("pk", "url", "fetch_after")):
        rests: dict[str, float] = {}
        for pk, url, after in waiting:
            if stop() or not _still_wanted(batch):
                return False
            host = urlsplit(url).hostname or ""
            if host in rests:
                continue
            if after and (left := _seconds_to(after)) > 0:
                rests[url] = left
            elif left := _fetch(fetcher, pk, url):
                rests[host] = left
            else:
                Batch.objects.filter(pk=batch.pk, attempts__gt=0).update(attempts=0)
        if rests and not _sit_out(min(rests.values()), stop):
            return False
    return True


def _seconds_to(when: datetime) -> float:
    return (when - timezone.now()).total_seconds()


def _still_wanted(batch: Batch) -> bool:
    return Batch.objects.filter(pk=batch.pk, state=Batch.State.FETCHING).exists()


def _sit_out(seconds: float, stop: Callable[[], bool]) -> bool:
    if seconds > PATIENCE:
        return False
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        if stop():
            return False
        time.sleep(min(left, 0.25))
    return True


def _fetch(fetcher: Fetcher, pk: int, url: str) -> float:
    """Fetch one file; answers with how long its host is taken, if it is."""
    mine = BatchFile.objects.filter(pk=pk, to_fetch=True)
    if not mine.update(tries=F("tries") + 1):
        return 0.0
    tries = BatchFile.objects.values_list("tries", flat=True).get(pk=pk)
    if tries > MOST_BEGUN:
        _give_up(mine, "Fetching this address ended the program several times. Save the page and upload the file.")
        return 0.0
    try:
        found = fetcher.fetch(url, wait=0.0)
    except Failure as failure:
        return _failed(mine, failure, tries)
    except Exception as error:
        logger.exception("Could not fetch %s", url)
        _give_up(mine, f"Fetching this trips the program ({type(error).__name__}). The server's log has the details.")
        return 0.0
    _keep(mine, found)
    return 0.0


def _failed(mine, failure: Failure, tries: int) -> float:
    if failure.reason == "turn":
        mine.update(tries=F("tries") - 1)
        return failure.retry_after or 1.0
    rest = failure.retry_after if failure.retry_after is not None else _PAUSES[min(tries, len(_PAUSES)) - 1]
    if failure.passing and tries < MOST_TRIES and rest <= LONGEST_REST:
        mine.update(fetch_after=timezone.now() + timedelta(seconds=max(rest, 1)))
    else:
        _give_up(mine, str(failure))
    return 0.0


def _give_up(mine, problem: str) -> None:
    mine.update(to_fetch=False, problem=problem)


def _keep(mine, found: Fetched) -> None:
    where = {"url": found.url} if len(found.url) <= LONGEST else {}
    mine.update(to_fetch=False, content=found.content, byte_length=len(found.content), **where)


def fetch_progress(batch: Batch) -> dict[str, int]:
    """How many addresses of a batch there are, how many are still to be fetched, and how many came to nothing."""
    return batch.files.exclude(url="", problem="").aggregate(
        total=Count("pk"),
        failed=Count("pk", filter=~Q(problem="")),
        left=Count("pk", filter=Q(to_fetch=True)),
    )

"""Look at feeds that are due: what is new in one becomes a batch, and nothing new becomes none.

A feed is claimed by setting when it is due next, and that is committed before it is asked: a crash, or a feed that
brings the worker down, waits for its next turn like any other. What was found is stored in one transaction with what
makes it seen.
"""

import logging
from collections.abc import Callable
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from procrastinate.contrib.django import app as jobs
from procrastinate.exceptions import AlreadyEnqueued

from articles.fetching import Failure, Fetched
from articles.models import Batch, BatchFile, Feed, FeedEntry
from articles.readers import Unreadable
from articles.readers.feed_entries import Entry, Listing, listing_of, only
from articles.services.address_lists import file_to_fetch, problem_file
from articles.services.gathering import begin_gathering
from articles.services.handing import hand_over
from articles.services.web import fetching_is_on, the_fetcher

logger = logging.getLogger(__name__)

POLL_TASK = "articles.poll_feeds"
# Of one feed; far more than any feed lists at once.
MOST_REMEMBERED = 5_000
LONGEST_PAUSE = timedelta(days=1)


def enqueue_polls() -> None:
    """Have a worker look at what is due, if anything is; one such job waits at a time."""
    if not fetching_is_on() or not _due().exists():
        return
    try:
        with transaction.atomic():
            jobs.configure_task(POLL_TASK, allow_unknown=True, queueing_lock=POLL_TASK).defer()
    except AlreadyEnqueued:
        pass  # The one that waits will see it.


def poll_due_feeds(*, stop: Callable[[], bool] = lambda: False) -> int:
    """Look at every feed that is due; answers with how many were looked at."""
    count = 0
    while fetching_is_on() and not stop() and (feed := _claim()):
        poll_feed(feed)
        count += 1
    return count


def _due():
    return Feed.objects.filter(enabled=True, next_poll_at__lte=timezone.now())


def _claim() -> Feed | None:
    """The feed that waits longest, its next turn already set."""
    with transaction.atomic():
        feed = _due().select_for_update(skip_locked=True).order_by("next_poll_at", "pk").first()
        if feed:
            feed.last_poll_at = timezone.now()
            feed.next_poll_at = feed.last_poll_at + pause_after(feed.interval, feed.failures + 1)
            feed.save(update_fields=["last_poll_at", "next_poll_at"])
    return feed


def pause_after(interval: int, failures: int) -> timedelta:
    """The interval; after failures in a row twice as long each time, up to a day or the interval itself."""
    usual = timedelta(minutes=interval)
    return max(usual, min(usual * 2 ** min(max(failures - 1, 0), 12), LONGEST_PAUSE))


def poll_feed(feed: Feed) -> Batch | None:
    """Ask a feed for what is new, and make a batch of it. Failures are noted with the feed, and raise nothing."""
    try:
        found = the_fetcher().fetch(feed.address, etag=feed.etag, last_modified=feed.last_modified)
        if not isinstance(found, Fetched):
            return _note_nothing(feed)
        return _keep(feed, found, listing_of(found.content))
    except Failure as failure:
        _note_failure(feed, str(failure), rest=failure.retry_after, gone=failure.status == 410)
    except Unreadable as reason:
        _note_failure(feed, str(reason))
    except Exception as error:
        logger.exception("Feed %s could not be polled", feed.pk)
        _note_failure(feed, f"Reading it trips the program ({type(error).__name__}). The server's log has the details.")
    return None


def _note_nothing(feed: Feed) -> None:
    _settle(feed, last_outcome=Feed.Outcome.NOTHING)


def _settle(feed: Feed, **changed) -> None:
    Feed.objects.filter(pk=feed.pk).update(
        failures=0,
        last_error="",
        next_poll_at=feed.last_poll_at + pause_after(feed.interval, 0),
        **changed,
    )


def _note_failure(feed: Feed, reason: str, *, rest: float | None = None, gone: bool = False) -> None:
    """Come again later and later. A feed that was taken down for good is paused."""
    failures = feed.failures + 1
    pause = max(pause_after(feed.interval, failures), timedelta(seconds=rest or 0))
    Feed.objects.filter(pk=feed.pk).update(
        failures=F("failures") + 1,
        last_outcome=Feed.Outcome.ERROR,
        last_error=reason,
        next_poll_at=feed.last_poll_at + pause,
        **({"enabled": False} if gone else {}),
    )


def _keep(feed: Feed, found: Fetched, listing: Listing) -> Batch | None:
    """Store what is new and that it was seen, all or nothing."""
    with transaction.atomic():
        # Two polls at once, by the clock and by hand, see each other's entries.
        if not Feed.objects.select_for_update().filter(pk=feed.pk, address=feed.address).exists():
            return None  # It was removed or changed meanwhile.
        new = _unseen(feed, listing)
        batch = _batch(feed, listing, new) if new else None
        _remember(feed, listing)
        _settle(
            feed,
            last_outcome=Feed.Outcome.NEW if new else Feed.Outcome.NOTHING,
            etag=found.etag,
            last_modified=found.last_modified,
            **({"last_batch": batch} if batch else {}),
        )
    return batch


def _unseen(feed: Feed, listing: Listing) -> list[Entry]:
    keys = [entry.key for entry in listing.entries]
    seen = {bytes(key) for key in feed.entries.filter(key__in=keys).values_list("key", flat=True)}
    return [entry for entry in listing.entries if entry.key not in seen]


def _batch(feed: Feed, listing: Listing, new: list[Entry]) -> Batch:
    when = timezone.localtime(feed.last_poll_at)
    batch = begin_gathering(
        None,
        name=f"{feed.name[:170]}, {when:%-d %b %Y, %H:%M}",
        source="feed",
        files=_files(feed, listing, new),
        default_outlet=feed.outlet.name if feed.outlet else "",
        default_language=feed.language,
        in_this_process=not feed.full_pages,
    )
    if not feed.full_pages:
        hand_over(batch)
    return batch


def _files(feed: Feed, listing: Listing, new: list[Entry]) -> list[BatchFile]:
    if not feed.full_pages:
        content = only(listing, {entry.key for entry in new})
        return [BatchFile(name=f"{feed.name[:180]}.xml", content=content, byte_length=len(content))]
    return [
        file_to_fetch(entry.url)
        if 0 < len(entry.url) <= 2000
        else problem_file(f"{feed.name}, entry without a page", "This entry of the feed names no page to fetch.")
        for entry in new
    ]


def _remember(feed: Feed, listing: Listing) -> None:
    """What the feed lists now was seen now; what it no longer lists is forgotten when there is too much."""
    now = timezone.now()
    FeedEntry.objects.bulk_create(
        [FeedEntry(feed=feed, key=entry.key, seen_at=now) for entry in listing.entries],
        update_conflicts=True,
        unique_fields=["feed", "key"],
        update_fields=["seen_at"],
    )
    oldest = feed.entries.order_by("-seen_at", "-id").values_list("id", flat=True)[MOST_REMEMBERED:]
    FeedEntry.objects.filter(pk__in=list(oldest)).delete()

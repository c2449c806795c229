"""Feeds: which are looked at, how often, and by whose decision."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from articles.models import Feed
from articles.services.outlets import outlets_by_name
from articles.services.polling import enqueue_polls
from articles.services.web import IS_OFF, FetchingIsOff, fetching_is_on
from newsroom.roles import may

MOST_FEEDS = 500


class FeedRefused(Exception):
    """The feed cannot be kept. The message says why."""


def list_feeds() -> list[Feed]:
    """All of them, by name, with the batch that each brought last."""
    return list(Feed.objects.select_related("outlet", "last_batch").order_by("name", "pk"))


def save_feed(
    actor,
    *,
    feed: Feed | None = None,
    address: str,
    name: str,
    outlet: str = "",
    language: str = "",
    interval: int = 60,
    full_pages: bool = False,
) -> Feed:
    """Add a feed, or change one. One with a new address begins anew: its first poll is due at once."""
    _may(actor)
    if feed is None and Feed.objects.count() >= MOST_FEEDS:
        raise FeedRefused(f"There are {MOST_FEEDS} feeds already, the most that are looked at. Remove one first.")
    outlet_name = " ".join(outlet.split())
    feed = feed or Feed(created_by=actor, address="")
    try:
        with transaction.atomic():
            if feed.address != address:
                feed.address, feed.next_poll_at = address, timezone.now()
                feed.etag = feed.last_modified = feed.last_error = feed.last_outcome = ""
                feed.failures = 0
            feed.name, feed.language, feed.full_pages = name, language, full_pages
            feed.outlet_id = outlets_by_name([outlet_name]).get(outlet_name)
            if feed.pk and feed.interval != interval and not feed.failures:
                feed.next_poll_at = min(feed.next_poll_at, timezone.now() + timedelta(minutes=interval))
            feed.interval = interval
            feed.save()
            enqueue_polls()
    except IntegrityError as error:
        if "feed_address_unique" in str(error):
            raise FeedRefused("This feed is on the list already.") from None
        raise
    return feed


def set_enabled(actor, *, feed: Feed, enabled: bool) -> None:
    """Pause a feed, or go on with it: then it is due at once."""
    _may(actor)
    changed = {"enabled": enabled} | ({"next_poll_at": timezone.now(), "failures": 0} if enabled else {})
    with transaction.atomic():
        Feed.objects.filter(pk=feed.pk).exclude(enabled=enabled).update(**changed)
        enqueue_polls()


def poll_now(actor, *, feed: Feed) -> None:
    """Have a worker look at a feed without waiting until it is due."""
    _may(actor)
    if not fetching_is_on():
        raise FetchingIsOff(IS_OFF)
    with transaction.atomic():
        Feed.objects.filter(pk=feed.pk, enabled=True).update(next_poll_at=timezone.now())
        enqueue_polls()


def remove_feed(actor, *, feed: Feed) -> None:
    """Forget a feed and what was seen in it. What it brought stays."""
    _may(actor)
    Feed.objects.filter(pk=feed.pk).delete()


def _may(actor) -> None:
    if not may(actor, "import articles"):
        raise PermissionDenied("Your account may not import articles.")

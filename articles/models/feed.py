"""Feeds that are looked at again and again, and which of their entries were seen."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from articles.models.article import Outlet
from articles.models.batch import Batch


class Feed(models.Model):
    """An RSS or Atom feed. ``next_poll_at`` is set before it is asked, so that a crash does not make it ask again."""

    class Outcome(models.TextChoices):
        NEW = "new", "New entries"
        NOTHING = "nothing", "Nothing new"
        ERROR = "error", "Failed"

    INTERVALS = [
        (15, "15 minutes"),
        (30, "30 minutes"),
        (60, "hour"),
        (180, "3 hours"),
        (720, "12 hours"),
        (1440, "day"),
    ]

    name = models.CharField(max_length=200)
    address = models.CharField(max_length=2000)
    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    language = models.CharField(max_length=35, blank=True)
    interval = models.PositiveIntegerField(choices=INTERVALS, default=60, help_text="In minutes.")
    full_pages = models.BooleanField(default=False)
    enabled = models.BooleanField(default=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    next_poll_at = models.DateTimeField()
    last_poll_at = models.DateTimeField(null=True)
    last_outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    last_error = models.TextField(blank=True)
    last_batch = models.ForeignKey(Batch, on_delete=models.SET_NULL, null=True, related_name="+")
    failures = models.PositiveIntegerField(default=0, help_text="In a row.")
    etag = models.CharField(max_length=200, blank=True)
    last_modified = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["address"], name="feed_address_unique"),
            models.CheckConstraint(condition=~Q(address=""), name="feed_has_address"),
            models.CheckConstraint(condition=~Q(name=""), name="feed_has_name"),
            models.CheckConstraint(condition=Q(interval__gte=5), name="feed_interval_is_modest"),
        ]
        indexes = [models.Index(fields=["next_poll_at"], name="feed_due", condition=Q(enabled=True))]

    def __str__(self) -> str:
        return self.name


class FeedEntry(models.Model):
    """An entry that a poll has seen, known by the digest of its id or address."""

    feed = models.ForeignKey(Feed, on_delete=models.CASCADE, related_name="entries")
    key = models.BinaryField(max_length=32)
    seen_at = models.DateTimeField(help_text="The last time that the feed had it.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["feed", "key"], name="feed_entry_once")]
        indexes = [models.Index(fields=["feed", "-seen_at", "-id"], name="feed_entry_latest")]

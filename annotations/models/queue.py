"""Queues: what is to be read, by how many readers."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from annotations.models.reading import Reading
from articles.models import Article


class Queue(models.Model):
    """Articles to read, and how many people read each."""

    name = models.CharField(max_length=200, unique=True)
    readers_per_article = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(readers_per_article__gte=1), name="queue_wants_readers")]

    def __str__(self) -> str:
        return self.name


class Assignment(models.Model):
    """One slot of a queue for one article, with its lease."""

    class State(models.TextChoices):
        OPEN = "open", "To be read"
        TAKEN = "taken", "Being read"
        DONE = "done", "Submitted"
        SKIPPED = "skipped", "Skipped"

    queue = models.ForeignKey(Queue, on_delete=models.CASCADE, related_name="assignments")
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="assignments")
    slot = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=7, choices=State, default=State.OPEN)
    priority = models.SmallIntegerField(default=0)
    # Who it was given to beforehand, who holds it, and what came of it.
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="assignments"
    )
    reading = models.ForeignKey(Reading, on_delete=models.SET_NULL, null=True, related_name="assignments")
    lease_until = models.DateTimeField(null=True)
    ready = models.BooleanField(
        default=True, help_text="False while the article waits for pre-tagging. Kept by PostgreSQL."
    )
    skip_reason = models.CharField(max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)

    RECORDED = ("state", "reader_id", "reading_id", "lease_until", "skip_reason")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["queue", "article", "slot"], name="assignment_slot_once"),
            models.UniqueConstraint(
                fields=["queue", "article", "reader"], condition=Q(reader__isnull=False), name="assignment_reader_once"
            ),
            models.CheckConstraint(
                condition=Q(state="open", reader=None, lease_until=None) | (~Q(state="open") & Q(reader__isnull=False)),
                name="assignment_reader_fits_state",
            ),
            models.CheckConstraint(
                condition=~Q(state="skipped") | ~Q(skip_reason=""), name="assignment_skip_has_reason"
            ),
        ]
        indexes = [
            models.Index(
                F("priority").desc(), F("article_id").desc(), condition=Q(state="open"), name="assignment_open"
            ),
            models.Index(fields=["reader", "state"], name="assignment_of_reader"),
            # What may be handed out: a few, although a hundred thousand wait for pre-tagging or were read long ago.
            models.Index(
                fields=["article"],
                condition=Q(ready=True, state__in=["open", "taken", "skipped"]),
                name="assignment_to_hand_out",
            ),
        ]

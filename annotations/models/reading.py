"""Readings: one reader's annotations of one article."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from articles.models import Article


class Source(models.Model):
    """What made a machine or imported reading: a pipeline and its version, or another tool's file."""

    name = models.CharField(max_length=200)
    version = models.CharField(max_length=100)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "version"], name="source_name_version_unique")]

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


class ReadingQuerySet(models.QuerySet):
    def machine(self):
        return self.filter(role=Reading.Role.MACHINE)

    def pending(self):
        return self.filter(role=Reading.Role.MACHINE, state=Reading.State.PENDING)

    def records(self):
        """Approved versions: what pages that count across articles count."""
        return self.filter(role=Reading.Role.RECORD, state=Reading.State.CLOSED)

    def visible_to(self, user):
        """What this person may see; of somebody else's reading that is not submitted, nothing shows.

        Editors see every submitted, returned and closed reading and all record drafts; analysts see their own
        readings, the machine's, and finished records. Admins see machine readings and finished records.
        """
        if not user.is_authenticated or not user.is_active or not user.roles:
            return self.none()
        shown = (
            Q(reader=user, role=Reading.Role.HUMAN)
            | Q(role__in=[Reading.Role.MACHINE, Reading.Role.IMPORTED])
            | Q(role=Reading.Role.RECORD, state=Reading.State.CLOSED)
        )
        if user.is_editor:
            shown |= Q(role=Reading.Role.RECORD) | Q(
                role=Reading.Role.HUMAN,
                state__in=[Reading.State.SUBMITTED, Reading.State.RETURNED, Reading.State.CLOSED],
            )
        return self.filter(shown)


class Reading(models.Model):
    """One reader's annotations of one article.

    A pending machine reading is the pre-tag queue. A record is always a reading of its own, made from its parents.
    """

    class Role(models.TextChoices):
        MACHINE = "machine", "Machine"
        IMPORTED = "imported", "Imported"
        HUMAN = "human", "Analyst"
        RECORD = "record", "Record"

    class State(models.TextChoices):
        PENDING = "pending", "Waiting for pre-tagging"
        FAILED = "failed", "Pre-tagging failed"
        OPEN = "open", "Open"
        SUBMITTED = "submitted", "Submitted"
        RETURNED = "returned", "Returned"
        CLOSED = "closed", "Finished"

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="readings")
    role = models.CharField(max_length=8, choices=Role)
    state = models.CharField(max_length=9, choices=State)
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="readings")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, null=True, related_name="readings")
    seq = models.PositiveIntegerField(default=0, help_text="Number of acts so far; every act raises it by one.")
    version = models.PositiveIntegerField(default=1)
    reason = models.TextField(blank=True, help_text="Why it was returned or reopened; shown to the one who goes on.")
    created_at = models.DateTimeField(auto_now_add=True)
    submitted_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    # Only for machine readings: how often one was claimed, and what went wrong. Who holds one now is a lock, not a
    # column (see services/pretag_claims.py), so that a killed worker lets go of it at once.
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)

    objects = ReadingQuerySet.as_manager()

    # What a decision on a reading records, before and after.
    RECORDED = ("state", "reason", "submitted_at", "closed_at", "reader_id")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["article", "reader"], condition=Q(role="human"), name="reading_once_per_reader"
            ),
            models.UniqueConstraint(
                fields=["article", "source"],
                condition=Q(role__in=["machine", "imported"]),
                nulls_distinct=False,
                name="reading_once_per_source",
            ),
            models.UniqueConstraint(fields=["article"], condition=Q(role="record"), name="reading_one_record"),
            models.CheckConstraint(
                condition=Q(role__in=["machine", "imported"], reader=None)
                | Q(role__in=["human", "record"], reader__isnull=False),
                name="reading_reader_fits_role",
            ),
            models.CheckConstraint(
                condition=Q(role="machine", state__in=["pending", "failed", "closed"])
                | Q(role="imported", state="closed")
                | Q(role__in=["human", "record"], state__in=["open", "submitted", "returned", "closed"]),
                name="reading_state_fits_role",
            ),
        ]
        indexes = [
            # The worker claims pending machine readings in this order.
            models.Index(fields=["id"], condition=Q(state="pending"), name="reading_pending"),
            models.Index(fields=["id"], condition=Q(state="failed"), name="reading_failed"),
            # The editor's queue: oldest submitted first.
            models.Index(fields=["submitted_at", "id"], condition=Q(state="submitted"), name="reading_submitted"),
            models.Index(fields=["reader", "state"], condition=Q(role="human"), name="reading_of_reader"),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} reading {self.pk}"


class ReadingParent(models.Model):
    """Which readings a record was made from."""

    record = models.ForeignKey(Reading, on_delete=models.CASCADE, related_name="parents")
    parent = models.ForeignKey(Reading, on_delete=models.PROTECT, related_name="records_made")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["record", "parent"], name="reading_parent_once")]

"""Outlets, articles and how they came in. The invariants are in PostgreSQL; see the migrations for the triggers."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length, Lower


class Outlet(models.Model):
    """A publisher: a newspaper, a ministry's press office, a wire service."""

    name = models.CharField(max_length=200)
    homepage = models.URLField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(Lower("name"), name="outlet_name_unique"),
            models.CheckConstraint(condition=~Q(name=""), name="outlet_has_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Original(models.Model):
    """The bytes of one imported item as they came; the same bytes are kept once."""

    sha256 = models.BinaryField(max_length=32, unique=True)
    content = models.BinaryField()
    media_type = models.CharField(max_length=100)
    encoding = models.CharField(max_length=40, blank=True)


class Batch(models.Model):
    """One import."""

    class State(models.TextChoices):
        PENDING = "pending", "Waiting"
        RUNNING = "running", "Running"
        FINISHED = "finished", "Finished"
        FAILED = "failed", "Failed"

    name = models.CharField(max_length=200)
    source = models.CharField(max_length=20, choices=[("upload", "Upload"), ("command", "Command")])
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    default_outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    default_language = models.CharField(max_length=35, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)
    message = models.TextField(blank=True)
    attempts = models.PositiveSmallIntegerField(default=0, help_text="Attempts since an item was last settled.")
    # Kept by the import beside its rows, so that a list of batches need not count millions of them.
    rows_imported = models.PositiveIntegerField(default=0)
    rows_revision = models.PositiveIntegerField(default=0)
    rows_duplicate = models.PositiveIntegerField(default=0)
    rows_error = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-id"]
        indexes = [
            # The tick of the worker looks for these every minute.
            models.Index(fields=["id"], name="batch_not_over", condition=Q(state__in=["pending", "running"])),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_over(self) -> bool:
        return self.state in (self.State.FINISHED, self.State.FAILED)

    @property
    def rows_total(self) -> int:
        return self.rows_imported + self.rows_revision + self.rows_duplicate + self.rows_error


class BatchFile(models.Model):
    """One uploaded or named file of a batch.

    Its content is emptied once every item is settled without an error: the originals hold the same bytes.
    """

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="files")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=500)
    content = models.BinaryField()
    byte_length = models.PositiveBigIntegerField()
    rows_done = models.PositiveIntegerField(default=0, help_text="How many of its items are settled.")
    bytes_done = models.PositiveBigIntegerField(default=0)
    has_errors = models.BooleanField(default=False)
    finished = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "number"], name="batch_file_number_unique")]
        indexes = [models.Index(fields=["batch", "number"], name="batch_file_open", condition=Q(finished=False))]


class Article(models.Model):
    """One published version of one text by one outlet. The text never changes after import (trigger)."""

    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, null=True, blank=True, related_name="articles")
    original = models.ForeignKey(Original, on_delete=models.PROTECT, related_name="articles")
    external_id = models.CharField(max_length=200, blank=True)
    url = models.URLField(max_length=2000, blank=True)
    headline = models.CharField(max_length=1000)
    byline = models.CharField(max_length=500, blank=True)
    published_at = models.DateTimeField(null=True, blank=True, help_text="Empty when the date is unknown.")
    published_has_time = models.BooleanField(default=False)
    language = models.CharField(max_length=35, blank=True, help_text="BCP 47; empty when unknown.")
    text = models.TextField()
    text_sha256 = models.BinaryField(max_length=32)
    text_length = models.GeneratedField(expression=Length("text"), output_field=models.IntegerField(), db_persist=True)
    word_count = models.PositiveIntegerField()
    standfirst_start = models.PositiveIntegerField(null=True, blank=True)
    body_start = models.PositiveIntegerField()
    revises = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="revisions")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["outlet", "text_sha256"], nulls_distinct=False, name="article_text_once_per_outlet"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="article_has_text"),
            models.CheckConstraint(
                condition=Q(body_start__lte=F("text_length"))
                & (Q(standfirst_start=None) | Q(standfirst_start__lt=F("body_start"))),
                name="article_parts_in_order",
            ),
        ]
        indexes = [
            models.Index(fields=["-published_at", "-id"], name="article_newest"),
            models.Index(fields=["outlet", "url"], name="article_outlet_url", condition=~Q(url="")),
            models.Index(fields=["outlet", "-id"], name="article_of_outlet"),
        ]

    def __str__(self) -> str:
        return self.headline


class Block(models.Model):
    """A run of the original left out of the text, shown folded where it stood, with the rule that left it out."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="blocks")
    number = models.PositiveIntegerField()
    at = models.PositiveIntegerField(help_text="Offset in the article's text where the block stood (code points).")
    rule = models.CharField(max_length=60)
    text = models.TextField()

    class Meta:
        ordering = ["article", "number"]
        constraints = [models.UniqueConstraint(fields=["article", "number"], name="block_number_unique")]


class BatchRow(models.Model):
    """The outcome of one single item of an import."""

    class Outcome(models.TextChoices):
        IMPORTED = "imported", "Imported"
        DUPLICATE = "duplicate", "Already here"
        REVISION = "revision", "Revision"
        ERROR = "error", "Error"

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="rows")
    file = models.ForeignKey(BatchFile, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(help_text="Position of the item in its file, from 1.")
    where = models.CharField(max_length=600, help_text="File name and line, as a person would look it up.")
    outcome = models.CharField(max_length=10, choices=Outcome)
    article = models.ForeignKey(Article, on_delete=models.SET_NULL, null=True, related_name="rows")
    message = models.TextField(blank=True, help_text="Why not, or what was settled on the way in.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["file", "number"], name="batch_row_once"),
            models.CheckConstraint(condition=~Q(outcome="error") | ~Q(message=""), name="batch_row_error_has_reason"),
        ]
        indexes = [models.Index(fields=["batch", "outcome", "id"], name="batch_row_by_outcome")]

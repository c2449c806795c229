"""Imports: the batch, its files, and the outcome of every single item."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from articles.models.article import Article, Outlet


class Batch(models.Model):
    """One import."""

    class State(models.TextChoices):
        DRAFT = "draft", "In preview"
        FETCHING = "fetching", "Fetching"
        PENDING = "pending", "Waiting"
        RUNNING = "running", "Running"
        PAUSED = "paused", "Paused"
        FINISHED = "finished", "Finished"
        FAILED = "failed", "Failed"
        CANCELLED = "cancelled", "Cancelled"
        UNDOING = "undoing", "Being undone"
        UNDONE = "undone", "Undone"

        @classmethod
        def over(cls) -> tuple[str, ...]:
            """States in which nothing more is imported by itself."""
            return (cls.FINISHED, cls.FAILED, cls.CANCELLED, cls.UNDONE)

        @classmethod
        def of_a_worker(cls) -> tuple[str, ...]:
            """States in which nothing moves unless a worker runs."""
            return (cls.FETCHING, cls.PENDING, cls.RUNNING, cls.UNDOING)

        @classmethod
        def cancellable(cls) -> tuple[str, ...]:
            return (cls.FETCHING, cls.PENDING, cls.RUNNING, cls.PAUSED)

        @classmethod
        def undoable(cls) -> tuple[str, ...]:
            return (cls.FINISHED, cls.FAILED, cls.CANCELLED)

    name = models.CharField(max_length=200)
    source = models.CharField(
        max_length=20,
        choices=[
            ("upload", "Upload"),
            ("command", "Command"),
            ("addresses", "Addresses"),
            ("folder", "Server folder"),
            ("feed", "Feed"),
        ],
    )
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    default_outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    default_language = models.CharField(max_length=35, blank=True)
    default_date = models.DateField(null=True, blank=True, help_text="For items without one; empty: it stays unknown.")
    mappings = models.JSONField(default=dict, blank=True, help_text="Chosen mappings, by the key of the columns.")
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
    # How fast it went lately (articles/pace.py), and when an item was last settled.
    pace_items = models.FloatField(null=True)
    pace_bytes = models.FloatField(null=True)
    settled_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)
    articles_removed = models.PositiveIntegerField(default=0, help_text="By undoing it, so far.")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["undoing", "undone"]) | Q(undone_at__isnull=False),
                name="batch_undone_at_a_time",
            ),
        ]
        indexes = [
            # The tick of the worker looks for these every minute.
            models.Index(
                fields=["id"], name="batch_not_over", condition=Q(state__in=["pending", "running", "undoing"])
            ),
            models.Index(fields=["id"], name="batch_gathering", condition=Q(state="fetching")),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_over(self) -> bool:
        return self.state in self.State.over()

    @property
    def waits_for_worker(self) -> bool:
        return self.state in self.State.of_a_worker()

    @property
    def can_retry(self) -> bool:
        """Whether failed items may be read again; a batch that was given up goes on first."""
        return self.state in (self.State.FINISHED, self.State.CANCELLED)

    @property
    def can_undo(self) -> bool:
        return self.state in self.State.undoable() and bool(self.rows_imported or self.rows_revision)

    @property
    def rows_total(self) -> int:
        return self.rows_imported + self.rows_revision + self.rows_duplicate + self.rows_error


class BatchFile(models.Model):
    """One uploaded or named file of a batch, or what lies at one address.

    Its content is emptied once every item is settled without an error: the originals hold the same bytes. With an
    error it is kept, so that the item can be read again. Of an address it is filled in by the worker; ``problem`` says
    why that came to nothing, and becomes the file's one error row.
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
    left_unread = models.BooleanField(default=False, help_text="Its batch was cancelled before it was read to its end.")
    url = models.CharField(max_length=2000, blank=True, help_text="Where it is fetched from; then, where it was found.")
    to_fetch = models.BooleanField(default=False)
    fetch_after = models.DateTimeField(null=True, help_text="Not before, because the site asked for rest.")
    tries = models.PositiveSmallIntegerField(default=0, help_text="How often it was asked for.")
    problem = models.TextField(blank=True, help_text="Why there is nothing to read, and what to do.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "number"], name="batch_file_number_unique"),
            models.CheckConstraint(condition=Q(to_fetch=False) | ~Q(url=""), name="batch_file_to_fetch_has_url"),
            models.CheckConstraint(condition=Q(to_fetch=False) | Q(problem=""), name="batch_file_problem_is_settled"),
        ]
        indexes = [
            models.Index(fields=["batch", "number"], name="batch_file_open", condition=Q(finished=False)),
            models.Index(fields=["batch", "number"], name="batch_file_to_fetch", condition=Q(to_fetch=True)),
        ]


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
    retrying = models.BooleanField(default=False, help_text="Somebody asked for its item to be read again.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["file", "number"], name="batch_row_once"),
            models.CheckConstraint(condition=~Q(outcome="error") | ~Q(message=""), name="batch_row_error_has_reason"),
            models.CheckConstraint(condition=Q(retrying=False) | Q(outcome="error"), name="batch_row_retries_errors"),
        ]
        indexes = [
            models.Index(fields=["batch", "outcome", "id"], name="batch_row_by_outcome"),
            models.Index(fields=["batch", "file", "number"], name="batch_row_retrying", condition=Q(retrying=True)),
        ]

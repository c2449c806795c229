"""What an import would do, shown before it is begun."""

from django.db import models

from articles.models.batch import Batch


class Preview(models.Model):
    """The preview of a batch that is a draft. Every change of the draft gives it the next revision."""

    class State(models.TextChoices):
        NEW = "new", "Not asked for"
        WAITING = "waiting", "Being made"
        READY = "ready", "Ready"
        FAILED = "failed", "Failed"

    batch = models.OneToOneField(Batch, on_delete=models.CASCADE, related_name="preview")
    state = models.CharField(max_length=10, choices=State, default=State.NEW)
    revision = models.PositiveIntegerField(default=0, help_text="Grows with every change of the draft.")
    # The outlet is known by its name until the import: a draft makes no outlets.
    outlet = models.CharField(max_length=200, blank=True)
    name = models.CharField(max_length=200, blank=True, help_text="As was said; empty: named after the files.")
    columns = models.JSONField(default=dict, help_text="Columns, samples and proposed mapping, by the columns' key.")
    files = models.JSONField(default=dict, help_text="What each file seems to be, by its id.")
    result = models.JSONField(default=dict)
    items_seen = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0, help_text="Attempts at this revision.")
    message = models.TextField(blank=True)
    changed_at = models.DateTimeField(help_text="When a person last changed the draft.")
    touched_at = models.DateTimeField(help_text="When the job last got on with it.")

    class Meta:
        indexes = [
            # The tick of the worker looks for these every minute.
            models.Index(fields=["touched_at"], name="preview_waiting", condition=models.Q(state="waiting")),
            models.Index(fields=["changed_at"], name="preview_changed"),
        ]

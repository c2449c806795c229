"""What the worker keeps while it gathers the files of a batch: places in the server's folder, and whose turn it is."""

from django.db import models
from django.db.models import Q

from articles.models.batch import Batch


class BatchPath(models.Model):
    """A file or folder below ``IMPORT_FOLDER`` that a batch takes in, and how far into it the worker is."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="paths")
    number = models.PositiveIntegerField()
    path = models.CharField(max_length=1000, blank=True, help_text="Below the folder; empty: all of it.")
    after = models.TextField(blank=True, help_text="The last file that was taken in, below this path.")
    at_byte = models.PositiveBigIntegerField(default=0, help_text="How much of the next file is taken in, in parts.")
    at_line = models.PositiveBigIntegerField(default=0)
    done = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "number"], name="batch_path_number_unique")]
        indexes = [models.Index(fields=["batch", "number"], name="batch_path_open", condition=Q(done=False))]


class HostTurn(models.Model):
    """From when on a host may be asked again, by any process of this installation.

    Whoever asks holds the row into the future; it frees itself should they die.
    """

    host = models.CharField(max_length=253, primary_key=True)
    free_at = models.DateTimeField(db_index=True)

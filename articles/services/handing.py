"""Where a batch goes once all its files are there."""

from django.db import transaction

from articles.models import Batch
from articles.services.batches import enqueue


def hand_over(batch: Batch) -> None:
    """A gathered batch goes on to its import, once; one that was cancelled meanwhile stays where it is."""
    with transaction.atomic():
        gathered = Batch.objects.filter(pk=batch.pk, state=Batch.State.FETCHING)
        if gathered.update(state=Batch.State.PENDING, attempts=0, message=""):
            enqueue(batch.pk)

"""Where a batch goes once all its files are there."""

from django.db import transaction

from articles.models import Batch
from articles.services.batches import enqueue
from articles.services.drafts import ask_for_preview


def hand_over(batch: Batch) -> None:
    """A gathered batch goes on, once: to the preview if a person asked for it on a page, else to its import.

    What is gathered again after an import goes to the import, too. One that was cancelled meanwhile stays where it is.
    """
    with transaction.atomic():
        gathered = Batch.objects.filter(pk=batch.pk, state=Batch.State.FETCHING)
        goes_to = Batch.State.DRAFT if batch.created_by_id and not batch.rows_total else Batch.State.PENDING
        if not gathered.update(state=goes_to, attempts=0, message=""):
            return
        if goes_to == Batch.State.PENDING:
            enqueue(batch.pk)
            return
        ask_for_preview(batch)

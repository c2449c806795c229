"""What becomes of readings and of the queue when an article is cut anew. Articles ask through their hooks."""

from collections.abc import Collection, Sequence

from django.db.models import Q

from annotations.models import Assignment, Reading
from annotations.services.removal import remove_readings
from articles.hooks import Replaced

Role, Slot = Reading.Role, Assignment.State


def articles_in_use(article_ids: Collection[int]) -> set[int]:
    """The articles that somebody has begun to read, has read or has put aside: notes and claims hang on readings."""
    read = Reading.objects.filter(article__in=article_ids, role__in=[Role.HUMAN, Role.RECORD])
    begun = Assignment.objects.filter(article__in=article_ids).filter(~Q(state=Slot.OPEN) | Q(reading__isnull=False))
    return {*read.values_list("article_id", flat=True), *begun.values_list("article_id", flat=True)}


def articles_annotated(article_ids: Collection[int]) -> set[int]:
    """The articles with a reading of another tool."""
    readings = Reading.objects.filter(article__in=article_ids, role=Role.IMPORTED)
    return set(readings.values_list("article_id", flat=True))


def replace(replaced: Sequence[Replaced]) -> None:
    """The slots name the new articles; the old ones' machine readings go, and are made again from the new text."""
    new_of = {one.old: one.new for one in replaced}
    slots = list(Assignment.objects.filter(article__in=new_of).only("article_id"))
    for slot in slots:
        slot.article_id = new_of[slot.article_id]
    Assignment.objects.bulk_update(slots, ["article"], batch_size=500)
    machine = Reading.objects.filter(article__in=new_of, role=Role.MACHINE).order_by("pk")
    # A worker that is storing one of them is waited for.
    remove_readings(list(machine.select_for_update().values_list("pk", flat=True)))

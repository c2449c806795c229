"""Copy one reading's annotations into a new one: the analyst's first copy, and the editor's record.

A copy is not an act. Proposals are kept, so that whatever a reader decides is matched to what was suggested.
"""

from collections.abc import Collection

from django.db import models

from annotations.models import ClaimUse, MentionGroup, Quote, Reading, ReadingParent, State, Tag
from annotations.services.event_copying import copy_events


def copy_annotations(*, source: Reading, into: Reading, states: Collection[str]) -> None:
    """Copy tags and quotes in the given states with their groups, events and claims; one insert per table."""
    groups = _copy(MentionGroup, source.groups.order_by("id"), into)
    tags = _copy(Tag, source.tags.filter(state__in=states).order_by("id"), into, group=groups)
    quotes = _copy(Quote, source.quotes.filter(state__in=states).order_by("id"), into, speaker=tags)

    copy_events(groups, states=states)
    ClaimUse.objects.bulk_create(
        _clone(use, quote_id=quotes[use.quote_id])
        for use in ClaimUse.objects.filter(quote__in=quotes, state=ClaimUse.State.ATTACHED).order_by("id")
    )
    ReadingParent.objects.get_or_create(record=into, parent=source)


def _copy(model: type[models.Model], rows: models.QuerySet, into: Reading, **maps: dict[int, int]) -> dict[int, int]:
    """Insert copies of the rows into a reading, following references through ``maps``; returns old id → new id."""
    olds = list(rows)
    news = []
    for old in olds:
        changes = {f"{name}_id": ids.get(getattr(old, f"{name}_id")) for name, ids in maps.items()}
        news.append(_clone(old, reading_id=into.pk, **changes))
    model.objects.bulk_create(news)
    return {old.pk: new.pk for old, new in zip(olds, news, strict=True)}


def _clone(old: models.Model, **changes) -> models.Model:
    """An unsaved copy of a row at version 1; generated columns are left to PostgreSQL."""
    values = {
        field.attname: getattr(old, field.attname)
        for field in old._meta.concrete_fields
        if not field.primary_key and not field.generated
    }
    return type(old)(**{**values, "version": 1, **changes})


DECIDED = (State.CONFIRMED, State.REJECTED)
LIVE = (State.SUGGESTED, State.CONFIRMED, State.REJECTED)

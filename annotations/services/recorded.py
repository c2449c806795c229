"""How decisions hold what they are about: the fields of an object as JSON."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Model


def as_json(value):
    """A recorded field's value as JSON holds it."""
    if isinstance(value, tuple):
        return [list(piece) for piece in value]
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value


def snapshot(obj: Model, fields: Iterable[str]) -> dict:
    return {name: as_json(getattr(obj, name)) for name in fields}

"""The one field type that Django does not have: several half-open integer ranges in one column."""

from django.db import models
from psycopg.types.multirange import Multirange
from psycopg.types.range import Int4Range


class SpansField(models.Field):
    """``int4multirange`` in PostgreSQL, ``tuple[tuple[int, int], ...]`` in Python, in order and never touching."""

    description = "Half-open ranges of code points"

    def db_type(self, connection) -> str:
        return "int4multirange"

    def from_db_value(self, value, expression, connection):
        if value is None:
            return None
        return tuple((piece.lower, piece.upper) for piece in value)

    def get_prep_value(self, value):
        if value is None or isinstance(value, Multirange):
            return value
        return Multirange([Int4Range(start, end) for start, end in value])

    def to_python(self, value):
        if value is None:
            return None
        return tuple((int(start), int(end)) for start, end in value)

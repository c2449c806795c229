"""Many rows at once: by COPY, or from one row and a list, which cost a fraction of an INSERT of as many values."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from operator import attrgetter

from django.db import connection
from django.db.models import Model
from django.utils import timezone


def copy_rows(model: type[Model], rows: Sequence[Model]) -> None:
    """Write rows that are not there yet; keys that the database gives out stay unknown. In the caller's transaction.

    For models whose columns are text, numbers, dates and bytes: values go to PostgreSQL as they are.
    """
    if not rows:
        return
    given = rows[0].pk is not None
    columns = model._meta.concrete_fields
    fields = [field for field in columns if not field.generated and (given or not field.primary_key)]
    now = timezone.now()
    for field in fields:
        if getattr(field, "auto_now_add", False):
            for row in rows:
                setattr(row, field.attname, now)
    values = attrgetter(*(field.attname for field in fields))
    with _into(model, [field.column for field in fields]) as copy:
        for row in rows:
            copy.write_row(values(row))


def copy_lines(model: type[Model], columns: Sequence[str], lines: Iterable[str]) -> None:
    """Write lines that are in COPY's own text format already."""
    with _into(model, columns) as copy:
        copy.write("".join(lines))


def insert_for_each(row: Model, column: str, values: Collection[int]) -> None:
    """Write this row once for each value of one column; where such a row is there already, nothing happens."""
    model = type(row)
    fields = [field for field in model._meta.concrete_fields if not field.generated and not field.primary_key]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    selected = ", ".join("given" if field.column == column else "%s" for field in fields)
    same = [
        field.get_db_prep_save(field.pre_save(row, add=True), connection) for field in fields if field.column != column
    ]
    statement = f'INSERT INTO "{model._meta.db_table}" ({columns}) SELECT {selected} FROM unnest(%s::bigint[]) AS given'
    with connection.cursor() as cursor:
        cursor.execute(f"{statement} ON CONFLICT DO NOTHING", [*same, list(values)])


@contextmanager
def _into(model: type[Model], columns: Sequence[str]) -> Iterator:
    quoted = ", ".join(f'"{column}"' for column in columns)
    statement = f'COPY "{model._meta.db_table}" ({quoted}) FROM STDIN'
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        yield copy

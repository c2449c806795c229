"""The items of a batch that could not be imported, as a file for a spreadsheet."""

from collections.abc import Iterator

from articles.models import Batch, BatchRow
from articles.spreadsheet import MARK, line

HEADINGS = ("file", "item", "where", "reason")
_AT_ONCE = 2000


def error_lines(batch: Batch) -> Iterator[str]:
    """The file, line by line, in the order in which the items were settled; read as it is sent."""
    yield MARK + line(HEADINGS)
    rows = BatchRow.objects.filter(batch=batch, outcome=BatchRow.Outcome.ERROR).order_by("pk")
    rows = rows.values_list("pk", "file__name", "number", "where", "message")
    last = 0
    while found := list(rows.filter(pk__gt=last)[:_AT_ONCE]):
        for last, *values in found:  # noqa: B007 - the key that the next part comes after
            yield line(values)

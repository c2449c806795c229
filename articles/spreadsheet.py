"""Lines of a CSV file that people open in a spreadsheet. Pure."""

import csv
import io
from collections.abc import Iterable

# What tells a spreadsheet that the file is UTF-8.
MARK = "\ufeff"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def line(values: Iterable[str | int]) -> str:
    """One line, its end included."""
    written = io.StringIO()
    csv.writer(written).writerow([value if isinstance(value, int) else guarded(value) for value in values])
    return written.getvalue()


def guarded(value: str) -> str:
    """The value so that no spreadsheet takes it for a formula: names of files and messages may come from anybody."""
    return f"'{value}" if value.startswith(_FORMULA) or value.lstrip().startswith(_FORMULA[:4]) else value

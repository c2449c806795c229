"""JSON Lines: one reading a line, UTF-8, nothing lost. What comes out is described in ``docs/export.md``."""

import json
from collections.abc import Iterable, Iterator

from annotations.export.shape import ExportedReading

MEDIA_TYPE = "application/x-ndjson"
SUFFIX = "jsonl"

# Legal inside JSON strings, but some readers take them for the end of a line.
_LINE_ENDS = {ord("\x85"): "\\u0085", ord("\u2028"): "\\u2028", ord("\u2029"): "\\u2029"}


def line(reading: ExportedReading) -> bytes:
    """One reading as one line of JSON, with its newline."""
    plain = json.dumps(reading, default=vars, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return plain.translate(_LINE_ENDS).encode("utf-8") + b"\n"


def lines(readings: Iterable[ExportedReading]) -> Iterator[bytes]:
    """Every reading as a line, one at a time."""
    return map(line, readings)

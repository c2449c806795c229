"""What the tests of running batches share."""

from articles.models import Batch, BatchRow
from articles.services import chunks


def during_chunk(monkeypatch, number: int, act) -> None:
    """Do something in the moment between reading the chunk of this number and settling it."""
    calls = iter(range(1, 1000))
    real = chunks.Chunks._read_on

    def read(*args):
        chunk = real(*args)
        if next(calls) == number:
            act()
        return chunk

    monkeypatch.setattr(chunks.Chunks, "_read_on", read)


def adds_up(batch: Batch) -> bool:
    batch.refresh_from_db()
    rows = batch.rows.values_list("outcome", flat=True)
    return all(getattr(batch, f"rows_{outcome}") == list(rows).count(outcome) for outcome in BatchRow.Outcome.values)

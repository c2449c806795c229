"""Items that failed are read again, each in its own row, whatever happens meanwhile."""

import pytest
from django.db import IntegrityError, transaction

from articles import readers
from articles.models import Article, Batch, BatchFile
from articles.services import chunks, importing
from articles.services.control import NotAsItStands, cancel_batch, retry_errors
from articles.services.importing import run_batch, unfinished_batches
from tests.articles.batches import adds_up, during_chunk
from tests.factories import adam
from tests.factories_articles import imported, imported_files, jsonl, record, waiting

pytestmark = pytest.mark.django_db
State = Batch.State


@pytest.fixture
def broken(monkeypatch):
    """A switch: as long as it is on, items whose headline has “trip” cannot be read."""
    switch = {"on": True}
    real = readers.Item.parse

    def parse(item, language):
        parsed = real(item, language)
        return 1 / 0 if switch["on"] and "trip" in parsed.headline else parsed

    monkeypatch.setattr(readers.Item, "parse", parse)
    return switch


def test_failed_rows_are_settled_anew_in_their_own_rows(broken):
    batch = imported(record(), record(headline="trip 1"), b"{", record(headline="trip 2"), record())
    ids = list(batch.rows.order_by("number").values_list("pk", flat=True))
    assert (batch.rows_imported, batch.rows_error) == (2, 3)
    broken["on"] = False
    retry_errors(actor=adam(), batch_id=batch.pk)
    assert unfinished_batches() == [batch.pk]
    assert run_batch(batch.pk)
    assert adds_up(batch)
    assert (batch.state, batch.rows_imported, batch.rows_error) == (State.FINISHED, 4, 1)
    assert list(batch.rows.order_by("number").values_list("pk", flat=True)) == ids
    assert Article.objects.count() == 4
    assert not batch.rows.filter(retrying=True).exists()
    assert bytes(batch.files.get().content)


def test_the_bytes_go_when_the_last_error_is_settled_and_nothing_is_left_to_try(broken):
    batch = imported_files(("a.jsonl", jsonl(record(headline="trip"))), ("b.jsonl", jsonl(record())))
    broken["on"] = False
    for _ in range(2):
        retry_errors(actor=adam(), batch_id=batch.pk) if batch.rows_error else None
        assert run_batch(batch.pk)
        assert adds_up(batch)
    assert (batch.rows_imported, batch.rows_error) == (2, 0)
    assert list(batch.files.values_list("has_errors", "finished").distinct()) == [(False, True)]
    assert not any(bytes(content) for content in batch.files.values_list("content", flat=True))
    with pytest.raises(NotAsItStands):
        retry_errors(actor=adam(), batch_id=batch.pk)
    batch.refresh_from_db()
    assert batch.state == State.FINISHED


def test_one_row_alone(broken):
    batch = imported(record(headline="trip 1"), record(headline="trip 2"))
    broken["on"] = False
    row = batch.rows.get(number=2)
    retry_errors(actor=adam(), batch_id=batch.pk, row_id=row.pk)
    run_batch(batch.pk)
    assert adds_up(batch)
    assert list(batch.rows.order_by("number").values_list("outcome", flat=True)) == ["error", "imported"]
    other = imported(b"{")
    with pytest.raises(NotAsItStands):
        retry_errors(actor=adam(), batch_id=other.pk, row_id=batch.rows.get(number=1).pk)


def test_a_retry_that_dies_goes_on_with_the_rest(broken, monkeypatch, chunks_of_four):
    batch = imported(*[record(headline=f"trip {number}") for number in range(10)])
    broken["on"] = False
    retry_errors(actor=adam(), batch_id=batch.pk)
    asked = iter([False, True])
    assert not run_batch(batch.pk, stop=lambda: next(asked))
    assert adds_up(batch)
    assert (batch.rows_imported, batch.rows.filter(retrying=True).count()) == (4, 6)
    with monkeypatch.context() as patched:
        patched.setattr(importing, "settle", lambda *args, **options: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            run_batch(batch.pk)
    assert run_batch(batch.pk)
    assert adds_up(batch)
    assert (batch.rows_imported, Article.objects.count(), batch.state) == (10, 10, State.FINISHED)


def test_many_files_with_an_error_each_are_tried_again_over_several_chunks(broken, chunks_of_four):
    batch = imported_files(*[(f"{number}.jsonl", jsonl(record(), record(headline="trip"))) for number in range(9)])
    assert batch.rows_error == 9
    broken["on"] = False
    retry_errors(actor=adam(), batch_id=batch.pk)
    assert run_batch(batch.pk)
    assert adds_up(batch)
    assert (batch.rows_imported, batch.rows_error) == (18, 0)


def test_a_file_that_holds_more_items_than_could_be_read_before_gets_a_row_for_each(monkeypatch):
    lines = jsonl(record(), record(), record())
    real = readers.items
    unreadable = [readers._hopeless(1, "a.jsonl", len(lines), "It trips the program.")]
    with monkeypatch.context() as patched:
        patched.setattr(readers, "items", lambda *args: iter(unreadable))
        batch = imported_files(("a.jsonl", lines))
    assert real is readers.items
    assert batch.rows_error == 1
    retry_errors(actor=adam(), batch_id=batch.pk)
    assert run_batch(batch.pk)
    assert adds_up(batch)
    assert (batch.rows_imported, batch.rows_error) == (3, 0)


def test_an_item_that_is_no_longer_there_stays_an_error_that_says_so(broken):
    batch = imported(record(), record(headline="trip"))
    BatchFile.objects.update(content=jsonl(record()))
    retry_errors(actor=adam(), batch_id=batch.pk)
    assert run_batch(batch.pk)
    assert "no such item" in batch.rows.get(outcome="error").message
    assert adds_up(batch)


def test_files_that_are_empty_or_were_too_large_say_why_they_stay_errors(settings):
    settings.IMPORT_MAX_BYTES = 100
    batch = imported_files(("big.txt", b"x" * 101), ("empty.txt", b""))
    retry_errors(actor=adam(), batch_id=batch.pk)
    assert run_batch(batch.pk)
    settings.IMPORT_MAX_BYTES = 1000
    retry_errors(actor=adam(), batch_id=batch.pk)
    assert run_batch(batch.pk)
    assert adds_up(batch)
    messages = dict(batch.rows.values_list("file__name", "message"))
    assert messages["empty.txt"] == "The file is empty."
    assert "Import it again" in messages["big.txt"]
    assert batch.rows_error == 2


def test_errors_of_a_cancelled_batch_can_be_tried_again_and_the_rest_stays_unread(broken, monkeypatch, chunks_of_four):
    batch = waiting(("news.jsonl", jsonl(record(headline="trip"), *[record() for _ in range(9)])))
    during_chunk(monkeypatch, 2, lambda: cancel_batch(actor=adam(), batch_id=batch.pk))
    run_batch(batch.pk)
    broken["on"] = False
    retry_errors(actor=adam(), batch_id=batch.pk)
    assert run_batch(batch.pk)
    assert adds_up(batch)
    assert (batch.state, batch.rows_imported, batch.rows_error) == (State.CANCELLED, 4, 0)
    assert not bytes(batch.files.get().content)


def test_another_try_that_is_asked_for_while_the_batch_ends_is_not_forgotten(broken, monkeypatch):
    batch = imported(record(headline="trip 1"), record(headline="trip 2"))
    broken["on"] = False
    first, second = batch.rows.order_by("number")
    retry_errors(actor=adam(), batch_id=batch.pk, row_id=first.pk)
    rounds = iter([None, None, None])
    real = chunks.Chunks._read_on

    def read(*args):
        chunk = real(*args)
        if next(rounds, True) is None and not chunk.files and batch.rows.filter(outcome="error").exists():
            retry_errors(actor=adam(), batch_id=batch.pk, row_id=second.pk)
        return chunk

    monkeypatch.setattr(chunks.Chunks, "_read_on", read)
    assert run_batch(batch.pk)
    assert adds_up(batch)
    assert (batch.state, batch.rows_imported) == (State.FINISHED, 2)


def test_only_errors_can_be_marked_for_another_try():
    batch = imported(record())
    with pytest.raises(IntegrityError, match="batch_row_retries_errors"), transaction.atomic():
        batch.rows.update(retrying=True)

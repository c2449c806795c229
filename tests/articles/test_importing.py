"""The import service: one row for every item, nothing twice, nothing lost."""

import hashlib
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from articles import readers
from articles.duplicates import body_of, print_of
from articles.hooks import Hook, articles_imported
from articles.models import Article, Batch, BatchFile, BatchRow, Original, Outlet, TextPrint
from articles.readers import ahead
from articles.services import chunks, importing, settling
from articles.services.importing import run_batch, unfinished_batches
from articles.services.locks import BATCH_LOCK
from tests.factories import ada, adam
from tests.factories_articles import imported, imported_files, jobs_of, jsonl, record, waiting

pytestmark = pytest.mark.django_db


def outcomes(batch: Batch) -> list[str]:
    return list(batch.rows.order_by("number").values_list("outcome", flat=True))


def counts(batch: Batch) -> tuple[int, int, int, int]:
    return batch.rows_imported, batch.rows_revision, batch.rows_duplicate, batch.rows_error


def test_a_record_becomes_an_article_with_its_original(heard):
    one = record(url="https://herald.example/1", published_at="2026-03-03", standfirst="Inquiry promised")
    batch = imported(one)
    article = Article.objects.get()
    assert heard == [[article.pk]]
    assert article.outlet.name == "Merrow Herald"
    assert article.text[article.body_start :] == one["text"]
    assert article.text_length == len(article.text)
    assert article.published_at.isoformat() == "2026-03-03T12:00:00+00:00"
    assert not article.published_has_time
    assert bytes(article.original.content) == jsonl(one).strip()
    assert bytes(article.original.sha256) == hashlib.sha256(jsonl(one).strip()).digest()
    assert counts(batch) == (1, 0, 0, 0)
    assert batch.state == Batch.State.FINISHED
    row = batch.rows.get()
    assert (row.number, row.where, row.article_id) == (1, "news.jsonl, line 1", article.pk)


def test_plain_files_take_outlet_and_language_from_the_batch():
    batch = imported_files(
        ("a.txt", b"Boats lost\nThey are gone for good."),
        ("b.txt", b"Lights out\nNobody knows the reason.\nComments"),
        default_outlet="  Merrow  Herald ",
        default_language="en",
    )
    first, second = Article.objects.order_by("pk")
    assert first.outlet.name == "Merrow Herald"
    assert first.outlet == second.outlet == batch.default_outlet
    assert {first.language, second.language} == {"en"}
    block = second.blocks.get()
    assert (block.rule, block.text, block.at) == ("Comment prompt", "Comments", second.text_length)


def test_the_same_bytes_twice_make_nothing_twice(heard):
    content = jsonl(record(), record(), b"{broken")
    first = imported_files(("news.jsonl", content))
    before = (Article.objects.count(), Original.objects.count(), Outlet.objects.count())
    again = imported_files(("news.jsonl", content), ("copy.jsonl", content))
    assert counts(first) == (2, 0, 0, 1)
    assert counts(again) == (0, 0, 4, 2)
    assert (Article.objects.count(), Original.objects.count(), Outlet.objects.count()) == before
    assert len(heard) == 1
    duplicate = again.rows.filter(outcome="duplicate").first()
    assert str(duplicate.article_id) in duplicate.message


def test_the_same_text_is_one_article_for_each_outlet():
    text = "The wire sends the same words to all.\nNobody changes them."
    batch = imported(
        record(text=text, headline="Same", outlet="One"),
        record(text=text, headline="Same", outlet="Two"),
        record(text=text, headline="Same", outlet="ONE"),
        record(text=text, headline="Same", outlet=None),
        record(text=text, headline="Same", outlet=""),
    )
    assert outcomes(batch) == ["imported", "imported", "duplicate", "imported", "duplicate"]
    assert Outlet.objects.count() == 2


def test_a_changed_text_at_the_same_address_is_a_revision():
    url = "https://herald.example/1"
    first = record(url=url)
    batch = imported(first, record(url=url), record(url=url, outlet="Another Paper"), record(url=url, outlet=None))
    assert outcomes(batch) == ["imported", "revision", "imported", "imported"]
    old, new = Article.objects.filter(url=url, outlet__name="Merrow Herald").order_by("pk")
    assert new.revises == old
    later = imported(record(url=url), first)
    assert outcomes(later) == ["revision", "duplicate"]
    assert Article.objects.latest("pk").revises == new


def test_an_unknown_outlet_is_filled_in_when_the_same_bytes_come_with_one():
    file = ("a.txt", b"Boats lost\nThey are gone for good.")
    imported_files(file)
    assert Article.objects.get().outlet is None
    again = imported_files(file, default_outlet="Merrow Herald")
    assert outcomes(again) == ["duplicate"]
    assert Article.objects.get().outlet.name == "Merrow Herald"
    assert outcomes(imported_files(file)) == ["duplicate"]
    assert outcomes(imported_files(file, default_outlet="Another Paper")) == ["imported"]
    assert Original.objects.count() == 1


def test_every_bad_item_has_its_reason_and_changes_nothing_else():
    batch = imported_files(
        ("bad.jsonl", jsonl(b"{", record(text=""), record(text="Gone"), record(published_at="soon"), record())),
        ("empty.txt", b""),
        ("image.png", b"\x89PNG\r\n\x1a\n"),
        ("noise.txt", bytes(range(256)) * 8),
        ("good.txt", b"Boats lost\nThey are gone for good."),
    )
    assert counts(batch) == (2, 0, 0, 7)
    assert Article.objects.count() == 2
    assert all(batch.rows.filter(outcome="error").values_list("message", flat=True))


def test_what_was_settled_on_the_way_in_is_noted_on_the_row():
    batch = imported(record(text="They were\x00 lost at night.\nThat is all."))
    assert batch.rows.get().message == "1 NUL character was taken out of “text”."
    assert "\x00" not in Article.objects.get().text


def test_a_file_over_the_limit_is_one_error_row_and_its_bytes_are_not_kept(settings):
    settings.IMPORT_MAX_BYTES = 100
    batch = imported_files(("big.txt", b"x" * 101), ("small.txt", b"Boats lost\nThey are gone for good."))
    assert outcomes(batch) == ["error", "imported"] or outcomes(batch) == ["imported", "error"]
    assert "is the most for one file" in batch.rows.get(outcome="error").message
    assert bytes(batch.files.get(name="big.txt").content) == b""


def test_an_article_of_400_000_words_is_imported():
    body = "\n".join("word " * 99 + f"{number}." for number in range(4000))
    batch = imported_files(("long.txt", f"Long one\n{body}".encode()))
    assert counts(batch) == (1, 0, 0, 0)
    assert Article.objects.get().word_count == 400_002


def test_the_bytes_of_a_file_are_kept_only_while_they_are_needed():
    batch = imported_files(("good.jsonl", jsonl(record())), ("bad.jsonl", jsonl(record(), b"{")))
    good, bad = batch.files.order_by("number")
    assert bytes(good.content) == b""
    assert bytes(bad.content)
    assert good.bytes_done == good.byte_length


def test_chunks_are_committed_one_by_one_and_taken_up_after_the_last(monkeypatch, heard):
    monkeypatch.setattr(chunks, "CHUNK_ROWS", 4)
    files = [("a.txt", b"Boats lost\nThey are gone for good."), ("news.jsonl", jsonl(*[record() for _ in range(10)]))]
    batch = waiting(*files)
    asked = iter([False, False, True])
    assert not run_batch(batch.pk, stop=lambda: next(asked))
    assert BatchRow.objects.count() == 8
    assert [len(ids) for ids in heard] == [4, 4]
    assert unfinished_batches() == [batch.pk]
    assert run_batch(batch.pk)
    assert BatchRow.objects.count() == Article.objects.count() == 11
    assert [len(ids) for ids in heard] == [4, 4, 3]
    assert unfinished_batches() == []
    assert run_batch(batch.pk)
    assert BatchRow.objects.count() == 11


def test_a_chunk_whose_listener_fails_leaves_nothing_behind_and_is_done_again(monkeypatch):
    batch = waiting(("news.jsonl", jsonl(record(), record())))

    def fail(ids):
        raise RuntimeError("no room")

    with monkeypatch.context() as patched:
        patched.setattr(articles_imported, "_functions", [fail])
        with pytest.raises(RuntimeError):
            run_batch(batch.pk)
    batch.refresh_from_db()
    assert (Article.objects.count(), BatchRow.objects.count(), batch.state) == (0, 0, Batch.State.RUNNING)
    assert "tried again" in batch.message
    assert run_batch(batch.pk)
    batch.refresh_from_db()
    assert (Article.objects.count(), batch.message, batch.state) == (2, "", Batch.State.FINISHED)


def test_a_batch_that_never_gets_further_is_given_up(monkeypatch):
    batch = waiting(("news.jsonl", jsonl(record())))
    monkeypatch.setattr(settling, "store", lambda *args, **kwargs: 1 / 0)
    for _ in range(importing.MAX_ATTEMPTS):
        with pytest.raises(ZeroDivisionError):
            run_batch(batch.pk)
    assert run_batch(batch.pk)
    batch.refresh_from_db()
    assert batch.state == Batch.State.FAILED
    assert "Given up" in batch.message


def test_an_item_that_trips_the_reader_does_not_hold_up_the_others(monkeypatch):
    batch = waiting(("news.jsonl", jsonl(record(headline="trip"), record())))
    real = readers.Item.parse
    monkeypatch.setattr(
        readers.Item, "parse", lambda item, language: 1 / 0 if item.number == 1 else real(item, language)
    )
    assert run_batch(batch.pk)
    assert outcomes(batch) == ["error", "imported"]


def test_the_job_is_enqueued_with_the_batch_or_not_at_all():
    batch = waiting(("news.jsonl", jsonl(record())), actor=adam())
    assert jobs_of(batch) == 1
    before = ProcrastinateJob.objects.count()
    with pytest.raises(PermissionDenied):
        waiting(("news.jsonl", b""), actor=ada())
    assert Batch.objects.count() == 1

    def files():
        yield "a.txt", b"text"
        raise OSError

    with pytest.raises(OSError), transaction.atomic():  # noqa: PT011
        waiting(*files())
    assert ProcrastinateJob.objects.count() == before


def test_the_number_of_queries_does_not_grow_with_the_articles(django_assert_max_num_queries):
    def lines(count):
        return [record(url=f"https://herald.example/{number}", outlet=f"Paper {number % 7}") for number in range(count)]

    # So that each of the two finds revisions to join the story of, and revisions that begin one.
    imported(*lines(9))
    imported(*lines(3))
    small, large = waiting(("s.jsonl", jsonl(*lines(5)))), waiting(("l.jsonl", jsonl(*lines(100))))
    with django_assert_max_num_queries(60) as few:
        run_batch(small.pk)
    with django_assert_max_num_queries(60) as many:
        run_batch(large.pk)
    assert len(few) == len(many)


def test_hooks_are_called_in_order_and_registered_once():
    hook, calls = Hook(), []
    first = hook.register(lambda ids: calls.append(("first", ids)))
    hook.register(first)
    hook.register(lambda ids: calls.append(("second", ids)))
    hook.send([1, 2])
    assert calls == [("first", [1, 2]), ("second", [1, 2])]
    hook.unregister(first)
    hook.send([3])
    assert calls[2:] == [("second", [3])]


@pytest.mark.parametrize("column", ["text", "text_sha256", "body_start"])
def test_the_text_of_an_article_cannot_be_changed(column):
    imported(record())
    value = {"text": "other", "text_sha256": b"x" * 32, "body_start": 0}[column]
    with pytest.raises(IntegrityError, match="article_text_is_immutable"), transaction.atomic():
        Article.objects.update(**{column: value})


@pytest.mark.django_db(transaction=True)
def test_one_process_at_a_time_runs_a_batch():
    batch = waiting(("news.jsonl", jsonl(record())))
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s, %s)", [BATCH_LOCK, batch.pk])
        assert not run_batch(batch.pk)
        assert Article.objects.count() == 0
    finally:
        other.connection.close()  # As when a process dies: not back to the pool.
        other.close()
    deadline = time.monotonic() + 10
    while not run_batch(batch.pk) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert Article.objects.count() == 1


@pytest.fixture
def read_ahead(monkeypatch):
    """Files of any size are read in the other process, in packets of four."""
    monkeypatch.setattr(ahead, "WORTH_BYTES", 1)
    monkeypatch.setattr(chunks, "CHUNK_ROWS", 4)


def test_what_is_read_ahead_becomes_the_same_as_what_is_read_here(read_ahead):
    broken = [record(), record(), b"{broken", record()]
    one, two = jsonl(*broken, *[record() for _ in range(5)]), jsonl(*[record() for _ in range(3)])
    batch = waiting(("one.jsonl", one), ("empty.jsonl", b""), ("two.jsonl", two))
    assert run_batch(batch.pk)
    batch.refresh_from_db()
    assert counts(batch) == (11, 0, 0, 2)
    assert list(batch.rows.order_by("file__number", "number").values_list("file__name", "number")) == [
        *(("one.jsonl", number) for number in range(1, 10)),
        ("empty.jsonl", 1),
        *(("two.jsonl", number) for number in range(1, 4)),
    ]
    prints = {text_print.article_id: bytes(text_print.signature) for text_print in TextPrint.objects.all()}
    for article in Article.objects.all():
        assert prints[article.pk] == print_of(body_of(article.text, article.body_start)).signature
    assert batch.files.filter(finished=True).count() == 3
    again = imported_files(("one.jsonl", one), ("two.jsonl", two))
    assert counts(again) == (0, 0, 11, 1)


def test_an_import_goes_on_where_it_was_when_the_process_that_reads_ahead_has_died(read_ahead, monkeypatch):
    batch = waiting(("news.jsonl", jsonl(*[record() for _ in range(18)])))
    real, calls = ahead.Ahead._receive, iter(range(1, 100))

    def receive(self):
        return self._broke(EOFError()) if next(calls) == 3 else real(self)

    monkeypatch.setattr(ahead.Ahead, "_receive", receive)
    with pytest.raises(ahead.ReadingBroke):
        run_batch(batch.pk)
    batch.refresh_from_db()
    assert (batch.state, batch.rows_imported) == (Batch.State.RUNNING, 8)
    assert "ReadingBroke" in batch.message
    assert run_batch(batch.pk)
    batch.refresh_from_db()
    assert (batch.state, batch.message, counts(batch)) == (Batch.State.FINISHED, "", (18, 0, 0, 0))
    assert sorted(batch.rows.values_list("number", flat=True)) == list(range(1, 19))


RUN_IN_CHUNKS_OF_FIVE = """
import sys, django
from django.conf import settings
django.setup()
settings.DATABASES["default"]["NAME"] = sys.argv[1]
from articles.services import chunks, importing, settling
from articles.hooks import articles_imported
articles_imported._functions = []
chunks.CHUNK_ROWS = 5
print("ready", flush=True)
importing.run_batch(int(sys.argv[2]))
"""


@pytest.mark.django_db(transaction=True)
def test_an_import_killed_in_the_middle_is_taken_up_without_loss_or_repetition():
    lines = [record() if number % 10 else b"{broken" for number in range(1200)]
    batch = waiting(("news.jsonl", jsonl(*lines)))
    killed_at = []
    for _ in range(2):
        process = subprocess.Popen(
            [sys.executable, "-c", RUN_IN_CHUNKS_OF_FIVE, connection.settings_dict["NAME"], str(batch.pk)],
            env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"},
            cwd=Path(__file__).resolve().parents[2],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        process.stdout.readline()
        before = BatchRow.objects.count()
        deadline = time.monotonic() + 30
        while BatchRow.objects.count() == before and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.02)
        process.kill()
        process.wait()
        process.stdout.close()
        killed_at.append(BatchRow.objects.count())
    assert 0 < killed_at[0] < killed_at[-1] < 1200
    deadline = time.monotonic() + 10
    while not run_batch(batch.pk) and time.monotonic() < deadline:
        time.sleep(0.05)
    batch.refresh_from_db()
    assert counts(batch) == (1080, 0, 0, 120)
    assert Article.objects.count() == 1080
    assert sorted(BatchRow.objects.values_list("number", flat=True)) == list(range(1, 1201))
    assert BatchFile.objects.get().finished

"""What the page of a batch says of its progress, its files and its errors."""

import csv
import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from articles.models import Batch
from articles.services.control import pause_batch
from articles.services.importing import run_batch
from newsroom import worker
from tests.factories import adam
from tests.factories_articles import imported, imported_files, jsonl, record, waiting

pytestmark = pytest.mark.django_db
State = Batch.State


@pytest.fixture(autouse=True)
def alive(monkeypatch):
    monkeypatch.setattr(worker, "worker_is_alive", lambda: True)


def test_speed_and_time_left_are_said_when_they_are_known(admin, monkeypatch, chunks_of_four):
    batch = waiting(("news.jsonl", jsonl(*[record() for _ in range(10)])))
    address = reverse("articles:batch", args=[batch.pk])
    assert "Waiting for a worker" in admin.get(address).content.decode()
    asked = iter([False, True])
    run_batch(batch.pk, stop=lambda: next(asked))
    batch.refresh_from_db()
    assert batch.pace_items > 0
    Batch.objects.update(pace_items=2.5, pace_bytes=batch.files.get().byte_length / 600)
    page = admin.get(address).content.decode()
    assert "2.5 items a second" in page
    assert "about 6 minutes left" in page
    Batch.objects.update(settled_at=timezone.now() - timedelta(minutes=5))
    page = admin.get(address).content.decode()
    assert "speed not known yet" in page
    assert "time left not known" in page


def test_files_are_listed_with_how_far_each_is(admin, monkeypatch, chunks_of_four):
    batch = waiting(
        ("a.jsonl", jsonl(record(), b"{")),
        ("b.jsonl", jsonl(*[record() for _ in range(9)])),
        ("c.jsonl", jsonl(record())),
    )
    asked = iter([False, True])
    run_batch(batch.pk, stop=lambda: next(asked))
    address = reverse("articles:batch", args=[batch.pk])
    page = admin.get(address, {"outcome": "files"})
    shown = [(file.name, file.finished, file.rows_done, file.errors) for file in page.context["page"].rows]
    assert shown == [("a.jsonl", True, 2, 1), ("b.jsonl", False, 2, 0), ("c.jsonl", False, 0, 0)]
    assert "How much of b.jsonl is read" in page.content.decode()
    assert "(1 of 3 files read)" in page.content.decode()


def test_files_are_paged_by_key_and_cost_the_same_for_any_number(admin, django_assert_max_num_queries):
    small = imported_files(("a.jsonl", jsonl(b"{")))
    big = imported_files(*[(f"{number}.txt", b"") for number in range(120)])
    seen, following = [], ""
    for expected in (50, 50, 20):
        page = admin.get(reverse("articles:batch", args=[big.pk]), {"outcome": "files", "after": following})
        assert len(page.context["page"].rows) == expected
        seen += [file.number for file in page.context["page"].rows]
        following = page.context["page"].following
    assert seen == list(range(1, 121))
    queries = []
    for batch in (small, big):
        with django_assert_max_num_queries(16) as asked:
            admin.get(reverse("articles:batch", args=[batch.pk]), {"outcome": "files"})
        queries.append(len(asked))
        assert not any('"content"' in query["sql"] for query in asked.captured_queries)
    assert queries[0] == queries[1]


def test_while_it_runs_the_tab_that_is_open_stays_the_one_that_is_asked_for(admin):
    batch = waiting(("news.jsonl", jsonl(record())))
    page = admin.get(reverse("articles:batch", args=[batch.pk]), {"outcome": "files"}).content.decode()
    assert f'hx-get="/batches/{batch.pk}/?outcome=files"' in page


def test_the_list_asks_again_as_long_as_something_moves(admin):
    batch = waiting(("news.jsonl", jsonl(record())))
    address = reverse("articles:batches")
    assert 'hx-trigger="every 5s"' in admin.get(address).content.decode()
    fragment = admin.get(address, headers={"HX-Request": "true"})
    assert fragment.status_code == 200
    assert "<html" not in fragment.content.decode()
    run_batch(batch.pk)
    assert admin.get(address, headers={"HX-Request": "true"}).status_code == 286
    assert "hx-get" not in admin.get(address).content.decode()


def test_a_paused_batch_does_not_ask_for_a_worker(admin, monkeypatch):
    monkeypatch.setattr(worker, "worker_is_alive", lambda: False)
    batch = waiting(("news.jsonl", jsonl(record())))
    assert "No worker is running" in admin.get(reverse("articles:batch", args=[batch.pk])).content.decode()
    pause_batch(actor=adam(), batch_id=batch.pk)
    for address in (reverse("articles:batch", args=[batch.pk]), reverse("articles:batches")):
        assert "No worker is running" not in admin.get(address).content.decode()


# --- Errors as a file ------------------------------------------------------------------------------------------------
def test_errors_come_as_a_file_that_no_spreadsheet_runs(admin):
    batch = imported_files(("=cmd.jsonl", jsonl(record(), b"{", record(), b"{")), ("empty.txt", b""))
    response = admin.get(reverse("articles:batch_errors", args=[batch.pk]))
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == f'attachment; filename="batch-{batch.pk}-errors.csv"'
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    head, *rows = csv.reader(io.StringIO(text))
    assert head == ["file", "item", "where", "reason"]
    assert [row[:2] for row in rows] == [["'=cmd.jsonl", "2"], ["'=cmd.jsonl", "4"], ["empty.txt", "1"]]
    assert rows[0][2] == "'=cmd.jsonl, line 2"
    assert all(row[3] for row in rows)


def test_a_batch_without_errors_gives_the_headings_alone(admin):
    batch = imported(record())
    response = admin.get(reverse("articles:batch_errors", args=[batch.pk]))
    assert b"".join(response.streaming_content).decode() == "\ufefffile,item,where,reason\r\n"


def test_the_file_is_read_in_parts(admin, monkeypatch, django_assert_num_queries):
    from articles.services import error_rows

    monkeypatch.setattr(error_rows, "_AT_ONCE", 2)
    batch = imported(*[b"{" for _ in range(5)])
    with django_assert_num_queries(4):
        lines = list(error_rows.error_lines(batch))
    assert [line.split(",")[1] for line in lines[1:]] == ["1", "2", "3", "4", "5"]

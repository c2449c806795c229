"""Pause, go on, cancel, try again: what each does, who may, and what happens to who comes too late."""

import csv
import io
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from articles import readers
from articles.models import Article, Batch, BatchFile, BatchRow
from articles.services import chunks, importing
from articles.services.control import NotAsItStands, cancel_batch, pause_batch, resume_batch, retry_errors
from articles.services.importing import run_batch, unfinished_batches
from articles.services.progress import progress_of
from newsroom import worker
from tests.factories import ada, adam, eda, stranger
from tests.factories_articles import imported, imported_files, jobs_of, jsonl, record, waiting

pytestmark = pytest.mark.django_db
State = Batch.State
ACTIONS = ("batch_pause", "batch_resume", "batch_cancel", "batch_retry", "batch_undo")


@pytest.fixture(autouse=True)
def alive(monkeypatch):
    monkeypatch.setattr(worker, "worker_is_alive", lambda: True)


@pytest.fixture
def admin(client):
    client.force_login(adam())
    return client


@pytest.fixture
def chunks_of_four(monkeypatch):
    monkeypatch.setattr(chunks, "CHUNK_ROWS", 4)


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


# --- Pause and go on -------------------------------------------------------------------------------------------------
def test_a_paused_batch_stops_with_the_chunk_in_hand_and_goes_on_after_what_was_settled(monkeypatch, chunks_of_four):
    batch = waiting(("news.jsonl", jsonl(*[record() for _ in range(10)])))
    during_chunk(monkeypatch, 2, lambda: pause_batch(actor=adam(), batch_id=batch.pk))
    assert run_batch(batch.pk)
    batch.refresh_from_db()
    assert (batch.state, batch.rows_imported, Article.objects.count()) == (State.PAUSED, 4, 4)
    assert adds_up(batch)
    assert unfinished_batches() == []
    assert run_batch(batch.pk)
    assert Article.objects.count() == 4
    before = jobs_of(batch)
    resume_batch(actor=adam(), batch_id=batch.pk)
    assert jobs_of(batch) == before + 1
    assert run_batch(batch.pk)
    assert adds_up(batch)
    assert (batch.state, batch.rows_imported) == (State.FINISHED, 10)
    assert sorted(batch.rows.values_list("number", flat=True)) == list(range(1, 11))


def test_paused_and_resumed_while_a_chunk_is_read_goes_on_in_the_same_process(monkeypatch, chunks_of_four):
    batch = waiting(("news.jsonl", jsonl(*[record() for _ in range(10)])))

    def both():
        pause_batch(actor=adam(), batch_id=batch.pk)
        resume_batch(actor=adam(), batch_id=batch.pk)

    during_chunk(monkeypatch, 2, both)
    assert run_batch(batch.pk)
    batch.refresh_from_db()
    assert (batch.state, batch.rows_imported) == (State.FINISHED, 10)


def test_resumed_in_the_moment_in_which_the_importer_lets_go_is_taken_up_by_it(monkeypatch):
    batch = waiting(("news.jsonl", jsonl(record(), record())))
    real, calls = importing._run_chunk, []

    def run_chunk(batch_id, taken):
        calls.append(batch_id)
        if len(calls) == 1:
            Batch.objects.filter(pk=batch_id).update(state=State.PAUSED)
            assert not real(batch_id, taken)
            Batch.objects.filter(pk=batch_id).update(state=State.PENDING)
            return False
        return real(batch_id, taken)

    monkeypatch.setattr(importing, "_run_chunk", run_chunk)
    assert run_batch(batch.pk)
    assert Batch.objects.get().state == State.FINISHED


def test_a_batch_that_was_given_up_can_be_tried_again(monkeypatch):
    batch = waiting(("news.jsonl", jsonl(record())))
    Batch.objects.update(state=State.FAILED, attempts=importing.MAX_ATTEMPTS, message="Given up.")
    resume_batch(actor=adam(), batch_id=batch.pk)
    assert run_batch(batch.pk)
    batch.refresh_from_db()
    assert (batch.state, batch.message, batch.rows_imported) == (State.FINISHED, "", 1)


# --- Cancel ----------------------------------------------------------------------------------------------------------
def test_cancel_keeps_what_was_settled_and_says_what_was_not_read(monkeypatch, chunks_of_four, admin):
    files = [("a.jsonl", jsonl(*[record() for _ in range(10)])), ("b.jsonl", jsonl(record()))]
    batch = waiting(*files)
    during_chunk(monkeypatch, 2, lambda: cancel_batch(actor=adam(), batch_id=batch.pk))
    assert run_batch(batch.pk)
    assert adds_up(batch)
    assert (batch.state, batch.rows_imported, Article.objects.count()) == (State.CANCELLED, 4, 4)
    assert batch.finished_at
    progress = progress_of(batch)
    assert (progress.files_unread, progress.files_in_part) == (1, 1)
    assert 5 <= progress.items_unread <= 9
    assert not any(bytes(content) for content in batch.files.values_list("content", flat=True))
    page = admin.get(reverse("articles:batch", args=[batch.pk])).content.decode()
    assert "1 file was not read, and 1 was read only in part" in page
    assert imported_files(*files).rows_imported == 7


def test_a_batch_cancelled_before_it_began_says_that_nothing_tells_how_many_items(admin):
    batch = waiting(("a.jsonl", jsonl(record())))
    cancel_batch(actor=adam(), batch_id=batch.pk)
    page = admin.get(reverse("articles:batch", args=[batch.pk])).content.decode()
    assert "1 file was not read: the number of items in there is not known" in page


# --- Try errors again ------------------------------------------------------------------------------------------------
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


# --- Who may, and who comes too late ---------------------------------------------------------------------------------
@pytest.mark.parametrize("state", [State.DRAFT, State.FETCHING])
def test_a_batch_that_is_not_begun_is_neither_run_nor_counted(state):
    batch = waiting(("news.jsonl", jsonl(record())))
    Batch.objects.update(state=state)
    assert run_batch(batch.pk)
    assert unfinished_batches() == []
    assert (Article.objects.count(), Batch.objects.get().state) == (0, state)


@pytest.mark.parametrize(
    ("act", "state"),
    [
        (pause_batch, State.FINISHED),
        (pause_batch, State.DRAFT),
        (resume_batch, State.FINISHED),
        (resume_batch, State.UNDONE),
        (cancel_batch, State.FINISHED),
        (cancel_batch, State.UNDOING),
        (retry_errors, State.PAUSED),
        (retry_errors, State.FETCHING),
    ],
)
def test_what_cannot_be_done_changes_nothing(act, state):
    batch = imported(b"{")
    Batch.objects.update(state=state, undone_at=timezone.now())
    with pytest.raises(NotAsItStands, match="Nothing was changed"):
        act(actor=adam(), batch_id=batch.pk)
    assert Batch.objects.get().state == state
    assert not batch.rows.filter(retrying=True).exists()


@pytest.mark.parametrize(("act", "state"), [(pause_batch, State.PENDING), (cancel_batch, State.PAUSED)])
def test_a_second_click_changes_nothing_and_is_no_error(act, state):
    batch = waiting(("news.jsonl", jsonl(record())))
    Batch.objects.update(state=state)
    act(actor=adam(), batch_id=batch.pk)
    after = Batch.objects.values().get()
    act(actor=adam(), batch_id=batch.pk)
    assert Batch.objects.values().get() == after


@pytest.mark.parametrize("act", [pause_batch, resume_batch, cancel_batch, retry_errors])
@pytest.mark.parametrize("who", [ada, eda, stranger])
def test_permission_is_asked_in_the_service(act, who):
    batch = waiting(("news.jsonl", jsonl(record())))
    with pytest.raises(PermissionDenied):
        act(actor=who(), batch_id=batch.pk)


@pytest.mark.parametrize("name", [*ACTIONS, "batch_errors"])
def test_pages_and_buttons_are_for_admins(client, name):
    batch = imported(b"{")
    address = reverse(f"articles:{name}", args=[batch.pk])
    send = client.get if name == "batch_errors" else client.post
    assert send(address).status_code == 302
    assert send(address)["Location"].startswith(reverse("account_login"))
    for who in (ada, eda, stranger):
        client.force_login(who())
        assert send(address).status_code == 403
    client.force_login(adam())
    assert send(reverse(f"articles:{name}", args=[999_999])).status_code == 404
    assert client.put(address).status_code == 405
    if name in ("batch_pause", "batch_resume", "batch_retry"):
        assert client.get(address).status_code == 405


def test_the_buttons_do_what_they_say_and_who_is_too_late_sees_how_it_stands(admin):
    batch = waiting(("news.jsonl", jsonl(record(), b"{")))
    address = reverse("articles:batch", args=[batch.pk])

    def press(name, **data):
        return admin.post(reverse(f"articles:{name}", args=[batch.pk]), data)

    assert "Pause" in admin.get(address).content.decode()
    assert press("batch_pause")["Location"] == address
    assert "Paused. What was imported stays" in admin.get(address).content.decode()
    assert press("batch_resume").status_code == 302
    late = press("batch_retry")
    assert late.status_code == 409
    assert "Nothing was changed" in late.content.decode()
    run_batch(batch.pk)
    assert press("batch_pause").status_code == 409
    assert "Try the error again" in admin.get(address).content.decode()
    assert press("batch_retry", row="x").status_code == 404
    assert press("batch_retry", row="999999").status_code == 409
    assert press("batch_retry", row=batch.rows.get(outcome="error").pk).status_code == 302
    question = admin.get(reverse("articles:batch_cancel", args=[batch.pk])).content.decode()
    assert "2 items are settled and stay as they are" in question
    assert press("batch_cancel").status_code == 302
    assert Batch.objects.get().state == State.CANCELLED
    assert "nothing to cancel" in admin.get(reverse("articles:batch_cancel", args=[batch.pk])).content.decode()


# --- What the page says ----------------------------------------------------------------------------------------------
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

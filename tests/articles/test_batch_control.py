"""Pause, go on, cancel, try again: what each does, who may, and what happens to who comes too late."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from articles.models import Article, Batch
from articles.services import importing
from articles.services.control import NotAsItStands, cancel_batch, pause_batch, resume_batch, retry_errors
from articles.services.importing import run_batch, unfinished_batches
from articles.services.progress import progress_of
from newsroom import worker
from tests.articles.batches import adds_up, during_chunk
from tests.factories import ada, adam, eda, stranger
from tests.factories_articles import imported, imported_files, jobs_of, jsonl, record, waiting

pytestmark = pytest.mark.django_db
State = Batch.State
ACTIONS = ("batch_pause", "batch_resume", "batch_cancel", "batch_retry", "batch_undo")


@pytest.fixture(autouse=True)
def alive(monkeypatch):
    monkeypatch.setattr(worker, "worker_is_alive", lambda: True)


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

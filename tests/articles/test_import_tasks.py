"""The worker's side: the job of a batch, and the tick that takes up what was left behind."""

from types import SimpleNamespace

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import JobAborted

from articles.models import Article, Batch
from articles.services.importing import unfinished_batches
from articles.services.undoing import TASK as UNDO
from articles.services.undoing import undo_batch
from articles.tasks import import_batch, tick
from articles.tasks import undo_batch as undo_job
from tests.factories import adam
from tests.factories_articles import imported, jobs_of, jsonl, record, waiting

pytestmark = pytest.mark.django_db(transaction=True)
WORKING = SimpleNamespace(should_abort=lambda: False)
STOPPING = SimpleNamespace(should_abort=lambda: True)


def test_the_job_imports_its_batch_and_running_it_again_changes_nothing():
    batch = waiting(("news.jsonl", jsonl(record(), record())))
    for _ in range(2):
        import_batch(WORKING, batch_id=batch.pk)
        assert Article.objects.count() == 2
    assert Batch.objects.get().state == Batch.State.FINISHED


def test_a_worker_that_is_asked_to_stop_leaves_the_batch_to_the_next():
    batch = waiting(("news.jsonl", jsonl(record())))
    with pytest.raises(JobAborted):
        import_batch(STOPPING, batch_id=batch.pk)
    assert jobs_of(batch) == 2
    assert unfinished_batches() == [batch.pk]


def test_a_job_whose_batch_is_gone_ends_quietly():
    import_batch(WORKING, batch_id=999_999)


def test_the_tick_takes_up_what_a_killed_command_left():
    first = waiting(("a.jsonl", jsonl(record())), in_this_process=True)
    second = waiting(("b.jsonl", jsonl(record())))
    Batch.objects.filter(pk=second.pk).update(state=Batch.State.RUNNING)
    tick(WORKING, timestamp=0)
    assert set(Batch.objects.values_list("pk", "state")) == {(first.pk, "finished"), (second.pk, "finished")}
    assert Article.objects.count() == 2


def test_one_batch_that_fails_does_not_keep_the_tick_from_the_next(monkeypatch):
    from articles.services import importing

    bad, good = waiting(("a.jsonl", jsonl(record()))), waiting(("b.jsonl", jsonl(record())))
    real = importing._run_chunk
    monkeypatch.setattr(
        importing, "_run_chunk", lambda batch_id, opened: 1 / 0 if batch_id == bad.pk else real(batch_id, opened)
    )
    tick(WORKING, timestamp=0)
    assert unfinished_batches() == [bad.pk]
    assert Batch.objects.get(pk=good.pk).state == Batch.State.FINISHED


def undoing() -> Batch:
    batch = imported(record(), record())
    undo_batch(actor=adam(), batch_id=batch.pk)
    return batch


def jobs_to_undo(batch: Batch) -> int:
    return ProcrastinateJob.objects.filter(task_name=UNDO, args={"batch_id": batch.pk}).count()


def test_the_job_undoes_its_batch_and_running_it_again_changes_nothing():
    batch = undoing()
    assert jobs_to_undo(batch) == 1
    for _ in range(2):
        undo_job(WORKING, batch_id=batch.pk)
        assert Article.objects.count() == 0
    assert Batch.objects.get().state == Batch.State.UNDONE


def test_a_worker_that_is_asked_to_stop_leaves_the_undo_to_the_next_and_the_tick_takes_it_up():
    batch = undoing()
    with pytest.raises(JobAborted):
        undo_job(STOPPING, batch_id=batch.pk)
    assert jobs_to_undo(batch) == 2
    assert Article.objects.count() == 2
    tick(WORKING, timestamp=0)
    assert (Batch.objects.get().state, Article.objects.count()) == (Batch.State.UNDONE, 0)


def test_the_tick_leaves_alone_what_is_paused_or_not_begun():
    batches = [waiting((f"{number}.jsonl", jsonl(record()))) for number in range(3)]
    for batch, state in zip(batches, (Batch.State.PAUSED, Batch.State.DRAFT, Batch.State.FETCHING), strict=True):
        Batch.objects.filter(pk=batch.pk).update(state=state)
    tick(WORKING, timestamp=0)
    assert Article.objects.count() == 0
    assert set(Batch.objects.values_list("state", flat=True)) == {"paused", "draft", "fetching"}

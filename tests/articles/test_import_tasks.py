"""The worker's side: the job of a batch, and the tick that takes up what was left behind."""

import datetime
from types import SimpleNamespace

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import JobAborted

from articles.models import Article, Batch, Feed, OutletRule, Preview
from articles.services import gathering, polling, rules
from articles.services.address_lists import create_address_batch, read_addresses
from articles.services.importing import unfinished_batches
from articles.services.undoing import TASK as UNDO
from articles.services.undoing import undo_batch
from articles.tasks import (
    gather_batch,
    import_batch,
    learn_what_repeats,
    poll_feeds,
    preview_batch,
    remake_articles,
    tick,
)
from articles.tasks import undo_batch as undo_job
from tests.factories import adam
from tests.factories_articles import draft, imported, jobs_of, jsonl, previews_of, record, waiting
from tests.factories_outlets import archive

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
        importing, "_run_chunk", lambda batch_id, taken: 1 / 0 if batch_id == bad.pk else real(batch_id, taken)
    )
    tick(WORKING, timestamp=0)
    assert unfinished_batches() == [bad.pk]
    assert Batch.objects.get(pk=good.pk).state == Batch.State.FINISHED


def test_the_job_makes_the_preview_and_running_it_again_changes_nothing():
    batch = draft(("news.jsonl", jsonl(record(), record())))
    for _ in range(2):
        preview_batch(WORKING, batch_id=batch.pk)
        assert Preview.objects.get().result["counts"]["imported"] == 2
    assert Article.objects.count() == 0


def test_a_worker_that_is_asked_to_stop_leaves_the_preview_to_the_next():
    batch = draft(("news.jsonl", jsonl(record())))
    with pytest.raises(JobAborted):
        preview_batch(STOPPING, batch_id=batch.pk)
    assert previews_of(batch) == 2
    assert Preview.objects.get().state == Preview.State.WAITING


def test_the_tick_makes_previews_that_lost_their_job_and_clears_drafts_that_nobody_wants():
    lost, old = draft(("a.jsonl", jsonl(record()))), draft(("b.jsonl", jsonl(record())))
    long_ago = timezone.now() - datetime.timedelta(days=30)
    Preview.objects.filter(batch=lost).update(touched_at=long_ago)
    Preview.objects.filter(batch=old).update(changed_at=long_ago)
    tick(WORKING, timestamp=0)
    assert list(Batch.objects.values_list("pk", "state")) == [(lost.pk, Batch.State.DRAFT)]
    assert Preview.objects.get().state == Preview.State.READY
    assert Article.objects.count() == 0


def test_the_tick_has_batches_gathered_and_due_feeds_looked_at(settings):
    settings.FETCHING = True
    gathered = create_address_batch(None, found=read_addresses("https://a.test/1"), name="A list", in_this_process=True)
    Feed.objects.create(name="Merrow", address="https://merrow.test/rss", next_poll_at=timezone.now())
    tick(WORKING, timestamp=0)
    assert ProcrastinateJob.objects.filter(task_name=gathering.TASK, args={"batch_id": gathered.pk}).count() == 1
    assert ProcrastinateJob.objects.filter(task_name=polling.POLL_TASK, status="todo").count() == 1


def test_a_gathering_that_is_asked_to_stop_is_left_to_the_next(settings):
    settings.FETCHING = True
    batch = create_address_batch(None, found=read_addresses("https://a.test/1"), name="A list", in_this_process=True)
    with pytest.raises(JobAborted):
        gather_batch(STOPPING, batch_id=batch.pk)
    assert ProcrastinateJob.objects.filter(task_name=gathering.TASK, args={"batch_id": batch.pk}).count() == 1
    gather_batch(STOPPING, batch_id=999_999)
    poll_feeds(STOPPING)


def test_the_worker_learns_once_no_import_runs():
    sign_off = "You are reading Lenn Valley Radio, the voice of the valley."
    imported(*archive(30, sign_off))
    batch = waiting(("news.jsonl", jsonl(record())))
    learn_what_repeats(WORKING, timestamp=0)
    assert not OutletRule.objects.exists()
    import_batch(WORKING, batch_id=batch.pk)
    learn_what_repeats(WORKING, timestamp=0)
    assert OutletRule.objects.get().text == sign_off


@pytest.mark.parametrize("job", [remake_articles, lambda context: learn_what_repeats(context, timestamp=0)])
def test_articles_are_made_anew_by_the_job_or_by_the_next_look(job):
    sign_off = "You are reading Lenn Valley Radio, the voice of the valley."
    imported(*archive(30, sign_off))
    learn_what_repeats(WORKING, timestamp=0)
    rules.ask_to_remake(adam(), rule_id=OutletRule.objects.get().pk)
    job(STOPPING)
    assert Article.objects.filter(text__contains=sign_off).count() == 30
    job(WORKING)
    assert Article.objects.count() == 30
    assert not Article.objects.filter(text__contains=sign_off).exists()


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

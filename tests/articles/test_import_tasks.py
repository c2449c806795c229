"""The worker's side: the job of a batch, and the tick that takes up what was left behind."""

from types import SimpleNamespace

import pytest
from procrastinate.exceptions import JobAborted

from articles.models import Article, Batch, OutletRule
from articles.services import rules
from articles.services.importing import unfinished_batches
from articles.tasks import import_batch, learn_what_repeats, remake_articles, tick
from tests.factories import adam
from tests.factories_articles import imported, jobs_of, jsonl, record, waiting
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
        importing, "_run_chunk", lambda batch_id, opened: 1 / 0 if batch_id == bad.pk else real(batch_id, opened)
    )
    tick(WORKING, timestamp=0)
    assert unfinished_batches() == [bad.pk]
    assert Batch.objects.get(pk=good.pk).state == Batch.State.FINISHED


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

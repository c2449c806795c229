"""Undoing a batch: what goes, what stays and why, in chunks that may be killed; what the pages say."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from articles.hooks import Objection, articles_held, articles_leaving, undo_asked
from articles.models import Article, Batch, BatchRow, Block, Original
from articles.services import undoing
from articles.services.control import NotAsItStands, retry_errors
from articles.services.cutting import put_block_back
from articles.services.importing import run_batch, unfinished_batches
from articles.services.undoing import batches_to_undo, run_undo, undo_batch, weigh_undo
from newsroom import worker
from tests.factories import ada, adam, eda, stranger
from tests.factories_articles import imported, imported_files, jsonl, record, waiting

pytestmark = pytest.mark.django_db
State = Batch.State
URL = "https://herald.example/1"


@pytest.fixture(autouse=True)
def alive(monkeypatch):
    monkeypatch.setattr(worker, "worker_is_alive", lambda: True)


@pytest.fixture(autouse=True)
def rooms(monkeypatch):
    """The other rooms: what they object to, and the ids they are told of."""
    others = {"objects to": [], "held": [], "left": []}

    def asked(articles):
        return [Objection("a reading", articles.filter(pk__in=others["objects to"]))]

    monkeypatch.setattr(undo_asked, "_functions", [asked])
    monkeypatch.setattr(articles_held, "_functions", [lambda ids: others["held"].append(list(ids))])
    monkeypatch.setattr(articles_leaving, "_functions", [lambda ids: others["left"].append(list(ids))])
    return others


def undone(batch: Batch) -> Batch:
    undo_batch(actor=adam(), batch_id=batch.pk)
    assert run_undo(batch.pk)
    batch.refresh_from_db()
    return batch


def made(batch: Batch) -> list[int]:
    return sorted(batch.rows.filter(outcome__in=["imported", "revision"]).values_list("article", flat=True))


def test_what_the_batch_made_goes_and_its_rows_stay(rooms):
    before = imported(record())
    twice = record()
    batch = imported_files(
        ("news.jsonl", jsonl(twice, twice, record(url=URL), record(url=URL), b"{")),
        ("page.txt", b"Lights out\nNobody knows the reason.\nComments"),
        default_language="en",
    )
    ids = made(batch)
    assert (len(ids), Block.objects.count()) == (4, 1)
    undone(batch)
    assert (batch.state, batch.articles_removed, batch.undone_by, batch.message) == (State.UNDONE, 4, adam(), "")
    assert list(Article.objects.values_list("pk", flat=True)) == made(before)
    assert (Original.objects.count(), Block.objects.count()) == (1, 0)
    assert (batch.rows_imported, batch.rows_revision, batch.rows_duplicate, batch.rows_error) == (3, 1, 1, 1)
    assert (batch.rows.count(), batch.rows.filter(article=None).count()) == (6, 6)
    assert not any(bytes(content) for content in batch.files.values_list("content", flat=True))
    assert rooms["left"] == [sorted(ids, reverse=True)]
    assert rooms["held"] == rooms["left"]


def test_the_same_bytes_make_the_articles_anew_afterwards():
    content = jsonl(record(), record(url=URL), record(url=URL))
    undone(imported_files(("news.jsonl", content)))
    again = imported_files(("news.jsonl", content))
    assert (again.rows_imported, again.rows_revision, again.rows_duplicate) == (2, 1, 0)
    assert Article.objects.count() == Original.objects.count() == 3


def test_what_another_batch_names_stays_until_that_one_is_undone_too():
    shared, own = record(), record()
    batch = imported(shared, own)
    other = imported(shared)
    kept = other.rows.get().article_id
    weighed = weigh_undo(batch)
    assert (weighed.articles, weighed.named, weighed.revised, weighed.going) == (2, 1, 0, 1)
    undone(batch)
    assert batch.message == "1 article stays: 1 named by another batch."
    assert list(Article.objects.values_list("pk", flat=True)) == [kept]
    assert batch.rows.get(number=1).article_id == kept

    first, second = imported(one := record()), imported(one)
    undone(second)
    assert Article.objects.filter(pk__in=made(first)).exists()
    undone(first)
    assert first.message == ""
    assert not Article.objects.filter(text__contains=one["headline"]).exists()


def test_what_a_later_article_revises_stays_with_all_that_it_revises_in_turn():
    batch = imported(record(url=URL), record(url=URL), record(url="https://herald.example/2"))
    imported(record(url=URL))
    weighed = weigh_undo(batch)
    assert (weighed.articles, weighed.named, weighed.revised, weighed.going) == (3, 0, 2, 1)
    undone(batch)
    assert batch.message == "2 articles stay: 2 revised by an article that stays."
    assert Article.objects.filter(url=URL).count() == 3


@pytest.mark.parametrize("chunk", [1, 500])
def test_what_is_revised_goes_too_when_it_was_cut_anew_since_and_so_is_the_younger(monkeypatch, chunk):
    monkeypatch.setattr(undoing, "CHUNK", chunk)
    prompt = "Sign up to our newsletter"
    batch = imported(record(url=URL, text=f"Three boats were lost.\n{prompt}\nNobody was found."), record(url=URL))
    cut_anew = put_block_back(adam(), article_id=made(batch)[0], number=1)
    assert Article.objects.get(revises=cut_anew).pk < cut_anew
    undone(batch)
    assert (batch.message, batch.articles_removed, Article.objects.count()) == ("", 2, 0)


def test_a_revision_goes_and_what_it_revises_of_another_batch_stays():
    first = imported(record(url=URL))
    second = imported(record(url=URL))
    undone(second)
    assert made(first) == list(Article.objects.values_list("pk", flat=True))


def test_originals_that_another_article_needs_stay():
    file = ("a.txt", b"Boats lost\nThey are gone for good.")
    one = imported_files(file, default_outlet="One")
    two = imported_files(file, default_outlet="Two")
    assert Original.objects.count() == 1
    undone(one)
    assert (Original.objects.count(), Article.objects.get().outlet.name) == (1, "Two")
    undone(two)
    assert (Original.objects.count(), Article.objects.count()) == (0, 0)


def test_chunks_go_one_by_one_and_an_undo_that_dies_goes_on(monkeypatch, rooms):
    monkeypatch.setattr(undoing, "CHUNK", 4)
    batch = imported(*[record() for _ in range(6)], record(url=URL), record(url=URL), record(), record())
    undo_batch(actor=adam(), batch_id=batch.pk)
    asked = iter([False, True])
    assert not run_undo(batch.pk, stop=lambda: next(asked))
    batch.refresh_from_db()
    assert (batch.state, batch.articles_removed, Article.objects.count()) == (State.UNDOING, 4, 6)

    def fails(ids):
        assert Article.objects.exists()
        raise RuntimeError("killed")

    with monkeypatch.context() as patched:
        patched.setattr(articles_leaving, "_functions", [fails])
        with pytest.raises(RuntimeError):
            run_undo(batch.pk)
    batch.refresh_from_db()
    assert (batch.articles_removed, Article.objects.count(), BatchRow.objects.filter(article=None).count()) == (4, 6, 4)
    assert "tried again" in batch.message
    assert batches_to_undo() == [batch.pk]
    assert run_undo(batch.pk)
    assert run_undo(batch.pk)
    batch.refresh_from_db()
    assert (batch.state, batch.articles_removed, batch.message) == (State.UNDONE, 10, "")
    assert batches_to_undo() == []
    assert [len(ids) for ids in rooms["left"]] == [4, 4, 2]


def test_nothing_is_removed_when_somebody_has_worked_on_an_article(rooms, admin):
    batch = imported(record(), record())
    rooms["objects to"] = made(batch)[:1]
    with pytest.raises(NotAsItStands, match="Nothing was removed"):
        undo_batch(actor=adam(), batch_id=batch.pk)
    batch.refresh_from_db()
    assert (batch.state, batch.undone_at, Article.objects.count()) == (State.FINISHED, None, 2)
    address = reverse("articles:batch_undo", args=[batch.pk])
    question = admin.get(address).content.decode()
    assert "1 article with a reading" in question
    assert "<form" not in question.split("<main", 1)[1]
    assert admin.post(address).status_code == 409
    assert Article.objects.count() == 2


def test_what_somebody_takes_up_while_it_is_undone_stays_with_what_it_revises(rooms):
    batch = imported(record(url=URL), record(url=URL), record())
    undo_batch(actor=adam(), batch_id=batch.pk)
    rooms["objects to"] = [Article.objects.filter(url=URL).latest("pk").pk]
    assert run_undo(batch.pk)
    batch.refresh_from_db()
    assert (batch.articles_removed, Article.objects.filter(url=URL).count()) == (1, 2)
    assert batch.message == "2 articles stay: 2 worked on by somebody since."


def test_an_undo_neither_imports_nor_is_imported():
    batch = imported(record())
    undo_batch(actor=adam(), batch_id=batch.pk)
    assert unfinished_batches() == []
    assert run_batch(batch.pk)
    assert Batch.objects.get().state == State.UNDOING
    assert ProcrastinateJob.objects.filter(task_name=undoing.TASK, args={"batch_id": batch.pk}).count() == 1
    undo_batch(actor=adam(), batch_id=batch.pk)
    assert ProcrastinateJob.objects.filter(task_name=undoing.TASK, args={"batch_id": batch.pk}).count() == 1


@pytest.mark.parametrize("state", [State.PENDING, State.RUNNING, State.PAUSED, State.DRAFT, State.FETCHING])
def test_an_import_under_way_is_cancelled_first(state, admin):
    batch = waiting(("news.jsonl", jsonl(record())))
    Batch.objects.update(state=state)
    with pytest.raises(NotAsItStands):
        undo_batch(actor=adam(), batch_id=batch.pk)
    assert "cannot be undone now" in admin.get(reverse("articles:batch_undo", args=[batch.pk])).content.decode()


def test_an_undone_batch_says_when_it_was():
    batch = imported(record())
    with pytest.raises(IntegrityError, match="batch_undone_at_a_time"), transaction.atomic():
        Batch.objects.filter(pk=batch.pk).update(state=State.UNDONE)


def test_after_it_nothing_is_left_to_try_again():
    batch = undone(imported(record(), b"{"))
    with pytest.raises(NotAsItStands):
        retry_errors(actor=adam(), batch_id=batch.pk)


@pytest.mark.parametrize("who", [ada, eda, stranger])
def test_permission_is_asked_in_the_service(who):
    batch = imported(record())
    with pytest.raises(PermissionDenied):
        undo_batch(actor=who(), batch_id=batch.pk)


def test_the_pages_ask_do_and_tell(admin):
    batch = imported(record(), shared := record())
    imported(shared)
    page, question = (reverse(f"articles:{name}", args=[batch.pk]) for name in ("batch", "batch_undo"))
    assert question in admin.get(page).content.decode()
    asked = admin.get(question).content.decode()
    assert "Undo: remove 1 article<" in asked
    assert "1 article that another batch names as already here" in asked
    assert admin.post(question)["Location"] == page
    running = admin.get(page).content.decode()
    assert "Being undone: 0 of 2 articles are removed so far" in running
    assert "every 2s" in running
    run_undo(batch.pk)
    told = admin.get(page).content.decode()
    assert "1 article removed. The figures below are what it had brought. 1 article stays" in told
    assert "removed since" in told
    assert "hx-get" not in told
    assert question not in told
    assert admin.post(question).status_code == 302
    assert "There is nothing to do" in admin.get(question).content.decode()


def test_the_question_costs_the_same_for_any_number_of_articles(admin, django_assert_max_num_queries):
    queries = []
    for count in (1, 60):
        batch = imported(*[record() for _ in range(count)])
        with django_assert_max_num_queries(12) as asked:
            admin.get(reverse("articles:batch_undo", args=[batch.pk]))
        queries.append(len(asked))
    assert queries[0] == queries[1]


def test_a_chunk_costs_the_same_for_any_number_of_articles(django_assert_max_num_queries):
    queries = []
    for count in (2, 60):
        batch = imported(*[record() for _ in range(count)])
        undo_batch(actor=adam(), batch_id=batch.pk)
        with django_assert_max_num_queries(60) as asked:
            run_undo(batch.pk)
        queries.append(len(asked))
    assert queries[0] == queries[1]

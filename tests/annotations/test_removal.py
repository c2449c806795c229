"""Undoing a batch, as this room sees it: what people made speaks against it; what machines made goes with it."""

import threading
import uuid

import pytest
from django.db import connection
from django.db.models import CASCADE
from django.utils import timezone

from annotations.models import (
    Act,
    Assignment,
    Event,
    EventArgument,
    MentionGroup,
    Note,
    Quote,
    Reading,
    Tag,
)
from annotations.services.queue import take_next
from annotations.services.removal import _DELETE, speaks_against_removal
from articles.models import Article
from articles.services.control import NotAsItStands
from articles.services.undoing import run_undo, undo_batch, weigh_undo
from tests.factories import ada, adam
from tests.factories_articles import imported, imported_files, jsonl, record
from tests.factories_readings import human_reading, make_claim, make_quote, make_tag

pytestmark = pytest.mark.django_db
EVERYTHING = (Tag, Quote, MentionGroup, Event, EventArgument, Assignment, Reading)


def marked(batch) -> Article:
    """The batch's first article, with a machine's reading that has one of everything."""
    article = Article.objects.filter(rows__batch=batch).earliest("pk")
    reading = article.readings.get(role=Reading.Role.MACHINE)
    tag = make_tag(reading, "Port Merrow", "place")
    lost = make_tag(reading, "lost", "event")
    make_quote(reading, "Nobody has been found", speaker=tag)
    event = Event.objects.create(group=lost.group, place=tag.group)
    EventArgument.objects.create(event=event, group=tag.group, role="target")
    Reading.objects.filter(pk=reading.pk).update(state=Reading.State.CLOSED)
    return article


def objections(batch) -> dict[str, int]:
    return dict(weigh_undo(batch).objections)


def test_what_machines_and_tools_made_goes_with_the_articles():
    other = imported(record())
    batch = imported_files(
        ("a.jsonl", jsonl({**record(), "entities": [{"start_offset": 0, "end_offset": 5, "label": "PER"}]}, record())),
    )
    marked(batch)
    assert objections(batch) == {}
    undo_batch(actor=adam(), batch_id=batch.pk)
    assert run_undo(batch.pk)
    left = Article.objects.get()
    assert left.rows.get().batch_id == other.pk
    assert {reading.article_id for reading in Reading.objects.all()} == {left.pk}
    assert {slot.article_id for slot in Assignment.objects.all()} == {left.pk}
    assert not any(model.objects.exists() for model in EVERYTHING if model not in (Reading, Assignment))


def work(article, what: str) -> None:
    """Have somebody work on an article in one way."""
    if what == "an analyst’s reading":
        human_reading(ada(), article, filled=False)
    elif what == "a record":
        Reading.objects.create(article=article, role=Reading.Role.RECORD, state=Reading.State.CLOSED, reader=adam())
    reading = article.readings.get(role=Reading.Role.MACHINE)
    if what == "notes":
        Note.objects.create(
            id=uuid.uuid4(), reading=reading, text="Look here.", author=ada(), created_at=timezone.now()
        )
    elif what == "claims":
        make_claim(ada(), "Boats were lost.", reading.quotes.first())
    elif what == "decisions":
        Act.objects.create(id=uuid.uuid4(), actor=ada(), reading=reading, seq=1, verb="confirm")


@pytest.mark.parametrize("what", ["an analyst’s reading", "a record", "notes", "claims", "decisions"])
def test_what_people_made_speaks_against_it(what):
    batch = imported(record(), record())
    article = marked(batch)
    work(article, what)
    assert objections(batch) == {what: 1}
    with pytest.raises(NotAsItStands):
        undo_batch(actor=adam(), batch_id=batch.pk)
    assert Article.objects.count() == 2


@pytest.mark.parametrize("what", ["an analyst’s reading", "a record", "notes", "claims", "decisions"])
def test_what_people_made_in_the_meantime_keeps_its_article_whole(what):
    batch = imported(record(), record())
    article = marked(batch)
    undo_batch(actor=adam(), batch_id=batch.pk)
    work(article, what)
    assert run_undo(batch.pk)
    batch.refresh_from_db()
    assert batch.message == "1 article stays: 1 worked on by somebody since."
    assert Article.objects.get() == article
    machine = article.readings.get(role=Reading.Role.MACHINE)
    assert (machine.tags.count(), machine.quotes.count()) == (2, 1)


def test_the_same_number_of_queries_for_any_number_of_articles(django_assert_num_queries):
    imported(*[record() for _ in range(20)])
    with django_assert_num_queries(5):
        assert [objection.articles.count() for objection in speaks_against_removal(Article.objects.all())] == [0] * 5


def refers_to(model) -> set[str]:
    """Tables with a foreign key to the model's."""
    return {
        relation.related_model._meta.db_table
        for relation in model._meta.related_objects
        if relation.field.db_constraint and not relation.many_to_many
    }


def test_nothing_that_names_a_reading_or_an_article_is_forgotten():
    """A new table has to be removed with the articles, or to speak against it: see annotations/services/removal.py."""
    removed = {statement.split()[2] for statement in _DELETE}
    spoken_for = {"annotations_note", "annotations_claimuse", "annotations_readingparent", "annotations_alias"}
    with_articles = {"annotations_assignment"}
    for model in (Reading, Tag, Quote, MentionGroup, Event):
        assert refers_to(model) <= removed | spoken_for | with_articles, model
    of_articles = {"articles_article", "articles_batchrow", "articles_block", "annotations_reading"}
    left = {
        relation.related_model._meta.db_table
        for relation in Article._meta.related_objects
        if relation.on_delete is not CASCADE
    }
    assert left <= of_articles


@pytest.mark.django_db(transaction=True)
def test_whoever_takes_an_article_at_that_moment_gets_it_or_another_but_never_half_of_one():
    """Four analysts' worth of taking while the batch is undone: each article is whole or gone."""
    batch = imported(*[record() for _ in range(60)])
    undo_batch(actor=adam(), batch_id=batch.pk)
    person = ada()
    failures, taken = [], []

    def take() -> None:
        try:
            for _ in range(8):
                reading = take_next(person)
                if reading is None:
                    break
                taken.append(reading.article_id)
                Assignment.objects.filter(reading=reading).update(state=Assignment.State.DONE, lease_until=None)
        except Exception as error:  # pragma: no cover - only when it goes wrong
            failures.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=take)
    thread.start()
    assert run_undo(batch.pk)
    thread.join()
    assert failures == []
    assert set(Article.objects.values_list("pk", flat=True)) == set(taken)
    for article in Article.objects.all():
        assert article.readings.filter(role=Reading.Role.MACHINE).count() == 1
        assert article.readings.filter(role=Reading.Role.HUMAN).count() == 1

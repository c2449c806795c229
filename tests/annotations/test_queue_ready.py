"""A slot says by itself whether its article waits for pre-tagging, whoever changes what in which order."""

import threading
import time

import pytest
from django.db import connection, transaction

from annotations.models import Assignment, Reading
from annotations.services import pretag, queue
from annotations.services.removal import hold_articles
from tests.annotations.articles import make_article
from tests.annotations.readings import make_machine_reading, make_slot
from tests.factories import ada

pytestmark = pytest.mark.django_db

State = Reading.State


def ready(article) -> bool:
    return Assignment.objects.values_list("ready", flat=True).get(article=article)


def test_a_slot_follows_the_readings_of_its_article():
    article, other = make_article("Short."), make_article("Short.")
    pretag.queue_articles([article.pk, other.pk])
    reading = Reading.objects.get(article=article)
    assert (ready(article), ready(other)) == (False, False)
    for state, shown in [(State.FAILED, True), (State.PENDING, False), (State.CLOSED, True)]:
        Reading.objects.filter(pk=reading.pk).update(state=state)
        assert ready(article) is shown
        assert ready(other) is False
    assert [slot.article_id for slot in queue.available_to(ada())] == [article.pk]


def test_a_second_pipeline_that_waits_and_one_that_is_dropped_count_too():
    article = make_machine_reading().article
    make_slot(article)
    assert ready(article)
    source = pretag.source_of("another", "1")
    later = Reading.objects.create(article=article, role="machine", state=State.PENDING, source_id=source)
    assert not ready(article)
    later.delete()
    assert ready(article)


def test_a_slot_that_comes_later_or_moves_to_another_article_knows_too():
    article, other = make_article("Short."), make_article("Short.")
    Reading.objects.create(
        article=article, role="machine", state=State.PENDING, source_id=pretag.source_of("default", "1")
    )
    slot = make_slot(article)
    assert not ready(article)
    slot.article = other
    slot.save(update_fields=["article"])
    assert ready(other)


class OnItsOwn(threading.Thread):
    """Does something in a connection of its own, in a transaction, without anybody waiting for it."""

    def __init__(self, act) -> None:
        super().__init__()
        self.act, self.pid = act, None
        self.start()

    def run(self) -> None:
        with transaction.atomic():
            self.pid = connection.connection.info.backend_pid
            self.act()
        connection.close()

    def waits(self) -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE pid = %s AND NOT granted)", [self.pid])
            return cursor.fetchone()[0]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("act", ["slot", "hold"])
def test_whoever_comes_while_a_worker_closes_a_reading_waits_for_it(act):
    article = make_article("Short.")
    pretag.queue_articles([article.pk])
    acts = {"slot": lambda: make_slot(article, slot=2), "hold": lambda: hold_articles([article.pk])}
    with transaction.atomic():
        Reading.objects.select_for_update().get(article=article)
        thread = OnItsOwn(acts[act])
        deadline = time.monotonic() + 20
        while not thread.waits():
            assert time.monotonic() < deadline
            time.sleep(0.02)
        Reading.objects.filter(article=article).update(state=State.CLOSED)
    thread.join(20)
    assert not thread.is_alive()
    assert set(Assignment.objects.values_list("ready", flat=True)) == {True}
    assert Assignment.objects.count() == (2 if act == "slot" else 1)


@pytest.mark.django_db(transaction=True)
def test_of_two_pipelines_that_finish_at_once_the_second_makes_the_slot_ready():
    article = make_article("Short.")
    pretag.queue_articles([article.pk])
    first = Reading.objects.get()
    second = Reading.objects.create(
        article=article, role="machine", state=State.PENDING, source_id=pretag.source_of("another", "1")
    )
    with transaction.atomic():
        Reading.objects.filter(pk=first.pk).update(state=State.CLOSED)
        thread = OnItsOwn(lambda: Reading.objects.filter(pk=second.pk).update(state=State.CLOSED))
        deadline = time.monotonic() + 20
        while not thread.waits():
            assert time.monotonic() < deadline
            time.sleep(0.02)
    thread.join(20)
    assert ready(article)

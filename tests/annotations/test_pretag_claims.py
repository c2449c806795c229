"""Which readings a worker takes at a time, and that each is finished once, whoever is lost."""

import threading

import pytest
from django.db import connection

from annotations.models import MentionGroup, Quote, Reading, Tag
from annotations.services.pretag_claims import claim, give_back, release, release_all
from annotations.services.pretag_drain import Drained, drain_queue
from annotations.services.pretag_store import Finished, store
from tests.annotations.pipelines import RulePipeline
from tests.annotations.pretagging import BODY, make_analyst, queued, states


@pytest.mark.django_db
def test_readings_come_in_chunks_and_those_tried_before_alone():
    readings = queued(*[BODY] * 20)
    source = readings[0].source_id
    Reading.objects.filter(pk=readings[18].pk).update(attempts=1)
    first = claim(source)
    assert [item.reading_id for item in first] == [reading.pk for reading in readings[:16]]
    assert {item.attempts for item in first} == {1}
    second = claim(source)
    assert [item.reading_id for item in second] == [reading.pk for reading in readings[16:18]]
    third = claim(source)
    assert [(item.reading_id, item.attempts, item.alone) for item in third] == [(readings[18].pk, 2, True)]
    fourth = claim(source)
    assert [item.reading_id for item in fourth] == [readings[19].pk]
    assert claim(source) == []
    give_back(second)
    assert claim(source) == second
    release(first + second + third + fourth)


@pytest.mark.django_db
def test_a_long_text_is_a_chunk_of_its_own():
    long = "word " * 50_000
    readings = queued(BODY, long, BODY)
    source = readings[0].source_id
    chunks = [claim(source) for _ in range(2)]
    assert [[item.reading_id for item in chunk] for chunk in chunks] == [
        [readings[0].pk],
        [readings[1].pk],
    ]


@pytest.mark.django_db
def test_a_reading_that_killed_every_worker_is_given_up_unread():
    readings = queued(BODY, BODY)
    Reading.objects.filter(pk=readings[0].pk).update(attempts=3)
    assert [item.reading_id for item in claim(readings[0].source_id)] == [readings[1].pk]
    readings[0].refresh_from_db()
    assert readings[0].state == "failed"
    assert "started 3 times and never ended" in readings[0].error


@pytest.mark.django_db
def test_results_for_a_claim_that_was_lost_are_dropped():
    readings = queued(BODY, BODY)
    claims = claim(readings[0].source_id)
    Reading.objects.filter(pk=readings[0].pk).update(attempts=2)  # somebody else claimed it
    analysis = RulePipeline().analyse(claims[0].text)
    finished = [Finished(item, analysis) for item in claims]
    assert store(finished, source_id=readings[0].source_id) == 1
    assert states(readings) == ["pending", "closed"]
    assert store(finished, source_id=readings[0].source_id) == 0
    assert Tag.objects.filter(reading=readings[1]).count() == 4
    assert not Tag.objects.filter(reading=readings[0]).exists()


@pytest.mark.django_db(transaction=True)
def test_what_a_lost_worker_held_is_free_at_once():
    readings = queued(*[BODY] * 3)
    source = readings[0].source_id
    held = threading.Event()
    lost = threading.Event()

    def worker() -> None:
        assert len(claim(source)) == 3
        held.set()
        lost.wait(10)
        connection.close()

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        own = cursor.fetchone()[0]
    thread = threading.Thread(target=worker)
    thread.start()
    assert held.wait(10)
    assert claim(source) == []
    with connection.cursor() as cursor:
        # As a kill -9 of the worker would.
        cursor.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_locks WHERE locktype = 'advisory' AND pid <> %s "
            # The server is shared with other processes of the same test run.
            "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
            [own],
        )
        assert cursor.fetchall()
    lost.set()
    thread.join()
    assert [item.attempts for item in claim(source)] == [2]
    release_all()


@pytest.mark.django_db(transaction=True)
def test_many_workers_finish_every_article_exactly_once():
    readings = queued(*[BODY] * 60)
    totals = [Drained() for _ in range(3)]

    def worker(drained: Drained) -> None:
        try:
            with make_analyst() as ours:
                drain_queue(ours, lambda: False, drained)
        finally:
            connection.close()

    threads = [threading.Thread(target=worker, args=[drained]) for drained in totals]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(drained.readings for drained in totals) == 60
    assert set(Reading.objects.values_list("state", "attempts")) == {("closed", 1)}
    assert Reading.objects.count() == len(readings)
    assert (Tag.objects.count(), Quote.objects.count(), MentionGroup.objects.count()) == (240, 60, 180)

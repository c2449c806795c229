"""Two requests at the same moment: one after the other, never both."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection

from annotations.errors import AnnotationError
from annotations.models import Act, Tag
from annotations.services import tagging
from annotations.services.envelope import Envelope
from tests import factories
from tests.annotations.acting import envelope
from tests.factories_readings import human_reading, place_of, tag

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*calls) -> list:
    """Run the calls at the same time; each gives its outcome or its refusal."""
    barrier = Barrier(len(calls))

    def run(call):
        barrier.wait()
        try:
            return call()
        except AnnotationError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def test_the_same_act_sent_twice_at_once_is_written_once():
    reading = human_reading()
    one, ada = tag(reading, "attack"), factories.ada()
    once = envelope(one)
    call = {"actor": ada, "reading_id": reading.pk, "envelope": once, "tag_id": one.pk}
    results = at_once(*[lambda: tagging.confirm(**call)] * 4)
    assert sorted(result.replayed for result in results) == [False, True, True, True]
    assert (Act.objects.count(), Tag.objects.get(pk=one.pk).version) == (1, 2)


def test_of_two_decisions_on_the_same_version_one_is_stale():
    reading = human_reading()
    one, ada = tag(reading, "attack"), factories.ada()
    seen = [envelope(one), envelope(one)]
    results = at_once(
        lambda: tagging.confirm(actor=ada, reading_id=reading.pk, envelope=seen[0], tag_id=one.pk),
        lambda: tagging.reject(actor=ada, reading_id=reading.pk, envelope=seen[1], tag_id=one.pk),
    )
    assert sum(getattr(result, "status", 200) == 409 for result in results) == 1
    assert Act.objects.count() == 1


def test_two_new_tags_on_the_same_words_make_one_and_one_row():
    reading = human_reading()
    ada = factories.ada()
    start, end = place_of(reading.article.text, "two men")
    fields = {"start": start, "end": end, "words": "two men", "kind": "person"}
    results = at_once(
        *[lambda: tagging.add(actor=ada, reading_id=reading.pk, envelope=Envelope(act_id=uuid4()), **fields)] * 3
    )
    assert sorted(getattr(result, "status", 200) for result in results) == [200, 422, 422]
    assert Tag.objects.filter(surface="two men").count() == 1
    assert [act.seq for act in Act.objects.all()] == [1]


def test_one_act_id_for_two_readings_at_once_is_written_for_one_of_them():
    readings = [human_reading(), human_reading()]
    ada, act_id = factories.ada(), uuid4()

    def confirm(reading):
        one = tag(reading, "attack")
        call = {"actor": ada, "reading_id": reading.pk, "envelope": envelope(one, act_id=act_id), "tag_id": one.pk}
        return lambda: tagging.confirm(**call)

    results = at_once(*[confirm(reading) for reading in readings])
    assert sorted(getattr(result, "status", 200) for result in results) == [200, 422]
    assert Tag.objects.filter(surface="attack", state="confirmed").count() == 1

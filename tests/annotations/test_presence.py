"""/readings/<id>/here/: where else a reading is open."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from annotations.models import OpenPage
from annotations.services import presence
from tests import factories
from tests.annotations.acting import everything
from tests.factories_readings import human_reading, machine_reading, record

pytestmark = pytest.mark.django_db


def here(client, reading, tab, **fields):
    return client.post(reverse("annotations:here", args=[reading.pk]), {"tab": tab, **fields})


@pytest.fixture
def ada(client):
    client.force_login(factories.ada())
    return client


def test_a_second_tab_is_told_of_until_it_is_left(ada):
    reading, one, two = human_reading(), uuid4(), uuid4()
    assert here(ada, reading, one).status_code == 204
    assert here(ada, reading, one).status_code == 204
    assert "another tab or on another device" in here(ada, reading, two).text
    assert "another tab or on another device" in here(ada, reading, one).text
    assert here(ada, reading, two, gone="1").status_code == 204
    assert here(ada, reading, one).status_code == 204
    assert here(ada, human_reading(), one).status_code == 204


def test_a_page_that_is_not_heard_of_any_more_is_forgotten(ada):
    reading = human_reading()
    here(ada, reading, uuid4())
    OpenPage.objects.update(at=timezone.now() - presence.HEARD - timedelta(seconds=1))
    assert here(ada, reading, uuid4()).status_code == 204
    assert OpenPage.objects.count() == 1


def test_editors_are_told_of_each_other_on_a_draft_record(client):
    draft, tab = record(), uuid4()
    client.force_login(factories.eda())
    assert here(client, draft, tab).status_code == 204
    client.force_login(factories.eli())
    # The same page name is another page with another person.
    assert here(client, draft, tab).text == "Eda Editor has this reading open, too."


@pytest.mark.parametrize(
    ("make", "username", "status"),
    [
        (human_reading, "ben", 404),
        (human_reading, "eda", 404),
        (human_reading, "stranger", 404),
        (lambda: human_reading(state="submitted"), "eda", 403),
        (lambda: human_reading(state="submitted"), "ada", 409),
        (machine_reading, "ada", 403),
        (lambda: record(state="closed"), "eda", 409),
    ],
)
def test_only_for_who_may_write_there(client, make, username, status):
    reading = make()
    client.force_login(factories.person(username))
    assert here(client, reading, uuid4()).status_code == status
    assert not OpenPage.objects.exists()


def test_bad_input_wrong_method_and_signed_out(ada):
    reading = human_reading()
    for wrong in ("", "x", "1\x00", "²"):
        assert here(ada, reading, wrong).status_code == 422
    assert ada.get(reverse("annotations:here", args=[reading.pk])).status_code == 405
    ada.logout()
    assert here(ada, reading, uuid4()).status_code == 302
    assert not OpenPage.objects.exists()


def test_it_is_no_act_and_takes_the_same_few_queries(ada, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(presence, "MOST", 3)
    reading, tab = human_reading(), uuid4()
    before = everything()
    here(ada, reading, tab)
    for _ in range(4):
        here(ada, reading, uuid4())
        with django_assert_num_queries(7):
            here(ada, reading, tab)
    assert OpenPage.objects.count() == 3
    assert everything() == before

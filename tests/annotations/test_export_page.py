"""The export page and its file: who gets what, and how it is sent."""

import gzip
import json

import pytest
from django.urls import reverse

from annotations.models import Reading
from tests.annotations.readings import approved, make_machine_reading, make_open_reading, make_submitted_reading
from tests.factories import ada, adam, ben, eda, stranger

pytestmark = pytest.mark.django_db
PAGE, FILE = "/export/", "/export/file/"


@pytest.fixture
def as_(client):
    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in


def lines(response) -> list[dict]:
    return [json.loads(line) for line in b"".join(response.streaming_content).splitlines()]


def test_the_addresses_are_these():
    assert (reverse("annotations:export"), reverse("annotations:export_file")) == (PAGE, FILE)


@pytest.mark.parametrize(("who", "status"), [(eda, 200), (adam, 200), (ada, 403), (stranger, 403)])
def test_export_is_for_editors_and_admins(as_, who, status):
    client = as_(who())
    assert client.get(PAGE).status_code == status
    assert client.get(FILE, {"state": "records"}).status_code == status


def test_signed_out_people_are_asked_to_sign_in(client):
    for address in (PAGE, FILE):
        assert client.get(address).headers["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("address", [PAGE, FILE])
def test_nothing_is_posted(as_, address):
    assert as_(eda()).post(address).status_code == 405


def test_the_page_says_how_many_there_are(as_):
    approved()
    make_submitted_reading(ben())
    make_open_reading(ada())
    rows = {row["name"]: row["count"] for row in as_(eda()).get(PAGE).context["rows"]}
    assert rows == {"records": 1, "submitted": 1, "reviewed": 1, "machine": 3}
    rows = {row["name"]: row["count"] for row in as_(adam()).get(PAGE).context["rows"]}
    assert rows == {"records": 1, "machine": 3}


def test_with_nothing_to_export_the_page_says_zero(as_):
    rows = as_(eda()).get(PAGE).context["rows"]
    assert [(row["name"], row["count"], row["chosen"]) for row in rows] == [("records", 0, True)]


def test_the_file_comes_streamed_as_an_attachment(as_):
    record = approved()
    answer = as_(eda()).get(FILE, {"state": "records"})
    assert answer.streaming
    assert answer.headers["Content-Type"] == "application/x-ndjson"
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="newsroom-records-20')
    assert answer.headers["Content-Disposition"].endswith('.jsonl"')
    assert answer.headers["Cache-Control"] == "no-store"
    assert [line["reading"]["id"] for line in lines(answer)] == [record.pk]


def test_several_states_compressed(as_):
    approved()
    make_machine_reading()
    answer = as_(eda()).get(FILE, {"state": ["records", "machine"], "gzip": "1"})
    assert answer.headers["Content-Disposition"].endswith('.jsonl.gz"')
    found = gzip.decompress(b"".join(answer.streaming_content)).splitlines()
    assert sorted(json.loads(line)["reading"]["role"] for line in found) == ["machine", "machine", "record"]


def test_what_one_may_not_see_is_not_in_the_file(as_):
    reading = make_open_reading(ada())
    for who in (eda, adam):
        answer = as_(who()).get(FILE, {"state": ["open", "submitted", "machine"]})
        assert reading.pk not in [line["reading"]["id"] for line in lines(answer)]
    Reading.objects.filter(pk=reading.pk).update(state="submitted")
    assert lines(as_(adam()).get(FILE, {"state": "submitted"})) == []


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({}, "Choose what to export."),
        ({"state": "everything"}, "not one of the available choices"),
        ({"state": "records", "since": "yesterday"}, "Write the date as"),
        ({"state": "records", "since": "2026-02-31"}, "Write the date as"),
    ],
)
def test_bad_input_is_answered_with_the_form(as_, asked, says):
    answer = as_(eda()).get(FILE, asked)
    assert answer.status_code == 422
    assert says in answer.content.decode()


def test_since_leaves_out_what_was_earlier(as_):
    approved()
    assert lines(as_(eda()).get(FILE, {"state": "records", "since": "2999-01-01"})) == []
    assert len(lines(as_(eda()).get(FILE, {"state": "records", "since": "2020-01-01"}))) == 1

"""The one address that every act goes to: who may, and what is refused and how."""

from uuid import uuid4

import pytest
from django.urls import reverse

from annotations.models import Act, Entity, Quote, State, Tag
from tests import factories
from tests.annotations.acting import Fragments, everything, send
from tests.factories_readings import human_reading, machine_reading, place_of, record, tag

pytestmark = pytest.mark.django_db


# -- who --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("username", "status"), [("ben", 404), ("eda", 404), ("adam", 404), ("stranger", 404)])
def test_somebody_elses_open_reading_is_not_there(client, reading, username, status):
    client.force_login(factories.person(username))
    one = tag(reading, "attack")
    unchanged = everything()
    for verb, fields in (("confirm", {"tag": one.pk}), ("nonsense", {}), ("confirm", {})):
        assert send(client, reading, verb, one, **fields).status_code == status
    assert everything() == unchanged


@pytest.mark.parametrize(
    ("make", "username", "status"),
    [
        (lambda: human_reading(state="submitted"), "eda", 403),
        (lambda: human_reading(state="submitted"), "ada", 409),
        (lambda: human_reading(state="closed"), "ada", 409),
        (machine_reading, "ada", 403),
        (lambda: record(state="closed"), "ada", 403),
        (lambda: record(state="closed"), "eda", 409),
        (lambda: record(state="open"), "ada", 404),
        (lambda: record(state="open"), "eda", 200),
        (lambda: human_reading(state="returned"), "ada", 200),
    ],
)
def test_which_reading_takes_an_act_from_whom(client, make, username, status):
    reading = make()
    client.force_login(factories.person(username))
    one = tag(reading, "attack")
    unchanged = everything()
    response = send(client, reading, "confirm", one, tag=one.pk)
    assert response.status_code == status
    if status in (403, 409):
        assert "notice" in Fragments(response).swapped
        assert 'role="alert"' in response.content.decode()
    if status != 200:
        assert everything() == unchanged


def test_signed_out(client, reading):
    one = tag(reading, "attack")
    unchanged = everything()
    assert send(client, reading, "confirm", one, tag=one.pk).status_code == 401
    assert send(client, reading, "confirm", one, tag=one.pk, htmx=False).status_code == 302
    assert everything() == unchanged


def test_wrong_method(ada, reading):
    for method in ("get", "put", "delete", "patch"):
        assert getattr(ada, method)(reverse("annotations:act", args=[reading.pk])).status_code == 405


def test_csrf_is_asked_for(reading, settings):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(factories.ada())
    one = tag(reading, "attack")
    assert send(client, reading, "confirm", one, tag=one.pk).status_code == 403
    assert Act.objects.count() == 0


# -- bad input --------------------------------------------------------------------------------------------------------

BAD = {
    "no verb": {"verb": ""},
    "an unknown verb": {"verb": "delete_everything"},
    "no act id": {"act": ""},
    "a broken act id": {"act": "not-a-uuid"},
    "a broken seen": {"seen": "{"},
    "seen that is a list": {"seen": "[1, 2]"},
    "seen of other things": {"seen": '{"user:1": 1}'},
    "seen that is no number": {"seen": '{"tag:1": "1"}'},
    "no tag": {"tag": ""},
    "a tag that is no number": {"tag": "x"},
    "a tag beyond any": {"tag": str(2**80)},
    "a negative tag": {"tag": "-1"},
    "a tag of no reading": {"tag": str(2**60)},
    "a NUL in the tag": {"tag": "1\x00"},
}


@pytest.mark.parametrize("wrong", BAD.values(), ids=BAD.keys())
def test_what_cannot_be_read_is_answered_422_and_changes_nothing(ada, reading, wrong):
    one = tag(reading, "attack")
    fields = {"act": str(uuid4()), "verb": "confirm", "tag": str(one.pk), "seen": "{}"} | wrong
    unchanged = everything()
    response = ada.post(reverse("annotations:act", args=[reading.pk]), fields, headers={"HX-Request": "true"})
    assert response.status_code == 422
    assert Fragments(response).swapped == ["notice"]
    assert everything() == unchanged


@pytest.mark.parametrize(
    ("verb", "fields"),
    [
        ("add", {"start": 0, "end": 10**6, "words": "x", "kind": "place"}),
        ("add", {"start": -1, "end": 4, "words": "x", "kind": "place"}),
        ("add", {"start": 2**40, "end": 2**41, "words": "x", "kind": "place"}),
        ("add", {"start": 4, "end": 4, "words": "", "kind": "place"}),
        ("add", {"start": 0, "end": 4, "words": "Fort", "kind": "place"}),
        ("add", {"start": 0, "end": 4, "words": "Po\x00t", "kind": "place"}),
        ("add", {"start": 0, "end": 4, "words": "Port", "kind": "weather"}),
        ("add", {"start": 0, "end": 11, "words": "Port Aldane", "kind": "place", "twice": 1}),
        ("quote", {"start": 0, "end": 4, "words": "Fort"}),
        ("claim_new", {"text": "", "stance": "asserts"}),
        ("claim_new", {"text": "x\x00", "stance": "asserts"}),
        ("claim_new", {"text": "x" * 1001, "stance": "asserts"}),
        ("claim_new", {"text": "It leaked.", "stance": "sings"}),
        ("claim", {"claim": 2**50, "stance": "asserts"}),
        ("mode", {"mode": "shouted"}),
        ("quote_add", {"start": 0, "end": 4, "words": "Fort"}),
        ("quote_add", {"start": 0, "end": 10**6, "words": "x"}),
        ("quote_cut", {"start": 4, "end": 4, "words": ""}),
        ("quote_only", {"start": "x", "end": 4, "words": "Port"}),
        ("quote_edge", {"start": 0, "end": 4, "words": "Port", "edge": "left"}),
        ("quote_edge", {"start": 0, "end": 4, "words": "Port", "edge": "up"}),
        ("quote_split", {"start": 0, "end": 4, "words": "Port"}),
        ("quote_join", {"other": 2**50}),
        ("regroup", {"tag": 2**50, "group": ""}),
        ("regroup", {"tag": "x", "group": ""}),
        ("quote_join", {}),
        ("cue", {"start": 0, "end": 4, "words": "Fort"}),
        ("cue", {"start": -1, "end": 4, "words": "Port"}),
        ("mode", {"mode": "own_voice"}),
        ("speaker", {"tag": 2**50}),
        ("speaker", {"tag": "removed"}),
        ("undo", {}),
        ("redo", {}),
        ("confirm_group", {"group": 2**50}),
        ("reject_group", {"group": 1, "but": ["x"]}),
        ("entity", {"group": 2**50, "name": "x"}),
        ("use", {"use": 2**50, "stance": "asserts"}),
    ],
)
def test_bad_writes_are_answered_422_and_change_nothing(ada, reading, verb, fields):
    quote = Quote.objects.get(reading=reading)
    if fields.get("twice"):
        Tag.objects.filter(reading=reading, surface="Port Aldane").update(state=State.CONFIRMED)
    if fields.get("tag") == "removed":
        gone = tag(reading, "He")
        Tag.objects.filter(pk=gone.pk).update(state=State.REMOVED)
        fields = fields | {"tag": gone.pk}
    unchanged = everything()
    response = send(ada, reading, verb, quote, **{"quote": quote.pk} | fields)
    assert response.status_code == 422
    assert Fragments(response).swapped == ["notice"]
    assert everything() == unchanged
    assert Entity.objects.count() == 0


def test_words_over_two_paragraphs_may_come_with_a_forms_own_line_ends(ada, reading):
    text = reading.article.text
    end = place_of(text, "The ministry said")[1]
    start = end - 40
    words = text[start:end]
    assert "\n" in words
    response = send(ada, reading, "quote", start=start, end=end, words=words.replace("\n", "\r\n"))
    assert response.status_code == 200

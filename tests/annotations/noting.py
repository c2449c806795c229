"""Notes written by service and by request, and pages that show them."""

from uuid import uuid4

from django.urls import reverse

from annotations.models import Note, Reading
from annotations.services import notes
from tests.factories import ada

HTMX = {"HX-Request": "true"}


def write(reading: Reading, author=None, text: str = "Which ministry?", **on) -> Note:
    author = author or ada()
    return notes.add(actor=author, reading_id=reading.pk, note_id=uuid4(), text=text, **on).note


def post(client, reading, *, htmx=True, **fields):
    data = {"act": str(uuid4()), "text": "Which ministry?", **fields}
    return client.post(reverse("annotations:note", args=[reading.pk]), data, headers=HTMX if htmx else {})


def settle(client, note, how="resolve", *, htmx=True, **fields):
    return client.post(reverse(f"annotations:note_{how}", args=[note.pk]), fields, headers=HTMX if htmx else {})


def shown(client, who, address: str) -> str:
    client.force_login(who)
    response = client.get(address)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def page_of(reading) -> str:
    return reverse("annotations:reading", args=[reading.pk])

"""Notes on the workspace, the desk and the review, and the pages that list them."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from annotations.models import Note
from annotations.services import note_lists, notes
from tests.annotations.acting import send
from tests.annotations.noting import page_of, post, shown, write
from tests.factories import ada, adam, ben, eda, stranger
from tests.factories_readings import human_reading, tag

pytestmark = pytest.mark.django_db


@pytest.fixture
def reading():
    return human_reading()


def test_the_workspace_lists_open_notes_before_resolved_ones(client, reading):
    first, second = write(reading, text="First"), write(reading, text="Second", tag_id=tag(reading, "Orlec").pk)
    notes.resolve(actor=ada(), note_id=first.pk)
    html = shown(client, ada(), page_of(reading))
    assert html.index("Second") < html.index("First")
    assert "1 open" in html
    assert f'data-on="tag:{second.tag_id}"' in html


def test_the_workspace_takes_one_query_more_however_many_notes(client, reading):
    client.force_login(ada())

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(page_of(reading))
        return len(captured)

    without = queries()
    write(reading, text="@eda first", tag_id=tag(reading, "Orlec").pk)
    assert queries() == without + 1
    for n in range(8):
        write(reading, text=f"@eda {n}", tag_id=tag(reading, "Orlec").pk)
    assert queries() == without + 1


def test_a_decision_asks_nothing_of_notes(client, reading):
    one = tag(reading, "Orlec")
    write(reading, tag_id=one.pk)
    client.force_login(ada())
    with CaptureQueriesContext(connection) as captured:
        send(client, reading, "confirm", one, tag=one.pk)
    assert not [query for query in captured if "annotations_note" in query["sql"]]


def test_a_great_many_notes_are_shown_in_part_with_the_way_to_the_rest(client, reading):
    Note.objects.bulk_create(
        Note(id=uuid4(), reading=reading, text=f"Note {n}", author=ada(), created_at=reading.created_at)
        for n in range(note_lists.SHOWN + 1)
    )
    html = shown(client, ada(), page_of(reading))
    assert html.count('class="note"') == note_lists.SHOWN
    assert f"/notes/?reading={reading.pk}" in html
    first = shown(client, ada(), f"/notes/?reading={reading.pk}")
    assert first.count('class="note"') == note_lists.PAGE
    assert "Older" in first


def test_the_desk_shows_what_calls_and_what_is_open(client):
    reading = human_reading(state="returned")
    write(reading, eda(), "@ada which ministry?")
    write(reading, text="My own question")
    html = shown(client, ada(), "/desk/")
    assert "Notes for you" in html
    assert "Your open notes" in html
    assert "which ministry?" in html
    assert reading.article.headline in html
    assert "Notes for you" not in shown(client, ben(), "/desk/")


def test_the_review_counts_open_notes_and_shows_them(client):
    reading = human_reading(state="submitted")
    client.force_login(eda())
    write(reading, text="@eda please look")
    html = shown(client, eda(), "/review/")
    assert "1 open note<" in html
    assert "Notes for you" in html
    page = reverse("annotations:review_reading", args=[reading.pk])
    html = shown(client, eda(), page)
    assert "please look" in html
    assert 'name="text"' in html


def test_a_refused_note_on_the_review_page_gives_its_words_back(client):
    reading = human_reading(state="submitted")
    client.force_login(eda())
    answer = post(client, reading, htmx=False, back="review", text=f"{'word ' * 401}end")
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "at most 2,000 characters" in html
    assert "word end</textarea>" in html


@pytest.mark.parametrize("address", ["/desk/", "/review/", "/notes/", "/notes/?show=own", "/notes/?show=open"])
def test_lists_take_the_same_number_of_queries_however_many_notes(client, address):
    reading = human_reading(state="submitted")
    client.force_login(eda())

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        return len(captured)

    write(reading, text="@eda look")
    write(reading, eda(), text="Mine")
    queries()
    few = queries()
    for n in range(5):
        other = human_reading(ben(), state="submitted")
        write(other, ben(), text=f"@eda look {n}")
        write(other, eda(), text=f"Mine {n}")
    more = queries()
    # The desk and the review count readings too, in as many queries.
    assert more == few


@pytest.mark.parametrize(("who", "status"), [(ada, 200), (ben, 200), (eda, 200), (adam, 200), (stranger, 403)])
def test_the_list_is_for_everybody_with_a_role(client, who, status):
    client.force_login(who())
    assert client.get("/notes/").status_code == status


def test_each_list_shows_what_it_says(client):
    reading = human_reading(state="submitted")
    write(reading, text="Mine")
    write(reading, eda(), "@ada yours")
    notes.resolve(actor=eda(), note_id=write(reading, text="Done").pk)
    expected = {"called": {"yours"}, "own": {"Mine"}, "open": {"Mine", "yours"}, "resolved": {"Done"}}
    for show, texts in expected.items():
        html = shown(client, ada(), f"/notes/?show={show}")
        assert {
            text for text in ("Mine", "yours", "Done") if f"{text} </div>" in html or f"{text}</div>" in html
        } == texts
        assert "No note" not in html
    for show in expected:
        assert 'class="empty"' in shown(client, ben(), f"/notes/?show={show}")


@pytest.mark.parametrize(
    "query", ["show=x", "reading=x", "reading=999999", f"reading={2**70}", f"reading={'9' * 5000}", "before=x",
              "before=2026-01-01_x",
              "before=2026-13-01T00:00:00+00:00_00000000-0000-0000-0000-000000000001",
              "before=2026-01-01T00:00:00_00000000-0000-0000-0000-000000000001"]
)  # fmt: skip
def test_a_list_that_is_not_there(client, query):
    client.force_login(ada())
    assert client.get(f"/notes/?{query}").status_code == 404


def test_a_list_goes_on_where_the_page_ended(client, reading):
    for n in range(note_lists.PAGE + 3):
        write(reading, text=f"Note number {n}.")
    client.force_login(ada())
    first = client.get("/notes/?show=own")
    second = client.get(f"/notes/?show=own&before={first.context['older'].replace('+', '%2B')}")
    texts = [note.text for response in (first, second) for note in response.context["notes"]]
    assert texts == [f"Note number {n}." for n in reversed(range(note_lists.PAGE + 3))]
    assert second.context["older"] is None

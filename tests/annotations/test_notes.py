"""Notes: who writes, sees and resolves them, and what is kept."""

import json
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from annotations.errors import BadWrite, NotAllowed
from annotations.models import Act, Note, Quote, Reading, ReadingParent
from annotations.services import note_lists, notes, review
from tests.annotations.acting import Fragments, acted, everything
from tests.annotations.noting import page_of, post, settle, shown, write
from tests.annotations.readings import make_submitted_reading, seeing
from tests.factories import ada, adam, ben, eda, eli, make_person, stranger
from tests.factories_readings import human_reading, machine_reading, record, tag

pytestmark = pytest.mark.django_db


@pytest.fixture
def reading():
    return human_reading()


# -- writing -----------------------------------------------------------------------------------------------------------


def test_a_note_is_on_a_tag_a_quote_or_the_article(reading):
    one, quote = tag(reading, "Orlec"), Quote.objects.get(reading=reading)
    on_tag, on_quote, on_article = write(reading, tag_id=one.pk), write(reading, quote_id=quote.pk), write(reading)
    assert [note.words for note in (on_tag, on_quote, on_article)] == [
        "Orlec",
        "We found people in the water, … Not all of them could swim.",
        "",
    ]
    assert (on_tag.author, on_tag.text, on_tag.resolved_at) == (ada(), "Which ministry?", None)


def test_long_words_are_kept_in_part(reading):
    one = tag(reading, "Orlec")
    type(one).objects.filter(pk=one.pk).update(surface="word " * 80)
    assert len(write(reading, tag_id=one.pk).words) == 200


def test_words_that_bring_their_quotation_marks_get_no_second_ones(client, reading):
    note = write(reading, quote_id=Quote.objects.get(reading=reading).pk)
    assert f"“{note.words}”" in shown(client, reading.reader, page_of(reading))
    Note.objects.filter(pk=note.pk).update(words="“We found people in the water”")
    page = shown(client, reading.reader, page_of(reading))
    assert "“We found people in the water”" in page
    assert "““" not in page


def test_a_note_is_no_act(reading):
    before = everything()
    write(reading, tag_id=tag(reading, "Orlec").pk)
    assert everything() == before
    assert Act.objects.count() == 0


def test_a_note_sent_twice_is_one_note(reading):
    pk = uuid4()
    for _ in range(2):
        notes.add(actor=ada(), reading_id=reading.pk, note_id=pk, text="Once")
    assert Note.objects.count() == 1
    with pytest.raises(BadWrite, match="used for something else"):
        notes.add(actor=ada(), reading_id=human_reading().pk, note_id=pk, text="Once")


def test_of_two_that_arrive_at_once_the_second_finds_the_first(reading):
    first = write(reading)
    late = Note(id=first.pk, reading=reading, text="Again", author=ada(), created_at=first.created_at)
    assert notes._insert(late, []).text == first.text


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 2001])
def test_no_words_and_too_many_are_refused(reading, text):
    with pytest.raises(BadWrite):
        write(reading, text=text)
    assert not Note.objects.exists()


def test_a_tag_or_quote_of_another_reading_is_refused_by_service_and_database(reading):
    other = human_reading(ben())
    one, quote = tag(other, "Orlec"), Quote.objects.get(reading=other)
    for on in ({"tag_id": one.pk}, {"quote_id": quote.pk}, {"tag_id": 999_999}):
        with pytest.raises(BadWrite, match="not in this reading"):
            write(reading, **on)
    note = write(reading)
    for on in ({"tag": one}, {"quote": quote}):
        with pytest.raises(IntegrityError, match="note_same_reading"), transaction.atomic():
            Note.objects.filter(pk=note.pk).update(**on)


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"text": ""}, "note_has_text"),
        ({"resolved_by": 1}, "note_resolved_by_somebody"),
    ],
)
def test_the_database_holds_what_a_note_is(reading, values, name):
    note = write(reading)
    if "resolved_by" in values:
        values = {"resolved_by": ada()}
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Note.objects.filter(pk=note.pk).update(**values)


@pytest.mark.django_db(transaction=True)
def test_of_what_is_deleted_while_a_note_on_it_is_written_the_words_come_back(client, reading, monkeypatch):
    one = tag(reading, "He")
    words = notes._words
    monkeypatch.setattr(notes, "_words", lambda *on: (words(*on), one.delete())[0])
    client.force_login(ada())
    answer = post(client, reading, tag=one.pk)
    assert (answer.status_code, Note.objects.count()) == (422, 0)
    assert "deleted meanwhile" in answer.content.decode()


def test_a_note_stays_when_what_it_was_on_is_gone(reading):
    one = tag(reading, "He")
    note = write(reading, tag_id=one.pk)
    one.delete()
    note.refresh_from_db()
    assert (note.tag, note.words) == (None, "He")


def test_notes_on_a_discarded_draft_go_to_the_reading_it_was_made_from():
    reading = make_submitted_reading(ada())
    draft = review.start_correction(actor=eda(), reading_id=reading.pk, envelope=seeing())
    note = write(draft, eda(), tag_id=draft.tags.first().pk)
    review.discard_draft(actor=eda(), record_id=draft.pk, envelope=seeing())
    note.refresh_from_db()
    assert (note.reading_id, note.tag, bool(note.words)) == (reading.pk, None, True)


# -- calling colleagues ------------------------------------------------------------------------------------------------


def test_colleagues_are_called_by_their_username(reading):
    make_person("gone", "editor", is_active=False)
    people = [eda(), ben(), stranger()]
    text = "@EDA, @ben: see @nobody, @gone, @stranger and me, @ada."
    written = notes.add(actor=ada(), reading_id=reading.pk, note_id=uuid4(), text=text)
    assert set(written.note.calls.all()) == set(people[:2])
    assert written.unknown == ["nobody", "gone", "stranger"]
    assert (written.later, written.never) == ([eda()], [ben()])


@pytest.mark.parametrize(
    ("make", "author", "later", "never"),
    [
        (lambda: human_reading(state="submitted"), ada, [], [ben]),
        (lambda: human_reading(state="returned"), ada, [], [ben]),
        (record, eda, [ben], []),
    ],
)
def test_the_author_learns_who_will_not_see_it(make, author, later, never):
    people = [ben(), eli()]
    written = notes.add(actor=author(), reading_id=make().pk, note_id=uuid4(), text="@ben @eli look")
    assert set(written.note.calls.all()) == set(people)
    assert (written.later, written.never) == ([who() for who in later], [who() for who in never])


def test_whom_a_note_can_call_is_told_to_everybody_with_a_role(client):
    make_person("gone", "editor", is_active=False)
    stranger()
    for who, _ in ((eda(), ada()), (ada(), eda())):
        client.force_login(who)
        assert client.get("/notes/people/").json() == {"people": [["ada", "Ada Analyst"], ["eda", "Eda Editor"]]}
    client.force_login(stranger())
    assert client.get("/notes/people/").status_code == 403
    client.force_login(ada())
    assert client.post("/notes/people/").status_code == 405


def test_too_many_calls_are_refused(reading):
    with pytest.raises(BadWrite, match="at most 20"):
        write(reading, text=" ".join(f"@p{n}" for n in range(21)))


def test_a_call_opens_nothing_that_was_closed(reading):
    note = write(reading, text="@ben who is this?")
    assert not note_lists.inbox(ben())
    with pytest.raises(Note.DoesNotExist):
        notes.resolve(actor=ben(), note_id=note.pk)


# -- who sees them -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "sees"),
    [
        ("open", {"ada"}),
        ("returned", {"ada", "eda", "eli"}),
        ("submitted", {"ada", "eda", "eli"}),
        ("closed", {"ada", "eda", "eli"}),
    ],
)
def test_whoever_sees_the_reading_sees_its_notes(client, state, sees):
    reading = human_reading(state=state)
    note = write(reading)
    people = [ada(), ben(), eda(), eli(), adam(), stranger()]
    assert {who.username for who in people if Note.objects.visible_to(who).exists()} == sees
    for who in people:
        client.force_login(who)
        expected = 200 if who.username in sees else 404
        assert client.get(page_of(reading)).status_code == expected
        assert settle(client, note).status_code == expected


@pytest.mark.parametrize(
    ("make", "who", "allowed"),
    [
        (lambda: human_reading(state="submitted"), ada, True),
        (lambda: human_reading(state="closed"), ada, True),
        (lambda: human_reading(state="submitted"), eda, True),
        (record, eda, True),
        (lambda: record(state="closed"), eli, True),
        (lambda: record(state="closed"), ada, False),
        (lambda: record(state="closed"), adam, False),
        (machine_reading, ada, False),
        (machine_reading, eda, False),
    ],
)
def test_who_may_write_one(client, make, who, allowed):
    reading = make()
    client.force_login(who())
    assert post(client, reading).status_code == (200 if allowed else 403)
    assert Note.objects.count() == allowed
    if not allowed:
        with pytest.raises(NotAllowed):
            write(reading, who())
        assert 'data-note-url=""' in shown(client, who(), page_of(reading))


def test_a_record_shows_the_notes_of_the_reading_it_was_made_from_to_those_who_see_that():
    mine = make_submitted_reading(ada())
    write(mine, text="From the analyst")
    review.approve(actor=eda(), reading_id=mine.pk, envelope=seeing())
    made = Reading.objects.get(role="record")
    assert ReadingParent.objects.filter(record=made, parent=mine).exists()
    assert [note.text for note in note_lists.of_reading(eda(), made).notes] == ["From the analyst"]
    assert note_lists.of_reading(ben(), made).notes == []


# -- resolving ---------------------------------------------------------------------------------------------------------


def test_resolving_names_the_first_who_did_and_reopening_forgets():
    reading = human_reading(state="submitted")
    note = write(reading)
    assert notes.resolve(actor=eda(), note_id=note.pk).resolved_by == eda()
    assert notes.resolve(actor=ada(), note_id=note.pk).resolved_by == eda()
    again = notes.reopen(actor=ada(), note_id=note.pk)
    assert (again.resolved_by, again.resolved_at) == (None, None)
    assert notes.reopen(actor=ada(), note_id=note.pk).resolved_at is None


def test_who_only_sees_a_record_does_not_resolve_its_notes(client):
    note = write(record(state="closed"), eda())
    client.force_login(ada())
    for how in ("resolve", "reopen"):
        assert settle(client, note, how).status_code == 403
    assert 'data-note-settles="resolve"' not in shown(client, ada(), page_of(note.reading))


# -- the requests ------------------------------------------------------------------------------------------------------


def test_the_addresses_are_these():
    pk = UUID(int=7)
    assert reverse("annotations:note", args=[7]) == "/readings/7/notes/"
    assert reverse("annotations:note_list") == "/notes/"
    assert reverse("annotations:note_resolve", args=[pk]) == f"/notes/{pk}/resolve/"
    assert reverse("annotations:note_reopen", args=[pk]) == f"/notes/{pk}/reopen/"


def test_a_new_note_comes_back_for_its_list_and_with_words_for_the_live_region(client, reading):
    one = tag(reading, "Orlec")
    client.force_login(ada())
    answer = post(client, reading, tag=one.pk, text="@zed <b>who</b>?")
    note = Note.objects.get()
    fragments = Fragments(answer)
    assert fragments.inserted == ["beforeend:#note-list"]
    assert fragments.swapped == ["note-count", "notice"]
    assert f"note-{note.pk}" in fragments.ids
    html = answer.content.decode()
    assert f'data-on="tag:{one.pk}"' in html
    assert "&lt;b&gt;who" in html
    assert acted(answer) == {"act": str(note.pk), "verb": "note", "message": "Note saved. There is nobody called @zed."}


def test_a_resolved_note_comes_back_as_it_stands(client, reading):
    note = write(reading)
    client.force_login(ada())
    answer = settle(client, note)
    assert Fragments(answer).swapped == [f"note-{note.pk}", "note-count", "notice"]
    assert "Resolved by Ada Analyst" in answer.content.decode()
    assert json.loads(answer.headers["HX-Trigger"])["acted"]["message"] == "Note resolved"
    assert "1 open" in settle(client, note, "reopen").content.decode()


@pytest.mark.parametrize(
    "fields",
    [
        {"text": ""},
        {"text": "a\x00b"},
        {"text": "x" * 2001},
        {"act": ""},
        {"act": "x"},
        {"tag": "x"},
        {"tag": "0"},
        {"tag": str(2**70)},
        {"quote": "999999"},
        {"tag": "1", "quote": "1"},
    ],
)
def test_what_cannot_be_read_is_refused_and_nothing_is_written(client, reading, fields):
    client.force_login(ada())
    answer = post(client, reading, **fields)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert not Note.objects.exists()


def test_wrong_methods_are_refused(client, reading):
    note = write(reading)
    client.force_login(ada())
    assert client.get(reverse("annotations:note", args=[reading.pk])).status_code == 405
    assert client.get(reverse("annotations:note_resolve", args=[note.pk])).status_code == 405
    assert client.get(reverse("annotations:note_reopen", args=[note.pk])).status_code == 405
    assert client.post("/notes/").status_code == 405


@pytest.mark.parametrize("who", [ben, eda, adam, stranger])
def test_of_somebody_elses_open_reading_nothing_is_there(client, reading, who):
    client.force_login(who())
    assert post(client, reading).status_code == 404
    assert post(client, reading, htmx=False).status_code == 404
    assert not Note.objects.exists()


def test_what_never_was_is_not_found(client):
    client.force_login(ada())
    for pk in (999_999, 2**70):
        assert client.post(f"/readings/{pk}/notes/", {"act": str(uuid4()), "text": "x"}).status_code == 404
    assert client.post(f"/notes/{uuid4()}/resolve/").status_code == 404
    assert client.post("/notes/x/resolve/").status_code == 404


@pytest.mark.parametrize(
    ("back", "address"),
    [("desk", "/desk/"), ("notes", "/notes/"), ("", "/readings/"), ("review", "/review/"), ("queue", "/review/")],
)
def test_without_scripts_a_form_leads_back_to_its_page(client, back, address):
    reading = human_reading(state="submitted")
    client.force_login(eda())
    answer = post(client, reading, htmx=False, back=back)
    assert answer.headers["Location"].startswith(address)
    answer = settle(client, Note.objects.get(), htmx=False, back=back)
    assert answer.headers["Location"].startswith(address)


def test_an_analyst_is_not_led_to_the_review(client, reading):
    client.force_login(ada())
    for back in ("review", "queue"):
        assert post(client, reading, htmx=False, back=back).headers["Location"] == page_of(reading)


def test_on_a_record_a_note_of_the_reading_it_was_made_from_stays_one_of_that_reading(client):
    reading = make_submitted_reading(ada())
    old = write(reading, text="Of the reading", tag_id=reading.tags.first().pk)
    draft = review.start_correction(actor=eda(), reading_id=reading.pk, envelope=seeing())
    write(draft, eda(), "Of the record")
    assert "2 open" in shown(client, eda(), page_of(draft))
    html = settle(client, old, reading=draft.pk).content.decode()
    assert "1 open" in html
    assert "data-on" not in html
    assert 'data-on="tag:' in settle(client, old, "reopen").content.decode()
    # Only of what one may see.
    other = human_reading(ben())
    assert settle(client, old, reading=other.pk).status_code == 404


def test_what_is_said_in_the_header_stays_short_whatever_is_called(client, reading):
    client.force_login(ada())
    for text in ("@" + "请" * 1999, " ".join(["@" + "请" * 98] * 20)):
        answer = post(client, reading, text=text)
        assert acted(answer)["message"].startswith("Note saved. There is nobody called @请")
        assert len(answer.headers["HX-Trigger"]) < 4000

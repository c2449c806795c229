"""The editor's pages: right role, wrong role, stranger, wrong method, bad input, flat query counts."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from annotations.models import Reading, State
from annotations.services import queue, review, tagging, undo
from tests.annotations.articles import make_article
from tests.annotations.readings import (
    approved,
    make_decided,
    make_machine_reading,
    make_open_reading,
    make_submitted_reading,
    seeing,
    tag_on,
)
from tests.factories import ada, adam, ben, eda, eli, stranger

pytestmark = pytest.mark.django_db
REVIEW, RECORDS = "/review/", "/records/"
ACTS = ("approve", "correct", "return")


@pytest.fixture
def as_(client):
    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in


def url(name: str, reading: Reading) -> str:
    return reverse(f"annotations:{name}", args=[reading.pk])


def page(response) -> str:
    return " ".join(response.content.decode().split())


# -- who gets in -------------------------------------------------------------------------------------------------------


def test_the_addresses_are_these():
    assert (reverse("annotations:review"), reverse("annotations:records")) == (REVIEW, RECORDS)
    assert reverse("annotations:review_reading", args=[7]) == "/review/7/"
    assert reverse("annotations:record", args=[7]) == "/records/7/"


@pytest.mark.parametrize(("who", "status"), [(eda, 200), (ada, 403), (adam, 403), (stranger, 403)])
def test_the_review_is_for_editors(as_, who, status):
    reading = make_submitted_reading(ada())
    assert as_(who()).get(REVIEW).status_code == status
    assert as_(who()).get(url("review_reading", reading)).status_code == status


@pytest.mark.parametrize(("who", "status"), [(eda, 200), (ada, 200), (adam, 200), (stranger, 403)])
def test_records_are_for_everybody_with_a_role(as_, who, status):
    record = approved()
    assert as_(who()).get(RECORDS).status_code == status
    assert as_(who()).get(url("record", record)).status_code == (200 if status == 200 else 404)


@pytest.mark.parametrize("name", ACTS)
@pytest.mark.parametrize("who", [ada, ben, adam, stranger])
def test_only_editors_decide(as_, name, who):
    reading = make_submitted_reading(ada())
    assert as_(who()).post(url(name, reading), {"reasons": "x"}).status_code == 403
    reading.refresh_from_db()
    assert reading.state == "submitted"


@pytest.mark.parametrize("name", ["reopen", "discard"])
@pytest.mark.parametrize("who", [ada, adam, stranger])
def test_only_editors_reopen_and_discard(as_, name, who):
    record = approved()
    assert as_(who()).post(url(name, record), {"reason": "x"}).status_code == 403


@pytest.mark.parametrize("name", [*ACTS, "reopen", "discard"])
def test_decisions_are_posted(as_, name):
    reading = make_submitted_reading(ada())
    assert as_(eda()).get(url(name, reading)).status_code == 405


@pytest.mark.parametrize("name", ["review", "review_reading", "records", "record"])
def test_pages_are_not_posted_to(as_, name):
    reading = make_submitted_reading(ada())
    address = reverse(f"annotations:{name}") if name in ("review", "records") else url(name, reading)
    assert as_(eda()).post(address).status_code == 405


def test_signed_out_people_are_asked_to_sign_in(client):
    for address in (REVIEW, RECORDS, "/review/1/", "/readings/1/history/"):
        assert client.get(address).headers["Location"].startswith("/accounts/login/")


def test_an_open_reading_is_not_found_by_an_editor(as_):
    reading = make_open_reading(ada())
    client = as_(eda())
    assert client.get(url("review_reading", reading)).status_code == 404
    assert client.get(url("history", reading)).status_code == 404
    for name in ACTS:
        assert client.post(url(name, reading), {"reasons": "x"}).status_code == 404


def test_machines_and_records_are_not_reviewed(as_):
    machine, record = make_machine_reading(), approved()
    for reading in (machine, record):
        assert as_(eda()).get(url("review_reading", reading)).status_code == 404
    assert as_(eda()).get(url("record", machine)).status_code == 404
    assert as_(eda()).get("/review/99999999999999999999999/").status_code == 404


# -- the queue ---------------------------------------------------------------------------------------------------------


def test_an_empty_queue_says_so(as_):
    assert "No reading waits for review" in page(as_(eda()).get(REVIEW))
    assert "No record yet" in page(as_(eda()).get(RECORDS))


def test_the_queue_names_article_reader_and_counts(as_):
    reading = make_decided()
    shown = page(as_(eda()).get(REVIEW))
    assert reading.article.headline in shown
    assert "The Harbour Post" in shown
    assert "Ada Analyst" in shown


def test_ones_own_reading_is_shown_with_why_not(as_):
    reading = make_submitted_reading(eda())
    client = as_(eda())
    assert "Your own: another editor reviews it." in page(client.get(REVIEW))
    shown = page(client.get(url("review_reading", reading)))
    assert "This is your own reading." in shown
    assert "Approve</button>" not in shown
    answer = client.post(url("approve", reading))
    assert answer.status_code == 403
    assert "Nobody reviews their own reading" in page(answer)
    assert "Approve</button>" in page(as_(eli()).get(url("review_reading", reading)))


def test_what_was_returned_before_is_marked_and_drafts_are_named(as_):
    again, drafted = make_submitted_reading(ada()), make_submitted_reading(ada())
    review.return_reading(actor=eda(), reading_id=again.pk, envelope=seeing(), reasons="x")
    queue.submit(actor=ada(), reading_id=again.pk, envelope=seeing(), confirmed=True)
    review.start_correction(actor=eli(), reading_id=drafted.pk, envelope=seeing())
    shown = page(as_(eda()).get(REVIEW))
    assert ">again</span>" in shown
    assert "being corrected by Eli Editor" in shown
    assert "Records not approved yet" in shown


def test_of_many_drafts_the_newest_are_shown(as_, monkeypatch):
    monkeypatch.setattr("annotations.services.review_sheet.PAGE", 2)
    for _ in range(3):
        reading = make_submitted_reading(ada())
        review.start_correction(actor=eda(), reading_id=reading.pk, envelope=seeing())
    answer = as_(eda()).get(REVIEW)
    assert len(answer.context["drafts"]) == 2
    assert "These are the newest" in page(answer)


def test_the_queue_pages(as_, monkeypatch):
    monkeypatch.setattr("annotations.services.review_sheet.PAGE", 2)
    for _ in range(3):
        make_submitted_reading(ada())
    client = as_(eda())
    first = client.get(REVIEW)
    second = client.get(REVIEW, {"after": first.context["following"]})
    seen = [reading.pk for answer in (first, second) for reading in answer.context["readings"]]
    assert seen == list(Reading.objects.filter(role="human").order_by("submitted_at").values_list("pk", flat=True))
    assert client.get(REVIEW, {"after": "nonsense"}).status_code == 404


@pytest.mark.parametrize("address", [REVIEW, RECORDS])
def test_lists_take_the_same_number_of_queries_however_long_they_are(as_, address):
    client = as_(eda())

    def queries() -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        return len(captured)

    def fill(times: int) -> None:
        for _ in range(times):
            make_decided()
            approved()

    fill(1)
    few = queries()
    fill(3)
    assert queries() == few


# -- one reading -------------------------------------------------------------------------------------------------------


def test_a_reading_is_shown_with_its_differences(as_):
    reading = make_decided()
    shown = page(as_(eda()).get(url("review_reading", reading)))
    for words in ("The culprits will be found.", "12 candles", "was “Free Dockers”", "Submitted by Ada Analyst"):
        assert words in shown
    assert f'href="/readings/{reading.pk}/#t-' in shown
    assert "1 undecided is left out of the record." in shown
    assert "culprits will be" not in page(as_(eda()).get(url("review_reading", reading), {"show": "rejected"}))


@pytest.mark.parametrize("asked", [{"show": "x"}, {"from": "-1"}, {"from": "x"}, {"from": "9" * 30}])
def test_a_made_up_view_is_not_found(as_, asked):
    reading = make_submitted_reading(ada())
    assert as_(eda()).get(url("review_reading", reading), asked).status_code == 404


def test_a_review_page_takes_the_same_number_of_queries_however_much_changed(as_):
    client = as_(eda())

    def queries(reading: Reading) -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(url("review_reading", reading))
        return len(captured)

    one, other = make_decided(), make_decided()
    queries(one)
    few = queries(one)
    other.tags.filter(state=State.SUGGESTED).update(state=State.REJECTED)
    start = other.article.text.index("Monday")
    for offset in range(6):
        other.tags.create(kind="event", start=start, end=start + 1 + offset, surface="x", state=State.CONFIRMED)
    assert queries(other) == few


def test_words_of_the_article_are_not_markup(as_):
    machine = make_machine_reading(
        make_article("A <script>alert(1)</script> in Harrow."), tags=[("place", "Harrow", 0)]
    )
    reading = Reading.objects.create(article=machine.article, role="human", reader=ada(), state="submitted")
    reading.tags.create(kind="place", start=10, end=18, surface="x", state=State.CONFIRMED)
    assert "<script>alert" not in page(as_(eda()).get(url("review_reading", reading)))


def test_approving_is_one_click(as_):
    reading = make_decided()
    sent = {"act": str(uuid4())}
    client = as_(eda())
    answer = client.post(url("approve", reading), sent, follow=True)
    assert answer.redirect_chain == [(REVIEW, 302)]
    assert f"Approved: {reading.article.headline}" in page(answer)
    assert client.post(url("approve", reading), sent).status_code == 302
    assert client.post(url("approve", reading)).status_code == 409
    assert Reading.objects.filter(role="record").count() == 1


def test_returning_asks_for_reasons_and_keeps_what_was_written(as_):
    reading = make_decided()
    client = as_(eda())
    answer = client.post(url("return", reading), {"reasons": " "})
    assert answer.status_code == 422
    assert "Say what should be changed" in page(answer)
    answer = client.post(url("return", reading), {"reasons": "<b>" + "y" * 5000})
    assert answer.status_code == 422
    assert "&lt;b&gt;yyy" in page(answer)
    client.post(url("return", reading), {"reasons": "Look again."})
    reading.refresh_from_db()
    assert (reading.state, reading.reason) == ("returned", "Look again.")
    assert "Look again." in page(client.get(url("review_reading", reading)))


def test_correcting_opens_the_draft(as_):
    reading = make_decided()
    client = as_(eda())
    answer = client.post(url("correct", reading))
    draft = Reading.objects.get(role="record")
    assert answer.headers["Location"] == f"/readings/{draft.pk}/"
    shown = page(client.get(url("review_reading", reading)))
    assert "Go on correcting" in shown
    assert "Approve</button>" not in shown
    answer = client.post(url("approve", reading))
    assert answer.status_code == 422
    assert "being corrected" in page(answer)
    answer = client.post(url("return", reading), {"reasons": "I had written this."})
    assert answer.status_code == 422
    assert "I had written this." in page(answer)
    client.post(url("discard", draft))
    assert not Reading.objects.filter(role="record").exists()


# -- records -----------------------------------------------------------------------------------------------------------


def test_records_are_listed_newest_first_and_page(as_, monkeypatch):
    monkeypatch.setattr("annotations.services.review_sheet.PAGE", 2)
    records = [approved() for _ in range(3)]
    client = as_(ada())
    first = client.get(RECORDS)
    second = client.get(RECORDS, {"before": first.context["older"]})
    seen = [record.pk for answer in (first, second) for record in answer.context["records"]]
    assert seen == [record.pk for record in reversed(records)]
    assert "History, reopen" not in page(first)
    assert "Newest" in page(second)


def test_reopening_needs_a_reason_and_opens_the_workspace(as_):
    record = approved()
    client = as_(eli())
    assert "Reopen the record" in page(client.get(url("record", record)))
    answer = client.post(url("reopen", record), {"reason": ""})
    assert answer.status_code == 422
    assert "Say why" in page(answer)
    answer = client.post(url("reopen", record), {"reason": "A correction was published."})
    assert answer.headers["Location"] == f"/readings/{record.pk}/"
    shown = page(client.get(url("record", record)))
    assert "A correction was published." in shown
    assert "Reopened by Eli Editor" in shown
    assert "Discard the draft" not in shown
    assert client.post(url("reopen", record), {"reason": "Again."}).status_code == 409
    assert as_(ada()).get(url("record", record)).status_code == 404


def test_analysts_see_a_record_without_the_way_to_reopen_it(as_):
    record = approved()
    shown = page(as_(ben()).get(url("record", record)))
    assert "Approved by Eda Editor" in shown
    assert "Reopen the record" not in shown


# -- history -----------------------------------------------------------------------------------------------------------


def test_the_history_says_who_did_what_and_what_was_taken_back(as_):
    reading = make_open_reading(ada())
    tag = tag_on(reading, "Harrow")
    tagging.reject(actor=ada(), reading_id=reading.pk, envelope=seeing(tag), tag_id=tag.pk)
    undo.undo(actor=ada(), reading_id=reading.pk, envelope=seeing())
    client = as_(ada())
    answer = client.get(url("history", reading))
    assert [(entry.act.verb, entry.words, entry.undone) for entry in answer.context["entries"]] == [
        ("undo", ["Harrow"], False),
        ("reject", ["Harrow"], True),
    ]
    assert "taken back" in page(answer)
    undo.redo(actor=ada(), reading_id=reading.pk, envelope=seeing())
    assert [entry.undone for entry in client.get(url("history", reading)).context["entries"]] == [False, True, False]


def test_a_long_history_pages(as_, monkeypatch):
    monkeypatch.setattr("annotations.services.history.PAGE", 3)
    reading = make_decided()
    client, seen, before = as_(eda()), [], ""
    while before is not None:
        answer = client.get(url("history", reading), {"before": before})
        seen += [entry.act.seq for entry in answer.context["entries"]]
        before = answer.context["older"]
    reading.refresh_from_db()
    assert seen == list(range(reading.seq, 0, -1))
    for made_up in ("x", "-1", "9" * 30, "²"):
        assert client.get(url("history", reading), {"before": made_up}).status_code == 404


def test_a_history_takes_the_same_number_of_queries_however_long_it_is(as_):
    client = as_(eda())

    def queries(reading: Reading) -> int:
        client.get(url("history", reading))
        with CaptureQueriesContext(connection) as captured:
            client.get(url("history", reading))
        return len(captured)

    short, long = make_decided(), make_decided(ben())
    review.return_reading(actor=eda(), reading_id=long.pk, envelope=seeing(), reasons="Again.")
    for _ in range(4):
        tag = tag_on(long, "attack")
        tagging.confirm(actor=ben(), reading_id=long.pk, envelope=seeing(tag), tag_id=tag.pk)
        tagging.reject(actor=ben(), reading_id=long.pk, envelope=seeing(tag), tag_id=tag.pk)
    assert queries(long) == queries(short)


def test_a_machines_history_is_empty_and_says_why(as_):
    machine = make_machine_reading()
    assert "this is the machine’s own reading" in page(as_(ada()).get(url("history", machine)))

"""The desk and what is done from it: right role, wrong role, stranger, wrong method, bad input, flat query counts."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from annotations.models import Assignment, Reading, State
from annotations.services import queue, review
from newsroom.worker import _PRESENT
from tests.annotations.articles import make_article
from tests.annotations.readings import (
    make_machine_reading,
    make_open_reading,
    make_slot,
    make_submitted_reading,
    seeing,
)
from tests.factories import ada, adam, ben, eda, stranger

pytestmark = pytest.mark.django_db
DESK, TAKE = "/desk/", "/desk/take/"


@pytest.fixture
def as_(client):
    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in


def url(name: str, reading: Reading) -> str:
    return reverse(f"annotations:{name}", args=[reading.pk])


def page(response) -> str:
    return response.content.decode()


def make_waiting():
    machine = make_machine_reading()
    make_slot(machine.article)
    return machine.article


# -- who gets in -------------------------------------------------------------------------------------------------------


def test_the_addresses_are_these():
    assert (reverse("annotations:desk"), reverse("annotations:take")) == (DESK, TAKE)
    assert reverse("annotations:submit", args=[7]) == "/readings/7/submit/"
    assert reverse("annotations:skip", args=[7]) == "/readings/7/skip/"
    assert reverse("annotations:history", args=[7]) == "/readings/7/history/"


@pytest.mark.parametrize(("who", "status"), [(ada, 200), (eda, 200), (adam, 403), (stranger, 403)])
def test_the_desk_is_for_those_who_read(as_, who, status):
    assert as_(who()).get(DESK).status_code == status
    assert as_(who()).post(TAKE).status_code == (302 if status == 200 else 403)


def test_signed_out_people_are_asked_to_sign_in(client):
    assert client.get(DESK).headers["Location"].startswith("/accounts/login/")
    assert client.get(DESK, headers={"HX-Request": "true"}).status_code == 401


@pytest.mark.parametrize(
    ("name", "method"),
    [("desk", "post"), ("take", "get"), ("release", "get"), ("history", "post"), ("submit", "delete")],
)
def test_a_wrong_method_is_refused(as_, name, method):
    reading = make_open_reading(ada())
    address = reverse(f"annotations:{name}") if name in ("desk", "take") else url(name, reading)
    assert getattr(as_(ada()), method)(address).status_code == 405


@pytest.mark.parametrize("name", ["submit", "skip", "release"])
def test_of_somebody_elses_open_reading_nothing_is_there(as_, name):
    reading = make_open_reading(ada())
    for who in (ben, eda, adam, stranger):
        assert as_(who()).post(url(name, reading), {"reason": "x", "confirmed": "1"}).status_code == 404
    assert Assignment.objects.get(reading=reading).state == "taken"


@pytest.mark.parametrize("name", ["submit", "skip", "release", "history"])
def test_a_reading_that_never_was_is_not_found(as_, name):
    client = as_(ada())
    for pk in (999_999, 2**70):
        address = f"/readings/{pk}/{name}/"
        answer = client.get(address) if name == "history" else client.post(address, {"reason": "x"})
        assert answer.status_code == 404


def test_a_machines_reading_is_not_submitted(as_):
    machine = make_machine_reading()
    assert as_(ada()).post(url("submit", machine)).status_code == 404


# -- the desk ----------------------------------------------------------------------------------------------------------


def test_an_empty_desk_says_so(as_):
    shown = page(as_(ada()).get(DESK))
    assert "Nothing to read just now" in shown
    assert "Take next" not in shown


def test_one_button_takes_the_next_article(as_):
    make_waiting()
    client = as_(ada())
    assert "Take next" in page(client.get(DESK))
    answer = client.post(TAKE)
    reading = Reading.objects.get(role="human")
    assert answer.headers["Location"] == f"/readings/{reading.pk}/"
    shown = page(client.get(DESK))
    assert "Continue" in shown
    assert "Take next" not in shown
    assert "6 to decide" in shown
    assert client.post(TAKE).headers["Location"] == f"/readings/{reading.pk}/"


def test_taking_when_nothing_is_left_says_so(as_):
    shown = page(as_(ada()).post(TAKE, follow=True))
    assert "Nothing to take just now" in shown


def test_what_was_returned_is_on_top_with_the_reasons(as_):
    reading = make_submitted_reading(ada())
    review.return_reading(
        actor=eda(), reading_id=reading.pk, envelope=seeing(), reasons="Ortiz speaks twice.\n<b>See</b>"
    )
    shown = page(as_(ada()).get(DESK))
    assert "returned by Eda Editor" in shown
    assert "Ortiz speaks twice." in shown
    assert "&lt;b&gt;See&lt;/b&gt;" in shown
    assert "returned to you" in shown
    assert as_(ada()).post(TAKE).headers["Location"] == f"/readings/{reading.pk}/"


def test_an_expired_lease_is_named(as_):
    reading = make_open_reading(ada())
    Assignment.objects.filter(reading=reading).update(lease_until=timezone.now() - timedelta(hours=1))
    assert "time ran out" in page(as_(ada()).get(DESK))


def test_what_was_begun_and_passed_on_is_still_listed(as_):
    taken_over = make_open_reading(ada())
    Assignment.objects.filter(reading=taken_over).update(lease_until=timezone.now() - timedelta(hours=1))
    queue.take_next(ben())
    skipped = make_open_reading(ada())
    queue.skip(actor=ada(), reading_id=skipped.pk, envelope=seeing(), reason="I know the mayor.")
    shown = page(as_(ada()).get(DESK))
    assert "Skipped by you: I know the mayor." in shown
    assert f"Being read by {ben()}" in shown
    assert f'href="/readings/{taken_over.pk}/"' in shown
    assert "Begun, then passed on" not in page(as_(ben()).get(DESK))


def test_the_desk_is_ones_own(as_):
    reading = make_open_reading(ada())
    assert reading.article.headline not in page(as_(ben()).get(DESK))


def test_handed_in_readings_are_paged(as_, monkeypatch):
    monkeypatch.setattr("annotations.services.desk.PAGE", 2)
    readings = [make_submitted_reading(ada()) for _ in range(5)]
    review.approve(actor=eda(), reading_id=readings[4].pk, envelope=seeing())
    client, address, seen = as_(ada()), DESK, []
    for _ in range(3):
        answer = client.get(address)
        seen += [reading.pk for reading in answer.context["handed_in"]]
        address = f"?before={answer.context['older']}".replace("+", "%2B")
        address = DESK + address
    assert seen == [reading.pk for reading in reversed(readings)]
    assert answer.context["older"] is None
    assert "Approved" in page(client.get(DESK))


@pytest.mark.parametrize(
    "before", ["x", "2026-02-31T10:00:00+00:00_1", "2026-02-01T10:00:00_1", "2026-02-01T10:00:00+00:00_"]
)
def test_a_made_up_place_in_a_list_is_not_found(as_, before):
    assert as_(ada()).get(DESK, {"before": before}).status_code == 404


def test_the_number_of_queries_does_not_depend_on_how_much_is_on_the_desk(as_):
    client = as_(ada())

    def queries() -> int:
        client.get(DESK)
        with CaptureQueriesContext(connection) as captured:
            client.get(DESK)
        return len(captured)

    def fill(times: int) -> None:
        submitted = [make_submitted_reading(ada()) for _ in range(2 * times)]
        for reading in submitted[:times]:
            review.return_reading(actor=eda(), reading_id=reading.pk, envelope=seeing(), reasons="x")
        # What is returned or left off comes before anything new, so these are handed over directly.
        slots = [make_waiting().assignments.get() for _ in range(times)]
        for slot in slots:
            queue._take(ada(), slot.pk)
        for slot in [make_waiting().assignments.get() for _ in range(times)]:
            passed_on = queue._take(ada(), slot.pk)
            queue.skip(actor=ada(), reading_id=passed_on.pk, envelope=seeing(), reason="x")

    fill(1)
    few = queries()
    Assignment.objects.filter(state="taken").update(reader=ben())
    Reading.objects.filter(role="human", state__in=["open", "returned"]).update(reader=ben())
    fill(4)
    assert queries() == few


# -- is pre-tagging running? -------------------------------------------------------------------------------------------


def test_the_desk_says_when_nobody_pre_tags(as_):
    Reading.objects.create(article=make_article("Waits."), role="machine", state="pending")
    assert "Pre-tagging is not running: 1 imported article waits for" in page(as_(ada()).get(DESK))
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now())")
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s, %s)", _PRESENT)
    shown = page(as_(ada()).get(DESK))
    assert "Pre-tagging is not running" not in shown
    assert "1 imported article is being pre-tagged" in shown


def test_the_desk_says_when_pre_tagging_failed(as_):
    Reading.objects.create(article=make_article("Broken."), role="machine", state="failed")
    assert "Pre-tagging failed for 1 article." in page(as_(ada()).get(DESK))


def test_an_admin_tries_failed_pre_tagging_again_from_the_article(as_):
    failed = Reading.objects.create(
        article=make_article("Broken."), role="machine", state="failed", attempts=3, error="out of memory"
    )
    other = Reading.objects.create(article=make_article("Broken too."), role="machine", state="failed", attempts=3)
    shown = page(as_(adam()).get(url("reading", failed)))
    assert "out of memory" in shown
    assert f'action="{url("pretag_again", failed)}"' in shown
    answer = as_(adam()).post(url("pretag_again", failed), follow=True)
    assert "2 articles will be pre-tagged again." in page(answer)
    assert set(Reading.objects.values_list("pk", "state", "attempts")) == {
        (failed.pk, "pending", 0), (other.pk, "pending", 0),
    }  # fmt: skip
    assert "Nothing is left that failed." in page(as_(adam()).post(url("pretag_again", failed), follow=True))


def test_only_an_admin_may_and_only_by_post(as_, client):
    failed = Reading.objects.create(article=make_article("Broken."), role="machine", state="failed", attempts=3)
    assert client.post(url("pretag_again", failed)).status_code == 302
    for user in (ada(), eda(), stranger()):
        shown = page(as_(user).get(url("reading", failed))) if user.roles else ""
        assert url("pretag_again", failed) not in shown
        assert as_(user).post(url("pretag_again", failed)).status_code == 403
    assert as_(adam()).get(url("pretag_again", failed)).status_code == 405
    assert as_(adam()).post(reverse("annotations:pretag_again", args=[failed.pk + 1])).status_code == 404
    failed.refresh_from_db()
    assert failed.state == "failed"


# -- submit ------------------------------------------------------------------------------------------------------------


def test_submitting_with_undecided_suggestions_asks_first(as_):
    reading = make_open_reading(ada())
    client = as_(ada())
    answer = client.post(url("submit", reading))
    assert answer.status_code == 422
    assert "6 suggestions are still undecided" in page(answer)
    reading.refresh_from_db()
    assert reading.state == "open"
    answer = client.post(url("submit", reading), {"confirmed": "1", "act": str(uuid4())}, follow=True)
    assert answer.redirect_chain == [(DESK, 302)]
    assert f"Submitted: {reading.article.headline}" in page(answer)
    reading.refresh_from_db()
    assert reading.state == "submitted"


def test_a_fragment_answers_a_fragment_request(as_):
    reading = make_open_reading(ada())
    client = as_(ada())
    answer = client.post(url("submit", reading), headers={"HX-Request": "true"})
    assert answer.status_code == 422
    assert "<html" not in page(answer)
    assert 'data-undecided="6"' in page(answer)
    answer = client.post(url("submit", reading), {"confirmed": "1"}, headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == DESK


def test_with_everything_decided_it_is_submitted_at_once(as_):
    reading = make_open_reading(ada())
    reading.tags.update(state=State.CONFIRMED)
    reading.quotes.update(state=State.REJECTED)
    assert as_(ada()).post(url("submit", reading)).status_code == 302


def test_a_form_that_would_lead_nowhere_says_so_at_once(as_):
    reading = make_submitted_reading(ada())
    for name in ("submit", "skip"):
        assert as_(ada()).get(url(name, reading)).status_code == 409
        answer = as_(eda()).get(url(name, reading))
        assert answer.status_code == 403
        assert "Only its reader can" in page(answer)
        assert 'data-variant="primary" type="submit"' not in page(answer)


def test_submitting_twice_says_that_it_is_done(as_):
    reading = make_submitted_reading(ada())
    answer = as_(ada()).post(url("submit", reading), {"confirmed": "1"})
    assert answer.status_code == 409
    assert "already submitted" in page(answer)


def test_submitting_what_somebody_else_has_taken_is_refused(as_):
    reading = make_open_reading(ada())
    Assignment.objects.filter(reading=reading).update(lease_until=timezone.now() - timedelta(hours=1))
    queue.take_next(ben())
    answer = as_(ada()).post(url("submit", reading), {"confirmed": "1"})
    assert answer.status_code == 409
    assert "somebody else has taken it" in page(answer)


def test_a_damaged_act_id_is_refused(as_):
    reading = make_open_reading(ada())
    answer = as_(ada()).post(url("submit", reading), {"confirmed": "1", "act": "not one"})
    assert answer.status_code == 422
    assert "could not be read" in page(answer)


def test_submitting_a_draft_record_approves_it(as_):
    reading = make_submitted_reading(ada())
    draft = review.start_correction(actor=eda(), reading_id=reading.pk, envelope=seeing())
    client = as_(eda())
    assert client.post(url("submit", draft)).status_code == 422
    assert client.post(url("submit", draft), {"confirmed": "1"}).headers["Location"] == "/review/"
    draft.refresh_from_db()
    assert draft.state == "closed"
    assert as_(ada()).post(url("submit", draft), {"confirmed": "1"}).status_code == 403


# -- skip, release -----------------------------------------------------------------------------------------------------


def test_skipping_asks_why_and_keeps_what_was_written(as_):
    reading = make_open_reading(ada())
    client = as_(ada())
    assert "Why do you skip it?" in page(client.get(url("skip", reading)))
    answer = client.post(url("skip", reading), {"reason": "  "})
    assert answer.status_code == 422
    assert "Say why you skip" in page(answer)
    answer = client.post(url("skip", reading), {"reason": "<i>" + "x" * 500})
    assert answer.status_code == 422
    assert "&lt;i&gt;xxx" in page(answer)
    answer = client.post(url("skip", reading), {"reason": "I know\x00 the mayor."}, follow=True)
    assert "Skipped:" in page(answer)
    assert Assignment.objects.get(reading=reading).skip_reason == "I know the mayor."


def test_the_skip_form_comes_alone_for_a_dialog(as_):
    reading = make_open_reading(ada())
    answer = as_(ada()).post(url("skip", reading), {"reason": ""}, headers={"HX-Request": "true"})
    assert answer.status_code == 422
    assert page(answer).lstrip().startswith("<form")


def test_giving_back(as_):
    reading = make_open_reading(ada())
    client = as_(ada())
    assert "Given back:" in page(client.post(url("release", reading), follow=True))
    assert Assignment.objects.get(article=reading.article).state == "open"
    assert "somebody else has taken it" in page(client.post(url("release", reading), follow=True))

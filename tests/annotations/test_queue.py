"""Who gets which article, and what becomes of it: the services behind the desk."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from annotations.errors import BadWrite, Frozen, LeaseLost, NotAllowed
from annotations.models import Assignment, Reading, State
from annotations.services import queue, review, tagging
from tests.annotations.articles import make_article
from tests.annotations.readings import (
    make_machine_reading,
    make_open_reading,
    make_slot,
    make_submitted_reading,
    seeing,
    tag_on,
)
from tests.factories import ada, adam, ben, eda, stranger

pytestmark = pytest.mark.django_db


def make_waiting(*, tags=(), days_ago: int | None = None, body: str = "", **slot):
    """An article that is pre-tagged and waits in the queue."""
    article = make_article(body or "Nothing much happened in Harrow on Monday.")
    if days_ago is not None:
        type(article).objects.filter(pk=article.pk).update(published_at=timezone.now() - timedelta(days=days_ago))
    make_machine_reading(article, tags=tags)
    make_slot(article, **slot)
    return article


def take_all(actor) -> list[int]:
    """Article after article, each submitted before the next is taken."""
    taken = []
    while (reading := queue.take_next(actor)) is not None:
        taken.append(reading.article_id)
        queue.submit(actor=actor, reading_id=reading.pk, envelope=seeing(), confirmed=True)
    return taken


# -- order -------------------------------------------------------------------------------------------------------------


def test_assigned_before_priority_before_newest():
    newest, older = make_waiting(days_ago=1), make_waiting(days_ago=9)
    undated = make_waiting()
    urgent = make_waiting(days_ago=30, priority=5)
    given = make_waiting(days_ago=60, assigned_to=ada())
    make_waiting(assigned_to=ben())
    assert take_all(ada()) == [given.pk, urgent.pk, newest.pk, older.pk, undated.pk]


def test_the_same_story_as_the_last_comes_before_what_is_newer():
    names = ("Lena Ortiz", "Harrow", "Free Dockers")
    body = "Lena Ortiz spoke to the Free Dockers in Harrow. They left."
    tags = [("person", names[0], 0), ("place", names[1], 0), ("group", names[2], 0)]
    first = make_waiting(days_ago=1, body=body, tags=tags)
    unrelated = make_waiting(days_ago=2)
    same_story = make_waiting(days_ago=9, body=body + " Again.", tags=tags)
    urgent = make_waiting(days_ago=9, priority=1)
    assert take_all(ada()) == [urgent.pk, first.pk, same_story.pk, unrelated.pk]


def test_returned_then_left_off_before_anything_new():
    returned = make_submitted_reading(ada())
    left_off = make_open_reading(ada())
    make_waiting(priority=9)
    assert queue.take_next(ada()).pk == left_off.pk
    review.return_reading(actor=eda(), reading_id=returned.pk, envelope=seeing(), reasons="Look at Ortiz again.")
    assert queue.take_next(ada()).pk == returned.pk
    returned.refresh_from_db()
    assert returned.reason == "Look at Ortiz again."
    queue.submit(actor=ada(), reading_id=returned.pk, envelope=seeing(), confirmed=True)
    assert queue.take_next(ada()).pk == left_off.pk


def test_an_article_still_to_be_pre_tagged_is_not_handed_out():
    article = make_article("Short.")
    make_slot(article)
    pending = Reading.objects.create(article=article, role="machine", state="pending")
    assert queue.take_next(ada()) is None
    Reading.objects.filter(pk=pending.pk).update(state="failed")
    assert queue.take_next(ada()).article_id == article.pk


def test_nothing_left_is_nothing():
    assert queue.take_next(ada()) is None


@pytest.mark.parametrize("who", [adam, stranger])
def test_others_take_nothing(who):
    make_waiting()
    with pytest.raises(NotAllowed):
        queue.take_next(who())
    assert not Assignment.objects.exclude(state="open").exists()


# -- the first copy ----------------------------------------------------------------------------------------------------


def test_taking_an_article_starts_a_copy_of_what_the_machine_proposed():
    reading = make_open_reading(ada())
    machine = Reading.objects.get(role="machine")
    fields = ("kind", "start", "end", "surface", "score", "p_kind", "p_start", "p_end", "state")
    assert list(reading.tags.order_by("start").values_list(*fields)) == list(
        machine.tags.order_by("start").values_list(*fields)
    )
    quote = reading.quotes.get()
    assert quote.pieces == machine.quotes.get().pieces
    assert quote.speaker.reading_id == reading.pk
    assert {tag.group.reading_id for tag in reading.tags.select_related("group")} == {reading.pk}
    assert not reading.acts.exists()


def test_two_readers_of_one_article_get_a_copy_each():
    article = make_waiting(tags=[("place", "Harrow", 0)])
    make_slot(article, slot=2)
    first, second = queue.take_next(ada()), queue.take_next(ben())
    assert first.pk != second.pk
    assert first.article_id == second.article_id == article.pk
    assert not Reading.objects.visible_to(ben()).filter(pk=first.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_many_taking_at_once_get_different_articles():
    readers = [ada(), ben(), eda()]
    for number in range(3):
        make_waiting(body=f"Number {number} in Harrow.")
    ready, taken, problems = threading.Barrier(3), [], []

    def take(reader) -> None:
        try:
            ready.wait(10)
            taken.append(queue.take_next(reader))
        except Exception as problem:
            problems.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=take, args=[reader]) for reader in readers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert not problems
    assert None not in taken
    assert len({reading.article_id for reading in taken}) == 3


@pytest.mark.django_db(transaction=True)
def test_one_person_clicking_twice_gets_one_article():
    make_waiting(body="One in Harrow.")
    make_waiting(body="Two in Harrow.")
    reader = ada()
    ready, taken = threading.Barrier(2), []

    def take() -> None:
        try:
            ready.wait(10)
            taken.append(queue.take_next(reader))
        finally:
            connection.close()

    threads = [threading.Thread(target=take) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len({reading.pk for reading in taken}) == 1
    assert Assignment.objects.filter(reader=reader).count() == 1


# -- the lease ---------------------------------------------------------------------------------------------------------


def expire(reading: Reading) -> None:
    Assignment.objects.filter(reading=reading).update(lease_until=timezone.now() - timedelta(minutes=1))


def test_an_expired_article_goes_to_somebody_else_and_the_work_is_kept():
    reading = make_open_reading(ada())
    tag = tag_on(reading, "Lena Ortiz")
    tagging.confirm(actor=ada(), reading_id=reading.pk, envelope=seeing(tag), tag_id=tag.pk)
    assert queue.take_next(ben()) is None
    expire(reading)
    theirs = queue.take_next(ben())
    assert theirs.article_id == reading.article_id
    assert theirs.pk != reading.pk
    assert tag_on(theirs, "Lena Ortiz").state == State.SUGGESTED
    with pytest.raises(LeaseLost):
        tagging.reject(actor=ada(), reading_id=reading.pk, envelope=seeing(tag), tag_id=tag.pk)
    tag.refresh_from_db()
    assert tag.state == State.CONFIRMED
    with pytest.raises(LeaseLost):
        queue.submit(actor=ada(), reading_id=reading.pk, envelope=seeing(), confirmed=True)


def test_an_expired_article_that_nobody_took_is_simply_gone_on_with():
    reading = make_open_reading(ada())
    expire(reading)
    assert queue.take_next(ada()).pk == reading.pk
    tag = tag_on(reading, "Lena Ortiz")
    tagging.confirm(actor=ada(), reading_id=reading.pk, envelope=seeing(tag), tag_id=tag.pk)
    assert Assignment.objects.get(reading=reading).lease_until > timezone.now() + timedelta(hours=3)


def test_a_returned_reading_does_not_expire():
    reading = make_submitted_reading(ada())
    review.return_reading(actor=eda(), reading_id=reading.pk, envelope=seeing(), reasons="Again.")
    assert Assignment.objects.get(reading=reading).lease_until is None
    assert queue.take_next(ben()) is None


# -- submit ------------------------------------------------------------------------------------------------------------


def test_undecided_suggestions_are_warned_about_and_stay_undecided():
    reading = make_open_reading(ada())
    with pytest.raises(queue.Undecided) as warning:
        queue.submit(actor=ada(), reading_id=reading.pk, envelope=seeing())
    assert warning.value.count == 6
    reading.refresh_from_db()
    assert reading.state == "open"
    queue.submit(actor=ada(), reading_id=reading.pk, envelope=seeing(), confirmed=True)
    reading.refresh_from_db()
    assert (reading.state, reading.submitted_at is not None) == ("submitted", True)
    assert reading.tags.filter(state=State.SUGGESTED).count() == 5
    assert Assignment.objects.get(reading=reading).state == "done"
    tag = tag_on(reading, "Harrow")
    with pytest.raises(Frozen):
        tagging.confirm(actor=ada(), reading_id=reading.pk, envelope=seeing(tag), tag_id=tag.pk)


def test_a_submit_sent_twice_is_done_once():
    reading = make_open_reading(ada())
    envelope = seeing()
    first = queue.submit(actor=ada(), reading_id=reading.pk, envelope=envelope, confirmed=True)
    again = queue.submit(actor=ada(), reading_id=reading.pk, envelope=envelope, confirmed=True)
    assert again.replayed
    assert again.act.pk == first.act.pk
    assert reading.acts.count() == 1


# -- skip and release --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("reason", ["", "   ", "x" * 501])
def test_a_skip_needs_a_reason(reason):
    reading = make_open_reading(ada())
    with pytest.raises(BadWrite):
        queue.skip(actor=ada(), reading_id=reading.pk, envelope=seeing(), reason=reason)
    assert Assignment.objects.get(reading=reading).state == "taken"


def test_skipped_is_not_done_and_is_offered_to_others_last():
    reading = make_open_reading(ada())
    queue.skip(actor=ada(), reading_id=reading.pk, envelope=seeing(), reason="I know the mayor.")
    other = make_waiting(days_ago=400)
    assert Assignment.objects.get(reading=reading).skip_reason == "I know the mayor."
    reading.refresh_from_db()
    assert reading.state == "open"
    assert take_all(ben()) == [other.pk, reading.article_id]
    assert queue.take_next(ada()) is None


def test_a_returned_reading_is_answered_and_not_skipped():
    reading = make_submitted_reading(ada())
    review.return_reading(actor=eda(), reading_id=reading.pk, envelope=seeing(), reasons="Again.")
    for act, more in ((queue.skip, {"reason": "No."}), (queue.release, {})):
        with pytest.raises(BadWrite, match="returned to you"):
            act(actor=ada(), reading_id=reading.pk, envelope=seeing(), **more)


def test_what_is_given_back_is_there_for_others_at_once_and_the_work_is_kept():
    reading = make_open_reading(ada())
    tag = tag_on(reading, "Lena Ortiz")
    tagging.confirm(actor=ada(), reading_id=reading.pk, envelope=seeing(tag), tag_id=tag.pk)
    queue.release(actor=ada(), reading_id=reading.pk, envelope=seeing())
    assert list(queue.own_work(ada())) == []
    back = queue.take_next(ada())
    assert back.pk == reading.pk
    tag.refresh_from_db()
    assert tag.state == State.CONFIRMED
    queue.release(actor=ada(), reading_id=reading.pk, envelope=seeing())
    assert queue.take_next(ben()).article_id == reading.article_id


def test_nobody_skips_or_submits_for_another():
    reading = make_open_reading(ada())
    for act, more in ((queue.skip, {"reason": "No."}), (queue.release, {}), (queue.submit, {})):
        with pytest.raises(Reading.DoesNotExist):
            act(actor=ben(), reading_id=reading.pk, envelope=seeing(), **more)

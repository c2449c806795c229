"""Approving, correcting, returning, reopening: the services, and what the editor is shown."""

import threading

import pytest
from django.db import connection

from annotations.errors import BadWrite, Frozen, NotAllowed
from annotations.models import Assignment, ClaimUse, Quote, Reading, State, Tag
from annotations.services import queue, quoting, review, review_sheet, tagging
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
from tests.factories import ada, adam, ben, eda, eli, make_person, stranger

pytestmark = pytest.mark.django_db


# -- approve -----------------------------------------------------------------------------------------------------------


def test_approving_makes_a_record_and_leaves_the_analysts_reading_as_it_is():
    reading = make_decided()
    before = list(reading.tags.order_by("pk").values())
    review.approve(actor=eda(), reading_id=reading.pk, envelope=seeing())
    record = Reading.objects.get(role="record")
    assert (record.state, record.reader, record.parents.get().parent) == ("closed", eda(), reading)
    assert list(reading.tags.order_by("pk").values()) == before
    reading.refresh_from_db()
    assert reading.state == "closed"
    assert Tag.objects.filter(reading=record, surface="The Free Dockers", kind="group").exists()
    use = ClaimUse.objects.get(quote__reading=record)
    assert use.wording.text == "The culprits will be found."
    assert Reading.objects.records().get() == record


def test_nothing_undecided_gets_into_the_record():
    record = approved()
    states = set(record.tags.values_list("state", flat=True)) | set(record.quotes.values_list("state", flat=True))
    assert State.SUGGESTED not in states
    assert not record.tags.filter(surface="Ortiz").exists()


def test_a_confirmed_quote_keeps_its_speaker_in_the_record():
    reading = make_open_reading(ada())
    quote = reading.quotes.get()
    act = {"actor": ada(), "reading_id": reading.pk}
    quoting.decide_quote(**act, envelope=seeing(quote), quote_id=quote.pk, to=State.CONFIRMED)
    queue.submit(**act, envelope=seeing(), confirmed=True)
    review.approve(actor=eda(), reading_id=reading.pk, envelope=seeing())
    assert Quote.objects.get(reading__role="record").speaker.surface == "Ortiz"


@pytest.mark.parametrize("who", [ada, adam, stranger])
def test_only_editors_approve(who):
    reading = make_decided()
    with pytest.raises((NotAllowed, Reading.DoesNotExist)):
        review.approve(actor=who(), reading_id=reading.pk, envelope=seeing())
    assert not Reading.objects.filter(role="record").exists()


def test_nobody_approves_returns_or_corrects_their_own():
    reading = make_decided(eda())
    for act, more in ((review.approve, {}), (review.return_reading, {"reasons": "x"}), (review.start_correction, {})):
        with pytest.raises(NotAllowed, match="Nobody reviews their own"):
            act(actor=eda(), reading_id=reading.pk, envelope=seeing(), **more)
    review.approve(actor=eli(), reading_id=reading.pk, envelope=seeing())


def test_somebody_who_is_analyst_and_editor_cannot_approve_their_own_through_a_draft_of_another():
    both = make_person("bo", "analyst", "editor", display_name="Bo Both")
    reading = make_decided(both)
    draft = review.start_correction(actor=eli(), reading_id=reading.pk, envelope=seeing())
    with pytest.raises(NotAllowed, match="made from your own reading"):
        review.approve_record(actor=both, record_id=draft.pk, envelope=seeing())


def test_an_open_reading_is_not_there_for_an_editor():
    reading = make_open_reading(ada())
    with pytest.raises(Reading.DoesNotExist):
        review.approve(actor=eda(), reading_id=reading.pk, envelope=seeing())


def test_approving_twice_says_so():
    reading = make_decided()
    envelope = seeing()
    review.approve(actor=eda(), reading_id=reading.pk, envelope=envelope)
    assert review.approve(actor=eda(), reading_id=reading.pk, envelope=envelope).replayed
    with pytest.raises(Frozen):
        review.approve(actor=eli(), reading_id=reading.pk, envelope=seeing())
    assert Reading.objects.filter(role="record").count() == 1


def test_a_second_reading_of_an_article_with_a_record_is_not_approved_over_it():
    record = approved()
    second = Reading.objects.create(article=record.article, role="human", reader=ben(), state="submitted")
    with pytest.raises(BadWrite, match="already has an approved record"):
        review.approve(actor=eda(), reading_id=second.pk, envelope=seeing())


@pytest.mark.django_db(transaction=True)
def test_two_readings_of_one_article_approved_at_once_make_one_record():
    first = make_decided()
    second = Reading.objects.create(article=first.article, role="human", reader=ben(), state="submitted")
    ready, answers = threading.Barrier(2), []

    def approve(editor, reading) -> None:
        try:
            ready.wait(10)
            review.approve(actor=editor, reading_id=reading.pk, envelope=seeing())
            answers.append("approved")
        except BadWrite as error:
            answers.append(error.message)
        finally:
            connection.close()

    threads = [threading.Thread(target=approve, args=each) for each in ((eda(), first), (eli(), second))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(answers, key=len)[0] == "approved"
    assert "already has an approved record" in max(answers, key=len)
    assert Reading.objects.filter(role="record").count() == 1


# -- correct -----------------------------------------------------------------------------------------------------------


def test_an_editor_corrects_in_a_draft_and_approves_it():
    reading = make_decided()
    draft = review.start_correction(actor=eda(), reading_id=reading.pk, envelope=seeing())
    assert (draft.role, draft.state) == ("record", "open")
    assert review.start_correction(actor=eli(), reading_id=reading.pk, envelope=seeing()).pk == draft.pk
    tag = tag_on(draft, "Lena Ortiz")
    tagging.reject(actor=eda(), reading_id=draft.pk, envelope=seeing(tag), tag_id=tag.pk)
    assert not Reading.objects.records().exists()
    review.approve_record(actor=eda(), record_id=draft.pk, envelope=seeing())
    draft.refresh_from_db()
    reading.refresh_from_db()
    assert (draft.state, reading.state) == ("closed", "closed")
    assert tag_on(reading, "Lena Ortiz").state == State.CONFIRMED
    assert tag_on(draft, "Lena Ortiz").state == State.REJECTED
    assert not draft.tags.filter(state=State.SUGGESTED).exists()


def test_while_a_draft_is_open_the_reading_is_neither_approved_nor_returned():
    reading = make_decided()
    review.start_correction(actor=eda(), reading_id=reading.pk, envelope=seeing())
    for act, more in ((review.approve, {}), (review.return_reading, {"reasons": "x"})):
        with pytest.raises(BadWrite):
            act(actor=eli(), reading_id=reading.pk, envelope=seeing(), **more)


def test_a_discarded_draft_leaves_the_reading_waiting():
    reading = make_decided()
    draft = review.start_correction(actor=eda(), reading_id=reading.pk, envelope=seeing())
    review.discard_draft(actor=eda(), record_id=draft.pk, envelope=seeing())
    assert not Reading.objects.filter(pk=draft.pk).exists()
    reading.refresh_from_db()
    assert reading.state == "submitted"
    review.approve(actor=eda(), reading_id=reading.pk, envelope=seeing())


# -- return ------------------------------------------------------------------------------------------------------------


def test_a_return_goes_back_to_its_reader_with_the_reasons():
    reading = make_decided()
    review.return_reading(actor=eda(), reading_id=reading.pk, envelope=seeing(), reasons=" Look again. ")
    reading.refresh_from_db()
    assert (reading.state, reading.reason) == ("returned", "Look again.")
    assert Assignment.objects.get(reading=reading).state == "taken"
    assert [own.pk for own in queue.own_work(ada())] == [reading.pk]
    tag = tag_on(reading, "Lena Ortiz")
    tagging.reject(actor=ada(), reading_id=reading.pk, envelope=seeing(tag), tag_id=tag.pk)
    queue.submit(actor=ada(), reading_id=reading.pk, envelope=seeing(), confirmed=True)
    (again,) = review.waiting(eda())
    assert again.resubmitted


@pytest.mark.parametrize("reasons", ["", " \n ", "x" * 5001])
def test_a_return_needs_reasons(reasons):
    reading = make_decided()
    with pytest.raises(BadWrite):
        review.return_reading(actor=eda(), reading_id=reading.pk, envelope=seeing(), reasons=reasons)
    reading.refresh_from_db()
    assert reading.state == "submitted"


# -- reopen ------------------------------------------------------------------------------------------------------------


def test_a_record_is_reopened_with_a_reason_and_counts_again_once_it_is_approved():
    record = approved()
    review.reopen(actor=eli(), record_id=record.pk, envelope=seeing(), reason="A correction was published.")
    record.refresh_from_db()
    assert (record.state, record.reason, record.closed_at) == ("open", "A correction was published.", None)
    assert not Reading.objects.records().exists()
    tag = tag_on(record, "Lena Ortiz")
    tagging.reject(actor=eli(), reading_id=record.pk, envelope=seeing(tag), tag_id=tag.pk)
    with pytest.raises(BadWrite, match="approved before"):
        review.discard_draft(actor=eli(), record_id=record.pk, envelope=seeing())
    review.approve_record(actor=eli(), record_id=record.pk, envelope=seeing())
    record.refresh_from_db()
    assert (record.state, record.reason, record.reader) == ("closed", "", eli())


@pytest.mark.parametrize("reason", ["", "  "])
def test_reopening_needs_a_reason(reason):
    record = approved()
    with pytest.raises(BadWrite):
        review.reopen(actor=eda(), record_id=record.pk, envelope=seeing(), reason=reason)


def test_analysts_do_not_reopen():
    record = approved()
    with pytest.raises(NotAllowed):
        review.reopen(actor=ada(), record_id=record.pk, envelope=seeing(), reason="I want to.")


# -- what the editor is shown ------------------------------------------------------------------------------------------


def told(reading: Reading, **options) -> list[tuple]:
    sheet = review_sheet.sheet(reading, **options)
    return [
        (passage.label, change.what, change.kind, change.words, change.was, change.was_kind)
        for passage in sheet.passages
        for change in passage.changes
    ]


def test_changes_come_by_paragraph_with_what_they_were():
    reading = make_decided()
    quote = reading.quotes.get(mode="direct")
    said = reading.article.text[quote.start : quote.end]
    assert told(reading) == [
        ("Paragraph 1", "corrected", "group", "Harrow", "", "Place"),
        ("Paragraph 2", "claims", "", said, "", ""),
        ("Paragraph 2", "speaker", "", said, "Ortiz", ""),
        ("Paragraph 3", "corrected", "group", "The Free Dockers", "Free Dockers", ""),
        ("Paragraph 3", "added", "", "a local group", "", ""),
        ("Paragraph 3", "rejected", "event", "attack", "", ""),
        ("Paragraph 3", "added", "event", "12 candles", "", ""),
    ]
    assert [change[3] for change in told(reading, show="undecided")] == ["Ortiz"]
    assert [change[1] for change in told(reading, show="corrected")] == ["corrected", "speaker", "corrected"]
    assert review_sheet.sheet(reading).counts == {
        "all": 7, "corrected": 3, "added": 2, "rejected": 1, "claims": 1, "undecided": 1,
    }  # fmt: skip


def test_words_come_with_what_stands_around_them():
    reading = make_decided()
    changes = {c.words: c for p in review_sheet.sheet(reading).passages for c in p.changes}
    assert (changes["Harrow"].before, changes["Harrow"].after) == (
        "Mayor Lena Ortiz visited ",
        " on Monday after the blast.",
    )
    assert changes["attack"].before == "… a local group, denied any part in the "
    assert changes["attack"].after == ". Ortiz spoke of 🕯️ 12 candles."


def test_headline_and_standfirst_are_called_so():
    article = make_article("Harrow stands.", headline="Harrow falls")
    machine = make_machine_reading(article, tags=[("place", "Harrow", 0), ("place", "Harrow", 1)])
    assert [passage.label for passage in review_sheet.sheet(machine, show="undecided").passages] == [
        "Headline",
        "Paragraph 1",
    ]


def test_a_long_reading_is_shown_in_parts(monkeypatch):
    reading = make_decided()
    whole, parts, start = told(reading), [], 0
    monkeypatch.setattr(review_sheet, "CHANGES", 2)
    while start is not None:
        sheet = review_sheet.sheet(reading, start=start)
        parts += [change.words for passage in sheet.passages for change in passage.changes]
        assert sheet.following is None or sheet.following > start
        start = sheet.following
    assert parts == [change[3] for change in whole]


def test_the_queue_is_resubmitted_first_then_oldest_and_pages_without_gaps(monkeypatch):
    monkeypatch.setattr(review_sheet, "PAGE", 2)
    readings = [make_submitted_reading(ada()) for _ in range(4)]
    for late in (readings[2], readings[3]):
        review.return_reading(actor=eda(), reading_id=late.pk, envelope=seeing(), reasons="x")
    for late in (readings[3], readings[2]):
        queue.submit(actor=ada(), reading_id=late.pk, envelope=seeing(), confirmed=True)
    own = make_submitted_reading(eda())
    expected = [readings[3].pk, readings[2].pk, readings[0].pk, readings[1].pk, own.pk]
    seen, after = [], None
    while True:
        page, after = review_sheet.queue_page(eda(), after=after)
        seen += page
        if after is None:
            break
    assert [reading.pk for reading in seen] == expected
    assert [reading.own for reading in seen] == [False] * 4 + [True]
    assert [reading.resubmitted for reading in seen] == [True, True, False, False, False]


def test_counts_in_the_queue_are_those_of_the_sheet():
    reading = make_decided()
    ((row,), _) = review_sheet.queue_page(eda())
    counts = row.counts
    assert (counts.confirmed, counts.corrected, counts.rejected, counts.added) == (1, 2, 1, 1)
    assert (counts.undecided, counts.quotes, counts.claims) == (1, 2, 1)
    found = review.differences(reading)
    assert (found.as_proposed, len(found.corrected), len(found.rejected), len(found.added)) == (1, 2, 1, 1)
    Quote.objects.filter(reading=reading, uses__isnull=False).update(state="rejected")
    ((row,), _) = review_sheet.queue_page(eda())
    assert (row.counts.quotes, row.counts.claims) == (1, 0)

"""Pre-tagging against PostgreSQL: queued once, stored once, and nothing lost to a pipeline that goes wrong."""

from contextlib import contextmanager

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import JobAborted

from annotations.models import Assignment, Event, Queue, Reading, Source, Tag
from annotations.services import pretag
from annotations.services.pretag_claims import claim
from annotations.services.pretag_drain import Drained, drain
from annotations.services.pretag_process import PipelineBroken
from annotations.tasks import drain_pretagging
from articles.text import Span
from tests import factories
from tests.annotations.articles import make_article
from tests.annotations.pretagging import BODY, make_analyst, queued, states


@pytest.fixture(scope="module")
def analyst():
    """One process for all tests: starting one takes a second or more."""
    with make_analyst() as one:
        yield one


# --- Queueing --------------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_new_articles_are_queued_once_for_machine_and_people():
    queue = pretag.default_queue()
    Queue.objects.filter(pk=queue.pk).update(readers_per_article=2)
    articles = [make_article(BODY), make_article(BODY)]
    for _ in range(2):
        pretag.queue_articles([article.pk for article in articles])
    readings = Reading.objects.all()
    assert sorted(readings.values_list("article", "role", "state")) == [
        (article.pk, "machine", "pending") for article in articles
    ]
    assert sorted(Assignment.objects.values_list("article", "slot", "state")) == [
        (article.pk, slot, "open") for article in articles for slot in (1, 2)
    ]
    assert pretag.pretag_status().pending == 2


@pytest.mark.django_db
def test_queueing_is_a_fixed_number_of_queries(django_assert_num_queries):
    articles = [make_article(BODY).pk for _ in range(12)]
    pretag.queue_articles(articles[:1])
    with django_assert_num_queries(7):
        pretag.queue_articles(articles[1:2])
    with django_assert_num_queries(7):
        pretag.queue_articles(articles[2:])


@pytest.mark.django_db(transaction=True)
def test_the_wake_up_is_part_of_the_imports_own_transaction():
    article, before = make_article(BODY), set(jobs())

    def fail() -> None:
        with transaction.atomic():
            pretag.queue_articles([article.pk])
            assert len(jobs()) == len(before) + 1
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert set(jobs()) == before
    pretag.queue_articles([article.pk])
    [job] = set(jobs()) - before
    assert job.status == "todo"


def jobs() -> list[ProcrastinateJob]:
    """Jobs outlive a transactional test: their table is not Django's to empty."""
    return list(ProcrastinateJob.objects.filter(task_name=pretag.TASK))


@pytest.mark.django_db
def test_no_articles_wake_nobody():
    before = jobs()
    pretag.queue_articles([])
    assert jobs() == before


# --- Draining --------------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_what_the_pipeline_found_is_stored_as_suggestions_and_the_reading_closed(analyst):
    [reading] = queued(BODY)
    assert drain(analyst=analyst).readings == 1

    reading.refresh_from_db()
    text = reading.article.text
    assert (reading.state, reading.attempts, reading.error) == ("closed", 1, "")
    assert reading.closed_at
    assert str(reading.source) == "en_rules 1.0"

    tags = list(reading.tags.order_by("start"))
    assert [tag.surface for tag in tags] == ["Mira Okonjo", "attack", "Halcyon", "Okonjo"]
    for tag in tags:
        assert text[tag.start : tag.end] == tag.surface
        assert (tag.p_kind, tag.p_start, tag.p_end) == (tag.kind, tag.start, tag.end)
        assert (tag.state, tag.version, tag.score) == ("suggested", 1, 0.9)
    assert tags[0].group == tags[3].group
    assert sorted(reading.groups.values_list("kind", "name")) == [
        ("event", "attack"),
        ("person", "Mira Okonjo"),
        ("place", "Halcyon"),
    ]
    event = Event.objects.get(group__reading=reading)
    assert (event.type, event.status, event.version) == ("violence_against_civilians", "happened", 1)

    quote = reading.quotes.get()
    assert quote.speaker == tags[3]
    assert quote.pieces == quote.p_pieces
    assert text[quote.start : quote.end] == "“We ran,”"
    # The tables' own sequences went on: a person's tag gets an id of its own.
    Tag.objects.create(reading=reading, kind="person", start=0, end=1, surface="M")


@pytest.mark.django_db
def test_an_article_in_which_nothing_is_found_is_finished_too(analyst):
    readings = queued("Nothing here.", "Nor here.")
    drain(analyst=analyst)
    assert states(readings) == ["closed", "closed"]
    assert not Tag.objects.exists()


@pytest.mark.django_db
def test_a_second_drain_finds_nothing_and_starts_no_pipeline(analyst):
    readings = queued(BODY)
    drain(analyst=analyst)
    assert drain(analyst=make_analyst("missing")) == Drained()
    assert states(readings) == ["closed"]
    assert Tag.objects.count() == 4


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("words", "error"),
    [
        ("RAISE", "ValueError: cannot read this text"),
        ("KILL", "The pipeline's process was lost: it was killed (SIGKILL, usually for want of memory)."),
        ("NONSENSE", "The pipeline's answer cannot be read"),
    ],
)
def test_one_bad_article_is_given_up_and_takes_no_other_with_it(analyst, words, error):
    readings = queued(BODY, f"{words} {BODY}", BODY, BODY)
    drained = drain(analyst=analyst)
    assert drained.readings == 3
    assert states(readings) == ["closed", "failed", "closed", "closed"]
    readings[1].refresh_from_db()
    assert readings[1].attempts == 3
    assert readings[1].error.startswith(error)
    assert not readings[1].tags.exists()
    assert pretag.pretag_status().failed == 1
    assert pretag.pretag_status().done == 3


@pytest.mark.django_db
def test_offsets_outside_the_text_are_left_out_and_noted(analyst):
    [reading] = queued("OFFSETS")
    drain(analyst=analyst)
    reading.refresh_from_db()
    assert reading.state == "closed"
    assert reading.error == "Left out: 1 quotes outside the text, 2 tags outside the text."
    assert reading.tags.count() == 1


@pytest.mark.django_db
def test_what_the_database_refuses_costs_only_its_own_article(analyst, monkeypatch):
    """Should a check of ours ever miss something: the constraint holds, and the rest of the chunk is stored."""
    monkeypatch.setattr("annotations.services.pretag_check._fit", lambda start, end, text: Span(max(start, 0), end))
    readings = queued(BODY, "OFFSETS", BODY)
    drain(analyst=analyst)
    assert states(readings) == ["closed", "failed", "closed"]
    readings[1].refresh_from_db()
    assert readings[1].error.startswith("The analysis could not be stored:")


@pytest.mark.django_db
def test_an_article_in_another_language_is_not_filled_with_wrong_names(analyst):
    readings = queued(BODY, language="tr") + queued(BODY, language="en-GB") + queued(BODY, language="")
    drain(analyst=analyst)
    assert states(readings) == ["closed"] * 3
    assert [reading.tags.count() for reading in readings] == [0, 4, 4]
    readings[0].refresh_from_db()
    assert readings[0].error == "Not pre-tagged: the article's language is “tr”, the pipeline's “en”."


@pytest.mark.django_db
def test_a_pipeline_that_cannot_be_loaded_costs_no_attempt(analyst):
    [reading] = queued(BODY)
    with pytest.raises(PipelineBroken, match="cannot be opened"):
        drain(analyst=make_analyst("missing"))
    reading.refresh_from_db()
    assert (reading.state, reading.attempts) == ("pending", 0)
    assert pretag.pretag_status().problem == "The pipeline “missing” cannot be opened."
    drain(analyst=analyst)
    assert pretag.pretag_status().problem == ""


@pytest.mark.django_db
def test_the_job_says_so_and_does_not_fail(settings, caplog):
    settings.PIPELINE = "no_such_pipeline"
    queued(BODY)
    with capture_close():
        drain_pretagging.func(Context())
    assert "Pre-tagging is not possible: The pipeline “no_such_pipeline” cannot be opened" in caplog.text


@pytest.mark.django_db
def test_what_is_left_of_a_stopped_job_is_woken_for_at_once(monkeypatch, settings):
    queued(BODY)
    before = len(jobs())
    with capture_close(), pytest.raises(JobAborted):
        drain_pretagging.func(Context(stopping=True))
    assert len(jobs()) == before + 1
    assert Reading.objects.get().attempts == 0


class Context:
    """As much of a job's context as a task asks for."""

    def __init__(self, stopping: bool = False) -> None:
        self.stopping = stopping

    def should_abort(self) -> bool:
        return self.stopping


@contextmanager
def capture_close():
    """The task closes its thread's connection, and here that is the test's."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(connection, "close", lambda: None)
        yield


@pytest.mark.django_db
def test_the_command_says_what_failed_and_tries_it_again(analyst, capsys):
    readings = queued(f"RAISE {BODY}", BODY)
    drain(analyst=analyst)
    call_command("pretagging")
    out = capsys.readouterr().out
    assert out.startswith("1 pre-tagged, 0 waiting, 1 failed.")
    assert "ValueError: cannot read this text" in out
    call_command("pretagging", retry=True)
    assert capsys.readouterr().out == ("Waiting again: 1.\n1 pre-tagged, 1 waiting, 0 failed.\n")
    assert states(readings) == ["pending", "closed"]


@pytest.mark.django_db
def test_a_worker_that_is_stopped_gives_back_what_it_had_begun(analyst):
    readings = queued(*[f"SLOW {BODY}"] * 40)
    drained = drain(analyst=analyst, stop=lambda: Reading.objects.filter(state="closed").exists())
    assert drained.stopped
    left = Reading.objects.pending()
    assert 0 < left.count() < len(readings)
    assert set(left.values_list("attempts", flat=True)) == {0}
    assert len(claim(left.first().source_id)) > 0


@pytest.mark.django_db
def test_a_pipeline_that_hangs_is_ended(analyst, monkeypatch):
    monkeypatch.setattr("annotations.services.pretag_process.LONGEST_SECONDS", 1)
    monkeypatch.setattr("annotations.services.pretag_process.CHARACTERS_A_SECOND", 10_000)
    readings = queued("HANG", BODY)
    drain(analyst=analyst)
    assert states(readings) == ["failed", "closed"]
    readings[0].refresh_from_db()
    assert "did not answer in time" in readings[0].error


@pytest.mark.django_db
def test_a_process_that_has_grown_is_started_afresh_between_chunks():
    readings = queued(*[BODY] * 40)
    with make_analyst(afresh_mb=1) as small:
        drained = drain(analyst=small)
    assert drained.readings == 40
    assert set(states(readings)) == {"closed"}


# --- Another pipeline, another version, another try -------------------------------------------------------------------
@pytest.mark.django_db
def test_what_waits_for_an_old_version_is_read_by_the_new_one_and_never_twice():
    old, both = queued(BODY, BODY)
    new = Source.objects.create(name="en_rules", version="2.0")
    done = Reading.objects.create(article=both.article, role="machine", state="closed", source=new)
    with make_analyst("2.0") as newer:
        drain(analyst=newer)
    old.refresh_from_db()
    assert (old.state, old.source) == ("closed", new)
    assert list(Reading.objects.filter(article=both.article)) == [done]


@pytest.mark.django_db
def test_only_an_admin_restarts_what_failed(analyst):
    readings = queued(f"RAISE {BODY}", BODY)
    drain(analyst=analyst)
    for person in (factories.ada(), factories.eda(), factories.stranger()):
        with pytest.raises(PermissionDenied):
            pretag.retry_failed(actor=person)
    assert pretag.retry_failed(actor=factories.adam()) == 1
    assert pretag.retry_failed(actor=factories.adam()) == 0
    readings[0].refresh_from_db()
    assert (readings[0].state, readings[0].attempts, readings[0].error) == ("pending", 0, "")

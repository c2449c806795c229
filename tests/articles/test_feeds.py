"""Feeds: polled when due, what is new becomes one batch, nothing new becomes none."""

import threading
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from articles.models import Article, Batch, Feed, FeedEntry, HostTurn
from articles.services import feeds, polling
from articles.services.feeds import FeedRefused, poll_now, remove_feed, save_feed, set_enabled
from articles.services.importing import run_batch
from articles.services.polling import POLL_TASK, enqueue_polls, pause_after, poll_due_feeds
from articles.services.web import FetchingIsOff
from tests.articles.fetching import page, run, site
from tests.factories import ada, adam
from tests.pure.webserver import reply

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def no_jobs():
    """Nothing empties that table, and one waiting poll keeps out the next."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE task_name = %s", [POLL_TASK])


def rss(*numbers: int, title: str = "Merrow Herald", encoding: str = "utf-8", link: str = "") -> bytes:
    items = "".join(
        f"<item><title>Boats {number}</title><guid>id-{number}</guid>"
        + (f"<link>{link}/{number}</link>" if link else "")
        + f"<description>Caf\u00e9 report {number}: three boats were lost off Port Merrow.</description></item>"
        for number in numbers
    )
    text = f"<?xml version='1.0' encoding='{encoding}'?><rss><channel><title>{title}</title>{items}</channel></rss>"
    return text.encode(encoding)


def feed_of(address: str, **options) -> Feed:
    return save_feed(adam(), address=address, name=options.pop("name", "Merrow"), **options)


def poll(feed: Feed) -> Batch | None:
    """As the worker does it when the feed is due; answers with the batch it brought."""
    before = set(Batch.objects.values_list("pk", flat=True))
    Feed.objects.filter(pk=feed.pk).update(next_poll_at=timezone.now())
    HostTurn.objects.all().delete()
    assert poll_due_feeds() == 1
    feed.refresh_from_db()
    new = Batch.objects.exclude(pk__in=before)
    assert new.count() <= 1
    return new.first()


def polls_waiting() -> int:
    return ProcrastinateJob.objects.filter(task_name=POLL_TASK, status="todo").count()


def test_what_is_new_becomes_a_batch_and_nothing_new_becomes_none(monkeypatch, settings):
    with site(monkeypatch, settings, {"/rss": reply(rss(1, 2))}) as server:
        feed = feed_of(server.url("/rss"))
        first = poll(feed)
        assert (first.source, first.state, first.name[:8]) == ("feed", Batch.State.PENDING, "Merrow, ")
        assert run_import(first).rows_imported == 2
        assert (feed.last_outcome, feed.last_batch) == (Feed.Outcome.NEW, first)
        assert poll(feed) is None
        assert feed.last_outcome == Feed.Outcome.NOTHING
        server.pages["/rss"] = reply(rss(3, 2, 1))
        second = run_import(poll(feed))
        assert (second.rows_imported, second.rows_total) == (1, 1)
    assert sorted(Article.objects.values_list("headline", flat=True)) == ["Boats 1", "Boats 2", "Boats 3"]
    assert feed.entries.count() == 3


def run_import(batch: Batch) -> Batch:
    assert run_batch(batch.pk)
    batch.refresh_from_db()
    return batch


def test_the_outlet_and_language_of_a_feed(monkeypatch, settings):
    with site(monkeypatch, settings, {"/rss": reply(rss(1, title="Merrow Herald: world"))}) as server:
        run_import(poll(feed_of(server.url("/rss"), outlet="Merrow Herald", language="en")))
        article = Article.objects.get()
        assert (article.outlet.name, article.language) == ("Merrow Herald", "en")


def test_the_pages_of_entries(monkeypatch, settings):
    with site(monkeypatch, settings, {}) as server:
        server.pages["/rss"] = reply(rss(1, 2, link=server.url("/story")))
        server.pages["/story/1"] = reply(page("The whole story of boat 1"))
        feed = feed_of(server.url("/rss"), full_pages=True)
        batch = poll(feed)
        assert batch.state == Batch.State.FETCHING
        HostTurn.objects.all().delete()
        run(batch)
        assert (batch.rows_imported, batch.rows_error) == (1, 1)
        assert Article.objects.get().url == server.url("/story/1")
        assert poll(feed) is None


def test_entries_without_a_page_are_errors_where_pages_are_wanted(monkeypatch, settings):
    with site(monkeypatch, settings, {"/rss": reply(rss(1))}) as server:
        batch = run(poll(feed_of(server.url("/rss"), full_pages=True)))
    assert "names no page" in batch.rows.get().message


@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-1", "windows-1252", "utf-16"])
def test_new_entries_are_cut_out_of_feeds_in_any_encoding(monkeypatch, settings, encoding):
    with site(monkeypatch, settings, {"/rss": reply(rss(1, 2, encoding=encoding))}) as server:
        feed = feed_of(server.url("/rss"))
        poll(feed)
        server.pages["/rss"] = reply(rss(3, 2, 1, encoding=encoding))
        batch = run_import(poll(feed))
    assert batch.rows_total == 1
    assert "Café report 3" in Article.objects.get().text


def test_atom_and_entries_without_an_id(monkeypatch, settings):
    atom = b"<feed xmlns='http://www.w3.org/2005/Atom'><title>Merrow</title>%s</feed>"
    entry = b"<entry><title>Boats %d</title><content>Three boats were lost at night, says report %d.</content></entry>"
    with site(monkeypatch, settings, {"/atom": reply(atom % (entry % (1, 1)))}) as server:
        feed = feed_of(server.url("/atom"))
        assert poll(feed) is not None
        assert poll(feed) is None
        server.pages["/atom"] = reply(atom % (entry % (2, 2) + entry % (1, 1)))
        assert run_import(poll(feed)).rows_total == 1


def test_an_unchanged_feed_is_not_sent_again(monkeypatch, settings):
    def answer(request):
        same = request.headers.get("if-none-match") == '"v1"'
        return reply(b"", "304 Not Modified") if same else reply(rss(1), etag='"v1"')

    with site(monkeypatch, settings, {"/rss": answer}) as server:
        feed = feed_of(server.url("/rss"))
        assert poll(feed) is not None
        assert feed.etag == '"v1"'
        assert poll(feed) is None
        assert (feed.last_outcome, feed.failures) == (Feed.Outcome.NOTHING, 0)


FAILURES = {
    "not found": (reply(b"", "404 Not Found"), "no page at this address"),
    "a fault": (reply(b"", "500 Internal Server Error"), "trouble of its own"),
    "a web page": (reply(page("Boats")), "not an RSS or Atom feed"),
    "broken": (reply(b"<rss><channel>"), "broken"),
    "entities": (reply(b"<!DOCTYPE rss [<!ENTITY a 'b'>]><rss><channel/></rss>"), "entities"),
    "empty": (reply(b""), "nothing at all"),
    "forbidden": (reply(b"", "403 Forbidden"), "(403)"),
}


@pytest.mark.parametrize("name", FAILURES)
def test_failures_are_noted_and_come_less_and_less_often(monkeypatch, settings, name):
    answer, says = FAILURES[name]
    with site(monkeypatch, settings, {"/rss": answer}) as server:
        feed = feed_of(server.url("/rss"), interval=60)
        for failures, hours in [(1, 1), (2, 2), (3, 4)]:
            assert poll(feed) is None
            assert (feed.failures, feed.last_outcome) == (failures, Feed.Outcome.ERROR)
            assert says in feed.last_error
            assert feed.next_poll_at - feed.last_poll_at == timedelta(hours=hours)
        server.pages["/rss"] = reply(rss(1))
        assert poll(feed) is not None
        assert (feed.failures, feed.last_error) == (0, "")
        assert feed.next_poll_at - feed.last_poll_at == timedelta(hours=1)


def test_a_feed_without_entries_is_no_failure(monkeypatch, settings):
    with site(monkeypatch, settings, {"/rss": reply(rss())}) as server:
        feed = feed_of(server.url("/rss"))
        assert poll(feed) is None
        assert feed.last_outcome == Feed.Outcome.NOTHING


def test_a_feed_that_is_gone_for_good_is_paused(monkeypatch, settings):
    with site(monkeypatch, settings, {"/rss": reply(b"", "410 Gone")}) as server:
        feed = feed_of(server.url("/rss"))
        assert poll(feed) is None
        assert not feed.enabled


def test_rest_that_the_site_asks_for_is_given(monkeypatch, settings):
    with site(monkeypatch, settings, {"/rss": reply(b"", "429 Too Many", retry_after="18000")}) as server:
        feed = feed_of(server.url("/rss"), interval=60)
        poll(feed)
    assert feed.next_poll_at - feed.last_poll_at == timedelta(hours=5)


@pytest.mark.parametrize(
    ("interval", "failures", "expected"),
    [(60, 0, 1), (60, 1, 1), (60, 2, 2), (60, 5, 16), (60, 6, 24), (60, 10_000, 24), (1440, 3, 24)],
)
def test_pauses(interval, failures, expected):
    assert pause_after(interval, failures) == timedelta(hours=expected)


def test_the_next_turn_is_set_before_the_feed_is_asked(monkeypatch, settings):
    """A crash in the middle waits for the next turn instead of asking again and again."""
    with site(monkeypatch, settings, {"/rss": reply(rss(1))}) as server:
        feed = feed_of(server.url("/rss"))

        def dies(*given):
            raise KeyboardInterrupt

        with monkeypatch.context() as patched:
            patched.setattr(polling, "listing_of", dies)
            with pytest.raises(KeyboardInterrupt):
                poll_due_feeds()
        asked = len(server.asked)
        assert poll_due_feeds() == 0
        assert len(server.asked) == asked
        feed.refresh_from_db()
        assert feed.next_poll_at > timezone.now() + timedelta(minutes=30)
        assert poll(feed) is not None


def test_a_crash_while_it_is_stored_leaves_nothing_half(monkeypatch, settings):
    with site(monkeypatch, settings, {"/rss": reply(rss(1))}) as server:
        feed = feed_of(server.url("/rss"))
        with monkeypatch.context() as patched:
            patched.setattr(polling, "_remember", lambda *given: 1 / 0)
            assert poll(feed) is None
        assert (Batch.objects.count(), FeedEntry.objects.count()) == (0, 0)
        assert "trips the program" in feed.last_error
        assert run_import(poll(feed)).rows_imported == 1


def test_two_polls_at_once_bring_an_entry_once(monkeypatch, settings):
    with site(monkeypatch, settings, {"/rss": reply(rss(1))}) as server:
        feed = feed_of(server.url("/rss"))
        feed.last_poll_at = timezone.now()
        first, second = Feed.objects.get(), Feed.objects.get()
        first.last_poll_at = second.last_poll_at = timezone.now()
        assert polling.poll_feed(first) is not None
        assert polling.poll_feed(second) is None
    assert Batch.objects.count() == 1


def test_a_claimed_feed_is_left_to_who_claimed_it(settings):
    settings.FETCHING = True
    feed = feed_of("https://a.test/rss")
    claimed, done = threading.Event(), threading.Event()

    def other():
        with transaction.atomic():
            Feed.objects.select_for_update().get(pk=feed.pk)
            claimed.set()
            done.wait(20)
        connection.close()

    thread = threading.Thread(target=other)
    thread.start()
    claimed.wait(20)
    assert polling._claim() is None
    done.set()
    thread.join()


def test_what_was_seen_is_bounded_and_what_the_feed_lists_is_kept(monkeypatch, settings):
    monkeypatch.setattr(polling, "MOST_REMEMBERED", 5)
    with site(monkeypatch, settings, {"/rss": reply(rss(1, 2, 3, 4))}) as server:
        feed = feed_of(server.url("/rss"))
        poll(feed)
        server.pages["/rss"] = reply(rss(3, 4, 5, 6))
        poll(feed)
        assert feed.entries.count() == 5
        assert poll(feed) is None


def test_a_feed_that_is_removed_while_it_is_polled_brings_nothing(monkeypatch, settings):
    with site(monkeypatch, settings, {"/rss": reply(rss(1))}) as server:
        feed = feed_of(server.url("/rss"))
        feed.last_poll_at = timezone.now()
        Feed.objects.all().delete()
        assert polling.poll_feed(feed) is None
    assert Batch.objects.count() == 0


def test_polls_are_enqueued_when_something_is_due_and_once(settings):
    settings.FETCHING = False
    feed = feed_of("https://a.test/rss")
    assert polls_waiting() == 0
    assert poll_due_feeds() == 0
    settings.FETCHING = True
    for _ in range(3):
        enqueue_polls()
    assert polls_waiting() == 1
    set_enabled(adam(), feed=feed, enabled=False)
    assert poll_due_feeds() == 0


def test_poll_now(settings):
    settings.FETCHING = True
    feed = feed_of("https://a.test/rss")
    Feed.objects.update(next_poll_at=timezone.now() + timedelta(hours=5))
    poll_now(adam(), feed=feed)
    feed.refresh_from_db()
    assert feed.next_poll_at <= timezone.now()
    settings.FETCHING = False
    with pytest.raises(FetchingIsOff):
        poll_now(adam(), feed=feed)


def test_only_admins_keep_feeds(settings):
    feed = feed_of("https://a.test/rss")
    for change in (
        lambda: save_feed(ada(), address="https://b.test/rss", name="B"),
        lambda: set_enabled(ada(), feed=feed, enabled=False),
        lambda: poll_now(ada(), feed=feed),
        lambda: remove_feed(ada(), feed=feed),
    ):
        with pytest.raises(PermissionDenied):
            change()
    assert Feed.objects.get().enabled


def test_a_feed_is_on_the_list_once(monkeypatch):
    feed_of("https://a.test/rss")
    with pytest.raises(FeedRefused, match="already"):
        feed_of("https://a.test/rss")
    monkeypatch.setattr(feeds, "MOST_FEEDS", 1)
    with pytest.raises(FeedRefused, match="the most"):
        feed_of("https://b.test/rss")
    assert Feed.objects.count() == 1


def test_a_new_address_begins_anew_and_a_shorter_interval_counts_at_once():
    feed = feed_of("https://a.test/rss", interval=1440)
    Feed.objects.update(failures=0, etag="x", next_poll_at=timezone.now() + timedelta(hours=20))
    feed = save_feed(adam(), feed=Feed.objects.get(), address="https://a.test/rss", name="Merrow", interval=60)
    assert feed.next_poll_at < timezone.now() + timedelta(hours=2)
    feed = save_feed(adam(), feed=Feed.objects.get(), address="https://b.test/rss", name="Merrow", interval=60)
    assert (feed.etag, feed.failures) == ("", 0)
    assert feed.next_poll_at <= timezone.now()


@pytest.mark.parametrize(
    "fields", [{"address": ""}, {"name": ""}, {"interval": 1}, {"address": "https://taken.test/rss"}]
)
def test_the_database_refuses_feeds_that_make_no_sense(fields):
    feed_of("https://taken.test/rss")
    given = {"name": "B", "address": "https://b.test/rss", "next_poll_at": timezone.now(), **fields}
    with pytest.raises(IntegrityError), transaction.atomic():
        Feed.objects.create(**given)


def test_removing_a_feed_keeps_what_it_brought(monkeypatch, settings):
    with site(monkeypatch, settings, {"/rss": reply(rss(1))}) as server:
        feed = feed_of(server.url("/rss"))
        run_import(poll(feed))
        remove_feed(adam(), feed=feed)
    assert (Feed.objects.count(), FeedEntry.objects.count(), Article.objects.count()) == (0, 0, 1)

"""Imports from addresses: every line has an outcome, whatever the sites do and whenever the worker dies."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from articles.fetching import Fetcher, Policy
from articles.models import Article, Batch, BatchFile, HostTurn, Outlet
from articles.services import gathering, web_files
from articles.services.address_lists import create_address_batch, file_to_fetch, read_addresses
from articles.services.control import cancel_batch, retry_errors
from articles.services.drafts import discard_draft
from articles.services.gathering import begin_gathering, gather_batch, gathering_of
from articles.services.locks import GATHERING, held
from articles.services.turns import TurnsInDatabase, forget_hosts
from articles.services.web import FetchingIsOff, the_fetcher
from tests.articles.fetching import import_gathered, outcomes, page, run, site
from tests.factories import ada, adam
from tests.factories_articles import jobs_of, previews_of
from tests.pure.webserver import reply

pytestmark = pytest.mark.django_db(transaction=True)


def batch_of(*lines: str, actor=None, **options) -> Batch:
    return create_address_batch(actor, found=read_addresses("\n".join(lines)), name="A list", **options)


def test_lines_are_sorted_and_none_is_lost(settings):
    found = read_addresses(
        "\ufeff# from the desk\nhttps://a.test/1\n\n  https://a.test/2  \r\nhttps://A.test/1#top\n"
        "http://a.test/1?utm_source=x\nftp://a.test/\nnot an address\nhttps://a.test:22/\n"
    )
    assert found.addresses == ["https://a.test/1", "https://a.test/2"]
    assert [(line.number, line.text) for line in found.bad] == [
        (7, "ftp://a.test/"),
        (8, "not an address"),
        (9, "https://a.test:22/"),
    ]
    assert (found.repeated, found.count) == (2, 5)


def test_only_admins_begin(db):
    with pytest.raises(PermissionDenied):
        batch_of("https://a.test/1", actor=ada())
    assert Batch.objects.count() == 0


def test_a_list_becomes_a_batch_that_waits_for_its_files_and_one_job():
    batch = batch_of(
        "https://a.test/1", "nonsense", actor=adam(), default_outlet="Merrow Herald", default_language="en"
    )
    assert (batch.state, batch.source, batch.created_by) == (Batch.State.FETCHING, "addresses", adam())
    assert (batch.preview.outlet, batch.default_outlet, Outlet.objects.count()) == ("Merrow Herald", None, 0)
    files = batch.files.order_by("number").values_list("name", "url", "to_fetch", "problem")
    assert list(files[:1]) == [("https://a.test/1", "https://a.test/1", True, "")]
    assert files[1][0] == "nonsense"
    assert "Line 2: Only addresses that begin with" in files[1][3]
    assert ProcrastinateJob.objects.filter(task_name=gathering.TASK, args={"batch_id": batch.pk}).count() == 1
    assert jobs_of(batch) == 0


def test_each_address_has_an_outcome_with_its_reason(monkeypatch, settings):
    pages = {
        "/one": page("Boats lost"),
        "/moved": reply(b"", "301 Moved", location="/two"),
        "/two": reply(page("Boats found")),
        "/closed": reply(page("Members only")),
        "/robots.txt": reply(b"User-agent: *\nDisallow: /closed"),
        "/sign-in": reply(b"", "401 Unauthorized"),
        "/empty": reply(b""),
        "/picture": reply(b"\x89PNG\r\n\x1a\n", content_type="text/html"),
        "/inside": reply(b"", "302 Found", location="http://169.254.169.254/"),
    }
    pages["/one"] = reply(pages["/one"], content_type="image/png")
    with site(monkeypatch, settings, pages) as server:
        paths = ["/one", "/moved", "/closed", "/sign-in", "/gone", "/empty", "/picture", "/inside"]
        batch = run(batch_of(*[server.url(path) for path in paths], "nonsense", default_outlet="Merrow Herald"))
    rows = {row.where: row for row in batch.rows.all()}
    assert len(rows) == batch.rows_total == 9
    assert batch.rows_imported == 2
    articles = {article.headline: article.url for article in Article.objects.all()}
    assert articles == {"Boats lost": server.url("/one"), "Boats found": server.url("/two")}
    for path, said in [
        ("/closed", "robots.txt"),
        ("/sign-in", "sign-in (401)"),
        ("/gone", "no page at this address (404)"),
        ("/empty", "nothing at all"),
        ("/picture", "image, not text"),
        ("/inside", "Port 80"),
    ]:
        assert said in rows[server.url(path)].message
        assert rows[server.url(path)].outcome == "error"
    assert "Line 9" in rows["nonsense"].message
    assert jobs_of(batch) == 1


def test_what_a_person_asked_for_is_looked_at_before_it_is_imported(monkeypatch, settings):
    with site(monkeypatch, settings, {"/one": reply(page("Boats lost"))}) as server:
        batch = batch_of(server.url("/one"), server.url("/gone"), actor=adam(), default_outlet="Merrow Herald")
        assert gather_batch(batch.pk)
    batch.refresh_from_db()
    assert (batch.state, batch.name, batch.preview.outlet) == (Batch.State.DRAFT, "A list", "Merrow Herald")
    assert (previews_of(batch), jobs_of(batch), Article.objects.count()) == (1, 0, 0)
    import_gathered(batch)
    assert (batch.rows_imported, batch.rows_error) == (1, 1)
    assert Article.objects.get().outlet.name == "Merrow Herald"


def test_a_draft_that_is_discarded_leaves_no_outlet_behind(monkeypatch, settings):
    with site(monkeypatch, settings, {"/one": reply(page("Boats lost"))}) as server:
        batch = batch_of(server.url("/one"), actor=adam(), default_outlet="Merrow Herald")
        assert gather_batch(batch.pk)
    discard_draft(adam(), batch_id=batch.pk)
    assert (Batch.objects.count(), Outlet.objects.count()) == (0, 0)


def test_an_address_that_failed_is_fetched_again_and_settled_in_its_row(monkeypatch, settings):
    pages = {"/one": reply(page("Boats lost"))}
    with site(monkeypatch, settings, pages) as server:
        batch = run(batch_of(server.url("/one"), server.url("/two"), "nonsense", actor=adam()))
        assert (batch.rows_imported, batch.rows_error) == (1, 2)
        pages["/two"] = reply(page("Boats found"))
        retry_errors(actor=adam(), batch_id=batch.pk)
        batch.refresh_from_db()
        assert batch.state == Batch.State.FETCHING
        batch = run(batch)
    assert (batch.state, batch.rows_imported, batch.rows_error) == (Batch.State.FINISHED, 2, 1)
    assert batch.rows.count() == 3
    assert Article.objects.filter(headline="Boats found").exists()


def test_an_address_is_fetched_again_also_after_that_was_cancelled(monkeypatch, settings):
    pages = {"/one": reply(page("Boats lost"))}
    with site(monkeypatch, settings, pages) as server:
        batch = run(batch_of(server.url("/two"), actor=adam()))
        pages["/two"] = reply(page("Boats found"))
        retry_errors(actor=adam(), batch_id=batch.pk)
        cancel_batch(actor=adam(), batch_id=batch.pk)
        assert not gathering.batches_to_gather()
        retry_errors(actor=adam(), batch_id=batch.pk)
        batch = run(batch)
    assert (batch.state, batch.rows_imported, batch.rows_error) == (Batch.State.FINISHED, 1, 0)


def test_an_article_that_names_its_address_keeps_it(monkeypatch, settings):
    own = page("Boats lost").replace(b"<head>", b'<head><link rel="canonical" href="https://merrow.test/boats">')
    with site(monkeypatch, settings, {"/one": reply(own)}) as server:
        run(batch_of(server.url("/one")))
    assert Article.objects.get().url in ("https://merrow.test/boats", server.url("/one"))


def test_a_feed_in_the_list_gives_its_entries_their_own_addresses(monkeypatch, settings):
    feed = (
        b"<rss><channel><title>Merrow</title><item><title>Boats</title><description>Three boats were lost at night."
        b"</description></item></channel></rss>"
    )
    with site(monkeypatch, settings, {"/feed": reply(feed)}) as server:
        batch = run(batch_of(server.url("/feed")))
    assert batch.rows_imported == 1
    assert Article.objects.get().url == ""


def test_the_same_list_again_brings_nothing_new(monkeypatch, settings):
    with site(monkeypatch, settings, {"/one": reply(page("Boats lost"))}) as server:
        run(batch_of(server.url("/one")))
        again = run(batch_of(server.url("/one")))
    assert (again.rows_imported, again.rows_duplicate) == (0, 1)


def test_a_changed_page_of_an_outlet_is_a_revision(monkeypatch, settings):
    with site(monkeypatch, settings, {"/one": reply(page("Boats lost"))}) as server:
        run(batch_of(server.url("/one"), default_outlet="Merrow Herald"))
        server.pages["/one"] = reply(page("Boats found"))
        again = run(batch_of(server.url("/one"), default_outlet="Merrow Herald"))
    assert again.rows_revision == 1


def test_trouble_that_passes_is_tried_again_later_and_not_for_ever(monkeypatch, settings):
    with site(monkeypatch, settings, {"/one": reply(b"", "503 Down", retry_after="120")}) as server:
        batch = batch_of(server.url("/one"))
        for tries in (1, 2):
            assert not gather_batch(batch.pk)
            file = batch.files.get()
            assert (file.to_fetch, file.tries) == (True, tries)
            assert timedelta(seconds=60) < file.fetch_after - timezone.now() <= timedelta(seconds=120)
            asked = len(server.asked)
            assert not gather_batch(batch.pk)  # Not before its time.
            assert len(server.asked) == asked
            batch.files.update(fetch_after=timezone.now())
            Batch.objects.filter(pk=batch.pk).update(attempts=0)
            HostTurn.objects.all().delete()
        run(batch)
    assert "trouble of its own (503)" in batch.rows.get().message


def test_a_site_that_wants_to_be_left_alone_for_hours_is_not_waited_for(monkeypatch, settings):
    with site(monkeypatch, settings, {"/one": reply(b"", "429 Too Many", retry_after="7200")}) as server:
        batch = run(batch_of(server.url("/one")))
    assert "come less often (429)" in batch.rows.get().message


def test_one_site_that_rests_does_not_hold_up_the_others(monkeypatch, settings):
    pages = {f"/{number}": reply(page(f"Boats {number}")) for number in range(3)}
    with site(monkeypatch, settings, pages) as server:
        TurnsInDatabase().take("slow.test", wait=0)
        batch = batch_of(server.url("/0", "slow.test"), server.url("/1", "a.test"), server.url("/2", "b.test"))
        assert not gather_batch(batch.pk)
        assert list(batch.files.filter(to_fetch=True).values_list("number", "tries")) == [(1, 0)]
        TurnsInDatabase.give_back("slow.test", pause=0)
        assert run(batch).rows_imported == 3


def test_while_fetching_is_off_a_list_waits_and_nothing_is_asked(settings):
    settings.FETCHING = False
    batch = batch_of("https://a.test/1")
    assert not gather_batch(batch.pk)
    assert batch.files.get().to_fetch
    assert gathering_of(batch)["is_off"]
    with pytest.raises(FetchingIsOff):
        the_fetcher()


def test_the_fetcher_of_the_installation_refuses_this_machine(settings):
    settings.FETCHING, settings.FETCH_CONTACT, settings.FETCH_PORTS = True, "desk@example.org", frozenset((80,))
    batch = batch_of("http://127.0.0.1/", "http://[::ffff:10.0.0.1]/")
    assert gather_batch(batch.pk)
    import_gathered(batch)
    assert [row.message.count("private or special network") for row in batch.rows.all()] == [1, 1]


def test_one_process_at_a_time_gathers_a_batch(monkeypatch, settings):
    import threading

    with site(monkeypatch, settings, {"/one": reply(page("Boats lost"))}) as server:
        batch = batch_of(server.url("/one"))
        inside, go_on = threading.Event(), threading.Event()

        def other():
            with held(GATHERING, batch.pk) as mine:
                assert mine
                inside.set()
                go_on.wait(20)
            connection.close()

        thread = threading.Thread(target=other)
        thread.start()
        inside.wait(20)
        assert not gather_batch(batch.pk)
        assert server.asked == []
        go_on.set()
        thread.join()
        assert run(batch).rows_imported == 1


def test_a_crash_at_any_address_loses_nothing_and_doubles_nothing(monkeypatch, settings):
    pages = {f"/{number}": reply(page(f"Boats {number}")) for number in range(4)}
    with site(monkeypatch, settings, pages) as server:
        batch = batch_of(*[server.url(path, f"{path[1:]}.test") for path in pages])
        real = web_files._keep
        kept: list[int] = []

        def dies(mine, found):
            if len(kept) in (1, 3) and kept[-1] != -1:
                kept.append(-1)
                raise KeyboardInterrupt
            real(mine, found)
            kept.append(1)

        monkeypatch.setattr(web_files, "_keep", dies)
        for _ in range(2):
            with pytest.raises(KeyboardInterrupt):
                gather_batch(batch.pk)
        run(batch)
    assert (batch.rows_total, batch.rows_imported) == (4, 4)
    assert Article.objects.count() == 4


def test_an_address_that_brings_the_program_down_every_time_is_given_up(monkeypatch, settings):
    with site(monkeypatch, settings, {"/one": reply(page("Boats lost"))}) as server:
        batch = batch_of(server.url("/one"))
        batch.files.update(tries=web_files.MOST_BEGUN)
        run(batch)
    assert "ended the program" in batch.rows.get().message
    assert server.asked == []


def test_a_batch_that_fails_again_and_again_is_given_up(monkeypatch):
    batch = batch_of("https://a.test/1")
    monkeypatch.setattr(gathering, "fetch_files", lambda batch, stop: 1 / 0)
    for _ in range(gathering.MAX_ATTEMPTS):
        with pytest.raises(ZeroDivisionError):
            gather_batch(batch.pk)
    assert gather_batch(batch.pk)
    batch.refresh_from_db()
    assert batch.state == Batch.State.FAILED
    assert "Given up" in batch.message


def test_a_fault_of_the_program_is_one_error_and_the_others_go_on(monkeypatch, settings):
    pages = {"/one": reply(page("Boats lost")), "/two": reply(page("Boats found"))}
    with site(monkeypatch, settings, pages) as server:
        batch = batch_of(server.url("/one"), server.url("/two", "b.test"))
        fetcher = web_files.the_fetcher()
        real = fetcher.fetch
        monkeypatch.setattr(fetcher, "fetch", lambda url, **more: 1 / 0 if url.endswith("/one") else real(url, **more))
        run(batch)
    assert outcomes(batch) == {server.url("/one"): "error", server.url("/two", "b.test"): "imported"}


def test_no_transaction_is_open_while_a_site_is_asked(monkeypatch, settings):
    seen: list[bool] = []

    def one(request):
        seen.append(True)
        return reply(page("Boats lost"))

    with site(monkeypatch, settings, {"/one": one}) as server:
        batch = batch_of(server.url("/one"))
        fetcher = web_files.the_fetcher()
        real = fetcher.fetch

        def watched(url, **more):
            assert not connection.in_atomic_block
            return real(url, **more)

        monkeypatch.setattr(fetcher, "fetch", watched)
        run(batch)
    assert seen == [True]
    assert batch.rows_imported == 1


def test_a_batch_that_was_cancelled_is_not_gathered_and_goes_nowhere(monkeypatch, settings):
    with site(monkeypatch, settings, {"/one": reply(page("Boats lost"))}) as server:
        batch = batch_of(server.url("/one"))
        Batch.objects.filter(pk=batch.pk).update(state=Batch.State.CANCELLED)
        assert gather_batch(batch.pk)
        batch.refresh_from_db()
        assert (batch.state, server.asked, jobs_of(batch)) == (Batch.State.CANCELLED, [], 0)


def test_a_stop_is_heard_between_addresses(monkeypatch, settings):
    pages = {f"/{number}": reply(page(f"Boats {number}")) for number in range(3)}
    with site(monkeypatch, settings, pages) as server:
        batch = batch_of(*[server.url(path, f"{path[1:]}.test") for path in pages])
        answers = iter([False, True])
        assert not gather_batch(batch.pk, stop=lambda: next(answers))
        assert batch.files.filter(to_fetch=True).count() == 2


def test_turns_hold_across_connections_and_free_themselves():
    turns = TurnsInDatabase()
    assert turns.take("a.test", wait=0) == 0
    assert turns.take("a.test", wait=0) > 100
    assert turns.take("b.test", wait=0) == 0
    turns.give_back("a.test", pause=0.2)
    assert turns.take("a.test", wait=5) == 0
    HostTurn.objects.filter(host="a.test").update(free_at=timezone.now())  # Its holder died long ago.
    assert turns.take("a.test", wait=0) == 0
    HostTurn.objects.filter(host="b.test").update(free_at=timezone.now() - timedelta(days=2))
    forget_hosts()
    assert list(HostTurn.objects.values_list("host", flat=True)) == ["a.test"]


def test_crawl_delay_is_kept_across_processes(monkeypatch, settings):
    pages = {"/one": reply(page("Boats lost")), "/robots.txt": reply(b"User-agent: *\nCrawl-delay: 7")}
    with site(monkeypatch, settings, pages, longest_pause=30.0) as server:
        run(batch_of(server.url("/one")))
        left = (HostTurn.objects.get(host="one.test").free_at - timezone.now()).total_seconds()
    assert 0 < left <= 7


@pytest.mark.parametrize("fields", [{"to_fetch": True, "url": ""}, {"to_fetch": True, "url": "x", "problem": "y"}])
def test_the_database_refuses_files_that_make_no_sense(fields):
    batch = begin_gathering(None, name="A list", source="addresses", in_this_process=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        BatchFile.objects.create(batch=batch, number=1, name="x", byte_length=0, **fields)


def test_long_addresses_are_kept_whole():
    address = "https://a.test/" + "a" * 1900
    file = file_to_fetch(address)
    assert (len(file.name), file.url) == (500, address)


def test_policy_of_the_installation(settings):
    settings.FETCHING, settings.FETCH_CONTACT, settings.IMPORT_MAX_BYTES = True, "https://merrow.test/bot", 1000
    fetcher = the_fetcher()
    assert isinstance(fetcher, Fetcher)
    assert fetcher is the_fetcher()
    assert fetcher.policy.user_agent == "NewsroomAnnotator/0.1 (+https://merrow.test/bot)"
    assert fetcher.policy.bounds.bytes == 1000
    assert fetcher.policy.allowed is Policy(contact="").allowed

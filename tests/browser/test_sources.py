"""Addresses, the server's folder and feeds in a real browser: the ways through them, and no fault of accessibility."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from articles.models import Batch, Feed
from articles.services.address_lists import create_address_batch, read_addresses
from articles.services.gathering import gather_batch
from articles.services.importing import run_batch
from articles.services.previewing import make_preview
from newsroom import worker
from tests import factories
from tests.browser.desk import sign_in
from tests.browser.looking import faults, overflows


@pytest.fixture
def sources(page: Page, context, live_server, transactional_db, complaints, monkeypatch, settings, tmp_path):
    monkeypatch.setattr(worker, "worker_is_alive", lambda: True)
    settings.FETCHING, settings.FETCH_CONTACT = True, "desk@example.org"
    settings.IMPORT_FOLDER = str(tmp_path)
    (tmp_path / "march" / "week one").mkdir(parents=True)
    (tmp_path / "april & may").mkdir()
    (tmp_path / "boats.txt").write_text("Boats lost\nThree boats are gone for good.")
    for number in range(12):
        (tmp_path / "march" / f"story {number:02}.txt").write_text(f"Boats {number}\nThey are gone for good.")
    sign_in(context, live_server, factories.adam())
    yield page
    assert complaints == []


def feeds() -> None:
    outcomes = [
        ("Merrow Herald, world", "new", "", 0),
        ("Port authority", "nothing", "", 0),
        ("Harbour blog", "error", "harbour.test took too long to answer. Try again later.", 4),
        ("Weather", "", "", 0),
    ]
    for name, outcome, error, failures in outcomes:
        Feed.objects.create(
            name=name,
            address=f"https://{name.split()[0].lower()}.test/rss",
            next_poll_at=timezone.now(),
            last_poll_at=timezone.now() if outcome else None,
            last_outcome=outcome,
            last_error=error,
            failures=failures,
            enabled=name != "Weather",
            last_batch=Batch.objects.first() if outcome == "new" else None,
        )


def test_bad_lines_are_corrected_or_kept_and_the_list_goes_off(sources, live_server):
    page = sources
    page.goto(f"{live_server.url}/batches/")
    page.get_by_role("link", name="Import articles").first.click()
    page.get_by_role("link", name="Addresses").click()
    page.get_by_label("Addresses").fill("https://a.test/1\nnonsense\nhttps://a.test/2")
    page.get_by_role("button", name="Fetch and preview").click()
    expect(page.get_by_text("1 line is no address that can be fetched.")).to_be_visible()
    expect(page.get_by_role("region", name="Lines that are no address")).to_contain_text("nonsense")
    expect(page.get_by_label("Addresses")).to_have_value("https://a.test/1\nnonsense\nhttps://a.test/2")
    page.get_by_label("Import the others").check()
    page.get_by_role("button", name="Fetch and preview").click()
    expect(page.locator("#batch .state")).to_have_text("Fetching")
    expect(page.get_by_text("1 of 3 addresses, 1 without success")).to_be_visible()


def test_a_folder_is_looked_into_and_imported(sources, live_server):
    page = sources
    page.goto(f"{live_server.url}/batches/new/folder/")
    page.get_by_role("link", name="march/").click()
    expect(page.get_by_text("story 03.txt")).to_be_visible()
    page.get_by_label("Everything in here").check()
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("#batch .state")).to_have_text("Fetching")
    pk = int(page.url.rstrip("/").rsplit("/", 1)[1])
    gather_batch(pk)
    page.wait_for_url("**/preview/")
    make_preview(pk)
    page.get_by_role("button", name="Import").click()
    page.wait_for_url(f"**/batches/{pk}/")
    run_batch(pk)
    expect(page.locator("#batch .state")).to_have_text("Finished", timeout=15_000)
    expect(page.get_by_role("link", name="Imported 12")).to_be_visible()


def test_a_feed_is_added_paused_and_removed(sources, live_server):
    page = sources
    page.goto(f"{live_server.url}/batches/")
    page.get_by_role("link", name="Feeds").click()
    page.get_by_role("link", name="Add a feed").first.click()
    page.get_by_label("Address").fill("https://merrow.test/rss")
    page.get_by_label("What to import").select_option("The page of each entry")
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("link", name="merrow.test", exact=True)).to_be_visible()
    page.get_by_role("button", name="Pause merrow.test").click()
    expect(page.get_by_role("button", name="Go on with merrow.test")).to_be_visible()
    page.get_by_role("link", name="merrow.test", exact=True).click()
    page.get_by_role("button", name="Remove the feed").click()
    expect(page.get_by_text("No feed is looked at.")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_has_a_fault_of_accessibility(sources, live_server, settings, scheme):
    page = sources
    batch = create_address_batch(
        factories.adam(), found=read_addresses("https://a.test/1\nhttps://b.test/2\nbad"), name="From the desk"
    )
    feeds()
    page.emulate_media(color_scheme=scheme)
    feed = f"/batches/feeds/{Feed.objects.first().pk}/"
    shown = ["/batches/", "/batches/new/addresses/", "/batches/new/folder/", "/batches/new/folder/?in=march",
             "/batches/feeds/", "/batches/feeds/add/", feed, f"/batches/{batch.pk}/"]  # fmt: skip
    # Those that say whether fetching is on are looked at again when it is off.
    for on, addresses in ((True, shown), (False, [shown[1], *shown[4:6], shown[-1]])):
        settings.FETCHING = on
        for address in addresses:
            page.goto(live_server.url + address)
            for width in (1440, 390):
                page.set_viewport_size({"width": width, "height": 900})
                assert faults(page) == [], width
                assert not overflows(page), f"{address} at {width}"

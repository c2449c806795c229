"""Watching, stopping and undoing an import in a real browser: it says what happens, and nothing moves under the eye."""

import re

import pytest
from playwright.sync_api import Page, expect

from articles.models import Article, Batch
from articles.services.control import cancel_batch, pause_batch
from articles.services.importing import run_batch
from articles.services.undoing import run_undo
from newsroom import worker
from tests import factories
from tests.browser.desk import sign_in
from tests.browser.looking import faults, overflows
from tests.factories_articles import imported, jsonl, record, waiting


@pytest.fixture
def at_work(monkeypatch):
    """A switch for whether a worker is there."""
    switch = {"on": True}
    monkeypatch.setattr(worker, "worker_is_alive", lambda: switch["on"])
    return switch


@pytest.fixture
def admin_page(page: Page, context, live_server, transactional_db, complaints, at_work):
    sign_in(context, live_server, factories.adam())
    page.set_viewport_size({"width": 1440, "height": 900})
    yield page
    assert complaints == []


def test_a_worker_that_goes_away_is_missed_without_anything_moving(admin_page, live_server, at_work):
    page = admin_page
    batch = waiting(("news.jsonl", jsonl(*[record() for _ in range(3)])))
    page.goto(f"{live_server.url}/batches/{batch.pk}/")
    expect(page.get_by_text("Waiting for a worker to take it up.")).to_be_visible()
    tabs = page.get_by_role("navigation", name="Outcomes")
    place = tabs.bounding_box()
    page.get_by_role("button", name="Pause").focus()
    at_work["on"] = False
    expect(page.get_by_text("No worker is running")).to_be_visible()
    expect(page.get_by_text("make worker")).to_be_visible()
    assert tabs.bounding_box() == place
    expect(page.get_by_role("button", name="Pause")).to_be_focused()
    at_work["on"] = True
    expect(page.get_by_text("No worker is running")).to_have_count(0)
    assert tabs.bounding_box() == place


def test_pause_go_on_and_cancel(admin_page, live_server):
    page = admin_page
    batch = waiting(("news.jsonl", jsonl(*[record() for _ in range(3)])))
    page.goto(f"{live_server.url}/batches/{batch.pk}/")
    page.get_by_role("button", name="Pause").click()
    expect(page.locator("#batch .state")).to_have_text("Paused")
    page.get_by_role("button", name="Go on").click()
    expect(page.locator("#batch .state")).to_have_text("Waiting")
    page.get_by_role("link", name="Cancel…").click()
    expect(page.get_by_role("heading", name="Cancel this import?")).to_be_visible()
    page.get_by_role("button", name="Cancel the import").click()
    expect(page.locator("#batch .state")).to_have_text("Cancelled")
    expect(page.get_by_text("1 file was not read")).to_be_visible()


def test_errors_are_taken_out_and_tried_again(admin_page, live_server):
    page = admin_page
    batch = imported(record(), b"{", b"{")
    page.goto(f"{live_server.url}/batches/{batch.pk}/")
    with page.expect_download() as download:
        page.get_by_role("link", name="Errors as CSV").click()
    assert download.value.suggested_filename == f"batch-{batch.pk}-errors.csv"
    page.get_by_role("button", name="Try news.jsonl, line 3 again").click()
    expect(page.locator("#batch .state")).to_have_text("Waiting")
    run_batch(batch.pk)
    expect(page.locator("#batch .state")).to_have_text("Finished with errors")
    page.get_by_role("button", name="Try all 2 errors again").click()
    expect(page.get_by_text("Waiting for a worker")).to_be_visible()
    run_batch(batch.pk)
    expect(page.locator("#batch .state")).to_have_text("Finished with errors")


def test_a_batch_is_undone_after_a_question(admin_page, live_server):
    page = admin_page
    batch = imported(record(), record())
    page.goto(f"{live_server.url}/batches/{batch.pk}/")
    page.get_by_role("link", name="Undo…").click()
    expect(page.get_by_text("This removes 2 articles")).to_be_visible()
    page.get_by_role("button", name="Undo: remove 2 articles").click()
    expect(page.get_by_text("Being undone: 0 of 2 articles")).to_be_visible()
    assert run_undo(batch.pk)
    expect(page.locator("#batch .state")).to_have_text("Undone")
    expect(page.get_by_text(re.compile("2 articles removed"))).to_be_visible()
    assert Article.objects.count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_state_of_a_batch_has_a_fault_of_accessibility(admin_page, live_server, scheme):
    page = admin_page
    page.emulate_media(color_scheme=scheme)
    errors = imported(record(), b"{", name="news with a name that is rather long for a phone.jsonl")
    running, paused, cancelled = (waiting((f"{n}.jsonl", jsonl(record()))) for n in range(3))
    Batch.objects.filter(pk=running.pk).update(state=Batch.State.RUNNING)
    pause_batch(actor=factories.adam(), batch_id=paused.pk)
    cancel_batch(actor=factories.adam(), batch_id=cancelled.pk)
    places = [f"{batch.pk}/" for batch in (errors, running, paused, cancelled)]
    places += [f"{running.pk}/?outcome=files", f"{errors.pk}/undo/", f"{paused.pk}/cancel/", f"{paused.pk}/undo/"]
    for place in places:
        page.goto(f"{live_server.url}/batches/{place}")
        for width in (1440, 390):
            page.set_viewport_size({"width": width, "height": 900})
            assert faults(page) == [], width
            assert not overflows(page), f"{place} at {width}"

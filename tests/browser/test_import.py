"""The admin's way through an import, in a real browser: choose, drop, send, watch, read."""

import json

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from articles.models import Article
from articles.services.importing import run_batch
from newsroom import worker
from tests import factories
from tests.browser.desk import sign_in
from tests.factories_articles import imported, jsonl, record

DROP = """(selector) => {
    const files = new DataTransfer();
    files.items.add(new File(["Boats lost\\nThey are gone for good."], "dropped.txt", { type: "text/plain" }));
    const target = document.querySelector(selector);
    for (const type of ["dragover", "drop"]) {
        target.dispatchEvent(new DragEvent(type, { dataTransfer: files, bubbles: true, cancelable: true }));
    }
}"""


@pytest.fixture
def upload_page(page: Page, context, live_server, transactional_db, complaints, monkeypatch):
    monkeypatch.setattr(worker, "worker_is_alive", lambda: False)
    sign_in(context, live_server, factories.adam())
    page.goto(f"{live_server.url}/batches/new/")
    yield page
    assert complaints == []


def test_an_upload_is_watched_until_it_is_over_and_survives_a_reload(upload_page, tmp_path):
    page = upload_page
    file = tmp_path / "news.jsonl"
    file.write_bytes(jsonl(*[record(headline=f"Boats {number}") for number in range(3)], b"{broken"))
    page.get_by_label("Files").set_input_files([file])
    expect(page.locator("[data-chosen]")).to_contain_text("news.jsonl")
    page.get_by_label("Outlet").fill("Merrow Herald")
    page.get_by_role("button", name="Import").click()

    expect(page.get_by_role("heading", name="news.jsonl")).to_be_visible()
    expect(page.get_by_text("No worker is running")).to_be_visible()
    page.reload()
    expect(page.locator("#batch .state")).to_have_text("Waiting")
    run_batch(int(page.url.rstrip("/").rsplit("/", 1)[1]))

    expect(page.locator("#batch .state")).to_have_text("Finished with errors", timeout=10_000)
    expect(page.get_by_text("No worker is running")).to_have_count(0)
    expect(page.get_by_text("news.jsonl, line 4")).to_be_visible()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.wait_for_timeout(4500)
    assert asked == []

    page.get_by_role("link", name="Imported").click()
    page.get_by_role("link", name="Boats 1").click()
    expect(page.get_by_role("heading", name="Boats 1")).to_be_visible()


def test_dropped_files_are_chosen(upload_page):
    upload_page.evaluate(DROP, "[data-drop]")
    expect(upload_page.locator("[data-chosen]")).to_contain_text("dropped.txt")
    upload_page.get_by_role("button", name="Import").click()
    expect(upload_page.get_by_role("heading", name="dropped.txt")).to_be_visible()


def test_a_file_that_is_too_large_is_held_back_before_it_is_sent(upload_page, tmp_path):
    page = upload_page
    page.evaluate("document.querySelector('[data-upload]').dataset.fileLimit = '100'")
    large = tmp_path / "large.txt"
    large.write_text(json.dumps("x" * 200))
    page.get_by_label("Files").set_input_files([large])
    expect(page.locator("[data-chosen] [data-problem]")).to_contain_text("too large")
    page.get_by_role("button", name="Import").click()
    assert page.url.endswith("/batches/new/")
    assert "large.txt is larger" in page.get_by_label("Files").evaluate("input => input.validationMessage")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_has_a_fault_of_accessibility(upload_page, live_server, scheme):
    batch = imported(
        record(standfirst="An inquiry", text="Boats were lost at night.\nNo more is known.\nComments"), b"{"
    )
    page = upload_page
    page.emulate_media(color_scheme=scheme)
    article = f"/articles/{Article.objects.get().pk}/"
    for address in ["/batches/", "/batches/new/", f"/batches/{batch.pk}/", "/articles/", article]:
        for width in (1440, 390):
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(live_server.url + address)
            for details in page.locator("details").all():
                details.evaluate("element => element.open = true")
            found = Axe().run(page)
            assert found.violations_count == 0, f"{address} at {width}: {found.generate_report()}"
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{address} at {width}"

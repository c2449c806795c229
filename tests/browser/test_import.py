"""The admin's way through an import, in a real browser: choose, drop, send, watch, read."""

import re

import pytest
from playwright.sync_api import Page, expect

from articles.models import Article, Batch, BatchFile
from articles.services.importing import run_batch
from articles.services.previewing import make_preview
from newsroom import worker
from tests import factories
from tests.browser.desk import sign_in
from tests.browser.looking import faults, overflows
from tests.factories_articles import draft, imported, jsonl, previewed, record

DROP = """(selector) => {
    const files = new DataTransfer();
    files.items.add(new File(["Boats lost\\nThey are gone for good."], "dropped.txt", { type: "text/plain" }));
    const target = document.querySelector(selector);
    for (const type of ["dragover", "drop"]) {
        target.dispatchEvent(new DragEvent(type, { dataTransfer: files, bubbles: true, cancelable: true }));
    }
}"""
TABLE = b"kopf;inhalt\nBoats lost;They are gone for good.\nLights out;Nobody saw it at all.\n"


@pytest.fixture
def upload_page(page: Page, context, live_server, transactional_db, complaints, monkeypatch):
    monkeypatch.setattr(worker, "worker_is_alive", lambda: False)
    sign_in(context, live_server, factories.adam())
    page.goto(f"{live_server.url}/batches/new/")
    yield page
    assert complaints == []


def text_file(name: str, words: str = "They are gone for good.") -> dict:
    return {"name": name, "mimeType": "text/plain", "buffer": f"Boats lost, {name}\n{words}".encode()}


def look(page: Page) -> int:
    """Be the worker that makes the preview; returns whose it is."""
    page.wait_for_url(re.compile(r"/batches/\d+/preview/"))
    pk = int(re.search(r"/batches/(\d+)/", page.url)[1])
    assert make_preview(pk)
    expect(page.locator(".tally")).to_be_visible()
    return pk


def test_files_that_are_chosen_before_the_script_has_come_are_sent_too(upload_page):
    page, held = upload_page, []
    page.route("**/upload*.js", lambda route: held.append(route))
    page.goto(page.url, wait_until="commit")
    page.get_by_label("Files").set_input_files([text_file("early.txt")])
    while not held:
        page.wait_for_timeout(50)
    held[0].continue_()
    expect(page.locator("[data-sum]")).to_have_text("1 file sent")


def test_an_upload_is_previewed_imported_and_watched_and_survives_a_reload(upload_page, tmp_path):
    page = upload_page
    file = tmp_path / "news.jsonl"
    file.write_bytes(jsonl(*[record(headline=f"Boats {number}") for number in range(3)], b"{broken"))
    page.get_by_label("Files").set_input_files([file])
    expect(page.locator("[data-chosen] li")).to_have_attribute("data-state", "sent")
    page.get_by_label("Outlet").fill("Merrow Herald")
    page.get_by_role("button", name="Preview").click()

    expect(page.get_by_role("heading", name="news.jsonl")).to_be_visible()
    expect(page.get_by_text("No worker is running")).to_be_visible()
    expect(page.get_by_role("button", name="Import")).to_be_disabled()
    pk = look(page)
    expect(page.get_by_text("No worker is running")).to_have_count(0)
    expect(page.get_by_text("news.jsonl, line 4")).to_be_visible()
    expect(page.get_by_role("heading", name="Boats 0")).to_be_visible()
    assert Article.objects.count() == 0
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.wait_for_timeout(4500)
    assert asked == []

    page.get_by_role("button", name="Import").click()
    page.wait_for_url(re.compile(r"/batches/\d+/$"))
    page.reload()
    expect(page.locator("#batch .state")).to_have_text("Waiting")
    run_batch(pk)
    expect(page.locator("#batch .state")).to_have_text("Finished with errors", timeout=10_000)
    expect(page.get_by_text("news.jsonl, line 4")).to_be_visible()
    page.get_by_role("link", name="Imported").click()
    page.get_by_role("link", name="Boats 1").click()
    expect(page.get_by_role("heading", name="Boats 1")).to_be_visible()


def test_dropped_files_are_sent(upload_page):
    upload_page.evaluate(DROP, "[data-drop]")
    expect(upload_page.locator("[data-chosen]")).to_contain_text("dropped.txt")
    expect(upload_page.locator("[data-sum]")).to_have_text("1 file sent")
    upload_page.get_by_role("button", name="Preview").click()
    expect(upload_page.get_by_role("heading", name="dropped.txt")).to_be_visible()


def test_one_file_that_is_lost_on_the_way_is_tried_again_and_the_others_are_there(upload_page):
    page = upload_page
    sent: list[str] = []

    def lose_the_second(route):
        sent.append(route.request.url)
        route.abort() if len(sent) == 2 else route.continue_()

    page.route("**/files/", lose_the_second)
    page.get_by_label("Files").set_input_files([text_file(f"{name}.txt") for name in "abc"])
    expect(page.locator("[data-sum]")).to_have_text("2 files sent, 1 failed")
    lost = page.locator("[data-chosen] li", has_text="b.txt")
    expect(lost).to_contain_text("The connection was lost")
    assert set(BatchFile.objects.values_list("name", flat=True)) == {"a.txt", "c.txt"}
    lost.get_by_role("button", name="Try again").click()
    expect(page.locator("[data-sum]")).to_have_text("3 files sent")
    assert BatchFile.objects.count() == 3
    lost.get_by_role("button", name="Remove").click()
    expect(lost).to_have_count(0)
    expect(page.locator("[data-sum]")).to_have_text("2 files sent")
    assert BatchFile.objects.count() == 2
    page.get_by_role("button", name="Preview").click()
    look(page)
    expect(page.locator(".files tbody tr")).to_have_count(2)


def test_files_go_one_after_the_other_and_a_text_keeps_its_annotations(upload_page):
    page = upload_page
    under_way, most = set(), []

    def begun(request):
        if request.url.endswith("/files/"):
            under_way.add(request)
            most.append(len(under_way))

    page.on("request", begun)
    page.on("response", lambda response: under_way.discard(response.request))
    files = [text_file(f"{number}.txt") for number in range(8)]
    files.append({"name": "3.ann", "mimeType": "text/plain", "buffer": b"T1\tPER 0 5\tBoats\n"})
    page.get_by_label("Files").set_input_files(files)
    expect(page.locator("[data-sum]")).to_have_text("9 files sent")
    assert max(most) == 1
    expect(page.locator("[data-chosen] li", has_text="3.ann")).to_contain_text("kept with 3.txt")
    page.get_by_role("button", name="Preview").click()
    look(page)
    expect(page.locator(".files tbody tr")).to_have_count(8)
    expect(page.locator(".tally dd").first).to_have_text("8")


def test_a_file_that_is_too_large_is_not_sent_and_nothing_goes_on_without_one_that_is(upload_page):
    page = upload_page
    page.evaluate("document.querySelector('[data-upload]').dataset.fileLimit = '100'")
    page.get_by_label("Files").set_input_files([text_file("large.txt", "x" * 200)])
    expect(page.locator("[data-chosen] [data-state=large]")).to_contain_text("too large")
    page.get_by_role("button", name="Preview").click()
    assert page.url.endswith("/batches/new/")
    assert page.get_by_label("Files").evaluate("input => input.validity.valueMissing")
    assert not Batch.objects.exists()


def test_columns_are_chosen_with_what_is_in_them_beside(upload_page):
    page = upload_page
    page.get_by_label("Files").set_input_files([{"name": "a.csv", "mimeType": "text/csv", "buffer": TABLE}])
    expect(page.locator("[data-sum]")).to_have_text("1 file sent")
    page.get_by_role("button", name="Preview").click()
    look(page)
    page.get_by_role("link", name="Change the columns of a.csv").click()
    headline = page.get_by_label("Headline")
    expect(page.locator("tr", has=headline).locator("[data-samples]")).not_to_contain_text("Boats lost")
    headline.select_option("kopf")
    expect(page.locator("tr", has=headline).locator("[data-samples]")).to_contain_text("Boats lost")
    page.get_by_role("button", name="Look again").click()
    look(page)
    expect(page.get_by_role("heading", name="Boats lost")).to_be_visible()
    expect(page.get_by_text("as you chose")).to_be_visible()


def test_a_draft_is_discarded_after_asking(upload_page, live_server):
    page = upload_page
    batch = draft(("a.txt", b"Boats lost\nThey are gone for good."), actor=factories.adam())
    page.goto(f"{live_server.url}/batches/{batch.pk}/preview/")
    page.get_by_role("button", name="Discard").click()
    expect(page.get_by_text("Drop the 1 file of this batch?")).to_be_visible()
    assert Batch.objects.exists()
    page.locator("#discard").get_by_role("button", name="Discard").click()
    expect(page.get_by_text("Discarded.")).to_be_visible()
    assert not Batch.objects.exists()


def test_without_scripts_the_form_ends_in_the_preview_too(browser, live_server, transactional_db):
    context = browser.new_context(java_script_enabled=False)
    sign_in(context, live_server, factories.adam())
    page = context.new_page()
    page.goto(f"{live_server.url}/batches/new/")
    page.get_by_label("Files").set_input_files([text_file("a.txt"), text_file("b.txt")])
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("heading", name="a.txt and 1 more")).to_be_visible()
    make_preview(Batch.objects.get().pk)
    page.get_by_role("link", name="Reload").click()
    expect(page.locator(".tally dd").first).to_have_text("2")
    page.get_by_role("button", name="Import").click()
    page.wait_for_url(re.compile(r"/batches/\d+/$"))
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_has_a_fault_of_accessibility(upload_page, live_server, scheme):
    batch = imported(
        record(standfirst="An inquiry", text="Boats were lost at night.\nNo more is known.\nComments"), b"{"
    )
    page = upload_page
    page.emulate_media(color_scheme=scheme)
    article = f"/articles/{Article.objects.get().pk}/"
    old = record(url="https://herald.example/1", text="Three boats were lost.\nTwo men are missing.\nComments")
    changed = {**old, "text": "Three boats were lost.\nFour men are missing."}
    seen = previewed(("a.jsonl", jsonl(old, old, changed, b"{")), ("b.csv", TABLE), ("c.txt", b""))
    preview = f"/batches/{seen.batch_id}/preview/"
    columns = f"{preview}columns/{next(key for key in seen.columns if 'kopf' in seen.columns[key]['columns'])}/"
    waiting = f"/batches/{draft(('a.txt', b'Boats lost')).pk}/preview/"
    empty = f"/batches/{draft().pk}/preview/"
    drafts = [preview, columns, waiting, empty, f"/batches/{seen.batch_id}/files/"]
    for address in ["/batches/", "/batches/new/", f"/batches/{batch.pk}/", "/articles/", article, *drafts]:
        page.goto(live_server.url + address)
        for details in page.locator("details").all():
            details.evaluate("element => element.open = true")
        for width in (1440, 390):
            page.set_viewport_size({"width": width, "height": 900})
            assert faults(page) == [], width
            assert not overflows(page), f"{address} at {width}"

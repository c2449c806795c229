"""The main job as three people do it: an admin imports, an analyst reads from the keyboard, an editor approves."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from annotations.models import Quote, Reading, Tag
from annotations.services.pretag_drain import drain
from articles.models import Batch
from articles.services.importing import run_batch
from articles.services.previewing import make_preview
from tests import factories
from tests.browser.desk import WIDE, sign_in

pytestmark = pytest.mark.django_db(transaction=True)

SAMPLE = Path(__file__).resolve().parents[2] / "samples" / "courier-school-count.txt"
CLAIM = "A ballot box stood unguarded in the school overnight."


def test_from_a_file_to_an_exported_record(page, context, live_server, complaints, tmp_path):
    page.set_viewport_size(WIDE)

    # The admin uploads a file; a worker imports it and pre-tags it with the shipped pipeline.
    sign_in(context, live_server, factories.adam())
    page.goto(live_server.url)
    page.get_by_role("link", name="Import articles").first.click()
    page.get_by_label("Files").set_input_files([SAMPLE])
    page.get_by_label("Outlet").fill("Harbour Courier")
    expect(page.locator("[data-sum]")).to_have_text("1 file sent")
    page.get_by_role("button", name="Preview").click()
    page.wait_for_url(re.compile(r"/batches/\d+/preview/$"))
    make_preview(Batch.objects.get().pk)
    page.get_by_role("button", name="Import").click()
    page.wait_for_url(re.compile(r"/batches/\d+/$"))
    run_batch(int(page.url.rstrip("/").rsplit("/", 1)[1]))
    expect(page.locator("#batch .state")).to_have_text("Finished", timeout=10_000)
    drain()
    assert Reading.objects.get(role="machine").state == "closed"

    # The analyst takes it, decides from the keyboard, words a claim, takes one act back and hands it in.
    context.clear_cookies()
    sign_in(context, live_server, factories.ada())
    page.goto(live_server.url)
    page.get_by_role("button", name="Take next").click()
    page.wait_for_selector("#workspace[data-ready]")
    reading = Reading.objects.get(role="human")
    saved = page.locator("#saved")
    for key in ("j", "a", "n", "z"):
        page.keyboard.press(key)
        expect(saved).to_have_attribute("data-state", "saved")
    expect(page.get_by_role("button", name=re.compile("Undo"))).to_be_enabled()
    assert Tag.objects.filter(reading=reading, state="confirmed").count() == 1
    assert not Tag.objects.filter(reading=reading, state="rejected").exists()

    quote = Quote.objects.filter(reading=reading, mode="direct").order_by("start").first()
    page.locator(f"#q-{quote.pk} .card-words").click()
    page.keyboard.press("c")
    box = page.locator(f"#q-{quote.pk} textarea[name=text]")
    box.fill(CLAIM)
    box.press("Enter")
    expect(page.locator(f"#q-{quote.pk} .claim-use")).to_contain_text(CLAIM)
    expect(saved).to_have_attribute("data-state", "saved")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Submit").click()
    page.get_by_role("button", name="Submit anyway").click()
    expect(page.get_by_text(re.compile("^Submitted: "))).to_be_visible()

    # The editor sees what was done, approves it, and exports the record.
    context.clear_cookies()
    sign_in(context, live_server, factories.eda())
    page.goto(live_server.url)
    page.get_by_role("link", name=reading.article.headline).click()
    expect(page.get_by_text(CLAIM)).to_be_visible()
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_text(re.compile("^Approved: "))).to_be_visible()
    page.goto(f"{live_server.url}/export/")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download JSON Lines").click()
    waiting.value.save_as(tmp_path / "records.jsonl")

    (line,) = map(json.loads, (tmp_path / "records.jsonl").read_text().splitlines())
    text = line["article"]["text"]
    assert all(text[tag["start"] : tag["end"]] == tag["text"] for tag in line["tags"])
    assert {tag["state"] for tag in line["tags"]} <= {"confirmed", "rejected"}
    (carrier,) = [item for item in line["quotes"] if item["claims"]]
    assert carrier["claims"][0]["text"] == CLAIM
    assert complaints == []

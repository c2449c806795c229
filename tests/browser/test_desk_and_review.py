"""The desk, the review, the records and the export in a real browser: the way of one reading, and how it looks."""

import json
import re
from uuid import UUID

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from annotations.models import Assignment, ContestedWord, Note, Reading
from annotations.services import review
from tests.annotations.readings import (
    approved,
    make_decided,
    make_machine_reading,
    make_open_reading,
    make_slot,
    make_submitted_reading,
    seeing,
)
from tests.browser.desk import NARROW, WIDE, sign_in
from tests.browser.looking import faults, overflows
from tests.factories import ada, ben, eda

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def enter(page: Page, context, live_server, complaints):
    """Sign somebody in and open a page; at the end no script has failed and nothing was refused."""

    def open_as(user, path: str) -> Page:
        context.clear_cookies()
        sign_in(context, live_server, user)
        page.goto(live_server.url + path)
        return page

    yield open_as
    assert complaints == []


def headline(page: Page, reading: Reading):
    return page.get_by_role("link", name=reading.article.headline)


def test_one_reading_goes_from_the_desk_to_the_record_and_out(enter, page, tmp_path):
    machine = make_machine_reading()
    make_slot(machine.article)
    enter(ada(), "/desk/")
    page.get_by_role("button", name="Take next").click()
    page.wait_for_selector("#workspace")
    page.get_by_role("button", name="Submit").click()
    expect(page.get_by_text("6 suggestions are still undecided.")).to_be_visible()
    page.get_by_role("link", name="Go back").click()
    page.wait_for_selector("#workspace")
    page.get_by_role("button", name="Submit").click()
    page.get_by_role("button", name="Submit anyway").click()
    expect(page.get_by_text(re.compile("^Submitted: "))).to_be_visible()
    expect(page.get_by_text("Waits for review")).to_be_visible()

    reading = Reading.objects.get(role="human")
    enter(eda(), "/")
    expect(page).to_have_url(re.compile("/review/$"))
    headline(page, reading).click()
    page.get_by_role("button", name="Return with reasons").click()
    box = page.get_by_label("What should be changed?")
    expect(box).to_be_focused()
    box.fill("Please decide about the attack.")
    page.get_by_role("button", name="Return", exact=True).click()
    expect(page.get_by_text(re.compile("^Returned: "))).to_be_visible()

    enter(ada(), "/")
    expect(page.get_by_text("Please decide about the attack.")).to_be_visible()
    page.get_by_role("button", name="Continue").click()
    page.wait_for_selector("#workspace")
    page.get_by_role("button", name="Submit again").click()
    page.get_by_role("button", name="Submit anyway").click()

    enter(eda(), "/review/")
    expect(page.get_by_text("again", exact=True)).to_be_visible()
    headline(page, reading).click()
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_text(re.compile("^Approved: "))).to_be_visible()
    page.get_by_role("link", name="Records").click()
    expect(headline(page, reading).first).to_be_visible()

    page.goto(page.url.replace("/records/", "/export/"))
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download JSON Lines").click()
    target = tmp_path / "records.jsonl"
    waiting.value.save_as(target)
    (line,) = map(json.loads, target.read_text().splitlines())
    assert line["reading"]["approved"]["who"] == "eda"
    assert [step["verb"] for step in line["reading"]["trail"]] == ["submit", "return", "submit", "approve"]


def test_skipping_opens_over_the_text_and_asks_why(enter, page):
    reading = make_open_reading(ada())
    enter(ada(), f"/readings/{reading.pk}/")
    page.get_by_role("button", name="⇧x Skip", exact=True).click()
    dialog = page.get_by_role("dialog", name="Skip this article")
    dialog.get_by_text("Go back").click()
    expect(dialog).to_be_hidden()
    assert page.url.endswith(f"/readings/{reading.pk}/")
    page.get_by_role("button", name="⇧x Skip", exact=True).click()
    dialog.get_by_role("button", name="Skip this article").click()
    expect(dialog).to_be_visible()  # without a reason the browser itself says that one is needed
    dialog.get_by_label("Why do you skip it?").fill("I know the mayor.")
    dialog.get_by_role("button", name="Skip this article").click()
    page.wait_for_url("**/desk/")
    assert Assignment.objects.get().skip_reason == "I know the mayor."


def test_an_editor_corrects_and_reopens(enter, page):
    reading = make_decided()
    enter(eda(), f"/review/{reading.pk}/")
    page.get_by_role("button", name="Correct it").click()
    page.wait_for_selector("#workspace")
    page.get_by_role("button", name="Approve").click()
    page.get_by_role("button", name="Approve anyway").click()
    page.wait_for_url("**/review/")
    record = Reading.objects.get(role="record")
    assert record.state == "closed"
    page.goto(page.url.replace("/review/", f"/records/{record.pk}/"))
    page.get_by_label("Why?").fill("A correction was published.")
    page.get_by_role("button", name="Reopen the record").click()
    page.wait_for_selector("#workspace")
    expect(page.get_by_text("A correction was published.")).to_be_visible()


def test_a_change_leads_to_its_words_in_the_text(enter, page):
    reading = make_decided()
    enter(eda(), f"/review/{reading.pk}/")
    page.get_by_role("link", name=re.compile("12 candles")).last.click()
    page.wait_for_selector("#workspace")
    tag = reading.tags.get(surface="12 candles")
    expect(page.locator(f"#t-{tag.pk}")).to_be_in_viewport()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_accessible_and_fits(enter, page, scheme):
    returned, left_off = make_submitted_reading(ada()), make_open_reading(ada())
    review.return_reading(actor=eda(), reading_id=returned.pk, envelope=seeing(), reasons="Look again.\n" + "long" * 60)
    waiting, record, own = make_decided(ben()), approved(ben()), make_submitted_reading(eda())
    drafted = make_decided(ben())
    review.start_correction(actor=eda(), reading_id=drafted.pk, envelope=seeing())
    ContestedWord.objects.create(word="regime", note="Say government.")
    for n, about in enumerate((waiting, returned)):
        Note.objects.create(
            id=UUID(int=n + 1), reading=about, text="Who says so, @eda?", author=about.reader, created_at=timezone.now()
        )
    page.emulate_media(color_scheme=scheme)
    places = [
        (ada(), ["/desk/", f"/readings/{left_off.pk}/submit/", f"/readings/{left_off.pk}/skip/"]),
        (ben(), ["/desk/", f"/readings/{waiting.pk}/history/"]),
        (
            eda(),
            ["/review/", "/records/", "/export/", "/export/file/", f"/records/{record.pk}/"]
            + ["/words/", "/notes/", "/notes/?show=open", f"/notes/?reading={waiting.pk}"]
            + [f"/review/{reading.pk}/" for reading in (waiting, own, drafted, returned)],
        ),
    ]
    found = []
    for user, paths in places:
        for path in paths:
            enter(user, path)
            for size in (WIDE, NARROW):
                page.set_viewport_size(size)
                found += faults(page)
                if overflows(page):
                    found.append(f"{path} is wider than {size['width']} px")
    assert found == []

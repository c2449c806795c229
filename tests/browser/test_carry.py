"""Carrying over in a real browser: from the notice to the text, by keyboard, and how the page reads."""

import re

import pytest
from playwright.sync_api import Page, expect

from annotations.models import Quote
from tests.annotations.carrying import revised
from tests.browser.desk import NARROW, WIDE, Desk, sign_in
from tests.browser.looking import faults, overflows
from tests.factories_readings import tag

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def offered(page: Page, context, live_server, complaints):
    """Ada's reading of a changed text, open in the workspace; at the end nothing may have gone wrong unseen."""
    _, reading = revised()
    sign_in(context, live_server, reading.reader)
    page.set_viewport_size(WIDE)
    yield Desk(page, reading, f"{live_server.url}/readings/{reading.pk}/").open()
    assert complaints == []


def test_from_the_notice_to_the_text_and_back_with_one_undo(offered):
    page, reading = offered.page, offered.reading
    hint = page.locator("#carry-hint")
    expect(hint).to_contain_text("10 of 11 decisions of its record fit here")
    hint.get_by_role("link", name="look at them").click()
    expect(page.get_by_role("heading", name="Carry over", exact=True)).to_be_visible()

    button = page.get_by_role("button", name=re.compile("Carry over what is ticked"))
    expect(button).to_contain_text("(9)")
    changed = page.locator("section[data-section=around]")
    expect(changed.get_by_role("checkbox")).not_to_be_checked()
    expect(changed.locator("del")).to_have_text("Tomas")
    expect(changed.locator("ins")).to_have_text("Thomas")
    expect(page.locator("section[data-section=lost]")).to_contain_text("The words are not there any more.")

    # All of it by keyboard.
    box = changed.get_by_role("checkbox")
    box.focus()
    page.keyboard.press("Space")
    expect(button).to_contain_text("(10)")
    same = page.locator("section[data-section=same]")
    same.get_by_role("button", name="Tick none").focus()
    page.keyboard.press("Enter")
    expect(button).to_contain_text("(1)")
    same.get_by_role("button", name="Tick all").press("Enter")
    expect(button).to_contain_text("(10)")
    button.press("Enter")

    page.wait_for_selector("#workspace[data-ready]")
    expect(page.get_by_text("Carried over: 10. One undo takes all of it back.")).to_be_visible()
    expect(page.locator("#carry-hint")).to_have_count(0)
    expect(page.locator("#progress")).to_have_attribute("data-undecided", "0")
    assert Quote.objects.get(reading=reading).speaker == tag(reading, "Moren")

    offered.does("z")
    expect(page.locator("#progress")).to_have_attribute("data-undecided", "7")
    assert tag(reading, "Port Aldane").state == "suggested"
    offered.does("Shift+Z")
    expect(page.locator("#progress")).to_have_attribute("data-undecided", "0")
    offered.press("h")
    expect(page.locator("#history-panel")).to_contain_text("Carried over")
    expect(page.locator("#history-panel")).to_contain_text("from the record of Ferry owner ignored warnings")


def test_without_scripts_the_form_is_enough(browser, context, live_server, offered):
    plain = browser.new_context(java_script_enabled=False)
    sign_in(plain, live_server, offered.reading.reader)
    page = plain.new_page()
    page.goto(offered.url + "carry/")
    expect(page.get_by_role("button", name="Tick all")).to_have_count(0)
    page.get_by_role("button", name="Carry over what is ticked").click()
    expect(page.get_by_text("Carried over: 9.")).to_be_visible()
    assert tag(offered.reading, "sank").state == "confirmed"
    plain.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_it_can_be_read_by_everybody(offered, size, scheme):
    page = offered.page
    page.set_viewport_size(size)
    page.emulate_media(color_scheme=scheme)
    for address in (offered.url, offered.url + "carry/"):
        page.goto(address)
        assert faults(page) == []
        assert not overflows(page)

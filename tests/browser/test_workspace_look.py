"""How the workspace stands with everything open: no accessibility fault, nothing over the edge, light and dark."""

import pytest
from playwright.sync_api import expect

from tests.browser.desk import NARROW, WIDE
from tests.browser.looking import ON_A_PHONE, faults, overflows

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_in_the_workspace_has_an_accessibility_fault(desk, theme):
    page = desk.page
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    found = []
    desk.does("j", "a", "a", "n", "Shift+K")
    found += faults(page)
    desk.drag("told the Port Aldane")
    found += faults(page)
    desk.press("Escape", "v", "Shift+ArrowRight")
    found += faults(page)
    desk.press("Escape", "g")
    found += faults(page)
    desk.press("Escape")
    desk.focus_quote(desk.quote())
    desk.press("s")
    found += faults(page)
    desk.press("Escape", "c")
    expect(page.locator("form[data-composer] [name=text]")).to_be_focused()
    found += faults(page)
    desk.press("Escape", "?")
    found += faults(page)
    assert found == []


@pytest.mark.parametrize(("theme", "size"), [("light", WIDE), ("dark", NARROW)], ids=["light", "dark and narrow"])
def test_what_stands_beside_the_text_has_no_accessibility_fault(desk, theme, size):
    page = desk.page
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    page.set_viewport_size(size)
    desk.focus(desk.tag("attack"))
    desk.does("a")
    expect(page.locator(".more-offer")).to_be_visible()
    without = ON_A_PHONE if size == NARROW else ()
    found = []

    def look() -> None:
        found.extend(faults(page, without=without))
        assert not overflows(page)

    look()
    desk.press("r")
    expect(page.locator("#more-dialog")).to_be_visible()
    look()
    desk.press("Escape", "h")
    expect(page.locator("#history-panel li")).to_have_count(1)
    look()
    desk.press("h", "?")
    page.locator("[data-remap=confirm]").click()
    desk.press("n")
    expect(page.get_by_role("button", name="Swap them")).to_be_visible()
    look()
    assert found == []


def test_on_a_phone_nothing_runs_over_the_edge(desk):
    page = desk.page
    page.set_viewport_size(NARROW)
    for opens in (["j"], ["q"], ["v"], ["Escape", "g"], ["Escape", "?"]):
        desk.press(*opens)
        assert not overflows(page), opens
    desk.press("Escape", "Escape")
    page.get_by_text("Quotes", exact=True).first.click()
    page.locator("[data-does=composer]").click()
    expect(page.locator("form[data-composer] [name=text]")).to_be_focused()
    assert not overflows(page)
    assert faults(page, without=ON_A_PHONE) == []

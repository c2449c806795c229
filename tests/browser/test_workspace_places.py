"""Getting to places: by caret, by word, sentence and paragraph, through what overlaps, and from the history."""

import pytest
from playwright.sync_api import expect

from annotations.models import State, Tag
from annotations.services import history
from tests import factories_readings as readings

pytestmark = pytest.mark.django_db(transaction=True)

SELECTED = "getSelection().toString()"


def comes(desk, script: str, value: str) -> bool:
    """Whether the page comes to say this. (Playwright's own waiting for scripts is refused by the page's policy.)"""
    for _ in range(100):
        if desk.page.evaluate(script) == value:
            return True
        desk.page.wait_for_timeout(50)
    return False


def test_words_are_found_selected_and_tagged_with_the_caret_alone(desk):
    page = desk.page
    desk.focus(desk.tag("Orlec"))
    # From the tag, "Orlec", to the second sentence of its paragraph, and over all of it.
    desk.press("v", "ArrowDown", "Shift+ArrowDown")
    assert page.evaluate(SELECTED) == "Not all of them could swim."
    desk.press("ArrowDown", "Shift+ArrowRight", "Shift+ArrowRight")
    assert page.evaluate(SELECTED) == "He spoke"
    # The next paragraph, its first sentence, then both.
    desk.press("PageDown", "Shift+ArrowDown")
    assert page.evaluate(SELECTED) == "The ministry said the attack had not been foreseen."
    desk.press("Shift+PageDown")
    assert page.evaluate(SELECTED).endswith("arrested two men.")
    desk.press("PageUp", "PageUp", "ArrowRight")
    # Without a selection Enter is about the word at the caret.
    desk.press("Enter")
    expect(page.locator("#palette button").first).to_be_focused()
    desk.does("Enter")
    made = Tag.objects.get(reading=desk.reading, p_start=None)
    assert made.kind == "person"
    assert desk.reading.article.text[made.start : made.end] == made.surface
    expect(page.locator("#workspace")).to_have_attribute("data-mode", "caret")
    desk.press("End", "ArrowLeft", "Shift+End")
    desk.does("3")
    assert Tag.objects.filter(reading=desk.reading, p_start=None, kind="group").count() == 1
    desk.press("Escape")
    assert desk.focused != ""


def test_the_words_that_a_drag_would_take_are_shown_while_it_goes_on(desk):
    place = """async (words) => {
        const { rangeOf, wordsOf } = await import("/static/js/text-offsets.js");
        const root = document.getElementById("text");
        const all = wordsOf(root, {start: 0, end: 100000});
        const at = [...all.slice(0, all.indexOf(words))].length;
        const box = rangeOf(root, {start: at + 2, end: at + words.length - 2}).getBoundingClientRect();
        return [box.left, box.right, box.top + box.height / 2];
    }"""
    left, right, top = desk.page.evaluate(place, "told the")
    mouse = desk.page.mouse
    mouse.move(left, top)
    mouse.down()
    mouse.move((left + right) / 2, top)
    mouse.move(right, top)
    shown = "[...(CSS.highlights.get('snapped') ?? [])].map(String).join()"
    assert comes(desk, shown, "told the")
    # Nothing is selected but what the hand went over, until it lets go.
    assert desk.page.evaluate(SELECTED) != "told the"
    mouse.up()
    assert comes(desk, SELECTED, "told the")
    assert not Tag.objects.exclude(state=State.SUGGESTED).exists()


def test_where_tags_overlap_a_click_lists_them(desk):
    inner = readings.make_tag(desk.reading, "Fire", "event")
    desk.open()
    desk.page.locator(f"#t-{inner.pk}").click()
    here = desk.page.locator(".palette-here button")
    expect(here).to_have_count(2)
    expect(here.first).to_have_attribute("aria-pressed", "true")
    desk.page.locator("#palette").get_by_role("button", name="group: Port Aldane Fire School").click()
    assert desk.focused == "Port Aldane Fire School"
    # The list stays, and so do the buttons for what is focused.
    expect(here.nth(1)).to_have_attribute("aria-pressed", "true")
    desk.page.locator("#palette").get_by_role("button", name="Confirm").click()
    desk.saved()
    assert desk.tag("Port Aldane Fire School").state == State.CONFIRMED
    assert desk.tag("Fire").state == State.SUGGESTED


def test_the_history_says_what_was_done_and_leads_there(desk):
    page = desk.page
    desk.does("j", "a", "n")
    desk.press("h")
    panel = page.locator("#history-panel")
    expect(panel.locator("li")).to_have_count(2)
    expect(panel.locator("li").first).to_contain_text("Rejected “Valley Banner Movement”")
    expect(panel.locator("li").first).to_contain_text("suggested, 87 %")
    expect(panel).to_contain_text("By Ada Analyst where nobody else is named.")
    desk.does("z")
    expect(panel.locator("li")).to_have_count(3)
    expect(panel.locator("li").nth(1)).to_contain_text("taken back")
    panel.get_by_role("link", name="Port Aldane").click()
    assert desk.focused == "Port Aldane"
    expect(page).to_have_url(desk.url)
    # A tag that is gone: its words are shown where it stood.
    desk.drag("two men")
    desk.does("1")
    desk.does("n")
    expect(panel.locator("li")).to_have_count(5)
    panel.get_by_role("link", name="two men").first.click()
    expect(page.locator("#live")).to_contain_text("This is where it stood")
    desk.press("h")
    expect(panel).to_be_hidden()


def test_undo_and_redo_go_on_after_a_reload(desk):
    desk.does("j", "a")
    desk.focus(desk.tag("Bashar Orlec"))
    desk.does("Shift+A")
    desk.does("z")
    desk.open()
    desk.does("Shift+Z")
    assert set(desk.states("Bashar Orlec", "Orlec", "He")) == {State.CONFIRMED}
    desk.open()
    desk.does("z", "z")
    assert not Tag.objects.exclude(state=State.SUGGESTED).exists()


def test_the_end_of_the_history_leaves_the_keyboard_in_it(desk, monkeypatch):
    monkeypatch.setattr(history, "PAGE", 2)
    desk.does("j", "a", "a", "a")
    desk.press("h")
    panel = desk.page.locator("#history-panel")
    expect(panel.get_by_role("listitem")).to_have_count(2)
    panel.get_by_role("button", name="Earlier").press("Enter")
    expect(panel.get_by_role("listitem")).to_have_count(3)
    expect(panel.get_by_role("button", name="Earlier")).to_be_hidden()
    expect(panel).to_be_focused()

"""Reading with the keyboard: every decision, in a real browser on the real server."""

import re

import pytest
from playwright.sync_api import expect

from annotations.models import Act, Entity, State, Tag

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_tag_is_confirmed_and_the_next_one_is_focused(desk):
    desk.press("j")
    assert desk.focused == "Port Aldane"
    desk.does("a")
    assert desk.focused == "Valley Banner Movement"
    assert desk.states("Port Aldane") == [State.CONFIRMED, State.SUGGESTED]


def test_keys_pressed_faster_than_the_server_answers_are_done_in_order(desk):
    desk.does("j", "a", "n", "a", "a", "a")
    assert desk.states("Port Aldane") == [State.CONFIRMED, State.CONFIRMED]
    assert desk.states("Valley Banner Movement") == [State.REJECTED]
    assert desk.states("Bashar Orlec", "Port Aldane Fire School") == [State.CONFIRMED, State.CONFIRMED]
    assert list(Act.objects.order_by("seq").values_list("verb", flat=True)) == [
        "confirm",
        "reject",
        "confirm",
        "confirm",
        "confirm",
    ]


def test_the_same_key_takes_a_decision_back(desk):
    desk.does("j", "n", "Shift+K")
    assert desk.focused == "Port Aldane"
    desk.does("n")
    assert desk.tag("Port Aldane").state == State.SUGGESTED
    assert desk.focused == "Port Aldane"


def test_all_mentions_are_confirmed_at_once_and_one_undo_takes_it_back(desk):
    orlec = ("Bashar Orlec", "Orlec", "He")
    desk.focus(desk.tag("Bashar Orlec"))
    desk.does("Shift+A")
    assert set(desk.states(*orlec)) == {State.CONFIRMED}
    desk.does("z")
    assert set(desk.states(*orlec)) == {State.SUGGESTED}
    desk.does("Shift+Z")
    assert set(desk.states(*orlec)) == {State.CONFIRMED}
    desk.does("z")
    desk.focus(desk.tag("Bashar Orlec"))
    desk.does("Shift+N")
    assert set(desk.states(*orlec)) == {State.REJECTED}


def test_a_number_changes_the_kind(desk):
    desk.focus(desk.tag("Valley Banner Movement"))
    desk.does("1")
    tag = desk.tag("Valley Banner Movement")
    assert (tag.kind, tag.state) == ("person", State.CONFIRMED)
    expect(desk.page.locator(f"#t-{tag.pk}[data-kind=person][data-state=confirmed].s-confirmed")).to_be_visible()


def test_edges_move_by_words_and_characters_and_keep_up_with_fast_keys(desk):
    tag = desk.tag("Valley Banner Movement")
    desk.focus(tag)
    desk.does("u", "p", "p", "o")
    assert Tag.objects.get(pk=tag.pk).surface == "The Valley Banner Movement is"
    desk.does("i", "o", "Shift+O")
    assert Tag.objects.get(pk=tag.pk).surface == "Valley Banner Movemen"
    desk.does("Shift+P", "z", "z", "z", "z")
    assert Tag.objects.get(pk=tag.pk).surface == "The Valley Banner Movement is"
    assert desk.focused == "The Valley Banner Movement is"


def test_a_quote_is_decided_like_a_tag(desk):
    desk.focus_quote(desk.quote())
    desk.does("a")
    assert desk.quote().state == State.CONFIRMED
    desk.does("Shift+K")
    desk.focus_quote(desk.quote())
    desk.does("a")
    assert desk.quote().state == State.SUGGESTED
    desk.does("n")
    assert desk.quote().state == State.REJECTED


def test_nothing_checkable_and_back(desk):
    desk.focus_quote(desk.quote())
    desk.does("0")
    assert desk.quote().nothing_checkable
    desk.focus_quote(desk.quote())
    desk.does("0")
    assert not desk.quote().nothing_checkable


def test_the_speaker_is_picked_with_keys(desk):
    quote = desk.quote()
    desk.focus_quote(quote)
    desk.press("s")
    expect(desk.page.locator("#workspace")).to_have_attribute("data-mode", "speaker")
    candidate = desk.page.locator("mark.is-candidate")
    expect(candidate).to_have_text("Orlec")
    desk.press("j")
    expect(candidate).to_have_text("He")
    desk.does("Enter")
    assert desk.quote().speaker == desk.tag("He")
    assert desk.tag("He").state == State.CONFIRMED


def test_the_speaker_is_picked_with_a_click_or_is_unknown(desk):
    desk.focus_quote(desk.quote())
    desk.press("s")
    desk.page.locator(f"#t-{desk.tag('Bashar Orlec').pk}").click()
    desk.does("Enter")
    assert desk.quote().speaker == desk.tag("Bashar Orlec")
    desk.focus_quote(desk.quote())
    desk.does("s", "0")
    assert desk.quote().speaker is None


def test_escape_leaves_the_speaker_as_it_was(desk):
    desk.focus_quote(desk.quote())
    desk.press("s", "j", "Escape")
    expect(desk.page.locator("mark.is-candidate")).to_have_count(0)
    assert desk.focused == f"q-{desk.quote().pk}"
    assert not Act.objects.exists()


def test_a_cast_row_is_named(desk):
    desk.focus(desk.tag("Orlec"))
    desk.press("e")
    name = desk.page.get_by_label("Name")
    expect(name).to_have_value("Bashar Orlec")
    name.fill("Bashar Orlec of Port Aldane")
    desk.does("Enter")
    assert desk.tag("Orlec").group.entity == Entity.objects.get(name="Bashar Orlec of Port Aldane")


def test_rows_of_the_cast_are_decided_with_keys(desk):
    desk.press("g")
    expect(desk.page.locator(".cast-row.is-current .cast-name")).to_have_text("Bashar Orlec")
    desk.does("a")
    assert set(desk.states("Bashar Orlec", "Orlec", "He")) == {State.CONFIRMED}
    expect(desk.page.locator(".cast-row.is-current .cast-name")).to_have_text("Port Aldane")
    desk.does("n")
    assert set(desk.states("Port Aldane")) == {State.REJECTED}
    desk.press("ArrowDown", "Enter")
    expect(desk.page.locator("#workspace")).to_have_attribute("data-mode", "")
    assert desk.focused != ""


def test_the_cast_goes_through_the_mentions_of_a_row(desk):
    name = desk.page.locator(f"#g-{desk.tag('Orlec').group_id} .cast-name")
    seen = []
    for _ in range(4):
        name.click()
        seen.append(desk.focused)
    assert seen == ["Bashar Orlec", "Orlec", "He", "Bashar Orlec"]


def test_escape_closes_an_open_menu(desk):
    menu = desk.page.locator("#layers")
    desk.page.get_by_role("button", name="Layers").click()
    expect(menu).to_be_visible()
    desk.press("Escape")
    expect(menu).to_be_hidden()


def test_keys_do_nothing_while_typing_or_with_ctrl(desk):
    desk.focus(desk.tag("Orlec"))
    desk.press("e")
    desk.page.keyboard.type("anz0")
    desk.press("Escape")
    desk.press("Control+j", "Alt+a")
    assert not Act.objects.exists()


def test_signs_written_with_alt_gr_are_no_letters_and_a_held_key_decides_once(desk):
    desk.press("j")
    desk.page.evaluate("""() => {
        for (const [key, code] of [["€", "KeyE"], ["²", "Digit2"], ["{", "Digit7"], ["ą", "KeyA"]]) {
            document.activeElement.dispatchEvent(
                new KeyboardEvent("keydown", { key, code, modifierAltGraph: true, bubbles: true }));
        }
    }""")
    expect(desk.page.get_by_role("dialog")).to_have_count(0)
    assert not Act.objects.exists()
    for _ in range(5):
        desk.page.keyboard.down("a")
    desk.page.keyboard.up("a")
    desk.saved()
    assert Act.objects.count() == 1


def test_single_keys_can_be_switched_off(desk):
    desk.press("?")
    dialog = desk.page.get_by_role("dialog")
    expect(dialog).to_contain_text("Confirm all undecided mentions")
    with desk.page.expect_response("**/keys/"):
        dialog.get_by_label("Single keys work").uncheck()
    desk.press("Escape", "j", "a")
    assert desk.focused == ""
    expect(desk.page.locator("#focusbar kbd:visible")).to_have_count(0)
    desk.open()
    desk.press("j", "?")
    assert desk.focused == ""
    # Everything is there without them: the help opens with its button, and each line in it does what it says.
    desk.page.get_by_role("button", name="Help").click()
    dialog.get_by_role("button", name="Next undecided tag or quote", exact=True).click()
    assert desk.focused == "Port Aldane"
    desk.page.get_by_role("button", name="Help").click()
    dialog.get_by_label("Single keys work").check()
    desk.press("Escape", "j")
    assert desk.focused == "Valley Banner Movement"


def test_keys_are_changed_one_by_one_and_kept_with_the_account(desk):
    desk.press("?")
    dialog, said = desk.page.get_by_role("dialog"), desk.page.locator("#keys-said")
    dialog.get_by_role("button", name="Confirm; once more takes it back: a. Change").click()
    desk.press("Control+b", "Tab")
    expect(said).to_contain_text("belongs to")
    desk.press("n")
    expect(said).to_contain_text("n is “Reject; once more takes it back” already")
    desk.press("y")
    expect(said).to_contain_text("is y now")
    dialog.get_by_role("button", name="Next undecided tag or quote: j. Change").click()
    desk.press("k")
    with desk.page.expect_response("**/keys/"):
        said.get_by_role("button", name="Swap them").click()
    desk.press("Escape", "k")
    assert desk.focused == "Port Aldane"
    expect(desk.page.locator("#focusbar [data-command=confirm] kbd")).to_have_text("y")
    expect(desk.page.locator("#focusbar [data-command=next] kbd")).to_have_text("k")
    desk.press("a")
    desk.does("y")
    assert desk.states("Port Aldane") == [State.CONFIRMED, State.SUGGESTED]
    desk.open()
    expect(desk.page.locator("#focusbar [data-command=confirm] kbd")).to_have_text("y")
    # The cast follows: its rows are confirmed with the same key.
    desk.press("g")
    expect(desk.page.locator(".focus-mode [data-command=castConfirm] kbd")).to_have_text("y")
    desk.press("Escape", "?")
    with desk.page.expect_response("**/keys/"):
        dialog.get_by_role("button", name="Undo 3 own keys").click()
    desk.press("Escape")
    expect(desk.page.locator("#focusbar [data-command=confirm] kbd")).to_have_text("a")


def test_presets_leave_no_key_to_two_commands_and_work(desk):
    clashes = """async () => {
        const { clashes } = await import("/static/js/workspace/keymap.js");
        const { PRESETS } = await import("/static/js/workspace/presets.js");
        return Object.keys(PRESETS).flatMap((preset) => clashes({ preset, keys: {}, single: true }));
    }"""
    assert desk.page.evaluate(clashes) == []
    desk.press("?")
    dialog = desk.page.get_by_role("dialog")
    with desk.page.expect_response("**/keys/"):
        dialog.get_by_label("Keys", exact=True).select_option("Like Prodigy")
    desk.press("Escape", "Space")
    assert desk.focused == "Port Aldane"
    desk.does("x")
    assert desk.states("Port Aldane") == [State.REJECTED, State.SUGGESTED]
    desk.does("Backspace")
    assert desk.states("Port Aldane") == [State.SUGGESTED, State.SUGGESTED]
    # Space, the key for the next one, still ticks a box that has the focus.
    desk.page.get_by_role("button", name="Layers").click()
    quotes = desk.page.locator("#layer-quotes")
    quotes.press("Space")
    expect(quotes).not_to_be_checked()
    quotes.press("Space")
    desk.focus(desk.tag("Port Aldane"))
    desk.press("h")
    with desk.page.expect_response("**/keys/"):
        dialog.get_by_label("Keys", exact=True).select_option("Left hand")
    desk.press("Escape", "s")
    desk.does("f")
    assert desk.states("Valley Banner Movement") == [State.CONFIRMED]


def test_a_key_that_can_do_nothing_says_why(desk):
    desk.press("a")
    desk.said("Nothing is focused")
    desk.press("j", "c")
    desk.said("This key is for a quote")
    desk.press("q")
    desk.said("Select the words first")
    expect(desk.page.locator("#live")).to_contain_text("Select the words first")


def test_acts_are_announced(desk):
    desk.press("j")
    desk.does("a")
    expect(desk.page.locator("#live")).to_contain_text("Confirmed “Port Aldane”")


def test_the_focus_lives_through_the_redraw_of_what_it_is_on(desk):
    tag = desk.tag("Valley Banner Movement")
    desk.focus(tag)
    desk.does("p")
    desk.page.wait_for_timeout(100)
    mark = desk.page.locator(f"#t-{tag.pk}")
    expect(mark).to_have_class(re.compile("is-focused"))
    expect(mark).to_have_class(re.compile("s-confirmed"))
    expect(mark).to_be_focused()
    expect(desk.page.locator(f"#g-{tag.group_id}")).to_have_class(re.compile("is-related"))


def test_undo_goes_back_to_what_it_undid(desk):
    desk.does("j", "a", "a")
    desk.does("z")
    assert desk.focused == "Valley Banner Movement"
    desk.does("z")
    assert desk.focused == "Port Aldane"
    desk.press("z")
    expect(desk.page.locator("#notice")).to_contain_text("There is nothing to undo")

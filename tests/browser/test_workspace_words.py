"""Selecting words with the mouse and the caret, and what becomes of them; claims under quotes."""

import pytest
from playwright.sync_api import expect

from annotations.models import Act, ClaimUse, Quote, State, Tag
from tests import factories
from tests import factories_readings as readings
from tests.browser.desk import NARROW, Desk

pytestmark = pytest.mark.django_db(transaction=True)


def made(desk: Desk, words: str) -> Tag:
    """The tag made on these words; what is stored is what stands at its offsets."""
    tag = desk.tag(words)
    assert desk.reading.article.text[tag.start : tag.end] == words
    return tag


def test_a_drag_over_parts_of_words_tags_whole_words(desk):
    desk.drag("31 people", cut=(1, 3))
    desk.does("4")
    tag = made(desk, "31 people")
    assert (tag.kind, tag.state, tag.p_start) == ("event", State.CONFIRMED, None)
    expect(desk.page.locator(f"#t-{tag.pk}")).to_have_attribute("aria-current", "true")


def test_words_after_an_emoji_are_the_words_that_were_selected(desk):
    desk.drag("told the Port")
    desk.does("1")
    made(desk, "told the Port")
    desk.drag("👨🏻‍🚒 told")
    desk.does("1")
    made(desk, "👨🏻‍🚒 told")


def test_shift_at_the_end_of_the_drag_takes_exactly_the_characters(desk):
    desk.drag("Movement", cut=(0, 4), shift=True)
    desk.does("3")
    made(desk, "Move")


def test_the_palette_tags_with_the_mouse_and_leaves_other_tags_alone(desk):
    before = set(Tag.objects.values_list("pk", "start", "end", "state"))
    desk.drag("the Port Aldane Fire School that")
    desk.page.locator("#palette").get_by_role("button", name="Group").click()
    desk.saved()
    made(desk, "the Port Aldane Fire School that")
    assert before <= set(Tag.objects.values_list("pk", "start", "end", "state"))
    expect(desk.page.locator("#palette")).to_be_hidden()


def test_a_selection_becomes_a_quote_without_its_marks_or_the_outlets_own_voice(desk):
    desk.drag("the attack killed 31 people.", cut=(2, 0))
    desk.does("q")
    quote = Quote.objects.get(mode="indirect", p_pieces=None)
    start, end = quote.pieces[0]
    assert desk.reading.article.text[start:end] == "the attack killed 31 people."
    assert desk.focused == f"q-{quote.pk}"
    desk.drag("The ministry said the attack had not been foreseen.")
    desk.does("w")
    assert Quote.objects.get(mode="own_voice").state == State.CONFIRMED


def test_a_tag_cannot_run_over_paragraphs_but_a_quote_can(desk):
    desk.drag("killed 31 people.\n“We found people")
    desk.press("1")
    desk.said("within one paragraph")
    assert not Act.objects.exists()
    desk.does("q")
    quote = Quote.objects.get(p_pieces=None)
    assert "\n" in desk.reading.article.text[quote.start : quote.end]


def test_a_clicked_word_is_not_a_selection_and_clicks_go_through_nested_tags(desk):
    inner = readings.make_tag(desk.reading, "Fire", "event")
    desk.open()
    place = desk.page.locator(f"#t-{inner.pk}")
    place.click()
    assert desk.focused == "Fire"
    desk.page.wait_for_timeout(600)
    place.click()
    assert desk.focused == "Port Aldane Fire School"
    desk.page.wait_for_timeout(600)
    place.click()
    assert desk.focused == "Fire"


def test_the_speaker_is_made_of_selected_words(desk):
    desk.focus_quote(desk.quote())
    desk.press("s")
    desk.drag("The ministry")
    desk.does("3")
    tag = made(desk, "The ministry")
    assert (tag.kind, desk.quote().speaker) == ("group", tag)


def test_words_are_selected_and_tagged_without_a_mouse(desk):
    desk.focus(desk.tag("Velmarian"))
    desk.press("v", "ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight")
    assert desk.page.evaluate("getSelection().toString()") == "officers arrested"
    desk.does("4")
    made(desk, "officers arrested")
    desk.press("ArrowRight", "Shift+ArrowRight", "x", "Shift+ArrowLeft")
    assert desk.page.evaluate("getSelection().toString()") == "tw"
    desk.does("3")
    made(desk, "tw")
    desk.press("ArrowUp", "Shift+End")
    desk.press("Enter")
    expect(desk.page.locator("#palette button").first).to_be_focused()
    desk.press("Escape", "Escape", "j")
    expect(desk.page.locator(".text-caret")).to_have_count(0)
    assert desk.focused != ""


def test_a_new_claim_is_attached_with_enter_and_the_composer_stays(desk):
    quote = desk.quote()
    desk.focus_quote(quote)
    desk.press("c")
    text = desk.page.locator("form[data-composer] [name=text]")
    expect(text).to_be_focused()
    text.fill("People drowned at the quay.")
    desk.page.locator("form[data-composer] [name=stance]").select_option("denies")
    text.focus()
    desk.does("Enter")
    use = ClaimUse.objects.get()
    assert (use.wording.text, use.stance, use.quote) == ("People drowned at the quay.", "denies", quote)
    expect(desk.page.locator(f"#q-{quote.pk} .claim-text")).to_have_text("People drowned at the quay.")
    expect(text).to_be_focused()
    expect(text).to_have_value("")
    desk.page.keyboard.type("Not all could swim.")
    desk.does("Enter")
    assert ClaimUse.objects.count() == 2
    desk.press("Escape")
    expect(text).to_have_count(0)
    assert desk.focused == f"q-{quote.pk}"
    desk.press("0")
    desk.said("carries a claim")


def test_a_known_claim_is_attached_only_when_it_was_chosen(desk):
    claim = readings.make_claim(factories.ada(), "People were found in the water.")
    other = readings.human_reading(factories.ben(), filled=True)
    ClaimUse.objects.create(
        quote=Quote.objects.get(reading=other), claim=claim, wording=claim.wordings.get(), stance="asserts"
    )
    desk.focus_quote(desk.quote())
    desk.press("c")
    known = desk.page.get_by_role("radio", name="People were found in the water.")
    expect(known).not_to_be_checked()
    text = desk.page.locator("form[data-composer] [name=text]")
    text.fill("")
    desk.press("Enter")
    desk.said("Write the claim")
    assert not Act.objects.exists()
    known.check()
    desk.page.get_by_role("button", name="Attach").click()
    desk.saved()
    use = ClaimUse.objects.get(quote=desk.quote())
    assert use.claim == claim
    expect(known).to_have_count(0)
    card = desk.page.locator(f"#q-{desk.quote().pk}")
    card.get_by_label("Stance").first.select_option("questions")
    desk.saved()
    use.refresh_from_db()
    assert use.stance == "questions"
    card.get_by_role("button", name="Remove this claim").click()
    desk.saved()
    use.refresh_from_db()
    assert use.state == "removed"


def test_a_draft_lives_through_redraws_and_a_reload(desk):
    quote = desk.quote()
    desk.focus_quote(quote)
    desk.press("c")
    text = desk.page.locator("form[data-composer] [name=text]")
    text.fill("Half a cla")
    desk.page.locator(f"#q-{quote.pk} [data-verb=quote_confirm]").click()
    desk.saved()
    expect(desk.page.locator(f"#q-{quote.pk}")).to_have_attribute("data-state", "confirmed")
    expect(text).to_have_value("Half a cla")
    desk.page.reload()
    desk.page.wait_for_selector("#workspace[data-ready]")
    desk.focus_quote(quote)
    desk.press("c")
    expect(text).to_have_value("Half a cla")


def test_ctrl_enter_in_the_composer_attaches_and_does_not_submit(desk):
    desk.focus_quote(desk.quote())
    desk.press("c")
    text = desk.page.locator("form[data-composer] [name=text]")
    text.fill("People drowned at the quay.")
    desk.does("Control+Enter")
    assert ClaimUse.objects.get().wording.text == "People drowned at the quay."
    expect(text).to_be_focused()


def test_a_selection_lives_through_the_redraw_of_its_paragraph(desk):
    desk.route("**/act/", lambda route: (desk.page.wait_for_timeout(500), route.continue_()))
    desk.focus(desk.tag("Bashar Orlec"))
    desk.press("a")
    desk.drag("killed 31 people", cut=(1, 1))
    desk.saved()
    expect(desk.page.locator(f"#t-{desk.tag('Bashar Orlec').pk}")).to_have_attribute("data-state", "confirmed")
    assert desk.page.evaluate("getSelection().toString()") == "killed 31 people"
    desk.does("4")
    made(desk, "killed 31 people")


def test_words_selected_with_a_finger_open_the_palette_once_the_handles_rest(desk):
    desk.page.evaluate(
        """() => {
            const text = document.getElementById("text");
            text.dispatchEvent(new PointerEvent("pointerdown", {pointerType: "touch", bubbles: true}));
            const line = document.querySelector("p.para:last-of-type").lastChild;
            getSelection().setBaseAndExtent(line, line.data.indexOf("rrested"), line, line.data.indexOf("wo men"));
        }"""
    )
    desk.page.locator("#palette").get_by_role("button", name="Event").click()
    desk.saved()
    made(desk, "arrested two")


def test_on_a_phone_the_speaker_is_set_with_buttons_alone(desk):
    desk.page.set_viewport_size(NARROW)
    desk.page.get_by_text("Quotes", exact=True).first.click()
    desk.page.locator(f"#q-{desk.quote().pk} [data-does=speaker]").click()
    desk.page.locator(f"#t-{desk.tag('Bashar Orlec').pk}").click()
    desk.page.locator("#focusbar").get_by_role("button", name="Set speaker").click()
    desk.saved()
    assert desk.quote().speaker == desk.tag("Bashar Orlec")


def test_a_card_is_worked_with_the_mouse_alone(desk):
    quote = desk.quote()
    card = desk.page.locator(f"#q-{quote.pk}")
    card.get_by_role("button", name="No claim").click()
    desk.saved()
    assert desk.quote().nothing_checkable
    card.get_by_label("Kind of quote").select_option("mixed")
    desk.saved()
    assert desk.quote().mode == "mixed"
    row = desk.page.locator(f"#g-{desk.tag('attack').group_id}")
    row.get_by_role("button", name="Confirm all open mentions").click()
    desk.saved()
    assert desk.states("attack") == [State.CONFIRMED, State.CONFIRMED]
    desk.page.locator("[data-command=undo]").click()
    desk.saved()
    assert desk.states("attack") == [State.SUGGESTED, State.SUGGESTED]


def test_every_tag_has_its_own_words_before_and_after_a_redraw(desk):
    script = """async () => {
        const { words } = await import("/static/js/workspace/items.js");
        return [...document.querySelectorAll("mark.tag[id]")].map((mark) => words(`tag:${mark.dataset.tag}`));
    }"""
    stored = list(Tag.objects.order_by("start", "-end").values_list("surface", flat=True))
    assert sorted(desk.page.evaluate(script)) == sorted(stored)
    desk.focus_quote(desk.quote())
    desk.does("a")
    desk.focus(desk.tag("He"))
    desk.does("a", "Shift+A")
    assert sorted(desk.page.evaluate(script)) == sorted(stored)

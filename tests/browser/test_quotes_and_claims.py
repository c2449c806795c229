"""Changing the words of a quote, and the claim composer, with real keys and mouse."""

from datetime import UTC, datetime

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from annotations.models import Act, ClaimUse, ContestedWord, Quote
from articles.models import Article
from tests import factories_readings as readings
from tests.browser.desk import Desk
from tests.browser.looking import faults

pytestmark = pytest.mark.django_db(transaction=True)

FIRST, SECOND = "We found people in the water,", "Not all of them could swim."


def pieces(desk: Desk) -> list[str]:
    quote = desk.quote()
    return [desk.reading.article.text[start:end] for start, end in quote.pieces]


def composer(desk: Desk):
    return desk.page.locator("form[data-composer]")


def test_the_words_of_a_quote_are_changed_with_keys_and_a_selection(desk):
    desk.focus_quote(desk.quote())
    desk.press("t")
    expect(desk.page.locator(".q.is-candidate")).to_have_text(FIRST)
    desk.press("j")
    expect(desk.page.locator(".q.is-candidate")).to_have_text(SECOND)
    desk.does("i", "i")
    assert pieces(desk) == [FIRST, "of them could swim."]
    desk.drag("found people", cut=(1, 1))
    desk.does("n")
    assert pieces(desk) == ["We", "in the water,", "of them could swim."]
    desk.drag("Not all")
    expect(desk.page.locator("#palette button")).to_contain_text(["Add", "Take out", "Only these", "Cue", "New quote"])
    desk.page.locator("#palette").get_by_role("button", name="Add").click()
    desk.saved()
    assert pieces(desk) == ["We", "in the water,", "Not all", "of them could swim."]
    desk.does("l")
    desk.press("j")
    desk.does("z", "z", "z", "z", "z")
    assert pieces(desk) == [FIRST, SECOND]
    desk.press("Escape")
    expect(desk.page.locator("#workspace")).to_have_attribute("data-mode", "")
    assert desk.focused == f"q-{desk.quote().pk}"


def test_pieces_are_linked_and_a_quote_becomes_two_and_one_again(desk):
    first = desk.quote()
    desk.focus_quote(first)
    desk.press("t")
    desk.does("l")
    assert pieces(desk) == [f"{FIRST}” Orlec said. “{SECOND}"]
    desk.does("z")
    desk.press("j")
    desk.does("b")
    assert pieces(desk) == [FIRST]
    second = Quote.objects.latest("pk")
    cards = desk.page.locator(".quote-card")
    expect(cards).to_have_count(2)
    expect(cards.nth(1)).to_have_id(f"q-{second.pk}")
    desk.does("Shift+L")
    assert pieces(desk) == [FIRST, SECOND]
    expect(desk.page.locator(".quote-card")).to_have_count(1)


def test_the_cue_is_selected_with_the_caret_and_taken_away(desk):
    quote = desk.quote()
    desk.focus_quote(quote)
    desk.press("t", "v", *["ArrowRight"] * 6, "Shift+ArrowRight", "Shift+ArrowRight")
    assert desk.page.evaluate("getSelection().toString()") == "Orlec said"
    desk.press("Enter")
    desk.page.locator("#palette").get_by_role("button", name="Cue").click()
    desk.saved()
    quote.refresh_from_db()
    assert desk.reading.article.text[quote.cue_start : quote.cue_end] == "Orlec said"
    desk.press("Escape")
    expect(desk.page.locator("#workspace")).to_have_attribute("data-mode", "pieces")
    desk.does("c")
    quote.refresh_from_db()
    assert quote.cue_start is None


def test_a_card_goes_where_its_quote_begins(desk):
    later = readings.make_quote(desk.reading, "had not been foreseen")
    desk.open()
    desk.focus_quote(later)
    desk.page.locator(f"#q-{later.pk}").get_by_role("button", name="Words").click()
    desk.drag("the attack killed 31 people")
    desk.does("q")
    expect(desk.page.locator(".quote-card").first).to_have_id(f"q-{later.pk}")


def test_the_composer_says_whose_words_they_are_and_what_is_not_clear(desk):
    Article.objects.update(published_at=datetime(2026, 3, 2, 12, tzinfo=UTC))
    quote = desk.quote()
    desk.focus_quote(quote)
    desk.press("c")
    text = composer(desk).locator("[name=text]")
    expect(text).to_have_value("We found people in the water.")
    expect(composer(desk).locator(".composer-about")).to_have_text("Said by Bashar Orlec “Orlec”, 2 March 2026")
    expect(composer(desk).locator("[name=stance]")).to_have_value("asserts")
    expect(composer(desk).locator(".composer-echo mark.open")).to_have_text(["We"])
    text.fill("They drowned there today, in the US.")
    expect(composer(desk).locator(".composer-echo mark.open")).to_have_text(["They", "there", "today"])
    expect(composer(desk).locator(".composer-open")).to_contain_text("Not clear alone: “they”, “there”")
    composer(desk).get_by_role("button", name="today → on 2 March 2026").click()
    expect(text).to_have_value("They drowned there on 2 March 2026, in the US.")
    expect(text).to_be_focused()
    desk.does("Enter")
    assert ClaimUse.objects.get().wording.text == "They drowned there on 2 March 2026, in the US."
    expect(composer(desk).locator(".composer-open")).to_be_hidden()


def test_the_composer_begins_with_the_sentence_that_was_clicked(desk):
    place = desk.page.evaluate(
        """() => {
            const piece = [...document.querySelectorAll(".q[data-piece='1']")].at(-1);
            const range = document.createRange();
            range.setStart(piece.lastChild, 20);
            range.setEnd(piece.lastChild, 21);
            const box = range.getBoundingClientRect();
            return [box.left, box.top + box.height / 2];
        }"""
    )
    desk.page.mouse.click(*place)
    desk.press("c")
    expect(composer(desk).locator("[name=text]")).to_have_value(SECOND)


def test_a_contested_word_is_asked_about_once_and_never_replaced(desk):
    ContestedWord.objects.create(word="regime", note="Say government.")
    desk.focus_quote(desk.quote())
    desk.press("c")
    text = composer(desk).locator("[name=text]")
    text.fill("The regime and its regimes fell.")
    expect(composer(desk).locator(".composer-echo mark.contested")).to_have_text(["regime", "regimes"])
    desk.press("Enter")
    ask = composer(desk).locator(".composer-ask")
    expect(ask).to_contain_text("Whose word is “regime”? Say government.")
    expect(ask.get_by_role("button", name="Keep it")).to_be_focused()
    assert not Act.objects.exists()
    ask.get_by_role("button", name="In quotation marks").click()
    expect(text).to_have_value("The “regime” and its “regimes” fell.")
    expect(ask).to_be_hidden()
    text.fill("The regime fell.")
    desk.press("Enter")
    desk.press("Enter")
    expect(text).to_be_focused()
    expect(text).to_have_value("The regime fell.")
    desk.does("Enter")
    assert ClaimUse.objects.get().wording.text == "The regime fell."
    text.fill("The regime rose.")
    desk.press("Enter")
    expect(ask).to_be_visible()
    assert ClaimUse.objects.count() == 1


def test_the_composer_does_not_open_on_a_rejected_quote(desk):
    desk.focus_quote(desk.quote())
    desk.press("n")
    desk.focus_quote(desk.quote())
    desk.press("c")
    desk.said("This quote is rejected")
    desk.saved()
    desk.press("c")
    desk.said("This quote is rejected")
    expect(composer(desk)).to_have_count(0)
    expect(desk.page.locator(f"#q-{desk.quote().pk} [data-does=composer]")).to_be_disabled()


def test_the_same_words_are_found_in_the_browser_and_on_the_server(desk):
    from annotations.wording import contested_in

    listed = ["regime", "so-called", "freedom fighter", "(b)"]
    wordings = [
        "The regime fell.", "REGIMES", "Regime’s end", "regimental", "The “regime” fell", 'the "regime" and the regime',
        "«regime» „regime“ ‘regime’ fell", "It’s the regime’s fault", "An open “quote with regime", "a (b) so-called",
        "so-called freedom fighters", "ünregime", "regime_", "", "Freedom\nfighters", "regime\u0301", "regime\u064e",
    ]  # fmt: skip
    script = """async ([wordings, listed]) => {
        const { contestedWords } = await import("/static/js/claim-words.js");
        return wordings.map((words) => [...new Set(contestedWords(words, listed).map(({ word }) => word))].sort());
    }"""
    found = desk.page.evaluate(script, [wordings, listed])
    # What the server keeps has one space between words.
    assert found == [sorted(contested_in(" ".join(words.split()), listed)) for words in wordings]


def test_a_mention_is_said_to_mean_somebody_else_and_the_speaker_shown_follows(desk):
    quote = desk.quote()
    Quote.objects.filter(pk=quote.pk).update(speaker=desk.tag("He"))
    readings.make_tag(desk.reading, "officers", "person", group="Anna Dorr")
    desk.open()
    speaker = desk.page.locator(f"#q-{quote.pk} .card-speaker")
    expect(speaker).to_have_text("Bashar Orlec")
    expect(desk.page.locator(f"#q-{quote.pk} .card-says")).to_contain_text("“He”")
    desk.focus(desk.tag("He"))
    desk.press("e")
    dialog = desk.page.locator("#entity-dialog")
    dialog.get_by_label("“He” here means").select_option("Anna Dorr")
    dialog.get_by_role("button", name="Save").click()
    desk.saved()
    expect(speaker).to_have_text("Anna Dorr")
    expect(desk.page.locator(f"#q-{quote.pk} .card-says")).to_contain_text("“He”")
    desk.does("z")
    expect(speaker).to_have_text("Bashar Orlec")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_changing_quotes_and_wording_claims_has_no_accessibility_fault(desk, theme):
    page = desk.page
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    ContestedWord.objects.create(word="regime", note="Say government.")
    desk.focus_quote(desk.quote())
    desk.press("t", "j")
    found = faults(page)
    desk.press("Escape", "c")
    composer(desk).locator("[name=text]").fill("They said the regime fell today.")
    desk.press("Enter")
    expect(composer(desk).locator(".composer-ask")).to_be_visible()
    composer(desk).get_by_text("What is one claim").click()
    found += faults(page)
    Session.objects.all().delete()
    page.locator(f"#q-{desk.quote().pk} [data-verb=quote_confirm]").click()
    expect(page.get_by_role("dialog", name="Your session has ended")).to_be_visible()
    found += faults(page)
    assert found == []


def test_the_composer_opens_on_a_selection_too_long_for_an_address(desk):
    desk.focus_quote(desk.quote())
    words = "語" * 1500
    desk.page.evaluate(
        """async (words) => {
            const { text } = await import("/static/js/workspace/items.js");
            const line = text().querySelector("p.para");
            line.append(words);
            getSelection().selectAllChildren(line);
        }""",
        words,
    )
    asked = []
    desk.page.on("request", lambda request: asked.append(request.url) if "/composer/" in request.url else None)
    desk.press("c")
    expect(composer(desk).locator("[name=text]")).to_be_focused()
    # The sentence that the selection begins with is asked for instead.
    assert asked[0].endswith("&words=&at=0")

"""The workspace in every state that people meet, light and dark: no accessibility fault, nothing over the edge."""

import pytest
from playwright.sync_api import expect

from annotations.models import Quote, Reading
from newsroom.benchmarks.texts import analyse, long_story
from tests import factories
from tests import factories_readings as readings
from tests.browser.desk import NARROW, WIDE, Desk, sign_in
from tests.browser.looking import ON_A_PHONE, faults, overflows

pytestmark = pytest.mark.django_db(transaction=True)

THEMES = pytest.mark.parametrize(
    ("theme", "size"), [("light", WIDE), ("dark", NARROW)], ids=["light", "dark and narrow"]
)
FOUR = ["Port Aldane Fire School said so."]
ARABIC = ["قال بشار إن الهجوم وقع في بورت ألدان.", "In English he said nothing."]


def with_tags(*words: tuple[str, str], body: list[str], **fields) -> Reading:
    article = readings.make_article(headline="In the harbour", standfirst="", body=body, **fields)
    reading = readings.human_reading(factories.ada(), article, filled=False)
    for name, kind in words:
        readings.make_tag(reading, name, kind)
    return reading


def dense() -> Reading:
    story = long_story(1)
    reading = with_tags(body=story.text.split("\n\n"))
    text = reading.article.text
    for tag in analyse(text).tags:
        place = {"kind": tag.kind, "start": tag.start, "end": tag.end}
        proposal = {f"p_{name}": value for name, value in place.items()}
        reading.tags.create(**place, **proposal, surface=text[tag.start : tag.end])
    assert reading.tags.count() >= 500
    return reading


@pytest.fixture
def look(page, context, live_server, transactional_db, complaints):
    """Open a reading in a theme and size, and look at it whenever it is called; at the end nothing was found."""
    found: list[str] = []

    class Look:
        def open(self, reading: Reading, theme: str, size: dict) -> Desk:
            page.set_viewport_size(size)
            page.emulate_media(color_scheme=theme, reduced_motion="reduce")
            sign_in(context, live_server, factories.ada())
            self.without = ON_A_PHONE if size == NARROW else ()
            return Desk(page, reading, f"{live_server.url}/readings/{reading.pk}/").open()

        def __call__(self, state: str) -> None:
            found.extend(f"{state}: {fault}" for fault in faults(page, without=self.without))
            if overflows(page):
                found.append(f"{state} runs over the edge")

    yield Look()
    assert found == []
    assert complaints == []


@THEMES
def test_an_article_without_a_tag(look, theme, size):
    desk = look.open(with_tags(body=["Nothing happened."]), theme, size)
    look("empty")
    for pane in ("Cast", "Quotes") if size == NARROW else ():
        desk.page.locator(".panes-switch").get_by_text(pane).click()
        look(f"empty {pane}")
    desk.press("h")
    expect(desk.page.locator("#history-panel")).to_contain_text("Nothing has been done yet.")
    look("empty history")


@THEMES
def test_five_thousand_words_with_five_hundred_tags(look, theme, size):
    desk = look.open(dense(), theme, size)
    desk.does("j", "a", "n")
    look("dense")


@THEMES
def test_four_tags_on_the_same_words(look, theme, size):
    names = [("Port Aldane Fire School", "group"), ("Aldane Fire School said", "event"), ("Fire School", "place")]
    desk = look.open(with_tags(*names, ("Fire", "person"), body=FOUR), theme, size)
    desk.page.locator("mark.tag[data-kind=person]").click()
    expect(desk.page.locator(".palette-here button")).to_have_count(4)
    look("overlap")
    # Each can be reached, with the mouse and with the keys.
    for kind in ("group", "event", "place", "person"):
        mark = desk.page.locator(f"mark.tag[data-kind={kind}][id]")
        desk.page.locator("mark.tag[data-kind=person]").click()
        desk.page.locator(f".palette-here button:has([data-kind={kind}])").click()
        expect(mark).to_have_attribute("aria-current", "true")
    desk.press("Escape", "Shift+J")
    seen = set()
    for _ in range(4):
        seen.add(desk.page.locator("mark[aria-current]").get_attribute("data-kind"))
        desk.press("Shift+J")
    assert seen == {"group", "event", "place", "person"}


@THEMES
def test_what_came_too_late_and_what_is_not_sent(look, theme, size):
    desk = look.open(readings.human_reading(), theme, size)
    desk.tag("Port Aldane")
    Reading.objects.get(pk=desk.reading.pk).tags.filter(surface="Port Aldane").update(version=9, kind="person")
    desk.press("j", "n")
    notice = desk.page.locator("#notice")
    expect(notice).to_contain_text("Changed meanwhile")
    look("conflict")
    notice.get_by_role("button", name="Keep theirs").click()
    expect(notice.locator(".notice")).to_have_count(0)
    desk.page.context.set_offline(True)
    desk.press("j", "a", "n")
    expect(desk.page.locator("#saved")).to_contain_text("2 unsent")
    look("unsent")
    desk.page.context.set_offline(False)
    desk.saved()


@THEMES
def test_dialogs_and_menus(look, theme, size):
    desk = look.open(readings.human_reading(), theme, size)
    desk.press("j", "e")
    expect(desk.page.get_by_role("dialog")).to_contain_text("Who or what is")
    look("entity")
    desk.press("Escape", "Shift+X")
    expect(desk.page.get_by_label("Why do you skip it?")).to_be_visible()
    look("skip")
    desk.press("Escape")
    desk.page.get_by_role("button", name="Layers").click()
    expect(desk.page.locator("#layer-quotes")).to_be_visible()
    look("layers")


@THEMES
def test_a_reading_that_is_handed_in_or_is_open_elsewhere(look, theme, size):
    handed_in = readings.human_reading(state=Reading.State.SUBMITTED)
    look.open(handed_in, theme, size)
    look("read only")
    open_ = readings.human_reading(factories.ada(), readings.make_article(outlet="Another paper"))
    desk = look.open(open_, theme, size)
    other = Desk(desk.page.context.new_page(), open_, desk.url).open()
    desk.page.evaluate("dispatchEvent(new Event('focus'))")
    expect(desk.page.locator("#elsewhere")).to_be_visible()
    look("elsewhere")
    other.page.close()


@THEMES
def test_right_to_left(look, theme, size):
    reading = with_tags(("بشار", "person"), ("الهجوم", "event"), body=ARABIC, language="ar")
    desk = look.open(reading, theme, size)
    desk.press("j")
    look("right to left")
    directions = [
        line.evaluate("line => getComputedStyle(line).direction") for line in desk.page.locator("p.para").all()
    ]
    assert directions == ["ltr", "rtl", "ltr"]


def test_in_forced_colours_it_shows_where_one_is(look):
    desk = look.open(readings.human_reading(), "light", WIDE)
    desk.page.emulate_media(forced_colors="active")

    def outlined(selector: str) -> bool:
        return desk.page.locator(selector).evaluate("one => getComputedStyle(one).outlineStyle !== 'none'")

    desk.press("j")
    assert outlined("mark[aria-current]")
    assert outlined(f"#g-{desk.tag('Port Aldane').group_id}")
    desk.focus_quote(desk.quote())
    assert outlined(".quote-card[aria-current]")
    look("forced colours")


def test_on_paper_a_claim_has_its_stance_and_is_hedged_only_where_it_is(look):
    reading = readings.human_reading()
    quote = Quote.objects.get(reading=reading)
    readings.make_claim(factories.ada(), "People drowned.", quote, stance="denies")
    desk = look.open(reading, "light", WIDE)
    desk.page.emulate_media(media="print")
    use = desk.page.locator(".claim-use")
    expect(use.get_by_label("Stance")).to_be_visible()
    expect(use.get_by_text("hedged")).to_be_hidden()
    expect(use.get_by_role("button")).to_be_hidden()
    quote.uses.update(hedged=True)
    desk.page.emulate_media(media="screen")
    desk.open()
    desk.page.emulate_media(media="print")
    expect(use.get_by_text("hedged")).to_be_visible()


def test_on_a_phone_the_marks_stand_behind_their_words(browser, live_server, transactional_db):
    reading = readings.human_reading()
    context = browser.new_context(viewport=NARROW, has_touch=True)
    sign_in(context, live_server, factories.ada())
    desk = Desk(context.new_page(), reading, f"{live_server.url}/readings/{reading.pk}/").open()
    desk.page.locator(".panes-switch").get_by_text("Quotes").click()
    desk.page.locator("[data-does=composer]").click()
    expect(desk.page.locator("form[data-composer] textarea")).to_be_focused()
    looks = "one => { const { font, padding } = getComputedStyle(one); return [font, padding]; }"
    field, echo = (desk.page.locator(f".composer-box > {one}") for one in ("textarea", ".composer-echo"))
    assert echo.evaluate(looks) == field.evaluate(looks)
    context.close()

"""More of the same: every other place of some words, previewed and ticked off; and a whole article in few keys."""

import pytest
from playwright.sync_api import expect

from annotations.models import Act, State, Tag
from tests import factories
from tests import factories_readings as readings
from tests.browser.desk import WIDE, Desk, sign_in

pytestmark = pytest.mark.django_db(transaction=True)

BODY = [
    "Isis held Bab. Isis-led men left; Isis’s rivals stayed.",
    "Bab fell to Isis. Nobody from Isis spoke, and Isis lost al-Bab.",
]


@pytest.fixture
def isis(page, context, live_server, transactional_db, complaints):
    """Isis stands five times as a whole word, twice as a suggestion."""
    ada = factories.ada()
    article = readings.make_article(headline="Who holds Bab", standfirst="", body=BODY)
    reading = readings.human_reading(ada, article, filled=False)
    readings.make_tag(reading, "Isis", "group", 0)
    readings.make_tag(reading, "Isis", "place", 3, group="Isis")
    sign_in(context, live_server, ada)
    page.set_viewport_size(WIDE)
    yield Desk(page, reading, f"{live_server.url}/readings/{reading.pk}/").open()
    assert complaints == []


def isis_tags(desk: Desk) -> list[tuple[int, str, str]]:
    text = desk.reading.article.text
    tags = Tag.objects.filter(reading=desk.reading, surface="Isis").exclude(state=State.REMOVED).order_by("start")
    return [(text.count("Isis", 0, tag.start), tag.kind, tag.state) for tag in tags]


def test_every_occurrence_is_tagged_with_exceptions_in_one_act_and_one_undo(isis):
    isis.does("j", "a")
    before = isis_tags(isis)
    bar = isis.page.locator(".more-offer")
    expect(bar).to_contain_text("4 more of “Isis”")
    isis.press("r")
    dialog = isis.page.get_by_role("dialog")
    boxes = dialog.get_by_role("checkbox")
    expect(boxes).to_have_count(4)
    expect(boxes.first).to_be_focused()
    expect(dialog).to_contain_text("Isis’s rivals")
    expect(dialog).to_contain_text("suggested as place")
    # Not the third place.
    isis.press("j", "ArrowDown", "Space")
    expect(dialog.get_by_role("button", name="Tag 3")).to_be_visible()
    isis.does("Enter")
    assert isis_tags(isis) == [(n, "group", "confirmed") for n in (0, 2, 3, 5)]
    assert Act.objects.count() == 2
    expect(bar).to_be_hidden()
    isis.does("z")
    assert isis_tags(isis) == before
    # Asked for again it is offered again, and done at once without looking.
    isis.focus(isis.tag("Isis"))
    isis.does("Shift+R")
    expect(isis.page.locator("mark.s-confirmed[data-kind=group]")).to_have_count(5)
    assert isis_tags(isis) == [(n, "group", "confirmed") for n in (0, 2, 3, 4, 5)]


def test_the_offer_goes_with_escape_and_does_not_come_while_decisions_go_on(isis):
    # Asked for before the decision is even saved.
    isis.press("j", "a", "r")
    expect(isis.page.get_by_role("dialog")).to_contain_text("4 more of “Isis”")
    isis.press("Escape")
    isis.does("z", "a")
    expect(isis.page.locator(".more-offer")).to_be_visible()
    isis.press("Escape")
    expect(isis.page.locator(".more-offer")).to_be_hidden()
    isis.press("r")
    # The place: undecided, so its cast row is asked about.
    expect(isis.page.get_by_role("dialog")).to_contain_text("1 undecided mention of “Isis”")
    isis.press("Escape")
    assert Act.objects.count() == 3


def test_a_cast_row_is_decided_with_exceptions(desk):
    desk.press("g", "r")
    dialog = desk.page.get_by_role("dialog")
    expect(dialog).to_contain_text("3 undecided mentions of “Bashar Orlec”")
    dialog.get_by_role("checkbox").nth(1).uncheck()
    dialog.get_by_role("button", name="Confirm 2").click()
    desk.saved()
    assert desk.states("Bashar Orlec", "Orlec", "He") == [State.CONFIRMED, State.SUGGESTED, State.CONFIRMED]
    desk.does("z")
    assert set(desk.states("Bashar Orlec", "Orlec", "He")) == {State.SUGGESTED}
    desk.press("Escape")
    desk.page.locator(f"#g-{desk.tag('attack').group_id} [data-choose]").click()
    dialog.get_by_role("button", name="Reject 2").click()
    desk.saved()
    assert desk.states("attack") == [State.REJECTED, State.REJECTED]


def test_an_article_with_sixty_suggestions_is_decided_in_under_ninety_keys(
    page, context, live_server, transactional_db, complaints
):
    ada = factories.ada()
    people = [f"{name} Orlec" for name in ("Ana", "Bea", "Cid", "Dov", "Eli", "Fay", "Gus", "Hal", "Ida", "Jon")]
    body = [f"{name} met the Dockers in Harrow, where the raid began, and Kern was told of it." for name in people]
    article = readings.make_article(headline="Ten meetings", standfirst="", body=body)
    reading = readings.human_reading(ada, article, filled=False)
    for n, name in enumerate(people):
        readings.make_tag(reading, name, "person")
        readings.make_tag(reading, "Dockers", "person", n)  # wrong: a group
        readings.make_tag(reading, "Harrow", "place", n)
        readings.make_tag(reading, "raid", "event", n)
        readings.make_tag(reading, "Kern", "person", n)
        readings.make_tag(reading, "was told", "event", n)  # wrong: nothing
    assert Tag.objects.filter(reading=reading, state="suggested").count() == 60
    sign_in(context, live_server, ada)
    page.set_viewport_size(WIDE)
    desk = Desk(page, reading, f"{live_server.url}/readings/{reading.pk}/").open()
    pressed: list[str] = []

    def press(*keys: str) -> None:
        pressed.extend(keys)
        desk.press(*keys)

    press("j", "a")  # Ana Orlec
    assert desk.focused == "Dockers"
    # One is made a group; the nine others are the same, all at once.
    press("3")
    expect(page.locator(".more-offer")).to_contain_text("9 more of “Dockers”")
    press("Shift+R")
    desk.saved()
    assert desk.focused == "Harrow"
    press("Shift+A")
    desk.saved()
    assert desk.focused == "raid"
    # These ones are looked at one by one.
    while (left := page.locator("#progress").get_attribute("data-undecided")) != "0":
        assert len(pressed) < 90, f"{left} left"
        press("n" if desk.focused == "was told" else "a")
        desk.saved()
    assert len(pressed) < 90
    expected = {"Dockers": ("group", "confirmed"), "was told": ("event", "rejected")}
    usual = {"Harrow": ("place", "confirmed"), "raid": ("event", "confirmed")}
    for tag in Tag.objects.filter(reading=reading).exclude(state=State.REMOVED):
        assert (tag.kind, tag.state) == {**expected, **usual}.get(tag.surface, ("person", "confirmed")), tag
    assert complaints == []

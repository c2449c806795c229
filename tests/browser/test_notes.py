"""Notes with a real keyboard: written beside what they are about, kept through trouble, marked, resolved; and the
question whether somebody should be protected."""

from uuid import UUID

import pytest
from playwright.sync_api import expect

from annotations.models import MentionGroup, Note, Reading
from tests import factories
from tests.browser.desk import NARROW, sign_in
from tests.browser.looking import ON_A_PHONE, faults, overflows
from tests.factories_readings import human_reading, make_article, make_tag

pytestmark = pytest.mark.django_db(transaction=True)


def editor(desk):
    return desk.page.locator("#note-editor")


def write(desk, words: str) -> None:
    expect(editor(desk).locator("textarea")).to_be_focused()
    desk.page.keyboard.type(words)


def test_m_writes_a_note_on_what_is_focused_and_marks_it(desk):
    page, one = desk.page, desk.tag("Bashar Orlec")
    desk.focus(one)
    desk.press("m")
    assert "Bashar Orlec" in editor(desk).inner_text()
    write(desk, "Is he alive? a n z")
    desk.press("Enter")
    desk.saved()
    note = Note.objects.get()
    assert (note.tag_id, note.text) == (one.pk, "Is he alive? a n z")
    assert desk.states("Bashar Orlec") == ["suggested"]
    expect(page.locator(f"#t-{one.pk}")).to_have_attribute("data-noted", "1 note")
    expect(page.locator("#note-list .note")).to_have_count(1)
    expect(page.locator("#note-count")).to_have_text("1 open")
    assert desk.focused.endswith("Bashar Orlec")
    # A decision draws the paragraph again; the mark stays, and undo takes back the decision, not the note.
    desk.does("a")
    expect(page.locator(f"#t-{one.pk}")).to_have_attribute("data-noted", "1 note")
    desk.does("z")
    assert desk.states("Bashar Orlec") == ["suggested"]
    assert Note.objects.count() == 1
    quote = desk.quote()
    desk.focus_quote(quote)
    desk.press("m")
    write(desk, "Line one")
    desk.press("Shift+Enter")
    write(desk, "line two")
    desk.press("Control+Enter")
    desk.saved()
    assert Note.objects.get(quote=quote).text == "Line one\nline two"
    expect(page.locator(f"#q-{quote.pk}")).to_have_attribute("data-noted", "1 note")
    # Resolving takes the mark away, and the keyboard is not lost.
    page.locator(f"#note-{note.pk} button").click()
    desk.saved()
    expect(page.locator(f"#note-{note.pk}")).to_be_hidden()
    expect(page.locator(f"#t-{one.pk}")).not_to_have_attribute("data-noted", "1 note")
    assert page.evaluate("document.activeElement !== document.body")
    page.get_by_label("Resolved ones too").check()
    page.locator(f"#note-{note.pk}").get_by_role("button", name="Open again").click()
    expect(page.locator(f"#t-{one.pk}")).to_have_attribute("data-noted", "1 note")


def test_with_nothing_focused_it_is_on_the_article_and_escape_keeps_the_words(desk):
    desk.press("m")
    write(desk, "Where is the byline")
    desk.press("Escape")
    expect(editor(desk)).to_be_hidden()
    assert not Note.objects.exists()
    desk.open()
    desk.press("m")
    expect(editor(desk).locator("textarea")).to_have_value("Where is the byline")
    desk.press("End")
    write(desk, "?")
    desk.press("Enter")
    desk.saved()
    note = Note.objects.get()
    assert (note.text, note.tag_id, note.quote_id) == ("Where is the byline?", None, None)
    desk.press("m")
    expect(editor(desk).locator("textarea")).to_have_value("")


def test_an_at_sign_offers_colleagues(desk):
    eda = factories.eda()
    desk.press("m")
    write(desk, "Look, @ed")
    expect(editor(desk).locator(".note-people button")).to_have_text("@eda Eda Editor")
    assert faults(desk.page) == []
    desk.press("ArrowDown", "Enter")
    write(desk, "please")
    desk.press("Enter")
    desk.saved()
    note = Note.objects.get()
    assert (note.text, note.calls.get()) == ("Look, @eda please", eda)


def test_a_note_written_without_a_network_goes_out_once_it_is_back_and_a_refused_one_comes_back(desk):
    page = desk.page
    page.context.set_offline(True)
    desk.press("m")
    write(desk, "Unsent")
    desk.press("Enter")
    expect(page.locator("#saved")).to_have_attribute("data-state", "unsent")
    page.context.set_offline(False)
    desk.saved()
    assert Note.objects.get().text == "Unsent"
    desk.route("**/notes/", lambda route: route.fulfill(status=422, body='<p class="notice">No</p>'))
    desk.press("m")
    write(desk, "Refused")
    desk.press("Enter")
    expect(editor(desk).locator("textarea")).to_have_value("Refused")
    assert Note.objects.count() == 1


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_notes_and_protected_people_have_no_accessibility_fault(desk, theme):
    page = desk.page
    article = make_article(body=["The activist Mara Quill spoke to Bashar Orlec on the quay."])
    told = human_reading(factories.ada(), article, filled=False)
    one, other = make_tag(told, "Mara Quill", "person"), make_tag(told, "Bashar Orlec", "person")
    MentionGroup.objects.filter(pk=other.group_id).update(protected=True)
    for n, resolver in enumerate((None, factories.eda())):
        Note.objects.create(
            id=UUID(int=n + 1), reading=told, tag=one, words="Mara Quill", text="Who?", author=factories.ada(),
            created_at=told.created_at, resolved_by=resolver, resolved_at=resolver and told.created_at,
        )  # fmt: skip
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    page.goto(desk.url.replace(f"/{desk.reading.pk}/", f"/{told.pk}/"))
    page.wait_for_selector("#workspace[data-ready]")
    page.get_by_label("Resolved ones too").check()
    expect(page.locator(".cast-exposed")).to_be_visible()
    desk.press("j", "m")
    expect(editor(desk).locator("textarea")).to_be_focused()
    found = faults(page)
    desk.press("Escape")
    page.set_viewport_size(NARROW)
    desk.press("m")
    assert not overflows(page)
    found += faults(page, without=ON_A_PHONE)
    assert found == []
    desk.press("Escape")
    page.locator("label", has_text="Cast").first.click()
    page.locator("[data-not-exposed]").click()
    expect(page.locator(".cast-exposed")).to_have_count(0)


def test_protecting_somebody_takes_one_click_and_no_undo(desk):
    page = desk.page
    group = MentionGroup.objects.get(reading=desk.reading, kind="person")
    row = page.locator(f"#g-{group.pk}")
    row.hover()
    row.get_by_role("button", name="Protect Bashar Orlec").click()
    desk.saved()
    expect(row.locator(".cast-protected")).to_be_visible()
    desk.press("z")
    expect(page.locator("#notice")).to_contain_text("nothing to undo")
    group.refresh_from_db()
    assert group.protected


def test_the_keyboard_stays_in_the_row_that_was_decided(desk):
    page = desk.page
    group = MentionGroup.objects.get(reading=desk.reading, kind="person")
    row = page.locator(f"#g-{group.pk}")
    for button in ("Protect Bashar Orlec", "Confirm all open mentions of Bashar Orlec"):
        row.get_by_role("button", name=button).press("Enter")
        desk.saved()
        expect(row.locator(".cast-name")).to_be_focused()


def test_what_one_person_left_unsaved_is_not_shown_to_the_next_in_the_same_tab(desk, context, live_server):
    Reading.objects.update(state=Reading.State.SUBMITTED)
    for who, kept in ((factories.ada(), ""), (factories.eda(), ""), (factories.ada(), "Not for others")):
        sign_in(context, live_server, who)
        desk.open()
        desk.press("m")
        expect(editor(desk).locator("textarea")).to_have_value(kept)
        write(desk, "" if kept or who == factories.eda() else "Not for others")
        desk.press("Escape")

"""Events in the workspace: their rows, and the details that open in place and save themselves slot by slot."""

from datetime import date

import pytest
from playwright.sync_api import expect

from annotations.models import Event, Tag
from tests.annotations.event_verbs import make_event, second_event
from tests.browser.desk import NARROW
from tests.browser.looking import ON_A_PHONE, faults, overflows
from tests.factories_readings import tag

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def event(desk) -> Event:
    made = make_event(desk.reading, dead=31)
    second_event(desk.reading)
    desk.open()
    return made


def slot(desk, name):
    return desk.page.locator(f"[data-editor] [data-slot={name}]")


def open_details(desk, event) -> None:
    desk.page.locator(f"#e-{event.pk} .event-edit").click()
    expect(desk.page.locator("[data-editor] [name=type]")).to_be_focused()


def saved(desk, name) -> None:
    expect(slot(desk, name).locator(".slot-state")).to_have_text("saved")
    desk.saved()


def test_details_are_filled_from_the_keyboard_and_each_slot_saves_itself(desk, event):
    page, row = desk.page, desk.page.locator(f"#e-{event.pk}")
    desk.focus(tag(desk.reading, "attack", 1))
    expect(row).to_have_class("event-row is-related")
    desk.press("d")
    expect(page.locator("[data-editor] [name=type]")).to_be_focused()
    # A key that means something in the text means nothing here.
    page.keyboard.type("l")
    desk.saved()
    event.refresh_from_db()
    assert event.type == "legal"
    saved(desk, "type")
    page.locator("[data-editor] [name=date]").focus()
    page.keyboard.type("24 May 2016")
    expect(slot(desk, "date").locator(".slot-state")).to_have_text("not saved yet")
    desk.press("Enter")
    saved(desk, "date")
    expect(page.locator("[data-editor] [name=date]")).to_be_focused()
    desk.press("Tab")
    expect(page.locator("[data-editor] [name=precision]")).to_be_focused()
    page.keyboard.type("w")
    saved(desk, "date")
    expect(page.locator("[data-editor] [name=date]")).to_have_value("week of 23 May 2016")
    expect(row).to_contain_text("Legal · happened · week of 23 May 2016 · Port Aldane · 31 dead")
    # What was typed and not sent is saved by Escape, and the keyboard is back at the row.
    page.locator("[data-slot=injured] [name=number]").fill("12")
    desk.press("Escape")
    expect(page.locator("[data-editor]")).to_have_count(0)
    expect(row.locator(".event-edit")).to_be_focused()
    expect(row).to_contain_text("12 injured")
    event.refresh_from_db()
    assert (event.date, event.precision, event.injured) == (date(2016, 5, 23), "week", 12)
    assert event.decided == ["date", "injured", "type"]
    # Undo takes one slot back at a time.
    desk.does("z")
    expect(row).not_to_contain_text("injured")


def test_words_of_the_text_become_slots_and_what_is_refused_is_kept(desk, event):
    page = desk.page
    open_details(desk, event)
    desk.drag("31 people")
    page.locator("#palette").get_by_role("button", name="Dead").click()
    saved(desk, "dead")
    expect(slot(desk, "dead").locator("q")).to_have_text("31 people")
    desk.drag("two men")
    slot(desk, "participants").get_by_role("button", name="person", exact=True).click()
    expect(slot(desk, "participants")).to_contain_text("two men")
    desk.saved()
    assert Tag.objects.filter(reading=desk.reading, surface="two men", state="confirmed").exists()
    field = page.locator("[data-editor] [name=date]")
    field.fill("some day")
    desk.press("Enter")
    expect(slot(desk, "date")).to_contain_text("That date cannot be read")
    desk.press("Escape")
    # It is there again when the details are opened again, even after a reload.
    desk.open()
    open_details(desk, event)
    expect(field).to_have_value("some day")
    field.fill("May 2016")
    desk.press("Enter")
    saved(desk, "date")
    assert Event.objects.get(pk=event.pk).precision == "month"
    # Two events are one; the mentions of the other are here.
    slot(desk, "mentions").locator("summary").click()
    slot(desk, "mentions").locator("[name=join]").select_option(label="arrested (1)")
    slot(desk, "mentions").get_by_role("button", name="Join").click()
    expect(page.locator(f"#e-{event.pk} .event-count")).to_contain_text("3")
    expect(slot(desk, "mentions")).to_contain_text("arrested")
    desk.saved()
    page.locator(f"#e-{event.pk} [data-event-does=confirm]").first.click()
    expect(page.locator(f"#e-{event.pk} .is-open")).to_have_count(0)


def test_a_slot_that_somebody_changed_first_keeps_both_sides(desk, event):
    page = desk.page
    open_details(desk, event)
    Event.objects.filter(pk=event.pk).update(dead=33, version=7)
    slot(desk, "status").get_by_label("Planned").click()
    expect(slot(desk, "status")).to_contain_text("Changed meanwhile")
    # The other slots are as they stand now; one's own choice is still there, and is saved when it is sent again.
    expect(slot(desk, "dead").locator("[name=number]")).to_have_value("33")
    expect(slot(desk, "status").get_by_label("Planned")).to_be_checked()
    page.locator("#notice").get_by_role("button", name="Do mine").click()
    saved(desk, "status")
    assert Event.objects.get(pk=event.pk).status == "planned"


def test_what_is_chosen_and_not_added_yet_stays_while_another_slot_is_saved(desk, event):
    page = desk.page
    open_details(desk, event)
    page.locator("[data-editor] [name=who]").select_option(label="Bashar Orlec")
    page.locator("[data-editor] [name=new_role]").select_option("victim")
    page.locator("[data-editor] [name=status][value=alleged]").check()
    saved(desk, "status")
    # The slots were asked for again.
    expect(page.locator("[data-editor]")).not_to_have_attribute("data-stamp", "")
    slot(desk, "participants").get_by_role("button", name="Add", exact=True).click()
    expect(slot(desk, "participants")).to_contain_text("Bashar Orlec")
    desk.saved()
    assert event.arguments.get(role="victim").group.name == "Bashar Orlec"
    expect(page.locator("[data-editor] [name=who]")).to_have_value("")


def test_the_keyboard_never_lands_on_the_opposite_of_what_it_did(desk, event):
    page = desk.page
    open_details(desk, event)
    page.locator("[data-part-does=participant_confirm]").press("Enter")
    expect(page.locator("[data-part-does=participant_confirm]")).to_have_count(0)
    desk.saved()
    expect(page.locator(".slot-parts [name=role]")).to_be_focused()
    page.locator("[data-editor] [data-event-does=confirm]").press("Enter")
    expect(page.locator("[data-editor] [data-event-does=confirm]")).to_have_count(0)
    expect(page.locator("[data-editor] [data-event-does=close]")).to_be_focused()
    page.locator("[data-editor] [data-event-does=reject]").press("Enter")
    expect(page.locator("[data-editor]")).to_have_count(0)
    desk.saved()
    assert page.evaluate("document.activeElement !== document.body")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_events_have_no_accessibility_fault_and_fit_a_phone(desk, event, theme):
    page = desk.page
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    open_details(desk, event)
    slot(desk, "mentions").locator("summary").click()
    slot(desk, "type").locator("summary").click()
    page.locator("[data-editor] [name=date]").fill("some day")
    desk.press("Enter")
    expect(slot(desk, "date")).to_contain_text("That date cannot be read")
    assert faults(page) == []
    page.set_viewport_size(NARROW)
    page.get_by_text("Quotes", exact=True).first.click()
    expect(slot(desk, "date")).to_be_visible()
    assert not overflows(page)
    assert faults(page, without=ON_A_PHONE) == []

"""What goes wrong around a reader: no network, a second tab, a session that ended, a server that fails."""

import re

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from annotations.models import Act, Quote, Reading, State
from tests import factories
from tests import factories_readings as readings
from tests.browser.desk import NARROW, Desk, sign_in

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_is_done_without_a_network_is_kept_and_sent_in_order_once_it_is_back(desk):
    desk.press("j")
    desk.page.context.set_offline(True)
    desk.press("a", "n", "a", "n", "a")
    saved = desk.page.locator("#saved")
    expect(saved).to_contain_text("5 unsent")
    expect(desk.page.locator("mark.is-pending")).to_have_count(5)
    assert not Act.objects.exists()
    asked = []
    desk.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    with desk.page.expect_event("dialog"):
        desk.page.close(run_before_unload=True)
    assert asked == ["beforeunload"]
    desk.page.context.set_offline(False)
    desk.saved()
    assert list(Act.objects.order_by("seq").values_list("verb", flat=True)) == [
        "confirm", "reject", "confirm", "reject", "confirm",
    ]  # fmt: skip
    assert desk.tag("Port Aldane").state == State.CONFIRMED
    assert desk.tag("Valley Banner Movement").state == State.REJECTED
    assert desk.tag("Bashar Orlec").state == State.CONFIRMED
    expect(desk.page.locator("#notices .notice")).to_have_count(0)


def test_an_act_whose_answer_was_lost_is_done_once(desk):
    lost = []

    def lose(route):
        if not lost:
            lost.append(route.fetch().status)
            route.abort()
        else:
            route.continue_()

    desk.route("**/act/", lose)
    desk.does("j", "Shift+A")
    assert lost == [200]
    assert Act.objects.count() == 1
    assert desk.states("Port Aldane") == [State.CONFIRMED, State.CONFIRMED]


def test_a_tag_changed_in_another_tab_is_shown_as_it_stands_and_both_are_offered(desk):
    other = Desk(desk.page.context.new_page(), desk.reading, desk.url).open()
    other.does("j", "1")
    desk.press("j")
    desk.press("n")
    notice = desk.page.locator("#notice")
    expect(notice).to_contain_text("Changed meanwhile")
    expect(notice).to_contain_text("You, in another tab or window, changed the tag")
    expect(notice).to_contain_text("Yours: reject “Port Aldane”. Not done.")
    mark = desk.page.locator(f"#t-{desk.tag('Port Aldane').pk}")
    expect(mark).to_have_attribute("data-kind", "person")
    expect(mark).to_have_class(re.compile("s-confirmed"))
    assert desk.tag("Port Aldane").state == State.CONFIRMED
    notice.get_by_role("button", name="Do mine").click()
    desk.saved()
    tag = desk.tag("Port Aldane")
    assert (tag.state, tag.kind) == (State.REJECTED, "person")
    expect(notice.locator(".notice")).to_have_count(0)


def test_a_reading_that_is_open_in_another_tab_says_so_until_that_is_closed(desk):
    elsewhere = desk.page.locator("#elsewhere")
    expect(elsewhere).to_be_hidden()
    other = Desk(desk.page.context.new_page(), desk.reading, desk.url).open()
    expect(other.page.locator("#elsewhere")).to_contain_text("in another tab or on another device, too")
    desk.page.evaluate("dispatchEvent(new Event('focus'))")
    expect(elsewhere).to_be_visible()
    other.page.goto("about:blank")
    # The other page says that it is gone when it is; whoever asks before is told what was so before.
    for _ in range(100):
        desk.page.evaluate("dispatchEvent(new Event('focus'))")
        desk.page.wait_for_timeout(200)
        if elsewhere.is_hidden():
            break
    expect(elsewhere).to_be_hidden()


def test_keeping_what_somebody_else_did_changes_nothing(desk):
    other = Desk(desk.page.context.new_page(), desk.reading, desk.url).open()
    desk.focus(desk.tag("Valley Banner Movement"))
    other.focus(other.tag("Valley Banner Movement"))
    other.does("1")
    desk.press_at_once("u", "p")
    notice = desk.page.locator("#notice")
    expect(notice).to_contain_text("Yours: move the edge of “Valley Banner Movement”, and 1 more after it. Not done.")
    expect(desk.page.locator("#notices .notice")).to_have_count(0)
    notice.get_by_role("button", name="Keep theirs").click()
    expect(notice.locator(".notice")).to_have_count(0)
    desk.saved()
    tag = desk.tag("Valley Banner Movement")
    assert (tag.kind, tag.surface, Act.objects.count()) == ("person", "Valley Banner Movement", 1)


def test_what_followed_a_stale_act_on_the_same_tag_is_not_written_over_it(desk):
    other = Desk(desk.page.context.new_page(), desk.reading, desk.url).open()
    desk.focus(desk.tag("Valley Banner Movement"))
    other.focus(other.tag("Valley Banner Movement"))
    other.does("1")
    desk.press_at_once("u", "p")
    expect(desk.page.locator("#notice")).to_contain_text("Changed meanwhile")
    desk.saved()
    tag = desk.tag("Valley Banner Movement")
    assert (tag.kind, Act.objects.count()) == ("person", 1)


def test_an_undo_meant_for_a_refused_act_takes_nothing_else_back(desk):
    desk.does("j", "a")
    other = Desk(desk.page.context.new_page(), desk.reading, desk.url).open()
    other.does("j", "1")
    desk.press_at_once("a", "z")
    expect(desk.page.locator("#notice")).to_contain_text("Changed meanwhile")
    desk.saved()
    assert desk.tag("Port Aldane").state == State.CONFIRMED
    assert Act.objects.count() == 2


def test_a_change_to_what_is_gone_by_then_does_not_hold_up_those_behind_it(desk):
    desk.drag("The ministry said the attack")
    desk.does("q")
    made = Quote.objects.get(reading=desk.reading, state=State.CONFIRMED)
    expect(desk.page.locator(f"#q-{made.pk}")).to_have_attribute("aria-current", "true")
    desk.press("t")
    desk.page.context.set_offline(True)
    desk.press("z", "p", "Escape")
    desk.focus(desk.tag("Bashar Orlec"))
    desk.press("a")
    expect(desk.page.locator("#saved")).to_contain_text("3 unsent")
    desk.page.context.set_offline(False)
    desk.saved()
    assert desk.tag("Bashar Orlec").state == State.CONFIRMED
    assert Quote.objects.get(pk=made.pk).state == State.REMOVED
    expect(desk.page.locator("#notices .notice")).to_contain_text("not saved")


def test_signing_in_again_in_another_tab_and_retry_loses_nothing(desk, live_server):
    Session.objects.all().delete()
    desk.press("j", "a")
    dialog = desk.page.get_by_role("dialog", name="Your session has ended")
    dialog.get_by_role("button", name="Not now").click()
    desk.press("a")
    saved = desk.page.locator("#saved")
    expect(saved).to_contain_text("You are signed out. Nothing is lost")
    expect(saved).to_contain_text("2 unsent")
    sign_in(desk.page.context, live_server, factories.ada())
    saved.get_by_role("button", name="Retry").click()
    desk.saved()
    assert desk.states("Valley Banner Movement") == [State.CONFIRMED]


def test_a_session_that_ended_asks_for_the_password_in_place_and_loses_nothing(desk, live_server):
    ada = factories.ada()
    ada.set_password(factories.PASSWORD)
    ada.save()
    sign_in(desk.page.context, live_server, ada)
    quote = desk.quote()
    desk.focus_quote(quote)
    desk.press("c")
    text = desk.page.locator("form[data-composer] [name=text]")
    text.fill("Half a cla")
    Session.objects.all().delete()
    desk.page.locator(f"#q-{quote.pk} [data-verb=quote_confirm]").click()
    dialog = desk.page.get_by_role("dialog", name="Your session has ended")
    expect(dialog).to_contain_text("1 change waits here and will be sent")
    password = dialog.get_by_label("Password of ada")
    expect(password).to_be_focused()
    password.fill("wrong horse battery")
    desk.press("Enter")
    expect(dialog.get_by_role("alert")).not_to_be_empty()
    assert not Act.objects.exists()
    password.fill(factories.PASSWORD)
    desk.press("Enter")
    expect(dialog).to_be_hidden()
    desk.saved()
    assert desk.quote().state == State.CONFIRMED
    expect(text).to_have_value("Half a cla")
    expect(desk.page.locator("#notices .notice")).to_have_count(0)
    text.fill("People drowned.")
    text.press("Enter")
    desk.saved()
    assert desk.quote().uses.get().wording.text == "People drowned."


def test_a_claim_that_is_not_sent_yet_is_not_offered_again_and_a_refused_one_comes_back(desk):
    desk.focus_quote(desk.quote())
    desk.press("c")
    text = desk.page.locator("form[data-composer] [name=text]")
    expect(text).to_have_value("We found people in the water.")
    text.fill("People drowned.")
    desk.page.context.set_offline(True)
    desk.press("Enter", "Escape")
    expect(desk.page.locator("#saved")).to_contain_text("1 unsent")
    desk.page.context.set_offline(False)
    desk.saved()
    assert [use.wording.text for use in desk.quote().uses.all()] == ["People drowned."]
    # Closed and opened again before the answer is there: the field begins as for a new claim.
    waiting = []
    desk.route("**/act/", lambda route: waiting.append(route))
    desk.focus_quote(desk.quote())
    desk.press("c")
    text.fill("Some swam.")
    desk.press("Enter", "Escape", "c")
    expect(text).to_have_value("We found people in the water.")
    waiting[0].fulfill(status=422, body='<div class="notice">No</div>')
    expect(text).to_have_value("Some swam.")
    assert desk.quote().uses.count() == 1


def test_a_frozen_reading_refuses_and_shows_things_as_they_are(desk):
    desk.press("j")
    Reading.objects.filter(pk=desk.reading.pk).update(state=Reading.State.SUBMITTED)
    desk.press("a")
    expect(desk.page.locator("#notice .notice")).to_be_visible()
    expect(desk.page.locator("mark.is-pending")).to_have_count(0)
    expect(desk.page.locator(f"#t-{desk.tag('Port Aldane').pk}")).to_have_class(re.compile("s-suggested"))


def test_a_server_that_fails_is_asked_again_then_on_retry_or_left_out(desk):
    desk.page.clock.install(time=0)
    desk.route("**/act/", lambda route: route.fulfill(status=500, body="broken"))
    desk.page.clock.pause_at(3_600_000)
    desk.press("j", "a", "a")
    saved = desk.page.locator("#saved")
    expect(saved).to_contain_text("2 unsent")
    for last in (False, False, True):
        # The clock stands still between, so each answer must have come before it goes on.
        expect(saved).to_contain_text("trying again in 1 s")
        desk.page.clock.run_for(1500)
        expect(saved).to_contain_text("trying again in 2 s")
        desk.page.clock.run_for(2500)
        expect(saved).to_contain_text("The server failed on a change, so it is not saved. 2 unsent.")
        expect(desk.page.locator("mark.is-pending")).to_have_count(2)
        if not last:
            saved.get_by_role("button", name="Retry").click()
    desk.page.unroute("**/act/")
    desk.page.clock.resume()
    saved.get_by_role("button", name="Leave it out").click()
    desk.saved()
    assert desk.states("Port Aldane") == [State.SUGGESTED, State.SUGGESTED]
    assert desk.states("Valley Banner Movement") == [State.CONFIRMED]
    expect(desk.page.locator("#notices")).to_contain_text("was left out")


def test_a_reading_that_cannot_be_written_says_so(page, context, live_server):
    ada = factories.ada()
    reading = readings.human_reading(ada, state=Reading.State.SUBMITTED)
    sign_in(context, live_server, ada)
    desk = Desk(page, reading, f"{live_server.url}/readings/{reading.pk}/").open()
    desk.press("j", "a")
    expect(page.locator("#live")).to_contain_text("Nothing can be changed")
    assert not Act.objects.exists()


def test_a_phone_shows_one_column_and_goes_to_the_one_that_is_needed(page, context, live_server):
    ada = factories.ada()
    reading = readings.human_reading(ada)
    sign_in(context, live_server, ada)
    page.set_viewport_size(NARROW)
    desk = Desk(page, reading, f"{live_server.url}/readings/{reading.pk}/").open()
    assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    page.get_by_text("Cast", exact=True).click()
    page.locator(f"#g-{desk.tag('Orlec').group_id} .cast-name").click()
    expect(page.locator(f"#t-{desk.tag('Bashar Orlec').pk}")).to_be_in_viewport()
    page.locator("#focusbar").get_by_role("button", name="Confirm").click()
    desk.saved()
    assert desk.tag("Bashar Orlec").state == State.CONFIRMED


def test_submitting_waits_until_every_act_is_saved(desk):
    desk.route("**/act/", lambda route: (desk.page.wait_for_timeout(300), route.continue_()))
    desk.press("j", "a", "a", "Control+Enter")
    desk.page.wait_for_url("**/submit/")
    assert desk.tag("Port Aldane").state == State.CONFIRMED
    assert desk.tag("Valley Banner Movement").state == State.CONFIRMED
    assert Reading.objects.get(pk=desk.reading.pk).state == Reading.State.OPEN


def test_skipping_asks_for_a_reason_and_keeps_what_was_done(desk):
    desk.press("j", "a", "Shift+X")
    dialog = desk.page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    dialog.get_by_label("Why do you skip it?").fill("Not news, an advertisement")
    dialog.get_by_role("button", name="Skip").click()
    expect(desk.page.get_by_text("Skipped:")).to_be_visible()
    assert desk.tag("Port Aldane").state == State.CONFIRMED

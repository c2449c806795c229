"""The frame of every page in a real browser: signing in, notices, theme, narrow screens, and no accessibility fault."""

import re

import pytest
from playwright.sync_api import Page, expect

from newsroom.models import User
from newsroom.roles import Role
from tests import factories
from tests.browser.looking import faults, overflows
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)

WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


@pytest.fixture
def people() -> dict[str, User]:
    factories.adam()
    return {
        "alma": factories.make_person("alma", Role.ADMIN, display_name="Alma", password=PASSWORD),
        "cleo": factories.make_person("cleo", display_name="Cleo", password=PASSWORD),
        "nina": factories.make_person("nina", Role.ANALYST, password=PASSWORD, must_change_password=True),
        "otto": factories.make_person("otto", Role.EDITOR, password=PASSWORD, is_active=False),
    }


@pytest.fixture
def complaints(page: Page) -> list[str]:
    """What the browser's console says of refused scripts and styles, and scripts that failed."""
    heard: list[str] = []
    page.on("console", lambda message: heard.append(message.text) if "Security" in message.text else None)
    page.on("pageerror", lambda error: heard.append(str(error)))
    return heard


def sign_in(page: Page, live_server, username: str, then: str = "/people/") -> None:
    page.goto(f"{live_server.url}/accounts/login/?next={then}")
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "/login/" not in url)


@pytest.mark.parametrize(
    ("size", "theme"), [(WIDE, "light"), (WIDE, "dark"), (NARROW, "light")], ids=["wide", "dark", "narrow"]
)
def test_no_page_has_an_accessibility_fault_or_runs_over_its_edge(page, live_server, people, complaints, size, theme):
    page.set_viewport_size(size)
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    found = []

    def look() -> None:
        found.extend(faults(page))
        if overflows(page):
            found.append(f"{page.url} runs over its edge")

    page.goto(f"{live_server.url}/accounts/login/")
    look()
    page.get_by_label("Username").fill("alma")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("The username or the password is wrong.")).to_be_visible()
    look()
    sign_in(page, live_server, "alma")
    cleo = people["cleo"].pk
    for path in ("/people/", "/people/?q=nobody", "/people/add/", f"/people/{cleo}/", "/accounts/password/"):
        page.goto(live_server.url + path)
        look()
    for path in ("/accounts/logout/", "/nowhere/", f"/people/{people['otto'].pk}/"):
        page.goto(live_server.url + path)
        look()
    page.get_by_role("button", name="Alma").click()
    look()
    page.goto(f"{live_server.url}/people/add/")
    page.get_by_label("Username").fill("two words")
    page.get_by_role("button", name="Add").click()
    look()
    page.get_by_label("Username").fill("dora")
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("heading", name="dora is added")).to_be_visible()
    look()
    page.context.clear_cookies()
    sign_in(page, live_server, "cleo", then="/")
    look()
    page.goto(f"{live_server.url}/people/")
    look()
    page.context.clear_cookies()
    sign_in(page, live_server, "nina")
    expect(page.get_by_role("heading", name="Choose a password")).to_be_visible()
    look()
    assert found == []
    assert complaints == []


def test_on_a_phone_the_current_link_is_in_sight(page, live_server, people):
    factories.make_person("rhea", *Role, password=PASSWORD)
    page.set_viewport_size(NARROW)
    sign_in(page, live_server, "rhea")
    assert page.locator(".nav").evaluate("nav => nav.scrollWidth > nav.clientWidth")
    expect(page.locator(".nav [aria-current]")).to_have_text("People")
    expect(page.locator(".nav [aria-current]")).to_be_in_viewport(ratio=0.99)


def ask(page: Page, method: str, path: str) -> None:
    page.evaluate(
        "([method, path]) => { htmx.ajax(method, path,"
        " {source: '#main', target: '#main h1', values: {username: 'zoe'}}).catch(() => {}) }",
        [method, path],
    )


def write(page: Page) -> None:
    """What any button of a later page does: one HTMX write from within the page."""
    ask(page, "POST", "/people/add/")


def test_a_session_that_ended_costs_nothing_of_the_page(page, live_server, people, complaints):
    sign_in(page, live_server, "alma")
    page.get_by_label("Find by name").fill("half a thought")
    page.context.clear_cookies()
    write(page)
    notice = page.locator("#notices .notice")
    expect(notice).to_contain_text("You are signed out")
    expect(page.get_by_label("Find by name")).to_have_value("half a thought")
    expect(page.get_by_role("heading", name="People")).to_be_visible()
    assert faults(page) == []

    with page.context.expect_page() as opened:
        notice.get_by_role("link").click()
    sign_in(opened.value, live_server, "alma")
    notice.get_by_role("button", name="Close").click()
    expect(notice).to_have_count(0)
    # The page was made before the new sign-in, so its own token is an old one.
    with page.expect_response(lambda response: response.url.endswith("/people/add/")) as answer:
        write(page)
    assert answer.value.status == 200
    assert User.objects.filter(username="zoe").exists()
    expect(page.get_by_label("Find by name")).to_have_value("half a thought")
    assert complaints == []


def test_somebody_else_signing_in_does_not_take_over_the_page(page, live_server, people):
    sign_in(page, live_server, "alma")
    other = page.context.new_page()
    other.goto(f"{live_server.url}/accounts/logout/")
    other.get_by_role("main").get_by_role("button", name="Sign out").click()
    sign_in(other, live_server, "cleo", then="/")
    write(page)
    expect(page.locator("#notices .notice")).to_contain_text("Somebody else, Cleo")
    assert not User.objects.filter(username="zoe").exists()


def test_refusals_and_silence_are_said_over_the_page(page, live_server, people):
    sign_in(page, live_server, "alma")
    heading = page.get_by_role("heading", name="People")
    ask(page, "GET", "/nowhere/")
    expect(page.locator("#notices")).to_contain_text("There is nothing here, or it is not yours to see.")
    page.route("**/people/add/", lambda route: route.abort())
    write(page)
    expect(page.locator("#notices")).to_contain_text("The server does not answer.")
    expect(heading).to_be_visible()
    people["alma"].groups.clear()
    ask(page, "GET", "/people/")
    expect(page.locator("#notices")).to_contain_text("no role that allows this")


def test_a_notice_can_be_sent_by_the_server_and_is_spoken(page, live_server, people):
    sign_in(page, live_server, "alma")
    trigger = '{"notice": {"text": "Sent to the editor.", "level": "success"}}'
    page.route("**/people/add/", lambda route: route.fulfill(status=204, headers={"HX-Trigger": trigger}))
    write(page)
    expect(page.locator("#notices .notice[data-level=success]")).to_have_text(re.compile("Sent to the editor."))
    expect(page.locator("#live")).to_have_text("Sent to the editor.")


def test_the_theme_changes_at_once_and_stays(page, live_server, people):
    page.emulate_media(color_scheme="light")
    sign_in(page, live_server, "alma")
    background = "getComputedStyle(document.documentElement).backgroundColor"
    light = page.evaluate(background)
    page.get_by_role("button", name="Alma").click()
    page.get_by_role("button", name="Dark").click()
    expect(page.get_by_role("button", name="Dark")).to_have_attribute("aria-pressed", "true")
    dark = page.evaluate(background)
    assert dark != light
    page.reload()
    assert page.evaluate(background) == dark
    page.get_by_role("button", name="Alma").click()
    page.get_by_role("button", name="System").click()
    assert page.evaluate(background) == light


def test_everything_here_works_without_scripts(browser, live_server, people):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, live_server, "alma")
    page.get_by_role("button", name="Alma").click()
    page.get_by_role("button", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.get_by_role("link", name="Add a person").click()
    page.get_by_label("Username").fill("dora")
    page.get_by_label("Analyst").check()
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("heading", name="dora is added")).to_be_visible()
    context.close()


def test_the_keyboard_reaches_the_content_and_the_menu(page, live_server, people):
    sign_in(page, live_server, "alma")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.get_by_role("button", name="Alma").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Change password")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Change password")).not_to_be_visible()

"""An admin decides on a rule of an outlet, has articles made anew, and puts words back, in a real browser."""

import pytest
from playwright.sync_api import Page, expect

from articles.models import Article, Outlet, OutletRule
from articles.services import rules
from articles.services.learning import learn
from newsroom import worker
from tests import factories
from tests.browser.desk import sign_in
from tests.browser.looking import faults, overflows
from tests.factories_articles import imported, record
from tests.factories_outlets import archive

SIGN_OFF = "You are reading Lenn Valley Radio, the voice of the valley since the flood."
TEXT = "Three boats were lost.\nSign up to our newsletter\nNobody was found.\nTell your friends about this paper."
SIZES = [(1440, 900), (390, 844)]


@pytest.fixture
def admin(page: Page, context, live_server, transactional_db, complaints, monkeypatch):
    monkeypatch.setattr(worker, "worker_is_alive", lambda: True)
    sign_in(context, live_server, factories.adam())
    yield page
    assert complaints == []


def test_a_proposed_rule_is_switched_on_and_older_articles_are_made_anew(admin, live_server):
    imported(*archive(24, SIGN_OFF, every=3))
    learn()
    admin.goto(f"{live_server.url}/outlets/")
    admin.get_by_role("link", name="Lenn Valley Radio").click()
    expect(admin.get_by_text("Proposed")).to_be_visible()
    expect(admin.locator("mark")).to_have_text(SIGN_OFF)
    admin.get_by_role("button", name="Switch on").click()
    expect(admin.get_by_text("8 articles imported before still have these words.")).to_be_visible()
    admin.get_by_role("button", name="Make them anew").click()
    expect(admin.get_by_text("Articles are being made anew")).to_be_visible()
    rules.remake()
    expect(admin.get_by_text("Articles are being made anew")).to_have_count(0)
    assert not Article.objects.filter(text__contains=SIGN_OFF).exists()
    admin.get_by_role("button", name="Switch off").click()
    expect(admin.get_by_text("Switched off by Adam Admin")).to_be_visible()


def test_words_are_put_back_and_taken_out(admin, live_server):
    imported(record(text=TEXT))
    admin.goto(f"{live_server.url}/articles/{Article.objects.get().pk}/")
    admin.get_by_text("Left out: Newsletter sign-up").click()
    admin.get_by_role("link", name="Put back: Newsletter sign-up").click()
    admin.get_by_role("button", name="Put back").click()
    expect(admin.locator("article.story > p", has_text="Sign up to our newsletter")).to_be_visible()
    admin.get_by_role("link", name="Take words out").click()
    admin.get_by_label("Tell your friends about this paper.").check()
    admin.get_by_role("button", name="Take out").click()
    expect(admin.get_by_text("Left out: Taken out by hand")).to_be_visible()
    expect(admin.locator("article.story > p", has_text="Tell your friends")).to_have_count(0)
    admin.go_back()
    admin.go_back()
    assert Article.objects.count() == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("width", "height"), SIZES)
def test_pages_are_accessible_and_do_not_scroll_sideways(admin, live_server, width, height, scheme, monkeypatch):
    imported(*archive(30, SIGN_OFF), *archive(12, "Lenn Valley Radio thanks its listeners.", every=2, first=30))
    imported(record(text=TEXT))
    Outlet.objects.filter(name="Merrow Herald").update(
        homepage="https://herald.example/a-rather-long-address/of-a-page"
    )
    learn()
    assert OutletRule.objects.count() == 2
    rules.ask_to_remake(factories.adam(), rule_id=OutletRule.objects.get(state="on").pk)
    admin.emulate_media(color_scheme=scheme)
    admin.set_viewport_size({"width": width, "height": height})
    article, outlet = Article.objects.latest("pk"), OutletRule.objects.first().outlet
    places = {
        "outlets": "outlets/",
        "outlet": f"outlets/{outlet.pk}/",
        "homepage": f"outlets/{outlet.pk}/homepage/",
        "article": f"articles/{article.pk}/",
        "put-back": f"articles/{article.pk}/blocks/1/",
        "take-out": f"articles/{article.pk}/cut/",
    }
    for name, place in places.items():
        look(admin, f"{live_server.url}/{place}", f"{name}-{width}-{scheme}", width)
    monkeypatch.setattr("articles.hooks.articles_in_use._functions", [list])
    for name in ("put-back", "take-out"):
        look(admin, f"{live_server.url}/{places[name]}", f"{name}-refused-{width}-{scheme}", width)


def look(page: Page, address: str, name: str, width: int) -> None:
    page.goto(address)
    for block in page.locator("details.left-out > summary").all():
        block.click()
    assert not overflows(page)
    assert faults(page) == []

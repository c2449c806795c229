"""/outlets/: who may look, who decides, and what a rule shows."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from articles.models import Outlet, OutletRule
from articles.readers.repeated import key_of
from articles.services import lists, rules
from articles.services.learning import learn
from newsroom import worker
from tests.factories import ada, adam, eda, stranger
from tests.factories_articles import imported
from tests.factories_outlets import archive

pytestmark = pytest.mark.django_db
LIST = "/outlets/"
SIGN_OFF = "You are reading Lenn Valley Radio, the voice of the valley since the flood."


@pytest.fixture(autouse=True)
def alive(monkeypatch):
    monkeypatch.setattr(worker, "worker_is_alive", lambda: True)


def rule(state: str = "on", text: str = SIGN_OFF, articles: int = 3, **fields) -> OutletRule:
    outlet, _ = Outlet.objects.get_or_create(name="Lenn Valley Radio")
    if articles:
        imported(*archive(articles, text))
    made = OutletRule.objects.create(outlet=outlet, key=key_of(text), text=text, state=state, **fields)
    learn()
    return made


def page_of(outlet: Outlet) -> str:
    return reverse("articles:outlet", args=[outlet.pk])


def addresses(one: OutletRule) -> dict[str, str]:
    return {
        "list": LIST,
        "outlet": page_of(one.outlet),
        "homepage": reverse("articles:outlet_homepage", args=[one.outlet_id]),
        "switch": reverse("articles:rule_switch", args=[one.pk]),
        "remake": reverse("articles:rule_remake", args=[one.pk]),
    }


def ask(client, name: str, address: str):
    return client.get(address) if name in ("list", "outlet") else client.post(address, {"state": "off"})


def test_addresses():
    assert reverse("articles:outlets") == LIST
    assert reverse("articles:outlet", args=[7]) == "/outlets/7/"
    assert reverse("articles:outlet_homepage", args=[7]) == "/outlets/7/homepage/"
    assert reverse("articles:rule_switch", args=[7]) == "/outlets/rules/7/switch/"
    assert reverse("articles:rule_remake", args=[7]) == "/outlets/rules/7/remake/"


def test_others_are_asked_to_sign_in(client):
    for name, address in addresses(rule(articles=0)).items():
        assert ask(client, name, address).status_code == 302


@pytest.mark.parametrize("who", [ada, stranger])
def test_analysts_and_strangers_stay_out(client, who):
    one = rule(articles=0)
    client.force_login(who())
    for name, address in addresses(one).items():
        assert ask(client, name, address).status_code == 403


def test_editors_look_and_do_not_decide(client):
    one = rule()
    there = addresses(one)
    client.force_login(eda())
    assert client.get(there["list"]).status_code == 200
    page = client.get(there["outlet"]).content.decode()
    assert SIGN_OFF in page
    for name in ("homepage", "switch", "remake"):
        assert there[name] not in page
        assert client.post(there[name], {"state": "off"}).status_code == 403
    one.refresh_from_db()
    assert (one.state, one.remade_to) == ("on", None)


def test_wrong_methods_and_what_does_not_exist(admin):
    there = addresses(rule(articles=0))
    for name in ("switch", "remake"):
        assert admin.get(there[name]).status_code == 405
    for name in ("list", "outlet"):
        assert admin.post(there[name]).status_code == 405
    assert admin.put(there["homepage"]).status_code == 405
    for address in ("/outlets/999/", f"/outlets/{10**30}/", "/outlets/999/homepage/"):
        assert admin.get(address).status_code == 404
    for address in ("/outlets/rules/999/switch/", f"/outlets/rules/{10**30}/remake/"):
        assert admin.post(address, {"state": "on"}).status_code == 404


def test_an_empty_list_says_where_outlets_come_from(admin):
    assert "They come with the articles" in admin.get(LIST).content.decode()


def test_the_list_has_pages(admin, monkeypatch):
    monkeypatch.setattr(rules, "PAGE", 2)
    Outlet.objects.bulk_create([Outlet(name=name) for name in ("Cee & Co", "Ay", "Bee & Co", "Dee")])
    first = admin.get(LIST).content.decode()
    assert "Ay" in first
    assert "Cee" not in first
    second = admin.get(LIST, {"after": "Bee & Co"}).content.decode()
    assert "Cee &amp; Co" in second
    assert "?after=Bee%20%26%20Co" in first
    assert "No outlet comes after this." in admin.get(LIST, {"after": "zz"}).content.decode()
    assert lists.PAGE == 50


def test_the_list_asks_the_same_however_many_outlets_there_are(admin):
    rule(articles=2)
    counts = []
    for more in (0, 30):
        Outlet.objects.bulk_create([Outlet(name=f"Outlet {number}") for number in range(more)])
        with CaptureQueriesContext(connection) as captured:
            admin.get(LIST)
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_a_page_asks_the_same_however_many_rules_there_are(admin):
    one = rule(articles=2)
    counts = []
    for more in (0, 20):
        OutletRule.objects.bulk_create(
            [OutletRule(outlet=one.outlet, key=key_of(f"x{'x' * n}"), text=f"x{'x' * n}") for n in range(more)]
        )
        with CaptureQueriesContext(connection) as captured:
            admin.get(page_of(one.outlet))
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_before_anything_is_learned_the_page_says_so(admin):
    outlet = Outlet.objects.create(name="Lenn Valley Radio")
    assert "Nothing has been looked through yet." in admin.get(page_of(outlet)).content.decode()
    imported(*archive(2))
    learn()
    assert "too few articles" in admin.get(page_of(outlet)).content.decode()
    imported(*archive(5, first=2))
    learn()
    assert "in 7 articles" in admin.get(page_of(outlet)).content.decode()


def test_a_rule_is_shown_in_context_with_what_it_is_on(admin):
    one = rule("proposed")
    page = admin.get(page_of(one.outlet)).content.decode()
    assert f"<mark>{SIGN_OFF}</mark>" in page
    assert "is written on page 2." in page
    assert "in 3 articles, 1 Jan 2025 to 3 Jan 2025" in page
    assert "Make them anew" not in page
    admin.post(reverse("articles:rule_switch", args=[one.pk]), {"state": "on"})
    page = admin.get(page_of(one.outlet)).content.decode()
    assert "3 articles imported before still have these words" in page
    assert "Switched on by Adam Admin" in page
    assert "Make them anew" in page


def test_switching_off_and_bad_input(admin):
    one = rule(articles=1)
    address = reverse("articles:rule_switch", args=[one.pk])
    for bad in ({}, {"state": "proposed"}, {"state": "x"}):
        assert admin.post(address, bad).status_code == 400
    answer = admin.post(address, {"state": "off"})
    assert answer["Location"] == f"{page_of(one.outlet)}#rule-{one.pk}"
    one.refresh_from_db()
    assert (one.state, one.decided_by) == ("off", adam())


def test_making_anew_is_a_job_of_the_worker_and_the_page_follows_it(admin, monkeypatch):
    one = rule()
    jobs = ProcrastinateJob.objects.filter(task_name=rules.REMAKE_TASK)
    before = jobs.count()
    for _ in range(2):
        admin.post(reverse("articles:rule_remake", args=[one.pk]))
    assert jobs.count() == before + 1
    assert 'hx-trigger="every 2s"' in admin.get(page_of(one.outlet)).content.decode()
    monkeypatch.setattr(worker, "worker_is_alive", lambda: False)
    asked = admin.get(page_of(one.outlet), headers={"HX-Request": "true"})
    assert asked.status_code == 200
    assert "No worker is running" in asked.content.decode()
    rules.remake()
    asked = admin.get(page_of(one.outlet), headers={"HX-Request": "true"})
    assert asked.status_code == 286
    assert "still have these words" not in asked.content.decode()
    assert "<html" not in asked.content.decode()


def test_a_rule_that_is_not_on_makes_nothing_anew(admin):
    one = rule("proposed", articles=1)
    answer = admin.post(reverse("articles:rule_remake", args=[one.pk]), follow=True)
    assert "Switch the rule on first." in answer.content.decode()


@pytest.mark.parametrize("given", ["javascript:alert(1)", "herald", "ftp://herald.example", "https://" + "x" * 300])
def test_a_homepage_that_is_no_address_is_refused(admin, given):
    outlet = Outlet.objects.create(name="Herald")
    assert admin.post(reverse("articles:outlet_homepage", args=[outlet.pk]), {"homepage": given}).status_code == 422
    outlet.refresh_from_db()
    assert outlet.homepage == ""


def test_a_homepage_is_kept_and_taken_away(admin):
    outlet = Outlet.objects.create(name="Herald")
    address = reverse("articles:outlet_homepage", args=[outlet.pk])
    assert admin.get(address).status_code == 200
    for given in ("https://herald.example", ""):
        assert admin.post(address, {"homepage": given})["Location"] == page_of(outlet)
        outlet.refresh_from_db()
        assert outlet.homepage == given


def test_whatever_an_outlet_is_called_is_escaped(admin):
    outlet = Outlet.objects.create(name="<script>alert(1)</script>")
    OutletRule.objects.create(outlet=outlet, key=b"k" * 32, text="<b>Read</b> us")
    for address in (LIST, page_of(outlet)):
        page = admin.get(address).content.decode()
        assert "<script>alert(1)" not in page
        assert "<b>Read" not in page


def test_what_waits_for_somebody_comes_before_all_else_however_many_rules_there_are():
    outlet = Outlet.objects.create(name="Lenn Valley Radio")
    for text, state, articles in (("a", "on", 90), ("b", "proposed", 5), ("c", "on", 70), ("d", "proposed", 9)):
        OutletRule.objects.create(outlet=outlet, key=key_of(text), text=text, state=state, articles=articles)
    assert [one.rule.text for one in rules.rules_of(outlet, limit=3)] == ["d", "b", "a"]

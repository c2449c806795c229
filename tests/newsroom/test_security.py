"""What every answer carries, what every view asks for, and what is shown when something is wrong."""

import json
import os
import re
import subprocess
import sys

import pytest
from django.conf import settings as django_settings
from django.db import OperationalError, connection
from django.template.loader import render_to_string
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from newsroom.roles import Role
from tests import factories

LOGIN = "/accounts/login/"
HTMX = {"HX-Request": "true"}

# Open to everybody, each for a reason: signing in and out, the theme of the login page, the health check.
OPEN = {"account_login", "account_logout", "theme", "healthz"}
FILLERS = {"int": "1", "str": "x", "slug": "x", "uuid": "00000000-0000-0000-0000-000000000001", "path": "x"}


def all_paths(patterns=None, prefix=""):
    """(name, path) of every URL of the site, its converters filled in."""
    for pattern in patterns if patterns is not None else get_resolver().url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from all_paths(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            filled = re.sub(r"<(?:(\w+):)?\w+>", lambda match: FILLERS[match[1] or "str"], route)
            yield pattern.name, f"/{filled}"


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "path"), [entry for entry in all_paths() if entry[0] not in OPEN])
def test_every_view_asks_for_a_signed_in_person(client, name, path):
    answers = [client.get(path), client.post(path)]
    for answer in answers:
        to_login = answer.status_code == 302 and answer["Location"].startswith(LOGIN)
        assert to_login or answer.status_code == 405, f"{name} answers {answer.status_code}"
    assert {answer.status_code for answer in answers} != {405}


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "path"), [entry for entry in all_paths() if entry[0] not in OPEN])
def test_no_view_is_open_to_an_account_without_a_role(client, name, path):
    """Except the first page, which says so, and one's own password."""
    client.force_login(factories.make_person("cleo", password=factories.PASSWORD))
    for answer in (client.get(path), client.post(path)):
        if name in {"home", "account_change_password"}:
            assert answer.status_code in {200, 405, 422}
        else:
            assert answer.status_code in {403, 404, 405}, f"{name} answers {answer.status_code}"


@pytest.mark.django_db
def test_every_answer_carries_the_headers(client):
    for path in (LOGIN, "/nowhere/", "/people/"):
        answer = client.get(path)
        policy = dict(
            part.strip().split(" ", 1) for part in answer["Content-Security-Policy"].split(";") if part.strip()
        )
        assert policy["default-src"] == "'none'"
        assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
        assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
        assert policy["form-action"] == "'self'"
        assert "unsafe" not in answer["Content-Security-Policy"]
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["X-Frame-Options"] == "DENY"
        assert answer["Referrer-Policy"] == "same-origin"
        assert answer["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.django_db
def test_what_one_person_sees_is_stored_nowhere(client):
    client.force_login(factories.adam())
    assert client.get("/people/")["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_cookies_are_out_of_reach(client):
    factories.make_person("cleo", password=factories.PASSWORD)
    client.post(LOGIN, {"login": "cleo", "password": factories.PASSWORD})
    session = client.cookies["sessionid"]
    assert session["httponly"]
    assert session["samesite"] == "Lax"
    assert client.cookies["csrftoken"]["samesite"] == "Lax"


BEHIND_TLS = """
import json, django
django.setup()
from django.test import Client
from django.conf import settings
client = Client(SERVER_NAME="news.example")
plain = client.get("/people/")
page = client.get("/accounts/login/", secure=True)
forwarded = client.get("/accounts/login/", headers={"X-Forwarded-Proto": "https"})
print(json.dumps({
    "plain": [plain.status_code, plain["Location"]],
    "hsts": page["Strict-Transport-Security"],
    "forwarded": forwarded.status_code,
    "csrf_secure": bool(page.cookies["csrftoken"]["secure"]),
    "session_secure": settings.SESSION_COOKIE_SECURE,
}))
"""


def run_behind_tls(*arguments: str, **more: str) -> subprocess.CompletedProcess:
    env = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "newsroom.settings",
        "BEHIND_TLS": "true",
        "ALLOWED_HOSTS": "news.example",
        "SECRET_KEY": "k9-" + "only for this test, and long enough to count as one. " * 2,
        **more,
    }
    return subprocess.run(
        [sys.executable, *arguments], env=env, cwd=django_settings.BASE_DIR, capture_output=True, text=True, timeout=60
    )


def test_behind_tls_everything_is_sent_over_it():
    result = run_behind_tls("-W", "ignore", "-c", BEHIND_TLS)
    assert result.returncode == 0, result.stderr
    seen = json.loads(result.stdout.splitlines()[-1])
    assert seen["plain"] == [301, "https://news.example/people/"]
    assert seen["hsts"] == "max-age=31536000; includeSubDomains; preload"
    assert seen["forwarded"] == 200
    assert seen["csrf_secure"]
    assert seen["session_secure"]


def test_the_deployment_check_is_clean_behind_tls():
    result = run_behind_tls("manage.py", "check", "--deploy", "--fail-level", "WARNING")
    assert result.returncode == 0, result.stderr


def test_behind_tls_a_key_from_the_environment_is_required():
    result = run_behind_tls("manage.py", "check", SECRET_KEY="")
    assert result.returncode != 0
    assert "Set SECRET_KEY" in result.stderr


@pytest.mark.django_db
def test_htmx_is_told_to_run_nothing_and_to_swap_what_we_answer(client):
    page = client.get(LOGIN).text
    config = json.loads(re.search(r"name=\"htmx-config\" content='([^']+)'", page)[1])
    assert config["allowEval"] is config["allowScriptTags"] is config["includeIndicatorStyles"] is False
    assert config["historyCacheSize"] == 0
    swaps = {
        status: next(rule["swap"] for rule in config["responseHandling"] if re.search(rule["code"], str(status)))
        for status in (200, 204, 302, 401, 403, 404, 409, 422, 429, 500)
    }
    assert swaps == {
        **dict.fromkeys((200, 302, 401, 409, 422, 429), True),
        **dict.fromkeys((204, 403, 404, 500), False),
    }


@pytest.mark.django_db
def test_a_write_without_its_token_is_refused():
    client = Client(enforce_csrf_checks=True)
    client.force_login(factories.adam())
    answer = client.post("/people/add/", {"username": "cleo"})
    assert answer.status_code == 403
    assert "out of date" in answer.text
    fragment = client.post("/people/add/", {"username": "cleo"}, headers=HTMX)
    assert fragment.status_code == 403
    assert fragment["Content-Type"].startswith("text/plain")


@pytest.mark.django_db
def test_the_current_token_of_the_cookie_is_accepted_after_signing_in_again():
    """``csrf.js`` sends the cookie's value: a page from before the new sign-in goes on working."""
    client = Client(enforce_csrf_checks=True)
    adam = factories.make_person("alma", Role.ADMIN, password=factories.PASSWORD)
    for _ in range(2):
        client.get(LOGIN)
        token = client.cookies["csrftoken"].value
        client.post(LOGIN, {"login": "alma", "password": factories.PASSWORD}, headers={"X-CSRFToken": token})
        token = client.cookies["csrftoken"].value
    answer = client.post(reverse("people:edit", args=[adam.pk]), {}, headers={"X-CSRFToken": token})
    assert answer.status_code == 422


@pytest.mark.django_db
def test_the_health_check_needs_the_database_and_nobody_signed_in(client, monkeypatch):
    assert client.get("/healthz").json() == {"ok": True, "database": True, "migrations": True}
    assert client.post("/healthz").status_code == 405

    def gone(*args):
        raise OperationalError("the server is gone")

    monkeypatch.setattr(connection, "cursor", gone)
    assert client.get("/healthz").status_code == 503


@pytest.mark.django_db
def test_error_pages_are_ours(client, settings):
    assert "Nothing here" in client.get("/nowhere/").text
    assert client.get("/nowhere/").status_code == 404
    settings.ALLOWED_HOSTS = ["news.example"]
    answer = client.get("/accounts/login/")
    assert answer.status_code == 400
    assert "did not make sense" in answer.text
    fragment = client.get("/nowhere/", headers={**HTMX, "host": "news.example"})
    assert (fragment.status_code, fragment.text) == (404, "There is nothing here, or it is not yours to see.")


def test_the_page_for_a_fault_of_ours_needs_nothing_that_may_be_broken():
    assert "Something went wrong" in render_to_string("500.html")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("roles", "name"),
    [
        ([Role.ANALYST], "annotations:desk"),
        ([Role.EDITOR], "annotations:review"),
        ([Role.ADMIN], "articles:batches"),
        ([Role.ANALYST, Role.EDITOR, Role.ADMIN], "annotations:review"),
        ([Role.ANALYST, Role.ADMIN], "annotations:desk"),
    ],
)
def test_each_role_starts_where_its_work_is(client, roles, name):
    client.force_login(factories.make_person("cleo", *roles))
    assert client.get("/")["Location"] == reverse(name)


@pytest.mark.django_db
def test_without_a_role_the_first_page_says_so(client):
    client.force_login(factories.stranger())
    answer = client.get("/")
    assert answer.status_code == 200
    assert "You have no role yet" in answer.text
    assert client.post("/").status_code == 405


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("who", "labels"),
    [
        ("ada", ["Desk", "Records", "Articles"]),
        ("eda", ["Desk", "Review", "Records", "Words", "Articles", "Outlets", "Export"]),
        ("adam", ["Records", "Articles", "Outlets", "Batches", "Export", "People"]),
        ("stranger", []),
    ],
)
def test_the_top_bar_leads_where_one_may_go(client, who, labels):
    client.force_login(factories.person(who))
    page = client.get("/nowhere/").text
    nav = re.search(r'<nav class="nav".*?</nav>', page, re.DOTALL)
    links = re.findall(r'<a href="([^"]+)"[^>]*>(\w+)</a>', nav[0]) if nav else []
    assert [label for _, label in links] == labels
    for path, _ in links:
        assert client.get(path).status_code == 200


@pytest.mark.django_db
def test_the_theme_is_kept_in_a_cookie_and_set_before_the_page_is_drawn(client):
    assert "data-theme" not in client.get(LOGIN).text.split("<head>")[0]
    answer = client.post("/theme/", {"theme": "dark", "next": LOGIN})
    assert (answer.status_code, answer["Location"]) == (302, LOGIN)
    assert '<html lang="en" data-theme="dark">' in client.get(LOGIN).text
    client.post("/theme/", {"theme": "system"})
    assert "data-theme" not in client.get(LOGIN).text.split("<head>")[0]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("data", "status", "location"),
    [
        ({"theme": "light", "next": "//evil.example/"}, 302, "/"),
        ({"theme": "light", "next": "https://evil.example/"}, 302, "/"),
        ({"theme": "light"}, 302, "/"),
        ({"theme": "<b>"}, 400, None),
        ({}, 400, None),
    ],
)
def test_the_theme_takes_three_values_and_leads_nowhere_else(client, data, status, location):
    answer = client.post("/theme/", data)
    assert (answer.status_code, answer.get("Location")) == (status, location)
    assert client.get("/theme/").status_code == 405


@pytest.mark.django_db
def test_a_theme_cookie_with_anything_else_in_it_is_ignored(client):
    client.cookies["theme"] = '"><script>'
    assert "<script>" not in client.get(LOGIN).text

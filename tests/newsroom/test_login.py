"""Signing in, staying in, choosing a password, going out, and what is not there at all."""

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import resolve, reverse
from django.urls.exceptions import Resolver404

from newsroom.models import User
from newsroom.roles import Role
from tests import factories
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db

LOGIN, LOGOUT, CHANGE = "/accounts/login/", "/accounts/logout/", "/accounts/password/"


@pytest.fixture(autouse=True)
def _no_earlier_attempts():
    cache.clear()


@pytest.fixture
def cleo() -> User:
    return factories.make_person("cleo", display_name="Cleo", password=PASSWORD)


def sign_in(client: Client, username: str = "cleo", password: str = PASSWORD, **more):
    return client.post(LOGIN, {"login": username, "password": password, **more})


def test_signing_in_leads_home(client, cleo):
    response = sign_in(client)
    assert (response.status_code, response["Location"]) == (302, reverse("home"))
    assert client.get(reverse("home")).context["user"] == cleo


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("/people/?q=ada", "/people/?q=ada"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("http://testserver@evil.example/", "/"),
        ("", "/"),
    ],
)
def test_next_never_leaves_the_site(client, cleo, target, expected):
    assert sign_in(client, next=target)["Location"] == expected


def test_the_page_carries_next_through_a_failed_attempt(client, cleo):
    response = client.post(f"{LOGIN}?next=/people/", {"login": "cleo", "password": "no", "next": "/people/"})
    assert response.status_code == 422
    assert '<input type="hidden" name="next" value="/people/">' in response.text


@pytest.mark.parametrize(
    ("username", "password"), [("cleo", "wrong"), ("nobody", PASSWORD), ("", ""), ("cleo\x00", "x")]
)
def test_wrong_words_are_answered_422_and_do_not_tell_which_was_wrong(client, cleo, username, password):
    response = sign_in(client, username, password)
    assert response.status_code == 422
    assert "_auth_user_id" not in client.session
    if username and "\x00" not in username:
        assert "The username or the password is wrong." in response.text


def test_an_account_switched_off_is_told_so_only_with_its_password(client, cleo):
    User.objects.update(is_active=False)
    assert sign_in(client, password="wrong").status_code == 422
    response = sign_in(client)
    assert response.status_code == 403
    assert "switched off" in response.text
    assert "_auth_user_id" not in client.session


def test_too_many_failures_are_answered_429_even_with_the_right_password(client, cleo):
    for _ in range(5):
        assert sign_in(client, password="wrong").status_code == 422
    response = sign_in(Client())  # Another browser: the limit is kept in the database, not in the session.
    assert response.status_code == 429
    assert "Too many failed attempts. Wait five minutes" in response.text
    assert sign_in(client, factories.make_person("dora", password=PASSWORD).username).status_code == 302


def test_too_many_attempts_of_any_kind_from_one_place_are_answered_429(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "login": "3/m/ip", "login_failed": "99/m/ip"}
    from allauth.account import app_settings

    assert app_settings.RATE_LIMITS["login"] == "3/m/ip"
    for number in range(3):
        assert sign_in(client, f"guess{number}").status_code == 422
    response = sign_in(client, "guess4")
    assert response.status_code == 429
    assert "Too many tries" in response.text


def test_signing_in_costs_the_failures_nothing(client, cleo):
    for _ in range(7):
        assert sign_in(client).status_code == 302
        client.logout()


def test_staying_signed_in_is_a_choice(client, cleo):
    sign_in(client)
    assert client.session.get_expire_at_browser_close()
    client.logout()
    sign_in(client, remember="on")
    assert not client.session.get_expire_at_browser_close()


def test_the_session_gets_a_new_key_at_sign_in(client, cleo):
    client.get(LOGIN)
    client.session["x"] = 1
    client.session.save()
    before = client.session.session_key
    sign_in(client)
    assert client.session.session_key != before


def test_going_out_asks_on_get_and_goes_on_post(client, cleo):
    client.force_login(cleo)
    assert "Sign out?" in client.get(LOGOUT).text
    assert "_auth_user_id" in client.session
    assert client.post(LOGOUT).status_code == 302
    assert "_auth_user_id" not in client.session


def change(client, old=PASSWORD, new="a wholly other phrase", again=None):
    return client.post(CHANGE, {"oldpassword": old, "password1": new, "password2": again or new})


def test_changing_the_password_keeps_this_session_and_ends_the_others(client, cleo):
    elsewhere = Client()
    for browser in (client, elsewhere):
        browser.force_login(cleo)
    assert change(client).status_code == 302
    assert client.get(reverse("home")).status_code == 200
    assert elsewhere.get(reverse("home")).status_code == 302
    assert User.objects.get(pk=cleo.pk).check_password("a wholly other phrase")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"old": "wrong"}, "not your present password"),
        ({"new": "short"}, "too short"),
        ({"new": PASSWORD}, "differs from the present one"),
        ({"new": "a wholly other phrase", "again": "a wholly other phrasé"}, "same password"),
    ],
)
def test_a_password_that_will_not_do_is_answered_422(client, cleo, fields, words):
    client.force_login(cleo)
    response = change(client, **fields)
    assert response.status_code == 422
    assert words in response.text
    assert User.objects.get(pk=cleo.pk).check_password(PASSWORD)


def test_an_account_without_a_password_has_none_to_change(client):
    client.force_login(factories.ada())
    assert client.get(CHANGE).status_code == 403


def test_a_password_set_by_an_admin_is_changed_before_anything_else(client):
    adam = factories.make_person("alma", Role.ADMIN, password=PASSWORD, must_change_password=True)
    assert sign_in(client, "alma").status_code == 302
    for page in (reverse("home"), reverse("people:index")):
        assert client.get(page)["Location"] == CHANGE
    fragment = client.get(reverse("people:index"), headers={"HX-Request": "true"})
    assert fragment.status_code == 401
    assert "Choose your own" in fragment.text
    assert "Choose a password" in client.get(CHANGE).text
    assert change(client).status_code == 302
    assert client.get(reverse("people:index")).status_code == 200
    assert not User.objects.get(pk=adam.pk).must_change_password


def test_a_page_left_open_does_not_act_for_whoever_signed_in_after(client):
    client.force_login(factories.adam())
    other = {"HX-Request": "true", "X-Signed-In-As": str(factories.ada().pk)}
    response = client.post(reverse("people:add"), {"username": "new"}, headers=other)
    assert response.status_code == 401
    assert "Somebody else, Adam Admin" in response.text
    assert not User.objects.filter(username="new").exists()
    own = {"HX-Request": "true", "X-Signed-In-As": str(factories.adam().pk)}
    assert client.get(reverse("people:index"), headers=own).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/signup/",
        "/accounts/email/",
        "/accounts/password/reset/",
        "/accounts/password/set/",
        "/accounts/confirm-email/",
        "/accounts/login/code/",
        "/accounts/reauthenticate/",
        "/admin/",
    ],
)
def test_there_is_no_other_way_in(path):
    with pytest.raises(Resolver404):
        resolve(path)


@pytest.mark.parametrize("path", [LOGIN, LOGOUT, CHANGE])
def test_other_methods_are_refused(client, path):
    assert client.put(path).status_code == 405


def test_without_a_session_the_password_page_asks_to_sign_in(client):
    assert client.get(CHANGE)["Location"] == f"{LOGIN}?next={CHANGE}"


def test_the_first_admin_is_made_on_the_command_line(client, monkeypatch, capsys):
    import io

    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
    call_command("create_admin", "alma", "--name", "Alma", "--password-stdin")
    alma = User.objects.get(username="alma")
    assert (alma.roles, alma.is_superuser, alma.must_change_password) == ({"admin"}, False, False)
    assert sign_in(client, "alma").status_code == 302
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
    with pytest.raises(CommandError, match=r"somebody with this username|already exists"):
        call_command("create_admin", "alma", "--password-stdin")
    monkeypatch.setattr("sys.stdin", io.StringIO("short\n"))
    with pytest.raises(CommandError, match="too short"):
        call_command("create_admin", "dora", "--password-stdin")
    assert not User.objects.filter(username="dora").exists()

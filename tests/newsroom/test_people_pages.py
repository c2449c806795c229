"""/people/: right role, wrong role, stranger, wrong method, bad input, and a flat number of queries."""

import pytest
from django.urls import reverse

from newsroom.models import User
from newsroom.roles import Role
from tests import factories

pytestmark = pytest.mark.django_db

GETS = ["index", "add", "detail"]
POSTS = ["edit", "active", "password"]


@pytest.fixture
def admin(client):
    client.force_login(factories.adam())
    return client


def url(name: str) -> str:
    return reverse(f"people:{name}", args=[factories.ada().pk] if name not in {"index", "add"} else [])


@pytest.mark.parametrize("name", GETS)
def test_an_admin_sees_the_page(admin, name):
    response = admin.get(url(name))
    assert response.status_code == 200


@pytest.mark.parametrize("who", ["ada", "eda", "stranger"])
@pytest.mark.parametrize("name", GETS + POSTS)
def test_without_the_role_it_is_forbidden(client, name, who):
    client.force_login(factories.person(who))
    response = client.get(url(name)) if name in GETS else client.post(url(name), {"active": "off"})
    assert response.status_code == 403
    assert "no role that allows this" in response.text
    assert factories.ada().is_active


@pytest.mark.parametrize("name", GETS + POSTS)
def test_somebody_signed_out_is_sent_to_sign_in_and_back(client, name):
    target = url(name)
    response = client.get(target) if name in GETS else client.post(target)
    back = target if name in GETS else reverse("home")
    assert response.status_code == 302
    assert response["Location"] == f"{reverse('account_login')}?next={back}"


@pytest.mark.parametrize("name", GETS + POSTS)
def test_a_fragment_request_without_a_session_is_answered_401_with_a_notice(client, name):
    target = url(name)
    send = client.get if name in GETS else client.post
    response = send(target, headers={"HX-Request": "true"})
    assert response.status_code == 401
    assert response["HX-Retarget"] == "#notices"
    assert "You are signed out" in response.text
    assert "<html" not in response.text


@pytest.mark.parametrize("name", GETS + POSTS)
def test_other_methods_are_refused(admin, name):
    wrong = admin.delete if name == "add" else admin.post if name in GETS else admin.get
    assert wrong(url(name)).status_code == 405


def test_adding_shows_the_password_once_and_never_caches_it(admin):
    response = admin.post(
        url("add"), {"username": "cleo", "display_name": "Cleo", "roles": ["analyst"], "password": ""}
    )
    cleo = User.objects.get(username="cleo")
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert cleo.check_password(response.context["password"])
    assert response.context["password"] in response.text
    assert response.context["password"] not in admin.get(reverse("people:detail", args=[cleo.pk])).text


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("add", {}, "This field is required."),
        ("add", {"username": "ADA"}, "There is somebody with this username."),
        ("add", {"username": "two words"}, "Enter a valid username"),
        ("add", {"username": "cleo", "roles": ["emperor"]}, "not one of the available choices"),
        ("add", {"username": "cleo", "password": "1234567890"}, "entirely numeric"),
        ("add", {"username": "cleopatra", "password": "cleopatra1"}, "too similar"),
        ("edit", {"display_name": "x" * 101}, "at most 100 characters"),
        ("edit", {"display_name": "a\x00b"}, "Null characters are not allowed"),
        ("password", {"password": "short"}, "too short"),
        ("active", {}, "Say whether"),
        ("active", {"active": "maybe"}, "Say whether"),
    ],
)
def test_bad_input_is_answered_422_with_the_reason_and_changes_nothing(admin, name, data, words):
    factories.ada()
    target = url(name)
    before = list(User.objects.order_by("pk").values())
    response = admin.post(target, data)
    assert response.status_code == 422
    assert words in response.text
    assert list(User.objects.order_by("pk").values()) == before


def test_editing_sets_name_and_roles(admin):
    response = admin.post(url("edit"), {"display_name": "Ada L.", "roles": ["editor", "analyst"]}, follow=True)
    ada = User.objects.get(username="ada")
    assert (ada.display_name, ada.roles) == ("Ada L.", {"analyst", "editor"})
    assert "Saved." in response.text


def test_refusals_of_the_service_are_shown_beside_the_form(admin):
    own = User.objects.get(username="adam").pk
    edit = admin.post(reverse("people:edit", args=[own]), {"display_name": "Adam", "roles": ["editor"]})
    assert (edit.status_code, "last active admin" in edit.text) == (422, True)
    active = admin.post(reverse("people:active", args=[own]), {"active": "off"})
    assert (active.status_code, "your own account" in active.text) == (422, True)
    password = admin.post(reverse("people:password", args=[own]), {"password": ""})
    assert (password.status_code, "from the menu" in password.text) == (422, True)


def test_switching_off_signs_out_at_once(admin, client):
    elsewhere = type(client)()
    elsewhere.force_login(factories.stranger())
    assert elsewhere.get(reverse("home")).status_code == 200
    target = reverse("people:active", args=[factories.stranger().pk])
    assert admin.post(target, {"active": "off"}).status_code == 302
    assert elsewhere.get(reverse("home")).status_code == 302
    assert admin.post(target, {"active": "on"}).status_code == 302
    assert User.objects.get(username="stranger").is_active


def test_a_new_password_signs_out_at_once(admin, client):
    elsewhere = type(client)()
    elsewhere.force_login(factories.stranger())
    response = admin.post(reverse("people:password", args=[factories.stranger().pk]), {"password": ""})
    assert response.status_code == 200
    assert elsewhere.get(reverse("home")).status_code == 302


def test_nobody_there_is_a_404(admin):
    assert admin.get(reverse("people:detail", args=[987654])).status_code == 404


def test_a_name_is_text_and_never_markup(admin):
    factories.make_person("mallory", display_name="<script>alert(1)</script>")
    assert "<script>alert" not in admin.get(reverse("people:index")).text


@pytest.mark.parametrize("query", ["q=%00", "after=%00", "q=%ff", "q=%25_", "q=" + "x" * 2000, "after=zzzz"])
def test_the_list_stands_any_question(admin, query):
    assert admin.get(f"{reverse('people:index')}?{query}").status_code == 200


def test_the_list_takes_the_same_number_of_queries_however_many_people(admin, django_assert_num_queries):
    for number in range(2):
        factories.make_person(f"first{number}", Role.ANALYST)
    with django_assert_num_queries(5):  # session, user, the user's roles, people, their roles
        admin.get(reverse("people:index"))
    for number in range(30):
        factories.make_person(f"more{number}", Role.ANALYST, Role.EDITOR)
    with django_assert_num_queries(5):
        admin.get(reverse("people:index"))

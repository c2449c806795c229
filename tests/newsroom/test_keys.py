"""One's own keys: kept with the account, read from nobody else, and refused where no page could have sent them."""

import json

import pytest
from django.urls import reverse

from newsroom.models import User
from tests import factories

pytestmark = pytest.mark.django_db

GOOD = {"preset": "left", "keys": {"confirm": ["y", "Shift+Space"], "undo": []}, "single": False}


def send(client, keys, **options):
    body = keys if isinstance(keys, str) else json.dumps(keys)
    return client.post(reverse("keys"), {"keys": body}, headers={"HX-Request": "true"}, **options)


def kept(user: User) -> dict:
    return User.objects.get(pk=user.pk).workspace_keys


def test_an_account_without_a_role_has_no_keys_to_keep(client):
    user = factories.person("stranger")
    client.force_login(user)
    assert send(client, GOOD).status_code == 403
    assert kept(user) == {}


@pytest.mark.parametrize("who", ["ada", "eda", "adam"])
def test_whoever_has_a_role_keeps_their_own_keys(client, who):
    other = factories.ben()
    user = factories.person(who)
    client.force_login(user)
    assert send(client, GOOD).status_code == 204
    assert kept(user) == GOOD
    assert kept(other) == {}
    assert send(client, {}).status_code == 204
    assert kept(user) == {"preset": "ours", "keys": {}, "single": True}


def test_nobody_signed_in_and_other_methods_are_turned_away(client):
    assert send(client, GOOD).status_code == 401
    client.force_login(factories.ada())
    assert client.get(reverse("keys")).status_code == 405


@pytest.mark.parametrize(
    "keys",
    [
        "",
        "x",
        "[]",
        "null",
        '"ours"',
        "[" * 5000,
        {"preset": "mine"},
        {"preset": ["ours"]},
        {"single": 1},
        {"single": None},
        {"keys": []},
        {"keys": {"confirm": "a"}},
        {"keys": {"confirm": [1]}},
        {"keys": {"confirm": [""]}},
        {"keys": {"confirm": ["ab"]}},
        {"keys": {"confirm": ["\x00"]}},
        {"keys": {"confirm": ["\ud800"]}},
        {"keys": {"confirm": [" "]}},
        {"keys": {"confirm": ["Ctrl+a"]}},
        {"keys": {"confirm": ["a", "b", "c", "d", "e"]}},
        {"keys": {"con firm": ["a"]}},
        {"keys": {"<script>": ["a"]}},
        {"keys": {"c" * 41: ["a"]}},
        {"keys": {f"c{'x' * (n % 30)}{chr(97 + n // 30)}": ["a"] for n in range(201)}},
        {"more": 1},
    ],
)
def test_what_no_page_sends_is_refused(client, keys):
    user = factories.ada()
    client.force_login(user)
    send(client, GOOD)
    assert send(client, keys).status_code == 422
    assert kept(user) == GOOD


def test_one_write_takes_two_queries_beside_the_session(client, django_assert_max_num_queries):
    client.force_login(factories.ada())
    with django_assert_max_num_queries(4):
        send(client, GOOD)

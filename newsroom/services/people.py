"""Accounts, as admins keep them. Every function checks the actor, changes and logs, or raises and changes nothing."""

import logging
import secrets
from collections.abc import Collection

from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet

from newsroom.models import User
from newsroom.roles import Role, may

log = logging.getLogger("newsroom.people")

PAGE = 50
# No letter or digit that is read as another one when it is passed on by voice or on paper.
UNMISTAKABLE = "abcdefghjkmnpqrstuvwxyz23456789"


class PeopleError(Exception):
    """What an admin asked for would do harm; the message says what, in words for the screen."""


def list_people(*, actor: User, words: str = "", after: str = "") -> tuple[list[User], str]:
    """One page of people by username, with their roles, and the key of the next page ("" on the last)."""
    _check(actor)
    people: QuerySet[User] = User.objects.order_by("username").prefetch_related("groups")
    if words:
        people = people.filter(Q(username__icontains=words) | Q(display_name__icontains=words))
    if after:
        people = people.filter(username__gt=after)
    page = list(people[: PAGE + 1])
    return page[:PAGE], page[PAGE - 1].username if len(page) > PAGE else ""


@transaction.atomic
def add_person(
    *, actor: User, username: str, display_name: str, roles: Collection[str], password: str = ""
) -> tuple[User, str]:
    """Make an account and return it with its first password, which is generated unless given and is used once."""
    actor = _lock(actor)
    person = _make(username=username, display_name=display_name, roles=roles)
    password = _hand_out_password(person, password)
    log.info("%s added %s as %s", actor.username, person.username, ", ".join(sorted(roles)) or "nobody yet")
    return person, password


@transaction.atomic
def create_admin(*, username: str, display_name: str = "", password: str) -> User:
    """Make an admin from the command line: whoever can run commands on the machine needs no other permission."""
    person = _make(username=username, display_name=display_name, roles=[Role.ADMIN])
    validate_password(password, person)
    person.set_password(password)
    person.save(update_fields=["password"])
    log.info("%s was made an admin on the command line", person.username)
    return person


@transaction.atomic
def update_person(*, actor: User, person: User, display_name: str, roles: Collection[str]) -> User:
    """Set the name shown and the roles."""
    actor, person = _lock(actor), _fresh(person)
    if Role.ADMIN not in roles:
        _keep_an_admin(person)
    person.display_name = display_name
    person.full_clean(exclude=["password"])
    person.save(update_fields=["display_name"])
    person.groups.set(Group.objects.filter(name__in=roles))
    log.info("%s set %s to %s", actor.username, person.username, ", ".join(sorted(roles)) or "no role")
    return person


@transaction.atomic
def deactivate(*, actor: User, person: User) -> User:
    """Switch an account off; it is signed out everywhere, and what its owner did stays."""
    actor, person = _lock(actor), _fresh(person)
    if person == actor:
        raise PeopleError("You cannot switch off your own account.")
    _keep_an_admin(person)
    return _set_active(actor, person, active=False)


@transaction.atomic
def reactivate(*, actor: User, person: User) -> User:
    """Switch an account on again, with the roles and the password that it had."""
    actor, person = _lock(actor), _fresh(person)
    return _set_active(actor, person, active=True)


@transaction.atomic
def set_password(*, actor: User, person: User, password: str = "") -> str:
    """Give somebody a new password, for one use; they are signed out everywhere."""
    actor, person = _lock(actor), _fresh(person)
    if person == actor:
        raise PeopleError("Change your own password from the menu under your name.")
    password = _hand_out_password(person, password)
    log.info("%s set a new password for %s", actor.username, person.username)
    return password


def _check(actor: User) -> None:
    if not may(actor, "manage people"):
        raise PermissionDenied("Only admins manage people.")


def _lock(actor: User) -> User:
    """One change of people at a time: two admins who remove each other at once leave one of them an admin."""
    _check(actor)
    list(Group.objects.select_for_update().filter(name=Role.ADMIN))
    actor = _fresh(actor)
    _check(actor)
    return actor


def _fresh(person: User) -> User:
    return User.objects.get(pk=person.pk)


def _make(*, username: str, display_name: str, roles: Collection[str]) -> User:
    person = User(username=User.normalize_username(username), display_name=display_name)
    person.full_clean(exclude=["password"])
    person.save()
    person.groups.set(Group.objects.filter(name__in=roles))
    return person


def _set_active(actor: User, person: User, *, active: bool) -> User:
    person.is_active = active
    person.save(update_fields=["is_active"])
    log.info("%s switched %s %s", actor.username, person.username, "on" if active else "off")
    return person


def _keep_an_admin(person: User) -> None:
    admins = User.objects.filter(groups__name=Role.ADMIN, is_active=True)
    if person.is_active and person.is_admin and not admins.exclude(pk=person.pk).exists():
        raise PeopleError(f"{person} is the last active admin. Make somebody else an admin first.")


def _hand_out_password(person: User, password: str) -> str:
    if password:
        validate_password(password, person)
    else:
        password = "-".join("".join(secrets.choice(UNMISTAKABLE) for _ in range(4)) for _ in range(4))
    person.set_password(password)
    person.must_change_password = True
    person.save(update_fields=["password", "must_change_password"])
    return password

"""Who may change whose account, and what may never happen to the last admin."""

import threading

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from newsroom.models import User
from newsroom.roles import Role
from newsroom.services import people
from newsroom.services.people import PeopleError
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def adam():
    return factories.adam()


def test_a_new_person_gets_a_password_that_works_once(adam):
    person, password = people.add_person(actor=adam, username="cleo", display_name="Cleo", roles=["analyst", "editor"])
    assert person.check_password(password)
    assert person.must_change_password
    assert User.objects.get(pk=person.pk).roles == {"analyst", "editor"}
    assert not person.is_superuser
    assert not person.is_staff


def test_generated_passwords_are_long_and_never_the_same(adam):
    given = {people.set_password(actor=adam, person=factories.ada()) for _ in range(20)}
    assert len(given) == 20
    assert all(len(password.replace("-", "")) == 16 for password in given)


def test_a_password_that_is_too_weak_is_refused_and_nobody_is_added(adam):
    with pytest.raises(ValidationError):
        people.add_person(actor=adam, username="cleo", display_name="", roles=[], password="short")
    assert not User.objects.filter(username="cleo").exists()


@pytest.mark.parametrize("username", ["ADA", "ada", "", "two words", "a" * 151, "nul\x00"])
def test_usernames_that_cannot_be_are_refused(adam, username):
    factories.ada()
    with pytest.raises(ValidationError):
        people.add_person(actor=adam, username=username, display_name="", roles=[])


@pytest.mark.parametrize("who", ["ada", "eda", "stranger"])
def test_only_admins_manage_people(who):
    actor, person = factories.person(who), factories.ben()
    for change in (
        lambda: people.list_people(actor=actor),
        lambda: people.add_person(actor=actor, username="cleo", display_name="", roles=["admin"]),
        lambda: people.update_person(actor=actor, person=actor, display_name="", roles=["admin"]),
        lambda: people.deactivate(actor=actor, person=person),
        lambda: people.reactivate(actor=actor, person=person),
        lambda: people.set_password(actor=actor, person=person),
    ):
        with pytest.raises(PermissionDenied):
            change()
    assert not User.objects.filter(groups__name=Role.ADMIN).exists()


def test_the_last_active_admin_stays_one(adam):
    factories.make_person("gone", Role.ADMIN, is_active=False)
    with pytest.raises(PeopleError, match="last active admin"):
        people.update_person(actor=adam, person=adam, display_name="Adam", roles=["editor"])
    assert User.objects.get(pk=adam.pk).is_admin


def test_an_admin_may_step_down_when_there_is_another(adam):
    factories.make_person("alma", Role.ADMIN)
    people.update_person(actor=adam, person=adam, display_name="Adam", roles=["editor"])
    assert User.objects.get(pk=adam.pk).roles == {"editor"}


def test_nobody_switches_off_their_own_account(adam):
    factories.make_person("alma", Role.ADMIN)
    with pytest.raises(PeopleError, match="your own account"):
        people.deactivate(actor=adam, person=adam)


def test_somebody_who_was_an_admin_a_moment_ago_changes_nothing(adam):
    """The actor's roles are read again under the lock, not believed from the start of the request."""
    alma = factories.make_person("alma", Role.ADMIN)
    assert adam.is_admin
    people.update_person(actor=alma, person=adam, display_name="Adam", roles=[])
    with pytest.raises(PermissionDenied):
        people.deactivate(actor=adam, person=alma)


def test_switching_on_again_gives_back_what_was_there(adam):
    ada = factories.ada()
    people.deactivate(actor=adam, person=ada)
    assert not User.objects.get(pk=ada.pk).is_active
    people.reactivate(actor=adam, person=ada)
    assert User.objects.get(pk=ada.pk).is_active
    assert User.objects.get(pk=ada.pk).is_analyst


def test_a_list_pages_by_key_and_finds_by_either_name(adam):
    for number in range(people.PAGE + 3):
        factories.make_person(f"reader{number:03}", display_name=f"Reader {number}")
    first, following = people.list_people(actor=adam)
    second, end = people.list_people(actor=adam, after=following)
    names = [person.username for person in first + second]
    assert names == sorted(names)
    assert len(set(names)) == people.PAGE + 4
    assert end == ""
    found, _ = people.list_people(actor=adam, words="reader 7")
    assert [person.username for person in found] == ["reader007"]


@pytest.mark.django_db(transaction=True)
def test_two_admins_who_remove_each_other_at_once_leave_one(adam):
    alma = factories.make_person("alma", Role.ADMIN)
    start, refused = threading.Barrier(2), []

    def remove(actor: User, person: User) -> None:
        try:
            start.wait()
            people.deactivate(actor=actor, person=person)
        except (PermissionDenied, PeopleError) as error:
            refused.append(error)
        finally:
            connection.close()

    pair = [threading.Thread(target=remove, args=args) for args in ((adam, alma), (alma, adam))]
    for thread in pair:
        thread.start()
    for thread in pair:
        thread.join()
    assert len(refused) == 1
    assert User.objects.filter(groups__name=Role.ADMIN, is_active=True).count() == 1

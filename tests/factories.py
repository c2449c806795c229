"""The fixed cast: made by hand, so that a test reads as "ada does this, ben may not".

Other rooms extend it with their own ``tests/factories_*.py``.
"""

from django.contrib.auth.models import Group

from newsroom.models import User
from newsroom.roles import Role

PASSWORD = "correct horse battery"

CAST: dict[str, tuple[str, tuple[Role, ...]]] = {
    "ada": ("Ada Analyst", (Role.ANALYST,)),
    "ben": ("Ben Analyst", (Role.ANALYST,)),
    "eda": ("Eda Editor", (Role.EDITOR,)),
    "eli": ("Eli Editor", (Role.EDITOR,)),
    "adam": ("Adam Admin", (Role.ADMIN,)),
    "stranger": ("", ()),
}


def make_person(username: str, *roles: Role, display_name: str = "", password: str | None = None, **fields) -> User:
    """A new person. Without a password nobody can sign in by form, and hashing costs no time; use ``force_login``."""
    user = User(username=username, display_name=display_name, **fields)
    user.set_password(password)
    user.save()
    # A transactional test empties every table, the groups of the migration included.
    user.groups.set([Group.objects.get_or_create(name=role)[0] for role in roles])
    return user


def person(username: str) -> User:
    """One of the cast, made on first mention."""
    known = User.objects.filter(username=username).first()
    if known:
        return known
    display_name, roles = CAST[username]
    for role in Role:
        Group.objects.get_or_create(name=role)
    return make_person(username, *roles, display_name=display_name)


def ada() -> User:
    """An analyst."""
    return person("ada")


def ben() -> User:
    """Another analyst."""
    return person("ben")


def eda() -> User:
    """An editor."""
    return person("eda")


def eli() -> User:
    """Another editor."""
    return person("eli")


def adam() -> User:
    """The only admin."""
    return person("adam")


def stranger() -> User:
    """Somebody with an account and no role."""
    return person("stranger")

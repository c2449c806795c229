"""The demo: a login for each role, and the sample articles through the real import. Doing it again adds nothing."""

import json
import os
import secrets
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import transaction

from articles.models import Batch
from newsroom.models import User
from newsroom.roles import Role
from newsroom.services.people import UNMISTAKABLE

SAMPLES = settings.BASE_DIR / "samples"
# What the plain text files cannot say about themselves.
OUTLETS = {
    "news.jsonl": "",
    "courier-*.txt": "Harbour Courier",
    "gov-*.txt": "State Information Office of Velmaria",
    "reckoner-*.txt": "The Velmarian Reckoner",
}
PEOPLE = {Role.ANALYST: "Ana Analyst", Role.EDITOR: "Edgar Editor", Role.ADMIN: "Ada Admin"}


class NotADemo(Exception):
    """The database holds somebody's real work; the message says so."""


def logins(folder: Path, *, force: bool) -> dict[str, str]:
    """Make the demo's accounts where they are missing, and return username and password of each.

    The passwords are made up once for each installation and kept in a file that only its owner can read, so that
    they can be shown again; an account whose password was changed since is left alone, and has "" here.
    """
    path = folder / "demo-logins.json"
    try:
        known: dict[str, str] = json.loads(path.read_text())
    except FileNotFoundError:
        known = {}
    others = User.objects.exclude(username__in=known)
    if others.exists() and not force:
        raise NotADemo(
            "This database already has people of its own, so the demo keeps out of it. Run `make run` instead; "
            "or set NEWSROOM_VAR to another folder for the demo; or add the demo here with "
            "`.venv/bin/python manage.py demo --force`."
        )
    if clash := others.filter(username__in=list(PEOPLE)).values_list("username", flat=True).first():
        raise NotADemo(f"There is an account “{clash}” that is not the demo's, and the demo needs that name.")
    known = {role: known.get(role) or _password() for role in PEOPLE}
    # Written first: an account whose password nobody knows would be of no use.
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(known, file)
    fresh.replace(path)
    with transaction.atomic():
        return {role: password if _account(role, password) else "" for role, password in known.items()}


def import_samples() -> None:
    """Import the sample articles, one batch an outlet as they need it; what is there already stays as it is."""
    for pattern, outlet in OUTLETS.items():
        name = f"Sample articles: {outlet or 'five outlets'}"
        if not Batch.objects.filter(name=name).exists():
            paths = [str(path) for path in sorted(SAMPLES.glob(pattern))]
            with open(os.devnull, "w") as nowhere:
                call_command("import_articles", *paths, outlet=outlet, name=name, stdout=nowhere)


def _account(role: str, password: str) -> bool:
    """Whether the account signs in with this password; it is made when it is missing."""
    person = User.objects.filter(username=role).first()
    if person:
        return person.check_password(password)
    person = User(username=role, display_name=PEOPLE[role])
    person.set_password(password)
    person.save()
    person.groups.set(Group.objects.filter(name=role))
    return True


def _password() -> str:
    return "-".join("".join(secrets.choice(UNMISTAKABLE) for _ in range(4)) for _ in range(3))

"""``manage.py create_admin USERNAME``: the first account of an installation, and the way back in when none is left."""

import getpass
import sys

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from newsroom.services import people


class Command(BaseCommand):
    help = "Make an account with the role admin. Admins make all other accounts on the People page."

    def add_arguments(self, parser) -> None:
        parser.add_argument("username")
        parser.add_argument("--name", default="", help="the name shown to others")
        parser.add_argument(
            "--password-stdin", action="store_true", help="read the password from the first line of standard input"
        )

    def handle(self, *, username: str, name: str, password_stdin: bool, **options) -> None:
        password = sys.stdin.readline().rstrip("\r\n") if password_stdin else self._ask()
        try:
            person = people.create_admin(username=username, display_name=name, password=password)
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from None
        self.stdout.write(f"{person.username} is an admin and can sign in.")

    def _ask(self) -> str:
        if not sys.stdin.isatty():
            raise CommandError("There is no terminal to ask for a password on: use --password-stdin.")
        password = getpass.getpass("Password: ")
        if password != getpass.getpass("Password again: "):
            raise CommandError("The two passwords differ. Nothing was made.")
        return password

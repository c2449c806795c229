"""``manage.py demo``: a filled installation on this machine, with a login for each role, until Ctrl+C."""

import time

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection

from annotations.services.pretag import PretagStatus, pretag_status
from newsroom.management.commands.up import open_listener, prepare_database, stoppable
from newsroom.services import demo
from newsroom.site import address, run_site

LOOK_EVERY = 1.0


class Command(BaseCommand):
    help = "Fill an empty installation with sample articles and a login for each role, and run it on this machine."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--port", type=int, help="exactly this port (default: 8000, or the next that is free)")
        parser.add_argument("--force", action="store_true", help="also into a database that has people of its own")

    def handle(self, **options) -> None:
        stoppable(self.run, options)

    def run(self, *, port: int | None, force: bool, **options) -> None:
        # This machine only: the passwords are on the screen.
        listener = open_listener("127.0.0.1", port, self.say)
        prepare_database(self.say, migrate=True)
        try:
            logins = demo.logins(settings.VAR_DIR, force=force)
        except demo.NotADemo as error:
            raise CommandError(str(error)) from None
        self.say("Importing the sample articles ...")
        demo.import_samples()
        connection.close()
        progress = _Progress(self.say)
        url = address(listener)

        def ready() -> None:
            self.say(f"\n    {url}\n")
            for username, password in logins.items():
                self.say(f"    {username:8}  {password or '(its password was changed)'}")
            self.say("\nSign in with one of these. Stop with Ctrl+C; `make demo` starts it again, with what you did.")

        self.say("Starting ...")
        run_site(listener, workers=1, say=self.say, on_ready=ready, on_tick=progress.look)
        self.say("Stopped.")

    def say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


class _Progress:
    """Says how far pre-tagging is whenever that changes, and once when all is done."""

    def __init__(self, say) -> None:
        self.say = say
        self.said = ""
        self.next_look = 0.0

    def look(self) -> None:
        if time.monotonic() < self.next_look:
            return
        self.next_look = time.monotonic() + LOOK_EVERY
        try:
            line = _in_words(pretag_status())
        except DatabaseError:
            return  # It is being started again; the pages say so too.
        finally:
            connection.close()
        if line != self.said:
            self.say(line)
            self.said = line


def _in_words(status: PretagStatus) -> str:
    total = status.done + status.pending + status.failed
    if status.pending:
        return f"Pre-tagging: {status.done} of {total} articles ..."
    failed = f" ({status.failed} could not be; see the imports page)" if status.failed else ""
    return f"Ready: {status.done} of {total} articles are pre-tagged{failed}."

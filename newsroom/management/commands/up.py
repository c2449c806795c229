"""``manage.py up``: the whole app on this machine, until Ctrl+C."""

import ipaddress

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection

from newsroom.database.home import Home
from newsroom.health import is_migrated
from newsroom.site import PortTaken, address, listen, run_site

PORT = 8000


class Command(BaseCommand):
    help = "Run the web server and a worker, restart them when they die, and stop them together with Ctrl+C."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="where to listen (default: this machine only)")
        parser.add_argument("--port", type=int, help=f"exactly this port (default: {PORT}, or the next that is free)")
        parser.add_argument("--workers", type=int, default=1, help="how many workers (default: 1; 0: none)")
        parser.add_argument("--migrate", action="store_true", help="bring the database up to date first")

    def handle(self, **options) -> None:
        stoppable(self.run, options)

    def run(self, *, host: str, port: int | None, workers: int, migrate: bool, **options) -> None:
        listener = open_listener(host, port, self.say)
        if not is_loopback(host):
            self.say("Open to the network, without encryption: put a web server with TLS in front (BEHIND_TLS).")
        prepare_database(self.say, migrate=migrate)
        self.say("Starting ...")
        url = address(listener)
        run_site(listener, workers=workers, say=self.say, on_ready=lambda: self.say(f"Ready: {url}  (stop: Ctrl+C)"))
        self.say("Stopped.")

    def say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


def stoppable(run, options: dict) -> None:
    """Ctrl+C while things are still being prepared is a wish, not a fault."""
    try:
        run(**options)
    except KeyboardInterrupt:
        raise CommandError("Stopped before it was ready.", returncode=130) from None


def open_listener(host: str, port: int | None, say):
    """Bind before anything else is started: there is no point in the rest when this fails."""
    try:
        listener = listen(host, PORT if port is None else port, fixed=port is not None)
    except PortTaken as taken:
        raise CommandError(str(taken)) from None
    actual = listener.getsockname()[1]
    if port is None and actual != PORT:
        say(f"Port {PORT} is taken; using {actual}.")
    return listener


def prepare_database(say, *, migrate: bool) -> None:
    """Bring our own server's database up to date; somebody else's only when asked to."""
    embedded = connection.settings_dict["ENGINE"] == "newsroom.database.embedded"
    try:
        migrated = is_migrated()
    except OperationalError as error:
        if isinstance(error, CommandError):
            raise
        raise CommandError(f"The database of DATABASE_URL cannot be reached: {error}") from None
    if embedded:
        data = Home(connection.settings_dict["DATA_DIR"]).read_state()["data"]
        say(f"Database: PostgreSQL of our own, in {data}")
    if not migrated:
        if not (embedded or migrate):
            raise CommandError("The database is not up to date. Run `manage.py migrate`, or `manage.py up --migrate`.")
        say("Bringing the database up to date ...")
        call_command("migrate", verbosity=0, interactive=False)
    connection.close()


def is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"

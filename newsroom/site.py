"""The whole app on one machine: the web server and a worker under one supervisor."""

import os
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable

from django.conf import settings
from django.db import DatabaseError, connection

from newsroom.supervisor import Program, Supervisor

PORTS_TRIED = 20
DATABASE_LOOK_EVERY = 5.0


class PortTaken(Exception):
    """Nothing can listen there; the message says why."""


def listen(host: str, port: int, *, fixed: bool) -> socket.socket:
    """Bind the first free port from ``port`` on, or exactly that one.

    The supervisor keeps the socket: while the web server is being restarted, requests wait instead of failing.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for candidate in range(port, port + (1 if fixed else PORTS_TRIED)):
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, candidate))
            # Bound twice is possible until somebody listens.
            listener.listen(128)
        except OSError as error:
            listener.close()
            reason = error.strerror
        else:
            return listener
    where = f"port {port}" if fixed else f"the ports {port} to {port + PORTS_TRIED - 1}"
    raise PortTaken(f"Nothing can listen on {host}, {where}: {reason}. Choose another with --port.")


def address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    if host in {"127.0.0.1", "::1", "0.0.0.0", "::"}:
        host = "localhost" if host != "::1" else "[::1]"
    return f"http://{host}:{port}/"


def answers(url: str) -> bool:
    """Whether the web server is up and well, by its own account."""
    try:
        with urllib.request.urlopen(f"{url}healthz", timeout=2) as response:
            return response.status == 200
    except (urllib.error.URLError, OSError):
        return False


def gunicorn(
    listener: socket.socket, *, processes: int, threads: int, application: str = "newsroom.wsgi:application"
) -> list[str]:
    command = [sys.executable, "-m", "gunicorn", application, "--preload", "--no-control-socket"]
    command += ["--worker-class", "gthread", "--workers", str(processes), "--threads", str(threads)]
    command += ["--log-level", "warning", "--bind", f"fd://{listener.fileno()}"]
    # Its sign of life is a file that it touches: not on a disk, which may stall.
    return [*command, "--worker-tmp-dir", "/dev/shm"] if os.path.isdir("/dev/shm") else command


def look_after_database() -> None:
    """See that our own server has a keeper, also while nobody asks for anything; a connection would do it as well."""
    if connection.settings_dict["ENGINE"] == "newsroom.database.embedded":
        try:
            connection.get_connection_params()
        except DatabaseError:
            pass  # Whoever needs it hears about it.


def run_site(
    listener: socket.socket,
    *,
    workers: int,
    say: Callable[[str], None],
    on_ready: Callable[[], None] = lambda: None,
    on_tick: Callable[[], None] = lambda: None,
) -> None:
    """Run until Ctrl+C or SIGTERM. ``on_ready`` is called once, ``on_tick`` several times a second after it."""
    url = address(listener)
    # One process for everybody who works on this machine, and one in hand while it is being restarted.
    web = Program("web server", gunicorn(listener, processes=2, threads=8), pass_fds=(listener.fileno(),))
    # WhiteNoise warns about a missing folder; on one machine there is nothing to collect in it.
    settings.STATIC_ROOT.mkdir(exist_ok=True)
    manage = [sys.executable, "manage.py", "worker"]
    programs = [web, *(Program("worker" if workers == 1 else f"worker {n + 1}", manage) for n in range(workers))]
    ready = False
    next_look = 0.0

    def tick() -> None:
        nonlocal ready, next_look
        if time.monotonic() > next_look:
            next_look = time.monotonic() + DATABASE_LOOK_EVERY
            look_after_database()
        if ready:
            on_tick()
        elif answers(url):
            ready = True
            on_ready()

    Supervisor(programs, say=say, on_tick=tick).run()

"""Processes that use an embedded server, for tests that kill them."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from newsroom.database import processes
from newsroom.database.home import Home

PROJECT = Path(__file__).resolve().parent.parent.parent

# A program of the app: Django's backend with its pool, and nothing else of the app.
CLIENT = """
import sys
from pathlib import Path
from django.conf import settings
from django.core.management.base import CommandError
settings.configure(DATABASES={"default": {
    "ENGINE": "newsroom.database.embedded", "NAME": "newsroom", "USER": "newsroom", "DATA_DIR": Path(sys.argv[1]),
    "SERVER": dict(option.split("=") for option in sys.argv[2:]),
    "CONN_HEALTH_CHECKS": True, "OPTIONS": {"pool": {"min_size": 0, "max_size": 2, "timeout": 15}},
}})
import django
django.setup()
from django.db import OperationalError, connection
for line in sys.stdin:
    try:
        with connection.cursor() as cursor:
            cursor.execute(line)
            print(cursor.fetchone()[0] if cursor.description else "done", flush=True)
    except CommandError as error:
        print("refused:", str(error).replace(chr(10), " "), flush=True)
    except OperationalError as error:
        print("interrupted:", str(error).replace(chr(10), " "), flush=True)
    finally:
        connection.close()
"""


class Client:
    """One process of the app, which runs the statement it is told and then sits idle."""

    def __init__(self, root: Path, options: tuple[str, ...] = ("fsync=off",), **environment: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", CLIENT, str(root), *options],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=PROJECT,
            env={**os.environ, "EMBEDDED_POSTGRES_GRACE": "0.4", **environment},
        )

    def ask(self, sql: str) -> None:
        self.process.stdin.write(f"{sql}\n")
        self.process.stdin.flush()

    def answer(self) -> str:
        return self.process.stdout.readline().strip()

    def run(self, sql: str = "select 'here'") -> str:
        self.ask(sql)
        return self.answer()

    def kill(self) -> None:
        self.process.kill()
        self.end()

    def end(self) -> None:
        self.process.communicate()


class Place:
    """A folder for a server, outside pytest's own, which are closed to the server's user when root runs the tests."""

    def __init__(self) -> None:
        self.parent = Path(tempfile.mkdtemp(prefix="newsroom-test-"))
        self.parent.chmod(0o711)
        self.root = self.parent / "postgres"
        self.clients: list[Client] = []

    def client(self, root: Path | None = None, **given) -> Client:
        client = Client(root or self.root, **given)
        self.clients.append(client)
        return client

    def state(self, root: Path | None = None) -> dict[str, str]:
        return Home(root or self.root).read_state()

    def server_pid(self, root: Path | None = None) -> int:
        return int(Path(self.state(root)["data"], "postmaster.pid").read_text().split()[0])

    def kill_keeper(self) -> None:
        kill(int(self.state()["keeper"]))

    def kill_server(self) -> None:
        kill(self.server_pid())

    def no_server_left(self, root: Path | None = None) -> bool:
        """Whether the server goes within a few seconds, and the keeper with it."""
        data = self.state(root)["data"]
        return wait_for(lambda: not servers_on(data) and not is_alive(int(self.state(root)["keeper"])))

    def clean_up(self) -> None:
        for client in self.clients:
            if client.process.poll() is None:
                client.kill()
        for state_file in self.parent.rglob("state.json"):
            state = json.loads(state_file.read_text())
            for pid in [int(state.get("keeper", 0)), *servers_on(state.get("data", "-"))]:
                if pid:
                    kill(pid)
            if "newsroom-" in state.get("socket_dir", ""):
                shutil.rmtree(state["socket_dir"], ignore_errors=True)
        shutil.rmtree(self.parent, ignore_errors=True)


def kill(pid: int) -> None:
    processes.send(pid, signal.SIGKILL)
    wait_for(lambda: not is_alive(pid))


def is_alive(pid: int) -> bool:
    """A killed process that nobody has collected yet does not count."""
    shown = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True).stdout.strip()
    return bool(shown) and not shown.startswith("Z")


def servers_on(data: str) -> list[int]:
    lines = subprocess.run(["ps", "-ww", "-eo", "pid=,command="], capture_output=True, text=True).stdout.splitlines()
    return [int(line.split()[0]) for line in lines if f"postgres -D {data}" in line]


def wait_for(condition, *, seconds: float = 10) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True

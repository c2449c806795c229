"""Large files are read in a process of their own, one packet of items ahead of whoever stores them.

``Ahead`` is this process's end; ``ahead_child`` is the program at the other, with the same readers. It knows no
database, is started by the first file that is worth it, reads one file after the other, and waits with each packet
until the one before it was taken. So no more than two packets are in memory, and storing one costs no time in which
the next could have been read.
"""

import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Self

from articles.duplicates import Print
from articles.readers.parsed import ParsedArticle, RowError

CHILD = "articles.readers.ahead_child"
ROOT = Path(__file__).resolve().parents[2]
# Of a smaller file there is too little to gain.
WORTH_BYTES = 200_000
# The next file waits in memory beside the one that is being read.
NEXT_BYTES = 16 * 1024 * 1024


class ReadingBroke(Exception):
    """The process that reads ahead is gone, or fell over something that is no item's fault."""


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """What is to be read: from the item after the first ``begin`` ones on, in packets of at most so much.

    ``key`` tells it from others; ``mappings`` are those that were chosen, by the key of their columns.
    """

    key: int
    name: str
    content: bytes
    begin: int
    mappings: dict[str, dict[str, str]]
    default_language: str
    packet_items: int
    packet_bytes: int
    packet_seconds: float

    @property
    def is_worth_it(self) -> bool:
        return len(self.content) >= WORTH_BYTES


@dataclass(frozen=True, slots=True)
class Taken:
    """What one item was read as, how far into the file it reaches in bytes, and the print of its body."""

    result: ParsedArticle | RowError
    end: int
    taken: Print | None = None


@dataclass(frozen=True, slots=True)
class Packet:
    """Items that follow one another, or why there are none; ``last`` when the file has no more."""

    items: tuple[Taken, ...]
    last: bool = False
    broke: Exception | None = None


class Ahead:
    """One such process. To be used by one thread, and closed, as a context does."""

    def __init__(self) -> None:
        self._process: subprocess.Popen | None = None
        self._connection: Connection | None = None
        self._busy = False  # it was asked for a file that was not taken to its end
        self._promised: tuple[int, int] | None = None  # that file and its beginning, as long as nothing of it was taken

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_) -> None:
        self.close()

    def items(self, file: File, following: Callable[[], File | None]) -> Iterator[Taken]:
        """All that is read of a file. Once it is read to its end, the one that ``following`` names is begun."""
        if self._promised != (file.key, file.begin):
            self._ask(file)
        self._promised = None
        del file  # The other process has it.
        while True:
            packet = self._receive()
            if packet.last:
                self._busy = False
                if (after := following()) and after.is_worth_it and len(after.content) <= NEXT_BYTES:
                    self._ask(after)
            yield from packet.items
            if packet.last:
                return

    def close(self) -> None:
        """End the process, whatever it is doing."""
        if self._connection:
            with suppress(OSError):
                self._connection.close()
        if self._process:
            self._process.kill()
            self._process.wait()
        self._connection = self._process = self._promised = None
        self._busy = False

    def _ask(self, file: File) -> None:
        if self._busy or self._process is None or self._process.poll() is not None:
            self._start()
        self._busy, self._promised = True, (file.key, file.begin)
        try:
            self._connection.send(file)
        except OSError as error:
            self._broke(error)

    def _receive(self) -> Packet:
        try:
            packet = self._connection.recv()
        except (OSError, EOFError) as error:
            self._broke(error)
        if packet.broke:
            self.close()
            raise packet.broke
        return packet

    def _broke(self, error: Exception) -> None:
        self.close()
        raise ReadingBroke("The process that reads ahead has ended, most likely for want of memory.") from error

    def _start(self) -> None:
        self.close()
        ours, theirs = socket.socketpair()
        self._process = subprocess.Popen(
            [sys.executable, "-m", CHILD, str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            start_new_session=True,  # Out of reach of the terminal's Ctrl-C.
            cwd=ROOT,
            env={key: value for key, value in os.environ.items() if key in ("PATH", "LANG", "LC_ALL", "TZ")}
            | {"PYTHONPATH": str(ROOT)},
        )
        theirs.close()
        self._connection = Connection(ours.detach())

"""The program that runs parsers of other people's make: started by ``Sandbox``; bytes in, JSON out; no Django."""

import json
import logging
import os
import resource
import signal
import sys
import threading
import time
from contextlib import suppress
from importlib import import_module
from multiprocessing.connection import Connection
from pathlib import Path

from articles.readers.parsed import Unreadable

MEGABYTE = 1024 * 1024
READERS = {"webpage": "web page", "pdf": "PDF", "mail": "mail", "docbin": "DocBin"}
IDLE_SECONDS = 300
_TOO_MUCH = "Reading this file needs more memory than an import may take. Split it, or save it as plain text."
_DAMAGED = "This {kind} is damaged, or not what it seems to be, and cannot be read ({what})."


def main(descriptor: str, memory_mb: str) -> None:
    """Answer requests until the other end closes, or nobody has asked for a while."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    logging.disable(logging.CRITICAL)
    end_with_parent()
    _bound(int(memory_mb) * MEGABYTE)
    connection = Connection(int(descriptor))
    try:
        connection.send_bytes(b"ready")
        while connection.poll(IDLE_SECONDS):
            request = json.loads(connection.recv_bytes(100_000))
            content = connection.recv_bytes()
            connection.send_bytes(b"taken")
            answer = _answer(request["reader"], content, request["options"])
            answer["memory"] = _resident()
            connection.send_bytes(json.dumps(answer).encode())
    except (EOFError, ConnectionError):
        return


def _answer(reader: str, content: bytes, options: dict) -> dict:
    if reader not in READERS:
        return {"unreadable": f"There is no reader called {reader}."}
    try:
        return import_module(f"articles.readers.{reader}").extract(content, **options)
    except Unreadable as reason:
        return {"unreadable": str(reason)}
    except MemoryError:
        return {"unreadable": _TOO_MUCH}
    except RecursionError:
        return {"unreadable": _DAMAGED.format(kind=READERS[reader], what="nested too deeply")}
    except Exception as error:
        return {"unreadable": _DAMAGED.format(kind=READERS[reader], what=type(error).__name__)}


def _bound(size: int) -> None:
    """Memory, no core dumps, and no file may be written."""
    for limit, value in (
        (resource.RLIMIT_DATA, size),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
    ):
        with suppress(OSError, ValueError):
            resource.setrlimit(limit, (value, value))
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("500")


def _resident() -> int:
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return 0
    return pages * resource.getpagesize()


def end_with_parent() -> None:
    """End at once when the parent is gone, even in the midst of a parser that never comes back."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


if __name__ == "__main__":
    main(*sys.argv[1:])

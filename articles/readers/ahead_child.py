"""The program that reads ahead: started by ``Ahead``; files in, packets of what was read out; no Django."""

import os
import signal
import sys
import time
from collections.abc import Iterator
from itertools import islice
from multiprocessing.connection import Connection

from articles import readers
from articles.duplicates import body_of, print_of
from articles.readers.ahead import File, Packet, ReadingBroke, Taken
from articles.readers.parsed import Item, ParsedArticle
from articles.readers.sandbox_child import end_with_parent

# Those who wait for a page go before an import.
NICE = 5


def main(descriptor: str) -> None:
    """Read one file after the other until the other end closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    end_with_parent()
    os.nice(NICE)
    connection = Connection(int(descriptor))
    try:
        while True:
            for packet in _packets(connection.recv()):
                connection.send(packet)
    except (EOFError, ConnectionError):
        return


def _packets(file: File) -> Iterator[Packet]:
    items: list[Taken] = []
    size, began = 0, time.monotonic()
    try:
        chosen = readers.chosen_in(file.mappings)
        for item in islice(readers.items(file.name, file.content, chosen), file.begin, None):
            one = _read(item, file.default_language)
            items.append(one)
            size += len(one.result.content) if isinstance(one.result, ParsedArticle) else 0
            late = time.monotonic() - began > file.packet_seconds
            if len(items) >= file.packet_items or size >= file.packet_bytes or late:
                yield Packet(tuple(items))
                items, size, began = [], 0, time.monotonic()
    except readers.SandboxBroken as error:
        yield Packet((), last=True, broke=error)
    except Exception as error:
        yield Packet((), last=True, broke=ReadingBroke(f"{type(error).__name__}: {error}"))
    else:
        yield Packet(tuple(items), last=True)


def _read(item: Item, default_language: str) -> Taken:
    result = readers.parse(item, default_language)
    taken = print_of(body_of(result.text, result.body_start)) if isinstance(result, ParsedArticle) else None
    return Taken(result, item.end, taken)


if __name__ == "__main__":
    main(*sys.argv[1:])

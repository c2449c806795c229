"""Large files are read ahead in a process of their own: the same items, and no harm when that process dies."""

import os
import signal
import subprocess
import sys
import time
from itertools import islice
from pathlib import Path

import pytest

from articles import readers
from articles.duplicates import body_of, print_of
from articles.readers import ParsedArticle, RowError
from articles.readers.ahead import WORTH_BYTES, Ahead, File, Packet, ReadingBroke
from articles.readers.ahead_child import _packets
from tests.factories_articles import jsonl, record

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def ahead():
    with Ahead() as made:
        yield made


def lines(count: int) -> bytes:
    """As many records, every seventh of them broken."""
    return jsonl(*[record() if number % 7 else b"{broken" for number in range(1, count + 1)])


def file(content: bytes, *, key: int = 1, begin: int = 0, items: int = 10, **options) -> File:
    given = {"name": "news.jsonl", "mappings": {}, "default_language": "", "packet_bytes": 10**6, "packet_seconds": 20}
    return File(key=key, content=content, begin=begin, packet_items=items, **(given | options))


def here(content: bytes, begin: int = 0) -> list[ParsedArticle | RowError]:
    return [readers.parse(item) for item in islice(readers.items("news.jsonl", content), begin, None)]


def nothing() -> None:
    return None


@pytest.mark.parametrize(("count", "begin"), [(25, 0), (25, 7), (20, 0), (1, 0), (5, 5), (5, 9)])
def test_it_reads_the_same_items_as_this_process_from_any_beginning(ahead, count, begin):
    content = lines(count)
    found = list(ahead.items(file(content, begin=begin), nothing))
    assert [one.result for one in found] == here(content, begin)
    assert [one.end for one in found] == [item.end for item in readers.items("news.jsonl", content)][begin:]
    for one in found:
        if isinstance(one.result, RowError):
            assert one.taken is None
        else:
            assert one.taken == print_of(body_of(one.result.text, one.result.body_start))


def test_a_chosen_mapping_and_a_language_go_with_the_file(ahead):
    content = jsonl({"words": "The harbour was closed on Monday, the port authority said.", "head": "Harbour closed"})
    key = readers.columns_key(readers.propose("news.jsonl", content).columns)
    asked = file(content, mappings={key: {"text": "words", "headline": "head"}}, default_language="en-GB")
    (one,) = ahead.items(asked, nothing)
    assert (one.result.headline, one.result.language) == ("Harbour closed", "en-GB")


def test_the_next_file_is_begun_when_one_is_read_to_its_end(ahead):
    first, second = file(lines(25)), file(lines(400) + b" " * WORTH_BYTES, key=2)
    asked = []

    def following() -> File:
        asked.append(ahead._process.pid)
        return second

    assert len(list(ahead.items(first, following))) == 25
    assert ahead._promised == (2, 0)
    assert len(list(ahead.items(second, nothing))) == 400
    assert asked == [ahead._process.pid]


def test_a_next_file_that_is_small_or_too_large_is_not_begun(ahead):
    for content in (b"{}", bytes(17 * 1024 * 1024)):
        list(ahead.items(file(lines(3)), lambda content=content: file(content, key=2)))
        assert ahead._promised is None


def test_a_file_that_was_left_in_its_midst_is_read_whole_when_it_is_asked_for_again(ahead):
    content = lines(40)
    begun = ahead.items(file(content), nothing)
    next(begun)
    assert len(list(ahead.items(file(content), nothing))) == 40
    assert [one.result for one in ahead.items(file(content, begin=38), nothing)] == here(content, 38)


def test_when_its_process_dies_that_is_said_and_the_next_file_has_a_new_one(ahead):
    found = ahead.items(file(lines(500), items=5), nothing)
    next(found)
    os.kill(ahead._process.pid, signal.SIGKILL)
    with pytest.raises(ReadingBroke, match="has ended"):
        list(found)
    assert len(list(ahead.items(file(lines(12)), nothing))) == 12


def test_one_that_died_while_nothing_was_asked_of_it_is_started_again(ahead):
    list(ahead.items(file(lines(3)), nothing))
    os.kill(ahead._process.pid, signal.SIGKILL)
    ahead._process.wait()
    assert len(list(ahead.items(file(lines(12)), nothing))) == 12


def test_it_is_told_no_secret(ahead, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://secret@example/news")
    list(ahead.items(file(lines(1)), nothing))
    assert b"secret" not in Path(f"/proc/{ahead._process.pid}/environ").read_bytes()


STARTS_ONE = """
import time, django
django.setup()  # For the factories.
from articles.readers.ahead import Ahead
from tests.pure.test_readers_ahead import file, lines
ahead = Ahead()
next(ahead.items(file(lines(500), items=5), lambda: None))
print(ahead._process.pid, flush=True)
time.sleep(60)
"""


def test_it_ends_with_the_process_that_started_it():
    parent = subprocess.Popen([sys.executable, "-c", STARTS_ONE], cwd=ROOT, stdout=subprocess.PIPE)
    child = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    parent.stdout.close()
    deadline = time.monotonic() + 20
    while Path(f"/proc/{child}/cmdline").exists() and Path(f"/proc/{child}/cmdline").read_bytes():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_packets_are_bounded_by_items_bytes_and_seconds():
    content = lines(6)
    size = max(len(one.content) for one in here(content) if isinstance(one, ParsedArticle))
    assert [len(packet.items) for packet in _packets(file(content, items=4))] == [4, 2]
    assert [len(packet.items) for packet in _packets(file(content, packet_bytes=size))] == [1, 1, 1, 1, 1, 1, 0]
    assert [len(packet.items) for packet in _packets(file(content, packet_seconds=-1))] == [1, 1, 1, 1, 1, 1, 0]
    assert [packet.last for packet in _packets(file(content, items=4))] == [False, True]


class SaidBefore:
    """A connection from which one packet comes."""

    def __init__(self, packet: Packet) -> None:
        self._packet = packet

    def recv(self) -> Packet:
        return self._packet

    def close(self) -> None:
        pass


@pytest.mark.parametrize("error", [readers.SandboxBroken("It cannot be started."), MemoryError()])
def test_a_fault_that_is_no_items_own_comes_out_at_the_other_end(ahead, monkeypatch, error):
    def falls_over(*args):
        raise error

    monkeypatch.setattr(readers, "parse", falls_over)
    (packet,) = _packets(file(lines(3)))
    assert packet.last
    assert isinstance(packet.broke, readers.SandboxBroken | ReadingBroke)
    monkeypatch.setattr(ahead, "_ask", lambda asked: None)
    monkeypatch.setattr(ahead, "_connection", SaidBefore(packet))
    with pytest.raises(type(packet.broke)):
        next(ahead.items(file(lines(3)), nothing))

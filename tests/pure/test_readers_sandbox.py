"""Parsers in a process of their own: bounded in time and memory, and gone without harm."""

import os
import signal
import threading

import pytest

from articles.readers.parsed import Unreadable
from articles.readers.sandbox import Sandbox, SandboxBroken


@pytest.fixture
def sandbox():
    made = Sandbox(seconds=3, memory_mb=600, program="tests.pure.sandbox_of_tests")
    yield made
    made.close()


def test_one_process_answers_one_request_after_the_other(sandbox):
    first, second = sandbox.ask("naughty", b"hello"), sandbox.ask("naughty", b"again")
    assert (first["said"], second["said"]) == ("hello", "again")
    assert first["process"] == second["process"] != os.getpid()


@pytest.mark.parametrize(
    ("what", "says"),
    [
        (b"hang", "took longer than 3 seconds"),
        (b"spin", "took longer than 3 seconds"),
        (b"swallow", "more memory"),
        (b"die", "was ended by it"),
        (b"recurse", "nested too deeply"),
        (b"refuse", "Not this one."),
        (b"trip", "This test is damaged, or not what it seems to be, and cannot be read (KeyError)."),
    ],
)
def test_a_parser_that_misbehaves_costs_its_own_file_and_no_other(sandbox, what, says):
    with pytest.raises(Unreadable) as caught:
        sandbox.ask("naughty", what)
    assert says in str(caught.value)
    assert sandbox.ask("naughty", b"hello")["said"] == "hello"


def test_it_can_write_no_file_and_is_told_no_secret(sandbox, tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://secret@example/news")
    monkeypatch.setenv("SECRET_KEY", "secret")
    with pytest.raises(Unreadable):
        sandbox.ask("naughty", b"write", path=str(tmp_path / "x"))
    assert not (tmp_path / "x").exists() or not (tmp_path / "x").stat().st_size
    known = sandbox.ask("naughty", b"environment")["environment"]
    assert not {"DATABASE_URL", "SECRET_KEY"} & set(known)


def test_a_process_that_went_away_is_started_again(sandbox):
    first = sandbox.ask("naughty", b"hello")["process"]
    os.kill(first, signal.SIGKILL)
    assert sandbox.ask("naughty", b"hello")["process"] != first


def test_a_reader_that_is_none_is_refused(sandbox):
    with pytest.raises(Unreadable, match="no reader called os"):
        sandbox.ask("os", b"x")


def test_threads_take_turns(sandbox):
    answers: list[str] = []
    threads = [
        threading.Thread(target=lambda said=said: answers.append(sandbox.ask("naughty", said)["said"]))
        for said in (b"one", b"two", b"three", b"four")
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["four", "one", "three", "two"]


def test_a_sandbox_that_cannot_be_started_is_no_fault_of_the_file():
    with pytest.raises(SandboxBroken):
        Sandbox(program="articles.readers.nothing_of_the_kind").ask("pdf", b"x")

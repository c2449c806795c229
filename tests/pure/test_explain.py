"""What a person is told when PostgreSQL does not start."""

from pathlib import Path

import pytest

from newsroom.database.explain import explain, may_pass


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ('FATAL:  could not write lock file "postmaster.pid": No space left on device', "the disk is full"),
        ("FATAL:  pre-existing shared memory block (key 5, ID 6) is still in use", "still at work"),
        ("FATAL:  database files are incompatible with server", "another version"),
        ("DETAIL:  initialized with PG_CONTROL_VERSION 0, but the server ... are incompatible with", "damaged"),
        ("FATAL:  could not map anonymous shared memory: Cannot allocate memory", "not enough memory"),
        ("postgres: error while loading shared libraries: libz.so.1", "DATABASE_URL"),
        ("[Errno 8] Exec format error: '/x/bin/initdb'", "DATABASE_URL"),
        ('FATAL:  data directory "/d" has wrong ownership', "the server's user “ann” may not use its files in /place"),
        ("PANIC:  could not locate a valid checkpoint record at 0/1", "damaged"),
        ("", "did not start."),
    ],
)
def test_tells_what_to_do(said, told):
    assert told in explain(said, Path("/place"), "ann")


def test_only_left_over_processes_are_waited_for():
    assert may_pass(explain("FATAL:  pre-existing shared memory block", Path("/p"), "ann"))
    assert not may_pass(explain("No space left on device", Path("/p"), "ann"))

"""What an import has to itself across processes: a batch as long as this process lives, and writing articles."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

_WRITE_LOCK = 0x61727469636C65
BATCH_LOCK = 0x62617463
GATHERING = 0x67617468


@contextmanager
def held(kind: int, number: int) -> Iterator[bool]:
    """Whether this process has it to itself. The lock is the session's, so it dies with the process."""
    key = [kind, number % 2**31]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", key)
        mine = cursor.fetchone()[0]
    try:
        yield mine
    finally:
        if mine and connection.connection is not None and not connection.connection.closed:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", key)


def wait_to_write() -> None:
    """Until the end of this transaction nobody else adds or removes articles: what is looked up stays true."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_WRITE_LOCK])

"""The two advisory locks of an import: one on each batch, and one on writing articles."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

_WRITE_LOCK = 0x61727469636C65
BATCH_LOCK = 0x62617463


@contextmanager
def in_hand(batch_id: int) -> Iterator[bool]:
    """Whether this process has the batch to itself. The lock is the session's, so it dies with the process."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [BATCH_LOCK, batch_id % 2**31])
        mine = cursor.fetchone()[0]
    try:
        yield mine
    finally:
        if mine and connection.connection is not None and not connection.connection.closed:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [BATCH_LOCK, batch_id % 2**31])


def wait_to_write() -> None:
    """Until the end of this transaction nobody else adds or removes articles: what is looked up stays true."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_WRITE_LOCK])

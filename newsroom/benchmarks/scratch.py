"""A database of the benchmark's own on the same server, gone afterwards."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db import connection

PREFIX = "bench_newsroom_"


@contextmanager
def scratch_database() -> Iterator[str]:
    """Point the default connection at a new, migrated database; drop it in the end."""
    own, name = connection.settings_dict["NAME"], f"{PREFIX}{os.getpid()}"
    _drop_left_over()
    _on_server(f'CREATE DATABASE "{name}" TEMPLATE template0')
    try:
        _point_at(name)
        call_command("migrate", verbosity=0, interactive=False)
        yield name
    finally:
        _point_at(own)
        _drop(name)


def _point_at(name: str) -> None:
    connection.close()
    if connection.pool:
        connection.close_pool()
    connection.settings_dict["NAME"] = name


def _drop_left_over() -> None:
    """What a benchmark that was killed left behind, and nobody is connected to."""
    with connection._nodb_cursor() as cursor:
        cursor.execute(
            "SELECT datname FROM pg_database d WHERE datname LIKE %s"
            " AND NOT EXISTS (SELECT FROM pg_stat_activity a WHERE a.datname = d.datname)",
            [PREFIX.replace("_", r"\_") + "%"],
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')


def _drop(name: str) -> None:
    """End the programs that are still connected, and drop it.

    ``WITH (FORCE)`` would end autovacuum's workers, too, which the app's own role may not; a plain drop may.
    """
    with connection._nodb_cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE datname = %s AND backend_type = 'client backend'",
            [name],
        )
    _on_server(f'DROP DATABASE IF EXISTS "{name}"')


def _on_server(statement: str) -> None:
    with connection._nodb_cursor() as cursor:
        cursor.execute(statement)

"""Shared by all tests. Browser tests run only when they are asked for by path: see the Makefile."""

from pathlib import Path

import pytest
from django.db import connection

BROWSER_TESTS = Path(__file__).resolve().parent / "browser"


def pytest_ignore_collect(collection_path: Path, config) -> bool | None:
    asked_for = any(Path(arg.split("::")[0]).resolve().is_relative_to(BROWSER_TESTS) for arg in config.args)
    return True if collection_path == BROWSER_TESTS and not asked_for else None


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Threads that tests leave behind may still hold a connection, and with it the database that is to be dropped."""
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )

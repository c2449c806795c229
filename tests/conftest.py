"""Shared by all tests. Browser tests run only when they are asked for by path: see the Makefile."""

from pathlib import Path

import pytest
from django.db import connection
from django.test import TransactionTestCase
from whitenoise.middleware import WhiteNoiseMiddleware

from tests.emptying import empty

HERE = Path(__file__).resolve().parent
BROWSER_TESTS = HERE / "browser"
# Files that take a minute or more go first, so that no process of a run is left alone with one of them at the end.
SLOW = frozenset(
    HERE / name
    for name in (
        "annotations/test_pretag_crash.py",
        "annotations/test_random_walk.py",
        "articles/test_gather_crash.py",
        "articles/test_import_crash.py",
        "browser/test_desk_and_review.py",
        "browser/test_import.py",
        "browser/test_interface.py",
        "browser/test_outlets.py",
        "browser/test_quotes_and_claims.py",
        "browser/test_sources.py",
        "browser/test_workspace_events.py",
        "browser/test_workspace_keys.py",
        "browser/test_workspace_look.py",
        "browser/test_workspace_states.py",
        "browser/test_workspace_trouble.py",
        "browser/test_workspace_words.py",
        "newsroom/test_bench.py",
        "newsroom/test_database_embedded.py",
        "newsroom/test_up.py",
        "newsroom/test_worker_presence.py",
    )
)


def pytest_ignore_collect(collection_path: Path, config) -> bool | None:
    asked_for = any(Path(arg.split("::")[0]).resolve().is_relative_to(BROWSER_TESTS) for arg in config.args)
    return True if collection_path == BROWSER_TESTS and not asked_for else None


def pytest_collection_modifyitems(items: list) -> None:
    items.sort(key=lambda item: item.path not in SLOW)


@pytest.fixture(scope="session", autouse=True)
def _emptied_fast():
    """After each test that commits (pytest-django makes it a TransactionTestCase)."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            TransactionTestCase,
            "_fixture_teardown",
            lambda test: [empty(alias) for alias in test._databases_names(include_mirrors=False)],
        )
        yield


@pytest.fixture(scope="session", autouse=True)
def _static_files_found_once():
    """Every client of a test has middleware of its own, which would go through all static files anew."""
    files: dict = {}
    find = WhiteNoiseMiddleware.add_files_from_finders

    def find_once(middleware: WhiteNoiseMiddleware) -> None:
        if not files:
            find(middleware)
            files.update(middleware.files)
        middleware.files.update(files)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoiseMiddleware, "add_files_from_finders", find_once)
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Threads that tests leave behind may still hold a connection, and with it the database that is to be dropped."""
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )

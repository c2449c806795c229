"""Shared by all tests. Browser tests run only when they are asked for by path: see the Makefile."""

from pathlib import Path

BROWSER_TESTS = Path(__file__).resolve().parent / "browser"


def pytest_ignore_collect(collection_path: Path, config) -> bool | None:
    asked_for = any(Path(arg.split("::")[0]).resolve().is_relative_to(BROWSER_TESTS) for arg in config.args)
    return True if collection_path == BROWSER_TESTS and not asked_for else None

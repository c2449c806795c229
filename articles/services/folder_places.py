"""Places in the server's folder: none of them hidden, and none outside of it."""

from pathlib import Path, PurePosixPath

from django.conf import settings


class FolderError(Exception):
    """What was asked for is not there, or not to be had. The message says what to do."""


def folder_is_on() -> bool:
    return bool(settings.IMPORT_FOLDER)


def root_folder() -> Path:
    """The folder itself, without links in its way."""
    if not folder_is_on():
        raise FolderError("No folder of the server is set up for imports.")
    root = Path(settings.IMPORT_FOLDER).resolve()
    if not root.is_dir():
        raise FolderError("The folder that is set up for imports is not there, or this program may not enter it.")
    return root


def inside(root: Path, path: str) -> Path:
    """The place that a path names below the folder; raises ``FolderError`` for what is hidden, outside or not there."""
    parts = PurePosixPath(path).parts
    if "\x00" in path or path.startswith("/") or "\\" in path or any(part.startswith(".") for part in parts):
        raise FolderError("There is no such place in the folder.")
    try:
        found = (root / path).resolve()
        there = found.is_dir() or found.is_file()
    except (OSError, ValueError):
        there = False
    # Links are followed within the folder only, and never to what is hidden there.
    if not there or not found.is_relative_to(root) or any(p.startswith(".") for p in found.relative_to(root).parts):
        raise FolderError("There is no such place in the folder.")
    return found


def is_text(name: str) -> bool:
    """Names that are not UTF-8 cannot be kept; the worker passes over them, too."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True

"""The server's folder: what is in it, bounded and without a way out of it, and batches of parts of it."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from articles.models import Batch
from articles.services.files import is_importable, is_importable_by_name
from articles.services.folder_places import FolderError, inside, is_text, root_folder
from articles.services.gathering import begin_gathering

# A page shows so many names and looks at so many more to count them.
MOST_SHOWN = 300
MOST_LOOKED_AT = 10_000
MOST_PICKED = 300


@dataclass(frozen=True, slots=True)
class Entry:
    """A folder or file that may be imported. ``count`` is of the files in a folder; ``more`` that there are others."""

    name: str
    path: str
    count: int = 0
    more: bool = False
    size: int = 0


@dataclass(frozen=True, slots=True)
class Listing:
    """One folder. ``more`` says that it holds more than is shown."""

    path: str
    above: tuple[tuple[str, str], ...]
    folders: list[Entry]
    files: list[Entry]
    more: bool


def list_folder(path: str = "") -> Listing:
    """What lies in one folder: sub-folders with how many files they hold, and files. Looks at a bounded number."""
    root = root_folder()
    place = inside(root, path)
    if not place.is_dir():
        raise FolderError("This is a file, not a folder.")
    budget = [MOST_LOOKED_AT]
    names = sorted(_names(place, budget, links=True))
    more = budget[0] <= 0
    folders, files = [], []
    for name, is_folder in names:
        if len(folders) + len(files) >= MOST_SHOWN:
            more = True
            break
        below = f"{path}/{name}".strip("/")
        if is_folder:
            count, uncounted = _count(place / name, budget)
            folders.append(Entry(name, below, count=count, more=uncounted))
        elif is_importable(place / name, root):
            files.append(Entry(name, below, size=_size(place / name)))
    parts = PurePosixPath(path).parts
    above = tuple((part, "/".join(parts[: number + 1])) for number, part in enumerate(parts))
    return Listing(path, above, folders, files, more)


def _names(folder: Path, budget: list[int], *, links: bool = False) -> Iterator[tuple[str, bool]]:
    """Names, and whether they are folders, as long as the budget lasts."""
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                budget[0] -= 1
                if budget[0] < 0:
                    return
                # Links are followed only where a single folder is shown, which asks where each of them leads.
                if not entry.name.startswith(".") and is_text(entry.name) and (links or not entry.is_symlink()):
                    yield entry.name, entry.is_dir(follow_symlinks=False)
    except OSError:
        return  # Not ours to read.


def _count(folder: Path, budget: list[int]) -> tuple[int, bool]:
    """How many files there are to import. By their names: to ask the disk about each would hold up the page."""
    count, waiting = 0, [folder]
    while waiting:
        place = waiting.pop()
        names = dict(_names(place, budget))
        waiting += [place / name for name, is_folder in names.items() if is_folder]
        count += sum(not is_folder and is_importable_by_name(name, names) for name, is_folder in names.items())
        if budget[0] <= 0:
            return count, True
    return count, False


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def create_folder_batch(actor, *, paths: Sequence[str], name: str = "", **options) -> Batch:
    """A batch of what lies at the paths; the worker reads it. What lies inside another chosen path is taken once."""
    root = root_folder()
    chosen = sorted({"/".join(PurePosixPath(path).parts) for path in paths})
    if not chosen:
        raise FolderError("Choose at least one folder or file.")
    if len(chosen) > MOST_PICKED:
        raise FolderError(f"Choose at most {MOST_PICKED} at once, or the folder that they lie in.")
    for path in chosen:
        inside(root, path)
    outer = [one for one in chosen if not any(_lies_in(one, other) for other in chosen if other != one)]
    more = f" and {len(outer) - 1} more" if len(outer) > 1 else ""
    named = name or f"{(outer[0] or root.name)[:180]}{more}"
    return begin_gathering(actor, name=named, source="folder", paths=outer, **options)


def _lies_in(path: str, other: str) -> bool:
    return other == "" or path.startswith(f"{other}/")

"""Which files a path stands for, and what to call them."""

from collections.abc import Iterator
from pathlib import Path

TEXT_SUFFIXES = {".txt", ".text", ".jsonl", ".ndjson"}


def files_under(path: Path) -> Iterator[tuple[str, Path]]:
    """The files to import for one path, with a name to show: the file itself, or those in a folder, in order.

    A file that is named is taken whatever it is called. In a folder only ``TEXT_SUFFIXES`` are, so that a README or an
    image beside the articles does not become one; hidden files and folders are passed over.
    """
    if path.is_file():
        yield path.name, path
        return
    for found in sorted(path.rglob("*")):
        inner = found.relative_to(path)
        hidden = any(part.startswith(".") for part in inner.parts)
        if found.suffix.lower() in TEXT_SUFFIXES and found.is_file() and not hidden:
            yield (Path(path.resolve().name) / inner).as_posix(), found

"""Which files a path stands for, what to call them, and which of them belong together."""

import io
import os
import zipfile
from collections.abc import Container, Iterable, Iterator
from pathlib import Path, PurePath

from articles.readers import SUFFIXES, companions_of, texts_of

_LONG_AGO = (1980, 1, 1, 0, 0, 0)


def files_under(path: Path) -> Iterator[tuple[str, Path]]:
    """The files to import for one path, with a name to show: the file itself, or those in a folder, in order.

    A file that is named is taken whatever it is called. In a folder only those of a known ending are, so that a README
    or an image beside the articles does not become one. Hidden files and folders are passed over, and so are links that
    lead out of the folder. Annotations whose text lies beside them come with it (``content_of``).
    """
    if path.is_file():
        yield path.name, path
        return
    name = path.resolve().name
    for inner in walk(path):
        yield f"{name}/{inner}", path / inner


def walk(folder: Path, *, after: str = "") -> Iterator[str]:
    """The files to import in a folder, by their way from it, in order; only those that come after one of them.

    One folder's names are held at a time, and no more. A folder that may not be looked into is among them, so that
    whoever opens it hears why.
    """
    yield from _walk(folder, folder.resolve(), (), tuple(after.split("/")) if after else ())


def _walk(folder: Path, root: Path, above: tuple[str, ...], after: tuple[str, ...]) -> Iterator[str]:
    try:
        with os.scandir(folder) as entries:
            found = sorted((entry.name, entry.is_dir(follow_symlinks=False)) for entry in entries)
    except OSError:
        if not after or above > after:
            yield "/".join(above)
        return
    for name, is_folder in found:
        parts = (*above, name)
        if name.startswith(".") or parts < after[: len(parts)]:
            continue
        if is_folder:
            yield from _walk(folder / name, root, parts, after)
        elif parts > after and is_importable(folder / name, root):
            yield "/".join(parts)


def is_importable(path: Path, root: Path) -> bool:
    """Whether a file of a folder is one to import: of a known ending, inside the folder, and no mere companion."""
    return (
        path.suffix.lower() in SUFFIXES
        and path.is_file()
        and path.resolve().is_relative_to(root)
        and not _has_text_beside(path)
    )


def is_importable_by_name(name: str, beside: Container[str]) -> bool:
    """The same as far as the names of a folder tell it."""
    return PurePath(name).suffix.lower() in SUFFIXES and not any(text in beside for text in texts_of(name))


def content_of(path: Path) -> bytes:
    """The bytes of a file; of a text with annotations beside it, both of them packed together."""
    content = path.read_bytes()
    for name in companions_of(path.name):
        companion = path.with_name(name)
        if companion.is_file() and not companion.is_symlink():
            return _together((path.name, content), (name, companion.read_bytes()))
    return content


def paired(files: Iterable[tuple[str, bytes]], names: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """The same files, with every text and its annotations packed together. ``names`` are those of all files."""
    there = set(names)
    beside = {name: found for name in there for found in companions_of(name)[::-1] if found in there}
    texts = {found: name for name, found in sorted(beside.items())}
    waiting: dict[str, bytes] = {}
    for name, content in files:
        other = beside.get(name) or texts.get(name)
        if not other or name in waiting:
            yield name, content
        elif other not in waiting:
            waiting[name] = content
        elif name in beside:
            yield name, _together((name, content), (other, waiting.pop(other)))
        else:
            yield other, _together((other, waiting.pop(other)), (name, content))
    yield from waiting.items()


def packed(one: tuple[str, bytes], other: tuple[str, bytes]) -> tuple[str, bytes]:
    """A text and its annotations as one file, called like the text."""
    text, annotations = (one, other) if companions_of(one[0]) else (other, one)
    return text[0], _together(text, annotations)


def is_packed_in(name: str, content: bytes, pack: bytes) -> bool:
    """Whether this very file lies in what ``packed`` made. What else was given that name is never unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(pack)) as archive:
            found = archive.getinfo(name)
            made_by_us = found.compress_type == zipfile.ZIP_STORED and not found.flag_bits & 0x1
            return made_by_us and found.file_size == len(content) and archive.read(found) == content
    except (KeyError, ValueError, IndexError, OSError, EOFError, RuntimeError, zipfile.BadZipFile):
        return False


def _has_text_beside(path: Path) -> bool:
    return any(path.with_name(name).is_file() for name in texts_of(path.name))


def _together(*files: tuple[str, bytes]) -> bytes:
    """An archive that is the same, to the byte, whenever it is made of the same files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in files:
            archive.writestr(zipfile.ZipInfo(name, _LONG_AGO), content)
    return packed.getvalue()

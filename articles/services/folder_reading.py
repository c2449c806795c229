"""Take files of the server's folder into a batch, some at a time, so that neither number nor size fills the memory.

Progress is stored with the files, in one transaction: after a crash the worker goes on with the next one.
"""

import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from articles.models import Batch, BatchFile, BatchPath
from articles.readers import companions_of, jsonl, too_large
from articles.services.files import content_of, walk
from articles.services.folder_places import FolderError, inside, is_text, root_folder

FILES_AT_ONCE = 200
BYTES_AT_ONCE = 8 * 1024 * 1024
# Of a JSONL file that is too large for one.
PART_BYTES = 8 * 1024 * 1024
NOTHING_THERE = "There is no file of a known format in this folder."
GONE = "There is no such file or folder any more."


@dataclass(frozen=True, slots=True)
class _Taken:
    """A file to keep, and where to go on after it."""

    file: BatchFile
    after: str
    at_byte: int = 0
    at_line: int = 0


def read_paths(batch: Batch, *, stop: Callable[[], bool]) -> bool:
    """Take in what is missing of a batch's paths; True when nothing is."""
    return all(_read_path(batch, path, stop) for path in batch.paths.filter(done=False).order_by("number"))


def _read_path(batch: Batch, path: BatchPath, stop: Callable[[], bool]) -> bool:
    waiting: list[_Taken] = []
    size = 0
    for taken in _files_of(path):
        waiting.append(taken)
        size += len(taken.file.content)
        if len(waiting) >= FILES_AT_ONCE or size >= BYTES_AT_ONCE:
            if not _keep(batch, path, waiting) or stop():
                return False
            waiting, size = [], 0
    return _keep(batch, path, waiting, done=True)


def _keep(batch: Batch, path: BatchPath, waiting: list[_Taken], *, done: bool = False) -> bool:
    """Store the files and how far this is, together; False when the batch is no longer to be gathered."""
    with transaction.atomic():
        gathering = Batch.objects.select_for_update().filter(pk=batch.pk, state=Batch.State.FETCHING)
        if not gathering:
            return False
        if done and not waiting and not path.after:
            waiting = [_Taken(BatchFile(name=path.path or "The folder", problem=NOTHING_THERE, byte_length=0), "")]
        last_number = batch.files.aggregate(last=Max("number"))["last"] or 0
        for number, taken in enumerate(waiting, start=last_number + 1):
            taken.file.batch, taken.file.number = batch, number
        BatchFile.objects.bulk_create([taken.file for taken in waiting])
        if waiting:
            last = waiting[-1]
            path.after, path.at_byte, path.at_line = last.after, last.at_byte, last.at_line
        path.done = done
        path.save(update_fields=["after", "at_byte", "at_line", "done"])
        Batch.objects.filter(pk=batch.pk).update(attempts=0, message="")
    return True


def _files_of(path: BatchPath) -> Iterator[_Taken]:
    """What is left of one path, file by file, large ones in parts."""
    try:
        place = inside(root_folder(), path.path)
    except FolderError:
        yield _Taken(BatchFile(name=path.path or "The folder", problem=GONE, byte_length=0), path.after)
        return
    if place.is_file():
        yield from _file(place, path.path, place.name, path)
        return
    if path.at_byte:
        yield from _file(place / path.after, f"{path.path}/{path.after}".strip("/"), path.after, path)
    for inner in walk(place, after=path.after):
        if is_text(inner):
            yield from _file(place / inner, f"{path.path}/{inner}".strip("/"), inner, None)


def _file(place: Path, name: str, after: str, path: BatchPath | None) -> Iterator[_Taken]:
    """One file: whole, in parts, or as the reason why not. ``path`` where it may have been begun before."""
    begun = path if path is not None and path.after == after else None
    if begun and not begun.at_byte:
        return  # It is in already.
    name = name.replace("\x00", "")[-500:]
    there = place.resolve()
    if not there.is_relative_to(Path(settings.IMPORT_FOLDER).resolve()):
        # It became a link that leads out since it was found, or since its first parts were taken in.
        yield _Taken(BatchFile(name=name, problem=GONE, byte_length=0), after)
        return
    try:
        with os.fdopen(os.open(there, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW), "rb") as opened:
            found = os.fstat(opened.fileno())
            if not stat.S_ISREG(found.st_mode):
                return
            if not too_large(found.st_size, settings.IMPORT_MAX_BYTES) and not begun:
                content = _whole(place, opened, found.st_size)
                yield _Taken(_kept(name, content, len(content)), after)
            elif place.suffix.lower() in (".jsonl", ".ndjson") and _is_jsonl(opened):
                yield from _parts(opened, found.st_size, name, after, begun)
            elif not begun:
                yield _Taken(_kept(name, b"", found.st_size), after)
    except OSError as error:
        problem = f"The file cannot be read ({error.strerror}). Let the account that the app runs as read it."
        yield _Taken(BatchFile(name=name, problem=problem, byte_length=0), after)


def _whole(place: Path, opened, size: int) -> bytes:
    """With its annotations, where they lie beside it."""
    beside = [place.with_name(name) for name in companions_of(place.name)]
    with_them = size + sum(one.stat().st_size for one in beside if one.is_file())
    if any(one.is_file() for one in beside) and not too_large(with_them, settings.IMPORT_MAX_BYTES):
        return content_of(place)
    return opened.read(settings.IMPORT_MAX_BYTES + 1)


def _kept(name: str, content: bytes, size: int) -> BatchFile:
    over = too_large(size, settings.IMPORT_MAX_BYTES)
    return BatchFile(name=name, content=b"" if over else content, byte_length=size)


def _is_jsonl(opened) -> bool:
    start = opened.read(1 << 20)
    opened.seek(0)
    wide = start.startswith((b"\xff\xfe", b"\xfe\xff"))
    return not wide and jsonl.looks_like(start, by_name=True)


def _parts(opened, size: int, name: str, after: str, begun: BatchPath | None) -> Iterator[_Taken]:
    """Whole lines, as many as make a part. A line that is too long for a file is an error of its own."""
    at_byte, line = (begun.at_byte, begun.at_line) if begun else (0, 0)
    opened.seek(at_byte)
    while piece := opened.read(min(PART_BYTES, settings.IMPORT_MAX_BYTES)):
        if not piece.endswith(b"\n"):
            piece += opened.readline(max(settings.IMPORT_MAX_BYTES - len(piece), 0))
        cut = len(piece)
        if not piece.endswith(b"\n") and at_byte + cut < size:
            cut = piece.rfind(b"\n") + 1
        if cut:
            first, line, at_byte = line + 1, line + piece.count(b"\n", 0, cut), at_byte + cut
            yield _Taken(_kept(_named(name, first), piece[:cut], cut), after, at_byte, line)
            opened.seek(at_byte)  # What came of the next line is read again, from its beginning.
        else:
            at_byte += _past_the_line(opened, len(piece))
            line += 1
            problem = f"Line {line:,} is longer than the most for one file. Split the article, or leave it out."
            yield _Taken(BatchFile(name=_named(name, line), problem=problem, byte_length=0), after, at_byte, line)


def _named(name: str, line: int) -> str:
    """Lines are counted anew in each part; the ending stays where it says what the file is."""
    stem, dot, suffix = name.rpartition(".")
    return f"{stem} from line {line:,}{dot}{suffix}"


def _past_the_line(opened, read: int) -> int:
    """Read on to the end of a line of which so much is read; answers with its length."""
    while rest := opened.readline(1 << 20):
        read += len(rest)
        if rest.endswith(b"\n"):
            break
    return read

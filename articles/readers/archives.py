"""ZIP and tar archives, read in memory, never unpacked to a disk. An archive inside one is read, deeper ones are not.

What it unpacks to is counted as it comes, never taken from what the archive says of itself.
"""

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace

from articles.readers import annotated, brat
from articles.readers.parsed import Item, ParsedArticle, Unreadable, so_far
from articles.readers.tar import Unpacking, gunzipped, is_tar, tar_members

MOST_MEMBERS = 20_000
MOST_MEMBER_BYTES = 50 * 1024 * 1024
MOST_BYTES = 1024 * 1024 * 1024
MOST_RATIO = 250
# Below this, a file may be packed as tightly as it likes.
RATIO_COUNTS_FROM = 8 * 1024 * 1024
MOST_COMPANION_BYTES = 64 * 1024 * 1024
DEEPEST = 1
# What lies beside articles in an export, and is none.
_SUFFIXES = (
    ".jpg .jpeg .png .gif .svg .webp .avif .ico .bmp .tif .tiff .css .js .mjs .map .woff .woff2 .ttf .eot .otf .mp3"
    " .mp4 .m4a .webm .mov .avi .ogg .wav .db .exe .dll .py .sh .conf .ini .log .lock"
)
PASSED_OVER = frozenset(_SUFFIXES.split())
_DRIVE = re.compile(r"^[A-Za-z]:")


@dataclass(slots=True)
class Budget:
    """What may still be unpacked, over an archive and those inside it."""

    packed: int
    bytes: int = MOST_BYTES
    members: int = MOST_MEMBERS
    unpacked: int = 0

    def take(self, size: int) -> None:
        self.unpacked += size
        self.bytes -= size
        if self.bytes < 0:
            raise Unpacking(f"the archive unpacks to more than {MOST_BYTES // 1024**2:,} MB")
        if self.unpacked > RATIO_COUNTS_FROM and self.unpacked > MOST_RATIO * self.packed:
            raise Unpacking(f"the archive unpacks to more than {MOST_RATIO} times its size, as only harmful ones do")

    def count(self) -> None:
        self.members -= 1
        if self.members < 0:
            raise Unpacking(f"the archive holds more than {MOST_MEMBERS:,} files")


# Reads one file: its name, its bytes, how deep it lies, and what may still be unpacked.
Reader = Callable[[str, bytes, int, Budget], Iterator[Item]]


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an archive: its name made harmless, how to get its bytes, or why one cannot."""

    name: str
    read: Callable[[], bytes]
    problem: str = ""


Members = Callable[[Budget], Iterator[Member]]


def looks_like(content: bytes) -> bool:
    return content.startswith((b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b")) or is_tar(content)


def items(name: str, content: bytes, reader: Reader, *, depth: int = 0, budget: Budget | None = None) -> Iterator[Item]:
    """The items of every file inside, numbered through; ``reader`` reads one file, and is told how deep it lies."""
    if depth > DEEPEST:
        raise Unreadable("An archive inside an archive inside an archive is not read. Unpack the outer ones first.")
    budget = budget or Budget(packed=len(content))
    number, passed_over = 0, 0
    try:
        members = _zip_members(content) if content.startswith(b"PK") else _tar_files(name, content)
        beside = _Companions(members, budget)
        for member in beside.members(budget):
            if _is_passed_over(member.name):
                passed_over += 1
                continue
            for item in _items_of(member, beside, reader, depth, budget):
                number += 1
                where = f"{name} › {item.where}"
                yield replace(item, number=number, where=where, end=len(content) * number // (number + 1))
    except Unpacking as reason:
        number += 1
        yield _refused(number, name, len(content), f"{str(reason)[:1].upper()}{str(reason)[1:]}. {so_far(number - 1)}")
        return
    if not number:
        more = f" {passed_over:,} files in it (images, styles and the like) are none." if passed_over else ""
        yield _refused(1, name, len(content), f"There is no article in this archive.{more}")


def _items_of(member: Member, beside: "_Companions", reader: Reader, depth: int, budget: Budget) -> Iterator[Item]:
    if member.problem:
        yield _refused(1, member.name, 0, member.problem)
        return
    try:
        content = member.read()
        companion = beside.of(member.name)
    except Unreadable as reason:
        yield _refused(1, member.name, 0, str(reason))
        return
    if companion:
        yield from annotated.items(member.name, content, *companion)
    else:
        yield from reader(member.name, content, depth + 1, budget)


class _Companions:
    """Annotations are read with their text, so they are held ready until it comes."""

    def __init__(self, members: Members, budget: Budget) -> None:
        self._members = members
        self._held: dict[str, bytes] = {}
        self._texts: set[str] = set()
        size = 0
        # A first look over the names. It has its own budget: what it unpacks is unpacked again when it is its turn,
        # and what is wrong with the archive is said then.
        for member in _as_far_as_it_goes(members(replace(budget))):
            if annotated.companions_of(member.name):
                self._texts.add(member.name)
            elif annotated.is_companion(member.name) and not member.problem:
                try:
                    self._held[member.name] = content = member.read()
                except Unreadable:
                    continue  # Said when it is its turn.
                size += len(content)
                if size > MOST_COMPANION_BYTES:
                    raise Unpacking(f"the annotations unpack to more than {MOST_COMPANION_BYTES // 1024**2} MB")
        self._taken = {
            companion
            for text in self._texts
            if (companion := next((name for name in annotated.companions_of(text) if name in self._held), ""))
        }

    def members(self, budget: Budget) -> Iterator[Member]:
        for member in self._members(budget):
            budget.count()
            if member.name not in self._taken:
                yield member

    def of(self, name: str) -> tuple[str, bytes] | None:
        return next(((one, self._held[one]) for one in annotated.companions_of(name) if one in self._taken), None)


def _as_far_as_it_goes(members: Iterator[Member]) -> Iterator[Member]:
    with suppress(Unpacking):
        yield from members


def _zip_members(content: bytes) -> Members:
    # Counted before anything is made of it: each entry of the list of contents takes memory.
    if content.count(b"PK\x01\x02") > 2 * MOST_MEMBERS:
        raise Unpacking(f"the archive holds more than {MOST_MEMBERS:,} files")
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, RuntimeError, IndexError, UnicodeError):
        raise Unpacking("this ZIP archive is damaged or cut off") from None
    except Exception as error:
        raise Unpacking(f"this ZIP archive is damaged ({type(error).__name__})") from None

    if len(archive.infolist()) > MOST_MEMBERS:
        raise Unpacking(f"the archive holds more than {MOST_MEMBERS:,} files")

    def members(budget: Budget) -> Iterator[Member]:
        for info in archive.infolist():
            name = harmless(info.filename)
            if info.is_dir() or not name:
                continue
            problem = ""
            if info.flag_bits & 0x1:
                problem = "This file has a password. Unpack the archive and import what is in it."
            elif (info.external_attr >> 16) & 0o170000 == 0o120000:
                problem = "This is a link to another file, which is not followed."
            yield Member(name, lambda info=info: _unzipped(archive, info, budget), problem)

    return members


def _unzipped(archive: zipfile.ZipFile, info: zipfile.ZipInfo, budget: Budget) -> bytes:
    pieces, size = [], 0
    try:
        with archive.open(info) as packed:
            while piece := packed.read(1 << 18):
                size += len(piece)
                budget.take(len(piece))
                if size > MOST_MEMBER_BYTES:
                    raise Unreadable(_too_large())
                pieces.append(piece)
    except (Unpacking, Unreadable):
        raise
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError):
        raise Unreadable("This file of the archive is damaged. Pack it again.") from None
    except Exception as error:
        raise Unreadable(f"This file of the archive cannot be unpacked ({type(error).__name__}).") from None
    return b"".join(pieces)


def _tar_files(name: str, content: bytes) -> Members:
    """A tar, packed or not; or a single file that was packed with gzip."""
    packed = content.startswith(b"\x1f\x8b")
    if packed and not is_tar(b"".join(gunzipped(content, limit=1024))):

        def single(budget: Budget) -> Iterator[Member]:
            inner = re.sub(r"\.gz$", "", posixpath.basename(name.replace("\\", "/")), flags=re.I) or "file"
            yield Member(inner, lambda: _joined(gunzipped(content), budget))

        return single

    def members(budget: Budget) -> Iterator[Member]:
        source = gunzipped(content) if packed else iter([content])
        for found in tar_members(source, budget.take, MOST_MEMBER_BYTES):
            clean = harmless(found.name)
            if not clean or found.is_folder:
                continue
            problem = found.problem or (_too_large() if found.content is None else "")
            yield Member(clean, lambda found=found: found.content or b"", problem)

    return members


def _joined(pieces: Iterator[bytes], budget: Budget) -> bytes:
    whole, size = [], 0
    for piece in pieces:
        size += len(piece)
        budget.take(len(piece))
        if size > MOST_MEMBER_BYTES:
            raise Unreadable(_too_large())
        whole.append(piece)
    return b"".join(whole)


def _too_large() -> str:
    return f"This file unpacks to more than {MOST_MEMBER_BYTES // 1024**2} MB. Split it into smaller files."


def harmless(name: str) -> str:
    """A name to show, with nothing in it that leads anywhere else."""
    name = name.replace("\x00", "").replace("\\", "/").encode("utf-8", "replace").decode()
    parts = [part for part in _DRIVE.sub("", name).split("/") if part not in ("", ".", "..")]
    return "/".join(parts)[-400:]


def _is_passed_over(name: str) -> bool:
    parts = name.split("/")
    return (
        any(part.startswith(".") or part == "__MACOSX" for part in parts)
        or posixpath.splitext(parts[-1])[1].lower() in PASSED_OVER
        or parts[-1].lower() in brat.SETTINGS
        or parts[-1].lower() in ("thumbs.db", "desktop.ini")
    )


def _refused(number: int, name: str, end: int, message: str) -> Item:
    def make(item: Item, default_language: str) -> ParsedArticle:
        raise Unreadable(message)

    return Item(number=number, where=name, end=end, make=make)

"""Tar archives as they stream by, with only what an import needs: names, plain files, and a bound on everything."""

import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_BLOCK = 512
_LONGEST_NAME = 8192


class Unpacking(Exception):
    """The archive cannot be unpacked any further."""


@dataclass(frozen=True, slots=True)
class TarMember:
    """One entry. ``content`` is None for a file over the limit, and for what is no file."""

    name: str
    content: bytes | None
    problem: str = ""
    is_folder: bool = False


def is_tar(content: bytes) -> bool:
    return content[257:262] == b"ustar" and _checksum_fits(content[:_BLOCK])


def gunzipped(content: bytes, *, limit: int = 0) -> Iterator[bytes]:
    """The unpacked bytes, piece by piece; a damaged archive raises after what could be read."""
    position, unpacker, size = 0, zlib.decompressobj(31), 0
    while position < len(content):
        waiting = content[position : position + 65536]
        position += len(waiting)
        while waiting:
            try:
                piece = unpacker.decompress(waiting, 1 << 18)
            except zlib.error:
                if limit:
                    return
                raise Unpacking("this gzip archive is damaged") from None
            size += len(piece)
            if piece:
                yield piece
            if limit and size >= limit:
                return
            waiting = unpacker.unconsumed_tail
            if unpacker.eof:
                waiting = unpacker.unused_data
                if not waiting.strip(b"\0"):
                    waiting = b""  # Padding. What is left of the file is looked at in the next round.
                elif not waiting.startswith(b"\x1f\x8b"[: len(waiting)]):
                    return
                unpacker = zlib.decompressobj(31)
                if not waiting and not content[position : position + 65536].startswith(b"\x1f\x8b"):
                    return
    if not unpacker.eof and not limit:
        raise Unpacking("this gzip archive is cut off")


def tar_members(source: Iterator[bytes], count: Callable[[int], None], most_bytes: int) -> Iterator[TarMember]:
    """Every entry in order. ``count`` is told of every byte that is read, and may end it."""
    stream = _Stream(source, count)
    long_name = ""
    while True:
        header = stream.read(_BLOCK)
        if not header.strip(b"\0"):
            return  # The end, or an archive without one.
        if len(header) < _BLOCK or not _checksum_fits(header):
            raise Unpacking("this tar archive is damaged or cut off")
        size, kind = _number(header[124:136]), header[156:157]
        name = long_name or _name(header)
        if kind in (b"L", b"x", b"g", b"K"):
            extra = stream.read(min(size, _LONGEST_NAME))
            stream.skip(max(0, size - _LONGEST_NAME) + _padding(size))
            if kind == b"L":
                long_name = extra.rstrip(b"\0").decode("utf-8", "replace")
            elif kind == b"x":
                long_name = _path_of(extra) or long_name
            continue
        long_name = ""
        if kind in (b"0", b"\0", b"7"):
            content = stream.read(size) if size <= most_bytes else None
            stream.skip(_padding(size) + (size if content is None else 0))
            if content is not None and len(content) < size:
                raise Unpacking("this tar archive is cut off")
            yield TarMember(name, content)
        elif kind == b"5":
            yield TarMember(name, None, is_folder=True)
        else:
            stream.skip(size + _padding(size))
            yield TarMember(name, None, "This is a link or a device, not a file, and is not followed.")


class _Stream:
    """Reads and skips over pieces as they come."""

    def __init__(self, source: Iterator[bytes], count: Callable[[int], None]) -> None:
        self._source, self._count = source, count
        self._piece, self._at = b"", 0

    def read(self, size: int) -> bytes:
        parts, missing = [], size
        while missing and self._more():
            part = self._piece[self._at : self._at + missing]
            self._at += len(part)
            missing -= len(part)
            parts.append(part)
        return b"".join(parts)

    def skip(self, size: int) -> None:
        while size and self._more():
            step = min(size, len(self._piece) - self._at)
            self._at += step
            size -= step

    def _more(self) -> bool:
        while self._at >= len(self._piece):
            piece = next(self._source, None)
            if piece is None:
                return False
            self._count(len(piece))
            self._piece, self._at = piece, 0
        return True


def _checksum_fits(header: bytes) -> bool:
    if len(header) < _BLOCK:
        return False
    return _number(header[148:156]) == sum(header[:148]) + sum(header[156:]) + 8 * 32


def _number(field: bytes) -> int:
    """Octal digits; or, for the very large, plain bytes behind a sign."""
    if field[:1] == b"\x80":
        return int.from_bytes(field[1:], "big")
    digits = field.split(b"\0", 1)[0].strip()
    try:
        return int(digits, 8) if digits else 0
    except ValueError:
        return -1


def _padding(size: int) -> int:
    return -size % _BLOCK


def _name(header: bytes) -> str:
    name = header[:100].split(b"\0", 1)[0]
    prefix = header[345:500].split(b"\0", 1)[0] if header[257:263] == b"ustar\0" else b""
    return (prefix + b"/" + name if prefix else name).decode("utf-8", "replace")


def _path_of(extended: bytes) -> str:
    """The path of an extended header: lines of "length key=value"."""
    for line in extended.split(b"\n"):
        _, _, pair = line.partition(b" ")
        if pair.startswith(b"path="):
            return pair[5:].decode("utf-8", "replace")
    return ""

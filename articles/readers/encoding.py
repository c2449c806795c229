"""Bytes to characters: which encoding, and what cannot be text at all."""

import codecs
from dataclasses import dataclass

from articles.readers.parsed import Unreadable

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_KINDS = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a Word document or a ZIP archive"),
    (b"\xd0\xcf\x11\xe0", "an old Word document"),
    (b"{\\rtf", "a rich-text (RTF) document"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"\x1f\x8b", "a compressed (gzip) file"),
    (b"SQLite format 3", "a database"),
)
_AS_TEXT = "Save it as plain text (UTF-8) and import that."
_CONTROLS = bytes(set(range(32)) - {9, 10, 11, 12, 13, 27, 28, 29, 30, 31})
# What a Western European newsroom's cp1252 text holds beyond ASCII.
_WESTERN = frozenset(
    "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝßàáâãäåæçèéêëìíîïñòóôõöøùúûüýÿŒœŠšŽžŸ‘’“”‚„–—…•«»‹›€£¥§©®°ºª¡¿·´¨\u00a0™†‰½¼¾²³¹±×÷µ¢"
)
_SAMPLE_BYTES = 48_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    text: str
    encoding: str
    notes: tuple[str, ...] = ()


def decode(content: bytes) -> Decoded:
    """The characters of a text file, and which encoding it was; raises ``Unreadable`` for what is not text."""
    if not content.strip(b" \t\r\n\x00"):
        raise Unreadable("The file is empty.")
    for bom, encoding in _BOMS:
        if content.startswith(bom):
            return _strict(content, encoding)
    for start, kind in _KINDS:
        if content.startswith(start):
            raise Unreadable(f"This is {kind}, not text. {_AS_TEXT}")
    if encoding := _utf16_without_mark(content):
        return _strict(content, encoding)
    _refuse_binary(content)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return _guess(content)
    return Decoded(text=text, encoding="utf-8", notes=_nul_note(text))


def _strict(content: bytes, encoding: str) -> Decoded:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        name = encoding.removesuffix("-sig").upper()
        raise Unreadable(
            f"The file says that it is {name}, but byte {error.start + 1} is not valid. Save it again as UTF-8."
        ) from None
    if not text.strip(" \t\r\n\x00\ufeff"):
        raise Unreadable("The file is empty.")
    return Decoded(text=text, encoding=encoding, notes=_nul_note(text))


def _nul_note(text: str) -> tuple[str, ...]:
    count = text.count("\x00")
    return (f"{count} NUL {'byte was' if count == 1 else 'bytes were'} taken out.",) if count else ()


def _utf16_without_mark(content: bytes) -> str:
    """UTF-16 of mostly Latin text: nearly every second byte is NUL, always on the same side."""
    sample = content[:4096]
    half = len(sample) // 2
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if half >= 4 and odd >= half * 0.7 and even <= half * 0.05:
        return "utf-16-le"
    if half >= 4 and even >= half * 0.7 and odd <= half * 0.05:
        return "utf-16-be"
    return ""


def _refuse_binary(content: bytes) -> None:
    """A few stray NULs are settled on the way in; many control characters mean that this is no text."""
    sample = content[:65536]
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    if controls > max(8, len(sample) // 100):
        raise Unreadable(f"This looks like a binary file, not text. {_AS_TEXT}")


def _guess(content: bytes) -> Decoded:
    """No UTF-8: cp1252 when it reads like Western text, else what charset-normalizer finds."""
    sample = _lines_beyond_ascii(content)
    try:
        western = content.decode("cp1252")
    except UnicodeDecodeError:
        western = ""
    # Every byte of a Cyrillic or Greek text is a Western letter too, but such a text holds few ASCII letters.
    if western and _mostly_ascii_letters(sample) and _only_western(sample.decode("cp1252", "replace")):
        return Decoded(text=western, encoding="cp1252", notes=_nul_note(western))
    from charset_normalizer import from_bytes

    best = from_bytes(sample).best()
    if best is None or best.encoding in {"utf_7"}:
        raise Unreadable("The encoding of this file could not be told. Save it again as UTF-8.")
    encoding = best.encoding
    try:
        text = content.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        raise Unreadable("The encoding of this file could not be told. Save it again as UTF-8.") from None
    note = f"The encoding was guessed: {encoding.replace('_', '-')}."
    return Decoded(text=text, encoding=encoding, notes=(note, *_nul_note(text)))


def _lines_beyond_ascii(content: bytes) -> bytes:
    """The lines that tell something about the encoding, up to a limit."""
    found, size = [], 0
    for line in content.split(b"\n"):
        if not line.isascii():
            found.append(line[:_SAMPLE_BYTES])
            size += len(line)
            if size >= _SAMPLE_BYTES:
                break
    return b"\n".join(found)


def _only_western(text: str) -> bool:
    return all(char in _WESTERN for char in text if ord(char) > 127)


def _mostly_ascii_letters(sample: bytes) -> bool:
    high = sum(byte >= 0xC0 for byte in sample)
    letters = sum(chr(byte).isalpha() for byte in sample if byte < 128)
    return letters > 3 * high

"""E-mails (EML): newsletters and press releases. Read in the sandbox; attachments are named, not opened."""

import codecs
import re
from collections.abc import Iterator

from articles.readers import fields, markup, sandbox
from articles.readers.draft import Draft, settle
from articles.readers.encoding import decode
from articles.readers.layout import MAX_CHARACTERS
from articles.readers.parsed import Item, ParsedArticle, Unreadable

MEDIA_TYPE = "message/rfc822"
_HEADER = re.compile(rb"([A-Za-z][A-Za-z0-9-]{1,60}):[ \t]?")
_SIGNS = {b"from", b"subject", b"date", b"message-id", b"mime-version", b"received", b"return-path", b"to"}
_MBOX = re.compile(rb"From \S+ .{10,60}\d{4}\r?\n[A-Za-z-]+:")
_MOST_PARTS = 200
_QUOTED_FROM = re.compile(r"^(?:-{2,} ?(?:Original Message|Forwarded message) ?-{2,}|Begin forwarded message:)$", re.M)


def looks_like(content: bytes, *, by_name: bool = False) -> bool:
    """Whether the file begins with the headers of a mail: whom it is from, and something else that only mails have."""
    if _MBOX.match(content):
        return True
    found: set[bytes] = set()
    for number, line in enumerate(content[:65536].removeprefix(b"\xef\xbb\xbf").splitlines()):
        if not line.strip():
            break
        if line[:1] in b" \t" and number:
            continue
        header = _HEADER.match(line)
        if not header:
            return False
        found.add(header[1].lower())
    return b"from" in found and len(found & _SIGNS) >= (2 if by_name else 3)


def items(name: str, content: bytes) -> Iterator[Item]:
    """The one item of a mail."""
    if _MBOX.match(content):
        raise Unreadable("This is a mailbox of several mails (mbox). Save each mail as an .eml file and import those.")

    def make(item: Item, default_language: str) -> ParsedArticle:
        return settle(item, _draft(content), content=content, default_language=default_language)

    yield Item(number=1, where=name, end=len(content), make=make)


def _draft(content: bytes) -> Draft:
    mail = sandbox.ask("mail", content)
    notes: list[str] = list(mail["notes"])
    paragraphs: tuple[str, ...] | None = None
    before: tuple[tuple[str, str], ...] = ()
    text = mail["text"]
    if mail["html"]:
        found, before = markup.read(text)
        paragraphs, text = tuple(found), "\n".join(found)
    if not text.strip():
        raise Unreadable("This mail has no text of its own. If the article is an attachment, import that.")
    return Draft(
        media_type=MEDIA_TYPE,
        encoding=mail["encoding"],
        text=text,
        paragraphs=paragraphs if mail["subject"] else None,
        headline=mail["subject"][:1000],
        byline=mail["from"],
        id=mail["id"][:200],
        published=fields.published_or_note(mail["date"], notes),
        language=fields.language(mail["language"]),
        before=before,
        notes=tuple(notes),
    )


# --- In the sandbox --------------------------------------------------------------------------------------------------
def extract(content: bytes) -> dict:
    """The parts of a mail as plain data."""
    from email.parser import BytesParser
    from email.policy import compat32
    from email.utils import parseaddr

    mail = BytesParser(policy=compat32).parsebytes(content)
    plain, rich, attached = "", "", []
    encoding = "utf-8"
    for number, part in enumerate(mail.walk()):
        if number > _MOST_PARTS:
            raise Unreadable(f"This mail has more than {_MOST_PARTS} parts.")
        kind = part.get_content_type()
        if part.is_multipart():
            continue
        if part.get_filename() or part.get_content_disposition() == "attachment":
            attached.append(_words(part.get_filename() or kind)[:80])
        elif kind == "text/plain" and not plain:
            plain, encoding = _text(part)
        elif kind == "text/html" and not rich:
            rich, encoding = _text(part)
    # A newsletter's plain part is often only "your program cannot show this".
    use_html = bool(rich.strip()) and len(plain.split()) < 60 and len(rich) > len(plain)
    if max(len(rich), len(plain)) > 2 * MAX_CHARACTERS:
        raise Unreadable(f"The text has more than {MAX_CHARACTERS:,} characters, the most for one article.")
    notes = []
    if attached:
        notes.append(f"Attachments were not read: {', '.join(attached[:5])}{' …' if len(attached) > 5 else ''}.")
    name, _ = parseaddr(_words(mail.get("From", "")))
    return {
        "subject": re.sub(r"^(?:(?:re|fwd?|aw|wg|tr):\s*)+", "", _words(mail.get("Subject", "")), flags=re.I),
        "from": name if name and "@" not in name else "",
        "date": re.sub(r"\s+", " ", str(mail.get("Date", ""))).strip()[:100],
        "id": _words(mail.get("Message-ID", "")).strip("<> "),
        "language": _words(mail.get("Content-Language", "")).split(",")[0].strip(),
        "text": rich if use_html else _unflowed(plain),
        "html": use_html,
        "encoding": encoding,
        "notes": notes,
    }


def _text(part) -> tuple[str, str]:
    payload = part.get_payload(decode=True) or b""
    declared = (part.get_content_charset() or "").strip("'\" ")
    if payload.strip(b" \t\r\n\x00") and declared:
        try:
            return payload.decode(declared), codecs.lookup(declared).name
        except (LookupError, UnicodeError, ValueError):
            pass
    if not payload.strip(b" \t\r\n\x00"):
        return "", "utf-8"
    decoded = decode(payload)
    return decoded.text, decoded.encoding


def _words(value: object) -> str:
    """A header's words, from however they were encoded."""
    from email.errors import HeaderParseError
    from email.header import decode_header, make_header

    raw = str(value)[:4000]
    try:
        words = str(make_header(decode_header(raw)))
    except (HeaderParseError, LookupError, UnicodeError, ValueError):
        words = raw
    return " ".join(words.encode("utf-8", "replace").decode("utf-8").split())


def _unflowed(text: str) -> str:
    """Without the marker of a forwarded mail; lines that only quote an earlier mail stay, they may be the release."""
    return _QUOTED_FROM.sub("", text)

"""JSONL: one JSON object a line. A broken line is one error row and does not touch the lines around it."""

import codecs
import json
import re
from collections.abc import Iterator
from itertools import islice

from articles.readers import fields, layout, plain
from articles.readers.build import article
from articles.readers.encoding import decode
from articles.readers.parsed import Item, ParsedArticle, Unreadable
from articles.text import canonical

MEDIA_TYPE = "application/x-ndjson"
_SURROGATE = re.compile("[\ud800-\udfff]")
_WIDE_BOMS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_LOOK_AT_LINES = 20
_LIMITS = {"id": 200, "outlet": 200, "byline": 500}


def looks_like(content: bytes, *, by_name: bool = False) -> bool:
    """Whether one of the first lines is a JSON object; for a file called .jsonl it is enough that one begins so."""
    if content.startswith(_WIDE_BOMS):
        content = content[:200_000].decode("utf-16", "ignore").encode("utf-8", "ignore")
    for _, line in islice(_lines(content), _LOOK_AT_LINES):
        if line.startswith(b"{") and (by_name or _is_object(line)):
            return True
    return False


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def items(name: str, content: bytes) -> Iterator[Item]:
    """Every line that is not blank, by its number in the file."""
    if content.startswith(_WIDE_BOMS):
        content = decode(content).text.encode("utf-8", "replace")
    return (
        Item(number=number, where=f"{name}, line {number}", end=end, make=_Line(line))
        for number, (end, line) in enumerate(_lines(content), start=1)
        if line
    )


class _Line:
    """Makes the article of one line."""

    __slots__ = ("line",)

    def __init__(self, line: bytes) -> None:
        self.line = line

    def __call__(self, item: Item, default_language: str) -> ParsedArticle:
        return _article(item, self.line, default_language)


def _lines(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Each line with where it ends, without copying the whole file; blank ones are empty."""
    position = 3 if content.startswith(codecs.BOM_UTF8) else 0
    while position < len(content):
        end = content.find(b"\n", position)
        end = len(content) if end == -1 else end
        yield min(end + 1, len(content)), content[position:end].strip(b" \t\r")
        position = end + 1


def _article(item: Item, line: bytes, default_language: str) -> ParsedArticle:
    record = _record(line)
    notes: list[str] = []
    text = _text(record, "text", notes)
    if not text.strip():
        raise Unreadable("There is no text: the field “text” is missing or empty.")
    headline = _text(record, "headline", notes) or _text(record, "title", notes)
    standfirst = _text(record, "standfirst", notes)
    byline = _byline(record, notes)
    before: tuple[tuple[str, str], ...] = ()
    if headline:
        body = layout.paragraphs_of(text)
    else:
        head = plain.head_of(text)
        headline, standfirst, body = head.headline, standfirst or head.standfirst, head.body
        byline, before = byline or head.byline, head.left_out
        if not body:
            headline, body = "", layout.paragraphs_of(text)
    published_at, has_time = fields.published(record.get("published_at"))
    return article(
        item,
        headline=headline,
        standfirst=standfirst,
        paragraphs=body,
        before=before,
        content=line,
        media_type=MEDIA_TYPE,
        encoding="utf-8",
        external_id=_short(record, "id", notes),
        outlet=_short(record, "outlet", notes),
        url=_address(record, notes),
        byline=byline,
        published_at=published_at,
        published_has_time=has_time,
        language=_language(record, notes),
        default_language=default_language,
        notes=tuple(notes),
    )


def _record(line: bytes) -> dict:
    try:
        decoded = line.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Unreadable(
            f"This line is not UTF-8 (byte {error.start + 1} of the line). Save the file as UTF-8."
        ) from None
    try:
        record = json.loads(decoded)
    except RecursionError:
        raise Unreadable("This line is nested too deeply to be an article.") from None
    except json.JSONDecodeError as error:
        reason = f"{error.msg[:1].lower()}{error.msg[1:]} at character {error.pos + 1}"
        raise Unreadable(f"This line is not valid JSON: {reason}.") from None
    except ValueError:
        raise Unreadable("This line is not valid JSON: it holds a number that is too long.") from None
    if not isinstance(record, dict):
        raise Unreadable(f'This line holds {fields.kind_of(record)}; it must be one object, such as {{"text": "…"}}.')
    return record


def _text(record: dict, key: str, notes: list[str]) -> str:
    value = record.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Unreadable(f"The field “{key}” must be text, not {fields.kind_of(value)}.")
    if nuls := value.count("\x00"):
        notes.append(f"{nuls} NUL {'character was' if nuls == 1 else 'characters were'} taken out of “{key}”.")
    if broken := len(_SURROGATE.findall(value)):
        notes.append(f"{broken} broken {'character' if broken == 1 else 'characters'} in “{key}” became �.")
    return value if key == "text" else canonical(value)


def _short(record: dict, key: str, notes: list[str]) -> str:
    """A field of one line with a limit; an id may be a number."""
    value = record.get(key)
    if key == "id" and isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    value = fields.one_line(_text({key: value}, key, notes))
    if len(value) > _LIMITS[key]:
        raise Unreadable(f"The field “{key}” has {len(value):,} characters; {_LIMITS[key]} is the most.")
    return value


def _byline(record: dict, notes: list[str]) -> str:
    value = record.get("byline")
    if isinstance(value, list) and all(isinstance(name, str) for name in value):
        value = ", ".join(value)
    return _short({"byline": value}, "byline", notes)


def _address(record: dict, notes: list[str]) -> str:
    given = _text(record, "url", notes).strip()
    address = fields.web_address(given)
    if given and not address:
        notes.append("The address was left out: it is not an http or https link.")
    return address


def _language(record: dict, notes: list[str]) -> str:
    given = _text(record, "language", notes).strip()
    tag = fields.language(given)
    if given and not tag:
        notes.append("The language was left out: it is not a code such as en or pt-BR.")
    return tag

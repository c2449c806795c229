"""Records: the objects of JSONL and JSON files and the rows of tables, whichever tool wrote them."""

import json
import re
from datetime import datetime

from articles.readers import doccano, fields, labelstudio, markup, ninjs, prodigy, webannotation
from articles.readers.draft import LIMITS, Draft, settle
from articles.readers.mapping import OWN, Mapping, value_at
from articles.readers.parsed import Item, ParsedArticle, Unreadable
from articles.text import canonical

_SURROGATE = re.compile("[\ud800-\udfff]")
_CLOSED = re.compile(r"</(?:p|div|h[1-6]|ul|ol|li|blockquote|article|section|figure|span|a)\s*>|<br\s*/?>", re.I)
# In this order: what is more particular comes first.
_TOOLS = (ninjs, labelstudio, prodigy, doccano)


def tool_of(record: dict) -> str:
    """Which tool's record this is, or an empty string."""
    return next((tool.NAME for tool in _TOOLS if tool.recognises(record)), "")


def article_of(
    item: Item,
    record: object,
    *,
    content: bytes,
    media_type: str,
    default_language: str,
    mapping: Mapping = OWN,
    guessed: bool = False,
    encoding: str = "utf-8",
) -> ParsedArticle:
    """The article of one record. Records of known tools say themselves what is what; others go by the mapping.

    Where nobody chose the mapping (``guessed``), only fields that bear the project's own names must be right.
    """
    if not isinstance(record, dict):
        raise Unreadable(f'This line holds {fields.kind_of(record)}; it must be one object, such as {{"text": "…"}}.')
    tool = next((tool for tool in _TOOLS if tool.recognises(record)), None)
    if tool:
        draft = tool.draft_of(record, mapping)
    elif webannotation.recognises(record):
        raise Unreadable(webannotation.WITHOUT_TEXT)
    else:
        draft = _Fields(record, mapping, guessed).draft(media_type, encoding)
    return settle(item, draft, content=content, default_language=default_language)


class _Fields:
    """Reads the mapped fields of one record. A field of the wrong kind is an error: it would be missed later."""

    def __init__(self, record: dict, mapping: Mapping, guessed: bool) -> None:
        self.record, self.mapping, self.guessed = record, mapping, guessed
        self.notes: list[str] = []

    def draft(self, media_type: str, encoding: str) -> Draft:
        mapping = self.mapping
        text = self._text("text")
        if not text.strip():
            raise Unreadable(f"There is no text: the field “{mapping.text}” is missing or empty.")
        headline = self._text("headline")
        by_title = mapping.headline == "headline" or (self.guessed and not mapping.headline)
        if not headline and by_title and "title" in self.record:
            headline = self._text("headline", key="title")
        paragraphs: tuple[str, ...] | None = None
        before: tuple[tuple[str, str], ...] = ()
        if _is_markup(text):
            found, before = markup.read(text)
            if not found:
                raise Unreadable(f"There is no text: the field “{mapping.text}” holds only HTML tags.")
            # Without a headline it is laid out like a plain text file, which may begin with one.
            text = "\n".join(found)
            paragraphs = tuple(found) if headline else None
            self.notes.append("HTML tags were taken out of the text.")
        return Draft(
            media_type=media_type,
            encoding=encoding,
            text=text,
            paragraphs=paragraphs,
            headline=_without_markup(headline),
            standfirst=_without_markup(self._text("standfirst")),
            byline=self._short("byline"),
            outlet=self._short("outlet"),
            id=self._short("id"),
            url=self._text("url"),
            published=self._published(),
            language=self._text("language"),
            before=before,
            notes=tuple(self.notes),
        )

    def _must_be_right(self, field: str) -> bool:
        return not self.guessed or getattr(self.mapping, field) == field or field == "text"

    def _text(self, field: str, *, key: str = "", value: object = None) -> str:
        key = key or getattr(self.mapping, field)
        value = value_at(self.record, key) if value is None else value
        if value is None:
            return ""
        if isinstance(value, str):
            return settled_text(value, key, self.notes)
        problem = f"The field “{key}” must be text, not {fields.kind_of(value)}."
        if self._must_be_right(field) or key == "title":
            raise Unreadable(problem)
        self.notes.append(f"{problem} It was left out.")
        return ""

    def _short(self, field: str) -> str:
        """A field of one line with a limit; an id may be a number, and a byline a list of names."""
        key = getattr(self.mapping, field)
        value = value_at(self.record, key)
        if field == "id" and isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if field == "byline" and isinstance(value, list):
            names = [one.get("name") if isinstance(one, dict) else one for one in value]
            value = ", ".join(names) if all(isinstance(name, str) for name in names) else value
        if value is None:
            return ""
        line = fields.one_line(canonical(self._text(field, value=value)))
        if len(line) <= LIMITS[field]:
            return line
        problem = f"The field “{key}” has {len(line):,} characters; {LIMITS[field]} is the most."
        if self._must_be_right(field):
            raise Unreadable(problem)
        self.notes.append(f"{problem} It was left out.")
        return ""

    def _published(self) -> tuple[datetime | None, bool]:
        value = value_at(self.record, self.mapping.published_at)
        if self._must_be_right("published_at"):
            return fields.published(value)
        return fields.published_or_note(value, self.notes)


def record_of(line: bytes) -> object:
    """What a line of JSON holds; raises ``Unreadable`` with the place where it breaks."""
    try:
        decoded = line.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Unreadable(
            f"This line is not UTF-8 (byte {error.start + 1} of the line). Save the file as UTF-8."
        ) from None
    try:
        return json.loads(decoded)
    except RecursionError:
        raise Unreadable("This line is nested too deeply to be an article.") from None
    except json.JSONDecodeError as error:
        raise Unreadable(f"This line is not valid JSON: {broken_at(error)}.") from None
    except ValueError:
        raise Unreadable("This line is not valid JSON: it holds a number that is too long.") from None


def broken_at(error: json.JSONDecodeError) -> str:
    said = error.msg.removesuffix(" at")
    return f"{said[:1].lower()}{said[1:]} at character {error.pos + 1}"


def settled_text(value: str, key: str, notes: list[str]) -> str:
    """The text, with a note about what will be settled in it."""
    if nuls := value.count("\x00"):
        notes.append(f"{nuls} NUL {'character was' if nuls == 1 else 'characters were'} taken out of “{key}”.")
    if broken := len(_SURROGATE.findall(value)):
        notes.append(f"{broken} broken {'character' if broken == 1 else 'characters'} in “{key}” became �.")
    return value


def _is_markup(text: str) -> bool:
    """Tags that are closed or break lines; a text that only speaks of tags stays as it is."""
    if "<" not in text:
        return False
    found = markup.LOOKS_LIKE_HTML.findall(text, 0, 20_000)
    if found and text.lstrip().startswith("<"):
        return True
    return len(found) >= 2 and bool(_CLOSED.search(text, 0, 20_000))


def _without_markup(line: str) -> str:
    if "<" not in line and "&" not in line:
        return line
    return " ".join(markup.read(line)[0]) if markup.LOOKS_LIKE_HTML.search(line) else markup.unescape(line)

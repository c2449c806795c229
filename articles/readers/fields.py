"""Single fields of an item: dates, languages, addresses."""

import re
from datetime import datetime
from urllib.parse import urlsplit

from articles.readers.parsed import Unreadable
from articles.text import canonical

DATE_FORMS = "2017-01-03, 2017-01-03T14:30 or 2017-01-03T14:30:00+03:00"
_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_TIME = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?)\s*(Z|z|[+-]\d\d(?::?\d\d)?)?")
_LANGUAGE = re.compile(r"([A-Za-z]{2,3})((?:[-_][A-Za-z0-9]{2,8})*)")
_NAMED = {
    "english": "en", "german": "de", "deutsch": "de", "french": "fr", "spanish": "es", "italian": "it", "dutch": "nl",
    "portuguese": "pt", "russian": "ru", "ukrainian": "uk", "turkish": "tr", "arabic": "ar", "persian": "fa",
    "hebrew": "he", "chinese": "zh", "japanese": "ja", "korean": "ko", "polish": "pl", "kurdish": "ku",
}  # fmt: skip


def one_line(value: str) -> str:
    """Canonical, with every run of white space made one space."""
    return " ".join(canonical(value).split())


def published(value: object) -> tuple[datetime | None, bool]:
    """When it appeared, and whether a time of day was given.

    A date alone stands at noon UTC, which is the same day nearly everywhere.
    """
    if value is None or value == "":
        return None, False
    if not isinstance(value, str):
        raise Unreadable(f"published_at must be text such as {DATE_FORMS}, not {_kind(value)}.")
    given = value.strip()
    try:
        if match := _DATE.fullmatch(given):
            return _checked(datetime.fromisoformat(f"{given}T12:00:00+00:00")), False
        if match := _TIME.fullmatch(given):
            day, time, zone = match.groups()
            time = re.sub(r"[.,](\d{1,9})$", lambda part: "." + part[1][:6].ljust(6, "0"), time)
            zone = "+00:00" if zone in ("Z", "z") else zone or ""
            return _checked(datetime.fromisoformat(f"{day}T{time}{zone}")), True
    except ValueError:
        pass
    raise Unreadable(f"published_at “{_short(given)}” is not a date that can be read. Use {DATE_FORMS}.")


def _checked(when: datetime) -> datetime:
    if not 1400 <= when.year <= 9990:
        raise ValueError(when)
    return when


def language(value: str) -> str:
    """A BCP 47 tag in its usual spelling, or an empty string for what is none."""
    given = value.strip()
    if given.lower() in _NAMED:
        return _NAMED[given.lower()]
    match = _LANGUAGE.fullmatch(given)
    if not match or len(given) > 35:
        return ""
    parts = [match[1].lower()]
    for part in re.split(r"[-_]", match[2])[1:]:
        if len(part) == 4 and part.isalpha():
            parts.append(part.title())
        else:
            parts.append(part.upper() if len(part) == 2 and part.isalpha() else part.lower())
    return "" if parts == ["und"] else "-".join(parts)


def web_address(value: str) -> str:
    """The address when it is an http(s) link that fits, else an empty string."""
    given = one_line(value)
    try:
        split = urlsplit(given)
        good = split.scheme.lower() in ("http", "https") and bool(split.hostname)
    except ValueError:
        return ""
    return given if good and len(given) <= 2000 and " " not in given else ""


def _kind(value: object) -> str:
    names = {bool: "true or false", int: "a number", float: "a number", list: "a list", dict: "an object"}
    return names.get(type(value), "nothing")


def kind_of(value: object) -> str:
    """What a JSON value is, in plain words."""
    return "text" if isinstance(value, str) else _kind(value)


def _short(value: str, limit: int = 40) -> str:
    value = one_line(value)
    return value if len(value) <= limit else value[: limit - 1] + "…"

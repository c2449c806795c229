"""Single fields of an item: dates, languages, addresses."""

import re
from datetime import datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from articles.readers.parsed import Unreadable
from articles.text import canonical

DATE_FORMS = "2017-01-03, 2017-01-03T14:30 or 2017-01-03T14:30:00+03:00"
_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_TIME = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?)\s*(Z|z|[+-]\d\d(?::?\d\d)?)?")
_BASIC = re.compile(r"(\d{8})(?:T(\d\d)(\d\d)(\d\d)?(?:[.,]\d+)?(Z|z|[+-]\d\d:?\d\d)?)?")
_DAY_FIRST = re.compile(r"(\d\d?)([./])(\d\d?)\2(\d{4})")
_SLASHED = re.compile(r"(\d{4})[/.](\d\d?)[/.](\d\d?)")
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|satur|sat|sun)(?:day)?,? )?"
_DAY_MONTH = re.compile(_WEEKDAY + r"(?P<day>\d\d?)(?:st|nd|rd|th)? (?P<month>[a-z]{3,9})\.?,? (?P<year>\d{4})", re.I)
_MONTH_DAY = re.compile(_WEEKDAY + r"(?P<month>[a-z]{3,9})\.? (?P<day>\d\d?)(?:st|nd|rd|th)?,? (?P<year>\d{4})", re.I)
_MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec"
_MONTH_NAME = re.compile(
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?",
    re.I,
)
_MAIL_DATE = re.compile(
    r"(?:[A-Za-z]{3,9},? +)?\d{1,2}[ -][A-Za-z]{3,9}[ -]\d{4} +\d\d?:\d\d(?::\d\d)?(?: +(?:[+-]\d{4}|[A-Z]{1,5}))?"
    r"(?: *\([^()]{1,20}\))?"
)
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
        if found := _otherwise(given):
            return _checked(found[0]), found[1]
    except (ValueError, TypeError, OverflowError):
        pass
    raise Unreadable(f"published_at “{_short(given)}” is not a date that can be read. Use {DATE_FORMS}.")


def _otherwise(given: str) -> tuple[datetime, bool] | None:
    """Other forms that can only mean one day: a mail's, a wire's (20170103T143000Z), and months by their names."""
    if len(given) > 60:
        return None
    if match := _BASIC.fullmatch(given):
        day, hour, minute, second, zone = match.groups()
        if hour is None:
            return datetime.fromisoformat(f"{day[:4]}-{day[4:6]}-{day[6:]}T12:00:00+00:00"), False
        zone = "+00:00" if zone in ("Z", "z") else zone or ""
        return datetime.fromisoformat(f"{day[:4]}-{day[4:6]}-{day[6:]}T{hour}:{minute}:{second or '00'}{zone}"), True
    if match := _DAY_FIRST.fullmatch(given):
        day, sign, month, year = match.groups()
        if sign == "/" and int(month) > 12:
            day, month = month, day
        elif sign == "/" and int(day) <= 12 and int(day) != int(month):
            return None  # Some write the day first, others the month.
        return datetime.fromisoformat(f"{year}-{month:0>2}-{day:0>2}T12:00:00+00:00"), False
    if match := _SLASHED.fullmatch(given):
        return datetime.fromisoformat(f"{match[1]}-{match[2]:0>2}-{match[3]:0>2}T12:00:00+00:00"), False
    if match := _DAY_MONTH.fullmatch(given) or _MONTH_DAY.fullmatch(given):
        month = _MONTHS.find(match["month"][:3].lower()) // 3 + 1
        if 1 <= month <= 12 and _MONTH_NAME.fullmatch(match["month"]):
            return datetime.fromisoformat(f"{match['year']}-{month:02}-{match['day']:0>2}T12:00:00+00:00"), False
    if _MAIL_DATE.fullmatch(given):
        return parsedate_to_datetime(given), True
    return None


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


def published_or_note(value: object, notes: list[str]) -> tuple[datetime | None, bool]:
    """As ``published``, for what a page or a mail says of itself: what cannot be read is left out, and noted."""
    try:
        return published(value)
    except Unreadable:
        notes.append(f"The date “{_short(str(value))}” could not be read and was left out.")
        return None, False


def _kind(value: object) -> str:
    names = {bool: "true or false", int: "a number", float: "a number", list: "a list", dict: "an object"}
    return names.get(type(value), "nothing")


def kind_of(value: object) -> str:
    """What a JSON value is, in plain words."""
    return "text" if isinstance(value, str) else _kind(value)


def _short(value: str, limit: int = 40) -> str:
    value = one_line(value)
    return value if len(value) <= limit else value[: limit - 1] + "…"

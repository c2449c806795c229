"""Words that say when: where they stand in a text, and which day, week, month or year they mean.

A date is the first day of what is meant, in ISO form, with its precision. Words that count from the day of writing
("on Monday", "last week", "two days ago") mean something only with the article's date.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from annotations.pipeline.analysis import Analysis
from articles.text import Span

_NAMES = (
    ("January", "Jan"), ("February", "Feb"), ("March", "Mar"), ("April", "Apr"), ("May",), ("June", "Jun"),
    ("July", "Jul"), ("August", "Aug"), ("September", "Sept", "Sep"), ("October", "Oct"), ("November", "Nov"),
    ("December", "Dec"),
)  # fmt: skip
_MONTHS = {name: number for number, names in enumerate(_NAMES, start=1) for name in names}
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_COUNTS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8}
_COUNTS |= {"nine": 9, "ten": 10}
_UNITS = "day|week|month|year"

_SHORT = "|".join(name for names in _NAMES for name in names[1:])
_MONTH = rf"(?:(?P<short>{_SHORT})\b\.?|(?P<month>{'|'.join(names[0] for names in _NAMES)})\b)"
_WEEKDAY = rf"(?:(?:{'|'.join(_DAYS)}),? (?:the )?)?"
_NUMBER = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_PARTS = r"(?: (?i:morning|afternoon|evening|night))?"
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?<![\w/.-])(?P<year>(?:19|20)\d\d)-(?P<mm>\d\d)-(?P<day>\d\d)(?![\w/-])",
        rf"(?<![\w.,-]){_WEEKDAY}{_NUMBER}(?: of)? {_MONTH}(?:,? (?P<year>(?:19|20)\d\d)\b)?",
        rf"(?<![\w-]){_WEEKDAY}{_MONTH} {_NUMBER}(?![\d:.,]\d|\d|%| (?:per|people))(?:,? (?P<year>(?:19|20)\d\d)\b)?",
        rf"(?<![\w-]){_MONTH},? (?P<year>(?:19|20)\d\d)\b",
        rf"(?<![\w-])(?P<which>(?i:last|this|next)) {_MONTH}",
        rf"(?:(?<=\b[Ii]n )|(?<=\b[Ii]n early )|(?<=\b[Ii]n late )|(?<=\b[Ss]ince )){_MONTH}(?! [A-Z])",
        r"(?<=\b[Ii]n )(?P<year>(?:19|20)\d\d)\b(?![-–,.]\d)",
        rf"(?<![\w-])(?:(?P<which>(?i:last|this|next)) )?(?P<weekday>{'|'.join(_DAYS)})\b{_PARTS}",
        r"(?i)(?<![\w-])(?:earlier |late |later )?(?P<near>today|tonight|yesterday|tomorrow|overnight|last night|"
        r"this (?:morning|afternoon|evening))(?![\w-])",
        r"(?i)(?<![\w-])(?<!the )(?:earlier |later )?(?P<which>last|this|next) (?P<unit>week|weekend|month|year)"
        r"(?![\w-])",
        rf"(?i)(?<![\w-])(?P<count>\d{{1,3}}|{'|'.join(_COUNTS)}) (?P<unit>{_UNITS})s? (?P<ago>ago|earlier)(?!\w)",
    )
)
_QUICK = re.compile(
    r"\d|(?i:today|night|yesterday|tomorrow|this |last |next | ago|earlier)|day\b|\b[Ii]n [A-Z]|[Ss]ince [A-Z]"
)
_NEAR = {"yesterday": -1, "last night": -1, "tomorrow": 1}


def find_dates(text: str) -> list[Span]:
    """The words of a paragraph that say when, in order, the longest where several overlap."""
    if _QUICK.search(text) is None:
        return []
    found: list[Span] = []
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            span = Span(*match.span())
            if not any(other.overlaps(span) for other in found):
                found.append(span)
    return sorted(found)


def normalised(words: str, published: date | None = None, *, ahead: bool = False) -> tuple[str, str]:
    """The date that words mean, and its precision; ("", "") where they do not tell.

    `ahead` says that the event is still to come: "on Monday" is then the next one and not the last.
    """
    for pattern in _PATTERNS:
        match = _fully(pattern, words)
        if match is None:
            continue
        parts = match.groupdict()
        try:
            if parts.get("unit") or parts.get("near") or parts.get("weekday"):
                return ("", "") if published is None else _counted(parts, published, ahead=ahead)
            return _calendar(parts, published, ahead=ahead)
        except (ValueError, OverflowError):
            return "", ""
    return "", ""


def _fully(pattern: re.Pattern[str], words: str) -> re.Match[str] | None:
    """A match of all the words; some patterns look back to the preposition before them."""
    for lead in ("", "in "):
        match = pattern.match(lead + words, len(lead))
        if match and match.end() == len(lead + words):
            return match
    return None


def dated(analysis: Analysis, text: str, published: date | None) -> Analysis:
    """The analysis with the dates of its events filled in from the day the article was published."""
    return replace(
        analysis,
        events=tuple(
            event
            if event.when is None
            else replace(event, **_fields(text[slice(*event.when)], published, ahead=event.status == "planned"))
            for event in analysis.events
        ),
    )


def _fields(words: str, published: date | None, *, ahead: bool) -> dict[str, str]:
    day, precision = normalised(words, published, ahead=ahead)
    return {"date": day, "precision": precision}


def _calendar(parts: dict[str, str | None], published: date | None, *, ahead: bool) -> tuple[str, str]:
    """Days, months and years of the calendar; without a year the one nearest to the day of writing."""
    month = int(parts["mm"]) if parts.get("mm") else _MONTHS.get(parts.get("month") or parts.get("short") or "", 0)
    day = int(parts["day"]) if parts.get("day") else 0
    year = int(parts["year"]) if parts.get("year") else 0
    if not month:
        return date(year, 1, 1).isoformat(), "year"
    if not year:
        if published is None:
            return "", ""
        year = published.year + _years_off(month, day, published, parts.get("which"), ahead=ahead)
    return date(year, month, day or 1).isoformat(), "day" if day else "month"


def _years_off(month: int, day: int, published: date, which: str | None, *, ahead: bool) -> int:
    here, there = (published.month, published.day if day else 0), (month, day)
    if which:
        which = which.lower()
        if which == "last":
            return 0 if there < here else -1
        return 1 if which == "next" and there <= here else 0
    if ahead:
        return 0 if there >= here else 1
    return 0 if there <= here else -1


def _counted(parts: dict[str, str | None], published: date, *, ahead: bool) -> tuple[str, str]:
    """What counts from the day of writing."""
    if near := parts.get("near"):
        return (published + timedelta(days=_NEAR.get(near.lower(), 0))).isoformat(), "day"
    which = (parts.get("which") or "").lower()
    if weekday := parts.get("weekday"):
        return _weekday(_DAYS.index(weekday), published, which, ahead=ahead).isoformat(), "day"
    unit = parts["unit"].lower()
    if parts.get("ago"):
        if parts["ago"].lower() == "earlier":
            return "", ""  # counted from another event
        word = parts["count"].lower()
        steps = -(int(word) if word.isdigit() else _COUNTS[word])
    else:
        steps = {"last": -1, "this": 0, "next": 1}[which]
    return _stepped(unit, steps, published)


def _weekday(wanted: int, published: date, which: str, *, ahead: bool) -> date:
    back = (published.weekday() - wanted) % 7
    if which == "last":
        return published - timedelta(days=back or 7)
    if which == "next" or (ahead and which != "last"):
        forward = (wanted - published.weekday()) % 7
        return published + timedelta(days=forward or (7 if which == "next" else 0))
    return published - timedelta(days=back)


def _stepped(unit: str, steps: int, published: date) -> tuple[str, str]:
    if unit == "day":
        return (published + timedelta(days=steps)).isoformat(), "day"
    if unit in ("week", "weekend"):
        monday = published - timedelta(days=published.weekday()) + timedelta(weeks=steps)
        return (monday + timedelta(days=5) if unit == "weekend" else monday).isoformat(), "week"
    if unit == "month":
        months = published.year * 12 + published.month - 1 + steps
        year, month = divmod(months, 12)
        return date(year, month + 1, 1).isoformat(), "month"
    return date(published.year + steps, 1, 1).isoformat(), "year"

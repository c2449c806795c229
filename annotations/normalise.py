"""What people write in the slots of an event, read as a day with its precision or as a number. Pure.

A date stands for a period by its first day: a week by its Monday, a month by the 1st, a year by 1 January.
"""

import re
from datetime import date

from annotations.pipeline.dates import normalised

_ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_WEEK = re.compile(r"(\d{4})-?[Ww](\d{1,2})")
_WEEK_OF = re.compile(r"(?i)(?:the )?week of (.+)")
_BEFORE = re.compile(r"(?i)^(?:on|in|at|since|during) ")
_NOBODY = re.compile(r"(?i)\b(?:nobody|none|no(?:[ -]one)?)\b")
_DIGITS = re.compile(r"(\d{1,3}(?:[,.\u00a0\u202f ]\d{3})+(?!\d)|\d+)(\.\d{1,3}(?= (?:thousand|million)))?")
_SMALL = {"a": 1, "an": 1, "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7}
_SMALL |= {"eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14}
_SMALL |= {"fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30}
_SMALL |= {"forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
_SCALES = {"hundred": 100, "thousand": 1000, "million": 1_000_000}
LARGEST = 2**31 - 1


def read_date(words: str, published: date | None) -> tuple[date, str] | None:
    """The first day and the precision of what is written ("2016", "May 2016", "2016-W21", "yesterday"), or None.

    Words that count from the day of writing need the day on which the article was published.
    """
    words = _BEFORE.sub("", " ".join(words.split()).strip(" .,"))
    if of := _WEEK_OF.fullmatch(words):
        found = read_date(of[1], published)
        return found and (start_of(found[0], "week"), "week")
    try:
        if iso := _ISO.fullmatch(words):
            year, month, day = (int(part) if part else 0 for part in iso.groups())
            return date(year, month or 1, day or 1), "day" if day else "month" if month else "year"
        if week := _WEEK.fullmatch(words):
            return date.fromisocalendar(int(week[1]), int(week[2]), 1), "week"
    except ValueError:
        return None
    day, precision = normalised(words, published)
    return (start_of(date.fromisoformat(day), precision), precision) if day else None


def start_of(day: date, precision: str) -> date:
    """The first day of the week, month or year around a day."""
    if precision == "week":
        return date.fromordinal(max(day.toordinal() - day.weekday(), 1))
    if precision == "month":
        return day.replace(day=1)
    if precision == "year":
        return day.replace(month=1, day=1)
    return day


def write_date(day: date | None, precision: str) -> str:
    """A date as people read it: "24 May 2016", "week of 23 May 2016", "May 2016", "2016"."""
    if day is None:
        return ""
    whole = f"{day.day} {day:%B} {day.year}"
    return {"week": f"week of {whole}", "month": f"{day:%B} {day.year}", "year": str(day.year)}.get(precision, whole)


def read_number(words: str) -> int | None:
    """How many some words say: "at least 1,200 people", "thirty-one"; None for "dozens" and what tells no number."""
    if digits := _DIGITS.search(words):
        number = float(re.sub(r"\D", "", digits[1]) + (digits[2] or ""))
        after = words[digits.end() :].split()
        number *= _SCALES.get(after[0].lower(), 1) if after else 1
        return round(number) if number <= LARGEST else None
    if _NOBODY.search(words):
        return 0
    spelled = _spelled(re.findall(r"[a-z]+", words.lower()))
    return spelled if spelled is None or spelled <= LARGEST else None


def _spelled(words: list[str]) -> int | None:
    """A number in words; "a" and "an" are one only where a number begins ("a hundred", "a man")."""
    total, current, started = 0, 0, False
    for word in words:
        if word in _SMALL and not (started and word in ("a", "an")):
            current += _SMALL[word]
            started = True
        elif word in _SCALES and started:
            current *= _SCALES[word]
            if word != "hundred":
                total, current = total + current, 0
        elif started and word != "and":
            break
    return total + current if started else None

"""How many were killed and injured, as the clause of an event word counts them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from annotations.pipeline.inflect import verb_forms
from annotations.pipeline.line import Line
from annotations.pipeline.wordlist import word_set
from articles.text import Span

_UNITS = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
_WORDS = {word: number for number, word in enumerate(f"{_UNITS} eighteen nineteen".split(), start=1)}
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_WORDS |= {word: number * 10 for number, word in enumerate(_TENS.split(), start=2)}
_DIGITS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,7}")
# "at least 39", "more than 60 people"
_ABOUT = word_set("at least more than about around some up to nearly over almost as many another a further the only")
_NO_PEOPLE = word_set(
    """
    % percent per year years month months week weeks day days hour hours minute minutes metre metres meter meters mile
    miles km kilometres kilometers times dogs cattle animals birds fish sheep million billion
    """
)
_KILLED = frozenset(
    form
    for verb in ("kill", "murder", "slaughter", "massacre", "slay", "behead", "execute")
    for form in verb_forms(verb)
)
_INJURED = word_set("injured wounded hurt")
_INJURING = frozenset(form for verb in ("injure", "wound", "hurt") for form in verb_forms(verb))
_REACH = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Toll:
    """Numbers with the words that say them; None where nothing is said."""

    dead: tuple[int, Span] | None = None
    injured: tuple[int, Span] | None = None


NO_TOLL = Toll()


def toll_of(line: Line, first: int, last: int, end: int, subject: Span | None) -> Toll:
    """The toll that belongs to the event word first to last; `end` is where its say ends."""
    dead = None
    if line.lower[first] in _KILLED:
        if subject is not None:
            opening = line.token_at(subject.start)
            alone = _numbers(line, opening, first) == 1 and line.lower[max(opening - 1, 0)] != "and"
            dead = _number_at(line, opening, first) if alone else None
        else:
            opening = last + 1
            if opening < end and line.lower[opening] == "of":
                opening += 1
            dead = _number_at(line, opening, end)
    if dead is None:
        dead = _left_dead(line, last + 1, end)
    injured = _injured(line, last + 1, end)
    return Toll(dead=dead, injured=injured) if dead or injured else NO_TOLL


def _numbers(line: Line, first: int, after: int) -> int:
    return sum(_value(line.lower[index]) is not None for index in range(first, after))


def _number_at(line: Line, at: int, end: int) -> tuple[int, Span] | None:
    """The number of people that a phrase begins with."""
    limit = min(end, at + 5)
    while at < limit and line.lower[at] in _ABOUT:
        at += 1
    if at >= limit:
        return None
    number = _value(line.lower[at])
    follows = line.lower[at + 1] if at + 1 < len(line) else ""
    if number is None or follows in _NO_PEOPLE or follows in ("-", "–", "of"):
        return None
    return number, line.span(at, at + 1)


def _value(word: str) -> int | None:
    if word in _WORDS:
        return _WORDS[word]
    if _DIGITS.fullmatch(word):
        return int(word.replace(",", ""))
    return None


def _left_dead(line: Line, at: int, end: int) -> tuple[int, Span] | None:
    """ "... left at least 39 people dead", with one number only."""
    left = next((index for index in range(at, min(end, at + _REACH)) if line.lower[index] in _LEFT), None)
    if left is None:
        return None
    for index in range(left + 1, min(end, left + _REACH)):
        if line.lower[index] == "dead" and line.tags[index].startswith("JJ"):
            return _number_at(line, left + 1, index) if _numbers(line, left, index) == 1 else None
    return None


_LEFT = word_set("left leaving leave leaves")


def _injured(line: Line, at: int, end: int) -> tuple[int, Span] | None:
    """ "... and wounding more than 60", "... and 60 others were injured"."""
    for index in range(at, min(end, at + 2 * _REACH)):
        word = line.lower[index]
        if word in _INJURING and (number := _number_at(line, index + 1, end)) is not None:
            return number
        if word in _INJURED:
            for back in range(index - 1, max(at - 1, index - 5), -1):
                if line.lower[back] not in ("and", ",") and (number := _number_at(line, back, index)) is not None:
                    return number
            return None
    return None

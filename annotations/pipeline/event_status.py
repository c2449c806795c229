"""Whether an event happened, is alleged or is planned, where the words beside it say so plainly."""

from __future__ import annotations

from annotations.pipeline.line import Line
from annotations.pipeline.wordlist import word_set

_PLANNED_BEFORE = word_set("planned upcoming forthcoming scheduled planning plotting foiled thwarted looming next")
_ALLEGED_BEFORE = word_set("alleged suspected apparent reported purported supposed")
_ALLEGED_NEAR = word_set("allegedly reportedly apparently purportedly supposedly")
_AHEAD = word_set("expected planned planning scheduled due set going plan plans intend intends preparing threatened")
BEING = word_set("is are was were be been being has have had")
_BORDERS = frozenset((",", ";", ":", "—", "–")) | word_set(
    "who which that where when while but because if as after before"
)


def status_of(line: Line, first: int, last: int, start: int, end: int, *, is_verb: bool) -> str:
    """Whether an event is told as something that happened, is alleged or is planned."""
    before = line.lower[max(start, first - 4) : first]
    near = line.lower[max(start, first - 6) : min(end, last + 4)]
    if any(word in _ALLEGED_NEAR for word in near) or (before and before[-1] in _ALLEGED_BEFORE):
        return "alleged"
    if any(word in ("accused", "suspected", "allegations", "accusations") for word in before):
        return "alleged"
    if is_verb and first == start:
        return "happened"
    if is_verb:
        helper = first - 1
        while helper > start and (line.lower[helper] in BEING or line.tags[helper][:2] == "RB"):
            helper -= 1
        if line.lower[helper] in ("will", "shall", "'ll", "’ll", "wo") and helper >= start:
            return "planned"
        if line.lower[helper] == "to" and helper > start and line.lower[helper - 1] in _AHEAD:
            return "planned"
        return "happened"
    if any(word in _PLANNED_BEFORE for word in before[-2:]):
        return "planned"
    return "planned" if _is_ahead(line, last + 1, end) else "happened"


def _is_ahead(line: Line, at: int, end: int) -> bool:
    """ "The talks will begin", "more raids are expected": the verb right after a noun puts it in the future."""
    for index in range(at, min(at + 6, end)):
        if line.lower[index] in ("will", "'ll", "’ll"):
            return True
        if line.lower[index] in BEING:
            return any(word in _AHEAD for word in line.lower[index + 1 : min(index + 3, end)])
        if line.lower[index] in _BORDERS or line.is_verb(index):
            return False
    return False

"""Verbs that only say that somebody did what their noun names: "carry out attacks", "launch an offensive"."""

from __future__ import annotations

from annotations.pipeline.inflect import verb_forms
from annotations.pipeline.line import Line

_DOING = frozenset(
    form
    for verb in ("carry out", "launch", "conduct", "stage", "mount", "commit", "perpetrate", "unleash")
    for form in verb_forms(verb)
)


def light_verb_before(line: Line, noun: int, start: int) -> int | None:
    """The verb of "carry out attacks", "launch an offensive": one that only says that somebody did the noun."""
    index = noun - 1
    while index > start and line.tags[index].startswith(("DT", "JJ", "CD", "NN", "POS", "PRP$", "HYPH")):
        index -= 1
    if index < start:
        return None
    if line.lower[index] == "out" and index > start:
        index -= 1
        return index if f"{line.lower[index]} out" in _DOING else None
    return index if line.lower[index] in _DOING and line.is_verb(index) else None

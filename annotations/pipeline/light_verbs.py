"""Verbs that only say that somebody did what their noun names: "carry out attacks", "claim responsibility for"."""

from __future__ import annotations

from annotations.pipeline.event_words import HAVING
from annotations.pipeline.inflect import verb_forms
from annotations.pipeline.line import Line
from annotations.pipeline.wordlist import word_set

_DOING = frozenset(
    form
    for verb in ("carry out", "launch", "conduct", "stage", "mount", "commit", "perpetrate", "unleash")
    for form in verb_forms(verb)
)
_CLAIMING = frozenset(form for verb in ("claim", "take", "accept") for form in verb_forms(verb))
_CLAIMED = word_set("responsibility credit")


def light_verb_before(line: Line, noun: int, start: int) -> int | None:
    """The verb of "carry out attacks", "launch an offensive", "claim responsibility for the attack"."""
    index = noun - 1
    while index > start and line.tags[index].startswith(("DT", "JJ", "CD", "NN", "POS", "PRP$", "HYPH")):
        index -= 1
    if index < start:
        return None
    if line.lower[index] == "out" and index > start:
        index -= 1
        return index if f"{line.lower[index]} out" in _DOING else None
    if line.lower[index] == "for" and index - 2 >= start and line.lower[index - 1] in _CLAIMED:
        return index - 2 if line.lower[index - 2] in _CLAIMING else None
    if line.lower[index] in verb_forms("claim"):  # but "they claimed attacks had stopped"
        goes_on = noun + 1 < len(line) and line.tags[noun + 1].startswith(("VB", "MD"))
        return index if line.is_verb(index) and not goes_on else None
    return index if line.lower[index] in _DOING and line.is_verb(index) else None


def light_verb_after(line: Line, subject_end: int, end: int) -> bool:
    """Whether such a verb follows the subject of a relative clause: "the atrocities that Isis has committed"."""
    index = subject_end
    while index < end and (line.lower[index] in HAVING or line.tags[index][:2] == "RB"):
        index += 1
    if index >= end:
        return False
    word = line.lower[index]
    return word in _DOING or (line.lower[index + 1 : index + 2] == ["out"] and f"{word} out" in _DOING)

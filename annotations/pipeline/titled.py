"""People that the words before them give away: "Colonel Bastien Orlec", "the interior minister, Teodor Hask,"."""

from __future__ import annotations

import re

from annotations.pipeline import cues
from annotations.pipeline.gazetteer import known_names
from annotations.pipeline.name_context import common_words
from annotations.pipeline.name_rules import Name

_NAME = r"[^\W\d_a-zß-öø-ÿ][\w’'-]+"
_FULL = rf"({_NAME}(?: (?:(?:al|el|bin|ibn|van|von|de|der|di|da|du|ould) )?{_NAME}){{0,2}})"
# Titles that are not also the beginning of a body's name, as General, Major and Justice are.
_TITLE = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|Prof|Gen|Col|Lt|Maj|Capt|Sgt|Sen|Gov|Rev|Cmdr|Spc)\.? "
    + _FULL
    + r"|\b(?:President|Colonel|Captain|Sergeant|Commander|Minister|Senator|Mayor|Governor|Ambassador|Sheikh|Imam"
    r"|Ayatollah|Mullah|Bishop|Archbishop|Cardinal|Judge|Inspector|Chancellor|Professor|Doctor|Brigadier|Lieutenant|Congressman"
    r"|Congresswoman|Spokesman|Spokeswoman|Secretary) " + _FULL
)
_OFFICE = re.compile(
    rf"\b([A-Za-z-]+)(?: (?:of|for|to|in|at) [^,.;:\n“”\"]{{1,40}})?, {_FULL}(?=[,.]| (?:said|says|added|told)\b)"
)


def find_titled(text: str) -> list[Name]:
    """Names of people told by a title before them, or by an office and a comma."""
    found = []
    for match in _TITLE.finditer(text):
        group = 1 if match.group(1) else 2
        _add(found, text, match.start(group), match.end(group))
    for match in _OFFICE.finditer(text):
        if match.group(1).lower() in cues.PEOPLE and " " in match.group(2):
            _add(found, text, match.start(2), match.end(2))
    return found


def _add(found: list[Name], text: str, start: int, end: int) -> None:
    for possessive in ("'s", "’s"):
        if text.endswith(possessive, start, end):
            end -= 2
    while (word := text[start:end].partition(" ")[0]).lower() in cues.TITLES:  # "Maj. | Gen. Gary Volesky"
        start += len(word) + 1
    if start >= end:
        return
    words = text[start:end].split()
    known = known_names().get(text[start:end])
    if known is not None and known.label != "PERSON":
        return
    if any(word.lower() in common_words() or word in known_names() for word in words if word[0].isupper()):
        return
    found.append(Name(start, end, "person", "PERSON", "titled"))

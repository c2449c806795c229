"""Looking up the known names in a text: fast enough for long ones, longest name first at each place."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache

from annotations.pipeline.gazetteer import Known, known_names
from annotations.pipeline.labels import KIND_OF_LABEL
from annotations.pipeline.name_rules import Name

# A capitalised word, or one with an Arabic article before the hyphen. The known names are looked up from here.
CAPITAL = re.compile(r"(?<![^\W_])(?:[^\W\d_a-zß-öø-ÿ]|(?:al|el|an|as|ar|ash|at|ad|az)[- ](?=[^\W\d_a-zß-öø-ÿ]))")


@cache
def _by_first_word() -> dict[str, list[tuple[str, Known]]]:
    """The known names by their first word, longest first."""
    index: dict[str, list[tuple[str, Known]]] = defaultdict(list)
    for surface, known in known_names().items():
        index[first_word(surface, 0)].append((surface, known))
    return {word: sorted(entries, key=lambda entry: -len(entry[0])) for word, entries in index.items()}


_FIRST_WORD = re.compile(r"[^\W_]+")


def first_word(text: str, at: int) -> str:
    match = _FIRST_WORD.match(text, at)
    return match.group() if match else text[at : at + 1]


def find_listed(text: str) -> list[Name]:
    """Every known name in the text, longest first at each place, none inside another."""
    index = _by_first_word()
    shouting = _shouting_lines(text)
    names: list[Name] = []
    behind = 0
    for match in CAPITAL.finditer(text):
        at = match.start()
        if at < behind:
            continue
        for surface, known in index.get(first_word(text, at), ()):
            end = at + len(surface)
            if text.startswith(surface, at) and ends_word(text, end):
                if not (surface.isupper() and any(first <= at < last for first, last in shouting)):
                    names.append(Name(at, end, KIND_OF_LABEL[known.label], known.label, "listed", known))
                    behind = end
                break
    return names


def _shouting_lines(text: str) -> list[tuple[int, int]]:
    """Lines in capitals, where an acronym cannot be told from a word."""
    return [
        match.span()
        for match in _LINE.finditer(text)
        if len(match.group()) >= 12 and not _LOWER.search(match.group()) and len(_CAPITALS.findall(match.group())) > 1
    ]


_LINE = re.compile(r"[^\n]+")
_LOWER = re.compile(r"[a-z]")
_CAPITALS = re.compile(r"[A-Z]{4,}")


def ends_word(text: str, end: int) -> bool:
    """Whether no letter or digit goes on at this place."""
    return end >= len(text) or not (text[end].isalnum() or text[end] == "_")

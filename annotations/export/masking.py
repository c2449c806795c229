"""Hide the names of the protected: same length, so that every offset stays valid.

Masked are the words tagged as a protected mention (pronouns excepted), and every other place where a protected name
stands, tagged or not; for a person, each longer word of the name too. Rather a word too many than one too few.
"""

from collections.abc import Iterable

import regex

BLOCK = "█"

_WORD = regex.compile(r"[\p{L}\p{M}\p{N}'’-]+")
# Only scripts that put spaces between words, and nothing before a name, can ask for a word's edge.
_SPACED = regex.compile(r"[\p{Latin}\p{Greek}\p{Cyrillic}\p{N}]")
_SHORTEST_WORD = 3
_COMMON = frozenset(
    ["the", "and", "sir", "mrs", "miss", "von", "van", "der", "den", "del", "dos", "das", "las", "los", "bin", "ibn"]
)


def hide(words: str) -> str:
    """Blocks in place of every character."""
    return BLOCK * len(words)


def words_of_name(name: str) -> list[str]:
    """The words of a person's name that would give it away by themselves."""
    return [word for word in _WORD.findall(name) if _telling(word)]


def _telling(word: str) -> bool:
    if not _SPACED.match(word):
        return len(word) > 1
    return len(word) >= _SHORTEST_WORD and not word[0].islower() and word.lower() not in _COMMON


class Mask:
    """The protected names of one article; an empty mask changes nothing."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        found = sorted({" ".join(name.split()) for name in names if name.strip()}, key=lambda name: (-len(name), name))
        self._names = regex.compile("|".join(map(_pattern, found)), regex.IGNORECASE) if found else None

    def __bool__(self) -> bool:
        return self._names is not None

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where protected names stand in a text."""
        return [] if self._names is None else [match.span() for match in self._names.finditer(text)]

    def string(self, text: str) -> str:
        """Any other string, with the protected names in it hidden."""
        return text if self._names is None else self._names.sub(lambda match: hide(match[0]), text)

    def data(self, value):
        """Strings anywhere inside JSON data, keys excepted."""
        if isinstance(value, str):
            return self.string(value)
        if isinstance(value, dict):
            return {key: self.data(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [self.data(inner) for inner in value]
        return value


def merge(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans in order, those that touch or overlap made one."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def blank(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text with these spans hidden; its length does not change."""
    parts: list[str] = []
    at = 0
    for start, end in merge(spans):
        parts += [text[at:start], hide(text[start:end])]
        at = end
    return "".join([*parts, text[at:]])


def _pattern(name: str) -> str:
    inner = r"\s+".join(regex.escape(word) for word in name.split(" "))
    before = r"(?<![\p{L}\p{M}\p{N}])" if _SPACED.match(name[0]) else ""
    after = r"(?![\p{L}\p{M}\p{N}])" if _SPACED.match(name[-1]) else ""
    return before + inner + after

"""Whether the words around a person's mention say that being named may put them in danger. Pure.

It only prompts: somebody reads the passage and decides. So a word too few is worse than one too many, within reason:
singular words for a role, and close to the name, for "the victims" are in half of all sentences on an attack.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

Span = tuple[int, int]

NEAR = 5  # words on either side, within the sentence
MENTIONS = 50  # of one person are looked at; what is said of somebody is mostly said at first
_LOOK = 100  # characters in which to find the words near a name
_ADULT = 18


@dataclass(frozen=True, slots=True)
class Exposure:
    """Why to ask, and the words that say so."""

    who: str
    words: str


def _any(*words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{'|'.join(words)})(?![\w-])", re.IGNORECASE)


WORDS: dict[str, re.Pattern[str]] = {
    "minor": _any(
        "teenager", "teenage", "schoolgirl", "schoolboy", "schoolchild", "pupil", "child", "toddler", "orphan", "boy",
        "girl", "underage", "juvenile", "a minor(?=[,.;:)]| who| and|$)",
    ),
    "victim": _any(
        "victim", "survivor", "hostage", "captive", "raped", "kidnapped", "abducted", "trafficked", "tortured",
        "sexually assaulted", "sexually abused",
    ),
    "defector": _any("defector", "defected", "deserter", "deserted"),
    "activist": _any(
        "activist", "campaigner", "dissident", "whistle-?blower", "rights (?:defender|lawyer|monitor)",
        "protest (?:leader|organi[sz]er)",
    ),
}  # fmt: skip
# A word that each pattern above needs, so that most passages, which have none, are let go at once.
_NEEDED = frozenset(
    re.findall(
        r"\w+",
        "teenager teenage schoolgirl schoolboy schoolchild pupil child toddler orphan boy girl underage juvenile "
        "minor victim survivor hostage captive raped kidnapped abducted trafficked tortured sexually defector defected "
        "deserter deserted activist campaigner dissident whistleblower blower rights protest",
    )
)
_TOKEN = re.compile(r"[a-z]+|[0-9]+")
_AGE = re.compile(r"(?<![\w.,])(?:aged?\s+(\d{1,2})|(\d{1,2})[-\s]years?[-\s]old)(?![\w-])", re.IGNORECASE)
_AGE_AFTER_NAME = re.compile(r"^\s*(?:,\s*(\d{1,2})\s*[,.;]|\((\d{1,2})\))")
_SENTENCE = re.compile(r"[.!?…][\"”’)]*\s|\n")
_WORD = re.compile(r"\S+")


def exposed(text: str, spans: Sequence[Span], people: Sequence[Span] = ()) -> Exposure | None:
    """The reason to ask nearest to the first of a person's mentions that has one, or none.

    ``people`` are where anybody is named, in order: what is said beyond somebody else's name is about somebody else.
    """
    own = set(spans)
    for start, end in islice(spans, MENTIONS):
        left, right = _room(start, end, own, people)
        around = text[left:right].lower()
        if not any(token in _NEEDED or token.isdecimal() for token in _TOKEN.findall(around)):
            continue
        before = _last_words(text[left:start])
        after = _first_words(text[end:right])
        found = min(_reasons(before, text[start:end], after), key=lambda reason: reason[0], default=None)
        if found is not None:
            return found[1]
    return None


def _room(start: int, end: int, own: set[Span], people: Sequence[Span]) -> Span:
    """The part of the text around a mention that no other person's name stands in."""
    left, right = max(0, start - _LOOK), end + _LOOK
    at = bisect_left(people, (start, end))
    for before in range(at - 1, -1, -1):
        if people[before][1] <= start and people[before] not in own:
            left = max(left, people[before][1])
            break
        if people[before][0] < left:
            break
    for after in range(at, len(people)):
        if people[after][0] >= end and people[after] not in own:
            right = min(right, people[after][0])
            break
        if people[after][0] > right:
            break
    return left, right


def _reasons(before: str, words: str, after: str) -> Iterator[tuple[int, Exposure]]:
    """What says so, each with how far from the name it stands."""
    for match in chain(_AGE.finditer(before), _AGE.finditer(after), _AGE_AFTER_NAME.finditer(after)):
        if int(next(filter(None, match.groups()))) < _ADULT:
            far = len(before) - match.end() if match.string is before else match.start()
            yield far, Exposure("minor", match[0].strip(" ,.;()"))
    for who, pattern in WORDS.items():
        for match in pattern.finditer(before):
            yield len(before) - match.end(), Exposure(who, match[0])
        for match in pattern.finditer(after):
            yield match.start(), Exposure(who, match[0])
        for match in pattern.finditer(words):
            yield 0, Exposure(who, match[0])


def _last_words(text: str) -> str:
    ends = [match.end() for match in _SENTENCE.finditer(text)]
    words = list(_WORD.finditer(text, ends[-1] if ends else 0))[-NEAR:]
    return text[words[0].start() :] if words else ""


def _first_words(text: str) -> str:
    stop = _SENTENCE.search(text)
    text = text[: stop.start() + 1] if stop else text
    words = list(_WORD.finditer(text))[:NEAR]
    return text[: words[-1].end()] if words else ""

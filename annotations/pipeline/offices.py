"""Who holds an office in a text: "the minister" is the one who was called a minister last."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from itertools import pairwise

from annotations.pipeline import cues
from annotations.pipeline.name_rules import Name
from annotations.pipeline.wordlist import word_set

_WORDS = re.compile(r"[a-z-]+")
# "Minister of the Interior, Teodor Hask", "President Ventrik", "Commission chairman Colonel Brandt".
_BEFORE = re.compile(
    r"\b([A-Za-z-]+)(?=(?: (?:of|for) (?:the )?[A-Z][\w’'-]*(?: (?:and )?[A-Z][\w’'-]*){0,3})?,? (?:[A-Z][a-z]+\.? )?$)"
)
# "Gov. Lou Deveraux", "Sen. Dale Hartwick": titles as papers shorten them.
_SHORT = re.compile(r"\b(Gov|Sen|Rep|Gen|Col|Capt|Sgt|Prof|Dr|Amb|Pres|Lt\. Gov)\. (?:[A-Z][\w.]* )?$")
_IN_FULL = {
    "Gov": ("governor",),
    "Sen": ("senator", "lawmaker"),
    "Rep": ("representative", "congressman", "congresswoman", "lawmaker"),
    "Gen": ("general",),
    "Col": ("colonel",),
    "Capt": ("captain",),
    "Sgt": ("sergeant",),
    "Prof": ("professor",),
    "Dr": ("doctor",),
    "Amb": ("ambassador",),
    "Pres": ("president",),
}
_DESCRIPTION = re.compile(r", ((?:the |a |an |its |his |her |their |who is |\d+, )[^,.;\n“”\"]*)")
# Words of office that one person at a time holds; of "official" or "man" there may be many.
_OFFICES = (cues.TITLES & cues.PEOPLE) | word_set(
    """
    chancellor spokesman spokeswoman spokesperson prosecutor lawyer engineer chairman chairwoman president minister
    premier ambassador envoy commander general colonel judge mayor governor director doctor nurse professor observer
    candidate leader author teacher farmer widow activist senator representative congressman congresswoman lawmaker
    justice sheriff clerk treasurer commissioner superintendent councilman councilwoman nominee incumbent speaker
    captain sergeant
    """
)
_ONE_AT_A_TIME = word_set("president governor mayor sheriff premier chancellor treasurer superintendent")


class Offices:
    """For each word of office, where in the text a person is given it, and which group that person is."""

    def __init__(self, text: str, people: list[tuple[Name, int]]) -> None:
        self._held: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for name, group in people:
            before = text[max(name.start - 60, 0) : name.start]
            after = text[name.end : name.end + 80]
            words = set()
            for match in _BEFORE.finditer(before):
                words |= {match.group(1).lower(), _two_words(before[: match.end(1)])}
            if short := _SHORT.search(before):
                words.update(_IN_FULL.get(short.group(1), ()))
            if described := _DESCRIPTION.match(after):
                said = _WORDS.findall(described.group(1).lower())
                words.update(said, map(" ".join, pairwise(said)))
            for word in words:
                if word.rpartition(" ")[2] in _OFFICES:
                    self._held[word].append((name.start, group))

    def holder(self, office: str, description: str, at: int) -> int | None:
        """The group of the person last given this office before a place in the text.

        "The foreign secretary" is the one who was called that, if anybody was, and not the secretary of state.

        "The mayor of Altdorf resigned ... Mayor George Calloway said": of the offices that one at a time holds, the
        only holder in the text will do where nobody held it before.
        """
        held = self._held.get(_two_words(description)) or self._held.get(office, ())
        index = bisect_left(held, at, key=lambda item: item[0]) - 1
        if index >= 0:
            return held[index][1]
        ahead = {group for _, group in held}
        return ahead.pop() if office in _ONE_AT_A_TIME and len(ahead) == 1 else None


def _two_words(text: str) -> str:
    return " ".join(_WORDS.findall(text.lower())[-2:])

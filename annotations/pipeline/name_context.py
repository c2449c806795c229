"""What stands around a name says what it is: "Teodor Hask, the minister", "told the Reckoner", "the town of Gersk"."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from functools import cache

from annotations.pipeline import cues
from annotations.pipeline.gazetteer import LISTS, first_names
from annotations.pipeline.inflect import noun_forms
from annotations.pipeline.labels import DEMONYM, KIND_OF_LABEL
from annotations.pipeline.name_rules import BODY_ENDS, Name
from annotations.pipeline.wordlist import word_set

_REACH = 70
_LAST_WORD = re.compile(r"([A-Za-z][\w.’'-]*)[\s\u200e\u200f]+$")
_DESCRIPTION = re.compile(
    r",? (?:\([^)\n]{0,30}\) )?(?:is |was )?,? ?(?:an?|the|its|his|her|their|one of) ([^,.;:\n“”\"()]{3,60})"
)
_AGE = re.compile(r", (?:aged )?\d{1,2}(?:,|\.|$| )")
_PLACE_NOUNS = word_set("""
    city town village province district region capital river island suburb county country kingdom republic port
    state neighbourhood neighborhood valley mountain lake street square border
    """)
PLACE_NOUNS = frozenset(form for noun in _PLACE_NOUNS for form in noun_forms(noun))
_GROUP_NOUNS = word_set("""
    group movement militia party organisation organization company firm agency newspaper charity ministry
    faction network operator wing alliance site website magazine broadcaster bank union militants gunmen
    insurgents rebels
    """)
GROUP_NOUNS = frozenset(form for noun in _GROUP_NOUNS for form in noun_forms(noun)) | cues.BODIES
_ENDS_OF_HEAD = word_set("of in at for from to with on by near who which that whose where and based known called")
_SAYS = re.compile(r" (?:said|says|told|added|asked|replied|wants|thinks|believes|laughed|smiled|nodded|shrugged)\b")
# Titles that come before a name; the rest of `cues.TITLES` are parts of longer ones ("former", "foreign").
_HONOURS = cues.TITLES - word_set("""
    former vice deputy senior foreign finance defence defense interior field tech. rt hon head press air army
    navy marine force command staff special st. saint st leader minister ministers chief master state crown
    """)
_NAMED = re.compile(r"\bnames?(?:,| as| is| was| only as)? [“\"‘']?$|\bnicknamed [“\"‘']?$")
_APPOSED = re.compile(r"\b([A-Za-z-]+)(?: (?:to|of|for|at|in|with) (?:the )?[\w’'-]+){0,4}, $")
_DATELINE = re.compile(r"[,(][^\n]{0,60} [-–—] |[^\n]{0,12}[-–—] ")
_FIGHTERS = re.compile(
    r" (?:fighters?|militants?|defectors?|operatives?|gunmen|rebels?|cells?|insurgents?|militiamen|lawmakers?"
    r"|commanders?)\b"
)
_HE = re.compile(r",? who\b")
_OF_PLACE = re.compile(r"\b(?:" + "|".join(sorted(PLACE_NOUNS)) + r") of $", re.IGNORECASE)
_AT_PLACE = re.compile(
    r"(?:^|[\s(])(?:[Ii]n|[Nn]ear|[Oo]utside|[Aa]cross|[Aa]round|[Tt]hroughout|[Ii]nside|"
    r"(?:[Nn]orth|[Ss]outh|[Ee]ast|[Ww]est) of) (?:the )?$"
)


def reconsider(text: str, names: list[Name]) -> None:
    """Change the kind of unlisted names where what surrounds their mentions speaks clearly for another."""
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for name in names:
        if name.known is None and name.label != DEMONYM and not _is_settled(text, name):
            vote = _vote(text, name)
            if vote is not None:
                votes[text[name.start : name.end]][vote[0]] += vote[1]
    for name in names:
        if name.known is not None or name.label == DEMONYM:
            continue
        counted = votes.get(text[name.start : name.end])
        if counted:
            (label, weight), *others = counted.most_common()
            if weight >= 2 and (not others or weight > others[0][1]) and name.kind != "event":
                name.label, name.kind = label, KIND_OF_LABEL[label]


def _is_settled(text: str, name: Name) -> bool:
    """Names whose own words say enough: "Robert Knox", "the Social Democrats"."""
    surface = text[name.start : name.end]
    first, _, rest = surface.partition(" ")
    if name.kind == "event":
        return True
    return bool(rest) and (
        (name.kind == "person" and first in first_names())
        or (name.kind == "group" and BODY_ENDS.search(surface) is not None)
    )


def _vote(text: str, name: Name) -> tuple[str, int] | None:
    """A label and how strongly it is meant, from one mention; None where nothing speaks."""
    before = text[max(name.start - _REACH, 0) : name.start]
    after = text[name.end : name.end + _REACH]
    if match := _LAST_WORD.search(before):
        word = match.group(1).lower()
        if word in _HONOURS:
            return "PERSON", 3
        if word in cues.PEOPLE and word not in ("people", "police"):
            return "PERSON", 2
        if word in PLACE_NOUNS and not match.group(1)[0].isupper():
            return "PLACE", 2
    if _NAMED.search(before):
        return "PERSON", 3
    if name.kind == "place" and (match := _APPOSED.search(before)) and match.group(1).lower() in cues.PEOPLE:
        return "PERSON", 3
    if text[name.start : name.end].isupper() and _is_dateline(text, name):
        return "PLACE", 3
    if _OF_PLACE.search(before):
        return "PLACE", 3
    if name.kind == "person" and _AGE.match(after):
        return "PERSON", 3
    if match := _DESCRIPTION.match(after):
        head = _head_of(match.group(1))
        if head in cues.PEOPLE and head not in ("people", "member", "members"):
            return "PERSON", 3
        if head in GROUP_NOUNS:
            return "ORG", 3
        if head in PLACE_NOUNS:
            return "PLACE", 3
    if before.endswith((" the ", "\nthe ")) and name.kind == "person":
        return "ORG", 2
    if _FIGHTERS.match(after) and name.kind != "group":
        return "ORG", 2
    if _SAYS.match(after) or _HE.match(after):
        return ("PERSON", 2) if name.kind == "place" and " " in text[name.start : name.end] else (name.label, 1)
    if _AT_PLACE.search(before):
        return "PLACE", 1
    return None


def _is_dateline(text: str, name: Name) -> bool:
    """ "KETSELA, Velmaria, May 14 (Northline) -" at the start of a line."""
    return (name.start == 0 or text[name.start - 1] == "\n") and _DATELINE.match(text, name.end) is not None


def _head_of(description: str) -> str:
    """The noun that a description is about: the last word before any preposition or clause."""
    head = ""
    for word in re.findall(r"[A-Za-z][\w’'-]*", description):
        if word.lower() in _ENDS_OF_HEAD:
            break
        head = word.lower()
    return head.removesuffix("'s").removesuffix("’s")


@cache
def common_words() -> frozenset[str]:
    """Words that are hardly ever names."""
    text = (LISTS / "common_words.txt").read_text(encoding="utf-8")
    return frozenset(word for line in text.splitlines() if not line.startswith("#") for word in line.split())


_OPENS = re.compile(r"(?:^|[.!?:…]['\"”’)]*\s+|[\n“\"‘(\[•*–—-]\s*)$")


def opens_sentence(text: str, at: int) -> bool:
    """Whether a capital letter here says nothing, because anything would have one."""
    return _OPENS.search(text, max(at - 6, 0), at) is not None or at == 0

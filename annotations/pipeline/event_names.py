"""Whom a phrase beside an event word names: the name it is, or the one whose people it speaks of."""

from __future__ import annotations

from annotations.pipeline.gazetteer import countries
from annotations.pipeline.labels import DEMONYM
from annotations.pipeline.name_rules import Name
from annotations.pipeline.speakers import Phrase
from annotations.pipeline.wordlist import word_set

_PREPOSITIONS = frozenset(("of", "for", "in", "at", "from", "to", "with", "on", "by", "near", "against"))
# What a country has and no other body of that people: "Turkish forces" are Turkey's, "Turkish fighters" anybody's.
_OF_A_STATE = word_set("""
    forces force troops troop soldiers soldier military army navy police jets jet warplanes warplane aircraft planes
    plane drones drone artillery government authorities warships commandos paratroopers marines airmen
    """)
_ARMS = word_set("military armed security special air ground naval police government riot border fighter army 's ’s")
_OF_FIGHTERS = word_set("tactical foreign senior key local command weapons fighting combat suspected")
# People and things of a group: "Isis terrorists", "Hamas positions", "members of the Peshmerga".
_OF_A_GROUP = _OF_A_STATE | word_set("""
    fighters fighter militants militant gunmen gunman militia militias militiamen rebels rebel insurgents insurgent
    terrorists terrorist extremists extremist jihadists jihadist operatives operative members member commanders
    commander leaders leader targets target positions position bases base strongholds stronghold headquarters vehicles
    vehicle tanks facilities cells cell units unit convoy supporters recruits snipers bombers
    """)
_MEN = word_set("members member fighters fighter militants gunmen forces troops soldiers commanders supporters units")
_OF = (" of ", " of the ", " from ", " from the ")


def all_named(text: str, phrase: Phrase, names: list[Name]) -> list[Name]:
    """The name that a phrase is, and those that "and" joins to it."""
    name = _named(text, phrase, names)
    found = [] if name is None else [name]
    for other in names:
        if found and other.end <= phrase.end and text[found[-1].end : other.start] in (" and ", " and the ", ", "):
            found.append(other)
    return found


def _named(text: str, phrase: Phrase, names: list[Name]) -> Name | None:
    """The name that a phrase is: its head's, "President Daniel Okoye", "the Syrian town of Dabiq"."""
    for name in names:
        if name.start <= phrase.head.start < name.end:
            return name
    last = names[-1] if names else None
    if last is None or last.end != phrase.end or last.start < phrase.start:
        return None
    lead = text[phrase.start : last.start].lower().split()
    if last.kind == "place":
        return last if last.start > phrase.head.start and lead[-1:] == ["of"] else None
    return None if _PREPOSITIONS.intersection(lead) else last


def acts(name: Name) -> bool:
    """A town does nothing; a country may."""
    return name.kind != "place" or (name.known is not None and name.known.name in countries())


def whose(text: str, phrase: Phrase, names: list[Name]) -> Name | None:
    """The body whose people or things are spoken of: "Isis fighters", "Turkish forces", "members of Hamas"."""
    head = phrase.head_word
    if head not in _OF_A_GROUP:
        return None
    before = [name for name in names if phrase.start <= name.start and name.end <= phrase.head.start]
    if before:
        name = before[-1]
        if name.kind not in ("group", "place") or (name.kind == "place" and not acts(name)):
            return None
        between = text[name.end : phrase.head.start].lower().split()
        is_state = name.kind == "place" or name.label == DEMONYM
        if is_state and head not in _OF_A_STATE:
            return None
        allowed = _ARMS if is_state else _ARMS | _OF_FIGHTERS
        return name if all(word in allowed for word in between) else None
    for name in names:
        if head in _MEN and name.kind == "group" and name.label != DEMONYM and name.start > phrase.head.end:
            return name if text[phrase.head.end : name.start] in _OF else None
    return None

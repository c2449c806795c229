"""Whom "he", "it" and "the official" mean: only the plain cases, for speakers."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Hashable
from dataclasses import dataclass

from annotations.pipeline import cues
from annotations.pipeline.name_rules import Name
from annotations.pipeline.speakers import Phrase
from annotations.pipeline.wordlist import word_set

# How far back, in characters, a pronoun looks for its subject and for any name at all.
SUBJECT_REACH = 2_000
NAME_REACH = 700
NAME_HANDICAP = 250
# The kind of a thing that carries words: no one, but what "it" means all the same.
CARRIER = "carrier"
_PREPOSITIONS = word_set("of for in at from to with on by near after about against")

DEFINITE = ("the ", "this ", "that ")
_DETERMINERS = (*DEFINITE, "a ", "an ", "one ", "another ", "his ", "her ", "their ", "its ", "our ", "my ")


@dataclass(slots=True, eq=False)
class Nominal:
    """Somebody who is spoken of but not named; joins the cast only when one of its mentions becomes a tag."""

    kind: str
    surface: str
    head: str
    plural: bool
    group: int | None = None


def name_in(text: str, phrase: Phrase, names: list[Name]) -> Name | None:
    """The name that a speaker's phrase is: its head's, or the person's before any preposition."""
    inside = [name for name in names if name.start < phrase.end and name.end > phrase.start]
    if not inside:
        return None
    for name in inside:
        if name.kind == "person" and not _owns(text, name, phrase):
            lead = text[phrase.start : max(name.start, phrase.start)].lower().split()
            if not any(word in _PREPOSITIONS for word in lead):
                return name
    for name in inside:
        if name.start <= phrase.head.start < name.end and name.label != "NORP":
            return name
        # "Turks say": a people speaks, an adjective does not
        if name.start == phrase.head.start and name.label == "NORP":
            return name
    return None


def _owns(text: str, name: Name, phrase: Phrase) -> bool:
    """ "Sanna's mum" is not Sanna."""
    return name.end < phrase.end and text[name.end : name.end + 2] in ("'s", "’s", "' ", "’ ")


def kind_of(phrase: Phrase) -> str:
    """A body is a group, whoever else speaks a person."""
    return "group" if phrase.head_word in cues.BODIES else "person"


def is_plural(phrase: Phrase) -> bool:
    word = phrase.head_word
    return (word.endswith("s") and not word.endswith("ss")) or word in ("people", "police", "men", "women")


class Antecedents:
    """Grammatical subjects and people's names in text order, each with what it means; pronouns look back to them.

    A subject is preferred: a name that is none counts as if it stood further away.
    """

    def __init__(self, people: list[tuple[int, Hashable]], genders: dict[Hashable, str]) -> None:
        self._people = people
        self._subjects: list[tuple[int, Hashable, str, bool, bool]] = []  # place, who, kind, plural, pronoun
        self._gender: dict[Hashable, str] = dict(genders)

    def add(self, at: int, who: Hashable, kind: str, *, plural: bool = False, pronoun: bool = False) -> None:
        insort(self._subjects, (at, who, kind, plural, pronoun), key=lambda subject: subject[0])

    def find(self, pronoun: str, at: int) -> Hashable | None:
        """Whom a pronoun at this place means, or None where it is not safe to say."""
        place, found = self._subject(pronoun, at)
        if pronoun not in cues.HE_OR_SHE:
            return found
        name_place, name = self._person(pronoun, at)
        if name is not None and (found is None or at - place > at - name_place + NAME_HANDICAP):
            found = name
        if found is not None:
            self._gender[found] = pronoun
        return found

    def _subject(self, pronoun: str, at: int) -> tuple[int, Hashable | None]:
        for index in range(bisect_left(self._subjects, at, key=lambda subject: subject[0]) - 1, -1, -1):
            place, who, kind, plural, is_pronoun = self._subjects[index]
            if at - place > SUBJECT_REACH:
                break
            if kind == CARRIER and pronoun not in cues.IT:
                continue
            if pronoun in cues.HE_OR_SHE:
                fits = kind == "person" and not plural and self._gender.get(who, pronoun) == pronoun
            elif pronoun in cues.IT:
                fits = kind in ("group", "place", CARRIER) and not plural
            else:
                fits = plural and not is_pronoun
            if fits:  # "a letter arrived ... it says": it is the letter, whoever wrote it
                return place, None if kind == CARRIER else who
        return -1, None

    def _person(self, pronoun: str, at: int) -> tuple[int, Hashable | None]:
        index = bisect_left(self._people, at, key=lambda person: person[0]) - 1
        while index >= 0 and at - self._people[index][0] <= NAME_REACH:
            place, who = self._people[index]
            if self._gender.get(who, pronoun) == pronoun:
                return place, who
            index -= 1
        return -1, None


def bare(surface: str) -> str:
    """A description without its determiner, in lower case."""
    lowered = surface.lower()
    for determiner in _DETERMINERS:
        if lowered.startswith(determiner):
            return lowered[len(determiner) :]
    return lowered

"""Event mentions: common nouns and verbs that tell of something that happened, from a lexicon, kept to the word itself.

Precision before recall. A verb must be a verb and no adjective ("captured soldiers"), a noun a noun; figures of speech
("declaration of war", "attack on his record", "heart attack") are passed over.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from annotations.pipeline.event_slots import UNTOLD, SlotReader, Slots
from annotations.pipeline.event_status import did_not_happen
from annotations.pipeline.event_words import STRIKES_DO
from annotations.pipeline.gazetteer import LISTS
from annotations.pipeline.inflect import noun_forms, verb_forms
from annotations.pipeline.light_verbs import light_verb_before
from annotations.pipeline.line import Line
from annotations.pipeline.speakers import can_speak, phrase_after
from annotations.pipeline.wordlist import word_set


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """A word or compound that tells of an event. Triggers of one concept are taken for mentions of one event."""

    start: int
    end: int
    type: str
    concept: str
    slots: Slots = UNTOLD


_FIGURES_BEFORE = word_set("""
    heart panic asthma anxiety verbal personal political publicity charm price trade bidding legal uphill court
    hunger-strike art fashion rhetorical media cyber box-office ratings media-led snowball pillow
    """)
_FIGURES_AFTER = {
    "attack": re.compile(r"ad|ads|dog|dogs|line|lines|helicopter|helicopters|aircraft|submarine|jet|jets|plan|planes"),
    "battle": re.compile(r"group|groups|plan|cry|lines?|space|damage|rhythm|drill|drills|buddy|buddies|staff|command"),
    "siege": re.compile(r"mentality"),
    "protest": re.compile(r"vote|votes|song|songs"),
    "rape": re.compile(r"seed|oil"),
    "blast": re.compile(r"furnace|radius"),
    "trial": re.compile(r"run|period|and"),
    "raid": re.compile(r"array"),
    "clash": re.compile(r"of"),
}
# Verbs used of anything: they need somebody harmed or a fight to follow them.
_FIGHT_AGAINST = word_set("against with for isis daesh militants rebels insurgents forces troops the kurds")
_FIGURE_OBJECTS = word_set(
    """
    cancer corruption poverty racism inflation disease diseases climate crime obesity discrimination back tears
    hunger
    """
    "fire fires fraud unemployment hard terrorism extremism"
)
# Concepts whose one-word nouns are mostly something else: they need more than themselves.
_VAGUE = frozenset(("armed strike", "armed operation"))
# What a participle describes rather than does something to.
_ATTRIBUTED = word_set(
    "position positions force forces season vehicle vehicles chance spirit words age men skills squad"
)
_IDIOMS_BEFORE = frozenset(("time", "view", "videos", "video", "film", "photos"))


def find_triggers(line: Line) -> list[Trigger]:
    """The event words of a paragraph, longest compound first, none inside another."""
    nouns, verbs = _lexicon()
    found: list[tuple[int, int, str, str]] = []
    index = 0
    size = len(line)
    lower, tags = line.lower, line.tags
    while index < size:
        word = lower[index]
        entry = None
        if word in nouns or word in verbs:
            entry = _match(line, index, nouns.get(word, ()), _noun_fits) or _match(
                line, index, verbs.get(word, ()), _verb_fits
            )
            if entry is not None and entry[2] in _VAGUE and entry[0] == 1 and not _is_done(line, index):
                entry = None
        if entry is None:
            index += 1
            continue
        length, event_type, concept = entry
        if did_not_happen(line, index):
            index += length
            continue
        if tags[index][:3] != "NNP" or line.words[index].islower():
            found.append((index, index + length - 1, event_type, concept))
        index += length
    if not found:
        return []
    reader = SlotReader(line, [(first, last) for first, last, _, _ in found])
    return [
        Trigger(
            start=line.starts[first],
            end=line.ends[last],
            type=event_type,
            concept=concept,
            slots=reader.read(first, last, event_type, concept),
        )
        for first, last, event_type, concept in found
    ]


def _match(line: Line, index: int, entries, fits) -> tuple[int, str, str] | None:
    for words, event_type, concept in entries:
        length = len(words)
        if line.lower[index : index + length] == words and fits(line, index, index + length - 1):
            return length, event_type, concept
    return None


def _noun_fits(line: Line, first: int, last: int) -> bool:
    tag = line.tags[last]
    word = line.lower[last]
    if not tag.startswith("NN") and not (tag == "VBG" and _is_determined(line, first)):
        # "the bloodshed" that the tagger takes for a verb: a word that is never one
        if not tag.startswith(("VB", "JJ")) or not first or word in _lexicon()[1]:
            return False
        if line.tags[first - 1] not in ("DT", "PRP$", "NN", "NNP", "JJ", "CD"):
            return False
        if tag.startswith("JJ") and last + 1 < len(line) and line.tags[last + 1].startswith(("NN", "JJ")):
            return False  # "the offensive remark"
    before = line.lower[first - 1] if first else ""
    after = line.lower[last + 1] if last + 1 < len(line) else ""
    if tag == "VBG" and word == "fighting" and after in ("for", "to", "over"):
        return False  # "women fighting for their rights"
    if before in _FIGURES_BEFORE or (
        before in ("-", "–") and first > 1 and line.lower[first - 2] in ("anti", "counter")
    ):
        return False
    singular = word.rstrip("s") if word not in _FIGURES_AFTER else word
    if singular == "execution" and (before == "and" or _is_of_no_person(line, last)):
        return False
    if tag == "NN" and after == "," and first and line.tags[first - 1] == "VBG":
        return False  # "using attack, bomber and fighter aircraft"
    figure = _FIGURES_AFTER.get(singular)
    if figure is not None and figure.fullmatch(after):
        return False
    # the first part of a compound names something else: "protest leader", "election official", "arrest warrant"
    return not (
        last + 1 < len(line)
        and line.tags[last + 1] in ("NN", "NNS")
        and line.lower[last + 1] not in _STILL_AN_EVENT
        and not line.lower[last + 1].endswith("day")
    )


# Nouns after a trigger that leave it an event: "election day", "attack yesterday", "bombing campaign".
_STILL_AN_EVENT = word_set("today yesterday campaign victim victims death deaths night week month attempt plot")


def _is_of_no_person(line: Line, last: int) -> bool:
    """ "the execution of airstrikes", "of the plan"."""
    at = last + 1
    if at >= len(line) or line.lower[at] != "of":
        return False
    phrase = phrase_after(line, at + 1, min(at + 8, len(line)))
    return phrase is not None and not can_speak(phrase) and phrase.head_word not in ("prisoners", "inmates", "hostages")


def _is_done(line: Line, index: int) -> bool:
    """ "carried out strikes", "Russian strikes", "an operation against Isis": a vague noun that means an event here."""
    after = line.lower[index + 1] if index + 1 < len(line) else ""
    if light_verb_before(line, index, 0) is not None:
        return line.lower[index] != "operations" or after in _WHERE  # "ships conduct operations" is no news
    if after == "against":
        return True
    if line.lower[index] not in noun_forms("strike"):
        return False
    if after in STRIKES_DO:
        return True
    before = index - 1
    return before >= 0 and (line.tags[before] == "NNP" or line.lower[before] in _WHO_STRIKES)


_WHERE = word_set("against in inside near across into")
_WHO_STRIKES = word_set("coalition israeli russian turkish american british french iranian saudi ukrainian syrian led")


def _is_determined(line: Line, index: int) -> bool:
    return index > 0 and (
        line.tags[index - 1] in ("DT", "PRP$", "POS", "JJ", "NN", "NNP", "NNS", "CD")
        or line.lower[index - 1] in ("of", "in", "by", "and", ",")
    )


def _verb_fits(line: Line, first: int, last: int) -> bool:
    tag = line.tags[first]
    word = line.lower[first]
    if not tag.startswith("VB"):
        return False
    after = line.lower[last + 1] if last + 1 < len(line) else ""
    if tag in ("VBN", "VBG") and last + 1 < len(line) and line.tags[last + 1].startswith(("NN", "JJ")):
        before = first - 1
        while before > 0 and line.tags[before][:2] == "RB":
            before -= 1
        kind = line.tags[before] if before >= 0 else ""
        if not kind or kind.startswith(("DT", "JJ", "IN", "PRP$", "CD", "CC", "TO", "POS")):
            # "captured soldiers", "the democratically elected government"; but "by killing soldiers"
            return tag == "VBG" and kind == "IN" and after not in _ATTRIBUTED
        if tag == "VBG" and after in _ATTRIBUTED:
            return False  # "two Isis fighting positions"
    if word in verb_forms("fight"):
        window = line.lower[last + 1 : last + 5]
        return not any(other in _FIGURE_OBJECTS for other in window) and (
            not window or after not in ("to", "for", "over", "about")
        )
    if word in verb_forms("shoot"):
        return not any(other in _IDIOMS_BEFORE for other in line.lower[last + 1 : last + 4]) and after != "up"
    if word in ("sentence", "sentences", "shell", "shells", "sue", "jail", "bomb"):
        return tag not in ("VB", "VBP", "VBZ") or after in ("the", "a", "him", "her", "them", "people")
    if word in verb_forms("kill") and after in ("time", "off", "it"):
        return False
    return not (word in verb_forms("protest") and after in ("that", "too", "his", "her", "their"))


@cache
def _lexicon() -> tuple[dict, dict]:
    """Nouns and verbs by their first word, longest entries first."""
    nouns: dict[str, list[tuple[list[str], str, str]]] = {}
    verbs: dict[str, list[tuple[list[str], str, str]]] = {}
    for line in (LISTS / "triggers.txt").read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        event_type, part, rest = line.split("|")
        concept, _, words = rest.partition(":")
        for lemma in words.split(","):
            forms = noun_forms(lemma.strip()) if part == "n" else verb_forms(lemma.strip())
            for form in forms:
                tokens = form.replace("-", " - ").split()
                target = nouns if part == "n" else verbs
                target.setdefault(tokens[0], []).append((tokens, event_type, concept.strip()))
    for table in (nouns, verbs):
        for entries in table.values():
            entries.sort(key=lambda entry: -len(entry[0]))
    return nouns, verbs


# Words in the names of events, for the type of a named one.
_TYPE_OF_NAME = (
    (re.compile(r"\b(war|battle|operation|invasion|offensive|siege)\b", re.IGNORECASE), "battles"),
    (re.compile(r"\b(bombing|blast|explosion)s?\b", re.IGNORECASE), "explosions_remote_violence"),
    (
        re.compile(r"\b(massacre|attack|genocide|shooting|holocaust|killing)s?\b", re.IGNORECASE),
        "violence_against_civilians",
    ),
    (re.compile(r"\b(march|protest|spring|rally|intifada)s?\b", re.IGNORECASE), "protests"),
    (re.compile(r"\b(riot)s?\b", re.IGNORECASE), "riots"),
    (re.compile(r"\b(election|referendum|summit|revolution|coup|brexit|congress)s?\b", re.IGNORECASE), "political"),
    (re.compile(r"\b(trial|tribunal|inquiry)s?\b", re.IGNORECASE), "legal"),
    (re.compile(r"\b(hurricane|typhoon|cyclone|earthquake|flood|tsunami|storm)s?\b", re.IGNORECASE), "disaster"),
)  # fmt: skip


def type_of_name(name: str) -> str | None:
    """The type of a named event by the words of its name; feasts and sports have none."""
    return next((event_type for pattern, event_type in _TYPE_OF_NAME if pattern.search(name)), None)

"""One name by itself: trimmed to the bare name, with what its own words say of its kind."""

from __future__ import annotations

import re
from dataclasses import dataclass

from annotations.pipeline.confidence import EVIDENCE
from annotations.pipeline.cues import TITLES
from annotations.pipeline.gazetteer import Known, first_names, known_names
from annotations.pipeline.labels import DEMONYM, KIND_OF_LABEL, OWN_LABEL
from annotations.pipeline.wordlist import word_set


@dataclass(slots=True)
class Name:
    """One named mention. `found` is how, `known` its entry in the lists, `sure` how sure the model is if it says so."""

    start: int
    end: int
    kind: str
    label: str
    found: str
    known: Known | None = None
    sure: float | None = None

    @property
    def score(self) -> float:
        return EVIDENCE[self.found] if self.sure is None else self.sure


_EDGES = " \t\u200e\u200f\u00a0\u2009\u202f\"“”„«»‘’'`.,;:!?()[]{}–—-…/*•|<>#&+=_"
_POSSESSIVE = re.compile(r"['’]s?$")
_NEVER = word_set("""
    monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october november december today tomorrow yesterday mr mrs ms dr sir i we he she it they you the a
    an this that these those his her its their our my your and or but if when while in on at by of to from with
    for as no not yes there here what who why how where which then now so also english internet web god islam
    christianity allah ok prophet sharia jihad gmt photo image video read more share comment subscribe
    advertisement am pm ied ieds vbied vbieds svbied svbieds uav uavs rpg rpgs
    eastern northern southern
    """)
# "R-La.", "D-Texas", as papers name a politician's party and state: only the state is a name.
_PARTY = re.compile(r"(?<![\w.-])(?:R|D|I|P|DFL)[-‑–](?=[A-Z])")
# "the UK Representative for | Syria", of which the model takes the preposition for a part.
_TRAILING = re.compile(r"\s+(?:of|for|at|in|from|to|and|the)$")
_STATE = re.compile(r"\bSecretar(?:y|ies) of $")
# "Pentagon Press | Secretary Peter Cook"
_PRESS = re.compile(r" (?:Press|Defen[cs]e|Foreign|Home)$")
_LEADING = re.compile(r"^(?:the|a|an|former|late|then|near|in|at|from|on|to|by|of|and|with|for)\s+", re.IGNORECASE)
BODY_ENDS = re.compile(
    r"(?i:\b(?:forces|army|navy|police|ministry|party|council|committee|university|agency|department|court|union|front|"
    r"movement|brigades?|battalion|command|coalition|office|associations?|organi[sz]ations?|authority|corps|foundation|"
    r"institute|corp\.?|inc\.?|ltd\.?|company|commission|guards?|network|league|federation|services?|division|regiment|"
    r"squadron|wing|parliament|congress|bureau|alliance|secretariat|tribunal|fund|airlines|airways|news|times|post|"
    r"administration|government|militia|militias|initiative|board|international|society|college|"
    r"democrats|liberals|bund))$"
)
_PLACE_ENDS = re.compile(
    r"(?i:\b(?:river|province|street|airport|airfield|air base|base|dam|valley|islands?|sea|city|mountains?|"
    r"square|bridge|"
    r"hospital|district|hotel|palace|desert|lake|bay|road|park|region|governorate|county|peninsula|strait|canal|crossing|"
    r"border|cemetery|mosque|cathedral|church|prison|museum|stadium|village|town|avenue|boulevard|site|camp|coast|"
    r"mount|gate|refinery|oilfield|oil field|nightclub|club|cafe|restaurant))$"
)
_OFFICE_WORDS = (
    r"(?:Minister|President|Secretary(?: of (?:State|Defen[cs]e))?|Secretary[- ]General|"
    r"Spokes(?:man|woman|person)|Commander|"
    r"General|Chief|Officer|Director|Chair(?:man|woman)|Leader|Ambassador|Envoy|Mayor|Governor|Senator|Correspondent)"
)
# "Energy Minister Paul Brandt" is Paul Brandt; "Energy Minister" is nobody's name.
_OFFICE = re.compile(r"[^\n]*\b" + _OFFICE_WORDS + r"[\s\u200e\u200f]+(?=[^\W\d_a-z])")
_OFFICE_ONLY = re.compile(r"\b" + _OFFICE_WORDS + r"$")
# First words of the names that armed groups and parties give themselves: front, brigade, army, banner, movement ...
_GROUP_STARTS = word_set(
    """
    Harakat Haraket Harkat Liwa Jabhat Jaish Jaysh Jeish Kataib Kata'ib Kata’ib Katibat Katibah Ansar Jund Ahrar Hizb
    Hezb Tanzim Saraya Faylaq Hayat Hay'at Hay’at Rayat Asaib Lashkar Sipah Jamaat Jama'at Jama’at Jamaah Tehreek Tehrik
    Ittihad Munazzamat Firqat Quwat Tahrir Mujahideen Mujahidin Brigades Partiya Partido Frente Parti Ejército
    """
)
# "eastern Aleppo" is Aleppo, in a part of it; "U.S.-led" and "Damascus-based" begin with a name.
_DIRECTION = re.compile(
    r"(?:(?:north|south)?(?:-?east|-?west)?(?:ern)?|central|upper|lower|inner|outer|rural|downtown|greater)\s+(?=[^\W\d_a-z])"
)
_COMPOUND = re.compile(r"(?<=[\w.])[-‐‑–](?:[a-z]{3,})$")
_ORDINAL = re.compile(r" (?:II|III|IV|VI|VII|VIII|IX|XI|XII|XIII|XIV|XV|XVI|XXIII)\b")
# Corpora disagree on these, and newspapers use them as names of bodies.
_KEEP_THE = frozenset(
    ("the independent", "the guardian", "the times", "the telegraph", "the hague", "the sun", "the economist")
)


def clean(text: str, start: int, end: int, label: str, sure: float | None = None) -> Name | None:
    """Trim an entity to the bare name; None where it is no name."""
    kind = KIND_OF_LABEL.get(label)
    if kind is None:
        return None
    while start < end and text[start] in _EDGES:
        start += 1
    while end > start and text[end - 1] in _EDGES and not _abbreviation(text, start, end):
        end -= 1
    if (party := _PARTY.match(text, start, end)) or _PARTY.search(text, max(start - 4, 0), start + 1):
        start, label, kind = party.end() if party else start, OWN_LABEL["place"], "place"
    surface = text[start:end]
    if surface.lower() not in _KEEP_THE and (leading := _LEADING.match(surface)) and surface not in known_names():
        start += leading.end()
    if kind == "place" and (direction := _DIRECTION.match(text, start, end)):
        start = direction.end()
    if trailing := _TRAILING.search(text[start:end]):
        end = start + trailing.start()
    if _STATE.search(text, max(start - 16, 0), start):
        return None  # "Secretary of State" is an office
    if text.startswith(" Secretary", end) and (press := _PRESS.search(text[start:end])):
        end = start + press.start()
    if compound := _COMPOUND.search(text, start, end):
        end = compound.start()
    if (possessive := _POSSESSIVE.search(text[start:end])) and len(possessive.group()) == 2:
        end = start + possessive.start()
    if kind == "person":
        if office := _OFFICE.match(text, start, end):
            start = office.end()
        if _OFFICE_ONLY.search(text, start, end):
            return None
        if text[start:end] not in known_names() and (ordinal := _ORDINAL.match(text, end)):
            end = ordinal.end()
    if kind == "person" or _TITLED.match(text, start, end):
        start = _after_titles(text, start, end)
    surface = text[start:end]
    lowered = surface.lower()
    if len(surface) < 2 or lowered in _NEVER or "\n" in surface or lowered in TITLES or f"{lowered}." in TITLES:
        return None
    if all(word in TITLES for word in lowered.split()):
        return None
    if not any(char.isupper() or (char.isalpha() and not char.islower()) for char in surface):
        return None
    if surface[0].isdigit() and kind != "event":
        return None
    label = _by_its_words(surface, label)
    return Name(start, end, KIND_OF_LABEL[label], label, "model", sure=sure)


def _by_its_words(surface: str, label: str) -> str:
    """What the words of a name say of its kind, where the model says otherwise."""
    if label in ("EVENT", DEMONYM) and not surface[0].isdigit():
        return label
    first, _, rest = surface.partition(" ")
    if rest and (first in _GROUP_STARTS or BODY_ENDS.search(surface)):
        return OWN_LABEL["group"]
    if label != OWN_LABEL["group"] and rest and _PLACE_ENDS.search(surface):
        return OWN_LABEL["place"]
    if (
        rest
        and rest[0].isalpha()
        and len(rest.split()) <= 3
        and KIND_OF_LABEL[label] != "person"
        and first in first_names()
    ):
        return OWN_LABEL["person"]
    return label


def _abbreviation(text: str, start: int, end: int) -> bool:
    """A final full stop that belongs to the name ("U.S.", "Enron Corp.")."""
    return (
        text[end - 1] == "."
        and end - start > 3
        and (text[end - 3] == "." or text[start:end].endswith(("Corp.", "Inc.", "Co.", "Ltd.", "Jr.")))
    )


def _after_titles(text: str, start: int, end: int) -> int:
    while (match := _TITLE_WORD.match(text, start, end)) and match.group(1).lower() in TITLES:
        start = match.end()
    return start


_TITLE_WORD = re.compile(r"([\w.’'-]+)[\s\u200e\u200f]+")
_TITLED = re.compile(r"(?:Mr|Mrs|Ms|Dr|Gen|Col|Lt|Maj|Capt|Sgt|President|Prime Minister|Minister|Sen|Rep)\b\.?\s")

"""Names in one text: what the model found, set right by the known names and by the rest of the same text.

The model sees one paragraph at a time. Here the whole text is seen: the same name gets the same kind everywhere,
names the model missed once are found again, and what is no name at all is dropped.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cache

from annotations.pipeline.cues import TITLES
from annotations.pipeline.gazetteer import Known, first_names, known_names
from annotations.pipeline.labels import DEMONYM, KIND_OF_LABEL, OWN_LABEL


@dataclass(slots=True)
class Name:
    """One named mention. `known` is its entry in the lists, if it has one."""

    start: int
    end: int
    kind: str
    label: str
    score: float
    known: Known | None = None


# A capitalised word, or one with an Arabic article before the hyphen. The known names are looked up from here.
_CAPITAL = re.compile(r"(?<![^\W_])(?:[^\W\d_a-zß-öø-ÿ]|(?:al|el|an|as|ar|ash|at|ad|az)[- ][^\W\d_a-zß-öø-ÿ])")
_LOWER_WORD = re.compile(r"(?<![\w’'-])[a-zß-öø-ÿ]{3,}(?![\w’'])")
_EDGES = " \t\u200e\u200f\u00a0\u2009\u202f\"“”„«»‘’'`.,;:!?()[]{}–—-…/*•|<>#&+=_"
_POSSESSIVE = re.compile(r"['’]s?$")
_NEVER = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october november december today tomorrow yesterday mr mrs ms dr sir i we he she it they you the a an
    this that these those his her its their our my your and or but if when while in on at by of to from with for as
    no not yes there here what who why how where which then now so also english internet web god islam christianity
    allah ok prophet sharia jihad gmt photo image video read more share comment subscribe advertisement am pm""".split()
)
_LEADING = re.compile(r"^(?:the|a|an|former|late|then|near|in|at|from|on|to|by|of|and|with|for)\s+", re.IGNORECASE)
_BODY_ENDS = re.compile(
    r"(?i:\b(?:forces|army|navy|police|ministry|party|council|committee|university|agency|department|court|union|front|"
    r"movement|brigades?|battalion|command|coalition|office|associations?|organi[sz]ations?|authority|corps|foundation|"
    r"institute|corp\.?|inc\.?|ltd\.?|company|commission|guards?|network|league|federation|services?|division|regiment|"
    r"squadron|wing|parliament|congress|bureau|alliance|secretariat|tribunal|fund|airlines|airways|news|times|post|"
    r"administration|government|militia|militias|initiative|board))$"
)
_PLACE_ENDS = re.compile(
    r"(?i:\b(?:river|province|street|airport|airfield|air base|base|dam|valley|islands?|sea|city|mountains?|square|bridge|"
    r"hospital|district|hotel|palace|desert|lake|bay|road|park|region|governorate|county|peninsula|strait|canal|crossing|"
    r"border|cemetery|mosque|cathedral|church|prison|museum|stadium|village|town|avenue|boulevard|site|camp|coast|"
    r"mount|gate|refinery|oilfield|oil field|nightclub|club|cafe|restaurant))$"
)
# Corpora disagree on these, and newspapers use them as names of bodies.
_KEEP_THE = frozenset(
    ("the independent", "the guardian", "the times", "the telegraph", "the hague", "the sun", "the economist")
)

SCORE_AGREED = 0.97
SCORE_LISTED = 0.9
SCORE_REPEATED = 0.85
SCORE_MODEL = 0.75
SCORE_ELSEWHERE = 0.7


def find_names(text: str, entities: list[tuple[int, int, str]]) -> list[Name]:
    """Settle the names of a text from the model's entities (absolute start, end, label)."""
    shouting = _shouting_lines(text)
    found = [name for entity in entities if (name := _clean(text, *entity)) is not None]
    listed = _listed(text, shouting)
    return _consistent(text, _without_headline_guesses(text, _merge(text, found, listed)))


def _without_headline_guesses(text: str, names: list[Name]) -> list[Name]:
    """In a Headline Written Like This the model takes common words for names: believe what is said elsewhere too."""
    titled = [match.span() for match in _LINE.finditer(text) if _is_titled(match.group())]
    if not titled or sum(end - start for start, end in titled) * 2 > len(text):
        return names
    inside = {id(name) for name in names if any(start <= name.start < end for start, end in _near(titled, name.start))}
    sure = {
        part
        for name in names
        if id(name) not in inside
        for part in (text[name.start : name.end], text[name.start : name.end].rpartition(" ")[2])
    }
    return [
        name
        for name in names
        if name.known is not None or id(name) not in inside or text[name.start : name.end] in sure
    ]


def _near(lines: list[tuple[int, int]], at: int) -> list[tuple[int, int]]:
    """The one line that may hold a place."""
    index = bisect_right(lines, at, key=lambda line: line[0]) - 1
    return lines[index : index + 1] if index >= 0 else []


_LINE = re.compile(r"[^\n]+")


def _is_titled(line: str) -> bool:
    if len(line) > 200:
        return False
    words = [word for word in re.findall(r"[^\W\d_][\w’'-]*", line) if len(word) > 3]
    return len(words) >= 4 and sum(word[0].isupper() for word in words) >= 0.8 * len(words)


def _clean(text: str, start: int, end: int, label: str) -> Name | None:
    """Trim an entity to the bare name; None where it is no name."""
    kind = KIND_OF_LABEL.get(label)
    if kind is None:
        return None
    while start < end and text[start] in _EDGES:
        start += 1
    while end > start and text[end - 1] in _EDGES and not _abbreviation(text, start, end):
        end -= 1
    surface = text[start:end]
    if surface.lower() not in _KEEP_THE and (leading := _LEADING.match(surface)) and surface not in known_names():
        start += leading.end()
    if possessive := _POSSESSIVE.search(text[start:end]):
        if possessive.group() in ("'s", "’s"):
            end = start + possessive.start()
    if kind == "person" or any(text.startswith(word, start) for word in _TITLED):
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
    return Name(start, end, KIND_OF_LABEL[label], label, SCORE_MODEL)


def _by_its_words(surface: str, label: str) -> str:
    """What the words of a name say of its kind, where the model says otherwise."""
    if label in ("EVENT", DEMONYM) and not surface[0].isdigit():
        return label
    first, _, rest = surface.partition(" ")
    if _BODY_ENDS.search(surface) and rest:
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
_TITLED = (
    "Mr",
    "Mrs",
    "Ms",
    "Dr",
    "Gen",
    "Col",
    "Lt",
    "Maj",
    "Capt",
    "Sgt",
    "President",
    "Prime",
    "Minister",
    "Sen",
    "Rep",
)


@cache
def _by_first_word() -> dict[str, list[tuple[str, Known]]]:
    """The known names by their first word, longest first."""
    index: dict[str, list[tuple[str, Known]]] = defaultdict(list)
    for surface, known in known_names().items():
        index[_first_word(surface, 0)].append((surface, known))
    return {word: sorted(entries, key=lambda entry: -len(entry[0])) for word, entries in index.items()}


_FIRST_WORD = re.compile(r"[^\W_]+")


def _first_word(text: str, at: int) -> str:
    match = _FIRST_WORD.match(text, at)
    return match.group() if match else text[at : at + 1]


def _listed(text: str, shouting: list[tuple[int, int]]) -> list[Name]:
    """Every known name in the text, longest first at each place, none inside another."""
    index = _by_first_word()
    names: list[Name] = []
    behind = 0
    for match in _CAPITAL.finditer(text):
        at = match.start()
        if at < behind:
            continue
        for surface, known in index.get(_first_word(text, at), ()):
            end = at + len(surface)
            if text.startswith(surface, at) and not (end < len(text) and (text[end].isalnum() or text[end] == "_")):
                if not (surface.isupper() and any(first <= at < last for first, last in shouting)):
                    names.append(Name(at, end, KIND_OF_LABEL[known.label], known.label, SCORE_LISTED, known))
                    behind = end
                break
    return names


def _shouting_lines(text: str) -> list[tuple[int, int]]:
    """Lines in capitals, where an acronym cannot be told from a word."""
    return [match.span() for match in _LINE_OF_CAPITALS.finditer(text)]


_LINE_OF_CAPITALS = re.compile(r"^(?=.*[A-Z]{4,}.* .*[A-Z]{4,})[^a-z\n]{12,}$", re.MULTILINE)


def _merge(text: str, found: list[Name], listed: list[Name]) -> list[Name]:
    """Put the two together: of names that overlap the longer stands; a listed kind beats the model's, with exceptions."""
    found = sorted(found, key=lambda name: (name.start, -name.end))
    names: list[Name] = []
    position = 0
    for known_name in listed:
        while position < len(found) and found[position].end <= known_name.start:
            names.append(found[position])
            position += 1
        overlapping = []
        while position < len(found) and found[position].start < known_name.end:
            overlapping.append(found[position])
            position += 1
        if not overlapping:
            if not known_name.known.weak:
                names.append(known_name)
            continue
        longest = max(overlapping, key=lambda name: name.end - name.start)
        if (longest.start, longest.end) == (known_name.start, known_name.end):
            names.append(_agree(longest, known_name))
        elif longest.end - longest.start > known_name.end - known_name.start:
            names.append(longest)
            if longest.end > known_name.end:
                position -= 1
                found[position] = longest
                names.pop()
        else:
            names.append(_agree(longest, known_name))
    names += found[position:]
    return _apart(names)


def _agree(model: Name, listed: Name) -> Name:
    """Same place, two opinions: the list wins, unless it is a weak entry that the model takes for a person."""
    if model.kind == listed.kind:
        listed.score = SCORE_AGREED
        return listed
    if model.kind == "person" and listed.known.weak:
        return model
    return listed


def _apart(names: list[Name]) -> list[Name]:
    """Drop doubles and, of names that still overlap, the shorter."""
    kept: list[Name] = []
    for name in sorted(names, key=lambda name: (name.start, -name.end)):
        if kept and name.start < kept[-1].end:
            if name.end - name.start > kept[-1].end - kept[-1].start:
                kept[-1] = name
            continue
        kept.append(name)
    return kept


def acronyms(text: str, names: list[Name]) -> dict[str, str]:
    """Short forms given in brackets after the long one: "Iraqi Security Forces (ISF)"."""
    found: dict[str, str] = {}
    for name in names:
        if name.kind == "group" and (match := _BRACKETED.match(text, name.end)):
            long, short = text[name.start : name.end], match.group(1)
            initials = "".join(word[0] for word in re.findall(r"[^\W\d_]+", long)).lower()
            if _is_subsequence(short.lower().replace(".", "").rstrip("s"), initials):
                found[short] = long
    return found


_BRACKETED = re.compile(r" \((?:the )?[“\"]?([A-Z][A-Za-z.-]{1,9})[”\"]?\)")


def _is_subsequence(short: str, initials: str) -> bool:
    at = 0
    for letter in short:
        at = initials.find(letter, at) + 1
        if not at:
            return False
    return bool(short)


def _consistent(text: str, names: list[Name]) -> list[Name]:
    """One kind for one name, and every other occurrence of it found."""
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for name in names:
        votes[text[name.start : name.end]][name.label] += 2 if name.known else 1
    surnames = _surnames(text, names)
    short_forms = acronyms(text, names)
    lower_words = set(_LOWER_WORD.findall(text))
    kept: list[Name] = []
    for name in names:
        surface = text[name.start : name.end]
        if name.known is None and (known := known_names().get(surface)) and not known.weak:
            name.known, name.label, name.kind = known, known.label, KIND_OF_LABEL[known.label]
        if name.known is None:
            if surface in short_forms:
                name.kind, name.label = "group", OWN_LABEL["group"]
            elif surface in surnames and surface not in known_names():
                name.kind, name.label = "person", OWN_LABEL["person"]
            else:
                name.label = votes[surface].most_common(1)[0][0]
                name.kind = KIND_OF_LABEL[name.label]
            if " " not in surface and surface.lower() in lower_words and surface not in surnames:
                continue  # "Further", "Clerics": a common word at the start of a sentence
            if sum(votes[surface].values()) > 1:
                name.score = SCORE_REPEATED
        kept.append(name)
    return _apart([*kept, *_again(text, kept, surnames, lower_words)])


def _surnames(text: str, names: list[Name]) -> set[str]:
    """Last names of the people named in full."""
    surnames = set()
    for name in names:
        if name.kind == "person" and name.known is None:
            first, _, last = text[name.start : name.end].rpartition(" ")
            if first and len(last) > 2 and (last[0].isupper() or last[:3] in ("al-", "el-")):
                surnames.add(last)
                if last[:3] in ("al-", "el-", "Al-", "El-") and len(last) > 5:
                    surnames.add(last[3:])
    return surnames


def _again(text: str, names: list[Name], surnames: set[str], lower_words: set[str]) -> list[Name]:
    """Occurrences that nobody found of names that were found, and of the surnames of people named in full."""
    kinds: dict[str, tuple[str, str]] = {surname: ("person", OWN_LABEL["person"]) for surname in surnames}
    for name in names:
        surface = text[name.start : name.end]
        if name.known is None and name.label != DEMONYM:
            kinds[surface] = (name.kind, name.label)
    for short in acronyms(text, names):
        kinds.setdefault(short, ("group", OWN_LABEL["group"]))
    kinds = {
        surface: kind
        for surface, kind in kinds.items()
        if len(surface) > 2 and (" " in surface or surface.lower() not in lower_words) and surface not in known_names()
    }
    if not kinds:
        return []
    by_first: dict[str, list[str]] = defaultdict(list)
    for surface in sorted(kinds, key=len, reverse=True):
        by_first[_first_word(surface, 0)].append(surface)
    taken = [(name.start, name.end) for name in names]
    found: list[Name] = []
    position = 0
    behind = 0
    for match in _CAPITAL.finditer(text):
        at = match.start()
        while position < len(taken) and taken[position][1] <= at:
            position += 1
        if at < behind or (position < len(taken) and taken[position][0] <= at):
            continue
        for surface in by_first.get(_first_word(text, at), ()):
            end = at + len(surface)
            if text.startswith(surface, at) and not (end < len(text) and (text[end].isalnum() or text[end] == "_")):
                found.append(Name(at, end, *kinds[surface], SCORE_ELSEWHERE))
                behind = end
                break
    return found

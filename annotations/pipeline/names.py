"""Names in one text: what the model found, set right by the known names and by the rest of the same text.

The model sees one paragraph at a time. Here the whole text is seen: the same name gets the same kind everywhere,
names the model missed once are found again, and what is no name at all is dropped.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict

from annotations.pipeline.cues import CUE_FORMS, TITLES
from annotations.pipeline.entities import Entity, joined
from annotations.pipeline.gazetteer import known_names
from annotations.pipeline.labels import DEMONYM, KIND_OF_LABEL, OWN_LABEL
from annotations.pipeline.listed import CAPITAL, ends_word, find_listed, first_word
from annotations.pipeline.name_context import common_words, opens_sentence, reconsider
from annotations.pipeline.name_rules import Name, clean
from annotations.pipeline.titled import find_titled

_LOWER_WORD = re.compile(r"(?<![\w’'-])[a-zß-öø-ÿ]{3,}(?![\w’'])")


def find_names(text: str, entities: list[Entity]) -> list[Name]:
    """Settle the names of a text from the model's entities: start, end, label and, where it tells, how sure it is."""
    found = [name for entity in joined(text, entities) if (name := clean(text, *entity)) is not None]
    listed = find_listed(text)
    found += _apart_from(find_titled(text), found)
    return _consistent(text, _without_headline_guesses(text, _merge(text, found, listed)))


def _apart_from(names: list[Name], others: list[Name]) -> list[Name]:
    """Those that overlap none of the others."""
    starts = sorted((other.start, other.end) for other in others)
    kept = []
    for name in names:
        at = bisect_right(starts, (name.end, 0)) - 1
        if at < 0 or starts[at][1] <= name.start:
            kept.append(name)
    return kept


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
    if len(line) > 200 or line.rstrip().endswith((".", ":")):
        return False
    words = [word for word in re.findall(r"[^\W\d_][\w’'-]*", line) if len(word) > 3]
    return len(words) >= 4 and sum(word[0].isupper() for word in words) >= 0.8 * len(words)


def _merge(text: str, found: list[Name], listed: list[Name]) -> list[Name]:
    """Put the two together: of names that overlap the longer stands; a listed kind mostly beats the model's."""
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
        listed.found, listed.sure = "both", model.sure
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


def short_names(text: str, names: list[Name]) -> dict[str, str]:
    """Short forms of bodies: in brackets ("Iraqi Security Forces (ISF)"), or "al-Haqq" of "Liwa al-Haqq"."""
    found: dict[str, str] = {}
    for name in names:
        first, _, last = text[name.start : name.end].rpartition(" ")
        if name.kind == "group" and first and last.startswith(("al-", "Al-")):
            found.setdefault(last, text[name.start : name.end])
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
    for name in names:
        known = known_names().get(text[name.start : name.end])
        if name.known is None and known is not None and not known.weak:
            name.known, name.label, name.kind = known, known.label, KIND_OF_LABEL[known.label]
    as_found = [(name, name.label) for name in names]
    reconsider(text, names)
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for name in names:
        votes[text[name.start : name.end]][name.label] += 1
    surnames = _surnames(text, names)
    short_forms = short_names(text, names)
    lower_words = set(_LOWER_WORD.findall(text))
    names = _without_common_words(text, names, lower_words, surnames)
    for name in names:
        surface = text[name.start : name.end]
        if name.known is None:
            if surface in short_forms and surface not in surnames:
                name.label = OWN_LABEL["group"]
            elif surface in surnames and surface not in known_names():
                name.label = OWN_LABEL["person"]
            else:
                name.label = votes[surface].most_common(1)[0][0]
            name.kind = KIND_OF_LABEL[name.label]
            if sum(votes[surface].values()) > 1:
                name.found = "repeated"
    for name, label in as_found:
        if name.label != label and name.known is None:
            name.found = "corrected"
    _take_in_first_names(text, names)
    return _apart([*names, *_again(text, names, surnames, lower_words)])


def _take_in_first_names(text: str, names: list[Name]) -> None:
    """ "Knox | Thames, the adviser": the rare first name that the model left outside, where nothing else takes it."""
    behind = 0
    for name in names:
        floor, behind = max(behind, name.start - 20), name.end
        if name.kind != "person" or name.known is not None or " " in text[name.start : name.end]:
            continue
        if (before := _FIRST_NAME.search(text, floor, name.start)) is None:
            continue
        word = before.group(1)
        lowered = word.lower()
        if lowered in common_words() or lowered in TITLES or lowered in CUE_FORMS or word in known_names():
            continue
        name.start = before.start(1)


_FIRST_NAME = re.compile(r"(?<![\w.’'“\"-])([A-Z][a-zß-öø-ÿ]{2,}) $")


def _without_common_words(text: str, names: list[Name], lower_words: set[str], surnames: set[str]) -> list[Name]:
    """Drop "Further" and "Clerics": common words that have a capital because they open a sentence."""
    inner = {
        text[name.start : name.end] for name in names if name.known is None and not opens_sentence(text, name.start)
    }
    kept = []
    for name in names:
        surface = text[name.start : name.end]
        if name.known is None and " " not in surface and surface not in surnames:
            lowered = surface.lower()
            if lowered in lower_words or (lowered in common_words() and surface not in inner):
                continue
        kept.append(name)
    return kept


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
    kinds: dict[str, tuple[str, str]] = dict.fromkeys(surnames, ("person", OWN_LABEL["person"]))
    for name in names:
        surface = text[name.start : name.end]
        if name.known is None and name.label != DEMONYM:
            kinds[surface] = (name.kind, name.label)
    for short in short_names(text, names):
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
        by_first[first_word(surface, 0)].append(surface)
    taken = [(name.start, name.end) for name in names]
    found: list[Name] = []
    position = 0
    behind = 0
    for match in CAPITAL.finditer(text):
        at = match.start()
        while position < len(taken) and taken[position][1] <= at:
            position += 1
        if at < behind or (position < len(taken) and taken[position][0] <= at):
            continue
        for surface in by_first.get(first_word(text, at), ()):
            end = at + len(surface)
            if text.startswith(surface, at) and ends_word(text, end):
                found.append(Name(at, end, *kinds[surface], "again"))
                behind = end
                break
    return found

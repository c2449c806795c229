"""Reported speech without quotation marks: "The ministry said that ...", "..., officials said", "according to ..."."""

from __future__ import annotations

from dataclasses import dataclass

from annotations.pipeline import cues
from annotations.pipeline.attribution import leading_speaker
from annotations.pipeline.line import Line
from annotations.pipeline.speakers import Phrase, can_speak, phrase_after, phrase_before
from annotations.pipeline.wordlist import word_set
from articles.text import Span

_SHORTEST = 4
_STRONG = cues.REPORTING_FORMS - word_set(
    """
    charge charges charged charging explain promise promises note notes recall recalls believe believes
    """
    "believing believed estimate"
)
# Verbs that take a thing as easily as a clause ("claimed the attack"): they need their "that".
_TAKES_THINGS = word_set("claim claims claimed deny denies denied report reports reported announce announced")
_BLOCKERS = word_set("not n't n’t never to would could should may might if whether nor neither cannot")
_LEADING = frozenset(("that", ",", "and", "but", ":", "–", "—"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """The words reported, the verb that reports them, and who is said to have said them."""

    content: Span
    cue: Span
    speaker: Phrase


def find_reported(line: Line, pieces: list[Span]) -> list[Reported]:
    """Indirect quotes of a paragraph. A sentence with quotation marks is left to the marks; one a sentence."""
    found = []
    quoted = {line.sentence[i] for piece in pieces for i in _tokens(line, piece)}
    for number, (start, end) in enumerate(line.sentences):
        if number in quoted or line.words[end - 1] == "?":
            continue
        reported = _in_sentence(line, start, end)
        if reported is not None:
            found.append(reported)
    return found


def _tokens(line: Line, piece: Span) -> range:
    return range(line.token_at(piece.start), min(line.token_at(piece.end), len(line)))


def _in_sentence(line: Line, start: int, end: int) -> Reported | None:
    for index in range(start, end):
        word = line.lower[index]
        reported = None
        if word == "according" and index + 1 < end and line.lower[index + 1] == "to":
            reported = _according(line, index, start, end)
        elif word in _STRONG and line.is_verb(index) and line.tags[index] not in ("VB", "VBG"):
            reported = _by_verb(line, index, start, end)
        if reported is not None:
            return reported
    return None


def _by_verb(line: Line, cue: int, start: int, end: int) -> Reported | None:
    if any(line.lower[i] in _BLOCKERS for i in range(max(start, cue - 3), cue)) or _is_passive(line, cue, start):
        return None
    if _is_parenthesis(line, cue, start, end):
        return _trailing(line, cue, start, end)
    content_start = _content_start(line, cue, end)
    if content_start is None or end - content_start < _SHORTEST + 1:
        return None
    speaker = leading_speaker(line, cue, start)
    if speaker is None or not can_speak(speaker) or line.token_at(speaker.start) > cue:
        return None
    if line.lower[cue - 1] in cues.RELATIVE:  # "Kolvarin, who says she was robbed, called off the protest"
        end = next((i for i in range(content_start, end) if line.lower[i] == ","), end)
    return _reported(line, content_start, end, cue, cue + 1, speaker)


def _is_passive(line: Line, cue: int, start: int) -> bool:
    """ "It is said that ..." has no speaker."""
    before = cue - 1
    while before > start and line.tags[before][:2] == "RB":
        before -= 1
    return line.tags[cue] in ("VBN", "VBD") and line.lower[before] in _BEING


_BEING = word_set("is are was were be been being 's ’s")


def _is_parenthesis(line: Line, cue: int, start: int, end: int) -> bool:
    """ ", engineers said" or ", he added, " after the reported words, or among them."""
    if cue + 1 < end and line.lower[cue + 1] not in _CLOSING and end - cue > 9:
        return False
    before = cue - 1
    while before > start and line.lower[before] != "," and cue - before < 9 and not line.is_verb(before):
        before -= 1
    return line.lower[before] == "," and before > start


_CLOSING = frozenset((",", ".", "–", "—"))


def _trailing(line: Line, cue: int, start: int, end: int) -> Reported | None:
    """ "The dam had been unsafe for years, engineers said on Monday." """
    if cue - start < _SHORTEST + 2:
        return None
    speaker = phrase_before(line, cue, start)
    if speaker is None or not can_speak(speaker):
        return None
    first = line.token_at(speaker.start)
    if first <= start or line.lower[first - 1] != "," or first - start < _SHORTEST:
        return None
    in_the_middle = cue + 1 < end and line.lower[cue + 1] == ","
    if not in_the_middle and any(line.is_verb(i) or line.lower[i] in ("that", ":") for i in range(cue + 1, end)):
        return None
    if not any(line.is_verb(i) or line.tags[i] == "MD" for i in range(start, first)):
        return None
    return _reported(line, start, first - 1, cue, cue + 1, speaker)


def _content_start(line: Line, cue: int, end: int) -> int | None:
    """Where the reported clause begins: after "that", or where the parse says."""
    for index in range(cue + 1, min(cue + 9, end)):
        if line.lower[index] == "that" and line.tags[index] in ("IN", "WDT", "", "SCONJ"):
            return index + 1
        if line.lower[index] in (",", ";", ":") and index > cue + 1:
            break
    if not line.parsed or line.lower[cue] in _TAKES_THINGS:
        return None
    for child in line.token(cue).children:
        if child.dep_ in ("ccomp", "parataxis") and child.i > cue:
            left = child.left_edge.i
            has_subject = any(token.dep_.startswith("nsubj") or token.dep_ == "expl" for token in child.lefts)
            if cue < left < end and has_subject and left - cue < 8:
                return left
    return None


def _according(line: Line, index: int, start: int, end: int) -> Reported | None:
    """At the start of a sentence or at its end; in the middle it belongs to a part that is hard to bound."""
    if line.lower[start:end].count("according") > 1:
        return None
    speaker = phrase_after(line, index + 2, end)
    if speaker is None or (speaker.pronoun and speaker.head_word not in cues.PRONOUNS):
        return None
    last = line.token_at(speaker.end)
    if index == start:
        comma = next((i for i in range(last, min(last + 25, end)) if line.lower[i] == ","), None)
        if comma is None or end - comma < _SHORTEST + 1:
            return None
        return _reported(line, comma + 1, end, index, index + 2, speaker)
    if end - last > 8 or index - start < _SHORTEST or any(line.is_verb(i) for i in range(last, end)):
        return None
    return _reported(line, start, index, index, index + 2, speaker)


def _reported(line: Line, first: int, after: int, cue: int, cue_end: int, speaker: Phrase) -> Reported | None:
    while first < after and line.lower[first] in _LEADING:
        first += 1
    while after > first and line.words[after - 1] in (".", ",", ";", "!", "–", "—"):
        after -= 1
    if after - first < _SHORTEST:
        return None
    return Reported(content=line.span(first, after), cue=line.span(cue, cue_end), speaker=speaker)

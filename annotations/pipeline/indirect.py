"""Reported speech without quotation marks: "The ministry said that ...", "..., officials said", "according to ..."."""

from __future__ import annotations

from dataclasses import dataclass

from annotations.pipeline import cues
from annotations.pipeline.attribution import is_passive, leading_speaker
from annotations.pipeline.inflect import verb_forms
from annotations.pipeline.line import Line
from annotations.pipeline.speakers import Phrase, can_speak, is_time, phrase_after, phrase_before
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
    """The words reported, in one piece or around their "he said", the verb that reports them, and its speaker."""

    pieces: tuple[Span, ...]
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
    if any(line.lower[i] in _BLOCKERS for i in range(max(start, cue - 3), cue)) or is_passive(line, cue, start):
        return None
    content_start = _content_start(line, cue, end)
    if content_start == cue + 1 and content_start < end and is_time(line, content_start):
        content_start += 1  # "said Monday the road was closed"
    is_plain = content_start is not None and line.lower[content_start - 1] in ("that", ":")
    if not is_plain and _is_parenthesis(line, cue, start, end):
        return _trailing(line, cue, start, end)
    if content_start is None or end - content_start < _SHORTEST + 1:
        return _inverted(line, cue, start, end)
    speaker = leading_speaker(line, cue, start)
    if speaker is None or not can_speak(speaker) or line.token_at(speaker.start) > cue:
        return None
    if line.lower[cue - 1] in cues.RELATIVE:  # "Kolvarin, who says she was robbed, called off the protest"
        end = next((i for i in range(content_start, end) if line.lower[i] == ","), end)
    end = _where_narration_goes_on(line, cue, content_start, end)
    return _reported(line, [(content_start, end)], cue, cue + 1, speaker)


def _where_narration_goes_on(line: Line, cue: int, content_start: int, end: int) -> int:
    """ "He denied there had been any, and presented himself as ...": the second verb is not what he denied."""
    end = next((i for i in range(content_start, end) if line.lower[i] == ";"), end)
    if not line.parsed:
        return end
    for child in line.token(cue).children:
        if child.dep_ == "conj" and content_start < child.i < end and line.lower[child.i - 1] in ("and", "but"):
            return child.i - 1
    return end


def _is_parenthesis(line: Line, cue: int, start: int, end: int) -> bool:
    """ ", engineers said" or ", he added, " after the reported words, or among them."""
    if cue + 1 < end and line.lower[cue + 1] not in _CLOSING and end - cue > 9:
        return False
    before = cue - 1
    while before > start and line.lower[before] != "," and cue - before < 9 and not line.is_verb(before):
        before -= 1
    return line.lower[before] == "," and start < before < cue - 1


_CLOSING = frozenset((",", ".", "–", "—"))


def _trailing(line: Line, cue: int, start: int, end: int) -> Reported | None:
    """ "The dam had been unsafe for years, engineers said on Monday", "In Kerzo, residents said, nobody came"."""
    speaker = phrase_before(line, cue, start)
    if speaker is None or not can_speak(speaker):
        return None
    first = line.token_at(speaker.start)
    if first <= start or line.lower[first - 1] != ",":
        return None
    if cue + 1 < end and line.lower[cue + 1] == "," and end - cue > _SHORTEST + 2:
        return _around(line, start, first - 1, cue + 2, end, cue, cue + 1, speaker)
    if any(line.is_verb(i) or line.lower[i] in ("that", ":") for i in range(cue + 1, end)):
        return None
    if first - start < _SHORTEST or not _has_verb(line, start, first):
        return None
    return _reported(line, [(_after_dateline(line, start, first), first - 1)], cue, cue + 1, speaker)


def _around(
    line: Line, start: int, before: int, after: int, end: int, cue: int, cue_end: int, speaker: Phrase
) -> Reported | None:
    """Reported words on both sides of their attribution; an opening "On Monday" alone is the outlet's own."""
    rest = (after, next((i for i in range(after, end) if line.lower[i] == ";"), end))
    start = _after_dateline(line, start, before)
    if not _has_verb(line, start, before) and (
        line.tags[start] in ("IN", "TO", "RB", "WRB", "CC") or before - start < 2
    ):
        return _reported(line, [rest], cue, cue_end, speaker) if _has_verb(line, *rest) else None
    if _has_verb(line, start, before):  # what follows adds to the attribution as often as to the words
        return _reported(line, [(start, before)], cue, cue_end, speaker)
    if not _has_verb(line, *rest):
        return None
    return _reported(line, [(start, before), rest], cue, cue_end, speaker)


def _inverted(line: Line, cue: int, start: int, end: int) -> Reported | None:
    """ "The dam had been unsafe for years, said two engineers who knew it." """
    if cue - 1 <= start or line.lower[cue - 1] != "," or cue - start < _SHORTEST + 1 or line.tags[cue] == "VBG":
        return None
    speaker = phrase_after(line, cue + 1, end)
    if speaker is None or speaker.pronoun or not can_speak(speaker) or not _has_verb(line, start, cue):
        return None
    if line.token_at(speaker.start) > cue + 2:
        return None
    return _reported(line, [(_after_dateline(line, start, cue), cue - 1)], cue, cue + 1, speaker)


def _has_verb(line: Line, first: int, after: int) -> bool:
    return any(line.is_verb(i) or line.tags[i] == "MD" for i in range(first, after))


def _after_dateline(line: Line, start: int, end: int) -> int:
    """ "PORT ALDANE, Velmaria, March 8 (Wire) - Two gunmen ...": what is reported begins after the dash."""
    if line.words[start].isupper() and len(line.words[start]) > 2:
        for index in range(start + 1, min(start + 16, end)):
            if line.lower[index] in ("-", "–", "—", "--"):
                return index + 1
    return start


def _content_start(line: Line, cue: int, end: int) -> int | None:
    """Where the reported clause begins: after "that" or a colon, or where the parse says."""
    for index in range(cue + 1, min(cue + 15, end)):
        tag = line.tags[index]
        if tag in ("VBD", "VBZ", "VBP", "MD"):  # a clause has begun, and its "that" is another one's
            break
        if line.lower[index] == "that" and (tag in ("IN", "SCONJ") or (index < cue + 9 and tag in ("WDT", ""))):
            return None if _is_of_a_noun(line, cue, index) else index + 1
        if line.lower[index] == ":" and index < cue + 9 and _has_verb(line, index, end):
            return index + 1
        if line.lower[index] in (",", ";", ":") and index > cue + 1:
            break
    if cue + 1 < end and line.lower[cue + 1] in _SUBJECTS and _is_clause(line, cue + 1):
        return cue + 1
    if not line.parsed:
        return None
    for child in line.token(cue).children:
        if child.dep_ in ("ccomp", "parataxis") and child.i > cue:
            left = child.left_edge.i
            has_subject = any(token.dep_.startswith("nsubj") or token.dep_ == "expl" for token in child.lefts)
            if not has_subject or not cue < left < end or left - cue >= 8:
                continue
            if line.lower[left] in _SUBORDINATE or (line.lower[cue] in _TAKES_THINGS and not _is_clause(line, left)):
                continue
            return cue + 1 if left == cue + 2 and line.tags[cue + 1] == "VBG" else left
    return None


_TELLING = frozenset(
    form for verb in ("tell", "inform", "remind", "warn", "assure", "promise") for form in verb_forms(verb)
)


def _is_of_a_noun(line: Line, cue: int, that: int) -> bool:
    """ "denied accusations that", "reported details that": what follows belongs to the noun."""
    if line.lower[cue] in _TELLING or not line.tags[that - 1].startswith(("NN", "NNS")) or is_time(line, that - 1):
        return False
    return not any(line.tags[index] in ("IN", "TO") for index in range(cue + 1, that))


_SUBJECTS = word_set("he she it they there we i")
_SUBORDINATE = word_set("as after while when if because before since until although though")


def _is_clause(line: Line, first: int) -> bool:
    """A subject and, close by, its verb: "claimed the first patrol was there", not "claimed the attack"."""
    for index in range(first + 1, min(first + 8, len(line))):
        if line.lower[index] == "," or line.lower[index] in cues.RELATIVE:
            return False
        if line.tags[index] in ("VBD", "VBZ", "VBP", "MD") or line.lower[index] in ("had", "was", "were"):
            return True
    return False


def _according(line: Line, index: int, start: int, end: int) -> Reported | None:
    """At the start of a sentence, at its end, or between commas."""
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
        return _reported(line, [(comma + 1, end)], index, index + 2, speaker)
    if last < end and line.lower[last] == "," and line.lower[index - 1] == "," and end - last > _SHORTEST + 1:
        return _around(line, start, index - 1, last + 1, end, index, index + 2, speaker)
    if index - start < _SHORTEST:
        return None
    described = last < end and line.lower[last] in ("who", "whom", "which", "that", "with", "in", "at")
    if not described and (end - last > 8 or _has_verb(line, last, end)):
        return None
    return _reported(line, [(_after_dateline(line, start, index), index)], index, index + 2, speaker)


def _reported(line: Line, stretches: list[tuple[int, int]], cue: int, cue_end: int, speaker: Phrase) -> Reported | None:
    pieces = []
    words = 0
    for first, after in stretches:
        while first < after and line.lower[first] in _LEADING:
            first += 1
        while after > first and line.words[after - 1] in (".", ",", ";", "!", "–", "—"):
            after -= 1
        if after > first:
            pieces.append(line.span(first, after))
            words += after - first
    if words < _SHORTEST:
        return None
    return Reported(pieces=tuple(pieces), cue=line.span(cue, cue_end), speaker=speaker)

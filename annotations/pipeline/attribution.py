"""What stands around a quoted piece in its own paragraph: the verb of speech and the speaker, before or after it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from annotations.pipeline import cues
from annotations.pipeline.inflect import verb_forms
from annotations.pipeline.line import Line
from annotations.pipeline.speakers import Phrase, can_speak, phrase_after, phrase_before, subject_of
from annotations.pipeline.wordlist import word_set
from articles.text import Span

_LIGHT = frozenset((",", "–", "—", "-", "--", "…", "..."))
# What may stand between a verb of speech and the opening mark without loosening the tie.
_TIES = frozenset(("that", ",", ":", "as", "it", "the", "a", "an", "this", "of", "is", "was", "were", "being"))
_FURTHEST = 45
# Verbs of asking run on to their words by "to": "invited her to “accept the arithmetic”".
_ASKING = frozenset(
    form
    for verb in ("invite", "urge", "ask", "tell", "order", "beg", "implore", "challenge", "warn", "advise", "remind")
    for form in verb_forms(verb)
)


_BLAMING = frozenset(
    form for verb in ("accuse", "blame", "criticise", "criticize", "praise", "denounce") for form in verb_forms(verb)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """A cue and its speaker. `close` says that nothing but the addressee or a comma is between it and the piece."""

    cue: Span | None
    cue_word: str
    speaker: Phrase | None
    close: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PieceFacts:
    """One quoted piece as its paragraph shows it."""

    start: int
    before: Attribution | None
    after: Attribution | None
    opens_sentence: bool
    narration_before: bool  # words of the outlet's own stand before it in this paragraph
    narration_after: bool
    gap_sentences: int  # sentences of narration since the piece before it
    earlier_subject: Phrase | None  # of the sentence before, when the piece opens a sentence


def piece_facts(line: Line, pieces: list[Span]) -> list[PieceFacts]:
    """Look around every quoted piece of a paragraph."""
    ranges = [(line.token_at(piece.start), line.token_at(piece.end)) for piece in pieces]
    facts = []
    floor = 0
    for number, (first, after) in enumerate(ranges):
        ceiling = ranges[number + 1][0] if number + 1 < len(ranges) else len(line)
        tail_start = max(floor, _sentence_start(line, first)) if first < len(line) else first
        before = _before(line, tail_start, first, ranges[:number][-3:])
        facts.append(
            PieceFacts(
                start=pieces[number].start,
                before=before,
                after=_after(line, first, after, ceiling),
                opens_sentence=tail_start >= first,
                narration_before=any(line.words[i][0].isalnum() for i in range(floor, first)),
                narration_after=any(line.words[i][0].isalnum() for i in range(after, ceiling)),
                gap_sentences=_sentences_between(line, floor, tail_start),
                earlier_subject=_earlier_subject(line, floor, tail_start) if tail_start >= first else None,
            )
        )
        floor = after
    return facts


def _sentence_start(line: Line, index: int) -> int:
    return line.sentences[line.sentence[index]][0]


def _sentences_between(line: Line, first: int, after: int) -> int:
    return 0 if after <= first else line.sentence[after - 1] - line.sentence[first] + 1


def is_cue(line: Line, index: int) -> bool:
    """A verb of speech, as a verb."""
    word = line.lower[index]
    if cues.WITH_PARTICLE.get(word) == (line.lower[index + 1] if index + 1 < len(line) else ""):  # "as Keller put it"
        return True
    if word not in cues.CUE_FORMS or (index and line.lower[index - 1] == "-"):
        return False
    if line.is_verb(index):
        return True
    if word in cues.MOSTLY_NOUNS:
        return False
    return word in cues.REPORTING_FORMS and not line.tags[index].startswith("JJ")


def _is_according(line: Line, index: int) -> bool:
    return line.lower[index] == "according" and index + 1 < len(line) and line.lower[index + 1] == "to"


def _after(line: Line, first: int, start: int, ceiling: int) -> Attribution | None:
    """ "…,” he said" and "…,” said the minister": at once after the piece."""
    if start >= ceiling:
        return None
    last_mark = line.words[start - 1] if start else ""
    inner = line.words[start - 2] if start - 2 >= first else ""
    begin = start
    while begin < ceiling and line.words[begin] in _LIGHT:
        begin += 1
    if begin >= ceiling:
        return None
    same_sentence = line.sentence[begin] == line.sentence[start - 1]
    questions = inner[-1:] in "?!,…–—-" if inner else False
    if not same_sentence and not questions and begin == start:
        return None
    end = min(line.sentences[line.sentence[begin]][1], ceiling, begin + _FURTHEST)
    if _is_according(line, begin):
        speaker = phrase_after(line, begin + 2, end)
        return Attribution(cue=line.span(begin, begin + 2), cue_word="according", speaker=speaker, close=True)
    for index in range(begin, min(begin + 2, end)):
        if is_cue(line, index) and line.tags[index] != "VBG":
            speaker = _inverted(line, index, end)
            if speaker is not None:
                return _attribution(line, index, speaker, close=True)
        if line.tags[index][:2] != "RB":
            break
    for index in range(begin + 1, end):
        if not is_cue(line, index) or line.tags[index] in ("VBG", "VB") or line.lower[index - 1] in cues.RELATIVE:
            continue
        speaker = phrase_before(line, index, begin)
        if speaker is None or line.token_at(speaker.start) > begin + 2:
            found = subject_of(line, index)
            speaker = found if found and begin <= line.token_at(found.start) <= begin + 3 else None
        if speaker is not None and (same_sentence or index - begin < 8):
            if not same_sentence and last_mark and _goes_on(line, index, end):
                return None  # "Why?” He said that ...": a sentence of its own
            return _attribution(line, index, speaker, close=True)
        if index - begin > 25:
            break
    return _signed(line, start, begin)


def _signed(line: Line, start: int, begin: int) -> Attribution | None:
    """ "“They lied to us” – Lena Ortiz, resident": a dash and a name end the paragraph."""
    if begin == start or line.words[start] not in _DASHES or len(line) - begin > 15:
        return None
    if any(line.is_verb(index) for index in range(begin, len(line))):
        return None
    speaker = phrase_after(line, begin, len(line))
    if speaker is None or not speaker.head_is_name:
        return None
    return Attribution(cue=None, cue_word="–", speaker=speaker, close=True)


_DASHES = frozenset(("–", "—", "-", "--"))


def _goes_on(line: Line, cue: int, end: int) -> bool:
    """The verb of speech has something of its own to report."""
    return any(line.lower[i] in ("that", "he", "she", "they", "it", ":") for i in range(cue + 1, min(cue + 4, end)))


def _inverted(line: Line, cue: int, end: int) -> Phrase | None:
    """ "said the minister": the phrase after the verb, or the subject that the parse gives."""
    start = cue + 1
    speaker = phrase_after(line, start, end)
    if speaker is None or not speaker.head_word[0].isalpha() or line.tags[min(start, end - 1)] == "IN":
        found = subject_of(line, cue)
        return found if found and line.token_at(found.start) > cue else None
    return speaker


def _before(line: Line, start: int, piece: int, quoted: list[tuple[int, int]]) -> Attribution | None:
    """The verb of speech that leads to the piece, in the same sentence; the nearest one that has a speaker."""
    if start >= piece:
        return None
    colon = line.words[piece - 1] == ":"
    loose: Attribution | None = None
    for index in range(piece - 1, max(start - 1, piece - 1 - _FURTHEST), -1):
        if _is_according(line, index):
            speaker = phrase_after(line, index + 2, piece)
            return Attribution(
                cue=line.span(index, index + 2), cue_word="according", speaker=speaker, close=piece - index < 12
            )
        if not is_cue(line, index):
            continue
        if index == start and line.tags[index] == "VB":  # "Call it the “grandmother rule”": nobody says so
            continue
        close = colon or _tied(line, index, piece)
        if not close and line.lower[index] not in cues.REPORTING_FORMS and line.lower[index] not in cues.NAMING_FORMS:
            continue
        speaker = leading_speaker(line, index, _sentence_start(line, index), quoted)
        if speaker is None and loose is None and not is_passive(line, index, start):
            loose = _attribution(line, index, None, close=close)
        if speaker is not None:
            if loose is not None and loose.close:
                return Attribution(cue=loose.cue, cue_word=loose.cue_word, speaker=speaker, close=True)
            return _attribution(line, index, speaker, close=close)
    if loose is not None:
        return loose
    if colon:
        speaker = phrase_before(line, piece - 1, start)
        if speaker is None or line.token_at(speaker.start) > start + 1:
            speaker = phrase_after(line, start, piece)
        return Attribution(cue=None, cue_word=":", speaker=speaker, close=True)
    return None


def leading_speaker(line: Line, cue: int, start: int, quoted: Sequence[tuple[int, int]] = ()) -> Phrase | None:
    """The speaker of a verb that comes before its words: by the parse, else what stands before the verb.

    Who can speak comes first ("Isis claimed the massacre, declaring ..."); a thing only where nobody else is there.
    """
    second_best = None
    for phrase in _leading_candidates(line, cue, start):
        at = line.token_at(phrase.start)
        if phrase.head_word in cues.RELATIVE or at < start or any(first <= at < after for first, after in quoted):
            continue
        if can_speak(phrase) or phrase.pronoun:
            return phrase
        second_best = second_best or phrase
    return second_best


def _leading_candidates(line: Line, cue: int, start: int) -> Iterator[Phrase]:
    if cue - 1 > start and line.lower[cue - 1] == "who":  # "the commander, who said"
        described = phrase_before(line, cue - 1 - (line.lower[cue - 2] == ","), start)
        if described is not None:
            yield described
    found = subject_of(line, cue)
    if found is not None:
        yield found
    if is_passive(line, cue, start) and line.lower[cue] not in ("quoted", "cited"):
        return  # "is called": only who stands after "by" says so
    if line.tags[cue] != "VBG":
        beside = phrase_before(line, cue, start)
        if beside is not None:
            yield beside
        if cue - 1 > start and line.lower[cue - 1] == ",":  # "The ninth, the technician, said"
            described = phrase_before(line, cue - 1, start)
            if described is not None:
                yield described
        if cue == start:  # "said the minister: “…”"
            after = phrase_after(line, cue + 1, min(cue + 12, len(line)))
            if after is not None:
                yield after
    # a participle, or a verb after "and", speaks for the subject of its sentence
    for index in range(start, cue):
        if line.is_verb(index) and line.tags[index] != "VBG":
            for phrase in (subject_of(line, index), phrase_before(line, index, start)):
                if phrase is not None and line.token_at(phrase.start) < index:
                    yield phrase
            return


def is_passive(line: Line, cue: int, start: int) -> bool:
    """ "It is said that ..." has no speaker."""
    before = cue - 1
    while before > start and line.tags[before][:2] == "RB":
        before -= 1
    return line.tags[cue] in ("VBN", "VBD") and before >= 0 and line.lower[before] in _BEING


_BEING = word_set("is are was were be been being 's ’s")


def _tied(line: Line, cue: int, piece: int) -> bool:
    """Only the addressee and small words stand between the verb and the opening mark."""
    between = range(cue + 1, piece)
    if len(between) > 12:
        return False
    if line.lower[cue] in cues.NAMING_FORMS and len(between) <= 8:  # "called longer estimates “folklore”"
        return not any(line.is_verb(i) or line.lower[i] == "," for i in between)
    if line.lower[cue] in _BLAMING:  # "accused him of running “a casino”"
        doing = [i for i in between if line.tags[i] == "VBG" and line.lower[i - 1] in ("of", "for")]
        if doing and not any(line.lower[i] == "," for i in between):
            return True
    last = line.lower[piece - 1]
    if last == "to" and line.lower[cue] in _ASKING:
        return not any(line.is_verb(i) or line.lower[i] == "," for i in between)
    if last in (",", ":") or not between:
        return not any(line.lower[i] == "," for i in list(between)[:-1])
    return last in _TIES and not any(line.is_verb(i) or line.lower[i] == "," for i in list(between)[:-1])


def _earlier_subject(line: Line, floor: int, end: int) -> Phrase | None:
    """The subject of the narration sentence that ends right before the piece."""
    if end <= floor:
        return None
    start = max(floor, _sentence_start(line, end - 1))
    for index in range(start, end):
        if line.is_verb(index):
            found = subject_of(line, index) or phrase_before(line, index, start)
            if found is not None and start <= line.token_at(found.start):
                return found
            return None
    return None


def _attribution(line: Line, cue: int, speaker: Phrase | None, *, close: bool) -> Attribution:
    return Attribution(cue=line.span(cue, cue + 1), cue_word=line.lower[cue], speaker=speaker, close=close)

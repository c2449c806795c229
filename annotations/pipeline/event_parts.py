"""Who took part in an event, as its clause says it: by its verb, or by what stands beside its noun."""

from __future__ import annotations

from collections.abc import Iterator

from annotations.pipeline import cues
from annotations.pipeline import event_words as words
from annotations.pipeline.event_status import WAS
from annotations.pipeline.light_verbs import light_verb_after, light_verb_before
from annotations.pipeline.line import Line
from annotations.pipeline.speakers import (
    PASSIVE_SUBJECTS,
    SUBJECTS,
    Phrase,
    phrase_after,
    phrase_around,
    phrase_before,
    subject_of,
)


def own_verbs_end(line: Line, at: int, after: int, own: frozenset[str]) -> int:
    """Up to where only such verbs follow a noun: "the attack was carried out in Kabul", not "was condemned in"."""
    verbs = (index for index in range(at, after) if line.is_verb(index) and line.lower[index] not in own)
    return next(verbs, after)


def parts_of_verb(line: Line, first: int, last: int, after: int, concept: str) -> Iterator[tuple[str, Phrase]]:
    """Role and phrase of those whom the clause of a verb speaks of; `after` is where its clause ends."""
    done_to = passive_subject(line, first)
    both = concept in words.MUTUAL
    if done_to is not None:
        yield "target", done_to
        if (doer := _following(line, "by", last + 1, after)) is not None:
            yield "actor", doer
        return
    objects = [child for child in line.token(first).children if child.dep_ in words.OBJECTS] if line.parsed else []
    has = line.lower[max(first - 1, 0)] in ("has", "have", "had", "having", "also")
    if line.tags[first] == "VBN" and not has and not objects:
        if (doer := _following(line, "by", last + 1, after)) is not None:
            yield "actor", doer
        return
    doer = subject_of(line, first)
    if doer is not None and line.token_at(doer.start) < first and _is_its_own(line, doer, first):
        yield "participant" if both and concept != "fighting" else "actor", doer
    if both and (other := _following(line, "with", last + 1, after)) is not None:
        yield "participant", other
    for child in objects:
        if first < child.i < after and (done_to := phrase_around(line, child, first)) is not None:
            yield "target", done_to


def _is_its_own(line: Line, doer: Phrase, verb: int) -> bool:
    """No verb of speech between, and before "who" only what is right before it: the parse often looks too far."""
    between = range(line.token_at(doer.end), verb)
    if any(line.lower[index] in cues.REPORTING_FORMS and line.is_verb(index) for index in between):
        return False
    if verb > 2 and line.lower[verb - 1] == "to" and line.tags[verb - 2] == "VBG" and line.lower[verb - 3] == "for":
        return False  # "sentenced five people for plotting to kill"
    for index in range(verb - 1, max(verb - 4, -1), -1):
        if line.lower[index] in words.RELATIVE:
            if line.token_at(doer.start) > index:
                return True  # "reports that Isis has killed"
            return line.token_at(doer.end) in (index, index - 1) and line.lower[index] == "who"
    return True


def passive_subject(line: Line, verb: int) -> Phrase | None:
    """Whom something was done to: "Okoye was killed", "Okoye, who was killed", "Okoye was struck and killed"."""
    if not line.parsed:
        return None
    for child in line.token(verb).children:
        if child.dep_ in PASSIVE_SUBJECTS and child.i < verb:
            return _before_who(line, child.i) if child.lower_ == "who" else phrase_around(line, child, verb)
        if child.dep_ in SUBJECTS and child.i < verb:
            return None
    if verb > 2 and line.lower[verb - 1] in ("and", "or") and line.lower[verb - 3] in WAS:
        subjects = (c for c in line.token(verb - 2).children if c.dep_ in (*PASSIVE_SUBJECTS, *SUBJECTS))
        return next((phrase_around(line, child, verb - 3) for child in subjects), None)
    return None


def _before_who(line: Line, who: int) -> Phrase | None:
    """Right before it: "Corporal Daniel Okoye, who was killed"."""
    end = who - (who > 0 and line.lower[who - 1] == ",")
    return phrase_before(line, end, line.sentences[line.sentence[who]][0])


def parts_of_noun(
    line: Line, first: int, last: int, after: int, sentence: tuple[int, int], concept: str
) -> Iterator[tuple[str, Phrase]]:
    """Role and phrase of those who are named beside an event's noun, or by the verb that only says it was done."""
    start, end = sentence
    both = concept in words.MUTUAL
    roles = {"by": "actor", "on": "target", "against": "target", "of": "target"}
    if both:
        roles = {"between": "participant", "with": "participant", "against": "participant"}
    following = last + 1
    after = own_verbs_end(line, following, after, words.DONE)
    while following < after and following < last + 12:
        role = roles.get(line.lower[following])
        if role is None or (line.lower[following] == "of" and (concept not in words.DONE_TO or following > last + 1)):
            following += 1
            continue
        phrase = phrase_after(line, following + 1, after)
        if phrase is not None:
            yield role, phrase
            following = line.token_at(phrase.end)
            joins = following < after and line.lower[following] == "and"
            if both and joins and (other := phrase_after(line, following + 1, after)) is not None:
                yield role, other
        following += 1
    if last + 1 < end and line.lower[last + 1] in words.STRIKES_HIT:
        hit = phrase_after(line, last + 2, end)
        if hit is not None:
            yield "target", hit
    doer = _light_subject(line, first, start) or _relative_subject(line, last + 1, end)
    if doer is not None:
        yield "actor", doer


def _relative_subject(line: Line, at: int, end: int) -> Phrase | None:
    """ "the atrocities that Isis has committed": the subject of a clause that the event is the object of."""
    if at >= end or line.lower[at] not in ("that", "which"):
        return None
    doer = phrase_after(line, at + 1, end)
    if doer is None or doer.pronoun:
        return None
    return doer if light_verb_after(line, line.token_at(doer.end), end) else None


def _light_subject(line: Line, first: int, start: int) -> Phrase | None:
    """ "Isis carried out attacks": the subject of the verb that the event is the object of."""
    verb = light_verb_before(line, first, start)
    doer = None if verb is None else subject_of(line, verb)
    return doer if doer is not None and line.token_at(doer.start) < first else None


def _following(line: Line, preposition: str, at: int, after: int) -> Phrase | None:
    for index in range(at, min(after, at + 9)):
        if line.lower[index] == preposition:
            return phrase_after(line, index + 1, after)
    return None

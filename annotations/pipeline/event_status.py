"""Whether an event happened, is alleged or is planned, where the words beside it say so plainly."""

from __future__ import annotations

from annotations.pipeline.inflect import verb_forms
from annotations.pipeline.line import Line
from annotations.pipeline.wordlist import word_set

_PLANNED_BEFORE = word_set("planned upcoming forthcoming scheduled planning plotting foiled thwarted looming next")
_ALLEGED_BEFORE = word_set("alleged suspected apparent reported purported supposed")
_ALLEGED_NEAR = word_set("allegedly reportedly apparently purportedly supposedly")
_AHEAD = word_set("expected planned planning scheduled due set going plan plans intend intends preparing threatened")
_ATTEMPTED = word_set("""
    plot plots plotted plotting conspiracy conspired conspiring attempt attempts attempted attempting try tried trying
    threatening vow vowed vowing
    """)
WAS = word_set("is are was were be been being")
BEING = WAS | word_set("has have had")
_HYPOTHETICAL = word_set("could might may can should must cannot ca")
_PREVENTING = frozenset(form for verb in ("prevent", "avert", "avoid", "deter") for form in verb_forms(verb))
# "the threat of an attack", "precautions against an attack": of something that is only thought of.
_THOUGHT_OF = word_set(
    "threat threats fear fears risk risks possibility danger prospect event precautions protection safeguards"
)
_NOT_ONLY = word_set("only just merely simply")
_NO = word_set("not n't n’t never")
_DOING = word_set("do does did")
_NEAR = 6
_BORDERS = frozenset((",", ";", ":", "—", "–")) | word_set(
    "who which that where when while but because if as after before"
)


def is_told_by_verb(line: Line, first: int) -> bool:
    """Whether an event word is a verb in its sentence, and no noun that the tagger takes for one ("the bombed")."""
    return line.is_verb(first) and (first == 0 or line.tags[first - 1] not in ("DT", "PRP$", "POS"))


def did_not_happen(line: Line, first: int) -> bool:
    """Whether the words before it plainly say that there was no such event, or that it is only thought of."""
    start = line.sentences[line.sentence[first]][0]
    if is_told_by_verb(line, first):
        helper, passed = _helper(line, first, start)
        following = [*passed[1:], ""] if passed else []
        if any(word in _NO and after not in _NOT_ONLY for word, after in zip(passed, following, strict=True)):
            return True
        has = any(word in ("have", "'ve", "’ve") for word in passed)
        if line.tags[helper] != "MD":  # the month of May
            return False
        return line.lower[helper] == "would" if has else line.lower[helper] in _HYPOTHETICAL
    index = first - 1
    while index > start and line.tags[index].startswith(("DT", "JJ", "CD", "NN", "HYPH", "PRP$")):
        if line.lower[index] == "no":
            return True
        index -= 1
    if index < start:
        return False
    word, before = line.lower[index], line.lower[max(index - 1, start)]
    if word in ("no", "without"):
        return True
    if word in _PREVENTING:
        return line.tags[index] not in ("VBD", "VBN")
    if word in ("of", "against", "for", "from") and before in _THOUGHT_OF:
        return True
    # "its destruction would be an act of vandalism"
    while index > start and line.tags[index].startswith(("DT", "JJ", "NN", "IN")) and first - index < _NEAR:
        index -= 1
    return line.lower[index] == "be" and line.lower[max(index - 1, start)] in (*_HYPOTHETICAL, "would")


def _helper(line: Line, verb: int, start: int) -> tuple[int, list[str]]:
    """The first word before a verb's "have been" and adverbs, and those words."""
    helper = verb - 1
    while helper > start and (
        line.lower[helper] in BEING or line.tags[helper][:2] == "RB" or line.lower[helper] in _DOING
    ):
        helper -= 1
    helper = max(helper, start)
    return helper, line.lower[helper + 1 : verb]


def status_of(line: Line, first: int, last: int, start: int, end: int, *, is_verb: bool) -> str:
    """Whether an event is told as something that happened, is alleged or is planned."""
    before = line.lower[max(start, first - 4) : first]
    near = line.lower[max(start, first - 6) : min(end, last + 4)]
    if any(word in _ALLEGED_NEAR for word in near) or (before and before[-1] in _ALLEGED_BEFORE):
        return "alleged"
    if any(word in ("accused", "suspected", "allegations", "accusations") for word in before):
        return "alleged"
    if is_verb and first == start:
        return "happened"
    if is_verb:
        helper, passed = _helper(line, first, start)
        if line.lower[helper] in ("will", "shall", "'ll", "’ll", "wo", "would"):
            return "planned"
        if line.tags[helper] == "MD" and line.lower[helper] in _HYPOTHETICAL and passed:
            return "alleged"  # "may have killed"
        if line.lower[helper] == "to" and helper > start and line.lower[helper - 1] in _AHEAD | _ATTEMPTED:
            return "planned"
        return "happened"
    if any(word in _PLANNED_BEFORE or word in _PREVENTING for word in before[-2:]):
        return "planned"
    return "planned" if _is_ahead(line, last + 1, end) else "happened"


def _is_ahead(line: Line, at: int, end: int) -> bool:
    """ "The talks will begin", "more raids are expected": the verb right after a noun puts it in the future."""
    for index in range(at, min(at + 6, end)):
        if line.lower[index] in ("will", "'ll", "’ll"):
            return True
        if line.lower[index] in BEING:
            return any(word in _AHEAD for word in line.lower[index + 1 : min(index + 3, end)])
        if line.lower[index] in _BORDERS or line.is_verb(index):
            return False
    return False

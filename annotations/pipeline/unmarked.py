"""Statements without quotation marks: paragraphs in the first person under "The minister said:"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from annotations.pipeline.marks import Passage, has_marks
from annotations.pipeline.speakers import Phrase
from articles.text import Span, paragraphs

_FIRST_PERSON = re.compile(r"\b(?:I|I['’](?:m|ve|d|ll)|[Ww]e|[Oo]ur|[Mm]y|us|me)\b(?!\.)")
_ENDS = re.compile(r"[.!?…]\s*$")
_BEGINS = re.compile(r"[A-Z]\w*['’]?\w*[ ,]")
_SHORTEST = 6
# Paragraphs that one lead-in may govern, and how many in a row of them may do without "I" and "we".
_MOST = 60
_LONGEST_GAP = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadIn:
    """The end of a paragraph that ends with a colon: who speaks next, and the verb of speech if there is one."""

    cue: Span | None
    speaker: Phrase


def unmarked_statements(
    text: str, lead_ins: dict[int, LeadIn], passages: list[Passage]
) -> list[tuple[LeadIn, list[Span]]]:
    """Each lead-in that has such paragraphs under it, with their places; quoted paragraphs are left to the marks."""
    speaking = {end: lead for end, lead in lead_ins.items() if lead.cue is not None}
    if not speaking:
        return []
    found: list[tuple[LeadIn, list[Span]]] = []
    running: list[Span] | None = None
    gap: list[Span] = []  # read as speech, if more of it follows
    for line in paragraphs(text):
        words = text[line.start : line.end]
        if words.isspace():
            continue
        whole = Span(line.start + len(words) - len(words.lstrip()), line.start + len(words.rstrip()))
        if running is None or len(running) >= _MOST or not _is_prose(text, whole, passages):
            running = None
        elif _FIRST_PERSON.search(text, whole.start, whole.end):
            running += [*gap, whole]
            gap = []
        elif len(gap) < _LONGEST_GAP:
            gap.append(whole)
        else:
            running = None
        if (lead := speaking.get(whole.end)) is not None:
            running, gap = [], []
            found.append((lead, running))
    return [(lead, pieces) for lead, pieces in found if pieces]


def _is_prose(text: str, line: Span, passages: list[Passage]) -> bool:
    words = text[line.start : line.end]
    if has_marks(line, passages):
        return False
    return len(words.split()) >= _SHORTEST and _BEGINS.match(words) is not None and _ENDS.search(words) is not None

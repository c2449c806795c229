"""Transcripts: who speaks stands in capitals before a colon, "SECRETARY HALE: We talked about it."."""

from __future__ import annotations

import re

from annotations.pipeline import cues
from annotations.pipeline.marks import Passage, has_marks
from annotations.pipeline.quotes import SCORE_CONTEXT, Found
from annotations.pipeline.speakers import Phrase
from annotations.pipeline.wordlist import word_set
from articles.text import Span, paragraphs

_LABEL = re.compile(r"\s*([A-Z][A-Z.’'-]*(?: [A-Z][A-Z.’'-]*){0,4}): (?=\S)")
# The reporters' side, which nobody signs.
_ASKING = word_set("question q answer a reporter")
_FEWEST = 2


def transcript_quotes(text: str, passages: list[Passage]) -> list[Found]:
    """What each labelled speaker says, unlabelled paragraphs between two labels included; [] where this is none.

    A text counts as a transcript when it has two labels or more, one of them a title ("MR KIRBY") or "QUESTION".
    Paragraphs with quotation marks are left to those.
    """
    turns: list[tuple[str, Span, list[Span]]] = []
    between: list[Span] = []  # belongs to the last speaker if another follows
    for line in paragraphs(text):
        words = text[line.start : line.end]
        if words.isspace():
            continue
        end = line.start + len(words.rstrip())
        label = _LABEL.match(text, line.start, line.end)
        if label is None:
            between.append(Span(line.start + len(words) - len(words.lstrip()), end))
            continue
        if turns:
            turns[-1][2].extend(between)
        between = []
        turns.append((label.group(1), Span(*label.span(1)), [Span(label.end(), end)]))
    if len(turns) < _FEWEST or not any(_is_of_transcripts(label) for label, _, _ in turns):
        return []
    found = []
    for label, place, pieces in turns:
        unmarked = [piece for piece in pieces if not has_marks(piece, passages)]
        if label.lower() not in _ASKING and unmarked:
            speaker = _speaker(text, place)
            found.append(Found(pieces=unmarked, cue=None, mode="direct", speaker=speaker, score=SCORE_CONTEXT))
    return found


def _is_of_transcripts(label: str) -> bool:
    first, _, rest = label.lower().partition(" ")
    return label.lower() in _ASKING or (first in cues.TITLES and bool(rest))


def _speaker(text: str, label: Span) -> Phrase:
    words = text[label.start : label.end]
    head = label.start + words.rfind(" ") + 1
    return Phrase(
        start=label.start,
        end=label.end,
        head=Span(head, label.end),
        head_word=text[head : label.end].lower(),
        pronoun=False,
        head_is_name=True,
    )

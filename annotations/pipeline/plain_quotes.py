"""Quotes in languages whose verbs of speech nobody wrote down: what stands between marks and reads as somebody's words.

Nobody is named as their speaker, and the score is the lowest there is.
"""

from __future__ import annotations

import re
import unicodedata

from annotations.pipeline.marks import Passage
from annotations.pipeline.quotes import SCORE_NOBODY, Found

_MARKS = "\"“”„«»‘’' \u00a0\u202f"
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
FEWEST = 3
WIDE_A_WORD = 2  # characters of a script that is written without spaces


def plain_quotes(text: str, passages: list[Passage]) -> list[Found]:
    """Passages of a few words or more; single marks and titles, with a capital on every word, are left out."""
    found = []
    for passage in passages:
        inner = text[passage.start : passage.end].strip(_MARKS)
        if passage.single or not inner[:1].isalnum() or not _is_said(inner):
            continue
        found.append(Found(pieces=list(passage.pieces), cue=None, mode="direct", speaker=None, score=SCORE_NOBODY))
    return found


def _is_said(inner: str) -> bool:
    words = _WORD.findall(inner)
    wide = sum(unicodedata.east_asian_width(char) in "WF" and char.isalpha() for char in inner)
    if len(words) + wide // WIDE_A_WORD < FEWEST:
        return len(words) == FEWEST - 1 and inner[-1] in ".!?…"
    return wide > 0 or any(word[0].islower() for word in words[1:]) or not words[0][0].isupper()

"""Likeness: of a claim to what somebody is about to word, and of one text to another. Pure."""

import math
import re
from collections.abc import Collection, Iterable, Mapping

_SENTENCE = re.compile(r"[.!?…\n]+")
_NOT_WORD = re.compile(r"\W+")
SENTENCE_WORDS = 5  # shorter ones ("He declined to comment.") stand in texts that have nothing to do with each other
SAME_TEXT = 0.5


def weights(shares: Mapping[str, float]) -> dict[str, float]:
    """How much each word says: the rarer it is among all claims, the more."""
    return {word: 1 + math.log1p(1 / max(share, 1e-6)) for word, share in shares.items()}


def likeness(asked: Mapping[str, float], words: Collection[str]) -> float:
    """How alike a claim is to the words asked about: the weight of what both have, less for a claim that says more.

    Two claims that have one common word between them, out of many, are not alike: that is 0.
    """
    shared = [word for word in words if word in asked]
    if not shared or (len(shared) == 1 and len(words) > 2):
        return 0.0
    return sum(asked[word] for word in shared) * math.sqrt(len(shared) / len(words))


def fingerprint(text: str) -> frozenset[str]:
    """The sentences of a text, without what an editor changes first: capitals, spaces, punctuation."""
    return frozenset(
        words
        for sentence in _SENTENCE.split(text)
        if (words := _NOT_WORD.sub(" ", sentence).strip().casefold()).count(" ") >= SENTENCE_WORDS - 1
    )


def independent(texts: Iterable[frozenset[str]]) -> int:
    """How many of these texts are independent: two that share more than half of the shorter one's sentences count once.

    So a wire story that ten outlets print, each with its own headline and cuts, is one text.
    """
    found: list[frozenset[str]] = []
    for text in sorted(texts, key=len, reverse=True):
        if not any(_same(text, other) for other in found):
            found.append(text)
    return len(found)


def _same(text: frozenset[str], other: frozenset[str]) -> bool:
    shorter = min(len(text), len(other))
    if not shorter:
        return text == other
    return len(text & other) > SAME_TEXT * shorter

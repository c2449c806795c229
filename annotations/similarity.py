"""Likeness of a claim to what somebody is about to word. Pure."""

import math
from collections.abc import Collection, Mapping


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

"""How much two texts have in common: prints (MinHash), the bands they are found by, and the exact share. Pure.

A text is taken as its runs of three words (shingles) with capitals, punctuation and white space folded; where a script
puts no spaces between words, each letter is a word. Two texts are *alike* when they share ``ALIKE`` or more of all the
runs that either has. A print holds the least value of the runs under each of ``PERMUTATIONS`` hash functions, so the
share of equal values in two prints estimates the share of common runs; near ``ALIKE`` the runs themselves are compared.
Prints of different schemes cannot be compared: who changes what a print is made of gives ``SCHEME`` a new name.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from zlib import crc32

import numpy as np

SCHEME = "words3-minhash32-1"
SEED = 20_261
BANDS, ROWS = 40, 3
PERMUTATIONS = BANDS * ROWS
ALIKE = 0.35
# Of an estimate: within this of ALIKE the runs themselves decide. Two and a half times its standard error.
UNSURE = 0.11
# Shorter texts ("Details to follow.") are only alike when they are the same, word for word.
SHORT_WORDS = 40

_RUN = 3
_OTHER = re.compile("[^\x00-\x7f]+")
_SPACES = bytes(code if chr(code).isalnum() or code > 127 else 32 for code in range(256))
_NO_SPACES = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
_MIX, _MIX_2, _MIX_3 = (np.uint64(n) for n in (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB))
_HALF, _LAST = np.uint64(32), np.uint64(29)
_chance = np.random.Generator(np.random.PCG64(SEED))
_FACTORS = (_chance.integers(0, 2**32, PERMUTATIONS, dtype=np.uint64) | np.uint64(1)).astype(np.uint32)[:, None]
_ADDED = _chance.integers(0, 2**32, PERMUTATIONS, dtype=np.uint64).astype(np.uint32)[:, None]
_BAND_NUMBERS = np.arange(1, BANDS + 1, dtype=np.uint64) * _MIX
_AT_ONCE = 256  # runs permuted at a time: what that takes stays in the processor's cache, however long a text is


@dataclass(frozen=True, slots=True)
class Print:
    """What is kept of a text: its print, and the keys of the bands it is looked up by (signed 64 bits, ascending)."""

    words: int
    signature: bytes
    keys: tuple[int, ...]


def body_of(text: str, body_start: int) -> str:
    """What is compared: the body, for a headline is each outlet's own; all of a text that has no body."""
    return text[body_start:] or text


def print_of(text: str) -> Print:
    """The print of a text. One without a word has no keys, and is like no other."""
    hashes = _word_hashes(text)
    runs = _runs(hashes)
    least = _least((runs >> _HALF).astype(np.uint32))
    return Print(words=len(hashes), signature=least.astype("<u4").tobytes(), keys=_keys(len(hashes), least))


def runs_of(text: str) -> np.ndarray:
    """The hashes of every run of words, ascending and each once."""
    return np.unique(_runs(_word_hashes(text)))


def share(runs: np.ndarray, other: np.ndarray) -> float:
    """Which part of all the runs that either text has both have (Jaccard)."""
    if not len(runs) and not len(other):
        return 0.0
    both = len(np.intersect1d(runs, other, assume_unique=True))
    return both / (len(runs) + len(other) - both)


def estimates(signature: bytes, others: Iterable[bytes]) -> list[float]:
    """The share of runs that a text seems to have in common with each of others, from the prints alone."""
    mine = np.frombuffer(signature, dtype="<u4")
    stacked = np.frombuffer(b"".join(others), dtype="<u4").reshape(-1, PERMUTATIONS)
    return (stacked == mine).mean(axis=1).tolist()


def is_short(words: int) -> bool:
    return words < SHORT_WORDS


def _word_hashes(text: str) -> np.ndarray:
    folded = _OTHER.sub(_settle, text.casefold())
    return np.fromiter(map(crc32, folded.encode().translate(_SPACES).split()), dtype=np.uint64)


def _settle(match: re.Match) -> str:
    return _settled(match.group())


@lru_cache(maxsize=4096)
def _settled(characters: str) -> str:
    """Letters, digits and what is written onto them stay; the rest becomes a space."""
    kept = (
        one if one.isalnum() or unicodedata.category(one)[0] == "M" else " "
        for one in unicodedata.normalize("NFKC", characters).casefold()
    )
    return _NO_SPACES.sub(r" \g<0> ", "".join(kept))


def _runs(words: np.ndarray) -> np.ndarray:
    """Every run of words as one well-mixed number; a text of fewer words is one run."""
    if not len(words):
        return words
    if len(words) < _RUN:
        words = np.concatenate([words, np.zeros(_RUN - len(words), dtype=np.uint64)])
    words = (words + np.uint64(1)) * _MIX
    words ^= words >> _LAST
    runs = words[:-2] * _MIX_2 + words[1:-1] * _MIX_3 + words[2:]
    runs ^= runs >> _HALF
    runs *= _MIX
    return runs ^ (runs >> _LAST)


def _least(runs: np.ndarray) -> np.ndarray:
    """The least value of all runs under each hash function."""
    least = np.full(PERMUTATIONS, 2**32 - 1, dtype=np.uint32)
    values = np.empty((PERMUTATIONS, min(len(runs), _AT_ONCE)), dtype=np.uint32)
    for start in range(0, len(runs), _AT_ONCE):
        some = runs[start : start + _AT_ONCE]
        here = values[:, : len(some)]
        np.multiply(some, _FACTORS, out=here)
        here += _ADDED
        np.minimum(least, here.min(axis=1), out=least)
    return least


def _keys(words: int, least: np.ndarray) -> tuple[int, ...]:
    """One key for each band of a print; a short text has a single one, made of all of it."""
    if not words:
        return ()
    rows = least.astype(np.uint64).reshape(BANDS, ROWS)
    keys = _BAND_NUMBERS.copy()
    for column in range(ROWS):
        keys = (keys ^ rows[:, column]) * _MIX_2
        keys ^= keys >> _HALF
    if is_short(words):
        keys = np.bitwise_xor.reduce(keys * _MIX_3, keepdims=True)
    return tuple(np.unique(keys.view(np.int64)).tolist())

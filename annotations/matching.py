"""What two texts have in common, in the order of both. Pure.

Lines are matched first, then the words inside the lines that changed, both by what is unique on either side: that takes
time in proportion to the texts, where comparing all with all does not.
"""

from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

import regex

from articles import text as article_text
from articles.comparing import longest_rising

SMALL = 40_000  # pairs of words that are compared one with each other, where none is unique
EFFORT = 40  # times that each word may be looked at

# Not ``articles.text.words``: what is compared need be no word that somebody would tag, and this is ten times as fast.
_TOKEN = regex.compile(r"[\p{L}\p{M}\p{N}_]+|[^\s\p{L}\p{M}\p{N}_]")

Ends = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch that both texts have: ``length`` characters from ``old``, and from ``new``."""

    old: int
    new: int
    length: int


def runs(old: str, new: str) -> list[Run]:
    """The stretches that both texts have, in the order of both and never overlapping."""
    if old == new:
        return [Run(0, 0, len(old))] if old else []
    older, newer = article_text.paragraphs(old), article_text.paragraphs(new)
    pairs = _pairs([line.of(old) for line in older], [line.of(new) for line in newer])
    matched: list[tuple[Ends, Ends]] = []
    ends = [(-1, -1), *pairs, (len(older), len(newer))]
    for (a0, b0), (a1, b1) in pairwise(ends):
        if a0 >= 0:
            matched.append(((older[a0].start, older[a0].end), (newer[b0].start, newer[b0].end)))
        if a1 - a0 > 1 and b1 - b0 > 1:
            left = tokens(old, older[a0 + 1].start, older[a1 - 1].end)
            right = tokens(new, newer[b0 + 1].start, newer[b1 - 1].end)
            words = [old[start:end] for start, end in left], [new[start:end] for start, end in right]
            matched += ((left[a], right[b]) for a, b in _pairs(*words))
    return list(_joined(old, new, matched))


def _joined(old: str, new: str, matched: Sequence[tuple[Ends, Ends]]) -> Iterator[Run]:
    """Matches made one wherever what stands between them is the same on both sides."""
    start: Ends | None = None
    end = (0, 0)
    for (old_start, old_end), (new_start, new_end) in matched:
        alike = old_start - end[0] == new_start - end[1] and old[end[0] : old_start] == new[end[1] : new_start]
        if start is None or not alike:
            if start is not None:
                yield Run(*start, end[0] - start[0])
            start = old_start, new_start
        end = old_end, new_end
    if start is not None:
        yield Run(*start, end[0] - start[0])


def _pairs(a: Sequence[Hashable], b: Sequence[Hashable]) -> list[tuple[int, int]]:
    """Which items are the same in both, in the order of both; as far as it can be told with bounded effort."""
    pairs: list[tuple[int, int]] = []
    effort = EFFORT * (len(a) + len(b)) + SMALL
    open_ = [(0, len(a), 0, len(b))]
    while open_ and effort > 0:
        a0, a1, b0, b1 = open_.pop()
        effort -= a1 - a0 + b1 - b0
        while a0 < a1 and b0 < b1 and a[a0] == b[b0]:
            pairs.append((a0, b0))
            a0, b0 = a0 + 1, b0 + 1
        while a0 < a1 and b0 < b1 and a[a1 - 1] == b[b1 - 1]:
            a1, b1 = a1 - 1, b1 - 1
            pairs.append((a1, b1))
        if a0 == a1 or b0 == b1:
            continue
        anchors = _unique(a, a0, a1, b, b0, b1)
        if anchors:
            pairs += anchors
            ends = [(a0 - 1, b0 - 1), *anchors, (a1, b1)]
            open_ += [(one[0] + 1, two[0], one[1] + 1, two[1]) for one, two in pairwise(ends)]
        elif (a1 - a0) * (b1 - b0) <= SMALL:
            effort -= (a1 - a0) * (b1 - b0) // EFFORT
            blocks = SequenceMatcher(None, a[a0:a1], b[b0:b1], autojunk=False).get_matching_blocks()
            pairs += [(a0 + x + n, b0 + y + n) for x, y, size in blocks for n in range(size)]
    return sorted(pairs)


def _unique(a: Sequence, a0: int, a1: int, b: Sequence, b0: int, b1: int) -> list[tuple[int, int]]:
    """The longest row of items that stand once on either side, in the order of both."""
    once_a, once_b = Counter(a[a0:a1]), Counter(b[b0:b1])
    place = {b[n]: n for n in range(b0, b1) if once_b[b[n]] == 1}
    found = [(n, place[a[n]]) for n in range(a0, a1) if once_a[a[n]] == 1 and a[n] in place]
    return [found[n] for n in longest_rising([b_at for _, b_at in found])]


def tokens(text: str, start: int, end: int) -> list[Ends]:
    """Words and single marks, without the spaces between them."""
    return [match.span() for match in _TOKEN.finditer(text, start, end)]

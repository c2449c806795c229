"""Two versions of a text side by side: which words stayed, and where a span of the old one stands in the new. Pure.

Lines are matched first, then the words inside the lines that changed, both by what is unique on either side. Nothing is
guessed: a span has a place only if its very words stand there.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from functools import cached_property
from itertools import pairwise

import regex

from articles import text as article_text
from articles.text import Span

SMALL = 40_000  # pairs of words that are compared one with each other, where none is unique
EFFORT = 40  # times that each word may be looked at
AROUND = 2  # words on either side that make the surroundings of a span
WINDOW = 120  # characters in which those are looked for
CONTEXT = 5  # words on either side by which one place is found to be more likely than another
CANDIDATES = 40  # places that are weighed; what stands more often is too common to be found again
SCANNED = 5_000

_LETTER = regex.compile(r"[\p{L}\p{M}\p{N}_]")
# Not ``articles.text.words``: what is compared need be no word that somebody would tag, and this is ten times as fast.
_TOKEN = regex.compile(r"[\p{L}\p{M}\p{N}_]+|[^\s\p{L}\p{M}\p{N}_]")
_PARTS = regex.compile(r"\s+|[\p{L}\p{M}\p{N}_]+|\X")

Ends = tuple[int, int]


class Match(StrEnum):
    """How well a span of the old text is found again in the new one."""

    SAME = "same"  # the same words in the same surroundings
    AROUND = "around"  # the same words in their place, but other words next to them
    MOVED = "moved"  # the same words elsewhere
    CHANGED = "changed"  # not these words any more
    AMBIGUOUS = "ambiguous"  # several places are equally likely


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch that both texts have: ``length`` characters from ``old``, and from ``new``."""

    old: int
    new: int
    length: int


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a span stands in the new text, if it does."""

    match: Match
    span: Span | None = None


class Alignment:
    """An old and a new text with what they have in common, in the order of both."""

    def __init__(self, old: str, new: str) -> None:
        self.old = old
        self.new = new
        self.runs = _runs(old, new)
        self._old_starts = [run.old for run in self.runs]
        self._new_starts = [run.new for run in self.runs]
        self._found: dict[tuple[str, bool], list[int] | None] = {}

    def place(self, span: Span) -> Placed:
        """Find a span of the old text in the new one."""
        if not 0 <= span.start < span.end <= len(self.old):
            raise ValueError(f"not in the text: [{span.start}, {span.end})")
        run = self._run_over(span)
        here = None if run is None else self._at(span, span.start - run.old + run.new)
        if run is not None and here is not None and self._same_around(span, run):
            return Placed(Match.SAME, here) if self._one_of_its_kind(span, run) else Placed(Match.AMBIGUOUS)
        return self._likeliest(span, here)

    def near(self, offset: int) -> int:
        """About where in the new text something stood that is not there any more."""
        n = bisect_right(self._old_starts, offset) - 1
        if n < 0:
            return 0
        run = self.runs[n]
        at = run.new + min(offset - run.old, run.length)
        while at < len(self.new) and offset > run.old + run.length and self.new[at] == " ":
            at += 1
        return at

    # -- the same place ------------------------------------------------------------------------------------------------

    def _run_over(self, span: Span) -> Run | None:
        n = bisect_right(self._old_starts, span.start) - 1
        if n < 0 or span.end > self.runs[n].old + self.runs[n].length:
            return None
        return self.runs[n]

    def _at(self, span: Span, start: int) -> Span | None:
        """The span moved to another start, unless it would cut a character or a word that it did not cut before."""
        there = Span(start, start + len(span))
        if not (article_text.is_boundary(self.new, there.start) and article_text.is_boundary(self.new, there.end)):
            return None
        return there if _whole(self.new, there) or not _whole(self.old, span) else None

    def _same_around(self, span: Span, run: Run) -> bool:
        """Whether the words next to the span, and the ends of its paragraph as far as they are near, are the same."""
        left, right = _reach(self.old, span)
        if left < run.old or right > run.old + run.length:
            return False
        by = run.new - run.old
        begins, ends = _begins_line(self.old, left), _ends_line(self.old, right)
        return (not begins or _begins_line(self.new, left + by)) and (not ends or _ends_line(self.new, right + by))

    def _one_of_its_kind(self, span: Span, run: Run) -> bool:
        """A line that stands more often in one of the texts than in the other is only known by its neighbours."""
        line = article_text.paragraph_at(self.old, span.start)
        words = line.of(self.old)
        if max(self._old_lines[words], self._new_lines[words]) == 1 or self._old_lines[words] == self._new_lines[words]:
            return True
        before, after = line.start - 1, line.end + 1
        by = run.new - run.old
        same_before = before >= run.old or (before < 0 and line.start + by == 0)
        same_after = after <= run.old + run.length or (line.end == len(self.old) and line.end + by == len(self.new))
        return same_before and same_after

    @cached_property
    def _old_lines(self) -> Counter:
        return Counter(line.of(self.old) for line in article_text.paragraphs(self.old))

    @cached_property
    def _new_lines(self) -> Counter:
        return Counter(line.of(self.new) for line in article_text.paragraphs(self.new))

    # -- another place -------------------------------------------------------------------------------------------------

    def _likeliest(self, span: Span, here: Span | None) -> Placed:
        """The one place, among those that nothing else was found at, whose surroundings are most alike."""
        words, whole = span.of(self.old), _whole(self.old, span)
        starts = self._loose(words, whole)
        if starts is None:
            return Placed(Match.AMBIGUOUS)
        places = [place for start in starts if (place := self._at(span, start)) is not None and place != here]
        if here is not None:
            line = article_text.paragraph_at(self.new, here.start)
            places = [here, *(place for place in places if line.contains(place))]
        if not places:
            return Placed(Match.CHANGED)
        scores = [self._likeness(span, place) for place in places]
        best = max(scores)
        if scores.count(best) > 1:
            return Placed(Match.AMBIGUOUS)
        return Placed(Match.MOVED if here is None else Match.AROUND, places[scores.index(best)])

    def _loose(self, words: str, whole: bool) -> list[int] | None:
        """Where in the new text these words stand outside of all that both have; None where they stand too often."""
        if (words, whole) not in self._found:
            self._found[words, whole] = self._search(words, whole)
        return self._found[words, whole]

    def _search(self, words: str, whole: bool) -> list[int] | None:
        found: list[int] = []
        scanned, at = 0, self.new.find(words)
        while at >= 0:
            scanned += 1
            place = Span(at, at + len(words))
            if self._is_loose(place) and (not whole or _whole(self.new, place)):
                found.append(at)
            if scanned > SCANNED or len(found) > CANDIDATES:
                return None
            at = self.new.find(words, at + 1)
        return found

    def _is_loose(self, place: Span) -> bool:
        n = bisect_right(self._new_starts, place.start) - 1
        return n < 0 or place.end > self.runs[n].new + self.runs[n].length

    def _likeness(self, span: Span, place: Span) -> int:
        """How many words in a row are the same, going out from both places to either side."""
        score = 0
        for older, newer in zip(_beside(self.old, span), _beside(self.new, place), strict=True):
            for one, other in zip(older, newer, strict=False):
                if one != other:
                    break
                score += 1
        return score


def marked(old: str, new: str) -> tuple[list[tuple[str, bool]], list[tuple[str, bool]]]:
    """Two short passages in pieces, each with whether the other one lacks it."""
    if old == new:
        return ([(old, False)] if old else []), ([(new, False)] if new else [])
    older, newer = _PARTS.findall(old), _PARTS.findall(new)
    before: list[tuple[str, bool]] = []
    after: list[tuple[str, bool]] = []
    for what, a0, a1, b0, b1 in SequenceMatcher(None, older, newer, autojunk=False).get_opcodes():
        if a1 > a0:
            before.append(("".join(older[a0:a1]), what != "equal"))
        if b1 > b0:
            after.append(("".join(newer[b0:b1]), what != "equal"))
    return before, after


# -- what stands around a span ----------------------------------------------------------------------------------------


def _whole(text: str, span: Span) -> bool:
    """Whether no edge of the span stands between two letters of one word."""
    return not _inside_word(text, span.start) and not _inside_word(text, span.end)


def _inside_word(text: str, offset: int) -> bool:
    if not 0 < offset < len(text):
        return False
    return bool(_LETTER.match(text[offset - 1]) and _LETTER.match(text[offset]))


def _begins_line(text: str, offset: int) -> bool:
    return offset == 0 or text[offset - 1] == "\n"


def _ends_line(text: str, offset: int) -> bool:
    return offset == len(text) or text[offset] == "\n"


def _sides(text: str, span: Span) -> tuple[list[Ends], list[Ends]]:
    """The words before and after a span in its paragraph, as far as they are near."""
    first = text.rfind("\n", 0, span.start) + 1
    last = article_text.paragraph_at(text, span.end).end
    before = _tokens(text, max(first, span.start - WINDOW), span.start)
    after = _tokens(text, span.end, min(last, span.end + WINDOW))
    return before, after


def _tokens(text: str, start: int, end: int) -> list[Ends]:
    return [match.span() for match in _TOKEN.finditer(text, start, end)]


def _reach(text: str, span: Span) -> Ends:
    """From where to where the surroundings of a span go: some words to either side, or the ends of its paragraph."""
    before, after = _sides(text, span)
    left = [start for start, _ in before if _LETTER.match(text[start])][-AROUND:]
    right = [end for start, end in after if _LETTER.match(text[start])][:AROUND]
    return (
        left[0] if len(left) == AROUND else article_text.paragraph_at(text, span.start).start,
        right[-1] if len(right) == AROUND else article_text.paragraph_at(text, span.end).end,
    )


def _beside(text: str, span: Span) -> tuple[list[str], list[str]]:
    """The nearest words on either side, the nearest first; the end of the paragraph counts as one."""
    before, after = _sides(text, span)
    left = [text[start:end] for start, end in reversed(before)]
    right = [text[start:end] for start, end in after]
    return ([*left, "\n"])[:CONTEXT], ([*right, "\n"])[:CONTEXT]


# -- what both texts have ----------------------------------------------------------------------------------------------


def _runs(old: str, new: str) -> list[Run]:
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
            left = _tokens(old, older[a0 + 1].start, older[a1 - 1].end)
            right = _tokens(new, newer[b0 + 1].start, newer[b1 - 1].end)
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
    tails: list[int] = []  # the least end of a row of each length
    at: list[int] = []  # which of the found ones ends it
    before: list[int] = []  # which one comes before each
    for n, (_, b_at) in enumerate(found):
        length = bisect_left(tails, b_at)
        before.append(at[length - 1] if length else -1)
        tails[length : length + 1] = [b_at]
        at[length : length + 1] = [n]
    row: list[tuple[int, int]] = []
    n = at[-1] if at else -1
    while n >= 0:
        row.append(found[n])
        n = before[n]
    return row[::-1]

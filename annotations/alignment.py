"""Two versions of a text side by side: which words stayed, and where a span of the old one stands in the new. Pure.

Nothing is guessed: a span has a place only if its very words stand there. What both texts have is found in
``annotations/matching.py``.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from functools import cached_property

import regex

from annotations.matching import Ends, Run, runs, tokens
from articles import text as article_text
from articles.text import Span

AROUND = 2  # words on either side that make the surroundings of a span
WINDOW = 120  # characters in which those are looked for
CONTEXT = 5  # words on either side by which one place is found to be more likely than another
CANDIDATES = 40  # places that are weighed; what stands more often is too common to be found again
SCANNED = 5_000

_LETTER = regex.compile(r"[\p{L}\p{M}\p{N}_]")
_PARTS = regex.compile(r"\s+|[\p{L}\p{M}\p{N}_]+|\X")

Piece = tuple[str, bool]


class Match(StrEnum):
    """How well a span of the old text is found again in the new one."""

    SAME = "same"  # the same words in the same surroundings
    AROUND = "around"  # the same words in their place, but other words next to them
    MOVED = "moved"  # the same words elsewhere
    CHANGED = "changed"  # not these words any more
    AMBIGUOUS = "ambiguous"  # several places are equally likely


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
        self.runs = runs(old, new)
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

    def older(self, start: int, end: int) -> list[Piece]:
        """A passage of the old text in pieces, each with whether the new text lacks it there."""
        return _pieces(self.old, start, end, ((run.old, run.old + run.length) for run in self._near(start, end, "old")))

    def newer(self, start: int, end: int) -> list[Piece]:
        """A passage of the new text in pieces, each with whether the old text lacks it there."""
        return _pieces(self.new, start, end, ((run.new, run.new + run.length) for run in self._near(start, end, "new")))

    def _near(self, start: int, end: int, side: str) -> list[Run]:
        starts = self._old_starts if side == "old" else self._new_starts
        return self.runs[max(0, bisect_right(starts, start) - 1) : bisect_left(starts, end)]

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


def marked(old: str, new: str) -> tuple[list[Piece], list[Piece]]:
    """Two short passages in pieces, each with whether the other one lacks it."""
    if old == new:
        return ([(old, False)] if old else []), ([(new, False)] if new else [])
    older, newer = _PARTS.findall(old), _PARTS.findall(new)
    before: list[Piece] = []
    after: list[Piece] = []
    for what, a0, a1, b0, b1 in SequenceMatcher(None, older, newer, autojunk=False).get_opcodes():
        if a1 > a0:
            before.append(("".join(older[a0:a1]), what != "equal"))
        if b1 > b0:
            after.append(("".join(newer[b0:b1]), what != "equal"))
    return before, after


def _pieces(text: str, start: int, end: int, shared: Iterable[Ends]) -> list[Piece]:
    """The passage cut at what both texts share; spaces never count as a difference."""
    found: list[Piece] = []

    def add(words: str, differs: bool) -> None:
        if found and found[-1][1] == differs:
            found[-1] = found[-1][0] + words, differs
        elif words:
            found.append((words, differs))

    def add_other(words: str) -> None:
        core = words.strip()
        left = len(words) - len(words.lstrip())
        add(words[:left], False)
        if core:
            add(core, True)
            add(words[left + len(core) :], False)

    at = start
    for first, last in shared:
        first, last = max(first, at), min(last, end)
        if first >= last:
            continue
        add_other(text[at:first])
        add(text[first:last], False)
        at = last
    add_other(text[at:end])
    return found


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
    before = tokens(text, max(first, span.start - WINDOW), span.start)
    after = tokens(text, span.end, min(last, span.end + WINDOW))
    return before, after


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

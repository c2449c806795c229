"""Two texts side by side: which paragraphs are the same, changed, moved, or in one of them only. Pure.

Time and size are bounded for any two texts: so many characters and paragraphs of each are compared, and where two
paragraphs differ in too many words, one is shown as left out and the other as new.
"""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

CHARACTERS = 60_000
PARAGRAPHS = 400
# Of two paragraphs: so many words may be different before they are shown whole, and so many steps are spent on a page.
_EDITS = 300
_STEPS = 1_000_000
# Two paragraphs are one that was changed when they share this part of the shorter one's pairs of words.
_CHANGED = 0.35
_COMMON = 30  # a pair of words that is in more paragraphs than this says nothing
# Of an excerpt: so many rows, or of two texts that are the same so many; of a paragraph so much, and so much around
# words that differ.
EXCERPT_ROWS = 12
_SAME_ROWS = 3
_PARAGRAPH = 1500
_AROUND = 300

_NO_SPACES = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_TOKEN = re.compile(rf"[{_NO_SPACES}]\s*|[^\s{_NO_SPACES}]+\s*|\s+")


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a paragraph: ``same`` in both texts, ``out`` in the left one only, ``in`` in the right one only."""

    kind: str
    text: str

    @property
    def words(self) -> str:
        """Without the spaces behind them."""
        return self.text.rstrip()


@dataclass(frozen=True, slots=True)
class Row:
    """A paragraph: ``same``, ``changed``, ``out`` (left only) or ``in`` (right only), and whether it was moved."""

    kind: str
    pieces: tuple[Piece, ...]
    moved: bool = False

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)

    @property
    def is_plain(self) -> bool:
        """Nothing became of it."""
        return self.kind == "same" and not self.moved


@dataclass(frozen=True, slots=True)
class Comparison:
    """All rows in the order of the right text; ``cut`` when only the beginnings were compared."""

    rows: tuple[Row, ...]
    cut: bool

    @property
    def identical(self) -> bool:
        return not self.cut and all(row.is_plain for row in self.rows)


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Rows from just before the first difference on, and how many paragraphs that are the same stand above them."""

    rows: tuple[Row, ...]
    same_before: int
    more: bool


def compare(left: str, right: str) -> Comparison:
    """What became of the left text's paragraphs in the right one. A paragraph is a line."""
    lefts, rights = _beginning(left), _beginning(right)
    partners = _pair_up(lefts, rights)
    order = [partners[n] for n in sorted(partners)]
    in_place = {order[at] for at in longest_rising(order)}
    shown = sum(map(len, lefts)) + sum(map(len, rights))
    whole = sum(len(line) for text in (left, right) for line in text.split("\n") if line.strip())
    return Comparison(tuple(_rows(lefts, rights, partners, in_place)), cut=shown < whole)


def excerpt(found: Comparison, *, cut: bool = False) -> Excerpt:
    """As much as a glance needs. ``cut`` says that the texts may go on beyond what was compared."""
    cut = cut or found.cut
    rows = _without_loose_end(found.rows) if cut else found.rows
    first = next((at for at, row in enumerate(rows) if not row.is_plain), None)
    begin, most = (0, _SAME_ROWS) if first is None else (max(0, first - 1), EXCERPT_ROWS)
    shown = tuple(replace(row, pieces=_shortened(row.pieces)) for row in rows[begin : begin + most])
    return Excerpt(rows=shown, same_before=begin, more=cut or len(rows) > begin + most)


def _without_loose_end(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """Where texts were cut, the last paragraphs of the one have no counterpart; that says nothing about the texts."""
    last_same = max((at for at, row in enumerate(rows) if row.kind == "same"), default=-1)
    kept = rows[: last_same + 1]
    return rows if all(row.is_plain for row in kept) else kept


def _shortened(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """A paragraph as long as it may be. Between words that differ, it is the middle that is left out."""
    kept, left = [], _PARAGRAPH if len(pieces) == 1 else 2 * _PARAGRAPH
    for at, piece in enumerate(pieces):
        text = piece.text
        if piece.kind == "same" and len(pieces) > 1 and len(text) > 2 * _AROUND:
            before, behind = text[:_AROUND] if at else "", text[-_AROUND:] if at < len(pieces) - 1 else ""
            text = f"{before} … {behind}"
        elif len(text) > min(left, _PARAGRAPH):
            text = f"{text[: min(left, _PARAGRAPH) - 1]}…"
        kept.append(replace(piece, text=text))
        left -= len(text)
        if left <= 1:
            break
    return tuple(kept)


def _beginning(text: str) -> list[str]:
    """The first paragraphs, up to so many and so long in all."""
    lines, left = [], CHARACTERS
    for line in text[: CHARACTERS + PARAGRAPHS].split("\n"):
        if line.strip() and left > 0 and len(lines) < PARAGRAPHS:
            lines.append(line[:left])
            left -= len(line)
    return lines


def _pair_up(lefts: list[str], rights: list[str]) -> dict[int, int]:
    """For paragraphs of the right text those of the left one that they are, or were made from; each is used once."""
    partners: dict[int, int] = {}
    waiting: dict[str, list[int]] = defaultdict(list)
    for n in reversed(range(len(lefts))):
        waiting[lefts[n]].append(n)
    for n, line in enumerate(rights):
        if waiting[line]:
            partners[n] = waiting[line].pop()
    free = set(range(len(lefts))) - set(partners.values())
    holders: dict[tuple[str, str], list[int]] = defaultdict(list)
    sizes = {n: _pairs(lefts[n]) for n in sorted(free)}
    for n, pairs in sizes.items():
        for pair in pairs:
            holders[pair].append(n)
    likely = []
    for n, line in enumerate(rights):
        if n in partners:
            continue
        pairs = _pairs(line)
        held = (holders.get(pair, ()) for pair in pairs)
        shared = Counter(one for some in held if len(some) <= _COMMON for one in some)
        for one, count in shared.items():
            part = count / min(len(pairs), len(sizes[one]))
            if part >= _CHANGED:
                likely.append((-part, abs(one - n), n, one))
    for _, _, n, one in sorted(likely):
        if n not in partners and one in free:
            partners[n] = one
            free.remove(one)
    return partners


def _pairs(line: str) -> set[tuple[str, str]]:
    words = [token.strip() for token in _TOKEN.findall(line.casefold())]
    return set(pairwise(words)) or {(line, "")}


def longest_rising(numbers: Sequence[int]) -> list[int]:
    """Where the most numbers stand that are in ascending order: what is not among them was moved."""
    tops: list[int] = []  # where the least last number of every length is
    before: list[int] = []
    for at, number in enumerate(numbers):
        length = bisect_left(tops, number, key=numbers.__getitem__)
        before.append(tops[length - 1] if length else -1)
        tops[length : length + 1] = [at]
    found: list[int] = []
    at = tops[-1] if tops else -1
    while at >= 0:
        found.append(at)
        at = before[at]
    return found[::-1]


def _rows(lefts: list[str], rights: list[str], partners: dict[int, int], in_place: set[int]) -> Iterator[Row]:
    kept = set(partners.values())
    gone = [n for n in range(len(lefts)) if n not in kept][::-1]
    budget = [_STEPS]
    for n, line in enumerate(rights):
        one = partners.get(n)
        moved = one is not None and one not in in_place
        while gone and one is not None and not moved and gone[-1] < one:
            yield Row("out", (Piece("out", lefts[gone.pop()]),))
        if one is None:
            yield Row("in", (Piece("in", line),))
        elif lefts[one] == line:
            yield Row("same", (Piece("same", line),), moved)
        else:
            yield Row("changed", tuple(_pieces(lefts[one], line, budget)), moved)
    while gone:
        yield Row("out", (Piece("out", lefts[gone.pop()]),))


def _pieces(left: str, right: str, budget: list[int]) -> Iterator[Piece]:
    """The words of two paragraphs in one line of reading."""
    lefts, rights = _tokens(left), _tokens(right)
    old, new = [[token.strip() for token in some] for some in (lefts, rights)]
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    last_old, last_new = len(old) - end, len(new) - end
    steps = [("same", token) for token in rights[:start]]
    middle = _edits(old[start:last_old], new[start:last_new], budget)
    if middle is None:
        steps += [("out", token) for token in lefts[start:last_old]]
        steps += [("in", token) for token in rights[start:last_new]]
    else:
        steps += [(kind, (lefts if kind == "out" else rights)[start + at]) for kind, at in middle]
    steps += [("same", token) for token in rights[last_new:]]
    kind, words = "", []
    for step, token in steps:
        if step != kind and words:
            yield Piece(kind, "".join(words))
            words = []
        kind = step
        words.append(token)
    if words:
        yield Piece(kind, "".join(words))


def _tokens(line: str) -> list[str]:
    """The words with the spaces behind them. The last one gets one, for words of the other text may come after it."""
    tokens = _TOKEN.findall(line)
    if tokens and _TOKEN.fullmatch(f"{tokens[-1]}."):
        tokens[-1] += " "
    return tokens


def _edits(old: Sequence[str], new: Sequence[str], budget: list[int]) -> list[tuple[str, int]] | None:
    """The fewest words to take out and put in (Myers), or None when that takes more than may be spent."""
    furthest, trail = {1: 0}, []
    for edits in range(min(len(old) + len(new), _EDITS) + 1):
        trail.append(dict(furthest))
        for line in range(-edits, edits + 1, 2):
            down = line == -edits or (line != edits and furthest[line - 1] < furthest[line + 1])
            x = furthest[line + 1] if down else furthest[line - 1] + 1
            begun = x
            while x < len(old) and x - line < len(new) and old[x] == new[x - line]:
                x += 1
            furthest[line] = x
            budget[0] -= 1 + x - begun
            if x >= len(old) and x - line >= len(new):
                return _walk_back(trail, len(old), len(new))
            if budget[0] < 0:
                return None
    return None


def _walk_back(trail: list[dict[int, int]], x: int, y: int) -> list[tuple[str, int]]:
    steps: list[tuple[str, int]] = []
    for edits in range(len(trail) - 1, -1, -1):
        furthest, line = trail[edits], x - y
        down = line == -edits or (line != edits and furthest[line - 1] < furthest[line + 1])
        before = line + 1 if down else line - 1
        to = furthest[before] if edits else 0
        while x > max(to, 0) and y > max(to - before, 0) and x > 0 and y > 0:
            x, y = x - 1, y - 1
            steps.append(("same", y))
        if edits:
            x, y = to, to - before
            steps.append(("in", y) if down else ("out", x))
    return steps[::-1]

"""How words become the encoder's input: word pieces, and the shapes of words that lower-casing hides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from tokenizers import Tokenizer

CLS, SEP, UNKNOWN = 101, 102, 100
LONGEST_WORD = 12  # pieces; the rest of a longer word says nothing new
REMEMBERED = 50_000  # words; the next one clears the memory, so that it stays bounded in a worker that runs for weeks
KINDS = ("PERSON", "PLACE", "ORG", "NORP", "EVENT")
LABELS = ("O", *(f"{border}-{kind}" for kind in KINDS for border in "BI"))
SHAPES = 17
_ENDS = frozenset(".!?")

# Piece ids, shapes, and the place of each word's first piece.
Sequence = tuple[list[int], list[int], list[int]]


def shape_of(word: str) -> int:
    """1 digits, 2 marks, 3 lower, 4 UPPER, 5 one capital, 6 Title, 7 inner capital (al-Bab), 8 other."""
    letters = [c for c in word if c.isalpha()]
    if not letters:
        return 1 if any(c.isdigit() for c in word) else 2
    if all(c.islower() for c in letters):
        return 3
    if all(c.isupper() for c in letters):
        return 4 if len(letters) > 1 else 5
    if letters[0].isupper() and all(c.islower() for c in letters[1:]):
        return 6
    return 7 if letters[0].islower() else 8


class Words:
    """Cuts words into pieces with a tokenizer file of the Hugging Face kind, and remembers what it cut."""

    def __init__(self, tokenizer: Path) -> None:
        self._tokenizer = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._known: dict[str, tuple[list[int], list[int]]] = {}

    def pieces(self, word: str) -> tuple[list[int], list[int]]:
        """The ids of a word's pieces and their shapes; later pieces of a word have shapes of their own."""
        known = self._known.get(word)
        if known is None:
            ids = self._tokenizer.encode(word, add_special_tokens=False).ids[:LONGEST_WORD] or [UNKNOWN]
            shape = shape_of(word)
            known = ids, [shape] + [shape + 8] * (len(ids) - 1)
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            self._known[word] = known
        return known

    def sequences(self, words: Iterable[str], *, longest: int) -> Iterator[Sequence]:
        """Stretches of at most ``longest`` pieces, cut after the last sentence end in their second half, if any."""
        ids, shapes, firsts = [CLS], [0], []
        end = 0  # words up to the last sentence end
        for word in words:
            pieces, own = self.pieces(word)
            while len(ids) + len(pieces) > longest - 1:
                cut = end if end and firsts[end - 1] > longest // 2 else len(firsts)
                at = firsts[cut] if cut < len(firsts) else len(ids)
                yield [*ids[:at], SEP], [*shapes[:at], 0], firsts[:cut]
                firsts = [first - at + 1 for first in firsts[cut:]]
                ids, shapes, end = [CLS, *ids[at:]], [0, *shapes[at:]], 0
            firsts.append(len(ids))
            ids += pieces
            shapes += own
            if word in _ENDS:
                end = len(firsts)
        yield [*ids, SEP], [*shapes, 0], firsts

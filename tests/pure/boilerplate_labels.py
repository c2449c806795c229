"""The labelled set of ``boilerplate_set/``, and what the general rules do to it, counted in words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from articles.readers.boilerplate import sort_out

SET = Path(__file__).with_name("boilerplate_set")
_INSIDE = re.compile(r"\{-(.*?)-\}")


@dataclass(frozen=True, slots=True)
class Labelled:
    """One article: its paragraphs as they come, and for each word in order whether it is story."""

    name: str
    language: str
    outlet: str
    paragraphs: list[str]
    words: list[tuple[str, bool]]


@dataclass(slots=True)
class Counts:
    """Words of the story and of boilerplate, and which of them were left out or kept by mistake."""

    story: int = 0
    boilerplate: int = 0
    lost: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        return 1 - len(self.missed) / self.boilerplate if self.boilerplate else 1.0

    def add(self, other: "Counts") -> None:
        self.story += other.story
        self.boilerplate += other.boilerplate
        self.lost += other.lost
        self.missed += other.missed


def labelled(half: str) -> list[Labelled]:
    """The articles of one half, ``tuned`` or ``aside``."""
    chunks = re.split(r"^@ ", (SET / f"{half}.txt").read_text(), flags=re.M)[1:]
    return [_article(chunk) for chunk in chunks]


def _article(chunk: str) -> Labelled:
    head, *lines = [line for line in chunk.split("\n") if line.strip()]
    name, language, outlet = head.split(" ", 2)
    paragraphs, words = [], []
    for line in lines:
        parts = [(line[2:], False)] if line.startswith("- ") else list(_parts(line))
        paragraphs.append("".join(text for text, _ in parts))
        words += [(word, is_story) for text, is_story in parts for word in text.split()]
    return Labelled(name, language, outlet, paragraphs, words)


def _parts(line: str) -> Iterator[tuple[str, bool]]:
    for number, text in enumerate(_INSIDE.split(line)):
        if text:
            yield text, number % 2 == 0


def measure(article: Labelled) -> Counts:
    """Sort the article out and count. A word counts as left out as soon as one of its letters is."""
    sorted_out = sort_out(article.paragraphs)
    pieces: list[tuple[str, bool]] = []
    blocks = list(sorted_out.left_out)
    for number, kept in enumerate([*sorted_out.kept, ""]):
        while blocks and blocks[0][0] <= number:
            pieces.append((blocks.pop(0)[2], False))
        pieces.append((kept, True))
    letters = "".join("".join(text.split()) for text, _ in pieces)
    assert letters == "".join(word for word, _ in article.words), "Something was moved or made up."
    kept_letters = [is_kept for text, is_kept in pieces for _ in "".join(text.split())]
    counts, at = Counts(), 0
    for word, is_story in article.words:
        kept = all(kept_letters[at : at + len(word)])
        at += len(word)
        if is_story:
            counts.story += 1
            counts.lost += [] if kept else [word]
        else:
            counts.boilerplate += 1
            counts.missed += [word] if any(kept_letters[at - len(word) : at]) else []
    return counts

"""A text with what was left out of it, as one sequence: put a block back, take a paragraph out, and compose again."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from articles.readers.parsed import LeftOut
from articles.text import canonical, paragraphs

BY_HAND = "Taken out by hand"
_LABEL = 100


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph of the body, or a block with its rule that stands between two of them."""

    text: str
    rule: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """One way of cutting an original: the text, where its parts begin, and the blocks in their order."""

    text: str
    standfirst_start: int | None
    body_start: int
    blocks: tuple[LeftOut, ...] = ()

    @property
    def label(self) -> str:
        """The headline; a text that has none is called by its first words."""
        first = self.text.split("\n", 1)[0]
        if self.standfirst_start == 0 or self.body_start == 0:
            return label(self.text[self.body_start :].split("\n", 1)[0])
        return first

    @property
    def passages(self) -> list[Passage]:
        """Paragraphs and blocks of the body in the order of the original."""
        found, blocks = [], list(self.blocks)
        for span in paragraphs(self.text):
            if span.start < self.body_start:
                continue
            while blocks and blocks[0].at <= span.start:
                found.append(Passage(blocks[0].text, blocks.pop(0).rule))
            found.append(Passage(span.of(self.text)))
        return [*found, *(Passage(block.text, block.rule) for block in blocks)]


def label(paragraph: str) -> str:
    """The first words of a text that has no headline, for lists."""
    if len(paragraph) <= _LABEL:
        return paragraph
    return paragraph[:_LABEL].rsplit(" ", 1)[0].rstrip(",;:–—- ") + "…"


def assemble(cut: Cut, passages: Iterable[Passage]) -> Cut:
    """The same head over another sequence of passages."""
    passages = list(passages)
    lines = [passage.text for passage in passages if not passage.rule]
    text = cut.text[: cut.body_start] + "\n".join(lines)
    if not lines:
        text = text.rstrip("\n")
    blocks, at = [], cut.body_start
    for passage in passages:
        if passage.rule:
            blocks.append(LeftOut(at=min(at, len(text)), rule=passage.rule, text=passage.text))
        else:
            at += len(passage.text) + 1
    return replace(cut, text=text, body_start=min(cut.body_start, len(text)), blocks=tuple(blocks))


def put_back(cut: Cut, number: int) -> Cut:
    """The text with the block of this number (from 1) in it, as paragraphs of their own where it stood."""
    wanted, passages, seen = number, [], 0
    for passage in cut.passages:
        seen += bool(passage.rule)
        if passage.rule and seen == wanted:
            lines = canonical(passage.text).split("\n")
            passages += [Passage(line.strip()) for line in lines if line.strip()]
        else:
            passages.append(passage)
    return assemble(cut, passages)


def take_out(cut: Cut, starts: Iterable[int], rule: str = BY_HAND) -> Cut:
    """The text without the paragraphs of the body that begin at these offsets; raises ``ValueError`` for any other."""
    wanted = set(starts)
    passages, blocks, found = [], list(cut.blocks), set()
    for span in paragraphs(cut.text):
        if span.start < cut.body_start:
            continue
        while blocks and blocks[0].at <= span.start:
            passages.append(Passage(blocks[0].text, blocks.pop(0).rule))
        if span.start in wanted:
            found.add(span.start)
        passages.append(Passage(span.of(cut.text), rule if span.start in wanted else ""))
    if found != wanted:
        raise ValueError(f"no paragraph of the body begins at {sorted(wanted - found)}")
    passages += [Passage(block.text, block.rule) for block in blocks]
    return assemble(cut, passages)

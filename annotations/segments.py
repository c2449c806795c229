"""Overlapping spans of a text, as flat runs that a template can write out in one loop.

Marks in HTML must nest; tags and quotes need not. So where two cross, the one that starts later is split into several
pieces, and quotes, which lie outside of tags, are split only by other quotes. Pure.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from annotations.drawing import Drawn
from articles.text import Span

TEXT, TAG, QUOTE, END_TAG, END_QUOTE = "text", "tag", "quote", "end tag", "end quote"
MAX_DEPTH = 4  # underlines below this one would touch the next line


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """One span to draw: a tag, or one piece of a quote. ``ref`` is handed through to the parts it becomes.

    A ``faint`` one (a rejected tag) leaves the upper underlines to the others.
    """

    start: int
    end: int
    ref: Any
    quote: bool = False
    faint: bool = False


@dataclass(slots=True)
class Part(Drawn):
    """One step of writing a paragraph, at an offset: words, or the beginning or end of a mark.

    ``first`` is true for the piece in which the whole tag, or the whole quote, begins. ``depth`` says how many
    underlines lie between this tag's and its words.
    """

    kind: str
    at: int
    text: str = ""
    ref: Any = None
    first: bool = False
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Segmented:
    """One paragraph, cut up."""

    start: int
    end: int
    parts: list[Part]


def depths(layers: Sequence[Layer]) -> list[int]:
    """An underline level for each tag, so that no two that share a character share a level; the shorter lies higher."""
    order = sorted(range(len(layers)), key=lambda i: (layers[i].faint, layers[i].end - layers[i].start, i))
    levels = [0] * len(layers)
    by_start = sorted(range(len(layers)), key=lambda i: layers[i].start)
    starts = [layers[i].start for i in by_start]
    longest = max((layer.end - layer.start for layer in layers), default=0)
    placed = [False] * len(layers)
    for i in order:
        layer = layers[i]
        near = by_start[bisect_right(starts, layer.start - longest) : bisect_left(starts, layer.end)]
        over = [levels[j] for j in near if placed[j] and layers[j].end > layer.start]
        levels[i] = max(over, default=-1) + 1
        placed[i] = True
    return levels


def segment(text: str, paragraphs: Iterable[Span], layers: Iterable[Layer]) -> list[Segmented]:
    """Cut these paragraphs, all or some of the text's, into parts.

    Spans may reach over paragraphs; what lies outside of them is not drawn.
    """
    quotes: list[Layer] = []
    tags: list[Layer] = []
    for layer in layers:
        (quotes if layer.quote else tags).append(layer)
    ranked = [(layer, 0) for layer in quotes] + list(zip(tags, depths(tags), strict=True))
    # The order in which marks that begin together nest: quotes outside, then the earlier, then the longer.
    ranked.sort(key=lambda pair: (not pair[0].quote, pair[0].start, -pair[0].end))
    by_start = sorted(range(len(ranked)), key=lambda rank: ranked[rank][0].start)
    lines = list(paragraphs)
    held: list[list[int]] = [[] for _ in lines]
    line_ends = [line.end for line in lines]
    for rank in by_start:
        layer = ranked[rank][0]
        for n in range(bisect_right(line_ends, layer.start), len(lines)):
            if lines[n].start >= layer.end:
                break
            held[n].append(rank)
    return [
        Segmented(line.start, line.end, _parts(text, line, ranks, ranked))
        for line, ranks in zip(lines, held, strict=True)
    ]


def _parts(text: str, line: Span, ranks: list[int], ranked: list[tuple[Layer, int]]) -> list[Part]:
    """Sweep the boundaries of one paragraph, keeping the marks that stay open as they are."""
    begun = {rank for rank in ranks if text[ranked[rank][0].start : line.start].strip("\n")}
    edges: set[int] = {line.start, line.end}
    opening: dict[int, list[int]] = {}
    closing: dict[int, list[int]] = {}
    for rank in ranks:
        layer = ranked[rank][0]
        start, end = max(layer.start, line.start), min(layer.end, line.end)
        edges.update((start, end))
        opening.setdefault(start, []).append(rank)
        closing.setdefault(end, []).append(rank)
    cuts = sorted(edges)
    parts: list[Part] = []
    stack: list[int] = []
    for at, cut in enumerate(cuts):
        if cut in opening or cut in closing:
            gone = closing.get(cut, ())
            wanted = sorted([rank for rank in stack if rank not in gone] + opening.get(cut, []))
            same = 0
            while same < len(stack) and same < len(wanted) and stack[same] == wanted[same]:
                same += 1
            for rank in reversed(stack[same:]):
                parts.append(Part(END_QUOTE if ranked[rank][0].quote else END_TAG, cut))
            for rank in wanted[same:]:
                layer, depth = ranked[rank]
                parts.append(
                    Part(
                        QUOTE if layer.quote else TAG,
                        cut,
                        ref=layer.ref,
                        first=rank not in begun,
                        depth=min(depth, MAX_DEPTH),
                    )
                )
                begun.add(rank)
            stack = wanted
        if at + 1 < len(cuts):
            parts.append(Part(TEXT, cut, text=text[cut : cuts[at + 1]]))
    return parts

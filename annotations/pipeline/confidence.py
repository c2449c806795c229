"""How sure a proposal is: a rule of thumb by how it was found, or a probability measured on held-out text.

A calibration is a small JSON file beside the model. It has a curve for each way of finding a tag, by kind and apart for
names of one word, and one for quotes with marks and without: `[score, probability]` points, rising, so that what was
ranked higher stays so.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from annotations.pipeline.analysis import Analysis, QuoteProposal, TagProposal

FORMAT = 1
ANY = "*"  # the curve of a way of finding, for kinds that have none of their own
SPEAKER, EVENT_WORD = "speaker", "event word"
ONE_WORD = ", one word"
IN_MARKS, REPORTED = "in marks", "indirect"
# How a tag was found, and what to make of it where nothing was measured.
EVIDENCE = {
    "both": 0.95,  # the lists and the model agree
    "listed": 0.9,
    "repeated": 0.85,  # the model found the name more than once in the text
    "titled": 0.8,  # a title or an office before it
    "model": 0.75,
    EVENT_WORD: 0.7,
    "corrected": 0.7,  # found by the model, its kind changed by what the rest of the text says
    "again": 0.6,  # the same words as a name found elsewhere
}

Curve = Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Calibration:
    """Curves by (kind, way of finding) and by the form of a quote; without any, scores stay what they are."""

    tags: Mapping[tuple[str, str], Curve] = field(default_factory=dict)
    quotes: Mapping[str, Curve] = field(default_factory=dict)
    about: Mapping[str, Any] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.tags or self.quotes)

    def of_tag(self, tag: TagProposal, text: str) -> float | None:
        """Its probability; what was never measured keeps its score."""
        curve = self.for_way(tag.kind, way_of(tag, text))
        return at(curve, tag.score) if curve and tag.score is not None else tag.score

    def for_way(self, kind: str, way: str) -> Curve | None:
        """The curve that knows most of tags found so."""
        return (
            self.tags.get((kind, way)) or self.tags.get((ANY, way)) or self.tags.get((ANY, way.removesuffix(ONE_WORD)))
        )

    def of_quote(self, quote: QuoteProposal) -> float | None:
        curve = self.quotes.get(form_of(quote))
        return at(curve, quote.score) if curve and quote.score is not None else quote.score

    def applied(self, analysis: Analysis, text: str) -> Analysis:
        """The same proposals, with probabilities for scores."""
        if not self:
            return analysis
        tags = tuple(replace(tag, score=self.of_tag(tag, text)) for tag in analysis.tags)
        quotes = tuple(replace(quote, score=self.of_quote(quote)) for quote in analysis.quotes)
        return replace(analysis, tags=tags, quotes=quotes)

    def as_json(self) -> dict[str, Any]:
        tags: dict[str, dict[str, list]] = {}
        for (kind, found), curve in sorted(self.tags.items()):
            tags.setdefault(found, {})[kind] = [list(point) for point in curve]
        quotes = {form: [list(point) for point in curve] for form, curve in sorted(self.quotes.items())}
        return {"about": dict(self.about), "tags": tags, "quotes": quotes}


NOT_MEASURED = Calibration()


def as_json(calibrations: Mapping[str, Calibration]) -> dict[str, Any]:
    """One file for a pipeline: its calibrations by the components that mark entities."""
    return {"format": FORMAT, "names_by": {name: one.as_json() for name, one in sorted(calibrations.items())}}


def from_json(plain: Mapping[str, Any]) -> dict[str, Calibration]:
    """Read what `as_json` made; ValueError where it is not that, so that no pipeline runs with half of it."""
    if plain.get("format") != FORMAT:
        raise ValueError(f"A calibration of format {plain.get('format')!r} cannot be read, only {FORMAT}.")
    return {name: _one(part) for name, part in plain["names_by"].items()}


def _one(plain: Mapping[str, Any]) -> Calibration:
    tags = {(kind, found): _curve(c) for found, kinds in plain["tags"].items() for kind, c in kinds.items()}
    quotes = {form: _curve(curve) for form, curve in plain["quotes"].items()}
    return Calibration(tags, quotes, plain.get("about", {}))


def _curve(points: Any) -> Curve:
    curve = tuple((float(score), float(share)) for score, share in points)
    rises = all(low[0] < high[0] and low[1] <= high[1] for low, high in pairwise(curve))
    if not curve or not rises or not all(0 <= share <= 1 for _, share in curve):
        raise ValueError(f"Not a rising curve of probabilities: {points}")
    return curve


def at(curve: Curve, score: float) -> float:
    """The probability at a score: straight lines between the points, level beyond the ends."""
    after = bisect_right(curve, score, key=lambda point: point[0])
    if after == 0:
        return curve[0][1]
    if after == len(curve):
        return curve[-1][1]
    (left, low), (right, high) = curve[after - 1], curve[after]
    return low + (high - low) * (score - left) / (right - left)


def way_of(tag: TagProposal, text: str) -> str:
    """How a tag was found, with whether it is one word: a name of several is seldom none."""
    return f"{tag.found}{ONE_WORD}" if tag.form == "name" and " " not in text[tag.start : tag.end] else tag.found


def form_of(quote: QuoteProposal) -> str:
    return REPORTED if quote.mode == "indirect" else IN_MARKS

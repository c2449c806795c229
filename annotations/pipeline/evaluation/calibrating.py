"""From right and wrong proposals to the curves of a calibration, and how well those hold on other articles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from annotations.pipeline.analysis import Analysis
from annotations.pipeline.confidence import ANY, ONE_WORD, SPEAKER, Calibration, Curve, at, form_of, way_of
from annotations.pipeline.evaluation.gold import INDIRECT, GoldArticle, touches
from annotations.pipeline.evaluation.scoring import bare_pieces

# How many proposals the next more general curve counts for: a few right ones alone prove little.
STRENGTH = 10
SMALLEST_BIN = 25
NEVER_SURE = 0.01
FOLDS = 5


@dataclass(frozen=True, slots=True)
class Seen:
    """One proposal that the gold decides: what it is, its score as it was found, and whether it is right."""

    kind: str
    way: str
    score: float
    right: bool


def names_seen(gold: GoldArticle, analysis: Analysis) -> list[Seen]:
    """Names: right is the same stretch and kind. What corpora do not mark by their own rules says nothing."""
    wanted = {(m.start, m.end, m.kind) for m in gold.mentions if m.form == "name"}
    seen = []
    for tag in analysis.tags:
        key = (tag.start, tag.end, tag.kind)
        if tag.form != "name" or (key not in wanted and _is_unmarked(gold, tag)):
            continue
        seen.append(Seen(tag.kind, way_of(tag, gold.text), tag.score, key in wanted))
    return seen


def _is_unmarked(gold: GoldArticle, tag) -> bool:
    """Undecided, half of a compound ("U.S.-led"), or a feast or day from the lists."""
    if touches((tag.start, tag.end), gold.open_tags) or (tag.kind == "event" and tag.found in ("listed", "both")):
        return True
    return "-" in (gold.text[tag.end : tag.end + 1], gold.text[tag.start - 1 : tag.start])


def event_words_seen(gold: GoldArticle, analysis: Analysis) -> list[Seen]:
    """Event words: right is any overlap with an event."""
    events = [(m.start, m.end) for m in gold.mentions if m.kind == "event"]
    return [
        Seen(tag.kind, tag.found, tag.score, touches((tag.start, tag.end), events))
        for tag in analysis.tags
        if tag.kind == "event" and tag.form == "nominal" and not touches((tag.start, tag.end), gold.open_tags)
    ]


def quotes_seen(gold: GoldArticle, analysis: Analysis) -> list[Seen]:
    """Quotes, and the descriptions and pronouns that speak them: right is the same words and the speaker's words."""
    speakers = {bare_pieces(gold.text, quote.pieces): quote.speaker for quote in gold.quotes}
    seen = []
    for quote in analysis.quotes:
        pieces = bare_pieces(gold.text, quote.pieces)
        undecided = any(touches(piece, gold.open_quotes) for piece in quote.pieces)
        if undecided or (quote.mode == INDIRECT and not gold.reported):
            continue
        speaker = None if quote.speaker is None else analysis.tags[quote.speaker]
        wanted = speakers.get(pieces)
        spoken = speaker is not None and wanted is not None and touches((speaker.start, speaker.end), [wanted])
        right = pieces in speakers and (spoken or wanted is None)
        seen.append(Seen("", form_of(quote), quote.score, right))
        if speaker is not None and speaker.found == SPEAKER:
            seen.append(Seen(speaker.kind, SPEAKER, speaker.score, spoken))
    return seen


def fitted(tags: Iterable[Seen], quotes: Iterable[Seen], about: dict | None = None) -> Calibration:
    """Curves for every way of finding, each held towards the more general one: any kind, then the score itself."""
    curves: dict[tuple[str, str], Curve] = {}
    by_way: dict[str, list[Seen]] = defaultdict(list)
    for seen in tags:
        by_way[seen.way].append(seen)
    for found in sorted({way.removesuffix(ONE_WORD) for way in by_way}):
        both = [*by_way.get(found, ()), *by_way.get(found + ONE_WORD, ())]
        general = curves[ANY, found] = curve(both, None)
        for way in (found, found + ONE_WORD):
            if by_way.get(way) and way != found:
                curves[ANY, way] = curve(by_way[way], general)
            for kind in sorted({seen.kind for seen in by_way.get(way, ())}):
                curves[kind, way] = curve([s for s in by_way[way] if s.kind == kind], curves.get((ANY, way), general))
    by_form: dict[str, list[Seen]] = defaultdict(list)
    for seen in quotes:
        by_form[seen.way].append(seen)
    return Calibration(curves, {form: curve(seen, None) for form, seen in sorted(by_form.items())}, about or {})


def curve(seen: Sequence[Seen], general: Curve | None) -> Curve:
    """A rising curve: bins by score, each with some of what the general curve says, and pooled where they fall."""
    points = []
    for group in _bins(sorted(seen, key=lambda item: item.score)):
        score = sum(item.score for item in group) / len(group)
        expected = at(general, score) if general else score
        weight = len(group) + STRENGTH
        points.append((score, (sum(item.right for item in group) + STRENGTH * expected) / weight, weight))
    rising = pooled([(share, weight) for _, share, weight in points])
    return tuple(
        (round(point[0], 4), min(max(round(share, 3), NEVER_SURE), 1 - NEVER_SURE))
        for point, share in zip(points, rising, strict=True)
    )


def _bins(ordered: list[Seen]) -> list[list[Seen]]:
    """By score: equal ones stay together, and neighbours join until there are enough of them."""
    levels = [list(group) for _, group in groupby(ordered, key=lambda item: round(item.score, 4))]
    if len(levels) <= 12:
        return levels
    bins: list[list[Seen]] = [[]]
    for level in levels:
        if len(bins[-1]) >= max(SMALLEST_BIN, len(ordered) // 20):
            bins.append([])
        bins[-1] += level
    if len(bins) > 1 and len(bins[-1]) < SMALLEST_BIN:
        last = bins.pop()
        bins[-1] += last
    return bins


def pooled(points: Sequence[tuple[float, float]]) -> list[float]:
    """The nearest rising values to (value, weight) points: neighbours that fall are brought to their mean."""
    blocks: list[list[float]] = []  # value, weight, number of points
    for value, weight in points:
        blocks.append([value, weight, 1])
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            value, weight, count = blocks.pop()
            before = blocks[-1]
            total = before[1] + weight
            before[:] = [(before[0] * before[1] + value * weight) / total, total, before[2] + count]
    return [block[0] for block in blocks for _ in range(int(block[2]))]


@dataclass(frozen=True, slots=True)
class Reliability:
    """What was promised in a bin, what came true, and of how many."""

    promised: float
    true: float
    count: int


def reliability(pairs: Iterable[tuple[float, bool]], *, bins: int = 10) -> list[Reliability]:
    """Bins of equal width over (probability, right) pairs; empty ones are left out."""
    held: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for promised, right in pairs:
        held[min(int(promised * bins), bins - 1)].append((promised, right))
    return [
        Reliability(sum(p for p, _ in group) / len(group), sum(r for _, r in group) / len(group), len(group))
        for _, group in sorted(held.items())
    ]


def off_by(found: Sequence[Reliability]) -> float:
    """How far promise and truth lie apart, on average over all proposals."""
    return sum(abs(b.promised - b.true) * b.count for b in found) / max(sum(b.count for b in found), 1)

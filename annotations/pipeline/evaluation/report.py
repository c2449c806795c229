"""The measures as text: a table that reads as it is and pastes into Markdown, and the mistakes with their context."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from annotations.pipeline.evaluation.gold import GoldArticle
from annotations.pipeline.evaluation.scoring import ALL_QUOTES, ANY_KIND, DESCRIBED, ArticleScore, Mistake
from annotations.pipeline.evaluation.table import Measure, Row

AROUND = 45
_COLUMNS = (
    ("", 15), ("strict P", 8), ("R", 4), ("F1", 4), ("95 %", 9), ("overlap P", 9), ("R", 4), ("F1", 4), ("95 %", 9),
    ("gold", 6), ("proposed", 8),
)  # fmt: skip
_NOTES = {
    ANY_KIND: "any kind: the stretch alone counts",
    DESCRIBED: "descriptions: “a former official”, “he”, of people, places and groups",
    ALL_QUOTES: "quotes: marks at the edges do not count; speakers: of the quotes that were found",
}


def table(rows: Sequence[Row]) -> Iterator[str]:
    """The table, a line at a time."""
    yield f"| {' | '.join(name.ljust(width) for name, width in _COLUMNS)} |"
    yield f"|{'|'.join('-' * (width + 2) for _, width in _COLUMNS)}|"
    for row in rows:
        yield (
            f"| {row.name:<15} | {_cells(row.strict, 8)} | {_cells(row.overlap, 9)} "
            f"| {row.wanted:>6,} | {row.guessed:>8,} |"
        )
    named = {row.name for row in rows}
    notes = [note for name, note in _NOTES.items() if name in named]
    yield f"({'; '.join(['P precision, R recall; 95 %: of F1, articles resampled', *notes])})"


def _cells(measure: Measure, width: int) -> str:
    interval = "" if measure.interval is None else "–".join(_share(value) for value in measure.interval)
    shares = (_share(measure.precision).ljust(width), _share(measure.recall), _share(measure.f1))
    return " | ".join((*shares, interval.ljust(9)))


def _share(value: float) -> str:
    return f"{value:.3f}".removeprefix("0") if value < 1 else "1.00"


def mistakes(articles: Sequence[GoldArticle], scores: Sequence[ArticleScore], *, most: int) -> Iterator[str]:
    """The mistakes by type, the same words together, the commonest first, each with its words where they stand."""
    found: dict[tuple[str, bool], dict[tuple[str, str, str], list[str]]] = defaultdict(lambda: defaultdict(list))
    totals: Counter[tuple[str, bool]] = Counter()
    for article, score in zip(articles, scores, strict=True):
        for mistake in score.mistakes:
            type_ = (mistake.type, mistake.kind.startswith("quote"))
            totals[type_] += 1
            words = " ".join(article.text[mistake.start : mistake.end].split())
            found[type_][mistake.kind, words, mistake.instead].append(context(article.text, mistake))
    if totals:
        yield "Mistakes, as in the gold → as proposed:"
    for type_, count in sorted(totals.items(), key=lambda item: (item[0][1], -item[1], item[0][0])):
        yield f"{type_[0]}{' (quotes)' if type_[1] else ''}: {count:,}"
        ordered = sorted(found[type_].items(), key=lambda item: -len(item[1]))
        for (kind, _, instead), places in ordered[:most]:
            taken = f" → {instead}" if instead and instead != kind else ""
            times = f" ×{len(places)}" if len(places) > 1 else ""
            yield f"  {kind}{taken}{times}: {places[0]}"
        if len(ordered) > most:
            yield f"  and {len(ordered) - most:,} more"


def context(text: str, mistake: Mistake) -> str:
    """The words of a mistake in brackets, with the whole words around them, in one line."""
    before = text[max(mistake.start - AROUND, 0) : mistake.start]
    if mistake.start > AROUND:
        before = before.partition(" ")[2]
    words = text[mistake.start : mistake.end]
    if len(words) > 2 * AROUND:
        words = f"{words[:AROUND]} … {words[-AROUND:]}"
    after = text[mistake.end : mistake.end + AROUND]
    if mistake.end + AROUND < len(text):
        after = after.rpartition(" ")[0]
    return " ".join(f"{before}[{words}]{after}".split())

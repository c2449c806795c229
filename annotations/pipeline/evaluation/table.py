"""From counts to the table: precision, recall, F1, and how far other articles might have moved them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy

from annotations.pipeline.evaluation.gold import KINDS
from annotations.pipeline.evaluation.scoring import (
    ALL_NAMES,
    ALL_QUOTES,
    ANY_KIND,
    DESCRIBED,
    GUESSED,
    IN_MARKS,
    REPORTED,
    RIGHT,
    SPEAKER_MEANT,
    SPEAKER_WORDS,
    TOUCHED,
    TOUCHING,
    WANTED,
    ArticleScore,
)

RESAMPLES = 1000
SEED = 2016
_ORDER = (*KINDS, ALL_NAMES, ANY_KIND, DESCRIBED, IN_MARKS, REPORTED, ALL_QUOTES, SPEAKER_WORDS, SPEAKER_MEANT)


@dataclass(frozen=True, slots=True)
class Measure:
    """Precision, recall and F1, with the interval that 95 % of resampled F1 fall in (None for a single article)."""

    precision: float
    recall: float
    f1: float
    interval: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: exact, any overlap, and how many there are in the gold and in the proposals."""

    name: str
    strict: Measure
    overlap: Measure
    wanted: int
    guessed: int


def rows(scores: Sequence[ArticleScore]) -> list[Row]:
    """The table over all articles: rows of which there is nothing in the gold are left out."""
    table = []
    for name in _ORDER:
        counts = numpy.array([score.counts[name] for score in scores], dtype=float).reshape(-1, 5)
        total = counts.sum(axis=0)
        if not total[WANTED]:
            continue
        samples = _resampled(counts)
        table.append(
            Row(
                name=name,
                strict=_measure(total, samples, RIGHT, RIGHT),
                overlap=_measure(total, samples, TOUCHING, TOUCHED),
                wanted=int(total[WANTED]),
                guessed=int(total[GUESSED]),
            )
        )
    return table


def _resampled(counts: numpy.ndarray) -> numpy.ndarray | None:
    """The totals of many draws of as many articles, with replacement: what other articles might have given."""
    articles = len(counts)
    if articles < 2:
        return None
    draws = numpy.random.default_rng(SEED).multinomial(articles, [1 / articles] * articles, size=RESAMPLES)
    return draws @ counts


def _measure(total: numpy.ndarray, samples: numpy.ndarray | None, hit: int, met: int) -> Measure:
    precision, recall, f1 = (float(value[0]) for value in _shares(total[None, :], hit, met))
    if samples is None:
        return Measure(precision, recall, f1, None)
    low, high = numpy.percentile(_shares(samples, hit, met)[2], [2.5, 97.5])
    return Measure(precision, recall, f1, (float(low), float(high)))


def _shares(totals: numpy.ndarray, hit: int, met: int) -> tuple[numpy.ndarray, ...]:
    precision = totals[:, hit] / numpy.maximum(totals[:, GUESSED], 1)
    recall = totals[:, met] / numpy.maximum(totals[:, WANTED], 1)
    f1 = 2 * precision * recall / numpy.maximum(precision + recall, 1e-9)
    return precision, recall, f1

"""Counting what is right in one article: names exact and by any overlap, quotes, speakers, and every mistake.

*Strict* is the same stretch and the same kind; *overlap* is one character in common and the same kind. Overlap is
counted from both sides: the share of what was proposed that touches something, and of what is there that is touched.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from annotations.pipeline.analysis import Analysis
from annotations.pipeline.evaluation.gold import (
    INDIRECT,
    KINDS,
    NAMES,
    QUOTES,
    WORDS,
    GoldArticle,
    Mention,
    Said,
    touches,
)

ALL_NAMES = "all"
ANY_KIND = "any kind"
DESCRIBED = "descriptions"
IN_MARKS, REPORTED, ALL_QUOTES = "in marks", "indirect", "all quotes"
SPEAKER_WORDS, SPEAKER_MEANT = "speaker’s words", "whom they mean"
_MARKS = "\"“”„«»‘’' \t\n\u00a0"
RIGHT, GUESSED, WANTED, TOUCHING, TOUCHED = range(5)


@dataclass(slots=True)
class Mistake:
    """One mistake: of which type, of which kind, and where in the text."""

    type: str
    kind: str
    start: int
    end: int
    instead: str = ""


@dataclass(slots=True)
class ArticleScore:
    """The counts of one article by row: right, guessed, wanted, guessed that touch, wanted that are touched."""

    counts: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0] * 5))
    mistakes: list[Mistake] = field(default_factory=list)


def score_article(gold: GoldArticle, analysis: Analysis, covers: frozenset[str]) -> ArticleScore:
    """Hold one analysis against the gold, in what the gold `covers`."""
    score = ArticleScore()
    guesses = [Mention(tag.start, tag.end, tag.kind, tag.form) for tag in analysis.tags]
    if NAMES in covers:
        _score_names(score, gold, guesses, WORDS not in covers)
    if WORDS in covers:
        described = [[m for m in mentions if _is_described(m)] for mentions in (gold.mentions, guesses)]
        _count(score, DESCRIBED, described[0], _decided(described[1], described[0], gold.open_tags))
    if QUOTES in covers:
        _score_quotes(score, gold, [_said(analysis, quote) for quote in analysis.quotes])
    return score


def _score_names(score: ArticleScore, gold: GoldArticle, guesses: list[Mention], names_only: bool) -> None:
    wanted = list(dict.fromkeys(_plain(mention) for mention in gold.mentions if _is_name(mention, names_only)))
    found = list(dict.fromkeys(_plain(mention) for mention in guesses if _is_name(mention, names_only)))
    found = _decided(found, wanted, gold.open_tags)
    for kind in KINDS:
        _count(score, kind, [m for m in wanted if m.kind == kind], [m for m in found if m.kind == kind])
    _count(score, ALL_NAMES, wanted, found)
    _count(score, ANY_KIND, [_kindless(m) for m in wanted], [_kindless(m) for m in found])
    score.mistakes += name_mistakes(wanted, found)


def _is_name(mention: Mention, names_only: bool) -> bool:
    return mention.form == "name" or (mention.kind == "event" and not names_only)


def _is_described(mention: Mention) -> bool:
    return mention.form != "name" and mention.kind != "event"


def _plain(mention: Mention) -> Mention:
    return Mention(mention.start, mention.end, mention.kind)


def _kindless(mention: Mention) -> Mention:
    return Mention(mention.start, mention.end, "")


def _decided(found: list[Mention], wanted: list[Mention], open_tags: Sequence[tuple[int, int]]) -> list[Mention]:
    """Leave out proposals where nobody decided, unless they are right anyway."""
    right = set(wanted)
    return [m for m in found if m in right or not touches((m.start, m.end), open_tags)]


def _count(score: ArticleScore, row: str, wanted: list[Mention], found: list[Mention]) -> None:
    counts = score.counts[row]
    counts[RIGHT] += len(set(wanted) & set(found))
    counts[GUESSED] += len(found)
    counts[WANTED] += len(wanted)
    counts[TOUCHING] += sum(_touches_kind(mention, wanted) for mention in found)
    counts[TOUCHED] += sum(_touches_kind(mention, found) for mention in wanted)


def _touches_kind(mention: Mention, others: Iterable[Mention]) -> bool:
    return any(mention.start < m.end and m.start < mention.end and mention.kind == m.kind for m in others)


def name_mistakes(wanted: list[Mention], found: list[Mention]) -> list[Mistake]:
    """One mistake for every name that was not found exactly, and for every proposal that belongs to none of those."""
    right = set(wanted) & set(found)
    missing = [mention for mention in wanted if mention not in right]
    extra = [mention for mention in found if mention not in right]
    mistakes = []
    for mention in missing:
        near = [m for m in extra if m.start < mention.end and mention.start < m.end]
        other = min(near, key=lambda m: (m.kind != mention.kind, abs(m.start - mention.start)), default=None)
        if other is None:
            kind = "missed"
        elif (other.start, other.end) == (mention.start, mention.end):
            kind = "wrong kind"
        else:
            kind = "wrong boundary" if other.kind == mention.kind else "wrong kind and boundary"
        instead = "" if other is None else other.kind
        mistakes.append(Mistake(kind, mention.kind, mention.start, mention.end, instead))
    mistakes += [
        Mistake("spurious", mention.kind, mention.start, mention.end)
        for mention in extra
        if not touches((mention.start, mention.end), [(m.start, m.end) for m in missing])
    ]
    return mistakes


def _said(analysis: Analysis, quote) -> Said:
    speaker = None if quote.speaker is None else analysis.tags[quote.speaker]
    return Said(
        pieces=quote.pieces,
        mode=quote.mode,
        speaker=speaker and (speaker.start, speaker.end),
        name=analysis.speaker_name(quote),
    )


def _score_quotes(score: ArticleScore, gold: GoldArticle, proposals: list[Said]) -> None:
    bare = {id(quote): bare_pieces(gold.text, quote.pieces) for quote in (*gold.quotes, *proposals)}
    wanted = [quote for quote in gold.quotes if bare[id(quote)]]
    exact = {(_row(quote), bare[id(quote)]) for quote in wanted}
    found = [
        quote
        for quote in proposals
        if bare[id(quote)]
        and ((_row(quote), bare[id(quote)]) in exact or not _share(quote.pieces, gold.open_quotes))
        and (gold.reported or _row(quote) == IN_MARKS or any(_share(quote.pieces, other.pieces) for other in wanted))
    ]
    for row in (IN_MARKS, REPORTED, ALL_QUOTES):
        ours = [quote for quote in wanted if row in (_row(quote), ALL_QUOTES)]
        theirs = [quote for quote in found if row in (_row(quote), ALL_QUOTES)]
        counts = score.counts[row]
        right = {bare[id(quote)] for quote in ours} & {bare[id(quote)] for quote in theirs}
        counts[RIGHT] += len(right)
        counts[GUESSED] += len(theirs)
        counts[WANTED] += len(ours)
        counts[TOUCHING] += sum(any(_share(quote.pieces, other.pieces) for other in ours) for quote in theirs)
        counts[TOUCHED] += sum(any(_share(quote.pieces, other.pieces) for other in theirs) for quote in ours)
    _score_speakers(score, wanted, found)
    for quote in found:
        if not any(_share(quote.pieces, other.pieces) for other in wanted):
            score.mistakes.append(_quote_mistake("spurious", quote))


def _score_speakers(score: ArticleScore, wanted: list[Said], found: list[Said]) -> None:
    """Of the quotes that were found: is it the right speaker? Precision is of those given one, recall of all."""
    words, meant = score.counts[SPEAKER_WORDS], score.counts[SPEAKER_MEANT]
    for quote in wanted:
        best = max(found, key=lambda other: _common(quote.pieces, other.pieces), default=None)
        if best is None or not _common(quote.pieces, best.pieces):
            score.mistakes.append(_quote_mistake("missed", quote))
            continue
        if quote.speaker is None:
            continue
        same_words = best.speaker is not None and touches(best.speaker, [quote.speaker])
        same_one = _same_name(quote.name, best.name) if quote.name else same_words
        for counts, right in ((words, same_words), (meant, same_one)):
            counts[RIGHT] += right
            counts[WANTED] += 1
            counts[GUESSED] += best.speaker is not None
            counts[TOUCHING] += right
            counts[TOUCHED] += right
        if not (same_one or same_words):
            score.mistakes.append(_quote_mistake("wrong speaker", quote, best.name or "nobody"))


def _quote_mistake(kind: str, quote: Said, instead: str = "") -> Mistake:
    return Mistake(kind, f"quote {_row(quote)}", quote.pieces[0][0], quote.pieces[-1][1], instead)


def _row(quote: Said) -> str:
    return REPORTED if quote.mode == INDIRECT else IN_MARKS


def bare_pieces(text: str, pieces: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """The pieces without the marks and the white space at their edges: people differ on whether those belong."""
    bare = []
    for start, end in pieces:
        while start < end and text[start] in _MARKS:
            start += 1
        while start < end and text[end - 1] in _MARKS:
            end -= 1
        if start < end:
            bare.append((start, end))
    return tuple(bare)


def _share(pieces: Iterable[tuple[int, int]], others: Iterable[tuple[int, int]]) -> bool:
    return any(touches(piece, others) for piece in pieces)


def _common(pieces: Iterable[tuple[int, int]], others: Iterable[tuple[int, int]]) -> int:
    """How many characters two quotes share."""
    return sum(max(0, min(piece[1], other[1]) - max(piece[0], other[0])) for piece in pieces for other in others)


def _same_name(one: str | None, other: str | None) -> bool:
    """The same name, or all words of the one in the other: "Orlec" is "Bastien Orlec" where nobody says otherwise."""
    if not one or not other:
        return False
    first, second = (set(name.casefold().removeprefix("the ").split()) for name in (one, other))
    return first <= second or second <= first

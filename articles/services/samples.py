"""What a preview shows of single items: the first as they will be read, what went wrong, and pairs side by side."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from django.db.models.functions import Substr

from articles import outcomes
from articles.comparing import CHARACTERS, Row, compare, excerpt
from articles.models import Article
from articles.outcomes import Verdict
from articles.readers import ParsedArticle, RowError
from articles.services.copies import Near
from articles.services.lists import passages_of, when_published
from articles.text import canonical

# Beside the outcomes: kept, though another one prints nearly the same text.
NEAR = "near"
ITEMS = 8
ERRORS = 50
PAIRS = 10
_PARAGRAPHS = 8
_PARAGRAPH = 700
_BLOCKS = 20
_BLOCK = 1500
# Of every item that is new so much is kept, in case a later one is its revision or prints the same text.
_KEPT = 8_000


@dataclass(slots=True)
class _Side:
    """What is needed of one version of a pair."""

    headline: str
    outlet: str
    when: str
    text: str
    where: str = ""
    article: int | None = None
    cut: bool = False


@dataclass(slots=True)
class _Pair:
    because: str
    new: _Side
    older: int
    share: float | None = None


@dataclass
class Samples:
    """Collects them while items are read; ``result`` gives them as they are kept with the preview."""

    items: list[dict] = field(default_factory=list)
    errors: list[dict] = field(default_factory=list)
    pairs: dict[str, list[_Pair]] = field(
        default_factory=lambda: {outcomes.DUPLICATE: [], outcomes.REVISION: [], NEAR: []}
    )
    own: dict[int, _Side] = field(default_factory=dict)

    def error(self, one: RowError) -> None:
        if len(self.errors) < ERRORS:
            self.errors.append({"where": canonical(one.where)[-600:], "message": canonical(one.message)})

    def article(
        self, one: ParsedArticle, verdict: Verdict, *, number: int | None, outlet: str, near: Near | None
    ) -> None:
        """Note an item. ``number`` is what others of the batch know it by, if it becomes an article."""
        if len(self.items) < ITEMS:
            self.items.append(_item(one, verdict.outcome, outlet))
        if number is not None:
            self.own[number] = _side(one, outlet, _KEPT)
        pairs = self.pairs.get(verdict.outcome)
        if pairs is not None and len(pairs) < PAIRS:
            pairs.append(_Pair(verdict.because, _side(one, outlet, CHARACTERS), verdict.article))
        if near is not None and len(self.pairs[NEAR]) < PAIRS:
            self.pairs[NEAR].append(_Pair("words", _side(one, outlet, CHARACTERS), near.article, near.share))

    def result(self) -> dict:
        here = _articles([pair.older for pairs in self.pairs.values() for pair in pairs if pair.older > 0])
        return {
            "items": self.items,
            "errors": self.errors,
            "pairs": {
                outcome: [
                    _side_by_side(pair, here.get(pair.older) or self.own[pair.older])
                    for pair in pairs
                    if pair.older in here or pair.older in self.own
                ]
                for outcome, pairs in self.pairs.items()
            },
        }


def _side(one: ParsedArticle, outlet: str, length: int) -> _Side:
    return _Side(
        headline=one.headline,
        outlet=outlet,
        when=when_published(one.published_at, has_time=one.published_has_time),
        text=one.text[:length],
        where=canonical(one.where)[-600:],
        cut=len(one.text) > length,
    )


def _articles(pks: list[int]) -> dict[int, _Side]:
    found = Article.objects.filter(pk__in=pks).annotate(beginning=Substr("text", 1, CHARACTERS))
    found = found.select_related("outlet").only(
        "headline", "outlet__name", "published_at", "published_has_time", "text_length"
    )
    return {
        article.pk: _Side(
            headline=article.headline,
            outlet=article.outlet.name if article.outlet else "",
            when=when_published(article.published_at, has_time=article.published_has_time),
            text=article.beginning,
            article=article.pk,
            cut=article.text_length > CHARACTERS,
        )
        for article in found
    }


def _side_by_side(pair: _Pair, older: _Side) -> dict:
    cut = pair.new.cut or older.cut
    length = min(len(older.text), len(pair.new.text)) if cut else None
    shown = excerpt(compare(older.text[:length], pair.new.text[:length]), cut=cut)
    return {
        "because": pair.because,
        "share": pair.share,
        "new": _facts(pair.new),
        "older": _facts(older),
        "same_before": shown.same_before,
        "more": shown.more,
        "rows": [_row(row) for row in shown.rows],
    }


def _row(row: Row) -> dict:
    pieces = [{"kind": piece.kind, "text": piece.text, "words": piece.words} for piece in row.pieces]
    return {"kind": row.kind, "moved": row.moved, "pieces": pieces}


def _facts(side: _Side) -> dict:
    return {
        "headline": side.headline,
        "outlet": side.outlet,
        "when": side.when,
        "where": side.where,
        "article": side.article,
    }


def _item(one: ParsedArticle, outcome: str, outlet: str) -> dict:
    return {
        "outcome": outcome,
        "where": canonical(one.where)[-600:],
        "headline": one.headline,
        "has_headline": one.body_start > 0,
        "byline": one.byline,
        "outlet": outlet,
        "when": when_published(one.published_at, has_time=one.published_has_time),
        "language": one.language,
        "encoding": one.encoding,
        "url": one.url,
        "words": one.word_count,
        "notes": [canonical(note) for note in one.notes],
        "passages": list(_passages(one)),
        "more_blocks": max(0, len(one.blocks) - _BLOCKS),
    }


def _passages(one: ParsedArticle) -> Iterator[dict]:
    """The beginning of the text, and all blocks up to a number, also those that stand further down."""
    paragraphs = 0
    left = False
    for passage in passages_of(one.text, one.standfirst_start, one.body_start, list(islice(one.blocks, _BLOCKS))):
        if passage.kind == "block":
            yield {"kind": "block", "rule": passage.block.rule, "text": _cut(canonical(passage.block.text), _BLOCK)}
        elif paragraphs < _PARAGRAPHS:
            paragraphs += 1
            left = False
            yield {"kind": passage.kind, "text": _cut(passage.text, _PARAGRAPH)}
        elif not left:
            left = True
            yield {"kind": "gap"}


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"

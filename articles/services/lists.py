"""What the pages show: lists paged by key, and one article with its left-out blocks where they stood.

No list reads a text, and none counts what it can look up.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from articles.models import Article, Batch, BatchRow, Block, Outlet
from articles.text import paragraphs

PAGE = 50
# A part of a very long article: whole paragraphs up to about this many characters, so that the page opens at once.
PART = 120_000


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list, and the key that the next one comes after, if there is one."""

    rows: list
    following: int | str | None


def _page(rows: QuerySet, size: int = PAGE) -> Page:
    found = list(rows[: size + 1])
    return Page(found[:size], found[size - 1].pk if len(found) > size else None)


def list_batches(*, before: int | None = None) -> Page:
    """Batches, newest first."""
    batches = Batch.objects.select_related("created_by", "default_outlet")
    return _page(batches.filter(pk__lt=before) if before is not None else batches)


def list_rows(batch: Batch, outcome: str, *, after: int | None = None) -> Page:
    """The rows of a batch with one outcome, in the order in which they were settled."""
    rows = batch.rows.filter(outcome=outcome).order_by("pk").select_related("article")
    rows = rows.only("batch_id", "number", "where", "outcome", "message", "article__headline")
    return _page(rows.filter(pk__gt=after) if after is not None else rows)


def list_articles(*, words: str = "", outlet: int | None = None, before: int | None = None) -> Page:
    """Articles, last imported first, with words in the headline or of one outlet."""
    articles = Article.objects.select_related("outlet").order_by("-pk")
    articles = articles.only(
        "headline", "outlet__name", "published_at", "published_has_time", "word_count", "language", "created_at"
    )
    if words:
        articles = articles.filter(headline__icontains=words)
    if outlet is not None:
        articles = articles.filter(outlet=outlet)
    return _page(articles.filter(pk__lt=before) if before is not None else articles)


def known_outlets(limit: int = 500) -> list[Outlet]:
    """Outlets by name, for choosing one."""
    return list(Outlet.objects.only("name").order_by("name")[:limit])


def progress_of(batch: Batch) -> tuple[int, int]:
    """How many bytes of the batch are settled, of how many."""
    sizes = batch.files.values_list("bytes_done", "byte_length", "finished")
    done = total = 0
    for bytes_done, byte_length, finished in sizes:
        done += byte_length if finished else bytes_done
        total += byte_length
    return done, total


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph of the text, or a block that was left out between two of them."""

    kind: str  # "headline", "standfirst", "paragraph" or "block"
    text: str = ""
    start: int = 0
    block: Block | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """Some passages of an article in order; a very long article has several parts."""

    passages: list[Passage]
    number: int
    count: int


def article_part(article: Article, number: int = 1) -> Part:
    """One part of the article as it is read, from 1; a number that is too high gives the last one."""
    parts: list[list[Passage]] = [[]]
    size = 0
    for passage in _passages(article):
        if size > PART and passage.kind == "paragraph":
            parts.append([])
            size = 0
        parts[-1].append(passage)
        size += len(passage.text)
    number = min(max(number, 1), len(parts))
    return Part(passages=parts[number - 1], number=number, count=len(parts))


def _passages(article: Article) -> Iterator[Passage]:
    blocks = list(article.blocks.order_by("number"))
    for span in paragraphs(article.text):
        while blocks and blocks[0].at <= span.start:
            yield Passage(kind="block", block=blocks.pop(0))
        yield Passage(kind=_kind(article, span.start), text=span.of(article.text), start=span.start)
    for block in blocks:
        yield Passage(kind="block", block=block)


def _kind(article: Article, start: int) -> str:
    if start >= article.body_start:
        return "paragraph"
    return "standfirst" if start == article.standfirst_start else "headline"


def row_outcomes(batch: Batch) -> list[tuple[str, str, int]]:
    """Every outcome with its label and how many rows have it, errors first."""
    order = [BatchRow.Outcome.ERROR, BatchRow.Outcome.IMPORTED, BatchRow.Outcome.REVISION, BatchRow.Outcome.DUPLICATE]
    return [(outcome.value, outcome.label, getattr(batch, f"rows_{outcome.value}")) for outcome in order]

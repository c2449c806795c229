"""What the pages show: lists paged by key, and one article with its left-out blocks where they stood.

No list reads a text, and none counts what it can look up.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet
from django.utils.timezone import is_naive, localtime, make_aware

from articles.models import Article, Batch, BatchFile, BatchRow, Block, Outlet
from articles.readers import LeftOut
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
    rows = rows.only("batch_id", "number", "where", "outcome", "message", "retrying", "article__headline")
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


def list_files(batch: Batch, *, after: int | None = None) -> Page:
    """The files of a batch in order, each with how many of its items are errors (``errors``)."""
    files = BatchFile.objects.filter(batch=batch).defer("content").order_by("pk")
    page = _page(files.filter(pk__gt=after) if after is not None else files)
    errors = BatchRow.objects.filter(
        batch=batch, outcome=BatchRow.Outcome.ERROR, file__in=[file.pk for file in page.rows if file.has_errors]
    )
    counts = dict(errors.values_list("file").annotate(Count("pk")))
    for file in page.rows:
        file.errors = counts.get(file.pk, 0)
    return page


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph of the text, or a block that was left out between two of them."""

    kind: str  # "headline", "standfirst", "paragraph" or "block"
    text: str = ""
    start: int = 0
    block: Block | LeftOut | None = None


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
    blocks = list(article.blocks.order_by("number"))
    for passage in passages_of(article.text, article.standfirst_start, article.body_start, blocks):
        if size > PART and passage.kind == "paragraph":
            parts.append([])
            size = 0
        parts[-1].append(passage)
        size += len(passage.text)
    number = min(max(number, 1), len(parts))
    return Part(passages=parts[number - 1], number=number, count=len(parts))


def passages_of(
    text: str, standfirst_start: int | None, body_start: int, blocks: Sequence[Block | LeftOut]
) -> Iterator[Passage]:
    """The paragraphs of a text, with the blocks where they stood. ``blocks`` are in order."""
    waiting = list(blocks)
    for span in paragraphs(text):
        while waiting and waiting[0].at <= span.start:
            yield Passage(kind="block", block=waiting.pop(0))
        kind = "standfirst" if span.start == standfirst_start else "headline"
        kind = "paragraph" if span.start >= body_start else kind
        yield Passage(kind=kind, text=span.of(text), start=span.start)
    for block in waiting:
        yield Passage(kind="block", block=block)


def when_published(at: datetime | None, *, has_time: bool) -> str:
    """When something appeared: with its time if that is known, as a date alone otherwise; empty when unknown."""
    if at is None:
        return ""
    if not has_time:
        return f"{at:%-d %b %Y}"
    # Read from a file and not stored yet, it may have no zone of its own.
    return f"{localtime(make_aware(at) if is_naive(at) else at):%-d %b %Y, %H:%M}"


def row_outcomes(batch: Batch) -> list[tuple[str, str, int]]:
    """Every outcome with its label and how many rows have it, errors first."""
    order = [BatchRow.Outcome.ERROR, BatchRow.Outcome.IMPORTED, BatchRow.Outcome.REVISION, BatchRow.Outcome.DUPLICATE]
    return [(outcome.value, outcome.label, getattr(batch, f"rows_{outcome.value}")) for outcome in order]

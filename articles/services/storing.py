"""Put parsed articles into the database, each once: the same text of the same outlet is one article.

Runs under the importer's write lock. A fixed number of queries for any number of articles.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection
from django.utils import timezone

from articles.models import Article, BatchRow, Block, Original
from articles.readers import ParsedArticle
from articles.services.bulk import copy_rows
from articles.services.copies import link_copies
from articles.services.outlets import outlets_by_name
from articles.text import digest

Outcome = BatchRow.Outcome


@dataclass(slots=True)
class Stored:
    """What became of one parsed article."""

    outcome: str
    article_id: int
    message: str = ""

    @property
    def is_new(self) -> bool:
        return self.outcome in (Outcome.IMPORTED, Outcome.REVISION)


@dataclass(slots=True)
class _Incoming:
    """A parsed article with what identifies it."""

    parsed: ParsedArticle
    outlet_id: int | None
    text_key: bytes
    bytes_key: bytes


class _Known:
    """What the database holds already of a chunk, kept up to date as the chunk's own articles join it."""

    def __init__(self, incoming: Sequence[_Incoming]) -> None:
        originals = Original.objects.filter(sha256__in={one.bytes_key for one in incoming})
        self.originals = {bytes(key): pk for key, pk in originals.values_list("sha256", "pk")}

        same_text = Article.objects.filter(text_sha256__in={one.text_key for one in incoming})
        self.texts: dict[tuple[int | None, bytes], int] = {
            (outlet, bytes(key)): pk for outlet, key, pk in same_text.values_list("outlet_id", "text_sha256", "pk")
        }

        self.by_original: dict[int, list[tuple[int, int | None]]] = {}
        same_bytes = Article.objects.filter(original__in=self.originals.values()).order_by("pk")
        for original, pk, outlet in same_bytes.values_list("original", "pk", "outlet_id"):
            self.by_original.setdefault(original, []).append((pk, outlet))

        addressed = [one for one in incoming if one.parsed.url and one.outlet_id]
        same_address = Article.objects.filter(
            outlet__in={one.outlet_id for one in addressed}, url__in={one.parsed.url for one in addressed}
        )
        # The latest version of each address is the one that a changed text revises.
        self.addresses = {
            (outlet, url): pk for outlet, url, pk in same_address.order_by("pk").values_list("outlet_id", "url", "pk")
        }


def store(parsed: Sequence[ParsedArticle], *, default_outlet_id: int | None = None) -> list[Stored]:
    """Store the articles in order, and say for each what became of it."""
    if not parsed:
        return []
    outlets = outlets_by_name(one.outlet for one in parsed)
    incoming = [
        _Incoming(
            parsed=one,
            outlet_id=outlets.get(one.outlet, default_outlet_id),
            text_key=digest(one.text),
            bytes_key=hashlib.sha256(one.content).digest(),
        )
        for one in parsed
    ]
    known = _Known(incoming)
    article_ids = iter(_next_ids(Article, len(incoming)))
    original_ids = iter(_next_ids(Original, len(incoming)))
    stored, originals, articles, blocks = [], [], [], []
    outlet_found: dict[int, int] = {}
    for one in incoming:
        same = _already_here(one, known, outlet_found)
        if same:
            stored.append(same)
            continue
        if one.bytes_key not in known.originals:
            known.originals[one.bytes_key] = next(original_ids)
            originals.append(_original(one, known.originals[one.bytes_key]))
        article = _article(one, next(article_ids), known)
        articles.append(article)
        blocks += _blocks(one, article.pk)
        stored.append(_made(one, article))
        _remember(one, article, known)
    copy_rows(Original, originals)
    copy_rows(Article, articles)
    Block.objects.bulk_create(blocks, batch_size=2000)
    _fill_in_outlets(outlet_found)
    _say(link_copies(articles), stored)
    return stored


def _say(copies: dict[int, str], stored: list[Stored]) -> None:
    """Add what was found out about an article's text to what becomes of it."""
    for one in stored:
        if one.is_new and one.article_id in copies:
            one.message = f"{copies[one.article_id]} {one.message}".strip()


def _already_here(one: _Incoming, known: _Known, outlet_found: dict[int, int]) -> Stored | None:
    """The same text of the same outlet, or the same bytes when one of the two imports did not know the outlet."""
    notes = " ".join(one.parsed.notes)
    if pk := known.texts.get((one.outlet_id, one.text_key)):
        return Stored(Outcome.DUPLICATE, pk, f"The same text is here already as article {pk}.")
    for pk, outlet in known.by_original.get(known.originals.get(one.bytes_key, 0), []):
        if one.outlet_id is None:
            return Stored(Outcome.DUPLICATE, pk, f"The same bytes are here already as article {pk}.")
        if outlet is None and outlet_found.setdefault(pk, one.outlet_id) == one.outlet_id:
            known.texts[one.outlet_id, one.text_key] = pk
            message = f"The same bytes are here already as article {pk}, whose outlet was unknown and is now filled in."
            return Stored(Outcome.DUPLICATE, pk, f"{message} {notes}".strip())
    return None


def _made(one: _Incoming, article: Article) -> Stored:
    message = " ".join(one.parsed.notes)
    if article.revises_id:
        message = f"A changed text of article {article.revises_id}, which has the same address. {message}".strip()
        return Stored(Outcome.REVISION, article.pk, message)
    return Stored(Outcome.IMPORTED, article.pk, message)


def _remember(one: _Incoming, article: Article, known: _Known) -> None:
    known.texts[one.outlet_id, one.text_key] = article.pk
    known.by_original.setdefault(article.original_id, []).append((article.pk, one.outlet_id))
    if one.parsed.url and one.outlet_id:
        known.addresses[one.outlet_id, one.parsed.url] = article.pk


def _original(one: _Incoming, pk: int) -> Original:
    parsed = one.parsed
    return Original(
        pk=pk, sha256=one.bytes_key, content=parsed.content, media_type=parsed.media_type, encoding=parsed.encoding
    )


def _article(one: _Incoming, pk: int, known: _Known) -> Article:
    parsed = one.parsed
    published_at = parsed.published_at
    if published_at is not None and timezone.is_naive(published_at):
        published_at = timezone.make_aware(published_at)
    return Article(
        pk=pk,
        outlet_id=one.outlet_id,
        original_id=known.originals[one.bytes_key],
        external_id=parsed.external_id,
        url=parsed.url,
        headline=parsed.headline,
        byline=parsed.byline,
        published_at=published_at,
        published_has_time=parsed.published_has_time,
        language=parsed.language,
        text=parsed.text,
        text_sha256=one.text_key,
        word_count=parsed.word_count,
        standfirst_start=parsed.standfirst_start,
        body_start=parsed.body_start,
        revises_id=known.addresses.get((one.outlet_id, parsed.url)) if parsed.url and one.outlet_id else None,
    )


def _blocks(one: _Incoming, article_id: int) -> list[Block]:
    return [
        Block(article_id=article_id, number=number, at=block.at, rule=block.rule, text=block.text)
        for number, block in enumerate(one.parsed.blocks, start=1)
    ]


def _fill_in_outlets(found: dict[int, int]) -> None:
    for outlet_id in set(found.values()):
        pks = [pk for pk, outlet in found.items() if outlet == outlet_id]
        Article.objects.filter(pk__in=pks, outlet=None).update(outlet_id=outlet_id)


def _next_ids(model: type[Article] | type[Original], count: int) -> list[int]:
    """Ids taken ahead, so that revisions and blocks can name articles before these are written."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return [row[0] for row in cursor.fetchall()]

"""Put parsed articles into the database, each once: the same text of the same outlet is one article.

Runs under the importer's write lock. A fixed number of queries for any number of articles.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection
from django.utils import timezone

from articles.duplicates import Print
from articles.models import Article, BatchRow, Block, Original
from articles.outcomes import Incoming, Known, Verdict
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


def identify(parsed: ParsedArticle, outlet_id: int | None) -> Incoming:
    """What tells whether this article is here already."""
    return Incoming(
        outlet=outlet_id,
        text_key=digest(parsed.text),
        bytes_key=hashlib.sha256(parsed.content).digest(),
        url=parsed.url,
    )


def look_up(incoming: Sequence[Incoming], known: Known) -> dict[bytes, int]:
    """Note in ``known`` what the database holds already of these; returns the originals of theirs that are here.

    What ``known`` says already is left as it is, so that articles that joined it meanwhile stay in it.
    """
    same_bytes_here = Original.objects.filter(sha256__in={one.bytes_key for one in incoming})
    originals = {bytes(key): pk for key, pk in same_bytes_here.values_list("sha256", "pk")}

    new = {pk: key for key, pk in originals.items() if key not in known.by_bytes}
    texts = {one.text_key for one in incoming}
    same_bytes = Article.objects.filter(original__in=new).order_by("pk")
    for original, pk, outlet, key in same_bytes.values_list("original", "pk", "outlet_id", "text_sha256"):
        known.by_bytes.setdefault(new[original], []).append((pk, outlet, bytes(key)))
        texts.add(bytes(key))

    same_text = Article.objects.filter(text_sha256__in=texts)
    for outlet, key, pk in same_text.values_list("outlet_id", "text_sha256", "pk"):
        known.texts.setdefault((outlet, bytes(key)), pk)

    addressed = [one for one in incoming if one.url and one.outlet]
    same_address = Article.objects.filter(
        outlet__in={one.outlet for one in addressed}, url__in={one.url for one in addressed}
    )
    # By when they came: one that was cut anew has a higher id than its revision.
    in_order = same_address.order_by("created_at", "pk")
    latest = {(outlet, url): pk for outlet, url, pk in in_order.values_list("outlet_id", "url", "pk")}
    known.addresses.update({key: pk for key, pk in latest.items() if key not in known.addresses})
    return originals


def store(
    parsed: Sequence[tuple[ParsedArticle, Print | None]], *, default_outlet_id: int | None = None
) -> list[Stored]:
    """Store the articles in order, each with its print if that was taken, and say for each what became of it."""
    if not parsed:
        return []
    outlets = outlets_by_name(one.outlet for one, _ in parsed)
    incoming = [(one, identify(one, outlets.get(one.outlet, default_outlet_id)), taken) for one, taken in parsed]
    known = Known()
    originals_here = look_up([identity for _, identity, _ in incoming], known)
    article_ids = iter(next_ids(Article, len(incoming)))
    original_ids = iter(next_ids(Original, len(incoming)))
    stored, originals, articles, blocks = [], [], [], []
    prints: dict[int, Print] = {}
    for one, identity, taken in incoming:
        verdict = known.judge(identity)
        if verdict.outcome == Outcome.DUPLICATE:
            stored.append(_already_here(one, verdict))
            continue
        if identity.bytes_key not in originals_here:
            originals_here[identity.bytes_key] = next(original_ids)
            originals.append(_original(one, identity, originals_here[identity.bytes_key]))
        article = _article(one, identity, verdict, next(article_ids), originals_here[identity.bytes_key])
        articles.append(article)
        if taken is not None:
            prints[article.pk] = taken
        blocks += _blocks(one, article.pk)
        stored.append(_made(one, article))
        known.add(identity, article.pk)
    copy_rows(Original, originals)
    copy_rows(Article, articles)
    Block.objects.bulk_create(blocks, batch_size=2000)
    _fill_in_outlets(known.outlets_found)
    _say(link_copies(articles, prints=prints), stored)
    return stored


def _say(copies: dict[int, str], stored: list[Stored]) -> None:
    """Add what was found out about an article's text to what becomes of it."""
    for one in stored:
        if one.is_new and one.article_id in copies:
            one.message = f"{copies[one.article_id]} {one.message}".strip()


def _already_here(one: ParsedArticle, verdict: Verdict) -> Stored:
    pk = verdict.article
    if verdict.because == "text":
        return Stored(Outcome.DUPLICATE, pk, f"The same text is here already as article {pk}.")
    message = f"The same bytes are here already as article {pk}."
    if verdict.because == "outlet found":
        message = f"The same bytes are here already as article {pk}, whose outlet was unknown and is now filled in."
        message = f"{message} {' '.join(one.notes)}".strip()
    return Stored(Outcome.DUPLICATE, pk, message)


def _made(one: ParsedArticle, article: Article) -> Stored:
    message = " ".join(one.notes)
    if article.revises_id:
        message = f"A changed text of article {article.revises_id}, which has the same address. {message}".strip()
        return Stored(Outcome.REVISION, article.pk, message)
    return Stored(Outcome.IMPORTED, article.pk, message)


def _original(parsed: ParsedArticle, identity: Incoming, pk: int) -> Original:
    return Original(
        pk=pk, sha256=identity.bytes_key, content=parsed.content, media_type=parsed.media_type, encoding=parsed.encoding
    )


def _article(parsed: ParsedArticle, identity: Incoming, verdict: Verdict, pk: int, original_id: int) -> Article:
    published_at = parsed.published_at
    if published_at is not None and timezone.is_naive(published_at):
        published_at = timezone.make_aware(published_at)
    return Article(
        pk=pk,
        outlet_id=identity.outlet,
        original_id=original_id,
        external_id=parsed.external_id,
        url=parsed.url,
        headline=parsed.headline,
        byline=parsed.byline,
        published_at=published_at,
        published_has_time=parsed.published_has_time,
        language=parsed.language,
        text=parsed.text,
        text_sha256=identity.text_key,
        word_count=parsed.word_count,
        standfirst_start=parsed.standfirst_start,
        body_start=parsed.body_start,
        revises_id=verdict.article,
    )


def _blocks(parsed: ParsedArticle, article_id: int) -> list[Block]:
    return [
        Block(article_id=article_id, number=number, at=block.at, rule=block.rule, text=block.text)
        for number, block in enumerate(parsed.blocks, start=1)
    ]


def _fill_in_outlets(found: dict[int, int]) -> None:
    for outlet_id in set(found.values()):
        pks = [pk for pk, outlet in found.items() if outlet == outlet_id]
        Article.objects.filter(pk__in=pks, outlet=None).update(outlet_id=outlet_id)


def next_ids(model: type[Article] | type[Original], count: int) -> list[int]:
    """Ids taken ahead, so that revisions and blocks can name articles before these are written."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return [row[0] for row in cursor.fetchall()]

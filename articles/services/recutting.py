"""Cut an original another way: a new article takes the place of the old one, which nobody has worked on.

``Article.text`` never changes, so that whatever counts on a text stays true. What named the old article names the new
one; the old one and the machine's reading of it go.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Q

from articles.hooks import (
    Replaced,
    articles_annotated,
    articles_held,
    articles_imported,
    articles_in_use,
    articles_replaced,
)
from articles.models import Article, Block, PrintBand, Recut, RuleCarrier, StoryMember, TextLink, TextPrint
from articles.readers.cutting import Cut
from articles.readers.parsed import LeftOut
from articles.readers.repeated import keys_in
from articles.services.copies import link_copies
from articles.services.judging import keep_apart, refused_of
from articles.services.locks import wait_to_write
from articles.services.printing import forget
from articles.services.storing import next_ids
from articles.text import digest

IN_USE = "Somebody has begun to read this article, so its text stays as it is."
ANNOTATED = "Annotations of another tool came with this article, and they count on its text as it is."
SAME_TEXT = "The outlet has an article with just this text already, so there cannot be another one."

# What follows from the text is not moved to the new article, but made from its text.
_MADE_ANEW = (Block, PrintBand, StoryMember, TextLink, TextPrint)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """An article and its new cut; ``words`` are what was put back or taken out."""

    article_id: int
    cut: Cut
    words: str


def why_fixed(article_ids: Collection[int]) -> dict[int, str]:
    """For each of the articles whose text has to stay as it is, why."""
    ids = list(article_ids)
    fixed = {pk: ANNOTATED for answer in articles_annotated.send(ids) for pk in answer}
    return fixed | {pk: IN_USE for answer in articles_in_use.send(ids) for pk in answer}


def cuts_of(articles: Iterable[Article]) -> dict[int, Cut]:
    """How the articles are cut now. Two queries are enough for any number of them."""
    blocks: dict[int, list[LeftOut]] = {article.pk: [] for article in articles}
    for block in Block.objects.filter(article__in=blocks).order_by("article", "number"):
        blocks[block.article_id].append(LeftOut(at=block.at, rule=block.rule, text=block.text))
    return {
        article.pk: Cut(
            text=article.text,
            standfirst_start=article.standfirst_start,
            body_start=article.body_start,
            blocks=tuple(blocks[article.pk]),
        )
        for article in articles
    }


@dataclass(frozen=True, slots=True)
class Recutting:
    """What became of it: the new article of each old one, and why the others stay."""

    made: dict[int, int]
    stay: dict[int, str]


def replace_articles(wanted: Sequence[Wanted], *, actor, action: str) -> Recutting:
    """Put new cuts in the place of articles, all in one transaction. The caller has checked what ``actor`` may do.

    The new text must come from the present one: the caller read it, and texts never change.
    """
    with transaction.atomic():
        wait_to_write()
        articles_held.send([one.article_id for one in wanted])
        ids = [one.article_id for one in wanted]
        old = {one.pk: one for one in Article.objects.filter(pk__in=ids).order_by("pk").select_for_update()}
        stay = why_fixed(old) if old else {}
        cuts = {one.article_id: one for one in wanted if one.article_id in old and one.article_id not in stay}
        stay |= dict.fromkeys(_same_text(old, cuts), SAME_TEXT)
        cuts = {pk: one for pk, one in cuts.items() if pk not in stay}
        made = dict(zip(cuts, next_ids(Article, len(cuts)), strict=True))
        if made:
            _write(old, cuts, made, actor=actor, action=action)
    return Recutting(made, stay)


def _same_text(old: dict[int, Article], cuts: dict[int, Wanted]) -> list[int]:
    """Those whose new text is another article's of the same outlet, there already or earlier in the list."""
    keys = {pk: (old[pk].outlet_id, digest(one.cut.text)) for pk, one in cuts.items()}
    there = Article.objects.filter(text_sha256__in={key for _, key in keys.values()})
    taken = {(outlet, bytes(key)) for outlet, key in there.values_list("outlet_id", "text_sha256")}
    found = []
    for pk, key in keys.items():
        if key in taken:
            found.append(pk)
        taken.add(key)
    return found


def _write(old: dict[int, Article], cuts: dict[int, Wanted], made: dict[int, int], *, actor, action: str) -> None:
    articles = [_article(old[pk], made[pk], one.cut) for pk, one in cuts.items()]
    came = {article.pk: article.created_at for article in articles}
    Article.objects.bulk_create(articles)  # Which sets the time of making; an article came when its original did.
    for article in articles:
        article.created_at = came[article.pk]
    Article.objects.bulk_update(articles, ["created_at"])
    Block.objects.bulk_create(
        [
            Block(article_id=made[pk], number=number, at=block.at, rule=block.rule, text=block.text)
            for pk, one in cuts.items()
            for number, block in enumerate(one.cut.blocks, start=1)
        ]
    )
    refused = refused_of(made)
    forget(made)
    _name_the_new(made)
    _forget_carriers(cuts, made)
    Recut.objects.bulk_create(
        [
            Recut(article_id=made[pk], replaced=pk, action=action, words=one.words, actor=actor)
            for pk, one in cuts.items()
        ]
    )
    articles_replaced.send([Replaced(before, after) for before, after in made.items()])
    Article.objects.filter(pk__in=made).delete()
    link_copies(articles, versions=_versions(made.values()))
    keep_apart(refused, made)
    articles_imported.send(list(made.values()))


def _versions(new: Collection[int]) -> dict[int, list[int]]:
    """What each of these articles revises, and what revises it, which may be new as well."""
    pairs = Article.objects.filter(Q(pk__in=new) | Q(revises__in=new), revises__isnull=False)
    versions: dict[int, list[int]] = defaultdict(list)
    for older, newer in pairs.values_list("revises", "pk"):
        versions[newer].append(older)
        versions[older].append(newer)
    return versions


def _article(old: Article, pk: int, cut: Cut) -> Article:
    copied = {
        field.attname: getattr(old, field.attname)
        for field in Article._meta.concrete_fields
        if not field.generated and not field.primary_key
    }
    return Article(
        **copied
        | {
            "id": pk,
            "headline": cut.label if old.body_start == 0 else old.headline,
            "text": cut.text,
            "text_sha256": digest(cut.text),
            "word_count": len(cut.text.split()),
            "standfirst_start": cut.standfirst_start,
            "body_start": cut.body_start,
        }
    )


def _name_the_new(made: dict[int, int]) -> None:
    """Everything of this room that named an old article names its new one; its blocks go with it."""
    with connection.cursor() as cursor:
        for relation in Article._meta.related_objects:
            model = relation.related_model
            if model._meta.app_label != "articles" or model in _MADE_ANEW:
                continue
            table, column = model._meta.db_table, relation.field.column
            cursor.execute(
                f'UPDATE "{table}" AS t SET "{column}" = m.new'
                f' FROM unnest(%s::bigint[], %s::bigint[]) AS m (old, new) WHERE t."{column}" = m.old',
                [list(made), list(made.values())],
            )


def _forget_carriers(cuts: dict[int, Wanted], made: dict[int, int]) -> None:
    """An article whose text has lost the words of a rule carries them no more."""
    old_of = {new: old for old, new in made.items()}
    carriers = RuleCarrier.objects.filter(article__in=old_of).values_list("pk", "article_id", "rule__key")
    keys: dict[int, set[bytes]] = {}
    gone = []
    for pk, article, key in carriers:
        if article not in keys:
            keys[article] = keys_in(cuts[old_of[article]].cut)[0]
        if bytes(key) not in keys[article]:
            gone.append(pk)
    RuleCarrier.objects.filter(pk__in=gone).delete()

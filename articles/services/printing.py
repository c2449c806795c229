"""Prints made anew, after a change of what they are made of; and articles that are about to go."""

from collections.abc import Collection

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from articles.models import Article, PrintBand, Story, StoryMember, TextLink, TextPrint
from articles.services.copies import CURRENT, lock_stories, relink
from articles.services.story_settling import resettle

CHUNK = 100


def without_print() -> QuerySet[Article]:
    """Articles that have no print, or one that today's cannot be compared with."""
    current = TextPrint.objects.filter(article=OuterRef("pk"), **CURRENT)
    return Article.objects.filter(~Exists(current))


def make_prints(*, after: int = 0) -> int | None:
    """Take prints of the next articles without one, find their links, and settle their stories; the last one's id.

    None when there are no more. What people decided about two texts stays as it is. May be stopped at any moment.
    """
    with transaction.atomic():
        lock_stories()
        rows = without_print().filter(pk__gt=after).order_by("pk")
        some = list(rows.values_list("pk", "text", "body_start", "revises")[:CHUNK])
        if not some:
            return None
        pks = [pk for pk, *_ in some]
        _drop(pks, TextLink.objects.filter(refused=False, kind=TextLink.Kind.COPY))
        relink(some)
        resettle(pks)
    return pks[-1]


def forget(articles: Collection[int]) -> None:
    """Take articles that are about to be removed out of their stories. In the caller's transaction."""
    lock_stories()
    stories = list(StoryMember.objects.filter(article__in=articles).values_list("story", flat=True))
    left = StoryMember.objects.filter(story__in=stories).exclude(article__in=articles)
    stay = list(left.values_list("article", flat=True))
    _drop(articles, TextLink.objects.all())
    StoryMember.objects.filter(article__in=articles).delete()
    resettle(stay)
    Story.objects.filter(pk__in=stories, members=None, merged_into=None).delete()


def _drop(articles: Collection[int], links: QuerySet[TextLink]) -> None:
    links.filter(Q(left__in=articles) | Q(right__in=articles)).delete()
    PrintBand.objects.filter(article__in=articles).delete()
    TextPrint.objects.filter(article__in=articles).delete()

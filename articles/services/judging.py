"""People's word on whether two articles print the same text. It goes before what was measured, for good.

``left`` is the article with the lower id.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q

from articles.duplicates import ALIKE, body_of, runs_of, share
from articles.models import Article, TextDecision, TextLink
from articles.services.copies import lock_stories
from articles.services.story_settling import resettle
from newsroom.roles import may

Verdict = TextDecision.Verdict


@dataclass(frozen=True, slots=True)
class Pairing:
    """Two articles side by side: how much they share, whether somebody told them apart, and what was last said."""

    share: float
    refused: bool
    said: TextDecision | None


def pairing_of(*, left: Article, right: Article) -> Pairing:
    link = TextLink.objects.filter(left=left, right=right).first()
    said = TextDecision.objects.filter(left=left.pk, right=right.pk).select_related("actor").order_by("-pk").first()
    return Pairing(share=link.share if link else _share(left, right), refused=bool(link and link.refused), said=said)


def tell_apart(*, actor, left: Article, right: Article) -> bool:
    """Say that two articles are not the same text: they are in no story together from now on. False if it was said."""
    _check(actor)
    with transaction.atomic():
        lock_stories()
        link, _ = TextLink.objects.get_or_create(
            left=left, right=right, defaults={"share": _share(left, right), "refused": False}
        )
        if link.refused:
            return False
        TextLink.objects.filter(pk=link.pk).update(refused=True)
        _settle(actor, left, right, Verdict.DIFFERENT)
    return True


def take_back(*, actor, left: Article, right: Article) -> bool:
    """Undo that: what was measured counts again. False if there is nothing to take back."""
    _check(actor)
    with transaction.atomic():
        lock_stories()
        link = TextLink.objects.filter(left=left, right=right, refused=True).first()
        if link is None:
            return False
        if link.share >= ALIKE or link.kind == TextLink.Kind.REVISION:
            TextLink.objects.filter(pk=link.pk).update(refused=False)
        else:
            link.delete()
        _settle(actor, left, right, Verdict.UNDONE)
    return True


def _check(actor) -> None:
    if not may(actor, "tell texts apart"):
        raise PermissionDenied("Only editors and admins say which articles print the same text.")


def _settle(actor, left: Article, right: Article, verdict: str) -> None:
    TextDecision.objects.create(left=left.pk, right=right.pk, verdict=verdict, actor=actor)
    resettle([left.pk, right.pk])


def _share(left: Article, right: Article) -> float:
    return share(*(runs_of(body_of(one.text, one.body_start)) for one in (left, right)))


def refused_of(articles: Collection[int]) -> list[TextLink]:
    """The pairs with one of these articles that somebody told apart."""
    return list(TextLink.objects.filter(Q(left__in=articles) | Q(right__in=articles), refused=True).order_by("pk"))


def keep_apart(refused: Sequence[TextLink], made: Mapping[int, int]) -> None:
    """What was said of articles that were replaced (old → new) holds for the new ones. The caller has the lock."""
    pairs = {
        link.pk: tuple(sorted((made.get(link.left_id, link.left_id), made.get(link.right_id, link.right_id))))
        for link in refused
    }
    TextLink.objects.bulk_create(
        [
            TextLink(left_id=pairs[link.pk][0], right_id=pairs[link.pk][1], share=link.share, refused=True)
            for link in refused
        ],
        update_conflicts=True,
        unique_fields=["left", "right"],
        update_fields=["refused"],
    )
    before = {(link.left_id, link.right_id): pairs[link.pk] for link in refused}
    said = TextDecision.objects.filter(left__in=[left for left, _ in before], right__in=[right for _, right in before])
    latest = {(one.left, one.right): one for one in said.order_by("pk")}
    TextDecision.objects.bulk_create(
        TextDecision(left=left, right=right, verdict=latest[pair].verdict, actor_id=latest[pair].actor_id)
        for pair, (left, right) in before.items()
        if pair in latest
    )
    resettle({pk for pair in pairs.values() for pk in pair})

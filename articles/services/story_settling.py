"""Keep stories as their links say. Runs in the caller's transaction, under the lock of ``copies.lock_stories``."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from django.db import connection
from django.db.models import Q

from articles.models import Story, StoryMember, TextLink
from articles.stories import Pair, Stories, Tie

_MERGE = """
    UPDATE articles_storymember AS member SET story_id = went.stays
    FROM unnest(%s::bigint[], %s::bigint[]) AS went(goes, stays) WHERE member.story_id = went.goes
"""


def settle(new: Sequence[int], links: Sequence[TextLink]) -> None:
    """Have new articles join the stories of those they are linked to; stories that they bring together become one."""
    if not links:
        return
    earlier = {link.left_id for link in links}
    known = _members(StoryMember.objects.filter(article__in=earlier))
    refused = _refused_among(earlier, known)
    stories = Stories(known, refused)
    ties = _ties(links)
    for pk in sorted(new):
        stories.join(pk, ties[pk])
    settled = stories.stories()
    ids = _begun({story for story, _ in settled.values() if story < 0})
    StoryMember.objects.bulk_create(
        StoryMember(article_id=pk, story_id=ids.get(settled[pk][0], settled[pk][0]), text=settled[pk][1])
        for pk in sorted(stories.joined)
    )
    _merge({goes: stories.root(goes) for goes in stories.merged if goes > 0})


def resettle(articles: Collection[int]) -> None:
    """Make the stories of these articles, and of those they are linked to, anew from the links that hold."""
    held = TextLink.objects.filter(refused=False)
    near = set(articles)
    for pair in held.filter(Q(left__in=articles) | Q(right__in=articles)).values_list("left", "right"):
        near.update(pair)
    touched = set(StoryMember.objects.filter(article__in=near).values_list("story", flat=True))
    before = _members(StoryMember.objects.filter(story__in=touched))
    everyone = sorted(near | set(before))
    among = TextLink.objects.filter(left__in=everyone, right__in=everyone)
    refused = among.filter(refused=True).values_list("left", "right")
    ties = _ties(among.filter(refused=False))
    stories = Stories(refused=refused)
    for pk in everyone:
        stories.join(pk, ties[pk])
    settled = stories.stories()
    ids = _kept_or_begun(settled, before)
    StoryMember.objects.filter(article__in=everyone).delete()
    StoryMember.objects.bulk_create(
        StoryMember(article_id=pk, story_id=ids[settled[pk][0]], text=settled[pk][1]) for pk in sorted(settled)
    )
    _leave(touched - set(ids.values()), {pk: ids[story] for pk, (story, _) in settled.items()}, before)


def _members(rows) -> dict[int, Pair]:
    return {pk: (story, text) for pk, story, text in rows.values_list("article", "story", "text")}


def _ties(links: Iterable[TextLink]) -> dict[int, list[Tie]]:
    ties: dict[int, list[Tie]] = defaultdict(list)
    for link in links:
        ties[link.right_id].append(Tie(link.left_id, link.share, link.kind == TextLink.Kind.REVISION))
    return ties


def _refused_among(articles: set[int], known: dict[int, Pair]) -> list[Pair]:
    """Pairs that must stay apart, both of these articles or of their stories. The ends become known too."""
    stories = {story for story, _ in known.values()}
    left = Q(left__in=articles) | Q(left__story_member__story__in=stories)
    right = Q(right__in=articles) | Q(right__story_member__story__in=stories)
    rows = TextLink.objects.filter(left, right, refused=True).values_list(
        "left", "left__story_member__story", "left__story_member__text",
        "right", "right__story_member__story", "right__story_member__text",
    )  # fmt: skip
    pairs = []
    for left_end, left_story, left_text, right_end, right_story, right_text in rows:
        known |= {left_end: (left_story, left_text)} if left_story else {}
        known |= {right_end: (right_story, right_text)} if right_story else {}
        pairs.append((left_end, right_end))
    return pairs


def _begun(new: Collection[int]) -> dict[int, int]:
    """A story in the database for each that was begun, in the order in which they were."""
    order = sorted(new, reverse=True)
    made = Story.objects.bulk_create(Story() for _ in order)
    return {story: row.pk for story, row in zip(order, made, strict=True)}


def _kept_or_begun(settled: dict[int, Pair], before: dict[int, Pair]) -> dict[int, int]:
    """The ids of stories made anew: each keeps the oldest that a member had, and the first article's chooses first."""
    members: dict[int, list[int]] = defaultdict(list)
    for pk in sorted(settled):
        members[settled[pk][0]].append(pk)
    ids: dict[int, int] = {}
    for story, some in members.items():
        had = sorted({before[pk][0] for pk in some if pk in before} - set(ids.values()))
        if had:
            ids[story] = had[0]
    return ids | _begun([story for story in members if story not in ids])


def _merge(stays_for: dict[int, int]) -> None:
    if not stays_for:
        return
    with connection.cursor() as cursor:
        cursor.execute(_MERGE, [list(stays_for), list(stays_for.values())])
    _name_successors(stays_for)


def _leave(gone: set[int], now: dict[int, int], before: dict[int, Pair]) -> None:
    """Stories without members: one whose first article is in another story leads there, any other is taken away."""
    first: dict[int, int] = {}
    for pk in sorted(before):
        first.setdefault(before[pk][0], pk)
    leads = {story: now[first[story]] for story in gone if first.get(story) in now}
    _name_successors(leads)
    Story.objects.filter(pk__in=gone - set(leads)).delete()


def _name_successors(stays_for: dict[int, int]) -> None:
    """Also for stories that led to one of these."""
    rows = list(Story.objects.filter(Q(pk__in=stays_for) | Q(merged_into__in=stays_for)))
    for row in rows:
        row.merged_into_id = stays_for.get(row.pk) or stays_for[row.merged_into_id]
    Story.objects.bulk_update(rows, ["merged_into"], batch_size=1000)

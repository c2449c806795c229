"""What the pages show of stories: all of them, how widely a text is printed, and who prints one article's text."""

from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet

from articles.models import Article, Story, StoryMember, TextLink
from articles.services.lists import PAGE, Page

_NAMED = 6
_TEXTS_TOLD_APART = 100
_BY_DATE = (F("published_at").asc(nulls_last=True), "pk")
_SHOWN = ("headline", "outlet__name", "published_at", "published_has_time", "word_count", "language", "revises")


@dataclass(frozen=True, slots=True)
class Spread:
    """How widely a story is printed, and in how many texts that are independent of each other."""

    story: int
    articles: int
    outlets: int
    texts: int

    @property
    def said(self) -> str:
        """For one article of it: “Same text in 3 outlets”."""
        if self.outlets < 2:
            return f"Same text in {self.articles} articles"
        if self.texts > 1:
            return f"Same story in {self.outlets} outlets, {self.texts} texts"
        return f"Same text in {self.outlets} outlets"


def spread_of(article_id: int) -> Spread | None:
    """How widely the story of an article is printed; None when nobody else prints it."""
    return _spread(StoryMember.objects.filter(story__members__article=article_id))


def _spread(members: QuerySet[StoryMember]) -> Spread | None:
    return next((spread for spread in _spreads(members).values() if spread.articles > 1), None)


def _spreads(members: QuerySet[StoryMember]) -> dict[int, Spread]:
    counted = members.values("story").annotate(
        articles=Count("article"),
        outlets=Count("article__outlet", distinct=True),
        texts=Count("text", distinct=True),
    )
    return {row["story"]: Spread(**row) for row in counted.order_by("story")}


@dataclass(frozen=True, slots=True)
class StoryLine:
    """A story in a list: how widely it is printed, and its first article by date."""

    spread: Spread
    first: Article


def list_stories(*, before: int | None = None) -> Page:
    """Stories, those begun last first. Three queries."""
    stories = Story.objects.filter(merged_into=None).order_by("-pk")
    if before is not None:
        stories = stories.filter(pk__lt=before)
    found = list(stories.values_list("pk", flat=True)[: PAGE + 1])
    shown = found[:PAGE]
    spreads = _spreads(StoryMember.objects.filter(story__in=shown))
    articles = _shown(Article.objects.filter(story_member__story__in=shown))
    earliest = articles.order_by("story_member__story", *_BY_DATE).distinct("story_member__story")
    first = {article.story_member.story_id: article for article in earliest}
    lines = [StoryLine(spreads[pk], first[pk]) for pk in shown if pk in first]
    return Page(lines, shown[-1] if len(found) > PAGE else None)


@dataclass(frozen=True, slots=True)
class StoryPage:
    """One page of a story's articles by date. Each article has ``text_number`` where there are several texts."""

    story: Story
    spread: Spread | None
    first: Article | None
    page: Page


def find_story(pk: int) -> Story | None:
    """A story, or the one that it has become a part of."""
    story = Story.objects.select_related("merged_into").filter(pk=pk).first()
    return story and (story.merged_into or story)


def story_page(story: Story, *, after: int | None = None) -> StoryPage:
    spread = _spread(StoryMember.objects.filter(story=story))
    articles = _of_story(story)
    rows = list((_after(articles, after) if after is not None else articles)[: PAGE + 1])
    if spread and spread.texts > 1:
        _number_texts(story, rows)
    return StoryPage(
        story=story,
        spread=spread,
        first=rows[0] if rows and after is None else articles.first(),
        page=Page(rows[:PAGE], rows[PAGE - 1].pk if len(rows) > PAGE else None),
    )


def _of_story(story: Story) -> QuerySet[Article]:
    return _shown(Article.objects.filter(story_member__story=story)).order_by(*_BY_DATE)


def _shown(articles: QuerySet[Article]) -> QuerySet[Article]:
    articles = articles.select_related("outlet", "story_member")
    return articles.only(*_SHOWN, "story_member__text", "story_member__story")


def _after(articles: QuerySet[Article], pk: int) -> QuerySet[Article]:
    """Those that come after an article in the order of their dates, undated ones last."""
    at = Article.objects.filter(pk=pk).values_list("published_at", flat=True).first()
    undated = Q(published_at=None)
    if at is None:
        return articles.filter(undated, pk__gt=pk)
    return articles.filter(Q(published_at__gt=at) | Q(published_at=at, pk__gt=pk) | undated)


def _number_texts(story: Story, articles: list[Article]) -> None:
    labels = StoryMember.objects.filter(story=story).order_by("text").values_list("text", flat=True).distinct()
    numbers = {label: number for number, label in enumerate(labels[:_TEXTS_TOLD_APART], start=1)}
    for article in articles:
        article.text_number = numbers.get(article.story_member.text)


@dataclass(frozen=True, slots=True)
class Copies:
    """Who else prints an article's text, the earliest first, and what somebody said is not the same."""

    spread: Spread | None
    some: list[Article]
    apart: list[Article]


def copies_of(article: Article) -> Copies:
    """Three queries, for the article's own page."""
    spread = spread_of(article.pk)
    some = [one for one in _of_story(Story(pk=spread.story))[: _NAMED + 1] if one != article] if spread else []
    refused = TextLink.objects.filter(refused=True)
    apart = Article.objects.select_related("outlet").filter(
        Q(pk__in=refused.filter(left=article).values("right")) | Q(pk__in=refused.filter(right=article).values("left"))
    )
    return Copies(spread=spread, some=some[:_NAMED], apart=list(apart.only(*_SHOWN).order_by("pk")[:_NAMED]))

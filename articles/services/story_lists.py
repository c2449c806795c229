"""What the pages show of stories: how widely a text is printed, the articles of a story, and one article's copies."""

from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet

from articles.models import Article, Story, StoryMember, TextLink
from articles.services.lists import PAGE, Page

_NAMED = 6
_TEXTS_TOLD_APART = 100
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
    counted = members.values("story").annotate(
        articles=Count("article"),
        outlets=Count("article__outlet", distinct=True),
        texts=Count("text", distinct=True),
    )
    return next((Spread(**row) for row in counted.order_by("story") if row["articles"] > 1), None)


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
    articles = Article.objects.filter(story_member__story=story).select_related("outlet", "story_member")
    articles = articles.only(*_SHOWN, "story_member__text", "story_member__story")
    return articles.order_by(F("published_at").asc(nulls_last=True), "pk")


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

"""Somebody puts a block back into an article's text, or takes paragraphs out of it."""

from collections.abc import Collection

from django.core.exceptions import PermissionDenied

from articles.models import Article, Recut
from articles.readers.cutting import put_back, take_out
from articles.services.recutting import Wanted, cuts_of, replace_articles, why_fixed
from articles.text import paragraph_at
from newsroom.roles import may

MAY = "import articles"


class CannotCut(Exception):
    """The text stays as it is; the message says why."""


def why_not(article: Article) -> str:
    """Why the text of an article has to stay as it is, or an empty string."""
    return why_fixed([article.pk]).get(article.pk, "")


def put_block_back(actor, *, article_id: int, number: int) -> int:
    """Make the article anew with a block in its text; returns the id of the one that takes its place."""
    article = _wanted(actor, article_id)
    cut = cuts_of([article])[article.pk]
    if not 1 <= number <= len(cut.blocks):
        raise CannotCut("There is no such block any more. Open the article again.")
    made = put_back(cut, number)
    return _replace(actor, Wanted(article_id=article.pk, cut=made, words=cut.blocks[number - 1].text), "put_back")


def take_paragraphs_out(actor, *, article_id: int, starts: Collection[int]) -> int:
    """Make the article anew without the paragraphs that begin at these offsets, which become blocks."""
    article = _wanted(actor, article_id)
    if not starts:
        raise CannotCut("Choose at least one paragraph.")
    cut = cuts_of([article])[article.pk]
    try:
        made = take_out(cut, starts)
    except ValueError:
        raise CannotCut("There is no such paragraph any more. Open the article again.") from None
    if made.body_start >= len(made.text):
        raise CannotCut("Something of the story has to stay. Choose fewer paragraphs.")
    words = "\n".join(paragraph_at(article.text, start).of(article.text) for start in sorted(starts))
    return _replace(actor, Wanted(article_id=article.pk, cut=made, words=words), "taken_out")


def _wanted(actor, article_id: int) -> Article:
    if not may(actor, MAY):
        raise PermissionDenied("Only admins change how an article is cut.")
    article = Article.objects.filter(pk=article_id).first()
    if article is None:
        raise CannotCut("This article is not there any more: somebody has cut it another way.")
    return article


def _replace(actor, wanted: Wanted, action: str) -> int:
    result = replace_articles([wanted], actor=actor, action=Recut.Action(action))
    if wanted.article_id in result.made:
        return result.made[wanted.article_id]
    gone = "This article is not there any more: somebody has cut it another way."
    raise CannotCut(result.stay.get(wanted.article_id, gone))


def taken_place_of(article_id: int) -> int | None:
    """The article that took the place of one that is no more."""
    return Recut.objects.filter(replaced=article_id).values_list("article_id", flat=True).first()

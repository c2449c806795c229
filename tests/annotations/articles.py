"""Articles made straight in the database, for tests that are not about importing."""

import itertools

from articles.models import Article, Original, Outlet
from articles.text import compose, digest

_number = itertools.count(1)


def make_article(body: str, *, headline: str = "", language: str = "en", outlet: str = "The Harbour Post") -> Article:
    """An article of its own, whatever its words."""
    number = next(_number)
    composed = compose(headline=headline or f"Report {number}", paragraphs=body.split("\n"))
    original = Original.objects.create(
        sha256=digest(f"{number} {composed.text}"), content=composed.text.encode(), media_type="text/plain"
    )
    return Article.objects.create(
        outlet=Outlet.objects.get_or_create(name=outlet)[0],
        original=original,
        headline=composed.text.split("\n")[0][:1000],
        text=composed.text,
        text_sha256=digest(composed.text),
        word_count=len(composed.text.split()),
        standfirst_start=composed.standfirst_start,
        body_start=composed.body_start,
        language=language,
    )

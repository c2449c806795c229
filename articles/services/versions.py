"""The other versions of an article: what it revises, what revises it, and who else prints nearly the same text."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection

from articles.services.story_lists import Spread

MOST = 50  # versions in either direction, and copies

_FOUND = """
    WITH RECURSIVE earlier (id, steps) AS (
        SELECT revises_id, 1 FROM articles_article WHERE id = %(article)s AND revises_id IS NOT NULL
        UNION ALL
        SELECT article.revises_id, steps + 1 FROM earlier JOIN articles_article article USING (id)
        WHERE article.revises_id IS NOT NULL AND steps < %(most)s),
    later (id, steps) AS (
        SELECT id, 1 FROM articles_article WHERE revises_id = %(article)s
        UNION ALL
        SELECT article.id, steps + 1 FROM later JOIN articles_article article ON article.revises_id = later.id
        WHERE steps < %(most)s),
    found (id, how, steps) AS (
        SELECT id, 'earlier', steps FROM earlier UNION ALL SELECT id, 'later', steps FROM later
        UNION ALL
        (SELECT other.article_id, 'copy', %(most)s + 1
         FROM articles_storymember mine JOIN articles_storymember other USING (story_id)
         WHERE mine.article_id = %(article)s AND other.article_id <> %(article)s
         ORDER BY other.article_id DESC LIMIT %(most)s))
"""
_VERSIONS = f"{_FOUND} SELECT id, how, steps FROM found ORDER BY steps, id DESC"
# The same in one row, with how widely the story is printed: whoever opens an article waits for both.
_AROUND = f"""
    {_FOUND}
    SELECT (SELECT json_agg(json_build_array(id, how, steps) ORDER BY steps, id DESC) FROM found), (
        SELECT json_build_array(other.story_id, count(*), count(DISTINCT article.outlet_id), count(DISTINCT other.text))
        FROM articles_storymember mine JOIN articles_storymember other USING (story_id)
            JOIN articles_article article ON article.id = other.article_id
        WHERE mine.article_id = %(article)s GROUP BY other.story_id HAVING count(*) > 1)
"""


@dataclass(frozen=True, slots=True)
class Version:
    """Another version: by how many revisions it is earlier or later, or a copy, which counts as farther than those."""

    article_id: int
    how: str
    steps: int


@dataclass(frozen=True, slots=True)
class Around:
    """What else there is of an article's text: how widely it is printed, and its versions and copies."""

    spread: Spread | None
    versions: list[Version]


def versions(article_id: int) -> list[Version]:
    """All predecessors and successors, the nearest first, then the latest of those who print the same text."""
    with connection.cursor() as cursor:
        cursor.execute(_VERSIONS, {"article": article_id, "most": MOST})
        return _nearest(cursor.fetchall())


def around(article_id: int) -> Around:
    """``versions`` and ``spread_of`` of an article, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(_AROUND, {"article": article_id, "most": MOST})
        found, spread = cursor.fetchone()
    return Around(spread=spread and Spread(*spread), versions=_nearest(found or ()))


def _nearest(found: Iterable[Sequence]) -> list[Version]:
    nearest: dict[int, Version] = {}
    for version in (Version(*row) for row in found):
        nearest.setdefault(version.article_id, version)
    return list(nearest.values())

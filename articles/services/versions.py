"""The other versions of an article: what it revises, what revises it, and who else prints nearly the same text."""

from dataclasses import dataclass

from django.db import connection

MOST = 50  # versions in either direction, and copies

_VERSIONS = """
    WITH RECURSIVE earlier (id, steps) AS (
        SELECT revises_id, 1 FROM articles_article WHERE id = %(article)s AND revises_id IS NOT NULL
        UNION ALL
        SELECT article.revises_id, steps + 1 FROM earlier JOIN articles_article article USING (id)
        WHERE article.revises_id IS NOT NULL AND steps < %(most)s),
    later (id, steps) AS (
        SELECT id, 1 FROM articles_article WHERE revises_id = %(article)s
        UNION ALL
        SELECT article.id, steps + 1 FROM later JOIN articles_article article ON article.revises_id = later.id
        WHERE steps < %(most)s)
    SELECT * FROM (
        SELECT id, 'earlier', steps FROM earlier UNION ALL SELECT id, 'later', steps FROM later
        UNION ALL
        (SELECT other.article_id, 'copy', %(most)s + 1
         FROM articles_storymember mine JOIN articles_storymember other USING (story_id)
         WHERE mine.article_id = %(article)s AND other.article_id <> %(article)s
         ORDER BY other.article_id DESC LIMIT %(most)s)
    ) AS found (id, how, steps)
    ORDER BY steps, id DESC
"""


@dataclass(frozen=True, slots=True)
class Version:
    """Another version: by how many revisions it is earlier or later, or a copy, which counts as farther than those."""

    article_id: int
    how: str
    steps: int


def versions(article_id: int) -> list[Version]:
    """All predecessors and successors, the nearest first, then the latest of those who print the same text."""
    with connection.cursor() as cursor:
        cursor.execute(_VERSIONS, {"article": article_id, "most": MOST})
        found = [Version(*row) for row in cursor.fetchall()]
    nearest: dict[int, Version] = {}
    for version in found:
        nearest.setdefault(version.article_id, version)
    return list(nearest.values())

"""When articles are to be removed: what speaks against it, and what goes with them.

Only what machines and other tools made goes. Whatever a person made keeps its article.
"""

from collections.abc import Sequence

from django.db import connection
from django.db.models import QuerySet

from annotations.models import Act, Assignment, ClaimUse, Note, Reading
from articles.hooks import Objection
from articles.models import Article

# In this order: nothing is deleted that something left still names. Tags come by the hundred for each article, so
# they are not loaded to be deleted.
_DELETE = (
    """DELETE FROM annotations_eventargument a USING annotations_mentiongroup g
       WHERE g.id = a.event_id AND g.reading_id = ANY(%s)""",
    """DELETE FROM annotations_event e USING annotations_mentiongroup g
       WHERE g.id = e.group_id AND g.reading_id = ANY(%s)""",
    "DELETE FROM annotations_quote WHERE reading_id = ANY(%s)",
    "DELETE FROM annotations_tag WHERE reading_id = ANY(%s)",
    "DELETE FROM annotations_mentiongroup WHERE reading_id = ANY(%s)",
    "DELETE FROM annotations_openpage WHERE reading_id = ANY(%s)",
    "DELETE FROM annotations_reading WHERE id = ANY(%s)",
)


def speaks_against_removal(articles: QuerySet[Article]) -> list[Objection]:
    """Everything people made in these articles: readings, records, notes, claims, and acts of any kind."""
    made = Reading.objects.filter(article__in=articles)
    return [
        Objection("an analyst’s reading", _of(articles, made.filter(role=Reading.Role.HUMAN).values("article"))),
        Objection("a record", _of(articles, made.filter(role=Reading.Role.RECORD).values("article"))),
        Objection("notes", _of(articles, Note.objects.filter(reading__in=made).values("reading__article"))),
        Objection(
            "claims", _of(articles, ClaimUse.objects.filter(quote__reading__in=made).values("quote__reading__article"))
        ),
        Objection("decisions", _of(articles, Act.objects.filter(reading__in=made).values("reading__article"))),
    ]


def _of(articles: QuerySet[Article], ids: QuerySet) -> QuerySet[Article]:
    return articles.filter(pk__in=ids)


def hold_articles(article_ids: Sequence[int]) -> None:
    """Until the end of the transaction nobody takes these articles from a queue."""
    _hold_readings(article_ids)  # First, as a worker does that closes one and then says so on its slots.
    list(
        Assignment.objects.filter(article__in=article_ids)
        .order_by("pk")
        .select_for_update(of=("self",))
        .values_list("pk", flat=True)
    )


def _hold_readings(article_ids: Sequence[int]) -> list[int]:
    """A worker that is storing one of them is waited for; one that comes later finds nothing to fill."""
    return list(
        Reading.objects.filter(article__in=article_ids, role__in=[Reading.Role.MACHINE, Reading.Role.IMPORTED])
        .order_by("pk")
        .select_for_update()
        .values_list("pk", flat=True)
    )


def remove_annotations(article_ids: Sequence[int]) -> None:
    """Remove the machine's and other tools' readings of these articles, and their places in queues."""
    readings = _hold_readings(article_ids)
    Assignment.objects.filter(article__in=article_ids).delete()
    remove_readings(readings)


def remove_readings(reading_ids: Sequence[int]) -> None:
    """Remove readings with everything that is in them. The caller knows that nobody has worked on them."""
    with connection.cursor() as cursor:
        for statement in _DELETE:
            cursor.execute(statement, [list(reading_ids)])

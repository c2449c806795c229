"""Undo a batch: remove the articles that it made, chunk by chunk, each in one transaction.

The batch and its rows stay, and say what it had brought. An article stays when something that is not undone needs it:
a row of another batch names it, or an article that stays revises it. Killed at any moment, an undo goes on with what
is left; no article is ever removed in part.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone
from procrastinate.contrib.django import app as jobs

from articles.hooks import articles_held, articles_leaving, undo_asked
from articles.models import Article, Batch, BatchFile, BatchRow, Block, Original
from articles.services.control import NotAsItStands, move
from articles.services.locks import BATCH_LOCK, held, wait_to_write
from articles.services.printing import forget
from articles.services.settling import note_failure

TASK = "articles.undo_batch"
CHUNK = 500
_MADE = (BatchRow.Outcome.IMPORTED, BatchRow.Outcome.REVISION)
_GONE = (Batch.State.UNDOING, Batch.State.UNDONE)

_COUNT = """
WITH RECURSIVE made AS MATERIALIZED (
    SELECT DISTINCT article_id AS id FROM articles_batchrow
    WHERE batch_id = %(batch)s AND outcome IN ('imported', 'revision') AND article_id IS NOT NULL
), named AS MATERIALIZED (
    SELECT m.id FROM made m WHERE EXISTS (
        SELECT FROM articles_batchrow r JOIN articles_batch b ON b.id = r.batch_id
        WHERE r.article_id = m.id AND r.batch_id <> %(batch)s AND b.state NOT IN ('undoing', 'undone'))
), stays AS (
    (SELECT id FROM named
     UNION
     SELECT m.id FROM articles_article a JOIN made m ON m.id = a.revises_id
     WHERE NOT EXISTS (SELECT FROM made o WHERE o.id = a.id))
    UNION
    SELECT m.id FROM stays s JOIN articles_article a ON a.id = s.id JOIN made m ON m.id = a.revises_id
)
SELECT (SELECT count(*) FROM made), (SELECT count(*) FROM named), (SELECT count(*) FROM stays)
"""


@dataclass(frozen=True, slots=True)
class Undo:
    """What undoing a batch would do, and what speaks against it: (what people made, in how many articles)."""

    articles: int
    named: int
    revised: int
    objections: list[tuple[str, int]]

    @property
    def going(self) -> int:
        return self.articles - self.named - self.revised


def weigh_undo(batch: Batch) -> Undo:
    """Count what would go and what would stay."""
    objections = [
        (objection.what, count)
        for answers in undo_asked.send(_made_by(batch.pk))
        for objection in answers
        if (count := objection.articles.count())
    ]
    return Undo(*_counts(batch.pk), objections=objections)


def _counts(batch_id: int) -> tuple[int, int, int]:
    """How many articles of the batch are here, and how many stay since a batch names or an article revises them."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"batch": batch_id})
        made, named, stays = cursor.fetchone()
    return made, named, stays - named


def _made_by(batch_id: int) -> QuerySet[Article]:
    return Article.objects.filter(
        pk__in=BatchRow.objects.filter(batch=batch_id, outcome__in=_MADE, article__isnull=False).values("article")
    )


def undo_batch(*, actor, batch_id: int) -> None:
    """Have the worker remove what a batch brought, unless people have worked on any of it."""
    with transaction.atomic():
        begun = move(
            actor,
            batch_id,
            "undone",
            when=Batch.State.undoable(),
            to=Batch.State.UNDOING,
            already=(Batch.State.UNDONE,),
            undone_by=actor,
            undone_at=timezone.now(),
            message="",
        )
        if not begun:
            return
        if any(objection.articles.exists() for answers in undo_asked.send(_made_by(batch_id)) for objection in answers):
            raise NotAsItStands("Somebody has worked on an article of this batch. Nothing was removed.")
        enqueue_undo(batch_id)


def enqueue_undo(batch_id: int) -> None:
    """Have a worker remove what is left, once the present transaction is committed."""
    jobs.configure_task(TASK, allow_unknown=True).defer(batch_id=batch_id)


def batches_to_undo() -> list[int]:
    """Batches whose undoing was begun and not ended, oldest first."""
    return list(Batch.objects.filter(state=Batch.State.UNDOING).order_by("pk").values_list("pk", flat=True))


def run_undo(batch_id: int, *, stop: Callable[[], bool] = lambda: False) -> bool:
    """Remove what is left of a batch's articles; True once it is over. ``stop`` is asked between chunks."""
    with held(BATCH_LOCK, batch_id) as mine:
        below, removed = None, 0
        try:
            while mine and not stop():
                chunk = _remove_chunk(batch_id, below, last=not removed)
                if chunk is None:
                    break
                below, count = chunk
                removed = removed + count if below is not None else 0
        except Exception as error:
            note_failure(batch_id, error)
            raise
    return not Batch.objects.filter(pk=batch_id, state=Batch.State.UNDOING).exists()


def _remove_chunk(batch_id: int, below: int | None, *, last: bool) -> tuple[int | None, int] | None:
    """Remove the next articles; the lowest id that was looked at, and how many went. None when there are none left.

    The youngest come first, as what is revised is older, unless it was cut anew since. So those that stayed are looked
    at again, from the top (no id), until a ``last`` round in which none could go.
    """
    with transaction.atomic():
        batch = Batch.objects.select_for_update().filter(pk=batch_id, state=Batch.State.UNDOING).first()
        if batch is None:
            return None
        wait_to_write()
        made = _made_by(batch_id).order_by("-pk")
        if below is not None:
            made = made.filter(pk__lt=below)
        ids = list(made.values_list("pk", flat=True)[:CHUNK])
        if not ids and not last:
            return None, 0
        if not ids:
            _end(batch)
            return None
        articles_held.send(ids)
        # From here on nothing new can name them; what named them before is seen by what is asked next.
        list(Article.objects.filter(pk__in=ids).order_by("pk").select_for_update(of=("self",)).values_list("pk"))
        going = _free_to_go(batch_id, ids)
        articles_leaving.send(going)
        _remove(going)
        Batch.objects.filter(pk=batch_id).update(articles_removed=F("articles_removed") + len(going))
    return ids[-1], len(going)


def _free_to_go(batch_id: int, ids: list[int]) -> list[int]:
    """Those of these articles that nothing needs."""
    others = BatchRow.objects.filter(article__in=ids).exclude(batch=batch_id).exclude(batch__state__in=_GONE)
    needed = set(others.values_list("article", flat=True))
    for answers in undo_asked.send(Article.objects.filter(pk__in=ids)):
        for objection in answers:
            needed |= set(objection.articles.values_list("pk", flat=True))
    revised_by: dict[int, list[int]] = {}
    for revised, article in Article.objects.filter(revises__in=ids).values_list("revises", "pk"):
        revised_by.setdefault(revised, []).append(article)
    waiting, going = [pk for pk in ids if pk not in needed], set()
    while free := [pk for pk in waiting if going.issuperset(revised_by.get(pk, ()))]:
        going.update(free)
        waiting = [pk for pk in waiting if pk not in going]
    return sorted(going, reverse=True)


def _remove(ids: Sequence[int]) -> None:
    forget(ids)
    originals = set(Article.objects.filter(pk__in=ids).values_list("original", flat=True))
    BatchRow.objects.filter(article__in=ids).update(article=None)
    Block.objects.filter(article__in=ids).delete()
    Article.objects.filter(pk__in=ids, revises__in=ids).update(revises=None)
    Article.objects.filter(pk__in=ids).only("pk").delete()
    needed = Article.objects.filter(original=OuterRef("pk"))
    Original.objects.filter(~Exists(needed), pk__in=originals).only("pk").delete()


def _end(batch: Batch) -> None:
    """Nothing is left to remove. The files go too: there is no row left to be read again."""
    BatchFile.objects.filter(batch=batch).exclude(content=b"").update(content=b"")
    left, named, revised = _counts(batch.pk)
    reasons = [
        (named, "named by another batch"),
        (revised, "revised by an article that stays"),
        (left - named - revised, "worked on by somebody since"),
    ]
    said = ", ".join(f"{count:,} {why}" for count, why in reasons if count > 0)
    batch.state = Batch.State.UNDONE
    batch.message = f"{left:,} {'article stays' if left == 1 else 'articles stay'}: {said}." if left else ""
    batch.save(update_fields=["state", "message"])

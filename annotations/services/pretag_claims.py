"""Claiming pending machine readings: an advisory lock of the worker's session on each reading.

PostgreSQL gives the locks up the moment the session ends, however the worker died, so nothing has to expire and two
workers never hold one reading. ``attempts`` is raised and committed before the work, so that a reading that kills its
worker is counted; together with the lock it also tells whether a claim is still ours when its results are stored.
The session must be ours alone: a transaction-pooling proxy in front of PostgreSQL would break this.
"""

from dataclasses import dataclass

from django.conf import settings
from django.db import connection, transaction

from annotations.models import Reading
from annotations.pipeline.languages import Share

CLASS = 0x70726574  # names our locks among those of the database; "pret"
# Small enough to be repeated without regret after a crash, large enough that storing costs little beside analysing.
CHUNK_READINGS = 16
CHUNK_CHARACTERS = 200_000

EVERYTHING = Share()

GAVE_UP = "Pre-tagging was started {attempts} times and never ended: the worker was killed each time."

# What some worker holds now, as a condition on a pending reading.
_FREE = """
    (r.id %% 2147483647) <> ALL (ARRAY(
        SELECT objid::bigint FROM pg_locks
        WHERE locktype = 'advisory' AND classid = %(class)s AND objsubid = 2 AND granted
          AND database = (SELECT oid FROM pg_database WHERE datname = current_database())))
"""
# The articles of one pipeline, as `Share.holds` has it.
_OURS = """
    (lower(split_part(replace(a.language, '_', '-'), '-', 1)) = ANY(%(languages)s)) <> %(but)s
"""
_CANDIDATES = f"""
    SELECT r.id, r.attempts, a.text_length
    FROM annotations_reading r JOIN articles_article a ON a.id = r.article_id
    WHERE r.state = 'pending' AND r.source_id = %(source)s AND {_OURS} AND {_FREE}
    ORDER BY r.id LIMIT %(limit)s
"""
_LOCK = "SELECT id FROM unnest(%s::bigint[]) AS id WHERE pg_try_advisory_lock(%s, (id %% 2147483647)::int)"
_UNLOCK = "SELECT pg_advisory_unlock(%s, (id %% 2147483647)::int) FROM unnest(%s::bigint[]) AS id"
_TAKE = """
    UPDATE annotations_reading r SET attempts = r.attempts + 1 FROM articles_article a
    WHERE r.id = ANY(%s) AND r.state = 'pending' AND a.id = r.article_id
    RETURNING r.id, r.attempts, a.language, a.text
"""
_WAITING = f"""
    SELECT EXISTS (
        SELECT FROM annotations_reading r JOIN articles_article a ON a.id = r.article_id
        WHERE r.state = 'pending' AND {_OURS} AND {_FREE})
"""
# A pending reading of another pipeline, or of another version, becomes the present one's ...
_ADOPT = f"""
    UPDATE annotations_reading r SET source_id = %(source)s FROM articles_article a
    WHERE a.id = r.article_id AND r.state = 'pending' AND r.source_id IS DISTINCT FROM %(source)s
      AND {_OURS} AND {_FREE}
      AND NOT EXISTS (
          SELECT FROM annotations_reading o
          WHERE o.article_id = r.article_id AND o.role IN ('machine', 'imported') AND o.source_id = %(source)s)
"""
# ... and is not needed where the article has one of the present pipeline already.
_DROP = f"""
    DELETE FROM annotations_reading r USING articles_article a
    WHERE a.id = r.article_id AND r.state = 'pending' AND r.source_id IS DISTINCT FROM %(source)s
      AND {_OURS} AND {_FREE}
"""


@dataclass(frozen=True, slots=True)
class Claim:
    """One reading that is ours to pre-tag. ``alone`` after an attempt that did not end well."""

    reading_id: int
    attempts: int
    language: str
    text: str

    @property
    def alone(self) -> bool:
        return self.attempts > 1


def notice_lost_workers() -> None:
    """Have the server end our session, and our claims, within a minute should this machine vanish from the network."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('tcp_keepalives_idle', '20', false), set_config('tcp_keepalives_interval', '10', false),"
            " set_config('tcp_keepalives_count', '3', false)"
        )


def anything_waits(share: Share = EVERYTHING) -> bool:
    """Whether there is a pending reading that no worker has in hand."""
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, _values(share))
        return cursor.fetchone()[0]


def adopt_pending(source_id: int, share: Share = EVERYTHING) -> None:
    """Make what waits for a pipeline that is no longer the one for its language wait for this one."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_ADOPT, {"source": source_id, **_values(share)})
        cursor.execute(_DROP, {"source": source_id, **_values(share)})


def _values(share: Share) -> dict:
    return {"class": CLASS, "languages": list(share.languages), "but": share.but}


def claim(source_id: int, share: Share = EVERYTHING) -> list[Claim]:
    """The next readings for a pipeline, oldest first; empty when there is nothing that nobody works on.

    Readings that were tried before come one at a time, so that one bad article costs no other an attempt.
    """
    with connection.cursor() as cursor:
        while True:
            cursor.execute(_CANDIDATES, {"source": source_id, "limit": CHUNK_READINGS, **_values(share)})
            candidates = cursor.fetchall()
            if not candidates:
                return []
            ids, given_up = _next_chunk(candidates)
            cursor.execute(_LOCK, [ids, CLASS])
            locked = [row[0] for row in cursor.fetchall()]
            if given_up:
                _give_up(locked)
                _unlock(locked)
                continue
            cursor.execute(_TAKE, [locked])
            claims = sorted((Claim(*row) for row in cursor.fetchall()), key=lambda claim: claim.reading_id)
            # Finished by another worker between our look and our lock.
            _unlock(set(locked) - {claim.reading_id for claim in claims})
            if claims:
                return claims


def _next_chunk(candidates: list[tuple]) -> tuple[list[int], bool]:
    """The ids to take next, and whether they are beyond their last attempt."""
    first_id, attempts, characters = candidates[0]
    if attempts:
        return [first_id], attempts >= settings.PRETAG_MAX_ATTEMPTS
    ids = [first_id]
    for reading_id, attempts, length in candidates[1:]:
        characters += length
        if attempts or characters > CHUNK_CHARACTERS:
            break
        ids.append(reading_id)
    return ids, False


def _give_up(reading_ids: list[int]) -> None:
    for reading in Reading.objects.pending().filter(pk__in=reading_ids).only("attempts", "error"):
        Reading.objects.pending().filter(pk=reading.pk).update(
            state=Reading.State.FAILED, error=reading.error or GAVE_UP.format(attempts=reading.attempts)
        )


def release(claims: list[Claim]) -> None:
    """Let go of readings whose attempt counts, whatever came of it."""
    _unlock(claim.reading_id for claim in claims)


def give_back(claims: list[Claim]) -> None:
    """Let go of readings that were not begun: the attempt does not count."""
    for claim in claims:
        Reading.objects.pending().filter(pk=claim.reading_id, attempts=claim.attempts).update(
            attempts=claim.attempts - 1
        )
    release(claims)


def record_failure(claim: Claim, message: str) -> None:
    """Keep what went wrong; the reading stays pending until its attempts are used up."""
    last = claim.attempts >= settings.PRETAG_MAX_ATTEMPTS
    Reading.objects.pending().filter(pk=claim.reading_id, attempts=claim.attempts).update(
        error=message, state=Reading.State.FAILED if last else Reading.State.PENDING
    )


def release_all() -> None:
    """Let go of everything this session holds: it may go back to a pool, and on to somebody else."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock_all()")


def _unlock(reading_ids) -> None:
    ids = list(reading_ids)
    if ids:
        with connection.cursor() as cursor:
            cursor.execute(_UNLOCK, [CLASS, ids])

"""The write envelope's own statements. They run with every key an analyst presses, so they are plain SQL."""

import json
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection

from annotations.models import Act, Decision

_KNOWN = "SELECT EXISTS (SELECT FROM annotations_act WHERE id = %s)"
_KNOWN_AND_RENEWED = """
    WITH renewed AS (
        UPDATE annotations_assignment SET lease_until = %s
        WHERE reading_id = %s AND reader_id = %s AND state = 'taken' RETURNING id)
    SELECT EXISTS (SELECT FROM annotations_act WHERE id = %s), EXISTS (SELECT FROM renewed)
"""
_APPEND = """
    WITH counted AS (UPDATE annotations_reading SET seq = %(seq)s WHERE id = %(reading)s),
    written AS (
        INSERT INTO annotations_act (id, actor_id, reading_id, seq, verb, undoes_id, note, carried_from_id, at)
        VALUES (
            %(id)s, %(actor)s, %(reading)s, %(seq)s, %(verb)s, %(undoes)s, %(note)s, %(carried_from)s, %(at)s))
    INSERT INTO annotations_decision (act_id, object_type, object_id, before, after, origin_id)
    SELECT %(id)s, object_type, object_id, before, after, origin_id
    FROM jsonb_to_recordset(%(decisions)s::jsonb)
        AS made(object_type text, object_id bigint, before jsonb, after jsonb, origin_id bigint)
"""


def known(act_id: UUID) -> bool:
    """Whether an act of this id was done before."""
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN, [act_id])
        return cursor.fetchone()[0]


def known_and_renewed(act_id: UUID, *, reading_id: int, reader_id: int, until: datetime | None) -> tuple[bool, bool]:
    """Whether an act was done before, and whether its reader's slot is still theirs; it is then held until then."""
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN_AND_RENEWED, [until, reading_id, reader_id, act_id])
        return cursor.fetchone()


def append(act: Act, decisions: Sequence[Decision]) -> None:
    """Put an act with its decisions on record and number it in its reading, in one statement.

    The decisions keep their order; their ids are not read back.
    """
    made = [
        {name: getattr(decision, name) for name in ("object_type", "object_id", "before", "after", "origin_id")}
        for decision in decisions
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            _APPEND,
            {
                "id": act.pk,
                "actor": act.actor_id,
                "reading": act.reading_id,
                "seq": act.seq,
                "verb": act.verb,
                "undoes": act.undoes_id,
                "note": act.note,
                "carried_from": act.carried_from_id,
                "at": act.at,
                "decisions": json.dumps(made),
            },
        )

"""The write envelope's own statements. They run with every key an analyst presses, so they are plain SQL."""

import json
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection

from annotations.models import Act, Assignment, Decision

_KNOWN = "SELECT EXISTS (SELECT FROM annotations_act WHERE id = %s)"
_RENEW = "UPDATE annotations_assignment SET lease_until = %s WHERE reading_id = %s AND reader_id = %s AND state = %s"
_APPEND = """
    WITH counted AS (UPDATE annotations_reading SET seq = %(seq)s WHERE id = %(reading)s),
    written AS (
        INSERT INTO annotations_act (id, actor_id, reading_id, seq, verb, undoes_id, note, at)
        VALUES (%(id)s, %(actor)s, %(reading)s, %(seq)s, %(verb)s, %(undoes)s, %(note)s, %(at)s))
    INSERT INTO annotations_decision (act_id, object_type, object_id, before, after)
    SELECT %(id)s, object_type, object_id, before, after
    FROM jsonb_to_recordset(%(decisions)s::jsonb)
        AS made(object_type text, object_id bigint, before jsonb, after jsonb)
"""


def known(act_id: UUID) -> bool:
    """Whether an act of this id was done before."""
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN, [act_id])
        return cursor.fetchone()[0]


def renew_lease(*, reading_id: int, reader_id: int, until: datetime | None) -> bool:
    """Hold a reader's slot until then; false when the slot is no longer theirs."""
    with connection.cursor() as cursor:
        cursor.execute(_RENEW, [until, reading_id, reader_id, Assignment.State.TAKEN.value])
        return cursor.rowcount > 0


def append(act: Act, decisions: Sequence[Decision]) -> None:
    """Put an act with its decisions on record and number it in its reading, in one statement.

    The decisions keep their order; their ids are not read back.
    """
    made = [
        {name: getattr(decision, name) for name in ("object_type", "object_id", "before", "after")}
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
                "at": act.at,
                "decisions": json.dumps(made),
            },
        )

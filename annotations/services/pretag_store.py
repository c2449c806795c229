"""Storing what a pipeline found: COPY, one transaction a chunk, only for claims that are still ours."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection, transaction
from django.utils import timezone

from annotations.models import Event, EventArgument, MentionGroup, Quote, Reading, State, Tag
from annotations.pipeline.analysis import Analysis
from annotations.services.pretag_claims import Claim
from annotations.services.pretag_events import (
    ARGUMENT_COLUMNS,
    EVENT_COLUMNS,
    event_rows,
    published_days,
    tells_when,
)


@dataclass(frozen=True, slots=True)
class Finished:
    """A claimed reading and what to store in it; the note is for whoever looks after the pipeline."""

    claim: Claim
    analysis: Analysis
    note: str = ""


def store(finished: Sequence[Finished], *, source_id: int) -> int:
    """Fill and close the readings, all or none; returns how many. A claim that was lost in between is left alone."""
    with transaction.atomic():
        ours = _still_ours([item.claim for item in finished], source_id)
        kept = [item for item in finished if item.claim.reading_id in ours]
        _copy_everything(kept)
        _close(kept)
    return len(kept)


def _still_ours(claims: list[Claim], source_id: int) -> set[int]:
    attempts = {claim.reading_id: claim.attempts for claim in claims}
    rows = (
        Reading.objects.pending()
        .filter(pk__in=attempts, source_id=source_id)
        .order_by("pk")
        .select_for_update()
        .values_list("pk", "attempts")
    )
    return {pk for pk, count in rows if attempts[pk] == count}


def _close(finished: list[Finished]) -> None:
    now = timezone.now()
    clean = [item.claim.reading_id for item in finished if not item.note]
    if clean:
        Reading.objects.filter(pk__in=clean).update(state=Reading.State.CLOSED, closed_at=now, error="")
    for item in finished:
        if item.note:
            Reading.objects.filter(pk=item.claim.reading_id).update(
                state=Reading.State.CLOSED, closed_at=now, error=item.note
            )


def _copy_everything(finished: list[Finished]) -> None:
    group_ids = iter(_new_ids(MentionGroup, sum(len(item.analysis.groups) for item in finished)))
    tag_ids = iter(_new_ids(Tag, sum(len(item.analysis.tags) for item in finished)))
    groups: list[tuple] = []
    events: list[tuple] = []
    arguments: list[tuple] = []
    tags: list[tuple] = []
    quotes: list[tuple] = []
    published = published_days([item.claim.reading_id for item in finished if tells_when(item.analysis)])
    for item in finished:
        analysis, reading_id, text = item.analysis, item.claim.reading_id, item.claim.text
        group_of = [next(group_ids) for _ in analysis.groups]
        tag_of = [next(tag_ids) for _ in analysis.tags]
        for group_id, group in zip(group_of, analysis.groups, strict=True):
            groups.append((group_id, reading_id, group.kind, group.name, group.demonym, False, 1))
        new_events, new_arguments = event_rows(analysis, text, published.get(reading_id), group_of)
        events += new_events
        arguments += new_arguments
        for tag_id, tag in zip(tag_of, analysis.tags, strict=True):
            group_id = None if tag.group is None else group_of[tag.group]
            proposal = (tag.kind, tag.start, tag.end)
            what = (tag.form, tag.label, text[tag.start : tag.end], tag.score, State.SUGGESTED.value, 1, group_id)
            tags.append((tag_id, reading_id, *proposal, *what, *proposal))
        for quote in analysis.quotes:
            pieces = "{" + ",".join(f"[{start},{end})" for start, end in quote.pieces) + "}"
            cue = quote.cue or (None, None)
            speaker_id = None if quote.speaker is None else tag_of[quote.speaker]
            state = State.SUGGESTED.value
            quotes.append((reading_id, pieces, *cue, quote.mode, speaker_id, quote.score, state, False, 1, pieces))
    _copy(MentionGroup, "id reading_id kind name demonym protected version", groups)
    _copy(Event, EVENT_COLUMNS, events)
    _copy(EventArgument, ARGUMENT_COLUMNS, arguments)
    _copy(
        Tag,
        "id reading_id kind start end form label surface score state version group_id p_kind p_start p_end",
        tags,
    )
    _copy(
        Quote,
        "reading_id pieces cue_start cue_end mode speaker_id score state nothing_checkable version p_pieces",
        quotes,
    )


def _new_ids(model, count: int) -> list[int]:
    """Ids from the table's own sequence, taken beforehand so that rows can point at each other."""
    if not count:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return [row[0] for row in cursor.fetchall()]


def _copy(model, columns: str, rows: Iterable[tuple]) -> None:
    if not rows:
        return
    quoted = ", ".join(f'"{column}"' for column in columns.split())
    with (
        connection.cursor() as cursor,
        # Django turns the driver's errors into its own for what it knows, and it does not know COPY.
        connection.wrap_database_errors,
        cursor.copy(f'COPY "{model._meta.db_table}" ({quoted}) FROM STDIN') as copy,
    ):
        for row in rows:
            copy.write_row(row)

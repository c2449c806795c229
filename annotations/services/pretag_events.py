"""The slots of proposed events as rows: what a pipeline says of an event is a suggestion in every slot."""

from collections.abc import Collection, Sequence
from datetime import date

from annotations.models import Event, Reading, State
from annotations.pipeline.analysis import Analysis
from annotations.pipeline.dates import dated

EVENT_COLUMNS = (
    "group_id type subtype status date precision date_start date_end place_id "
    "dead dead_start dead_end injured injured_start injured_end decided version"
)
ARGUMENT_COLUMNS = "event_id group_id role state p_role version"


def published_days(readings: Collection[int]) -> dict[int, date]:
    """The day on which each reading's article was published, where that is known."""
    rows = Reading.objects.filter(pk__in=readings, article__published_at__isnull=False)
    return {pk: at.date() for pk, at in rows.values_list("pk", "article__published_at")}


def tells_when(analysis: Analysis) -> bool:
    return any(event.when is not None for event in analysis.events)


def event_rows(
    analysis: Analysis, text: str, published: date | None, group_of: Sequence[int]
) -> tuple[list[tuple], list[tuple]]:
    """Rows of EVENT_COLUMNS and of ARGUMENT_COLUMNS for one text; ``group_of`` are the ids of its groups."""
    events: list[tuple] = []
    arguments: list[tuple] = []
    for event in dated(analysis, text, published).events:
        group = group_of[event.group]
        start, end = event.when or (None, None)
        events.append(
            (
                group,
                event.type,
                "",
                event.status if event.status in Event.Status.values else Event.Status.HAPPENED.value,
                event.date or None,
                event.precision,
                start,
                end,
                _group(analysis, event.place, group_of),
                event.dead,
                *(event.dead_at or (None, None)),
                event.injured,
                *(event.injured_at or (None, None)),
                "{}",
                1,
            )
        )
        taking_part = {(_group(analysis, tag, group_of), role): None for tag, role in event.participants}
        arguments += [
            (group, part, role, State.SUGGESTED.value, role, 1)
            for part, role in taking_part
            if part is not None and part != group
        ]
    return events, arguments


def _group(analysis: Analysis, tag: int | None, group_of: Sequence[int]) -> int | None:
    """The id of the group that a tag of the analysis is in."""
    group = None if tag is None else analysis.tags[tag].group
    return None if group is None else group_of[group]

"""What the history calls acts on events, and which events they were about."""

from collections.abc import Mapping

from annotations.models import EventArgument, MentionGroup

# What an act on an event is called in a sentence, before the event's name.
EVENT_ACTS = {
    "set event type": "Set the type of",
    "set event status": "Set the status of",
    "set event date": "Set the date of",
    "set event place": "Set the place of",
    "set event dead": "Set the number of the dead of",
    "set event injured": "Set the number of the injured of",
    "confirm event": "Confirmed the details of",
    "add participant": "Said who took part:",
    "set role": "Set the part taken by",
    "confirm participant": "Confirmed as having taken part:",
    "remove participant": "Took off the event:",
    "join events": "Made one event of",
    "move mention": "Moved to another event:",
}


def changed_events(ids: Mapping[str, set[int]]) -> set[int]:
    """The groups whose events, or whose participants, are among these objects."""
    events = set(ids.get("event", ()))
    participants = ids.get("participant", ())
    if participants:
        events |= set(EventArgument.objects.filter(pk__in=participants).values_list("event_id", flat=True))
    return events


def event_names(ids: Mapping[str, set[int]]) -> dict[tuple[str, int], str]:
    """What the history calls these events and participants."""
    names: dict[tuple[str, int], str] = {}
    if ids.get("event"):
        rows = MentionGroup.objects.filter(pk__in=ids["event"]).values_list("pk", "name")
        names |= {("event", pk): name for pk, name in rows}
    if ids.get("participant"):
        rows = EventArgument.objects.filter(pk__in=ids["participant"]).values_list("pk", "group__name")
        names |= {("participant", pk): name for pk, name in rows}
    return names

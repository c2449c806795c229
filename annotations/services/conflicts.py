"""Who changed something last, and to what, in words for the person whose write came too late."""

from annotations.errors import Conflict
from annotations.models import Decision, Event, EventArgument, Kind, Quote, Stance, State

LABELS = {"kind": Kind, "mode": Quote.Mode, "stance": Stance}
FLAGS = {
    "nothing_checkable": ("nothing checkable in it", "not marked as nothing checkable"),
    "hedged": ("hedged", "not hedged"),
    "speaker_id": ("another speaker", "speaker unknown"),
    "pieces": ("other words", "other words"),
    "cue_start": ("another cue", "no cue"),
    "group_id": ("another row of the cast", "no row of the cast"),
    "entity_id": ("linked", "no longer linked"),
    "protected": ("protected", "not protected"),
}


def last_change(object_type: str, object_id: int) -> Conflict:
    """The last decision on an object. Without one there is nobody to name: the page was only out of date."""
    last = (
        Decision.objects.filter(object_type=object_type, object_id=object_id)
        .select_related("act__actor")
        .order_by("-id")
        .first()
    )
    if last is None:
        return Conflict(object_type=object_type, object_id=object_id, who=None, when=None, what="")
    return Conflict(
        object_type=object_type,
        object_id=object_id,
        who=str(last.act.actor),
        when=last.act.at,
        what=in_words(last.after),
    )


def _choice(choices, none: str):
    return lambda value: str(choices(value).label).lower() if value else none


def _number(what: str):
    return lambda value: f"number of the {what} unknown" if value is None else f"{value:,} {what}"


# What became of the slots of an event. The outlet's words for a date or a number say less than the slot itself.
EVENT_FIELDS = {
    "type": _choice(Event.Type, "type unknown"),
    "status": _choice(Event.Status, "status unknown"),
    "date": lambda value: f"date {value}" if value else "date unknown",
    "place_id": lambda value: "another place" if value else "place unknown",
    "dead": _number("dead"),
    "injured": _number("injured"),
    "role": lambda value: str(dict(EventArgument.Role.choices).get(value, value)).lower(),
}

ORDER = ("state", "kind", "surface", "name", "mode", "stance", *EVENT_FIELDS, *FLAGS)


def _rank(name: str) -> int:
    """What matters most comes first; jsonb keeps no order of its own."""
    return ORDER.index(name) if name in ORDER else len(ORDER)


def in_words(after: dict) -> str:
    """What a decision made of an object, shortly: "confirmed, place"."""
    said = []
    for name in sorted(after, key=_rank):
        value = after[name]
        if name == "state":
            said.append("attached" if value == "attached" else str(State(value).label).lower())
        elif name in EVENT_FIELDS:
            said.append(EVENT_FIELDS[name](value))
        elif name in LABELS:
            said.append(str(LABELS[name](value).label).lower())
        elif name == "surface":
            said.append(f"on the words “{value}”")
        elif name == "name":
            said.append(f"called “{value}”")
        elif name in FLAGS:
            said.append(FLAGS[name][0 if value else 1])
    return ", ".join(said)

"""Who changed something last, and to what, in words for the person whose write came too late."""

from annotations.errors import Conflict
from annotations.models import Decision, Kind, Quote, Stance, State

LABELS = {"kind": Kind, "mode": Quote.Mode, "stance": Stance}
FLAGS = {
    "nothing_checkable": ("nothing checkable in it", "not marked as nothing checkable"),
    "hedged": ("hedged", "not hedged"),
    "speaker_id": ("another speaker", "speaker unknown"),
    "pieces": ("other words", "other words"),
    "cue_start": ("another cue", "no cue"),
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


ORDER = ("state", "kind", "surface", "name", "mode", "stance", *FLAGS)


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
        elif name in LABELS:
            said.append(str(LABELS[name](value).label).lower())
        elif name == "surface":
            said.append(f"on the words “{value}”")
        elif name == "name":
            said.append(f"called “{value}”")
        elif name in FLAGS:
            said.append(FLAGS[name][0 if value else 1])
    return ", ".join(said)

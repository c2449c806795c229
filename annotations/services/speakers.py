"""A confirmed quote has no undecided speaker: the record holds only what was decided, and would lose who spoke."""

from collections.abc import Sequence

from django.db.models import Q

from annotations.errors import BadWrite
from annotations.models import Decision, Quote, Reading, State


def require_speakers(reading: Reading, decisions: Sequence[Decision], *, undoing: bool) -> None:
    """Refuse an act that leaves a confirmed quote with a speaker that is only suggested.

    A tag becomes a suggestion again by taking its decision back, or by an undo, which may confirm a quote again, too.
    """
    tags = [
        one.object_id for one in decisions if one.object_type == "tag" and one.after.get("state") == State.SUGGESTED
    ]
    quotes = [one.object_id for one in decisions if one.object_type == "quote"] if undoing else []
    if not tags and not quotes:
        return
    confirmed = Quote.objects.filter(reading=reading, state=State.CONFIRMED, speaker__state=State.SUGGESTED)
    if confirmed.filter(Q(pk__in=quotes) | Q(speaker__in=tags)).exists():
        raise BadWrite(
            "A confirmed quote has this as its speaker, so it stays decided. Give the quote another speaker first, or "
            "take back its confirmation."
        )

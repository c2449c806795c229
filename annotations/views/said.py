"""One short sentence on what an act did, for the live region and for pages without scripts."""

from annotations.models import Kind
from annotations.services.envelope import Outcome
from annotations.services.workspace import Changes
from annotations.views.event_verbs import EVENT_DONE

WHOLE = {
    "quote_confirm": "Quote confirmed",
    "quote_reject": "Quote rejected",
    "quote_undecide": "Quote undecided again",
    "speaker": "Speaker set",
    "speaker_words": "Speaker set",
    "mode": "Kind of quote set",
    "quote": "Quote made",
    "quote_add": "Added to the quote",
    "quote_cut": "Taken out of the quote",
    "quote_only": "Quote is these words now",
    "quote_edge": "Edge of the quote moved",
    "quote_split": "Made two quotes of it",
    "quote_join": "Made one quote of two",
    "cue": "Cue set",
    "own_voice": "Passage in the outlet’s own voice made",
    "nothing": "Quote updated",
    "claim_new": "Claim attached",
    "claim": "Claim attached",
    "use": "Stance changed",
    "claim_remove": "Claim removed",
    "protect": "Protected. Exports hide the name; only an editor can clear this.",
    "clear_protection": "No longer protected",
    **EVENT_DONE,
    "redo": "Done again",
}


def said(verb: str, outcome: Outcome, changes: Changes) -> str:
    if verb in WHOLE:
        return WHOLE[verb]
    if verb == "undo":
        return f"Undone: {outcome.act.undoes.verb}" if outcome.act.undoes else "Undone"
    if verb == "entity":
        linked = [row.group.entity for row in changes.rows if row.group.entity]
        return f"Linked to {linked[0]}" if linked else "No longer linked"
    count = len(outcome.ids("tag"))
    if verb in ("confirm_group", "reject_group"):
        mentions = "1 mention" if count == 1 else f"{count} mentions"
        return f"{'Confirmed' if verb == 'confirm_group' else 'Rejected'} {mentions}"
    if verb == "every":
        rejected = all(tag.state == "rejected" for tag in changes.tags)
        return f"{'Rejected' if rejected else 'Tagged'} {count} more"
    if not changes.tags:
        return "Tag removed"
    tag = changes.tags[0]
    words = f"“{tag.surface}”"
    if verb == "regroup":
        names = {row.group.pk: row.group.name for row in (*changes.rows, *changes.new_rows)}
        return f"{words} is {names.get(tag.group, 'somebody else')}"
    if verb in ("kind", "add"):
        return f"{words} is a {Kind(tag.kind).label.lower()}"
    return {
        "confirm": f"Confirmed {words}",
        "reject": f"Rejected {words}",
        "undecide": f"Undecided again: {words}",
    }.get(verb, f"Now {words}")

"""Undo and redo of any act on a reading, bulk or single, now or days later.

An undo is an act of its own that puts back what each decision changed. It requires that every object is still as the
act left it. Redo undoes the undo. Acts on the reading itself (submit, return, approve) are not undone here.
"""

from collections.abc import Iterable

from django.db import IntegrityError

from annotations.errors import BadWrite, Stale
from annotations.models import Act, ClaimUse, State
from annotations.services.envelope import OBJECTS, Envelope, Outcome, Write, conflict, perform, snapshot

UNDONE_STATE = {"tag": State.REMOVED, "quote": State.REMOVED, "use": ClaimUse.State.REMOVED}
NOT_UNDOABLE = frozenset({"submit", "return", "approve", "reopen", "skip", "release", "start correction"})


def undo(*, actor, reading_id: int, envelope: Envelope) -> Outcome:
    """Take back one's last act on this reading that still stands."""
    return _step(actor=actor, reading_id=reading_id, envelope=envelope, verb="undo")


def redo(*, actor, reading_id: int, envelope: Envelope) -> Outcome:
    """Do again what was last undone."""
    return _step(actor=actor, reading_id=reading_id, envelope=envelope, verb="redo")


def stacks(acts: Iterable[Act]) -> tuple[list, list]:
    """Replay a person's acts in order into (what can be undone, what can be redone), last one on top."""
    done: list = []
    undone: list = []
    for act in acts:
        if act.verb in NOT_UNDOABLE:
            continue
        if act.undoes_id is None:
            done.append(act.pk)
            undone.clear()
        elif act.verb == "undo":
            done.remove(act.undoes_id)
            undone.append(act.pk)
        else:
            undone.remove(act.undoes_id)
            done.append(act.pk)
    return done, undone


def _step(*, actor, reading_id: int, envelope: Envelope, verb: str) -> Outcome:
    def act(write: Write) -> None:
        mine = Act.objects.filter(reading_id=write.reading.pk, actor=actor).only("id", "verb", "undoes_id")
        done, undone = stacks(mine.order_by("seq"))
        stack = done if verb == "undo" else undone
        if not stack:
            raise BadWrite(f"There is nothing to {verb}.")
        write.undoes = Act.objects.get(pk=stack[-1])
        _reverse(write, write.undoes)

    try:
        return perform(act, actor=actor, reading_id=reading_id, verb=verb, envelope=envelope)
    except IntegrityError as error:
        if "tag_once" in str(error) or "quote_once" in str(error):
            raise BadWrite(f"Cannot {verb}: the same words have been tagged again since.") from error
        raise


def _reverse(write: Write, act: Act) -> None:
    """Put back every object the act changed, last change first, or refuse as a whole."""
    decisions = list(act.decisions.order_by("-id"))
    current: dict[tuple[str, int], object] = {}
    for decision in decisions:
        key = (decision.object_type, decision.object_id)
        if key not in current:
            current[key] = OBJECTS[decision.object_type].objects.filter(pk=decision.object_id).first()
        obj = current[key]
        if obj is None or snapshot(obj, decision.after) != decision.after:
            conflicts = [] if obj is None else [conflict(obj)]
            raise Stale("It was changed again since, so it cannot be taken back as a whole.", conflicts)
        if decision.before is not None:
            write.change(obj, **_values(obj, decision.before))
        elif decision.object_type in UNDONE_STATE:
            write.change(obj, state=UNDONE_STATE[decision.object_type])
        # A cast row that an act made stays, empty and unseen; redoing the act finds it again.


def _values(obj, recorded: dict) -> dict:
    """Recorded JSON back as field values; only spans differ between the two."""
    return {
        name: obj._meta.get_field(name).to_python(value) if name == "pieces" else value
        for name, value in recorded.items()
    }

"""Undo and redo of any act on a reading, bulk or single, now or days later.

An undo is an act of its own that puts back what each decision changed. It requires that every object is still as the
act left it; of an event, that the slots in question are. Redo undoes the undo. Acts on the reading itself (submit,
return, approve) are not undone here.
"""

from collections.abc import Iterable, Iterator

from django.db import IntegrityError
from django.db.models import Model

from annotations.errors import BadWrite, Stale
from annotations.models import Act, ClaimUse, Decision, Event, State
from annotations.services import event_undo
from annotations.services.envelope import OBJECTS, Envelope, Outcome, Write, conflict, perform
from annotations.services.recorded import snapshot

MAX_CONFLICTS = 10
UNDONE_STATE = {
    "tag": State.REMOVED,
    "quote": State.REMOVED,
    "use": ClaimUse.State.REMOVED,
    "participant": State.REMOVED,
}
# Protecting somebody is taken back by an editor, on purpose, not by one key too many.
NOT_UNDOABLE = frozenset(
    {"submit", "return", "approve", "reopen", "skip", "release", "start correction", "protect", "clear protection"}
)


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
    objects = _objects(decisions)
    since = event_undo.decided_since(decisions)
    for run in _runs(decisions):
        found = [objects.get((decision.object_type, decision.object_id)) for decision in run]
        _refuse_changed(run, found, since)
        write.change_each([(obj, _put_back(write, obj, decision)) for obj, decision in zip(found, run, strict=True)])


def _runs(decisions: Iterable[Decision]) -> Iterator[list[Decision]]:
    """Decisions one after the other on objects of one type, no object twice: they go back with one statement."""
    run: list[Decision] = []
    seen: set[int] = set()
    for decision in decisions:
        if run and (decision.object_type != run[0].object_type or decision.object_id in seen):
            yield run
            run, seen = [], set()
        run.append(decision)
        seen.add(decision.object_id)
    if run:
        yield run


def _put_back(write: Write, obj: Model, decision: Decision) -> dict:
    """The values that an object had before a decision."""
    before = decision.before
    if isinstance(obj, Event):
        return _values(obj, event_undo.before_the_act(obj, decision))
    if before is None:
        # A cast row that an act made stays, empty and unseen; redoing the act finds it again.
        state = UNDONE_STATE.get(decision.object_type)
        return {"state": state} if state else {}
    if before.get("protected") is False:
        # Somebody whom an act protected along with other things stays so, for the same reason as above.
        write.note_decision(decision.object_type, obj.pk, before={"protected": True}, after={"protected": True})
        before = {name: value for name, value in before.items() if name != "protected"}
    return _values(obj, before)


def _objects(decisions: list[Decision]) -> dict[tuple[str, int], Model]:
    ids: dict[str, set[int]] = {}
    for decision in decisions:
        ids.setdefault(decision.object_type, set()).add(decision.object_id)
    return {
        (object_type, obj.pk): obj
        for object_type, pks in ids.items()
        for obj in OBJECTS[object_type].objects.filter(pk__in=pks)
    }


def _refuse_changed(decisions: list[Decision], objects: list[Model | None], since: event_undo.Since) -> None:
    changed = [
        obj
        for decision, obj in zip(decisions, objects, strict=True)
        if obj is None or not _as_left(obj, decision, since)
    ]
    if changed:
        conflicts = [conflict(obj) for obj in changed[:MAX_CONFLICTS] if obj is not None]
        raise Stale("It was changed again since, so it cannot be taken back as a whole.", conflicts)


def _as_left(obj: Model, decision: Decision, since: event_undo.Since) -> bool:
    if isinstance(obj, Event):
        return event_undo.as_the_act_left_it(obj, decision, since)
    return snapshot(obj, decision.after) == decision.after


def _values(obj, recorded: dict) -> dict:
    """Recorded JSON back as field values; only spans and dates differ between the two."""
    return {
        name: obj._meta.get_field(name).to_python(value) if name in ("pieces", "date") else value
        for name, value in recorded.items()
    }

"""What an undo needs to know of an event: its slots are changed one by one, so each is taken back by itself.

``decided`` is one list for all slots. An act puts slots into it or takes them out, and an undo reverses just that,
whatever became of the other slots meanwhile.
"""

from annotations.models import Decision, Event
from annotations.services.recorded import as_json


def as_the_act_left_it(event: Event, decision: Decision) -> bool:
    """Whether the slots that a decision was about still stand as it left them."""
    fields = {name: value for name, value in decision.after.items() if name != "decided"}
    if any(as_json(getattr(event, name)) != value for name, value in fields.items()):
        return False
    put_in, taken_out = moved(decision.before, decision.after)
    if not put_in <= set(event.decided) or taken_out & set(event.decided):
        return False
    # Of a slot that was only confirmed the decision does not say what stood in it; what came after it does.
    others = {name for slot in put_in | taken_out for name in Event.SLOTS[slot]} - fields.keys()
    return not others or _same_since(event, decision, others)


def before_the_act(event: Event, decision: Decision) -> dict:
    """The recorded values to put back, with just those slots decided or undecided again that the decision was about."""
    recorded = decision.before
    if "decided" not in recorded:
        return recorded
    put_in, taken_out = moved(decision.before, decision.after)
    return recorded | {"decided": sorted(set(event.decided) - put_in | taken_out)}


def moved(before: dict, after: dict) -> tuple[set[str], set[str]]:
    """Which slots a decision put among the decided ones, and which it took out."""
    old, new = set(before.get("decided", ())), set(after.get("decided", ()))
    return new - old, old - new


def _same_since(event: Event, decision: Decision, names: set[str]) -> bool:
    later = Decision.objects.filter(object_type="event", object_id=event.pk, pk__gt=decision.pk).order_by("-pk")
    then: dict = {}
    for before in later.values_list("before", flat=True):
        then |= {name: value for name, value in (before or {}).items() if name in names}
    return all(as_json(getattr(event, name)) == value for name, value in then.items())

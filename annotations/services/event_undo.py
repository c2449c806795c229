"""What an undo needs to know of an event: its slots are changed one by one, so each is taken back by itself.

``decided`` is one list for all slots. An act puts slots into it or takes them out, and an undo reverses just that,
whatever became of the other slots meanwhile.
"""

from collections.abc import Iterable

from annotations.models import Decision, Event
from annotations.services.recorded import as_json

# By event: its decisions, the latest first, each with what stood before it.
Since = dict[int, list[tuple[int, dict]]]


def decided_since(decisions: Iterable[Decision]) -> Since:
    """What was decided on the events among these decisions since the first of them."""
    events = {decision.object_id: decision.pk for decision in decisions if decision.object_type == "event"}
    since: Since = {}
    if events:
        later = Decision.objects.filter(object_type="event", object_id__in=events, pk__gt=min(events.values()))
        for event, pk, before in later.order_by("-pk").values_list("object_id", "pk", "before"):
            since.setdefault(event, []).append((pk, before or {}))
    return since


def as_the_act_left_it(event: Event, decision: Decision, since: Since) -> bool:
    """Whether the slots that a decision was about still stand as it left them."""
    fields = {name: value for name, value in decision.after.items() if name != "decided"}
    if any(as_json(getattr(event, name)) != value for name, value in fields.items()):
        return False
    put_in, taken_out = moved(decision.before, decision.after)
    if not put_in <= set(event.decided) or taken_out & set(event.decided):
        return False
    # Of a slot that was only confirmed the decision does not say what stood in it; what came after it does.
    others = {name for slot in put_in | taken_out for name in Event.SLOTS[slot]} - fields.keys()
    return _same_since(event, others, [before for pk, before in since.get(event.pk, ()) if pk > decision.pk])


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


def _same_since(event: Event, names: set[str], later: Iterable[dict]) -> bool:
    then: dict = {}
    for before in later:
        then |= {name: value for name, value in before.items() if name in names}
    return all(as_json(getattr(event, name)) == value for name, value in then.items())

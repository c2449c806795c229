"""Events to act on, and every verb of events as the browser sends it."""

from annotations.models import Event, EventArgument, Reading, State
from tests.annotations.acting import send
from tests.factories_readings import make_tag, place_of, tag


def make_event(reading: Reading, words: str = "attack", **fields) -> Event:
    """What a pipeline proposes of an event: its type, its place, and who did it."""
    place, actor = tag(reading, "Port Aldane").group, tag(reading, "Valley Banner Movement").group
    proposed = {"type": "violence_against_civilians", "place": place} | fields
    event, _ = Event.objects.update_or_create(group=tag(reading, words).group, defaults=proposed)
    EventArgument.objects.get_or_create(
        event=event, group=actor, role="actor", defaults={"state": State.SUGGESTED, "p_role": "actor"}
    )
    return event


def part_of(event: Event, role: str = "actor") -> EventArgument:
    return event.arguments.get(role=role)


def second_event(reading: Reading) -> Event:
    """Another event of the same reading, on other words."""
    group = make_tag(reading, "arrested", "event").group
    return Event.objects.create(group=group, type="legal", date="2016-05-24", precision="day")


def passage(reading, words, nth=0) -> dict:
    start, end = place_of(reading.article.text, words, nth)
    return {"start": start, "end": end, "words": words}


def each_event_verb(reading: Reading) -> dict:
    """verb, the objects whose versions go along, its fields, and ids that must be drawn again."""
    event = make_event(reading)
    part, other = part_of(event), Event.objects.filter(group__name="arrested", group__reading=reading).first()
    other = other or second_event(reading)
    orlec, attack = tag(reading, "Bashar Orlec").group, tag(reading, "attack", 1)
    row, this = {f"e-{event.pk}"}, {"event": event.pk}
    both = row | {f"e-{other.pk}", f"g-{other.pk}"}
    return {
        "event_type": ([event], this | {"type": "battles", "subtype": "armed_clash"}, row),
        "event_status": ([event], this | {"status": "alleged"}, row),
        "event_date": ([event], this | {"date": "May 2016"}, row),
        "event_date_words": ([event], this | passage(reading, "The ministry said"), row),
        "event_place": ([event], this | {"place": ""}, row),
        "event_place_words": ([event], this | passage(reading, "quay"), row),
        "event_toll": ([event], this | {"slot": "dead", "number": "31", "source": orlec.pk}, row),
        "event_toll_words": ([event], this | {"slot": "dead"} | passage(reading, "31 people"), row),
        "event_slot": ([event], this | {"slot": "type"}, row),
        "event_confirm": ([event], this, row),
        "event_join": ([event, other], {"event": other.pk, "into": event.pk}, both),
        "event_mention": ([attack], {"tag": attack.pk, "into": other.pk}, both),
        "participant": ([event], this | {"who": orlec.pk, "role": "victim"}, row),
        "participant_words": ([event], this | {"kind": "person", "role": "accused"} | passage(reading, "two men"), row),
        "participant_role": ([part], {"participant": part.pk, "role": "accused"}, row),
        "participant_confirm": ([part], {"participant": part.pk}, row),
        "participant_remove": ([part], {"participant": part.pk}, row),
    }


def act(client, reading, verb, *objects, code=200, **fields):
    response = send(client, reading, verb, *objects, **fields)
    assert response.status_code == code, response.content.decode()
    return response


def slots(event: Event) -> dict:
    event.refresh_from_db()
    return {name: getattr(event, name) for name in Event.RECORDED}

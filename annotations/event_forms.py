"""What the browser sends of events: one small form for each verb (docs/workspace.md)."""

from django import forms

from annotations.forms import MAX_ID, Act, Passage
from annotations.models import Event, EventArgument, Kind
from annotations.services.events import MAX_NUMBER

TOLLS = [(Event.Slot.DEAD, "dead"), (Event.Slot.INJURED, "injured")]


def _id(**options) -> forms.IntegerField:
    return forms.IntegerField(min_value=1, max_value=MAX_ID, **options)


class OfEvent(forms.Form):
    """The mention group that is the event."""

    event = _id()
    AS = Act.AS | {
        "event": "group_id",
        "place": "place_id",
        "source": "source_id",
        "who": "who_id",
        "into": "into_id",
        "participant": "participant_id",
    }


class OneEvent(OfEvent, Act):
    AS = OfEvent.AS


class EventWords(OfEvent, Passage):
    AS = OfEvent.AS


class EventType(OneEvent):
    type = forms.ChoiceField(choices=Event.Type, required=False)
    subtype = forms.CharField(required=False, max_length=40)


class EventStatus(OneEvent):
    status = forms.ChoiceField(choices=Event.Status)


class EventDate(OneEvent):
    date = forms.CharField(required=False, max_length=100)
    precision = forms.ChoiceField(choices=Event.Precision, required=False)


class EventPlace(OneEvent):
    place = _id(required=False)


class EventToll(OneEvent):
    slot = forms.ChoiceField(choices=TOLLS)
    number = forms.IntegerField(min_value=0, max_value=MAX_NUMBER, required=False)
    source = _id(required=False)


class EventTollWords(EventWords):
    slot = forms.ChoiceField(choices=TOLLS)


class EventSlot(OneEvent):
    slot = forms.ChoiceField(choices=Event.Slot)


class Role(forms.Form):
    role = forms.ChoiceField(choices=EventArgument.Role)


class TakesPart(OneEvent, Role):
    who = _id()


class TakesPartWords(EventWords, Role):
    kind = forms.ChoiceField(choices=Kind)


class OneParticipant(Act):
    participant = _id()
    AS = OfEvent.AS


class ParticipantRole(OneParticipant, Role):
    pass


class Join(OneEvent):
    into = _id()


class MoveMention(Act):
    tag = _id()
    into = _id(required=False)
    AS = OfEvent.AS

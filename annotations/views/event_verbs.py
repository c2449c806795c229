"""The verbs of events: the form that reads each, the service that does it, and what it says when it is done."""

from annotations import event_forms as forms
from annotations.services import event_parts, events

EVENT_VERBS = {
    "event_type": (forms.EventType, events.set_type),
    "event_status": (forms.EventStatus, events.set_status),
    "event_date": (forms.EventDate, events.set_date),
    "event_date_words": (forms.EventWords, events.set_date_words),
    "event_place": (forms.EventPlace, events.set_place),
    "event_place_words": (forms.EventWords, events.set_place_words),
    "event_toll": (forms.EventToll, events.set_toll),
    "event_toll_words": (forms.EventTollWords, events.set_toll_words),
    "event_slot": (forms.EventSlot, events.confirm_slot),
    "event_confirm": (forms.OneEvent, events.confirm_all),
    "event_join": (forms.Join, event_parts.join),
    "event_mention": (forms.MoveMention, event_parts.move_mention),
    "participant": (forms.TakesPart, event_parts.add_participant),
    "participant_words": (forms.TakesPartWords, event_parts.add_participant_words),
    "participant_role": (forms.ParticipantRole, event_parts.set_role),
    "participant_confirm": (forms.OneParticipant, event_parts.confirm_participant),
    "participant_remove": (forms.OneParticipant, event_parts.remove_participant),
}

EVENT_DONE = {
    "event_type": "Type saved",
    "event_status": "Status saved",
    "event_date": "Date saved",
    "event_date_words": "Date saved",
    "event_place": "Place saved",
    "event_place_words": "Place saved",
    "event_toll": "Number saved",
    "event_toll_words": "Number saved",
    "event_slot": "Confirmed",
    "event_confirm": "Details of the event confirmed",
    "event_join": "Made one event of two",
    "event_mention": "Mention moved",
    "participant": "Participant added",
    "participant_words": "Participant added",
    "participant_role": "Role saved",
    "participant_confirm": "Participant confirmed",
    "participant_remove": "Participant removed",
}

"""Fill, correct and confirm the slots of an event. Every function is one slot of one event, and one act.

A slot that somebody filled or emptied is decided. The event is named by its mention group, which is the event.
"""

from collections.abc import Callable

from annotations.errors import BadWrite, Stale
from annotations.models import Event, Kind, MentionGroup, State, Tag
from annotations.models.event import SUBTYPES, empty
from annotations.normalise import LARGEST, read_date, read_number, start_of
from annotations.services.envelope import Envelope, Outcome, Write, perform
from annotations.services.tagging import add_tag, checked_span
from articles.models import Article
from articles.text import Span

Slot = Event.Slot


def set_type(*, actor, reading_id: int, envelope: Envelope, group_id: int, type: str, subtype: str = "") -> Outcome:
    """Say what kind of event it is; a sub-type belongs to its type. Both empty: the type is not known."""
    if subtype and subtype not in dict(SUBTYPES.get(type, ())):
        raise BadWrite("That sub-type belongs to another type. Choose the type first.")
    return _set(actor, reading_id, envelope, group_id, Slot.TYPE, lambda write, event: {
        "type": type, "subtype": subtype,
    })  # fmt: skip


def set_status(*, actor, reading_id: int, envelope: Envelope, group_id: int, status: str) -> Outcome:
    """Say whether it happened, is alleged, or is planned."""
    return _set(actor, reading_id, envelope, group_id, Slot.STATUS, lambda write, event: {"status": status})


def set_date(
    *, actor, reading_id: int, envelope: Envelope, group_id: int, date: str = "", precision: str = ""
) -> Outcome:
    """Say when: a date as people write it, with the precision it was written with unless another is given.

    An empty date empties the slot, its words in the text too.
    """

    def values(write: Write, event: Event) -> dict:
        if not date.strip():
            return empty(Slot.DATE)
        found = read_date(date, _published(write))
        if found is None:
            raise BadWrite("That date cannot be read. Write 24 May 2016, 2016-05-24, May 2016, 2016 or week of 23 May.")
        day, written = found
        if precision and _FINER.index(precision) < _FINER.index(written):
            raise BadWrite(f"“{date.strip()}” names only a {written}. Write the {precision} too.")
        return {"date": start_of(day, precision or written), "precision": precision or written}

    return _set(actor, reading_id, envelope, group_id, Slot.DATE, values)


def set_date_words(
    *, actor, reading_id: int, envelope: Envelope, group_id: int, start: int, end: int, words: str
) -> Outcome:
    """Say which words of the text tell when; the date is read from them where they tell it."""

    def values(write: Write, event: Event) -> dict:
        span = checked_span(write, start, end, words)
        found = read_date(words, _published(write))
        read = {} if found is None else {"date": found[0], "precision": found[1]}
        return {"date_start": span.start, "date_end": span.end} | read

    return _set(actor, reading_id, envelope, group_id, Slot.DATE, values)


def set_place(*, actor, reading_id: int, envelope: Envelope, group_id: int, place_id: int | None = None) -> Outcome:
    """Say where: a place of the cast, or nowhere known."""

    def values(write: Write, event: Event) -> dict:
        if place_id is not None:
            in_cast(write, place_id, {Kind.PLACE}, "That place is not in the cast any more. Choose another.")
        return {"place_id": place_id}

    return _set(actor, reading_id, envelope, group_id, Slot.PLACE, values)


def set_place_words(
    *, actor, reading_id: int, envelope: Envelope, group_id: int, start: int, end: int, words: str
) -> Outcome:
    """Say where by selecting the words: they become a place of the cast, and the place of the event."""

    def values(write: Write, event: Event) -> dict:
        return {"place_id": tagged(write, checked_span(write, start, end, words), Kind.PLACE).group_id}

    return _set(actor, reading_id, envelope, group_id, Slot.PLACE, values)


def set_toll(
    *,
    actor,
    reading_id: int,
    envelope: Envelope,
    group_id: int,
    slot: str,
    number: int | None = None,
    source_id: int | None = None,
) -> Outcome:
    """Say how many were killed or injured, and who says so: somebody of the cast, else the outlet itself.

    Neither a number nor a source empties the slot, its words in the text too.
    """

    def values(write: Write, event: Event) -> dict:
        if number is None and source_id is None:
            return empty(slot)
        if source_id is not None:
            in_cast(
                write,
                source_id,
                {Kind.PERSON, Kind.GROUP, Kind.PLACE},
                "Whoever says so is not in the cast any more. Choose another.",
            )
        return {slot: number, f"{slot}_source_id": source_id}

    return _set(actor, reading_id, envelope, group_id, _toll(slot), values)


def set_toll_words(
    *, actor, reading_id: int, envelope: Envelope, group_id: int, slot: str, start: int, end: int, words: str
) -> Outcome:
    """Say which words of the text tell how many; the number is read from them where they tell one."""

    def values(write: Write, event: Event) -> dict:
        span = checked_span(write, start, end, words)
        number = read_number(words)
        read = {} if number is None else {slot: number}
        return {f"{slot}_start": span.start, f"{slot}_end": span.end} | read

    return _set(actor, reading_id, envelope, group_id, _toll(slot), values)


def confirm_slot(*, actor, reading_id: int, envelope: Envelope, group_id: int, slot: str) -> Outcome:
    """Say that what is proposed for a slot is right."""
    return _set(actor, reading_id, envelope, group_id, Slot(slot), lambda write, event: {})


def confirm_all(*, actor, reading_id: int, envelope: Envelope, group_id: int) -> Outcome:
    """Say that everything proposed for an event is right: its filled slots and its participants."""

    def act(write: Write) -> None:
        event = live_event(write, group_id)
        proposed = list(event.arguments.filter(state=State.SUGGESTED).order_by("pk"))
        filled = [slot for slot in Event.SLOTS if slot not in event.decided and event.filled(slot)]
        if not proposed and not filled:
            raise BadWrite("Nothing here is left to confirm.")
        write.change_many(proposed, state=State.CONFIRMED)
        write.change(event, decided=sorted({*event.decided, *filled}))

    return perform(act, actor=actor, reading_id=reading_id, verb="confirm event", envelope=envelope)


# -- shared with the other services of events --------------------------------------------------------------------------

_FINER = ("day", "week", "month", "year")


def live_event(write: Write, group_id: int) -> Event:
    """The event of a group that still has a mention, as the person saw it; its row is made when there is none yet.

    The row itself is no decision: empty, it says nothing.
    """
    group = MentionGroup.objects.filter(pk=group_id, reading=write.reading, kind=Kind.EVENT).first()
    if group is None:
        raise BadWrite("That event is not in this reading.")
    if not has_mention(group):
        raise BadWrite("Every mention of this event was rejected. Confirm one of them first.")
    event = Event.objects.filter(pk=group_id).first()
    if event is not None:
        return write.get(Event, group_id, group__reading_id=write.reading.pk)
    if write.envelope.seen.get(f"event:{group_id}"):
        raise Stale("Changed meanwhile; nothing was written.", [])
    return Event.objects.create(group=group, status="")


def has_mention(group: MentionGroup) -> bool:
    return group.tags.filter(state__in=[State.SUGGESTED, State.CONFIRMED]).exists()


def in_cast(write: Write, group_id: int, kinds: set[str], why_not: str) -> MentionGroup:
    """A row of this reading's cast that still has a mention."""
    group = MentionGroup.objects.filter(pk=group_id, reading=write.reading, kind__in=kinds).first()
    if group is None or not has_mention(group):
        raise BadWrite(why_not)
    return group


def tagged(write: Write, span: Span, kind: Kind) -> Tag:
    """The confirmed tag of this kind on these words; it is made, or confirmed, where there is none."""
    standing = Tag.objects.filter(
        reading=write.reading, kind=kind, start=span.start, end=span.end, state=State.CONFIRMED, group__isnull=False
    ).first()
    return standing or add_tag(write, span, kind)


def _set(
    actor, reading_id: int, envelope: Envelope, group_id: int, slot: Slot, values: Callable[[Write, Event], dict]
) -> Outcome:
    def act(write: Write) -> None:
        event = live_event(write, group_id)
        write.change(event, **values(write, event), decided=sorted({*event.decided, slot.value}))

    return perform(act, actor=actor, reading_id=reading_id, verb=f"set event {slot.value}", envelope=envelope)


def _toll(slot: str) -> Slot:
    if slot not in (Slot.DEAD, Slot.INJURED):
        raise BadWrite("A number is of the dead or of the injured.")
    return Slot(slot)


def _published(write: Write):
    """The day the article is of; an act's article holds only what every act needs."""
    at = Article.objects.values_list("published_at", flat=True).get(pk=write.reading.article_id)
    return at and at.date()


MAX_NUMBER = LARGEST

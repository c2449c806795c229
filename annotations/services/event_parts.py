"""Who took part in an event, and which mentions it has: add and decide participants, join events, move a mention."""

from annotations.errors import BadWrite
from annotations.models import Event, EventArgument, Kind, MentionGroup, State, Tag
from annotations.services.envelope import Envelope, Outcome, Write, perform
from annotations.services.events import in_cast, live_event, tagged
from annotations.services.tagging import checked_span

PARTICIPANTS = frozenset({Kind.PERSON, Kind.GROUP, Kind.PLACE})
Role = EventArgument.Role


# -- participants ------------------------------------------------------------------------------------------------------


def add_participant(
    *, actor, reading_id: int, envelope: Envelope, group_id: int, who_id: int, role: str = Role.PARTICIPANT
) -> Outcome:
    """Say that somebody or something of the cast took part, and how. A rejected proposal of the same is confirmed."""

    def act(write: Write) -> None:
        event = live_event(write, group_id)
        in_cast(write, who_id, PARTICIPANTS, "That row is not in the cast any more. Choose another.")
        _take_in(write, event, who_id, role)

    return perform(act, actor=actor, reading_id=reading_id, verb="add participant", envelope=envelope)


def add_participant_words(
    *,
    actor,
    reading_id: int,
    envelope: Envelope,
    group_id: int,
    start: int,
    end: int,
    words: str,
    kind: Kind,
    role: str = Role.PARTICIPANT,
) -> Outcome:
    """Say who took part by selecting the words: they become a tag, and its cast row a participant."""
    if kind not in PARTICIPANTS:
        raise BadWrite("A person, a group or a place takes part in an event.")

    def act(write: Write) -> None:
        event = live_event(write, group_id)
        tag = tagged(write, checked_span(write, start, end, words), kind)
        _take_in(write, event, tag.group_id, role)

    return perform(act, actor=actor, reading_id=reading_id, verb="add participant", envelope=envelope)


def set_role(*, actor, reading_id: int, envelope: Envelope, participant_id: int, role: str) -> Outcome:
    """Correct how somebody took part, which also confirms it."""

    def act(write: Write) -> None:
        part = _live(write, participant_id)
        twin = EventArgument.objects.filter(event=part.event_id, group=part.group_id, role=role).first()
        if twin is None or twin.pk == part.pk:
            write.change(part, role=role, state=State.CONFIRMED)
            return
        # The same in that role is there already: it stands for both.
        _drop(write, part)
        write.change(twin, state=State.CONFIRMED)

    return perform(act, actor=actor, reading_id=reading_id, verb="set role", envelope=envelope)


def confirm_participant(*, actor, reading_id: int, envelope: Envelope, participant_id: int) -> Outcome:
    """Say that a proposed participant is right."""

    def act(write: Write) -> None:
        write.change(_live(write, participant_id), state=State.CONFIRMED)

    return perform(act, actor=actor, reading_id=reading_id, verb="confirm participant", envelope=envelope)


def remove_participant(*, actor, reading_id: int, envelope: Envelope, participant_id: int) -> Outcome:
    """Say that somebody took no such part. A proposal stays, rejected; one that was added by hand goes."""

    def act(write: Write) -> None:
        _drop(write, _live(write, participant_id))

    return perform(act, actor=actor, reading_id=reading_id, verb="remove participant", envelope=envelope)


def _live(write: Write, participant_id: int) -> EventArgument:
    part = write.get(EventArgument, participant_id, event__group__reading_id=write.reading.pk)
    if part.state == State.REMOVED:
        raise BadWrite("That participant was removed. Undo brings it back.")
    return part


def _drop(write: Write, part: EventArgument) -> None:
    write.change(part, state=State.REMOVED if part.p_role is None else State.REJECTED)


def _take_in(write: Write, event: Event, who_id: int, role: str) -> None:
    if who_id == event.pk:
        raise BadWrite("An event takes no part in itself.")
    part = EventArgument.objects.filter(event=event, group=who_id, role=role).first()
    if part is None:
        write.create(EventArgument(event=event, group_id=who_id, role=role, state=State.CONFIRMED))
    elif part.state == State.CONFIRMED:
        raise BadWrite("They are there in that role already.")
    else:
        write.change(part, state=State.CONFIRMED)


# -- which mentions are one event --------------------------------------------------------------------------------------


def join(*, actor, reading_id: int, envelope: Envelope, group_id: int, into_id: int) -> Outcome:
    """Say that two events are one: the mentions of one go to the other, and fill what is still empty there.

    What somebody decided of the other event is not touched, unless it was proposed there and decided here. The emptied
    event keeps its slots, so that an undo brings it back as it was.
    """
    if group_id == into_id:
        raise BadWrite("Choose another event to join it with.")

    def act(write: Write) -> None:
        gone, stays = live_event(write, group_id), live_event(write, into_id)
        tags = list(Tag.objects.filter(reading=write.reading, group=group_id).order_by("start", "pk"))
        write.change_many(tags, group_id=into_id)
        _join_slots(write, gone, stays)
        _join_participants(write, gone, stays)
        entity_id = gone.group.entity_id
        if entity_id and not stays.group.entity_id:
            write.change(stays.group, entity_id=entity_id)

    return perform(act, actor=actor, reading_id=reading_id, verb="join events", envelope=envelope)


def _join_slots(write: Write, gone: Event, stays: Event) -> None:
    values: dict = {}
    decided = set(stays.decided)
    for slot, names in Event.SLOTS.items():
        better = slot in gone.decided and slot not in stays.decided
        if gone.filled(slot) and (better or (not stays.filled(slot) and slot not in stays.decided)):
            values |= {name: getattr(gone, name) for name in names}
            decided |= {slot} & set(gone.decided)
    write.change(stays, **values, decided=sorted(decided))


def _join_participants(write: Write, gone: Event, stays: Event) -> None:
    there = {(part.group_id, part.role): part for part in stays.arguments.all()}
    for part in gone.arguments.filter(state__in=[State.SUGGESTED, State.CONFIRMED]).order_by("pk"):
        twin = there.get((part.group_id, part.role))
        if twin is None:
            write.create(
                EventArgument(event=stays, group_id=part.group_id, role=part.role, state=part.state, p_role=part.p_role)
            )
        elif part.state == State.CONFIRMED and twin.state in (State.SUGGESTED, State.REMOVED):
            write.change(twin, state=State.CONFIRMED)


def move_mention(*, actor, reading_id: int, envelope: Envelope, tag_id: int, into_id: int | None = None) -> Outcome:
    """Move one mention out of its event, to another one or to a new event of its own. Its state stays as it is."""

    def act(write: Write) -> None:
        tag = write.get(Tag, tag_id)
        if tag.kind != Kind.EVENT or tag.state == State.REMOVED:
            raise BadWrite("That is no mention of an event.")
        if into_id is None:
            # An event of which only rejected mentions stayed would take its slots along out of sight.
            others = Tag.objects.filter(group=tag.group_id, state__in=[State.SUGGESTED, State.CONFIRMED])
            if not others.exclude(pk=tag.pk).exists():
                raise BadWrite("This is the only mention, so it is an event of its own already.")
            group = write.create(MentionGroup(reading=write.reading, kind=Kind.EVENT, name=tag.surface[:500]))
        else:
            group = MentionGroup.objects.filter(pk=into_id, reading=write.reading, kind=Kind.EVENT).first()
            if group is None:
                raise BadWrite("That event is not in this reading.")
        write.change(tag, group_id=group.pk)

    return perform(act, actor=actor, reading_id=reading_id, verb="move mention", envelope=envelope)

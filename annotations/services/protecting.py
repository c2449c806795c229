"""Protect a person: exports mask their names. Whoever may write in a reading marks one; only editors clear it."""

from annotations.errors import BadWrite, NotAllowed
from annotations.models import Kind, MentionGroup
from annotations.services.envelope import Envelope, Outcome, Write, perform
from newsroom.roles import may


def protect(*, actor, reading_id: int, envelope: Envelope, group_id: int) -> Outcome:
    """Mark a person's cast row as protected. Undo does not take this back: somebody may be in danger."""

    def act(write: Write) -> None:
        group = write.get(MentionGroup, group_id)
        if group.kind != Kind.PERSON:
            raise BadWrite("Only people are protected.")
        write.change(group, protected=True)

    return perform(act, actor=actor, reading_id=reading_id, verb="protect", envelope=envelope)


def clear(*, actor, reading_id: int, envelope: Envelope, group_id: int) -> Outcome:
    """Say that a person need not be protected."""

    def act(write: Write) -> None:
        if not may(actor, "review readings"):
            raise NotAllowed("Only editors clear a protection. Say why in a note, and an editor decides.")
        write.change(write.get(MentionGroup, group_id), protected=False)

    return perform(act, actor=actor, reading_id=reading_id, verb="clear protection", envelope=envelope)

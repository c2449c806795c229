"""Say who or what a cast row is: link a mention group to an entity."""

from annotations.errors import BadWrite
from annotations.models import Entity, MentionGroup
from annotations.services.envelope import Envelope, Outcome, Write, perform

MAX_NAME = 500


def link(
    *, actor, reading_id: int, envelope: Envelope, group_id: int, entity_id: int | None = None, name: str = ""
) -> Outcome:
    """Link a cast row to an entity: one by id, or the one of that name and kind, made when there is none.

    Without an id and a name the row is not linked any more. A merged entity stands for the one it was merged into.
    """
    wanted = " ".join(name.split())
    if len(wanted) > MAX_NAME:
        raise BadWrite(f"A name has at most {MAX_NAME} characters.")

    def act(write: Write) -> None:
        group = write.get(MentionGroup, group_id)
        write.change(group, entity_id=_entity(actor, group, entity_id, wanted))

    return perform(act, actor=actor, reading_id=reading_id, verb="link", envelope=envelope)


def _entity(actor, group: MentionGroup, entity_id: int | None, name: str) -> int | None:
    known = Entity.objects.filter(kind=group.kind)
    if entity_id is not None:
        entity = known.filter(pk=entity_id).first()
        if entity is None:
            raise BadWrite(f"That {group.get_kind_display().lower()} is not there. Choose another, or type the name.")
    elif name:
        entity = known.filter(name__iexact=name).order_by("pk").first()
        entity = entity or Entity.objects.create(kind=group.kind, name=name, created_by=actor)
    else:
        return None
    return entity.root_id or entity.pk

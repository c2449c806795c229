"""The names that somebody or something goes by, and who knows of them.

A name becomes an alias where it is confirmed in a cast row that is linked to an entity, be it the row's own name or one
that was moved into it. While a reading is being worked on, only its reader knows of it; the approved record tells all.
"""

from collections.abc import Collection

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce, Lower

from annotations.models import Alias, Entity, Reading, State, Tag

MOST = 200  # names of one entity that are looked for; a list so long is a mistake somewhere

_OF_RECORD = """
    INSERT INTO annotations_alias (entity_id, surface, register, reading_id)
    SELECT DISTINCT coalesce(e.root_id, e.id), t.surface, '', t.reading_id
    FROM annotations_tag t JOIN annotations_mentiongroup g ON g.id = t.group_id
        JOIN annotations_entity e ON e.id = g.entity_id
    WHERE t.reading_id = %s AND t.state = 'confirmed' AND t.form = 'name' AND NOT g.demonym
        AND t.surface <> e.name AND length(t.surface) <= 500
"""


def keep_aliases(record: Reading) -> None:
    """Put down which names an approved record gives to entities, instead of what it gave them before."""
    Alias.objects.filter(reading=record).delete()
    with connection.cursor() as cursor:
        cursor.execute(_OF_RECORD, [record.pk])


def called(words: Collection[str], kind: str, *, actor) -> set[int]:
    """The entities of this kind that go by one of these words, as far as this person knows; of merged ones the root."""
    low = {word.lower() for word in words}
    named = Entity.objects.annotate(low=Lower("name")).filter(low__in=low).values("id")
    aliases = Alias.objects.visible_to(actor).annotate(low=Lower("surface")).filter(low__in=low).values("entity")
    known = Entity.objects.filter(Q(id__in=named) | Q(id__in=aliases), kind=kind)
    found = set(known.annotate(top=Coalesce("root_id", "id")).values_list("top", flat=True)[:10])
    own = _own(actor).annotate(low=Lower("surface")).filter(low__in=low, group__entity__kind=kind)
    top = Coalesce("group__entity__root_id", "group__entity_id")
    return found | set(own.annotate(top=top).values_list("top", flat=True).distinct()[:10])


def names_of(root_id: int, *, actor) -> list[str]:
    """Every name of an entity that this person knows of."""
    family = Entity.objects.filter(Q(id=root_id) | Q(root=root_id))
    aliases = Alias.objects.visible_to(actor).filter(entity__in=family)
    own = _own(actor).filter(group__entity__in=family)
    names = family.values_list("name").union(aliases.values_list("surface"), own.values_list("surface"))
    return sorted(name for (name,) in names[:MOST])


def _own(actor) -> QuerySet[Tag]:
    """Names that this person confirmed in linked rows of what they are working on; of the rest the record tells."""
    mine = Reading.objects.filter(reader=actor).exclude(state=Reading.State.CLOSED)
    return Tag.objects.filter(
        reading__in=mine, state=State.CONFIRMED, form=Tag.Form.NAME, group__entity__isnull=False, group__demonym=False
    )

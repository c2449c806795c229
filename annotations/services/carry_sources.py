"""Which readings of other articles may be carried over to a reading of this one. Reads only."""

from dataclasses import dataclass

from django.db.models import Q

from annotations.models import Reading
from articles.services.versions import Version, versions

MOST = 12  # readings to choose from


@dataclass(frozen=True, kw_only=True)
class CarrySource:
    """A finished reading of another article; ``how`` is what that article is to this one: earlier, later, copy."""

    reading: Reading
    how: str
    own: bool

    @property
    def what(self) -> str:
        """What the reading is called, without naming its reader."""
        if self.reading.role == Reading.Role.RECORD:
            return "record"
        return "own reading" if self.own else "reading"


def sources(*, actor, article_id: int, among: list[Version] | None = None) -> list[CarrySource]:
    """Records first, then the person's own submitted readings, then other submitted ones that they may see.

    ``among`` are the versions of the article where somebody knows them already.
    """
    related = {version.article_id: version for version in (versions(article_id) if among is None else among)}
    if not related:
        return []
    state, role = Reading.State, Reading.Role
    finished = Q(role=role.RECORD, state=state.CLOSED) | Q(role=role.HUMAN, state__in=[state.SUBMITTED, state.CLOSED])
    readings = (
        Reading.objects.visible_to(actor)
        .filter(finished, article__in=related)
        .select_related("article__outlet", "reader")
        .defer("article__text", "article__text_sha256")
    )

    def order(source: CarrySource) -> tuple:
        record = source.reading.role == role.RECORD
        return not record, not source.own, related[source.reading.article_id].steps, -source.reading.pk

    found = [
        CarrySource(
            reading=reading,
            how=related[reading.article_id].how,
            own=reading.role == role.HUMAN and reading.reader_id == actor.pk,
        )
        for reading in readings
    ]
    return sorted(found, key=order)[:MOST]

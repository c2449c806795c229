"""Where else a reading is open. The one thing that a page writes by being looked at, and no act."""

from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from annotations import permissions
from annotations.errors import BadWrite
from annotations.models import OpenPage, Reading

HEARD = timedelta(seconds=100)  # a page says every 30 seconds that it is there, and hidden ones every minute
MOST = 20  # pages of one person on one reading; a script that makes up more is not served


def here(*, actor, reading_id: int, tab: UUID | None) -> list[str]:
    """Note that this page is open, and name who has the reading open elsewhere; one's own pages first, as ''.

    Raises ``Reading.DoesNotExist`` for what the actor may not see, and refuses whoever may not write in it.
    """
    reading = _writable(actor, reading_id)
    if tab is None:
        raise BadWrite("That page has no name. Reload it.")
    now = timezone.now()
    OpenPage.objects.filter(reading=reading, at__lt=now - HEARD).delete()
    pages = list(OpenPage.objects.filter(reading=reading).select_related("person"))
    mine = [page for page in pages if page.person_id == actor.pk]
    if len(mine) < MOST or any(page.tab == tab for page in mine):
        OpenPage.objects.bulk_create(
            [OpenPage(reading=reading, person=actor, tab=tab, at=now)],
            update_conflicts=True,
            unique_fields=["reading", "person", "tab"],
            update_fields=["at"],
        )
    others = {str(page.person) for page in pages if page.person_id != actor.pk}
    return [*([""] if any(page.tab != tab for page in mine) else []), *sorted(others)]


def gone(*, actor, reading_id: int, tab: UUID) -> None:
    """Note that this page was left."""
    OpenPage.objects.filter(reading_id=reading_id, person=actor, tab=tab).delete()


def _writable(actor, reading_id: int) -> Reading:
    reading = Reading.objects.visible_to(actor).get(pk=reading_id)
    permissions.check(actor, "annotate", reading)
    return reading

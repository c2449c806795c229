"""What the pages of the desk, the review and the export share: a reading or 404, an act's envelope, a list's cursor."""

from datetime import datetime
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest
from django.utils.dateparse import parse_datetime

from annotations.errors import BadWrite
from annotations.models import Reading
from annotations.services.envelope import Envelope

MAX_ID = 2**63 - 1


def envelope(request: HttpRequest) -> Envelope:
    """The act's id comes with the form, so that a form sent twice is done once."""
    sent = request.POST.get("act", "")
    try:
        return Envelope(act_id=UUID(sent) if sent else uuid4())
    except ValueError:
        raise BadWrite("That form could not be read. Reload the page and try again.") from None


def visible(request: HttpRequest, pk: int, **filters) -> Reading:
    """A reading this person may see, with its article, or 404."""
    readings = Reading.objects.visible_to(request.user).filter(**filters)
    reading = (
        readings.select_related("article__outlet", "reader", "source").filter(pk=pk).first() if pk <= MAX_ID else None
    )
    if reading is None:
        raise Http404("There is no such reading, or it is not yours to see.")
    return reading


def words(request: HttpRequest, name: str) -> str:
    """What somebody wrote in a text field; a NUL is nothing that PostgreSQL could keep."""
    return request.POST.get(name, "").replace("\x00", "").replace("\r\n", "\n").strip()


def cursor(request: HttpRequest, name: str) -> tuple[datetime, int] | None:
    """Where a page of a list begins: a moment and an id, as ``written`` wrote them."""
    given = request.GET.get(name)
    if not given:
        return None
    moment, _, pk = given.rpartition("_")
    try:
        at = parse_datetime(moment)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None or not pk.isascii() or not pk.isdecimal() or len(pk) > 19 or int(pk) > MAX_ID:
        raise Http404("There is no such page of this list.")
    return at, int(pk)


def written(place: tuple[datetime, int] | None) -> str | None:
    return place and f"{place[0].isoformat()}_{place[1]}"

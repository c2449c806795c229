"""A page says that it is open, and learns where else its reading is."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from annotations.errors import AnnotationError
from annotations.models import Reading
from annotations.services import presence
from newsroom.access import signed_in

YOURS = "You have this reading open in another tab or on another device, too."
PLAIN = "text/plain; charset=utf-8"


@require_POST
@signed_in
def here(request: HttpRequest, pk: int) -> HttpResponse:
    """200 with a sentence on who else has it open, 204 for nobody."""
    try:
        tab = UUID(request.POST.get("tab", ""))
    except ValueError:
        tab = None
    try:
        if tab and request.POST.get("gone") == "1":
            presence.gone(actor=request.user, reading_id=pk, tab=tab)
            return HttpResponse(status=204)
        others = presence.here(actor=request.user, reading_id=pk, tab=tab)
    except Reading.DoesNotExist:
        raise Http404("There is no such reading, or it is not yours to see.") from None
    except AnnotationError as error:
        return HttpResponse(error.message, status=error.status, content_type=PLAIN)
    if not others:
        return HttpResponse(status=204)
    return HttpResponse(_said(others), content_type=PLAIN)


def _said(others: list[str]) -> str:
    named = [name for name in others if name]
    told = [YOURS] if "" in others else []
    if named:
        who = named[0] if len(named) == 1 else f"{', '.join(named[:-1])} and {named[-1]}"
        told.append(f"{who} {'has' if len(named) == 1 else 'have'} this reading open, too.")
    return " ".join(told)

"""The history of a reading: a page of its own, and the panel that stands beside the text."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from annotations.services import history as histories
from annotations.services import history_places
from annotations.views.parts import MAX_ID, visible
from newsroom.access import is_htmx, signed_in


@require_safe
@signed_in
def history(request: HttpRequest, pk: int) -> HttpResponse:
    """Every act on a reading, the latest first: who, what, when, and from which suggestion."""
    reading = visible(request, pk)
    given = request.GET.get("before", "")
    if given and (not given.isascii() or not given.isdecimal() or len(given) > 19 or int(given) > MAX_ID):
        raise Http404("There is no such page of this history.")
    entries, older = histories.page(reading, before=int(given) if given else None)
    context = {
        "reading": reading,
        "entries": entries,
        "older": older,
        "paging": bool(given),
        "sources": history_places.sources(reading),
    }
    template = "annotations/_history.html" if is_htmx(request) else "annotations/history.html"
    return render(request, template, context)

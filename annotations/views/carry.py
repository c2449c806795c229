"""What another version's reading has for this one: shown side by side, and carried over as far as it is ticked."""

from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from annotations import forms, permissions
from annotations.errors import AnnotationError, BadWrite, LeaseLost
from annotations.models import Reading
from annotations.services import carry_sheet, carrying, workspace
from annotations.services.envelope import TAKEN_OVER, Envelope
from annotations.views.parts import MAX_ID, visible
from newsroom.access import signed_in


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def carry(request: HttpRequest, pk: int) -> HttpResponse:
    """Look at what fits, and carry over what is ticked."""
    reading = visible(request, pk)
    if request.method != "POST":
        return _page(request, reading, refusal=_refusal(request, reading))
    form = forms.Carry(request.POST)
    ticked = request.POST.getlist("take")
    try:
        if not form.is_valid():
            raise BadWrite("That form could not be read, so nothing was carried over. Reload the page and try again.")
        sent = form.cleaned_data
        carrying.carry(
            actor=request.user,
            reading_id=pk,
            envelope=Envelope(act_id=sent["act"], seen=sent["seen"]),
            source_id=sent["source"],
            takes=[carrying.Take(key=key, places=places, words=words) for key, places, words in sent["take"]],
        )
    except AnnotationError as error:
        return _page(request, reading, refusal=_refusal(request, reading), error=error, ticked=ticked)
    return _done(request, reading, source=sent["source"], count=len(ticked))


def _done(request: HttpRequest, reading: Reading, *, source: int, count: int) -> HttpResponse:
    """On to what the next page offers, or back to the text."""
    messages.success(request, f"Carried over: {count:,}. One undo takes all of it back.")
    following = _number(request.POST.get("following", ""))
    if following is None:
        return redirect("annotations:reading", pk=reading.pk)
    # What was carried over is on offer no more, so that the next page begins that much earlier.
    address = reverse("annotations:carry", args=[reading.pk])
    return redirect(f"{address}?from={source}&start={max(0, following - count)}")


def _page(
    request: HttpRequest,
    reading: Reading,
    *,
    refusal: AnnotationError | None,
    error: AnnotationError | None = None,
    ticked: list[str] | None = None,
) -> HttpResponse:
    """The whole page; after a refusal with why, and with the ticks as they were."""
    given = request.POST if request.method == "POST" else request.GET
    source, start = _number(given.get("from", "")), _number(given.get("start", "0"))
    if (source is None and given.get("from")) or start is None:
        raise Http404("There is no such page of this offer.")
    offer = None
    if refusal is None:
        offer = carrying.offer(actor=request.user, reading=reading, source_id=source)
        if offer is None and source is not None and error is None:
            raise Http404("There is no such reading to carry over from.")
    context = {
        "reading": reading,
        "article": reading.article,
        "offer": offer,
        "sheet": offer and carry_sheet.sheet(offer.plan, start=start),
        "error": error or refusal,
        "refused": refusal is not None,
        "ticked": ticked,
        "act": uuid4(),
    }
    status = (error or refusal).status if error or refusal else 200
    return render(request, "annotations/carry.html", context, status=status)


def _refusal(request: HttpRequest, reading: Reading) -> AnnotationError | None:
    """Why nothing can be carried over to this reading, whatever there is."""
    try:
        permissions.check(request.user, "annotate", reading)
    except AnnotationError as error:
        return error
    return None if workspace.may_write(request.user, reading) else LeaseLost(TAKEN_OVER)


def _number(given: str) -> int | None:
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 20 and int(given) <= MAX_ID else None

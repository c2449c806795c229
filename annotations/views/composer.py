"""The claim composer, which opens under a quote."""

import json

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from annotations.errors import AnnotationError
from annotations.forms import MAX_ID, MAX_OFFSET
from annotations.models import Quote, Stance
from annotations.services import composing
from annotations.services.claiming import MAX_CLAIM
from annotations.views.workspace import visible_or_404
from newsroom.access import signed_in


@require_GET
@signed_in
def composer(request: HttpRequest, pk: int) -> HttpResponse:
    """Likely claims, none of them chosen, and room to word a new one."""
    reading = visible_or_404(request, pk)
    try:
        begun = composing.begin(
            actor=request.user,
            reading=reading,
            quote_id=_number(request, "quote", MAX_ID) or 0,
            at=_number(request, "at", MAX_OFFSET),
            selected=request.GET.get("words", "").replace("\x00", "")[: 10 * MAX_CLAIM],
        )
    except Quote.DoesNotExist:
        raise Http404("That quote is not in this reading.") from None
    except AnnotationError as error:
        return HttpResponse(error.message, status=error.status, content_type="text/plain; charset=utf-8")
    context = {
        "reading": reading,
        "composer": begun,
        "quote": begun.quote,
        "clearer": json.dumps(begun.clearer, ensure_ascii=False),
        "contested": json.dumps(begun.contested, ensure_ascii=False),
        "max_claim": MAX_CLAIM,
        "stances": Stance.choices,
    }
    return render(request, "annotations/_composer.html", context)


def _number(request: HttpRequest, name: str, most: int) -> int | None:
    given = request.GET.get(name, "")
    fits = given.isascii() and given.isdecimal() and len(given) < 20 and int(given) <= most
    return int(given) if fits else None

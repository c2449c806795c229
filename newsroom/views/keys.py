"""The keys of the workspace, kept with the account of whoever chose them."""

import json

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from newsroom.access import signed_in
from newsroom.services import keys as services


@require_POST
@signed_in
def keys(request: HttpRequest) -> HttpResponse:
    """Keep one's own keys."""
    try:
        services.keep(actor=request.user, keys=json.loads(request.POST.get("keys", "")))
    except (ValueError, RecursionError):
        return HttpResponse("These keys could not be read.", status=422, content_type="text/plain; charset=utf-8")
    return HttpResponse(status=204)

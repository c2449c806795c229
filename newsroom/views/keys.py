"""The keys of the workspace, kept with the account of whoever chose them."""

import json

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from newsroom.access import requires
from newsroom.services import keys as services


@require_POST
@requires("see records")
def keys(request: HttpRequest) -> HttpResponse:
    """Keep one's own keys; everybody with a role sees workspaces, if only others' finished ones."""
    try:
        services.keep(actor=request.user, keys=json.loads(request.POST.get("keys", "")))
    except (ValueError, RecursionError):
        return HttpResponse("These keys could not be read.", status=422, content_type="text/plain; charset=utf-8")
    return HttpResponse(status=204)

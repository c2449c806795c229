"""Pre-tagging that failed, tried again."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from annotations.models import Reading
from annotations.services import pretag
from newsroom.access import requires


@require_POST
@requires("import articles")
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Give every failed reading its attempts back, from the page of one: what broke one mostly broke them all."""
    reading = get_object_or_404(Reading.objects.visible_to(request.user), pk=pk)
    count = pretag.retry_failed(actor=request.user)
    if count:
        messages.success(request, f"{count} article{'' if count == 1 else 's'} will be pre-tagged again.")
    else:
        messages.info(request, "Nothing is left that failed.")
    return redirect("annotations:reading", pk=reading.pk)

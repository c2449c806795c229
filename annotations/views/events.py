"""The editor of one event, which opens under its row."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from annotations.forms import MAX_ID
from annotations.models import Event, EventArgument
from annotations.services import event_sheet, workspace
from annotations.views.workspace import visible_or_404
from newsroom.access import signed_in


@require_GET
@signed_in
def event(request: HttpRequest, pk: int, group: int) -> HttpResponse:
    """Every slot of one event; who may not write in the reading sees them without the controls."""
    reading = visible_or_404(request, pk)
    editor = event_sheet.editor(reading, group) if group <= MAX_ID else None
    if editor is None:
        raise Http404("That event is not in this reading.")
    context = {
        "reading": reading,
        "article": reading.article,
        "editor": editor,
        "event": editor.event,
        "can_write": workspace.may_write(request.user, reading),
        "types": Event.Type.choices,
        "statuses": Event.Status.choices,
        "precisions": Event.Precision.choices,
        "roles": EventArgument.Role.choices,
    }
    return render(request, "annotations/_event_editor.html", context)

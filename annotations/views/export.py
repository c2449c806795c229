"""Export: how many readings there are to take out, and the file itself, streamed."""

from django import forms
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from annotations.export import jsonl
from annotations.services import exporting
from newsroom.access import requires

CHOICES = [(name, label) for name, (label, _) in exporting.CHOICES.items()]


class ExportForm(forms.Form):
    state = forms.MultipleChoiceField(choices=CHOICES, error_messages={"required": "Choose what to export."})
    since = forms.DateTimeField(
        required=False,
        input_formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
        error_messages={"invalid": "Write the date as 2026-05-31."},
    )
    gzip = forms.BooleanField(required=False)


@require_safe
@requires("export")
def export(request: HttpRequest) -> HttpResponse:
    """What there is to export, and the form that asks for it."""
    return _page(request, ExportForm())


@require_safe
@requires("export")
def download(request: HttpRequest) -> HttpResponse:
    """The file. It is written while it is sent, so it begins at once and needs no room here."""
    form = ExportForm(request.GET)
    if not form.is_valid():
        return _page(request, form, status=422)
    wanted = form.cleaned_data
    readings = exporting.chosen(exporting.exportable(request.user), wanted["state"], wanted["since"])
    name = f"newsroom-{'-'.join(wanted['state'])}-{timezone.localdate().isoformat()}.{jsonl.SUFFIX}"
    response = StreamingHttpResponse(
        exporting.export(readings, gzip=wanted["gzip"]),
        content_type="application/gzip" if wanted["gzip"] else jsonl.MEDIA_TYPE,
    )
    response["Content-Disposition"] = f'attachment; filename="{name}{".gz" if wanted["gzip"] else ""}"'
    response["Cache-Control"] = "no-store"
    response["X-Accel-Buffering"] = "no"
    return response


def _page(request: HttpRequest, form: ExportForm, status: int = 200) -> HttpResponse:
    counts = exporting.counts(exporting.exportable(request.user))
    chosen = form.data.getlist("state") if form.is_bound else ["records"]
    rows = [
        {"name": name, "label": label, "count": counts[name], "chosen": name in chosen}
        for name, label in CHOICES
        if counts[name] or name == "records" or name in chosen
    ]
    return render(request, "annotations/export.html", {"form": form, "rows": rows}, status=status)

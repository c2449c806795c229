"""/batches/N/...: what an admin does to an import, and the questions before what cannot be taken back."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from articles.models import Batch
from articles.services.control import NotAsItStands, cancel_batch, pause_batch, resume_batch, retry_errors
from articles.services.error_rows import error_lines
from articles.services.progress import progress_of
from articles.services.undoing import undo_batch, weigh_undo
from articles.views.batches import importers_only, show
from articles.views.params import number


@require_POST
@importers_only
def pause(request: HttpRequest, pk: int) -> HttpResponse:
    return _done(request, pk, pause_batch)


@require_POST
@importers_only
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    """Go on with a paused batch, or try again one that was given up."""
    return _done(request, pk, resume_batch)


@require_POST
@importers_only
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Have the failed items read again: the one that is named, or all."""
    row_id = number(request.POST, "row")
    if row_id is None and "row" in request.POST:
        raise Http404
    return _done(request, pk, retry_errors, row_id=row_id)


@require_http_methods(["GET", "HEAD", "POST"])
@importers_only
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    if request.method == "POST":
        return _done(request, pk, cancel_batch)
    batch = get_object_or_404(Batch, pk=pk)
    context = {"batch": batch, "progress": progress_of(batch), "can_cancel": batch.state in Batch.State.cancellable()}
    return render(request, "articles/batch_cancel.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@importers_only
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    if request.method == "POST":
        return _done(request, pk, undo_batch)
    batch = get_object_or_404(Batch, pk=pk)
    can_undo = batch.state in Batch.State.undoable()
    context = {"batch": batch, "can_undo": can_undo, "undo": weigh_undo(batch) if can_undo else None}
    return render(request, "articles/batch_undo.html", context)


@require_safe
@importers_only
def errors(request: HttpRequest, pk: int) -> HttpResponse:
    """The error rows for a spreadsheet. The file is written while it is sent."""
    batch = get_object_or_404(Batch, pk=pk)
    response = StreamingHttpResponse(error_lines(batch), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="batch-{batch.pk}-errors.csv"'
    response["X-Accel-Buffering"] = "no"
    return response


def _done(request: HttpRequest, pk: int, act: Callable, **given) -> HttpResponse:
    """Do it and go back to the batch; whoever came too late sees how it stands instead."""
    batch = get_object_or_404(Batch, pk=pk)
    try:
        act(actor=request.user, batch_id=pk, **given)
    except NotAsItStands as reason:
        messages.warning(request, str(reason))
        batch.refresh_from_db()
        return show(request, batch, status=409)
    return redirect("articles:batch", pk=pk)

"""/batches/: imports, for admins."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from articles.models import Batch, BatchRow
from articles.services.gathering import gathering_of
from articles.services.lists import list_batches, list_files, list_rows, row_outcomes
from articles.services.progress import progress_of
from articles.views.params import number
from newsroom import worker
from newsroom.access import is_htmx, requires

STOP_POLLING = 286
FILES = "files"

importers_only = requires("import articles")


@require_safe
@never_cache
@vary_on_headers("HX-Request")
@importers_only
def index(request: HttpRequest) -> HttpResponse:
    """All batches. As long as one of them moves, the page asks again for the list."""
    before = number(request, "before")
    page = list_batches(before=before)
    moves = any(batch.waits_for_worker for batch in page.rows)
    context = {"page": page, "before": before, "moves": moves, "no_worker": moves and not worker.worker_is_alive()}
    if is_htmx(request):
        return render(request, "articles/_batches.html", context, status=200 if moves else STOP_POLLING)
    return render(request, "articles/batches.html", context)


@require_safe
@never_cache
@vary_on_headers("HX-Request")
@importers_only
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One batch. Until it is over the page asks again for its inner part, which says when to stop asking."""
    batch = get_object_or_404(Batch.objects.select_related("created_by", "default_outlet", "preview"), pk=pk)
    if batch.state == Batch.State.DRAFT:
        preview = reverse("articles:preview", args=[pk])
        return HttpResponse(status=204, headers={"HX-Redirect": preview}) if is_htmx(request) else redirect(preview)
    return show(request, batch)


def show(request: HttpRequest, batch: Batch, *, status: int = 200) -> HttpResponse:
    """The page of a batch, or its inner part."""
    after = number(request, "after")
    chosen = request.GET.get("outcome", "")
    if chosen not in (*BatchRow.Outcome.values, FILES):
        chosen = ""
    # Errors first, but only once it is over: nothing is to change under whoever reads while it runs.
    usual = BatchRow.Outcome.ERROR if batch.is_over and batch.rows_error else BatchRow.Outcome.IMPORTED
    shown = chosen or usual
    context = {
        "batch": batch,
        "shown": shown,
        "chosen": chosen,
        "outcomes": row_outcomes(batch),
        "page": list_files(batch, after=after) if shown == FILES else list_rows(batch, shown, after=after),
        "after": after,
        "progress": progress_of(batch),
        "no_worker": batch.waits_for_worker and not worker.worker_is_alive(),
    }
    if batch.state == Batch.State.FETCHING:
        context["gathering"] = gathering_of(batch)
    if is_htmx(request):
        return render(request, "articles/_batch.html", context, status=STOP_POLLING if batch.is_over else status)
    return render(request, "articles/batch.html", context, status=status)

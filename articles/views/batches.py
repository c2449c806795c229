"""/batches/: imports, for admins."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from django.views.decorators.vary import vary_on_headers

from articles.forms import UploadForm
from articles.models import Batch, BatchRow
from articles.services.batches import create_batch
from articles.services.files import paired
from articles.services.gathering import gathering_of
from articles.services.lists import known_outlets, list_batches, list_rows, progress_of, row_outcomes
from articles.views.params import number
from newsroom import worker
from newsroom.access import is_htmx, requires

STOP_POLLING = 286

importers_only = requires("import articles")


@require_safe
@importers_only
def index(request: HttpRequest) -> HttpResponse:
    before = number(request, "before")
    page = list_batches(before=before)
    waiting = any(not batch.is_over for batch in page.rows)
    context = {"page": page, "before": before, "no_worker": waiting and not worker.worker_is_alive()}
    return render(request, "articles/batches.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@importers_only
def new(request: HttpRequest) -> HttpResponse:
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_bound and form.is_valid():
        batch = create_batch(
            request.user,
            name=form.batch_name(),
            source="upload",
            files=paired(
                ((file.name, file.read()) for file in form.cleaned_data["files"]),
                [file.name for file in form.cleaned_data["files"]],
            ),
            default_outlet=form.cleaned_data["outlet"],
            default_language=form.cleaned_data["language"],
        )
        return redirect("articles:batch", pk=batch.pk)
    context = {"form": form, "limits": form.limits(), "outlets": known_outlets()}
    status = 200 if not form.is_bound else 413 if form.is_too_large else 422
    return render(request, "articles/batch_new.html", context, status=status)


@require_safe
@never_cache
@vary_on_headers("HX-Request")
@importers_only
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One batch. While it runs the page asks again for its inner part, which says when to stop asking."""
    batch = get_object_or_404(Batch.objects.select_related("created_by", "default_outlet"), pk=pk)
    outcome = request.GET.get("outcome", "")
    if outcome not in BatchRow.Outcome.values:
        outcome = BatchRow.Outcome.ERROR if batch.rows_error else BatchRow.Outcome.IMPORTED
    done, total = progress_of(batch)
    context = {
        "batch": batch,
        "outcome": outcome,
        "outcomes": row_outcomes(batch),
        "page": list_rows(batch, outcome, after=number(request, "after")),
        "after": number(request, "after"),
        "done": done,
        "total": total,
        "no_worker": not batch.is_over and not worker.worker_is_alive(),
    }
    if batch.state == Batch.State.FETCHING:
        context["gathering"] = gathering_of(batch)
    if is_htmx(request):
        status = STOP_POLLING if batch.is_over else 200
        return render(request, "articles/_batch.html", context, status=status)
    return render(request, "articles/batch.html", context)

"""/batches/new/ and /batches/…/preview/: files come in, are looked at, and are imported or dropped."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST
from django.views.decorators.vary import vary_on_headers

from articles.forms import DefaultsForm, FilesForm, MappingForm, UploadForm
from articles.models import Batch, Preview
from articles.services import drafts
from articles.services.files import paired
from articles.services.lists import known_outlets
from articles.services.preview_lists import (
    column_group,
    column_groups,
    count_files,
    defaults_of,
    draft_of,
    list_files,
)
from articles.views.batches import STOP_POLLING, importers_only
from articles.views.params import number
from newsroom import worker
from newsroom.access import is_htmx

READ_OR_POST = ["GET", "HEAD", "POST"]


@require_http_methods(READ_OR_POST)
@importers_only
def new(request: HttpRequest) -> HttpResponse:
    """Choose files. Scripts send them one by one to a draft; without scripts they come all together with this form."""
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_bound and form.is_valid():
        given = form.cleaned_data["files"]
        files = paired(((file.name, file.read()) for file in given), [file.name for file in given])
        batch = drafts.create_draft(request.user, files=files, **form.said())
        return redirect("articles:preview", pk=batch.pk)
    return _upload_page(request, form)


@require_POST
@importers_only
def draft(request: HttpRequest) -> HttpResponse:
    """Begin a draft without files; the answer says where they are to be sent."""
    batch = drafts.create_draft(request.user)
    addresses = {
        "files": reverse("articles:draft_files", args=[batch.pk]),
        "preview": reverse("articles:preview", args=[batch.pk]),
    }
    return JsonResponse(addresses, status=201)


@require_http_methods(READ_OR_POST)
@importers_only
def files(request: HttpRequest, pk: int) -> HttpResponse:
    """Add files to a draft: one that a script sends, or all that were chosen in the form."""
    batch = _draft_or_404(pk)
    form = FilesForm(request.POST, request.FILES) if request.method == "POST" else FilesForm()
    if request.accepts("text/html"):
        if not (form.is_bound and form.is_valid()):
            return _upload_page(request, form, batch=batch)
        given = form.cleaned_data["files"]
        return _done(
            request,
            pk,
            lambda: [
                drafts.add_file(
                    request.user, batch_id=pk, name=file.name, content=file.read(), wanted=file is given[-1]
                )
                for file in given
            ],
        )
    return _add_one(request, pk, form)


def _add_one(request: HttpRequest, pk: int, form: FilesForm) -> JsonResponse:
    if not form.is_valid():
        return JsonResponse({"problem": form.problem()}, status=413 if form.is_too_large else 422)
    (file, *_) = form.cleaned_data["files"]
    name = request.POST.get("name", "") or file.name
    try:
        added = drafts.add_file(request.user, batch_id=pk, name=name, content=file.read())
    except drafts.DraftRefused as reason:
        return JsonResponse({"problem": str(reason)}, status=409)
    remove = reverse("articles:draft_file_remove", args=[pk, added.pk])
    return JsonResponse({"name": added.name, "remove": remove}, status=201)


@require_POST
@importers_only
def remove_file(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    if not request.accepts("text/html"):
        try:
            drafts.remove_file(request.user, batch_id=pk, file_id=file)
        except drafts.DraftRefused as reason:
            return JsonResponse({"problem": str(reason)}, status=409)
        return HttpResponse(status=204)
    return _done(request, pk, lambda: drafts.remove_file(request.user, batch_id=pk, file_id=file))


@require_http_methods(READ_OR_POST)
@never_cache
@vary_on_headers("HX-Request")
@importers_only
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """What an import would do. While it is being made the page asks again for its inner part.

    A post sets what holds for items that do not say it themselves.
    """
    batch = get_object_or_404(Batch.objects.select_related("default_outlet", "preview"), pk=pk)
    if batch.state != Batch.State.DRAFT:
        return _to_the_batch(request, pk)
    preview = draft_of(batch)
    form = DefaultsForm(request.POST) if request.method == "POST" else DefaultsForm(initial=defaults_of(batch, preview))
    if form.is_bound and form.is_valid():
        return _done(request, pk, lambda: drafts.set_defaults(request.user, batch_id=pk, **form.said()))
    waiting = preview.state == Preview.State.WAITING
    after = number(request, "after")
    context = {
        "batch": batch,
        "preview": preview,
        "result": preview.result,
        "waiting": waiting,
        "no_worker": waiting and not worker.worker_is_alive(),
        "files": list_files(batch, preview, after=after),
        "files_count": count_files(batch),
        "after": after,
        "groups": column_groups(batch, preview),
        "labels": MappingForm.LABELS,
    }
    if is_htmx(request):
        return render(request, "articles/_preview.html", context, status=200 if waiting else STOP_POLLING)
    context |= {"form": form, "outlets": known_outlets()}
    return render(request, "articles/preview.html", context, status=422 if form.is_bound else 200)


@require_POST
@importers_only
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the preview of the files as they are now."""
    return _done(request, pk, lambda: drafts.look_again(request.user, batch_id=pk))


@require_http_methods(READ_OR_POST)
@importers_only
def columns(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Say which column is which field, for all files of the draft with these columns."""
    batch = _draft_or_404(pk)
    group = column_group(batch, draft_of(batch), key)
    if group is None:
        raise Http404
    form = MappingForm(request.POST or None, columns=group.columns, initial=group.mapping)
    if form.is_valid():
        chosen = form.cleaned_data
        return _done(request, pk, lambda: drafts.set_mapping(request.user, batch_id=pk, key=key, chosen=chosen))
    context = {
        "batch": batch,
        "group": group,
        "form": form,
        "samples": dict(zip(group.columns, group.samples, strict=True)),
    }
    return render(request, "articles/preview_columns.html", context, status=422 if form.is_bound else 200)


@require_POST
@importers_only
def start(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin the import of what was seen."""
    given = request.POST.get("revision", "")
    revision = int(given) if given.isascii() and given.isdigit() and len(given) < 10 else -1
    return _done(request, pk, lambda: drafts.begin_import(request.user, batch_id=pk, revision=revision))


@require_POST
@importers_only
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    return _done(
        request, pk, lambda: drafts.discard_draft(request.user, batch_id=pk), "Discarded. Nothing was imported."
    )


def _done(request: HttpRequest, pk: int, act, said: str = "") -> HttpResponse:
    """Do it, or say why it cannot be done; then to wherever the batch is seen now."""
    try:
        act()
    except drafts.DraftRefused as reason:
        messages.error(request, str(reason))
    else:
        if said:
            messages.success(request, said)
    there = Batch.objects.filter(pk=pk).exists()
    return redirect("articles:preview", pk=pk) if there else redirect("articles:batches")


def _to_the_batch(request: HttpRequest, pk: int) -> HttpResponse:
    if not is_htmx(request):
        return redirect("articles:batch", pk=pk)
    return HttpResponse(status=204, headers={"HX-Redirect": reverse("articles:batch", args=[pk])})


def _draft_or_404(pk: int) -> Batch:
    return get_object_or_404(Batch.objects.select_related("preview"), pk=pk, state=Batch.State.DRAFT)


def _upload_page(request: HttpRequest, form: FilesForm, *, batch: Batch | None = None) -> HttpResponse:
    context = {"form": form, "limits": form.limits(), "outlets": known_outlets(), "batch": batch}
    status = 200 if not form.is_bound else 413 if form.is_too_large else 422
    return render(request, "articles/batch_new.html", context, status=status)

"""/batches/new/...: imports that the worker gathers, from addresses or from the server's folder."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from articles.services.address_lists import create_address_batch
from articles.services.folder import create_folder_batch, list_folder
from articles.services.folder_places import FolderError, folder_is_on
from articles.services.lists import known_outlets
from articles.services.web import fetching_is_on
from articles.source_forms import AddressesForm, FolderForm
from newsroom.access import requires

importers_only = requires("import articles")


@require_http_methods(["GET", "HEAD", "POST"])
@importers_only
def addresses(request: HttpRequest) -> HttpResponse:
    form = AddressesForm(request.POST if request.method == "POST" else None)
    on = fetching_is_on()
    if on and form.is_bound and form.is_valid():
        batch = create_address_batch(
            request.user,
            found=form.found,
            name=form.batch_name(),
            **form.defaults(),
        )
        if repeated := form.found.repeated:
            messages.info(request, f"{repeated:,} of the lines came twice, and count once.")
        return redirect("articles:batch", pk=batch.pk)
    context = {"form": form, "fetching_is_on": on, "outlets": known_outlets()}
    status = 200 if not form.is_bound else 422 if on else 409
    return render(request, "articles/batch_addresses.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@importers_only
def folder(request: HttpRequest) -> HttpResponse:
    form = FolderForm(request.POST if request.method == "POST" else None)
    chosen = request.POST.getlist("path")
    problem = ""
    if form.is_bound and form.is_valid():
        try:
            batch = create_folder_batch(
                request.user,
                paths=chosen,
                name=form.cleaned_data["name"],
                **form.defaults(),
            )
            return redirect("articles:batch", pk=batch.pk)
        except FolderError as error:
            problem = str(error)
    context = {"form": form, "chosen": chosen, "problem": problem, "outlets": known_outlets()}
    context |= _listing(request.GET.get("in", ""), problem)
    return render(request, "articles/batch_folder.html", context, status=422 if form.is_bound else 200)


def _listing(path: str, problem: str) -> dict:
    """What the folder holds. A place that is not there is a 404; a folder that is broken as a whole is said."""
    if not folder_is_on():
        return {"folder_is_on": False}
    try:
        return {"folder_is_on": True, "listing": list_folder(path)}
    except FolderError as error:
        if path:
            raise Http404(str(error)) from None
        return {"folder_is_on": True, "listing": None, "problem": problem or str(error)}

"""/batches/feeds/: feeds that the worker looks at, for admins."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from articles.models import Feed
from articles.services import feeds
from articles.services.lists import known_outlets
from articles.services.web import FetchingIsOff, fetching_is_on
from articles.source_forms import FeedForm
from newsroom import worker
from newsroom.access import requires

importers_only = requires("import articles")


@require_safe
@importers_only
def index(request: HttpRequest) -> HttpResponse:
    listed = feeds.list_feeds()
    on = fetching_is_on()
    waits = on and any(feed.enabled for feed in listed) and not worker.worker_is_alive()
    return render(request, "articles/feeds.html", {"feeds": listed, "fetching_is_on": on, "no_worker": waits})


@require_http_methods(["GET", "HEAD", "POST"])
@importers_only
def add(request: HttpRequest) -> HttpResponse:
    return _edit(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@importers_only
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    return _edit(request, get_object_or_404(Feed.objects.select_related("outlet", "last_batch"), pk=pk))


def _edit(request: HttpRequest, feed: Feed | None) -> HttpResponse:
    form = FeedForm(request.POST if request.method == "POST" else None, instance=feed)
    if form.is_bound and form.is_valid():
        try:
            feeds.save_feed(request.user, feed=feed, **form.cleaned_data)
        except feeds.FeedRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Saved." if feed else "Added.")
            return redirect("articles:feeds")
    context = {"form": form, "feed": feed, "outlets": known_outlets(), "fetching_is_on": fetching_is_on()}
    return render(request, "articles/feed.html", context, status=422 if form.is_bound else 200)


@require_POST
@importers_only
def poll(request: HttpRequest, pk: int) -> HttpResponse:
    feed = get_object_or_404(Feed, pk=pk)
    try:
        feeds.poll_now(request.user, feed=feed)
    except FetchingIsOff as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"The worker looks at {feed} now." if feed.enabled else f"{feed} is paused.")
    return redirect("articles:feeds")


@require_POST
@importers_only
def enabled(request: HttpRequest, pk: int) -> HttpResponse:
    """Pause a feed, or go on with it."""
    feed = get_object_or_404(Feed, pk=pk)
    on = request.POST.get("enabled") == "on"
    feeds.set_enabled(request.user, feed=feed, enabled=on)
    messages.success(request, f"{feed} is looked at again." if on else f"{feed} is paused.")
    return redirect("articles:feeds")


@require_POST
@importers_only
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    feed = get_object_or_404(Feed, pk=pk)
    feeds.remove_feed(request.user, feed=feed)
    messages.success(request, f"{feed} is removed. What it brought stays.")
    return redirect("articles:feeds")

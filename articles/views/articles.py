"""/articles/: what has been imported, for everybody with a role."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from articles.models import Article
from articles.services.cutting import taken_place_of
from articles.services.lists import article_part, known_outlets, list_articles
from articles.services.story_lists import copies_of
from articles.views.params import number, words
from newsroom.access import requires

_SUFFIXES = {"application/x-ndjson": "json", "text/plain": "txt"}

readers_only = requires("see records")


@require_safe
@readers_only
def index(request: HttpRequest) -> HttpResponse:
    search, outlet, before = words(request, "q"), number(request, "outlet"), number(request, "before")
    context = {
        "page": list_articles(words=search, outlet=outlet, before=before),
        "outlets": known_outlets(),
        "words": search,
        "outlet": outlet,
        "before": before,
        "filtered": bool(search or outlet is not None),
    }
    return render(request, "articles/articles.html", context)


@require_safe
@readers_only
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One article as it is read, with what was left out folded where it stood."""
    articles = Article.objects.select_related("outlet", "original").defer("original__content", "revises__text")
    article = articles.filter(pk=pk).first()
    if article is None:
        return _moved(pk)
    context = {
        "article": article,
        "recut": article.recuts.select_related("actor").defer("words").order_by("-pk").first(),
        "part": article_part(article, number(request, "part") or 1),
        "newer": article.revisions.order_by("-pk").only("pk").first(),
        "copies": copies_of(article),
    }
    return render(request, "articles/article.html", context)


def _moved(pk: int) -> HttpResponse:
    """To the article that took the place of this one, if there is one."""
    new = taken_place_of(pk)
    if new is None:
        raise Http404
    return redirect("articles:article", pk=new)


@require_safe
@requires("import articles")
def original(request: HttpRequest, pk: int) -> HttpResponse:
    """The bytes as they came, only ever as a download: they may be anything."""
    article = get_object_or_404(Article.objects.select_related("original").only("pk", "original"), pk=pk)
    response = HttpResponse(bytes(article.original.content), content_type="application/octet-stream")
    suffix = _SUFFIXES.get(article.original.media_type, "bin")
    response["Content-Disposition"] = f'attachment; filename="article-{article.pk}.{suffix}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response

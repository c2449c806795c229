"""/articles/<pk>/blocks/ and /cut/: put words back into a text, or take some out. Each asks before it does."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from articles.models import Article, Block
from articles.services.cutting import CannotCut, put_block_back, take_paragraphs_out, why_not
from articles.services.lists import article_part
from articles.views.params import number, offsets
from newsroom.access import requires

cutters_only = requires("import articles")


@require_http_methods(["GET", "HEAD", "POST"])
@cutters_only
def put_back(request: HttpRequest, pk: int, block: int) -> HttpResponse:
    """Ask whether a block is to be put back into the text, or say why it cannot be."""
    wanted = Block.objects.select_related("article").defer("article__text").filter(article=pk, number=block).first()
    if wanted is None:
        raise Http404
    context = {"article": wanted.article, "left_out": wanted, "why_not": why_not(wanted.article)}
    if request.method == "POST":
        try:
            made = put_block_back(request.user, article_id=pk, number=block)
        except CannotCut as error:
            return render(request, "articles/put_back.html", context | {"why_not": str(error)}, status=409)
        messages.success(request, "The words are back in the text. The article is being pre-tagged again.")
        return redirect("articles:article", pk=made)
    return render(request, "articles/put_back.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@cutters_only
def take_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose paragraphs that are no part of the story."""
    article = get_object_or_404(Article.objects.select_related("outlet"), pk=pk)
    context = {
        "article": article,
        "part": article_part(article, number(request, "part") or 1),
        "why_not": why_not(article),
    }
    if request.method == "POST":
        chosen = offsets(request, "at")
        try:
            made = take_paragraphs_out(request.user, article_id=pk, starts=chosen)
        except CannotCut as error:
            status = 409 if context["why_not"] else 422
            return render(
                request, "articles/take_out.html", context | {"error": error, "chosen": chosen}, status=status
            )
        messages.success(request, "The words are left out now. The article is being pre-tagged again.")
        return redirect("articles:article", pk=made)
    return render(request, "articles/take_out.html", context)

"""/stories/ and /compare/: who prints the same text, and two articles side by side."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from articles.comparing import compare as compare_texts
from articles.duplicates import body_of
from articles.models import Article
from articles.services import judging
from articles.services.story_lists import find_story, list_stories, spread_of, story_page
from articles.views.params import number
from newsroom.access import requires

readers_only = requires("see records")


@require_safe
@readers_only
def index(request: HttpRequest) -> HttpResponse:
    before = number(request, "before")
    return render(request, "articles/stories.html", {"page": list_stories(before=before), "before": before})


@require_safe
@readers_only
def story(request: HttpRequest, pk: int) -> HttpResponse:
    """The articles of one story by date. A story that joined another one leads there."""
    found = find_story(pk)
    if found is None:
        raise Http404("There is no such story.")
    if found.pk != pk:
        return redirect("articles:story", pk=found.pk)
    after = number(request, "after")
    return render(request, "articles/story.html", {"shown": story_page(found, after=after), "after": after})


@require_safe
@readers_only
def choose(request: HttpRequest) -> HttpResponse:
    """Where the form of a story leads: the two articles that were chosen."""
    left, right = number(request, "left"), number(request, "right")
    if left is None or right is None or left == right:
        messages.warning(request, "Choose two different articles to compare.")
        back = number(request, "story")
        return redirect("articles:story", pk=back) if back is not None else redirect("articles:articles")
    return redirect("articles:compare", left=left, right=right)


@require_safe
@readers_only
def compare(request: HttpRequest, left: int, right: int) -> HttpResponse:
    """What the right article changed in the text of the left one."""
    old, new = _two(left, right)
    spread, other = spread_of(old.pk), spread_of(new.pk)
    context = {
        "left": old,
        "right": new,
        "pairing": judging.pairing_of(**_in_order(old, new)),
        "spread": spread if spread and other and spread.story == other.story else None,
        "comparison": compare_texts(*(body_of(one.text, one.body_start) for one in (old, new))),
    }
    return render(request, "articles/compare.html", context)


@require_POST
@requires("tell texts apart")
def tell_apart(request: HttpRequest, left: int, right: int) -> HttpResponse:
    """“Not the same text”."""
    if judging.tell_apart(actor=request.user, **_in_order(*_two(left, right))):
        messages.success(request, "These two are not put into one story any more.")
    return redirect("articles:compare", left=left, right=right)


@require_POST
@requires("tell texts apart")
def take_back(request: HttpRequest, left: int, right: int) -> HttpResponse:
    """Undo that."""
    if judging.take_back(actor=request.user, **_in_order(*_two(left, right))):
        messages.success(request, "Taken back: what the texts have in common counts again.")
    return redirect("articles:compare", left=left, right=right)


def _two(left: int, right: int) -> tuple[Article, Article]:
    found = Article.objects.select_related("outlet").in_bulk([left, right])
    if len(found) != 2:
        raise Http404("There are no two such articles.")
    return found[left], found[right]


def _in_order(one: Article, other: Article) -> dict[str, Article]:
    left, right = sorted((one, other), key=lambda article: article.pk)
    return {"left": left, "right": right}

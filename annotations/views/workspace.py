"""The workspace's page, and what it asks for while somebody works."""

from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_safe

from annotations import permissions
from annotations.errors import AnnotationError
from annotations.models import Kind, MentionGroup, Reading, Stance
from annotations.services import carrying, occurrences, workspace
from articles.services.versions import around
from newsroom.access import signed_in

# As the marks in the text show them (static/css/workspace.css): P and L, for both begin with the same letter.
KINDS = (
    (Kind.PERSON, "People", "P"),
    (Kind.PLACE, "Places", "L"),
    (Kind.GROUP, "Groups", "G"),
    (Kind.EVENT, "Events", "E"),
)


@require_safe
@signed_in
def reading(request: HttpRequest, pk: int) -> HttpResponse:
    """One reading: cast, text, quotes."""
    return render_page(request, visible_or_404(request, pk))


@require_GET
@signed_in
def more(request: HttpRequest, pk: int) -> HttpResponse:
    """More places for the last decision (``tag``), or the undecided mentions of a cast row (``group``), to tick off.

    204 where there is nothing more.
    """
    reading = visible_or_404(request, pk)
    try:
        permissions.check(request.user, "annotate", reading)
    except AnnotationError as error:
        return HttpResponse(error.message, status=error.status, content_type="text/plain; charset=utf-8")
    tag, group = _id(request, "tag"), _id(request, "group")
    if tag:
        offer = occurrences.offer(
            actor=request.user, reading=reading, tag_id=tag, whole=request.GET.get("whole") == "1"
        )
        context = offer and {"offer": offer, "tag": offer.tag, "places": offer.occurrences, "total": offer.total}
    else:
        row = MentionGroup.objects.filter(reading=reading, pk=group).first()
        if row is None:
            raise Http404("That row of the cast is not in this reading.")
        places = occurrences.undecided_mentions(reading=reading, group=row)
        context = {"row": row, "places": places, "total": len(places)}
    if not context or not context["places"]:
        return HttpResponse(status=204)
    return render(request, "annotations/_more.html", {**context, "reading": reading, "article": reading.article})


def _id(request: HttpRequest, name: str) -> int:
    """An id in the address, or 0, which nothing has."""
    given = request.GET.get(name, "")
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 19 else 0


def visible_or_404(request: HttpRequest, pk: int) -> Reading:
    try:
        return workspace.find(actor=request.user, reading_id=pk)
    except Reading.DoesNotExist:
        raise Http404("There is no such reading, or it is not yours to see.") from None


def render_page(
    request: HttpRequest, reading: Reading, *, status: int = 200, error: AnnotationError | None = None
) -> HttpResponse:
    """The whole page; with an error it says on top why the last act was refused."""
    part = request.GET.get("part", "")
    part = int(part) if part.isdecimal() and len(part) < 6 else 1
    page = workspace.open_page(actor=request.user, reading=reading, part=part)
    text = around(reading.article_id)
    context = {
        "page": page,
        "spread": text.spread,
        "reading": reading,
        "article": reading.article,
        "can_write": page.can_write,
        "progress": page.progress,
        "error": error,
        "cast": [(kind, label, letter, page.cast[kind]) for kind, label, letter in KINDS],
        "stances": Stance.choices,
        "notes": page.notes,
        "carry": carrying.hint(actor=request.user, reading=reading, among=text.versions) if page.can_write else None,
        "may_note": permissions.allows(request.user, "note", reading),
        "act": uuid4(),
        # Whatever was imported as an address: only a web address becomes a link.
        "original": reading.article.url if reading.article.url.startswith(("https://", "http://")) else "",
    }
    return render(request, "annotations/workspace.html", context, status=status)

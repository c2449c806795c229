"""The editors' list of contested words: what whoever words a claim is asked about."""

from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from annotations.errors import AnnotationError
from annotations.services import contested, contested_starters
from annotations.views.parts import envelope, words
from newsroom.access import requires


@require_safe
@requires("keep word lists")
def index(request: HttpRequest) -> HttpResponse:
    """The whole list, and room for another word."""
    return _page(request)


@require_POST
@requires("keep word lists")
def put(request: HttpRequest) -> HttpResponse:
    """Put a word on the list, or change its note."""
    word, note = words(request, "word"), words(request, "note")
    try:
        known = contested.put_word(actor=request.user, envelope=envelope(request), word=word, note=note)
    except AnnotationError as error:
        return _page(request, error=error, word=word, note=note)
    messages.success(request, f"On the list: {known.word}")
    return redirect("annotations:words")


@require_POST
@requires("keep word lists")
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a word off the list."""
    try:
        gone = contested.take_word(actor=request.user, envelope=envelope(request), word_id=pk)
    except AnnotationError as error:
        return _page(request, error=error)
    messages.success(request, f"Taken off the list: {gone}" if gone else "That word is not on the list any more.")
    return redirect("annotations:words")


@require_POST
@requires("keep word lists")
def start(request: HttpRequest) -> HttpResponse:
    """Put ticked words of those to begin with on the list."""
    ticked = request.POST.getlist("word")
    try:
        count = contested_starters.put_starters(actor=request.user, envelope=envelope(request), words=ticked)
    except AnnotationError as error:
        return _page(request, error=error)
    messages.success(request, f"Put on the list: {count} word{'s' if count != 1 else ''}")
    return redirect("annotations:words")


def _page(
    request: HttpRequest, *, error: AnnotationError | None = None, word: str = "", note: str = ""
) -> HttpResponse:
    listed = contested.listed()
    for one in listed:
        one.act = uuid4()
    context = {
        "listed": listed,
        "error": error,
        "word": word,
        "note": note,
        "act": uuid4(),
        "starters": contested_starters.left_to_start_with(listed),
        "start_act": uuid4(),
        "longest": contested.LONGEST,
        "longest_note": contested.LONGEST_NOTE,
    }
    return render(request, "annotations/words.html", context, status=error.status if error else 200)

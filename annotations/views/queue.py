"""The desk: take the next article, go on, hand in, skip."""

from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from annotations import permissions
from annotations.errors import AnnotationError
from annotations.models import Reading
from annotations.services import desk as desks
from annotations.services import note_lists, queue, review
from annotations.views.parts import cursor, envelope, visible, words, written
from newsroom.access import requires, signed_in


@require_safe
@requires("take articles")
def desk(request: HttpRequest) -> HttpResponse:
    """What came back, what was left off, what waits."""
    before = cursor(request, "before")
    handed_in, older = desks.handed_in(request.user, before=before)
    context = {"handed_in": handed_in, "older": written(older), "paging": before is not None}
    if before is None:
        context |= {"desk": desks.desk(request.user), "pretagging": desks.pretagging()}
        context["inbox"] = note_lists.inbox(request.user)
    return render(request, "annotations/desk.html", context)


@require_POST
@requires("take articles")
def take(request: HttpRequest) -> HttpResponse:
    """Go on with what came first on the desk, else take the next article."""
    reading = queue.take_next(request.user)
    if reading is None:
        messages.info(request, "Nothing to take just now: no article waits, or others are reading what is left.")
        return redirect("annotations:desk")
    return redirect("annotations:reading", pk=reading.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand a reading in, or finish a draft record; with undecided suggestions only after a second, explicit yes."""
    reading = visible(request, pk, role__in=[Reading.Role.HUMAN, Reading.Role.RECORD])
    record = reading.role == Reading.Role.RECORD
    if request.method != "POST":
        return _submit_page(
            request, reading, error=_refusal(request, "approve record" if record else "submit", reading)
        )
    confirmed = request.POST.get("confirmed") == "1"
    try:
        if record:
            if not confirmed and (left := queue.undecided(reading)) and reading.state == Reading.State.OPEN:
                raise queue.Undecided(left)
            review.approve_record(actor=request.user, record_id=pk, envelope=envelope(request))
        else:
            queue.submit(actor=request.user, reading_id=pk, envelope=envelope(request), confirmed=confirmed)
    except queue.Undecided as error:
        return _submit_page(request, reading, undecided=error)
    except AnnotationError as error:
        return _submit_page(request, reading, error=error)
    messages.success(request, f"{'Approved' if record else 'Submitted'}: {reading.article.headline}")
    return _go(request, "annotations:review" if record else "annotations:desk")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def skip(request: HttpRequest, pk: int) -> HttpResponse:
    """Put an article aside; the reason is for whoever gets it next."""
    reading = visible(request, pk, role=Reading.Role.HUMAN)
    reason = words(request, "reason")
    error = _refusal(request, "skip", reading)
    if request.method == "POST":
        try:
            queue.skip(actor=request.user, reading_id=pk, envelope=envelope(request), reason=reason)
        except AnnotationError as refused:
            error = refused
        else:
            messages.success(request, f"Skipped: {reading.article.headline}")
            return _go(request, "annotations:desk")
    context = {"reading": reading, "reason": reason, "error": error, "act": uuid4()}
    template = "annotations/_skip_form.html" if request.htmx else "annotations/skip.html"
    return render(request, template, context, status=error.status if error else 200)


@require_POST
@signed_in
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """Give an article back at once, so that somebody else can take it before the lease runs out."""
    reading = visible(request, pk, role=Reading.Role.HUMAN)
    try:
        queue.release(actor=request.user, reading_id=pk, envelope=envelope(request))
    except AnnotationError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, f"Given back: {reading.article.headline}")
    return redirect("annotations:desk")


def _refusal(request: HttpRequest, action: str, reading: Reading) -> AnnotationError | None:
    """Why the form would lead nowhere, before somebody fills it in."""
    try:
        permissions.check(request.user, action, reading)
    except AnnotationError as error:
        return error
    return None


def _submit_page(
    request: HttpRequest,
    reading: Reading,
    *,
    undecided: queue.Undecided | None = None,
    error: AnnotationError | None = None,
) -> HttpResponse:
    """What handing in would mean, and the button that does it."""
    count = undecided.count if undecided else queue.undecided(reading)
    context = {"reading": reading, "count": count, "error": error, "act": uuid4()}
    status = error.status if error else 422 if undecided else 200
    template = "annotations/_submit_form.html" if request.htmx else "annotations/submit.html"
    return render(request, template, context, status=status)


def _go(request: HttpRequest, url_name: str) -> HttpResponse:
    """On to another page, also when the form was sent by HTMX."""
    response = redirect(url_name)
    if request.htmx:
        response = HttpResponse(headers={"HX-Redirect": response.url})
    return response

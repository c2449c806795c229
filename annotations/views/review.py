"""The editor's pages: what waits, one reading with its changes, the records, and a reading's history."""

from collections.abc import Callable
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from annotations import permissions
from annotations.errors import AnnotationError
from annotations.models import Reading
from annotations.services import event_review, note_lists
from annotations.services import history as histories
from annotations.services import review as reviewing
from annotations.services import review_sheet as sheets
from annotations.views.parts import cursor, envelope, visible, words, written
from newsroom.access import requires, signed_in

editors_only = requires("review readings")


@require_safe
@editors_only
def queue(request: HttpRequest) -> HttpResponse:
    """Submitted readings: resubmitted first, then oldest."""
    after = cursor(request, "after")
    resubmitted = request.GET.get("resubmitted") == "1"
    drafts, more_drafts = sheets.drafts(request.user) if after is None else ([], False)
    page, following = sheets.queue_page(request.user, after=after and (resubmitted, *after))
    note_lists.count_open(page)
    context = {
        "readings": page,
        "following": following and written(following[1:]),
        "following_resubmitted": bool(following and following[0]),
        "paging": after is not None,
        "drafts": drafts,
        "inbox": note_lists.inbox(request.user) if after is None else None,
        "more_drafts": more_drafts,
    }
    return render(request, "annotations/review.html", context)


@require_safe
@editors_only
def reading(request: HttpRequest, pk: int) -> HttpResponse:
    """One submitted reading with what differs from the machine's."""
    return reading_page(request, visible(request, pk, role=Reading.Role.HUMAN))


@require_POST
@editors_only
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the record from the reading as it stands."""
    return _do(
        request,
        pk,
        "Approved",
        lambda: reviewing.approve(actor=request.user, reading_id=pk, envelope=envelope(request)),
    )


@require_POST
@editors_only
def return_(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a reading back with reasons."""
    reasons = words(request, "reasons")
    return _do(
        request,
        pk,
        "Returned",
        lambda: reviewing.return_reading(
            actor=request.user, reading_id=pk, envelope=envelope(request), reasons=reasons
        ),
        reasons=reasons,
    )


@require_POST
@editors_only
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin a draft record, or go on with the one that is begun, in the workspace."""
    reading = visible(request, pk, role=Reading.Role.HUMAN)
    try:
        draft = reviewing.start_correction(actor=request.user, reading_id=pk, envelope=envelope(request))
    except AnnotationError as error:
        return reading_page(request, reading, error=error)
    return redirect("annotations:reading", pk=draft.pk)


@require_safe
@requires("see records")
def records(request: HttpRequest) -> HttpResponse:
    """Approved records, newest first."""
    before = cursor(request, "before")
    page, older = sheets.records_page(request.user, before=before)
    return render(
        request,
        "annotations/records.html",
        {"records": page, "older": written(older), "paging": before is not None, "act": uuid4()},
    )


@require_safe
@signed_in
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """One record: how it came about, and the way to reopen it."""
    return _record_page(request, visible(request, pk, role=Reading.Role.RECORD))


@require_POST
@editors_only
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Open an approved record again, with a reason, and go on in the workspace."""
    reading = visible(request, pk, role=Reading.Role.RECORD)
    reason = words(request, "reason")
    try:
        reviewing.reopen(actor=request.user, record_id=pk, envelope=envelope(request), reason=reason)
    except AnnotationError as error:
        return _record_page(request, reading, error=error, reason=reason)
    messages.success(request, "Reopened. It counts again once it is approved again.")
    return redirect("annotations:reading", pk=pk)


@require_POST
@editors_only
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Drop a draft that was never approved."""
    reading = visible(request, pk, role=Reading.Role.RECORD)
    try:
        reviewing.discard_draft(actor=request.user, record_id=pk, envelope=envelope(request))
    except AnnotationError as error:
        return _record_page(request, reading, error=error)
    messages.success(request, f"Draft discarded: {reading.article.headline}. The reading waits for review again.")
    return redirect("annotations:review")


def _do(request: HttpRequest, pk: int, done: str, act: Callable[[], object], *, reasons: str = "") -> HttpResponse:
    """One decision on a submitted reading: back to the queue, or the page again with why not."""
    reading = visible(request, pk, role=Reading.Role.HUMAN)
    try:
        act()
    except AnnotationError as error:
        return reading_page(request, reading, error=error, reasons=reasons)
    messages.success(request, f"{done}: {reading.article.headline}")
    return redirect("annotations:review")


def reading_page(
    request: HttpRequest, reading: Reading, *, error: AnnotationError | None = None, reasons: str = "", note: str = ""
) -> HttpResponse:
    """A submitted reading's page; after a refusal with why, and with what was written."""
    show = request.GET.get("show", "all")
    start = request.GET.get("from", "0")
    if show not in sheets.SHOWN or not start.isascii() or not start.isdecimal() or len(start) > 9:
        raise Http404("There is no such view of a reading.")
    draft = reviewing.draft_of(reading.pk)
    context = {
        "reading": reading,
        "article": reading.article,
        "sheet": sheets.sheet(reading, show=show, start=int(start)),
        "events": event_review.reviewed(reading),
        "shown": [(name, label) for name, (label, _) in sheets.SHOWN.items()],
        "show": show,
        "start": int(start),
        "may_review": permissions.allows(request.user, "review", reading),
        "own": reading.reader_id == request.user.pk,
        "draft": draft,
        "turns": histories.turning_points([reading.pk, draft.pk] if draft else [reading.pk]),
        "notes": note_lists.of_reading(request.user, reading),
        "may_note": permissions.allows(request.user, "note", reading),
        "note_text": note,
        "error": error,
        "reasons": reasons,
        "act": uuid4(),
    }
    return render(request, "annotations/review_reading.html", context, status=error.status if error else 200)


def _record_page(
    request: HttpRequest, reading: Reading, *, error: AnnotationError | None = None, reason: str = ""
) -> HttpResponse:
    parents = sheets.parents(request.user, reading)
    turns = histories.turning_points([reading.pk, *(parent.pk for parent in parents)])
    context = {
        "reading": reading,
        "article": reading.article,
        "parents": parents,
        "turns": turns,
        "was_approved": any(turn.verb == "reopen" for turn in turns),
        "may_reopen": permissions.allows(request.user, "reopen", reading),
        "may_edit": permissions.allows(request.user, "annotate", reading),
        "error": error,
        "reason": reason,
        "act": uuid4(),
    }
    return render(request, "annotations/record.html", context, status=error.status if error else 200)

"""Notes: write one on a reading, resolve it, reopen it, and the lists of them."""

import json
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_POST, require_safe

from annotations.errors import AnnotationError, BadWrite
from annotations.forms import MAX_ID
from annotations.models import Note, Reading
from annotations.services import note_lists, notes
from annotations.views import review
from annotations.views.parts import visible
from annotations.views.workspace import render_page, visible_or_404
from newsroom.access import is_htmx, requires, signed_in

MAX_SAID = 500  # characters in the answer's header, which servers in between keep small
GONE = "There is no such note, or it is not yours to see."


class NoteForm(forms.Form):
    """``act`` is the note's id, made by the browser as an act's is."""

    act = forms.UUIDField()
    text = forms.CharField(error_messages={"required": "Write the note first."})
    tag = forms.IntegerField(min_value=1, max_value=MAX_ID, required=False)
    quote = forms.IntegerField(min_value=1, max_value=MAX_ID, required=False)


@require_POST
@signed_in
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a note on a tag, a quote or the article of a reading. A refusal gives the words back."""
    try:
        written = _add(request, pk)
    except Reading.DoesNotExist:
        raise Http404("There is no such reading, or it is not yours to see.") from None
    except AnnotationError as error:
        return _refused(request, visible_or_404(request, pk), error)
    said = _said(written)
    if not is_htmx(request):
        messages.success(request, said)
        return _back(request, written.note)
    return _changed(request, written.note, written.note.reading, "note", said, fresh=True)


@require_POST
@signed_in
def resolve(request: HttpRequest, note_id: UUID) -> HttpResponse:
    """Say that a note is dealt with."""
    return _settle(request, note_id, notes.resolve, "Note resolved")


@require_POST
@signed_in
def reopen(request: HttpRequest, note_id: UUID) -> HttpResponse:
    """Say that it is not dealt with after all."""
    return _settle(request, note_id, notes.reopen, "Note opened again")


@require_safe
@requires("see records")
def index(request: HttpRequest) -> HttpResponse:
    """Notes that call this person, their own, all they may see, or all on one reading."""
    show = request.GET.get("show", "called")
    given = request.GET.get("reading", "")
    if show not in note_lists.LISTS or (given and not _is_id(given)):
        raise Http404("There is no such list of notes.")
    reading = visible(request, int(given)) if given else None
    before = _cursor(request)
    found, older = note_lists.page(request.user, show=show, reading=reading, before=before)
    context = {
        "notes": found,
        "older": older and f"{older[0].isoformat()}_{older[1]}",
        "paging": before is not None,
        "show": show,
        "shown": [(name, label) for name, (label, _) in note_lists.LISTS.items()],
        "reading": reading,
    }
    return render(request, "annotations/notes.html", context)


@require_safe
@requires("see records")
def people(request: HttpRequest) -> HttpResponse:
    """Whom a note can call: usernames and names."""
    return JsonResponse({"people": [[user.username, str(user)] for user in notes.colleagues()]})


def _add(request: HttpRequest, pk: int) -> notes.Written:
    form = NoteForm(request.POST)
    if not form.is_valid():
        problems = (f"{'' if name == 'text' else f'{name}: '}{' '.join(found)}" for name, found in form.errors.items())
        raise BadWrite(f"The note was not saved. {' '.join(problems)}")
    sent = form.cleaned_data
    return notes.add(
        actor=request.user, reading_id=pk, note_id=sent["act"], text=sent["text"], tag_id=sent["tag"],
        quote_id=sent["quote"],
    )  # fmt: skip


def _settle(request: HttpRequest, note_id: UUID, service: Callable[..., Note], said: str) -> HttpResponse:
    # A record lists the notes of what it was made from too, so the page may be another reading's than the note.
    given = request.POST.get("reading", "")
    page = visible(request, int(given)) if _is_id(given) else None
    try:
        note = service(actor=request.user, note_id=note_id)
    except Note.DoesNotExist:
        raise Http404(GONE) from None
    except AnnotationError as error:
        return _refused(request, notes.seen(request.user, note_id).reading, error)
    if not is_htmx(request):
        messages.success(request, said)
        return _back(request, note)
    return _changed(request, note, page or note.reading, service.__name__, said)


def _said(written: notes.Written) -> str:
    """That it is saved, and who will not read it."""
    names = ", ".join(f"@{name}" for name in written.unknown)
    record = written.note.reading.role == Reading.Role.RECORD
    parts = [
        "Note saved.",
        names and f"There is nobody called {names}.",
        written.later
        and f"{_and(written.later)} will see it once the {'record is approved' if record else 'reading is submitted'}.",
        written.never and f"{_and(written.never)} cannot see this reading, so not the note either.",
    ]
    return " ".join(filter(None, parts))


def _and(people: list) -> str:
    *most, last = map(str, people)
    return f"{', '.join(most)} and {last}" if most else last


def _changed(
    request: HttpRequest, note: Note, reading: Reading, verb: str, said: str, *, fresh: bool = False
) -> HttpResponse:
    """The note as it stands now and how many are open, out of band, and an event that says what was done."""
    context = {
        "note": note_lists.ready(request.user, note, reading),
        "open": note_lists.open_in(request.user, reading),
        "fresh": fresh,
        "oob": True,
    }
    response = render(request, "annotations/_note_answer.html", context)
    response["HX-Trigger"] = json.dumps({"acted": {"act": str(note.pk), "verb": verb, "message": said[:MAX_SAID]}})
    return response


def _is_id(given: str) -> bool:
    return given.isascii() and given.isdecimal() and len(given) < 20


def _refused(request: HttpRequest, reading: Reading, error: AnnotationError) -> HttpResponse:
    if is_htmx(request):
        return render(request, "annotations/_notice.html", {"error": error, "oob": True}, status=error.status)
    if request.POST.get("back") == "review" and request.user.is_editor and reading.role == Reading.Role.HUMAN:
        words = request.POST.get("text", "").replace("\x00", "")
        return review.reading_page(request, visible(request, reading.pk), error=error, note=words)
    return render_page(request, visible_or_404(request, reading.pk), status=error.status, error=error)


def _back(request: HttpRequest, note: Note) -> HttpResponse:
    """To the page that the form was on."""
    place = request.POST.get("back", "")
    if place == "review" and request.user.is_editor and note.reading.role == Reading.Role.HUMAN:
        return redirect(f"{reverse('annotations:review_reading', args=[note.reading_id])}#notes")
    if place == "queue" and request.user.is_editor:
        return redirect("annotations:review")
    if place == "desk":
        return redirect("annotations:desk")
    if place == "notes":
        return redirect("annotations:note_list")
    return redirect("annotations:reading", pk=note.reading_id)


def _cursor(request: HttpRequest) -> note_lists.Cursor | None:
    given = request.GET.get("before")
    if not given:
        return None
    moment, _, pk = given.rpartition("_")
    try:
        at: datetime | None = parse_datetime(moment)
        if at is None or at.tzinfo is None:
            raise ValueError(moment)
        return at, UUID(pk)
    except ValueError:
        raise Http404("There is no such page of this list.") from None

"""One act on a reading: parse, call the service, answer with the fragments that changed."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from annotations import forms
from annotations.errors import AnnotationError, BadWrite, Stale
from annotations.models import Quote, Reading, Stance, State
from annotations.services import (
    claiming,
    entities,
    occurrences,
    protecting,
    quote_pieces,
    quoting,
    tagging,
    undo,
    workspace,
)
from annotations.services.envelope import Envelope, Outcome
from annotations.views.event_verbs import EVENT_VERBS
from annotations.views.said import said
from annotations.views.workspace import render_page, visible_or_404
from newsroom.access import is_htmx, signed_in

MAX_IDS = 50  # in the answer's header, which servers in between keep small


@dataclass(frozen=True)
class Verb:
    """One thing a person may do: the form that reads it, the service that does it, and what is always the same."""

    form: type[forms.Act]
    service: Callable[..., Outcome]
    fixed: Mapping[str, Any] = field(default_factory=dict)


VERBS: dict[str, Verb] = {
    "confirm": Verb(forms.OneTag, tagging.confirm),
    "reject": Verb(forms.OneTag, tagging.reject),
    "undecide": Verb(forms.OneTag, tagging.undecide),
    "confirm_group": Verb(forms.OneGroup, tagging.decide_group, {"to": State.CONFIRMED}),
    "reject_group": Verb(forms.OneGroup, tagging.decide_group, {"to": State.REJECTED}),
    "kind": Verb(forms.TagKind, tagging.change_kind),
    "regroup": Verb(forms.TagRow, tagging.regroup),
    "edge": Verb(forms.Edge, tagging.move_edge),
    "span": Verb(forms.TagSpan, tagging.set_span),
    "add": Verb(forms.KindOfPassage, tagging.add),
    "every": Verb(forms.Every, occurrences.decide_every),
    "quote_confirm": Verb(forms.OneQuote, quoting.decide_quote, {"to": State.CONFIRMED}),
    "quote_reject": Verb(forms.OneQuote, quoting.decide_quote, {"to": State.REJECTED}),
    "quote_undecide": Verb(forms.OneQuote, quoting.decide_quote, {"to": State.SUGGESTED}),
    "speaker": Verb(forms.Speaker, quoting.set_speaker),
    "speaker_words": Verb(forms.SpeakerWords, quoting.set_speaker_words),
    "mode": Verb(forms.QuoteMode, quoting.set_mode),
    "quote": Verb(forms.Passage, quoting.make_quote),
    "own_voice": Verb(forms.Passage, quoting.make_quote, {"mode": Quote.Mode.OWN_VOICE}),
    "quote_add": Verb(forms.QuoteWords, quote_pieces.add_words),
    "quote_cut": Verb(forms.QuoteWords, quote_pieces.cut_words),
    "quote_only": Verb(forms.QuoteWords, quote_pieces.only_words),
    "quote_edge": Verb(forms.QuoteEdge, quote_pieces.move_piece_edge),
    "quote_split": Verb(forms.QuoteWords, quote_pieces.split_quote),
    "quote_join": Verb(forms.TwoQuotes, quote_pieces.join_quotes),
    "cue": Verb(forms.Cue, quote_pieces.set_cue),
    "nothing": Verb(forms.Nothing, quoting.mark_nothing_checkable),
    "claim_new": Verb(forms.NewClaim, claiming.attach_new_claim),
    "claim": Verb(forms.KnownClaim, claiming.attach_claim),
    "use": Verb(forms.UseStance, claiming.change_use),
    "claim_remove": Verb(forms.Use, claiming.detach_claim),
    "entity": Verb(forms.EntityLink, entities.link),
    "protect": Verb(forms.Protection, protecting.protect),
    "clear_protection": Verb(forms.Protection, protecting.clear),
    **{name: Verb(*verb) for name, verb in EVENT_VERBS.items()},
    "undo": Verb(forms.Act, undo.undo),
    "redo": Verb(forms.Act, undo.redo),
}


@require_POST
@signed_in
def act(request: HttpRequest, pk: int) -> HttpResponse:
    """Do one thing to a reading. A refusal says why and changes nothing."""
    name = request.POST.get("verb", "")
    try:
        outcome = _do(request, pk, name)
    except Reading.DoesNotExist:
        raise Http404("There is no such reading, or it is not yours to see.") from None
    except AnnotationError as error:
        return refused(request, visible_or_404(request, pk), error)
    return done(request, name, outcome)


def _do(request: HttpRequest, pk: int, name: str) -> Outcome:
    verb = VERBS.get(name)
    if verb is None:
        raise BadWrite("The server does not know this act. Reload the page.")
    form = verb.form(request.POST)
    if not form.is_valid():
        raise BadWrite(_problems(form))
    envelope = Envelope(act_id=form.cleaned_data["act"], seen=form.cleaned_data["seen"])
    return verb.service(actor=request.user, reading_id=pk, envelope=envelope, **form.arguments(), **verb.fixed)


def _problems(form: forms.Act) -> str:
    problems = [f"{name}: {' '.join(found)}" for name, found in form.errors.items()]
    return f"That could not be read, so nothing was written. {' '.join(problems)}"


def done(request: HttpRequest, name: str, outcome: Outcome) -> HttpResponse:
    """The parts of the page that changed, out of band, and an event that says what was done."""
    changes = workspace.changes(outcome)
    message = said(name, outcome, changes)
    if not is_htmx(request):
        messages.success(request, message)
        return redirect("annotations:reading", pk=outcome.reading.pk)
    response = _fragments(request, changes)
    acted = {
        "act": str(outcome.act.pk),
        "verb": name,
        "tags": sorted(outcome.ids("tag"))[:MAX_IDS],
        "quotes": sorted(outcome.ids("quote"))[:MAX_IDS],
        "undecided": changes.progress.undecided,
        "message": message,
    }
    response["HX-Trigger"] = json.dumps({"acted": acted})
    return response


def refused(request: HttpRequest, reading: Reading, error: AnnotationError) -> HttpResponse:
    """Why not; to a stale write also how the things it was about stand now."""
    if not is_htmx(request):
        return render_page(request, reading, status=error.status, error=error)
    conflicts = error.conflicts if isinstance(error, Stale) else []
    changes = workspace.as_it_stands(reading=reading, conflicts=conflicts) if conflicts else None
    return _fragments(request, changes, error=error, status=error.status)


def _fragments(
    request: HttpRequest,
    changes: workspace.Changes | None,
    *,
    error: AnnotationError | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "changes": changes,
        "progress": changes.progress if changes else None,
        "can_write": True,
        "error": error,
        "oob": True,
        "stances": Stance.choices,
    }
    return render(request, "annotations/_changes.html", context, status=status)

"""An analysis as plain values for JSON: what ``manage.py analyse --json`` prints."""

from __future__ import annotations

from typing import Any

from annotations.pipeline.analysis import Analysis, EventProposal, QuoteProposal, TagProposal


def as_json(analysis: Analysis, text: str) -> dict[str, Any]:
    """Offsets are code points of the text, half-open; a `group` is an index into `groups`."""
    return {
        "text": text,
        "tags": [{**_words(text, tag.start, tag.end), **_about(tag)} for tag in analysis.tags],
        "groups": [{"kind": group.kind, "name": group.name, "demonym": group.demonym} for group in analysis.groups],
        "quotes": [_quote(analysis, quote, text) for quote in analysis.quotes],
        "events": [_event(analysis, event, text) for event in analysis.events],
    }


def _words(text: str, start: int, end: int) -> dict[str, Any]:
    return {"start": start, "end": end, "text": text[start:end]}


def _stretch(text: str, span: tuple[int, int] | None) -> dict[str, Any] | None:
    return span and _words(text, *span)


def _about(tag: TagProposal) -> dict[str, Any]:
    about = {"kind": tag.kind, "form": tag.form, "label": tag.label}
    return {**about, "score": _score(tag.score), "group": tag.group}


def _score(score: float | None) -> float | None:
    return None if score is None else round(score, 3)


def _quote(analysis: Analysis, quote: QuoteProposal, text: str) -> dict[str, Any]:
    speaker = None if quote.speaker is None else analysis.tags[quote.speaker]
    return {
        **_words(text, quote.start, quote.end),
        "pieces": [list(piece) for piece in quote.pieces],
        "cue": quote.cue and text[quote.cue[0] : quote.cue[1]],
        "mode": quote.mode,
        "speaker": speaker and {**_words(text, speaker.start, speaker.end), "name": analysis.speaker_name(quote)},
        "score": _score(quote.score),
    }


def _event(analysis: Analysis, event: EventProposal, text: str) -> dict[str, Any]:
    """An event is a group of mentions; whom, where and when point at tags and words of the text."""
    return {
        "group": event.group,
        "name": analysis.groups[event.group].name,
        "type": event.type,
        "status": event.status,
        "mentions": [_words(text, tag.start, tag.end) for tag in analysis.tags if tag.group == event.group],
        "participants": [{"role": role, **_tag(analysis, index, text)} for index, role in event.participants],
        "place": None if event.place is None else _tag(analysis, event.place, text),
        "when": _stretch(text, event.when),
        "date": event.date or None,
        "precision": event.precision or None,
        "dead": event.dead,
        "injured": event.injured,
    }


def _tag(analysis: Analysis, index: int, text: str) -> dict[str, Any]:
    """A tag that something points at, with the group it belongs to."""
    tag = analysis.tags[index]
    name = None if tag.group is None else analysis.groups[tag.group].name
    return {**_words(text, tag.start, tag.end), "group": tag.group, "name": name}

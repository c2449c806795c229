"""What a pipeline proposes, held against the text before anything is stored; pure.

A pipeline is somebody else's code: what does not fit the text or our words is left out and counted, never stored.
"""

import math
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date

from annotations.pipeline.analysis import (
    EVENT_TYPES,
    FORMS,
    KINDS,
    PRECISIONS,
    ROLES,
    STATUSES,
    Analysis,
    EventProposal,
    GroupProposal,
    QuoteProposal,
    TagProposal,
)
from articles.text import Span, is_boundary, snap_to_graphemes

MACHINE_MODES = frozenset({"direct", "mixed", "indirect"})
LABEL_LENGTH = 40
NAME_LENGTH = 500
MOST_PEOPLE = 2**31


@dataclass(frozen=True, slots=True)
class Checked:
    """The part of an analysis that can be stored, and a sentence on what was left out (empty when nothing was)."""

    analysis: Analysis
    note: str


def checked(analysis: Analysis, text: str) -> Checked:
    """Keep what fits the text; a link to something left out is cut, the rest of the proposal stays."""
    dropped: Counter[str] = Counter()
    kind_of_group = [_group_kind(group) for group in analysis.groups]
    tags, new_tag = _tags(analysis.tags, kind_of_group, text, dropped)
    quotes = _quotes(analysis.quotes, new_tag, text, dropped)

    used = sorted({tag.group for tag in tags if tag.group is not None})
    new_group = {old: new for new, old in enumerate(used)}
    groups = tuple(replace(analysis.groups[old], name=_plain(analysis.groups[old].name, NAME_LENGTH)) for old in used)
    tags = tuple(tag if tag.group is None else replace(tag, group=new_group[tag.group]) for tag in tags)
    clean = replace(
        analysis,
        tags=tags,
        groups=groups,
        events=_events(analysis.events, groups, new_group, tags, new_tag, text, dropped),
        quotes=quotes,
    )
    return Checked(clean, _note(dropped))


def _group_kind(group: GroupProposal) -> str | None:
    usable = group.kind in KINDS and isinstance(group.name, str) and _plain(group.name, NAME_LENGTH)
    return group.kind if usable else None


def _tags(
    proposals: tuple[TagProposal, ...], kind_of_group: list[str | None], text: str, dropped: Counter[str]
) -> tuple[list[TagProposal], dict[int, int]]:
    """The usable tags, and where each of them was in the proposals."""
    kept: list[TagProposal] = []
    new_index: dict[int, int] = {}
    place_of: dict[tuple[str, int, int], int] = {}
    for index, tag in enumerate(proposals):
        span = _fit(tag.start, tag.end, text)
        if span is None:
            dropped["tags outside the text"] += 1
        elif tag.kind not in KINDS or tag.form not in FORMS:
            dropped["tags of an unknown kind or form"] += 1
        elif (tag.kind, span.start, span.end) in place_of:
            # The same tag twice: whoever points at the second means the first.
            new_index[index] = place_of[tag.kind, span.start, span.end]
            dropped["tags proposed twice"] += 1
        else:
            new_index[index] = place_of[tag.kind, span.start, span.end] = len(kept)
            kept.append(
                replace(
                    tag,
                    start=span.start,
                    end=span.end,
                    label=_plain(str(tag.label or ""), LABEL_LENGTH),
                    score=_share(tag.score),
                    group=tag.group if _is_group_of(tag.group, tag.kind, kind_of_group) else None,
                )
            )
    return kept, new_index


def _is_group_of(group: int | None, kind: str, kind_of_group: list[str | None]) -> bool:
    return isinstance(group, int) and 0 <= group < len(kind_of_group) and kind_of_group[group] == kind


def _events(
    proposals: tuple[EventProposal, ...],
    groups: tuple[GroupProposal, ...],
    new_group: dict[int, int],
    tags: list[TagProposal],
    new_tag: dict[int, int],
    text: str,
    dropped: Counter[str],
) -> tuple[EventProposal, ...]:
    """One event for every group of kind event: the group is the event, whether or not its type is known."""
    events: dict[int, EventProposal] = {}
    for event in proposals:
        group = new_group.get(event.group)
        if group is None or groups[group].kind != "event" or group in events:
            dropped["events without a group of their own"] += 1
        else:
            events[group] = _event(replace(event, group=group), tags, new_tag, text)
    return tuple(
        events.get(number, EventProposal(group=number, type=""))
        for number, group in enumerate(groups)
        if group.kind == "event"
    )


def _event(event: EventProposal, tags: list[TagProposal], new_tag: dict[int, int], text: str) -> EventProposal:
    """The slots that can be filled: by tags that were kept and are in a group, and by days that there are."""

    def in_cast(index: int | None) -> int | None:
        kept = None if index is None else new_tag.get(index)
        return None if kept is None or tags[kept].group is None or tags[kept].kind == "event" else kept

    def words(span: tuple[int, int] | None) -> tuple[int, int] | None:
        fits = span and _fit(*span, text)
        return (fits.start, fits.end) if fits else None

    known = event.precision in PRECISIONS and _is_day(event.date)
    return replace(
        event,
        type=event.type if event.type in EVENT_TYPES else "",
        status=event.status if event.status in STATUSES else "happened",
        participants=tuple(
            dict.fromkeys(
                (kept, role)
                for index, role in event.participants
                if role in ROLES and (kept := in_cast(index)) is not None
            )
        ),
        place=in_cast(event.place),
        when=words(event.when),
        date=event.date if known else "",
        precision=event.precision if known else "",
        dead=_count(event.dead),
        dead_at=words(event.dead_at),
        injured=_count(event.injured),
        injured_at=words(event.injured_at),
    )


def _count(number: int | None) -> int | None:
    return number if isinstance(number, int) and 0 <= number < MOST_PEOPLE else None


def _is_day(words: str) -> bool:
    try:
        return bool(date.fromisoformat(words))
    except (TypeError, ValueError):
        return False


def _quotes(
    proposals: tuple[QuoteProposal, ...], new_tag: dict[int, int], text: str, dropped: Counter[str]
) -> tuple[QuoteProposal, ...]:
    kept: list[QuoteProposal] = []
    seen: set[tuple[tuple[int, int], ...]] = set()
    for quote in proposals:
        pieces = _pieces(quote.pieces, text)
        if pieces is None:
            dropped["quotes outside the text"] += 1
        elif quote.mode not in MACHINE_MODES:
            dropped["quotes of an unknown mode"] += 1
        elif pieces in seen:
            dropped["quotes proposed twice"] += 1
        else:
            seen.add(pieces)
            cue = quote.cue and _fit(*quote.cue, text)
            kept.append(
                replace(
                    quote,
                    pieces=pieces,
                    cue=(cue.start, cue.end) if cue else None,
                    speaker=None if quote.speaker is None else new_tag.get(quote.speaker),
                    score=_share(quote.score),
                )
            )
    return tuple(kept)


def _pieces(pieces: tuple[tuple[int, int], ...], text: str) -> tuple[tuple[int, int], ...] | None:
    """The pieces in order, touching ones joined as PostgreSQL would; None when any of them does not fit."""
    spans = [_fit(start, end, text) for start, end in pieces]
    if not spans or None in spans:
        return None
    joined: list[tuple[int, int]] = []
    for span in sorted(spans):
        if joined and span.start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(span.end, joined[-1][1]))
        else:
            joined.append((span.start, span.end))
    return tuple(joined)


def _fit(start: int, end: int, text: str) -> Span | None:
    """The span when it is inside the text and not blank, grown to whole grapheme clusters."""
    if not (isinstance(start, int) and isinstance(end, int) and 0 <= start < end <= len(text)):
        return None
    span = Span(start, end)
    if not (is_boundary(text, start) and is_boundary(text, end)):
        span = snap_to_graphemes(text, span)
    return None if span.of(text).isspace() else span


def _share(score: float | None) -> float | None:
    usable = isinstance(score, int | float) and math.isfinite(score) and 0 <= score <= 1
    return float(score) if usable else None


def _plain(words: str, length: int) -> str:
    """One line that PostgreSQL can hold."""
    return " ".join(words.replace("\x00", "").encode("utf-8", "replace").decode("utf-8").split())[:length]


def _note(dropped: Counter[str]) -> str:
    if not dropped:
        return ""
    return "Left out: " + ", ".join(f"{count} {what}" for what, count in sorted(dropped.items())) + "."

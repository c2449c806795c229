"""Every occurrence: after one decision, the other places of the article that say the same, decided in one act.

``offer`` only reads and proposes. ``decide_every`` does what the person left ticked, and nothing that was not shown.
Neither touches what somebody already decided.
"""

from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from annotations.errors import BadWrite, Stale
from annotations.models import Decision, MentionGroup, Reading, State, Tag
from annotations.services import aliases, tagging
from annotations.services.drawn import Mark, load_marks
from annotations.services.envelope import Envelope, Outcome, Write, conflict, perform
from annotations.services.review_sheet import in_context
from articles import text as article_text
from articles.text import Span

SHOWN = 300  # places in one offer; what is left is offered again afterwards
MAX_CONFLICTS = 10
LOOK_AGAIN = "Some of these places changed meanwhile, so nothing was written. Look at them again."


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """One more place. ``mark`` is the suggestion that stands there; ``inside`` the words of another tag around it."""

    start: int
    end: int
    words: str
    mark: Mark | None
    inside: str
    alias: bool
    before: str
    after: str

    @property
    def chosen(self) -> bool:
        """Ticked at first; what stands within another tag is left to the person."""
        return not self.inside


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    tag: Tag
    occurrences: list[Occurrence]
    total: int

    @property
    def confirms(self) -> bool:
        return self.tag.state == State.CONFIRMED


def offer(*, actor, reading: Reading, tag_id: int, whole: bool = False) -> Offer | None:
    """The places where the words of a decided tag stand once more; with ``whole`` all the names of its cast row.

    ``None`` for a tag that is undecided or gone, or a pronoun, which may mean somebody else a line further down.
    """
    tag = Tag.objects.select_related("group__entity").filter(reading=reading, pk=tag_id).first()
    if tag is None or tag.state not in (State.CONFIRMED, State.REJECTED) or tag.form == Tag.Form.PRONOUN:
        return None
    marks = load_marks(reading.pk)
    names = _names(tag, marks, actor=actor, whole=whole)
    found = _occurrences(reading.article.text, tag, marks, names)
    return Offer(tag=tag, occurrences=found[:SHOWN], total=len(found))


def undecided_mentions(*, reading: Reading, group: MentionGroup) -> list[Occurrence]:
    """The mentions of a cast row that nobody decided yet, each in its context."""
    text = reading.article.text
    marks = [mark for mark in load_marks(reading.pk) if mark.group == group.pk and mark.state == State.SUGGESTED]
    return [_occurrence(text, Span(mark.start, mark.end), mark) for mark in marks]


def decide_every(
    *,
    actor,
    reading_id: int,
    envelope: Envelope,
    tag_id: int,
    also: Collection[int] = (),
    spans: Sequence[tuple[int, int, str]] = (),
) -> Outcome:
    """Do to other places what was done to one tag: to the suggestions ``also``, and to untagged ``spans``."""

    def act(write: Write) -> None:
        tag = write.get(Tag, tag_id)
        if tag.state not in (State.CONFIRMED, State.REJECTED):
            raise BadWrite("Decide on this one first.")
        names = _names(tag, load_marks(write.reading.pk), actor=actor, whole=True)
        tags = _suggestions(write, also, names)
        if tag.state == State.CONFIRMED:
            _confirm(write, tag, tags, _untagged(write, spans, names), names)
        elif spans or any(other.kind != tag.kind for other in tags):
            raise BadWrite("Only suggestions of the same kind can be rejected with it.")
        else:
            tagging.reject_tags(write, tags)

    return perform(act, actor=actor, reading_id=reading_id, verb="decide every", envelope=envelope)


# -- what is offered ---------------------------------------------------------------------------------------------------


def _names(tag: Tag, marks: Sequence[Mark], *, actor, whole: bool) -> dict[str, bool]:
    """The words to look for, and whether they are another name of the same one. Of a rejected tag only its words."""
    names = {tag.surface: False}
    if tag.state == State.REJECTED:
        return names
    if whole and tag.group_id:
        for mark in marks:
            if mark.group == tag.group_id and mark.state == State.CONFIRMED and mark.form == tag.form:
                names[mark.surface] = False
    for name in _known_names(tag, actor):
        names.setdefault(name, True)
    return names


def _known_names(tag: Tag, actor) -> list[str]:
    """Every name of the entity that the cast row is linked to, or of the only one that goes by these words."""
    if tag.form != Tag.Form.NAME or tag.group is None:
        return []
    if tag.group.entity is not None:
        return aliases.names_of(tag.group.entity.root_id or tag.group.entity_id, actor=actor)
    roots = aliases.called({tag.surface, tag.group.name}, tag.kind, actor=actor)
    return aliases.names_of(roots.pop(), actor=actor) if len(roots) == 1 else []


def _occurrences(text: str, tag: Tag, marks: list[Mark], names: dict[str, bool]) -> list[Occurrence]:
    if tag.state == State.REJECTED:
        alike = (m for m in marks if m.state == State.SUGGESTED and m.kind == tag.kind and m.surface in names)
        return [_occurrence(text, Span(mark.start, mark.end), mark) for mark in alike]
    found: list[Occurrence] = []
    taken = bytearray(len(text))  # each character that a place stands on: a common word has thousands of them
    for span in (Span(tag.start, tag.end), *_taken_away(tag, names)):
        taken[span.start : span.end] = b"\1" * (span.end - span.start)
    near = _Near(marks)
    for name in sorted(names, key=len, reverse=True):
        for span in article_text.occurrences(text, name):
            if 1 in taken[span.start : span.end]:
                continue
            occurrence = _candidate(text, tag.kind, span, near, alias=names[name])
            if occurrence:
                found.append(occurrence)
                taken[span.start : span.end] = b"\1" * (span.end - span.start)
    return sorted(found, key=lambda occurrence: occurrence.start)


def _candidate(text: str, kind: str, span: Span, near: "_Near", *, alias: bool) -> Occurrence | None:
    """The place as it can be offered, or ``None`` where somebody decided, or where the words belong to a longer tag."""
    over = near.over(span)
    here = [mark for mark in over if (mark.start, mark.end) == (span.start, span.end)]
    same = next((mark for mark in here if mark.kind == kind), None)
    mark = same or next((mark for mark in here if mark.state != State.REJECTED), None)
    if mark is not None and mark.state != State.SUGGESTED:
        return None
    around = [other for other in over if other not in here and other.state != State.REJECTED]
    if any(other.kind == kind for other in around) and not same:
        return None
    return _occurrence(text, span, mark, inside=around[0].surface if around else "", alias=alias)


def _occurrence(text: str, span: Span, mark: Mark | None, *, inside: str = "", alias: bool = False) -> Occurrence:
    context = in_context(text, span.start, span.end)
    return Occurrence(
        start=span.start,
        end=span.end,
        words=context["words"],
        mark=mark,
        inside=inside,
        alias=alias,
        before=context["before"],
        after=context["after"],
    )


def _taken_away(tag: Tag, names: Collection[str]) -> set[Span]:
    """Where a hand-made tag of these words was rejected; one that is gone because of an undo does not count."""
    gone = Tag.objects.filter(reading=tag.reading_id, kind=tag.kind, surface__in=names, state=State.REMOVED)
    spans = {pk: Span(start, end) for pk, start, end in gone.values_list("pk", "start", "end")}
    if not spans:
        return set()
    last = Decision.objects.filter(object_type="tag", object_id__in=spans).order_by("object_id", "-id")
    verbs = last.distinct("object_id").values_list("object_id", "act__verb")
    return {spans[pk] for pk, verb in verbs if verb != "undo"}


class _Near:
    """The marks that share a character with a span, found without looking at all of them."""

    def __init__(self, marks: list[Mark]) -> None:
        self.marks = marks
        self.starts = [mark.start for mark in marks]
        self.longest = max((mark.end - mark.start for mark in marks), default=0)

    def over(self, span: Span) -> list[Mark]:
        first, last = bisect_left(self.starts, span.start - self.longest), bisect_left(self.starts, span.end)
        return [mark for mark in self.marks[first:last] if mark.end > span.start]


# -- what is done ------------------------------------------------------------------------------------------------------


def _suggestions(write: Write, also: Collection[int], names: Collection[str]) -> list[Tag]:
    tags = list(Tag.objects.filter(reading=write.reading, pk__in=also).order_by("start", "pk"))
    if len(tags) != len(set(also)):
        raise BadWrite("One of these tags is not in this reading.")
    changed = [tag for tag in tags if write.envelope.seen.get(f"tag:{tag.pk}") != tag.version]
    if changed:
        raise Stale(LOOK_AGAIN, [conflict(tag) for tag in changed[:MAX_CONFLICTS]])
    if any(tag.state != State.SUGGESTED for tag in tags):
        raise BadWrite("One of these tags is decided already, and stays as it is.")
    if any(tag.surface not in names for tag in tags):
        raise BadWrite("One of these tags is on other words.")
    return tags


def _untagged(write: Write, spans: Sequence[tuple[int, int, str]], names: Collection[str]) -> list[Span]:
    whole: dict[str, set[Span]] = {}
    for start, end, words in spans:
        span = tagging.checked_span(write, start, end, words)
        if words not in names:
            raise BadWrite("One of these places has other words.")
        if words not in whole:
            whole[words] = set(article_text.occurrences(write.text, words))
        if span not in whole[words]:
            raise BadWrite("One of these places is only a part of a word.")
    return sorted({Span(start, end) for start, end, _ in spans})


def _confirm(write: Write, tag: Tag, tags: list[Tag], spans: list[Span], names: dict[str, bool]) -> None:
    """Confirm suggestions as this kind and tag the untagged places; other names join the cast row of the tag."""
    stays = [other for other in tags if other.kind == tag.kind and not names[other.surface]]
    joins = [other for other in tags if other not in stays]
    places = {(span.start, span.end) for span in spans} | {(o.start, o.end) for o in joins if o.kind != tag.kind}
    there = Tag.objects.filter(reading=write.reading, kind=tag.kind, start__in=[start for start, _ in places])
    if places & set(there.exclude(state=State.REMOVED).values_list("start", "end")):
        raise BadWrite(LOOK_AGAIN)
    write.change_many(stays, state=State.CONFIRMED)
    write.change_many(joins, kind=tag.kind, group_id=tag.group_id, state=State.CONFIRMED)
    write.create_many(
        [
            Tag(
                reading=write.reading,
                kind=tag.kind,
                start=span.start,
                end=span.end,
                form=tagging.form_of(span.of(write.text), tag.kind),
                surface=span.of(write.text),
                state=State.CONFIRMED,
                group_id=tag.group_id,
            )
            for span in spans
        ]
    )

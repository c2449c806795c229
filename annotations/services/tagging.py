"""Decide, correct and add tags. Every function is one intention of one person and returns an ``Outcome``."""

import unicodedata
from collections.abc import Collection

from annotations.errors import BadWrite
from annotations.models import Kind, MentionGroup, Quote, State, Tag
from annotations.services.envelope import Envelope, Outcome, Write, perform
from articles import text as article_text
from articles.text import Span

PRONOUNS = frozenset(
    [
        "he",
        "she",
        "it",
        "they",
        "him",
        "her",
        "them",
        "his",
        "hers",
        "its",
        "their",
        "theirs",
        "i",
        "we",
        "you",
        "me",
        "us",
        "who",
    ]
)


def confirm(*, actor, reading_id: int, envelope: Envelope, tag_id: int) -> Outcome:
    """Say that a suggested (or rejected) tag is right."""

    def act(write: Write) -> None:
        write.change(_live(write, tag_id), state=State.CONFIRMED)

    return perform(act, actor=actor, reading_id=reading_id, verb="confirm", envelope=envelope)


def reject(*, actor, reading_id: int, envelope: Envelope, tag_id: int) -> Outcome:
    """Say that a tag is wrong. A hand-made tag is removed; a proposed one stays, rejected, and never comes back."""

    def act(write: Write) -> None:
        reject_tags(write, [_live(write, tag_id)])

    return perform(act, actor=actor, reading_id=reading_id, verb="reject", envelope=envelope)


def undecide(*, actor, reading_id: int, envelope: Envelope, tag_id: int) -> Outcome:
    """Take a decision on a proposed tag back: it is suggested again."""

    def act(write: Write) -> None:
        tag = _live(write, tag_id)
        if tag.p_start is None:
            raise BadWrite("This tag was made by hand, so it has no suggestion to go back to. Reject it to remove it.")
        write.change(tag, state=State.SUGGESTED)

    return perform(act, actor=actor, reading_id=reading_id, verb="undecide", envelope=envelope)


def decide_group(
    *, actor, reading_id: int, envelope: Envelope, group_id: int, to: State, but: Collection[int] = ()
) -> Outcome:
    """Confirm or reject every undecided mention of a cast row, except those named; decided ones are not touched."""
    if to not in (State.CONFIRMED, State.REJECTED):
        raise BadWrite("A group of mentions can be confirmed or rejected.")

    def act(write: Write) -> None:
        tags = list(
            Tag.objects.filter(reading=write.reading, group_id=group_id, state=State.SUGGESTED)
            .exclude(pk__in=but)
            .order_by("start")
        )
        if not tags:
            raise BadWrite("Every mention here is already decided.")
        if to == State.REJECTED:
            reject_tags(write, tags)
        else:
            write.change_many(tags, state=State.CONFIRMED)

    verb = "confirm all" if to == State.CONFIRMED else "reject all"
    return perform(act, actor=actor, reading_id=reading_id, verb=verb, envelope=envelope)


def change_kind(*, actor, reading_id: int, envelope: Envelope, tag_id: int, kind: Kind) -> Outcome:
    """Correct a tag's kind, which also confirms it.

    Where a tag of that kind already stands on the same words, that one is confirmed and this one rejected.
    """

    def act(write: Write) -> None:
        tag = _live(write, tag_id)
        if tag.kind == kind:
            write.change(tag, state=State.CONFIRMED)
            return
        twin = _at(write, kind, tag.start, tag.end)
        if twin is not None:
            reject_tags(write, [tag])
            write.change(twin, state=State.CONFIRMED)
            return
        group = _group_for(write, kind, tag.surface)
        write.change(tag, kind=kind, group_id=group.pk, state=State.CONFIRMED)

    return perform(act, actor=actor, reading_id=reading_id, verb="change kind", envelope=envelope)


def regroup(*, actor, reading_id: int, envelope: Envelope, tag_id: int, group_id: int | None) -> Outcome:
    """Say whom or what a mention means: another cast row of its kind, or, without one, a row of its own."""

    def act(write: Write) -> None:
        tag = _live(write, tag_id)
        if tag.kind == Kind.EVENT:
            raise BadWrite("Which event a mention is of is said in the event’s details.")
        if group_id is None:
            group = write.create(MentionGroup(reading=write.reading, kind=tag.kind, name=tag.surface[:500]))
        else:
            group = MentionGroup.objects.filter(pk=group_id, reading=write.reading, kind=tag.kind).first()
        if group is None:
            raise BadWrite("That row is not in this reading’s cast. Choose another of the same kind.")
        write.change(tag, group_id=group.pk, state=State.CONFIRMED)

    return perform(act, actor=actor, reading_id=reading_id, verb="regroup", envelope=envelope)


def move_edge(
    *, actor, reading_id: int, envelope: Envelope, tag_id: int, words: str, edge: str, outward: bool, unit: str = "word"
) -> Outcome:
    """Grow or shrink a tag by a word or a character at one edge, which also confirms it."""

    def act(write: Write) -> None:
        tag = _live(write, tag_id)
        write.require_words(tag.start, tag.end, words)
        now = Span(tag.start, tag.end)
        moved = article_text.move_edge(write.text, now, edge=edge, outward=outward, unit=unit)
        if moved == now:
            raise BadWrite("The edge cannot move further that way.")
        _set_span(write, tag, moved)

    return perform(act, actor=actor, reading_id=reading_id, verb="move edge", envelope=envelope)


def set_span(*, actor, reading_id: int, envelope: Envelope, tag_id: int, start: int, end: int, words: str) -> Outcome:
    """Put a tag on other words of the same text, which also confirms it."""

    def act(write: Write) -> None:
        tag = _live(write, tag_id)
        _set_span(write, tag, checked_span(write, start, end, words))

    return perform(act, actor=actor, reading_id=reading_id, verb="move", envelope=envelope)


def add(*, actor, reading_id: int, envelope: Envelope, start: int, end: int, words: str, kind: Kind) -> Outcome:
    """Tag words by hand. A suggestion or rejected tag of that kind on exactly these words is confirmed instead."""

    def act(write: Write) -> None:
        span = checked_span(write, start, end, words)
        add_tag(write, span, kind)

    return perform(act, actor=actor, reading_id=reading_id, verb="add", envelope=envelope)


# -- shared with the other services ------------------------------------------------------------------------------------


def add_tag(write: Write, span: Span, kind: Kind, group: MentionGroup | None = None) -> Tag:
    """Confirm the tag on these words, making it when there is none; refuses one that is there already.

    Words that are no name join the cast row ``group``, if one is given.
    """
    twin = _at(write, kind, span.start, span.end)
    if twin is not None:
        if twin.state == State.CONFIRMED:
            raise BadWrite(f"These words are already tagged as {Kind(kind).label.lower()}.")
        return write.change(twin, state=State.CONFIRMED)
    surface = span.of(write.text)
    form = form_of(surface, kind)
    row = group if group is not None and form != Tag.Form.NAME else _group_for(write, kind, surface)
    return write.create(
        Tag(
            reading=write.reading,
            kind=kind,
            start=span.start,
            end=span.end,
            form=form,
            surface=surface,
            state=State.CONFIRMED,
            group=row,
        )
    )


def checked_span(write: Write, start: int, end: int, words: str) -> Span:
    """The span if its words are those meant, it holds more than space, and no edge splits a character."""
    write.require_words(start, end, words)
    if not words.strip():
        raise BadWrite("Select at least one word.")
    if not (article_text.is_boundary(write.text, start) and article_text.is_boundary(write.text, end)):
        raise BadWrite("The selection cuts through a character. Select whole characters.")
    return Span(start, end)


def form_of(surface: str, kind: Kind) -> str:
    """Guess whether words are a name, a description or a pronoun; events are descriptions unless capitalised."""
    if surface.lower() in PRONOUNS:
        return Tag.Form.PRONOUN
    named = any(unicodedata.category(word[0]) in ("Lu", "Lt", "Lo") for word in surface.split() if word)
    return Tag.Form.NAME if named else Tag.Form.NOMINAL


def _live(write: Write, tag_id: int) -> Tag:
    tag = write.get(Tag, tag_id)
    if tag.state == State.REMOVED:
        raise BadWrite("That tag was removed. Undo brings it back.")
    return tag


def _at(write: Write, kind: Kind, start: int, end: int) -> Tag | None:
    return (
        Tag.objects.filter(reading=write.reading, kind=kind, start=start, end=end).exclude(state=State.REMOVED).first()
    )


def _set_span(write: Write, tag: Tag, span: Span) -> None:
    twin = _at(write, tag.kind, span.start, span.end)
    if twin is not None and twin.pk != tag.pk:
        raise BadWrite(f"There is already a {Kind(tag.kind).label.lower()} tag on “{twin.surface}”.")
    write.change(tag, start=span.start, end=span.end, surface=span.of(write.text), state=State.CONFIRMED)


def reject_tags(write: Write, tags: list[Tag]) -> None:
    """Reject tags; quotes that had one of them as speaker lose their speaker in the same act."""
    proposed = [tag for tag in tags if tag.p_start is not None]
    made = [tag for tag in tags if tag.p_start is None]
    spoken = Quote.objects.filter(reading=write.reading, speaker__in=tags).exclude(state=State.REMOVED)
    write.change_many(list(spoken.order_by("start", "pk")), speaker_id=None)
    if proposed:
        write.change_many(proposed, state=State.REJECTED)
    if made:
        write.change_many(made, state=State.REMOVED)


def _group_for(write: Write, kind: Kind, surface: str) -> MentionGroup:
    """The cast row these words belong to: one whose name or mention they equal, else a new one."""
    groups = MentionGroup.objects.filter(reading=write.reading, kind=kind)
    found = (
        groups.filter(name__iexact=surface).order_by("id").first()
        or groups.filter(tags__surface__iexact=surface).exclude(tags__state=State.REMOVED).order_by("id").first()
    )
    return found or write.create(MentionGroup(reading=write.reading, kind=kind, name=surface[:500]))

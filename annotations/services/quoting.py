"""Decide, make and correct quotes."""

from annotations import passages
from annotations.errors import BadWrite
from annotations.models import Kind, MentionGroup, Quote, State, Tag
from annotations.services.envelope import Envelope, Outcome, Write, perform
from annotations.services.tagging import add_tag, checked_span


def decide_quote(*, actor, reading_id: int, envelope: Envelope, quote_id: int, to: State) -> Outcome:
    """Confirm, reject or undecide a quote. A hand-made quote that is rejected is removed."""

    def act(write: Write) -> None:
        quote = live_quote(write, quote_id)
        state = to
        if quote.p_pieces is None and to == State.REJECTED:
            state = State.REMOVED
        elif quote.p_pieces is None and to == State.SUGGESTED:
            raise BadWrite("This quote was made by hand, so it has no suggestion to go back to.")
        if state == State.CONFIRMED:
            confirm_quote(write, quote)
        else:
            write.change(quote, state=state)

    verb = {State.CONFIRMED: "confirm quote", State.REJECTED: "reject quote"}.get(to, "undecide quote")
    return perform(act, actor=actor, reading_id=reading_id, verb=verb, envelope=envelope)


def set_speaker(*, actor, reading_id: int, envelope: Envelope, quote_id: int, tag_id: int | None) -> Outcome:
    """Say who speaks: a tag of this reading, or nobody known. A suggested tag or quote is thereby confirmed."""

    def act(write: Write) -> None:
        quote = _spoken(write, quote_id)
        if tag_id is not None:
            tag = Tag.objects.filter(pk=tag_id, reading=write.reading).first()
            if tag is None or tag.state in (State.REMOVED, State.REJECTED):
                raise BadWrite("That speaker was removed. Choose another tag, or select the words that name them.")
            write.change(tag, state=State.CONFIRMED)
        write.change(quote, speaker_id=tag_id, state=State.CONFIRMED)

    return perform(act, actor=actor, reading_id=reading_id, verb="set speaker", envelope=envelope)


def set_speaker_words(
    *,
    actor,
    reading_id: int,
    envelope: Envelope,
    quote_id: int,
    start: int,
    end: int,
    words: str,
    kind: Kind,
    like_id: int | None = None,
) -> Outcome:
    """Say who speaks by selecting the words: they become a tag, and the quote's speaker.

    Words that are no name ("he", "the mayor") join the cast row of the tag ``like_id``, if one is given.
    """

    def act(write: Write) -> None:
        quote = _spoken(write, quote_id)
        span = checked_span(write, start, end, words)
        twin = Tag.objects.filter(
            reading=write.reading, kind=kind, start=span.start, end=span.end, state=State.CONFIRMED
        ).first()
        tag = twin or add_tag(write, span, kind, group=_row_of(write, like_id, kind))
        write.change(quote, speaker_id=tag.pk, state=State.CONFIRMED)

    return perform(act, actor=actor, reading_id=reading_id, verb="set speaker", envelope=envelope)


def set_mode(*, actor, reading_id: int, envelope: Envelope, quote_id: int, mode: Quote.Mode) -> Outcome:
    """Correct whether a quote is direct, mixed or indirect, which also confirms it."""

    def act(write: Write) -> None:
        quote = live_quote(write, quote_id)
        if (quote.mode == Quote.Mode.OWN_VOICE) != (mode == Quote.Mode.OWN_VOICE):
            raise BadWrite("A passage in the outlet’s own voice has no speaker; make it from a selection.")
        confirm_quote(write, quote, mode=mode)

    return perform(act, actor=actor, reading_id=reading_id, verb="set mode", envelope=envelope)


def make_quote(
    *, actor, reading_id: int, envelope: Envelope, start: int, end: int, words: str, mode: Quote.Mode | None = None
) -> Outcome:
    """Make a quote from a selection, or, in mode own voice, a passage that the outlet itself asserts.

    Without a mode the quotation marks say which it is; those around the words become part of the quote.
    """

    def act(write: Write) -> None:
        span = checked_span(write, start, end, words)
        if own_voice:
            pieces, manner = ((span.start, span.end),), mode
        else:
            span = passages.with_marks(write.text, span)
            pieces = ((span.start, span.end),)
            manner = mode or passages.mode_of(write.text, pieces)
        twin = Quote.objects.filter(reading=write.reading, pieces=pieces).exclude(state=State.REMOVED).first()
        if twin is None:
            write.create(Quote(reading=write.reading, pieces=pieces, mode=manner, state=State.CONFIRMED))
        elif twin.state == State.CONFIRMED:
            raise BadWrite("This passage is already a quote.")
        else:
            nobody = {"speaker_id": None, "cue_start": None, "cue_end": None} if own_voice else {}
            confirm_quote(write, twin, mode=manner, **nobody)

    own_voice = mode == Quote.Mode.OWN_VOICE
    verb = "own voice" if own_voice else "make quote"
    return perform(act, actor=actor, reading_id=reading_id, verb=verb, envelope=envelope)


def mark_nothing_checkable(*, actor, reading_id: int, envelope: Envelope, quote_id: int, nothing: bool) -> Outcome:
    """Say that a quote carries nothing that could be checked, or take that back."""

    def act(write: Write) -> None:
        quote = live_quote(write, quote_id)
        if nothing and quote.uses.filter(state="attached").exists():
            raise BadWrite("This quote carries a claim. Remove the claim first.")
        confirm_quote(write, quote, nothing_checkable=nothing)

    return perform(act, actor=actor, reading_id=reading_id, verb="nothing checkable", envelope=envelope)


def confirm_quote(write: Write, quote: Quote, **values) -> None:
    """Confirm a quote with its speaker: the words and who says them are one statement.

    A speaker left as a suggestion would not be in the record, and the quote would lose it there.
    """
    write.change(quote, state=State.CONFIRMED, **values)
    if quote.speaker_id and quote.speaker.state == State.SUGGESTED:
        write.change(quote.speaker, state=State.CONFIRMED)


def _row_of(write: Write, tag_id: int | None, kind: Kind) -> MentionGroup | None:
    if tag_id is None:
        return None
    tag = Tag.objects.filter(pk=tag_id, reading=write.reading, kind=kind).select_related("group").first()
    return tag and tag.group


def _spoken(write: Write, quote_id: int) -> Quote:
    quote = live_quote(write, quote_id)
    if quote.mode == Quote.Mode.OWN_VOICE:
        raise BadWrite("A passage in the outlet’s own voice has no speaker.")
    return quote


def live_quote(write: Write, quote_id: int) -> Quote:
    """A quote of this reading that is not removed, as the person saw it."""
    quote = write.get(Quote, quote_id)
    if quote.state == State.REMOVED:
        raise BadWrite("That quote was removed. Undo brings it back.")
    return quote

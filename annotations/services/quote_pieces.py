"""Change which words a quote is: its pieces, its cue, and where one quote ends and another begins.

Every function is one intention of one person. A changed quote is thereby confirmed; undo takes both back.
"""

from annotations import passages
from annotations.errors import BadWrite
from annotations.models import ClaimUse, Quote, State
from annotations.passages import Pieces
from annotations.services.envelope import Envelope, Outcome, Write, perform
from annotations.services.quoting import confirm_quote, live_quote
from annotations.services.tagging import checked_span
from articles import text as article_text
from articles.text import Span

MAX_PIECES = 40


def add_words(
    *, actor, reading_id: int, envelope: Envelope, quote_id: int, start: int, end: int, words: str
) -> Outcome:
    """Add words to a quote: another piece, or more of one. Words between two pieces make them one."""

    def act(write: Write) -> None:
        quote = live_quote(write, quote_id)
        span = passages.with_marks(write.text, checked_span(write, start, end, words))
        _set_pieces(write, quote, passages.union((*quote.pieces, (span.start, span.end))))

    return perform(act, actor=actor, reading_id=reading_id, verb="add to quote", envelope=envelope)


def cut_words(
    *, actor, reading_id: int, envelope: Envelope, quote_id: int, start: int, end: int, words: str
) -> Outcome:
    """Take words out of a quote; in the middle of a piece that makes two of it."""

    def act(write: Write) -> None:
        quote = live_quote(write, quote_id)
        left = passages.without(write.text, quote.pieces, checked_span(write, start, end, words))
        if not left:
            raise BadWrite("Nothing of the quote would be left. Reject it instead.")
        _set_pieces(write, quote, left)

    return perform(act, actor=actor, reading_id=reading_id, verb="cut from quote", envelope=envelope)


def only_words(
    *, actor, reading_id: int, envelope: Envelope, quote_id: int, start: int, end: int, words: str
) -> Outcome:
    """Make a quote exactly these words."""

    def act(write: Write) -> None:
        quote = live_quote(write, quote_id)
        span = passages.with_marks(write.text, checked_span(write, start, end, words))
        _set_pieces(write, quote, ((span.start, span.end),))

    return perform(act, actor=actor, reading_id=reading_id, verb="move quote", envelope=envelope)


def move_piece_edge(
    *,
    actor,
    reading_id: int,
    envelope: Envelope,
    quote_id: int,
    start: int,
    end: int,
    words: str,
    edge: str,
    outward: bool,
    unit: str = "word",
) -> Outcome:
    """Grow or shrink one piece, named by where it stands, by a word or a character at one edge."""

    def act(write: Write) -> None:
        quote = live_quote(write, quote_id)
        write.require_words(start, end, words)
        if (start, end) not in quote.pieces:
            raise BadWrite("The quote has no such piece.")
        now = Span(start, end)
        moved = article_text.move_edge(write.text, now, edge=edge, outward=outward, unit=unit)
        if outward and unit == "word":
            moved = passages.with_marks(write.text, moved)
        if moved == now:
            raise BadWrite("The edge cannot move further that way.")
        others = [piece for piece in quote.pieces if piece != (start, end)]
        _set_pieces(write, quote, passages.union((*others, (moved.start, moved.end))))

    return perform(act, actor=actor, reading_id=reading_id, verb="move quote edge", envelope=envelope)


def set_cue(
    *, actor, reading_id: int, envelope: Envelope, quote_id: int, start: int | None, end: int | None, words: str
) -> Outcome:
    """Say which words lead to the quote ("said", "according to"), or that none do."""

    def act(write: Write) -> None:
        quote = live_quote(write, quote_id)
        if quote.mode == Quote.Mode.OWN_VOICE:
            raise BadWrite("A passage in the outlet’s own voice has no cue.")
        if start is None or end is None:
            confirm_quote(write, quote, cue_start=None, cue_end=None)
            return
        span = checked_span(write, start, end, words)
        if "\n" in words:
            raise BadWrite("A cue stays within one paragraph. Select fewer words.")
        if _covers(quote.pieces, (span.start, span.end)):
            raise BadWrite("The cue stands outside of the quoted words. Select the words that lead to them.")
        confirm_quote(write, quote, cue_start=span.start, cue_end=span.end)

    return perform(act, actor=actor, reading_id=reading_id, verb="set cue", envelope=envelope)


def split_quote(
    *, actor, reading_id: int, envelope: Envelope, quote_id: int, start: int, end: int, words: str
) -> Outcome:
    """Let a new quote begin at these words. It has the same speaker and cue; the claims stay with the first."""

    def act(write: Write) -> None:
        quote = live_quote(write, quote_id)
        at = checked_span(write, start, end, words).start
        length = len(write.text)
        before = passages.without(write.text, quote.pieces, Span(at, length))
        after = passages.without(write.text, quote.pieces, Span(0, at))
        if not before or not after:
            raise BadWrite("Both quotes need words. Select the words of the quote that the second one begins with.")
        _set_pieces(write, quote, before)
        _refuse_twin(write, after)
        write.create(
            Quote(
                reading=write.reading,
                pieces=after,
                mode=quote.mode,
                speaker_id=quote.speaker_id,
                cue_start=quote.cue_start,
                cue_end=quote.cue_end,
                state=State.CONFIRMED,
            )
        )

    return perform(act, actor=actor, reading_id=reading_id, verb="split quote", envelope=envelope)


def join_quotes(*, actor, reading_id: int, envelope: Envelope, quote_id: int, other_id: int) -> Outcome:
    """Make two quotes one: it has the words and the claims of both, and the other one goes.

    Speaker and cue are those of the first, or where it has none, those of the other.
    """

    def act(write: Write) -> None:
        quote, other = live_quote(write, quote_id), live_quote(write, other_id)
        if quote.pk == other.pk:
            raise BadWrite("Choose two quotes to join.")
        if (quote.mode == Quote.Mode.OWN_VOICE) != (other.mode == Quote.Mode.OWN_VOICE):
            raise BadWrite("A quote and a passage in the outlet’s own voice cannot be one.")
        joined = passages.union((*quote.pieces, *other.pieces))
        if joined == other.pieces:
            raise BadWrite("The other quote has all of these words already. Reject this one instead.")
        gone = State.REMOVED if other.p_pieces is None else State.REJECTED
        write.change(other, state=gone)
        moved = _move_claims(write, other, quote)
        values = {}
        if quote.speaker_id is None:
            values["speaker_id"] = other.speaker_id
        if quote.cue_start is None:
            values |= {"cue_start": other.cue_start, "cue_end": other.cue_end}
        if moved:
            values["nothing_checkable"] = False
        if joined != quote.pieces or values:
            _set_pieces(write, quote, joined, **values)
        else:
            confirm_quote(write, quote)

    return perform(act, actor=actor, reading_id=reading_id, verb="join quotes", envelope=envelope)


def _move_claims(write: Write, source: Quote, target: Quote) -> bool:
    """Attach to a quote the claims of another; one that both make is kept as the first has it."""
    uses = list(source.uses.filter(state=ClaimUse.State.ATTACHED).order_by("pk"))
    known = {use.claim_id: use for use in target.uses.all()}
    for use in uses:
        there = known.get(use.claim_id)
        pinned = {"wording_id": use.wording_id, "stance": use.stance, "hedged": use.hedged}
        if there is None:
            write.create(ClaimUse(quote=target, claim_id=use.claim_id, **pinned))
        elif there.state == ClaimUse.State.REMOVED:
            write.change(there, state=ClaimUse.State.ATTACHED, **pinned)
    write.change_many(uses, state=ClaimUse.State.REMOVED)
    return bool(uses)


def _set_pieces(write: Write, quote: Quote, pieces: Pieces, **values) -> None:
    if pieces == quote.pieces and not values:
        raise BadWrite("That changes nothing: the quote has these words already.")
    if len(pieces) > MAX_PIECES:
        raise BadWrite(f"A quote has at most {MAX_PIECES} pieces. Make another quote of the rest.")
    _refuse_twin(write, pieces, but=quote.pk)
    cue = values.get("cue_start", quote.cue_start), values.get("cue_end", quote.cue_end)
    if _covers(pieces, cue) and not _covers(quote.pieces, cue):
        values |= {"cue_start": None, "cue_end": None}  # what leads to the words is no cue once it is one of them
    confirm_quote(write, quote, pieces=pieces, **values)


def _covers(pieces: Pieces, cue: tuple[int | None, int | None]) -> bool:
    return cue[0] is not None and any(Span(*cue).overlaps(Span(*piece)) for piece in pieces)


def _refuse_twin(write: Write, pieces: Pieces, but: int | None = None) -> None:
    twin = Quote.objects.filter(reading=write.reading, pieces=pieces).exclude(state=State.REMOVED).exclude(pk=but)
    found = twin.first()
    if found is None:
        return
    if found.state == State.REJECTED:
        raise BadWrite("A rejected quote stands on exactly these words. Confirm that one instead.")
    raise BadWrite("There is already a quote on exactly these words.")

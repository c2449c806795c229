"""Attach claims to quotes."""

from collections.abc import Collection

from annotations import wording as wordings
from annotations.errors import BadWrite
from annotations.models import Claim, ClaimUse, Quote, Stance, State, Wording
from annotations.services.contested import listed_words
from annotations.services.envelope import Envelope, Outcome, Write, perform
from annotations.services.quoting import confirm_quote

REJECTED = "That quote is rejected. Confirm it before attaching a claim."
MAX_CLAIM = 1000  # characters; a claim is one sentence


def attach_new_claim(
    *,
    actor,
    reading_id: int,
    envelope: Envelope,
    quote_id: int,
    text: str,
    stance: Stance,
    hedged: bool = False,
    kept: Collection[str] = (),
) -> Outcome:
    """Word a new claim and attach it to a quote.

    A contested word outside of quotation marks is refused unless it is in ``kept``: the person was asked about it.
    """
    wording = " ".join(text.split())
    if not wording:
        raise BadWrite("Write the claim as one sentence.")
    if len(wording) > MAX_CLAIM:
        raise BadWrite(f"A claim is one statement: at most {MAX_CLAIM} characters.")

    def act(write: Write) -> None:
        quote = _carrier(write, quote_id)
        _ask_about(wording, kept)
        claim = Claim.objects.create(created_by=actor)
        first = Wording.objects.create(claim=claim, n=1, text=wording, created_by=actor)
        _attach(write, quote, claim, first, stance, hedged)

    return perform(act, actor=actor, reading_id=reading_id, verb="attach claim", envelope=envelope)


def attach_claim(
    *, actor, reading_id: int, envelope: Envelope, quote_id: int, claim_id: int, stance: Stance, hedged: bool = False
) -> Outcome:
    """Attach a claim that exists already, pinned to its latest wording."""

    def act(write: Write) -> None:
        quote = _carrier(write, quote_id)
        claim = Claim.objects.visible_to(actor).filter(pk=claim_id).first()
        if claim is None:
            raise BadWrite("That claim is not there. Choose another, or word a new one.")
        _attach(write, quote, claim, claim.wordings.order_by("-n")[0], stance, hedged)

    return perform(act, actor=actor, reading_id=reading_id, verb="attach claim", envelope=envelope)


def change_use(
    *, actor, reading_id: int, envelope: Envelope, use_id: int, stance: Stance, hedged: bool = False
) -> Outcome:
    """Correct the stance a quote takes to its claim."""

    def act(write: Write) -> None:
        write.change(_use(write, use_id), stance=stance, hedged=hedged)

    return perform(act, actor=actor, reading_id=reading_id, verb="change stance", envelope=envelope)


def detach_claim(*, actor, reading_id: int, envelope: Envelope, use_id: int) -> Outcome:
    """Take a claim off a quote; the claim itself stays."""

    def act(write: Write) -> None:
        write.change(_use(write, use_id), state=ClaimUse.State.REMOVED)

    return perform(act, actor=actor, reading_id=reading_id, verb="remove claim", envelope=envelope)


def _ask_about(wording: str, kept: Collection[str]) -> None:
    known = {word.casefold() for word in kept}
    words = [word for word in listed_words() if word.casefold() not in known]
    if asked := wordings.contested_in(wording, words):
        named = ", ".join(f"“{word}”" for word in asked)
        raise BadWrite(
            f"Whose word is it? {named}: contested, as the editors have it. Keep it, put it in quotation marks, "
            "or choose another."
        )


def _carrier(write: Write, quote_id: int) -> Quote:
    quote = write.get(Quote, quote_id)
    if quote.state in (State.REMOVED, State.REJECTED):
        raise BadWrite(REJECTED)
    return quote


def _attach(write: Write, quote: Quote, claim: Claim, wording: Wording, stance: Stance, hedged: bool) -> None:
    use = ClaimUse.objects.filter(quote=quote, claim=claim).first()
    if use is None:
        write.create(ClaimUse(quote=quote, claim=claim, wording=wording, stance=stance, hedged=hedged))
    elif use.state == ClaimUse.State.ATTACHED:
        raise BadWrite("This claim is already attached to the quote.")
    else:
        write.change(use, state=ClaimUse.State.ATTACHED, wording_id=wording.pk, stance=stance, hedged=hedged)
    confirm_quote(write, quote, nothing_checkable=False)


def _use(write: Write, use_id: int) -> ClaimUse:
    return write.get(ClaimUse, use_id, quote__reading_id=write.reading.pk)

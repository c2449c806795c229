"""Attach claims to quotes."""

from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVector
from django.db.models import Count, OuterRef, Q, Subquery

from annotations.errors import BadWrite
from annotations.models import Claim, ClaimUse, Quote, Stance, State, Wording
from annotations.services.envelope import Envelope, Outcome, Write, perform
from annotations.services.quoting import confirm_quote

MAX_CLAIM = 1000  # characters; a claim is one sentence


def attach_new_claim(
    *, actor, reading_id: int, envelope: Envelope, quote_id: int, text: str, stance: Stance, hedged: bool = False
) -> Outcome:
    """Word a new claim and attach it to a quote."""
    wording = " ".join(text.split())
    if not wording:
        raise BadWrite("Write the claim as one sentence.")
    if len(wording) > MAX_CLAIM:
        raise BadWrite(f"A claim is one statement: at most {MAX_CLAIM} characters.")

    def act(write: Write) -> None:
        quote = _carrier(write, quote_id)
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


def likely_claims(*, actor, quote: Quote, words: str, limit: int = 6) -> list[Claim]:
    """Claims this quote may make, best first: records' and one's own, by shared words.

    Each has ``text`` (latest wording), ``outlets`` (how many carry it in records) and ``rank``.
    """
    query = SearchQuery(" OR ".join(sorted(set(_search_words(words)))), search_type="websearch", config="english")
    latest = Wording.objects.filter(claim=OuterRef("pk")).order_by("-n").values("text")[:1]
    attached = ClaimUse.objects.filter(quote=quote, state=ClaimUse.State.ATTACHED).values("claim")
    return list(
        Claim.objects.visible_to(actor)
        .exclude(pk__in=attached)
        .filter(merged_into=None)
        .annotate(
            text=Subquery(latest),
            outlets=Count(
                "uses__quote__reading__article__outlet",
                filter=Q(uses__state="attached", uses__quote__reading__role="record"),
                distinct=True,
            ),
        )
        .annotate(rank=SearchRank(SearchVector("text", config="english"), query))
        .filter(rank__gt=0, uses__state="attached")
        .order_by("-rank", "-pk")[:limit]
    )


def _search_words(words: str) -> list[str]:
    cleaned = ("".join(c if c.isalnum() else " " for c in words)).split()
    return [word for word in cleaned if len(word) > 2][:60]


def _carrier(write: Write, quote_id: int) -> Quote:
    quote = write.get(Quote, quote_id)
    if quote.state in (State.REMOVED, State.REJECTED):
        raise BadWrite("That quote is rejected. Confirm it before attaching a claim.")
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

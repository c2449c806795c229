"""What the claim composer of one quote begins with. Reads only."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from annotations import permissions, wording
from annotations.errors import BadWrite
from annotations.models import Quote, Reading, State
from annotations.services import contested
from annotations.services.claiming import MAX_CLAIM, REJECTED
from annotations.services.likely import Likely, likely_claims


@dataclass(frozen=True, kw_only=True)
class Composer:
    """Likely claims, the prefilled wording, and what is known of who said it and when."""

    quote: Quote
    claims: list[Likely]
    words: str
    speaker: str
    spoken: str  # the speaker's words where they are not the name itself
    published: date | None
    clearer: dict[str, str]
    contested: dict[str, str]


def begin(*, actor, reading: Reading, quote_id: int, at: int | None = None, selected: str = "") -> Composer:
    """The composer for a quote, prefilled with the selected words or the sentence at an offset, the first if none.

    Raises ``Quote.DoesNotExist``, and refuses whoever may not attach a claim here, and a rejected quote.
    """
    quotes = Quote.objects.filter(reading=reading).exclude(state=State.REMOVED).select_related("speaker__group")
    quote = quotes.get(pk=quote_id)
    permissions.check(actor, "annotate", reading)
    if quote.state == State.REJECTED:
        raise BadWrite(REJECTED)
    article = reading.article
    said = " ".join(article.text[start:end] for start, end in quote.pieces)
    words = wording.without_glosses(selected) or wording.prefill(article.text, quote.pieces, at)
    words = words[:MAX_CLAIM]
    speaker, spoken = _who(quote)
    published = timezone.localdate(article.published_at) if article.published_at else None
    english = article.language[:2].lower() in ("", "en")
    return Composer(
        quote=quote,
        claims=likely_claims(actor=actor, quote=quote, words=f"{words} {said}"),
        words=words,
        speaker=speaker,
        spoken=spoken,
        published=published,
        clearer=wording.clearer(published, speaker) if english else {},
        contested=contested.notes(),
    )


def _who(quote: Quote) -> tuple[str, str]:
    """Whose words they are: the one that the speaker's mention means, and that mention where it says otherwise."""
    speaker = quote.speaker
    if speaker is None:
        return "", ""
    name = speaker.group.name if speaker.group else speaker.surface
    return name, "" if speaker.surface == name else speaker.surface

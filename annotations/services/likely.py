"""Which claims that exist already a quote may make, and how widely each is carried. Reads only.

Built for hundreds of thousands of claims. ``Wording.search`` holds each wording's stemmed words, under a GIN index
(``wording_by_words``). A word that every third claim has would bring back every third claim, so PostgreSQL's own
statistics of that column say how common each asked word is, and only the rarest, together some 2,000 wordings, are
looked up. Those few are then compared by all of their words.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib.postgres.search import SearchQuery
from django.db import connection
from django.db.models import BigIntegerField, F, Func, TextField
from django.db.models.functions import Coalesce

from annotations import similarity
from annotations.models import Claim, ClaimUse, Quote, Reading, Wording

ROOM = 2000  # wordings looked at
STEPS = (0, 50, 250)  # how many of the likest are asked about at first, and then
ASKED = 4000  # characters of the words asked about

# Without statistics (a table that was never analysed) every word counts as rare.
_SHARES = """
    SELECT asked.lexeme, coalesce(known.share, rest.share, 0), greatest(size.n, 0)
    FROM unnest(tsvector_to_array(to_tsvector('english', %s::text))) AS asked(lexeme)
    LEFT JOIN pg_stats s
        ON s.schemaname = current_schema() AND s.tablename = 'annotations_wording' AND s.attname = 'search'
    LEFT JOIN LATERAL unnest(s.most_common_elems::text::text[], s.most_common_elem_freqs) AS known(lexeme, share)
        ON known.lexeme = asked.lexeme
    LEFT JOIN LATERAL (
        SELECT min(share) / 2 AS share
        FROM unnest(s.most_common_elem_freqs[1:cardinality(s.most_common_elems::text::text[])]) AS every(share)
    ) AS rest ON true
    CROSS JOIN (SELECT reltuples AS n FROM pg_class WHERE oid = 'annotations_wording'::regclass) AS size
"""


@dataclass(frozen=True, slots=True)
class Likely:
    """A claim to choose: its latest wording, and how many outlets and independent texts carry it in records.

    Articles that print one text (``StoryMember.text``) are one independent text.
    """

    pk: int
    text: str
    outlets: int
    texts: int


def likely_claims(*, actor, quote: Quote, words: str, limit: int = 6) -> list[Likely]:
    """Claims this quote may make, the likest first: records' and one's own, and none that it carries already."""
    shares, rows = _shares(words[:ASKED].replace("\x00", " "))
    if not shares:
        return []
    asked = similarity.weights(shares)
    found = _alike(asked, rare(shares, rows))
    return _told(_offered(actor, quote, sorted(found, key=lambda pk: (-found[pk], -pk)), limit))


def _offered(actor, quote: Quote, likest: list[int], limit: int) -> list[int]:
    """The first of these claims that may be offered for the quote.

    A few are asked about first, for that is nearly always enough, and PostgreSQL looks at the uses of a few one by one.
    """
    attached = ClaimUse.objects.filter(quote=quote, state=ClaimUse.State.ATTACHED).values("claim")
    allowed = Claim.objects.offered_to(actor).exclude(pk__in=attached)
    best: list[int] = []
    for start, end in zip(STEPS, (*STEPS[1:], None), strict=True):
        some = likest[start:end]
        if not some or len(best) >= limit:
            break
        fine = set(allowed.filter(pk__in=some).values_list("pk", flat=True))
        best += [pk for pk in some if pk in fine]
    return best[:limit]


def rare(shares: Mapping[str, float], rows: float, room: int = ROOM) -> list[str]:
    """The rarest words, as many as bring back no more than ``room`` rows; one at least."""
    chosen: list[str] = []
    expected = 0.0
    for word, share in sorted(shares.items(), key=lambda item: item[1]):
        expected += share * rows
        if chosen and expected > room:
            break
        chosen.append(word)
    return chosen


def _shares(words: str) -> tuple[dict[str, float], float]:
    """The stemmed words with the share of all wordings that has each, and how many wordings there are."""
    with connection.cursor() as cursor:
        cursor.execute(_SHARES, [words])
        found = cursor.fetchall()
    return {lexeme: share for lexeme, share, _ in found}, found[0][2] if found else 0


def _alike(asked: Mapping[str, float], words: list[str]) -> dict[int, float]:
    """Claims that have one of these words in a wording, with how alike the likest of their wordings is."""
    query = " | ".join("'" + word.replace("\\", "\\\\").replace("'", "''") + "'" for word in words)
    rows = (
        Wording.objects.filter(search=SearchQuery(query, search_type="raw", config="simple"))
        .annotate(lexemes=Func(F("search"), function="tsvector_to_array", output_field=TextField()))
        .values_list("claim_id", "lexemes")[:ROOM]
    )
    found: dict[int, float] = {}
    for claim, lexemes in rows:
        score = similarity.likeness(asked, lexemes)
        if score > found.get(claim, 0.0):
            found[claim] = score
    return found


def _told(claims: list[int]) -> list[Likely]:
    if not claims:
        return []
    latest = Wording.objects.filter(claim__in=claims).order_by("claim", "-n").distinct("claim")
    texts = dict(latest.values_list("claim", "text"))
    printed, outlets = _carried(claims)
    return [
        Likely(pk=claim, text=texts[claim], outlets=len(outlets[claim]), texts=len(printed[claim])) for claim in claims
    ]


def _carried(claims: list[int]) -> tuple[dict[int, set[int]], dict[int, set[int]]]:
    """The independent texts and the outlets that carry each claim in an approved record.

    A text goes by the article it was first seen in, and an article that is in no story is a text of its own.
    """
    printed: dict[int, set[int]] = defaultdict(set)
    outlets: dict[int, set[int]] = defaultdict(set)
    uses = ClaimUse.objects.made().filter(
        claim__in=claims,
        quote__reading__role=Reading.Role.RECORD,
        quote__reading__state=Reading.State.CLOSED,
    )
    article = "quote__reading__article"
    text = Coalesce(f"{article}__story_member__text", article, output_field=BigIntegerField())
    rows = uses.values_list("claim", text, f"{article}__outlet").distinct()
    for claim, first, outlet in rows:
        printed[claim].add(first)
        if outlet is not None:
            outlets[claim].add(outlet)
    return printed, outlets

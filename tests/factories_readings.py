"""Readings with tags, groups, quotes and a taken assignment, written down by their words.

To look at one in a development database,
``python manage.py shell -c "from tests.factories_readings import show; show()"``
prints its address; sign in as ``ada`` with the password of ``tests/factories.py``.
"""

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from annotations.models import (
    Assignment,
    Claim,
    ClaimUse,
    MentionGroup,
    Queue,
    Quote,
    Reading,
    Source,
    State,
    Tag,
    Wording,
)
from articles.models import Article, Block, Original, Outlet
from articles.text import compose, digest
from tests import factories

HEADLINE = "Port Aldane mourns as ministry defends warnings"
STANDFIRST = "The Valley Banner Movement is blamed; its channel says it struck first."
BODY = [
    "Bashar Orlec 👨🏻‍🚒 told the Port Aldane Fire School that the attack killed 31 people.",
    "“We found people in the water,” Orlec said. “Not all of them could swim.” He spoke on the quay.",
    "The ministry said the attack had not been foreseen. Velmarian officers arrested two men.",
]

# words, kind, which occurrence, name of the cast row
TAGS = [
    ("Port Aldane", "place", 0, "Port Aldane"),
    ("Valley Banner Movement", "group", 0, "Valley Banner Movement"),
    ("Bashar Orlec", "person", 0, "Bashar Orlec"),
    ("Port Aldane Fire School", "group", 0, "Port Aldane Fire School"),
    ("Port Aldane", "place", 1, "Port Aldane"),
    ("attack", "event", 0, "attack"),
    ("Orlec", "person", 1, "Bashar Orlec"),
    ("He", "person", 0, "Bashar Orlec"),
    ("attack", "event", 1, "attack"),
    ("Velmarian", "group", 0, "Velmarian"),
]


def make_article(
    *, headline: str = HEADLINE, standfirst: str = STANDFIRST, body: list[str] = BODY, outlet: str = "", **fields
) -> Article:
    """An article straight in the database, of an outlet of its own unless one is named."""
    parts = compose(headline=headline, standfirst=standfirst, paragraphs=body)
    raw = f"{uuid4()}\n{parts.text}".encode()
    return Article.objects.create(
        outlet=Outlet.objects.get_or_create(name=outlet or f"Harbour Courier {Outlet.objects.count() + 1}")[0],
        original=Original.objects.create(sha256=digest(raw.decode()), content=raw, media_type="text/plain"),
        headline=headline,
        text=parts.text,
        text_sha256=digest(parts.text),
        standfirst_start=parts.standfirst_start,
        body_start=parts.body_start,
        word_count=len(parts.text.split()),
        **{"language": "en", **fields},
    )


def place_of(text: str, words: str, nth: int = 0) -> tuple[int, int]:
    """Where the words stand, counting occurrences from 0."""
    at = -1
    for _ in range(nth + 1):
        at = text.index(words, at + 1)
    return at, at + len(words)


def make_tag(reading: Reading, words: str, kind: str, nth: int = 0, group: str | None = None, **fields) -> Tag:
    """A suggested tag on these words, in the cast row of that name, as the machine would have made it."""
    start, end = place_of(reading.article.text, words, nth)
    row = MentionGroup.objects.filter(reading=reading, kind=kind, name=group or words).first()
    row = row or MentionGroup.objects.create(reading=reading, kind=kind, name=group or words)
    form = Tag.Form.PRONOUN if words in ("He", "She") else Tag.Form.NOMINAL if kind == "event" else Tag.Form.NAME
    proposal = {"p_kind": kind, "p_start": start, "p_end": end, "score": 0.87}
    return Tag.objects.create(
        reading=reading, kind=kind, start=start, end=end, surface=words, group=row, **{"form": form} | proposal | fields
    )


def make_quote(reading: Reading, *pieces: str, speaker: Tag | None = None, cue: str = "", **fields) -> Quote:
    """A suggested quote whose pieces are these words."""
    text = reading.article.text
    spans = tuple(place_of(text, piece) for piece in pieces)
    cue_span = place_of(text, cue) if cue else (None, None)
    proposal = {"p_pieces": spans, "score": 0.9, "cue_start": cue_span[0], "cue_end": cue_span[1]}
    quote = Quote.objects.create(reading=reading, pieces=spans, speaker=speaker, **proposal | fields)
    quote.refresh_from_db()
    return quote


def make_claim(author, text: str, quote: Quote | None = None, **fields) -> ClaimUse | Claim:
    """A claim; with a quote, its use by that quote."""
    claim = Claim.objects.create(created_by=author)
    wording = Wording.objects.create(claim=claim, n=1, text=text, created_by=author)
    return ClaimUse.objects.create(quote=quote, claim=claim, wording=wording, **fields) if quote else claim


def fill(reading: Reading) -> Reading:
    """The tags and the quote of the standing article, all suggested."""
    tags = [make_tag(reading, words, kind, nth, group) for words, kind, nth, group in TAGS]
    MentionGroup.objects.filter(reading=reading, name="Velmarian").update(demonym=True)
    make_quote(reading, "We found people in the water,", "Not all of them could swim.", speaker=tags[6], cue="said")
    return reading


def machine_reading(article: Article | None = None, *, state: str = Reading.State.CLOSED, **fields) -> Reading:
    source, _ = Source.objects.get_or_create(name="test pipeline", version="1")
    reading = Reading.objects.create(
        article=article or make_article(), role=Reading.Role.MACHINE, state=state, source=source, **fields
    )
    return fill(reading) if state == Reading.State.CLOSED and article is None else reading


def human_reading(
    reader=None, article: Article | None = None, *, state: str = Reading.State.OPEN, filled: bool = True, **fields
) -> Reading:
    """A reading that its reader has taken from the queue."""
    reader = reader or factories.ada()
    reading = Reading.objects.create(
        article=article or make_article(), role=Reading.Role.HUMAN, state=state, reader=reader, **fields
    )
    open_ = state in (Reading.State.OPEN, Reading.State.RETURNED)
    Assignment.objects.create(
        queue=Queue.objects.get_or_create(name="Main queue")[0],
        article=reading.article,
        slot=reading.article.assignments.count() + 1,
        state=Assignment.State.TAKEN if open_ else Assignment.State.DONE,
        reader=reader,
        reading=reading,
        lease_until=timezone.now() + timedelta(hours=4) if open_ else None,
    )
    return fill(reading) if filled else reading


def record(editor=None, article: Article | None = None, *, state: str = Reading.State.OPEN) -> Reading:
    reading = Reading.objects.create(
        article=article or make_article(), role=Reading.Role.RECORD, state=state, reader=editor or factories.eda()
    )
    return fill(reading)


def tag(reading: Reading, words: str, nth: int = 0, kind: str | None = None) -> Tag:
    """The reading's tag on these words."""
    found = Tag.objects.filter(reading=reading, surface=words).order_by("start", "pk")
    return list(found.filter(kind=kind) if kind else found)[nth]


def show() -> None:
    """Make a reading to look at and print its address."""
    ada = factories.ada()
    ada.set_password(factories.PASSWORD)
    ada.save()
    reading = human_reading(ada)
    text = reading.article.text
    Block.objects.create(article=reading.article, number=1, at=reading.article.body_start, rule="donation appeal",
                         text="Independent reporting costs money.\nGive what you can.")  # fmt: skip
    Block.objects.create(article=reading.article, number=2, at=len(text), rule="subscription prompt", text="Sign up.")
    quote = Quote.objects.get(reading=reading)
    make_claim(ada, "People drowned at Port Aldane.", quote)
    Tag.objects.filter(reading=reading, surface="Port Aldane").update(state=State.CONFIRMED)
    print(f"/readings/{reading.pk}/   {ada.username} / {factories.PASSWORD}")

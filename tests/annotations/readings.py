"""Readings made straight in the database, for tests about what people do with them."""

from collections.abc import Sequence
from uuid import uuid4

from django.utils import timezone

from annotations.models import Assignment, MentionGroup, Queue, Quote, Reading, Source, State, Tag
from annotations.services import claiming, queue, quoting, review, tagging
from annotations.services.envelope import TYPE_OF, Envelope
from articles.models import Article
from tests.annotations.articles import make_article
from tests.factories import ada, eda

STORY = (
    "Mayor Lena Ortiz visited Harrow on Monday after the blast.\n"
    "“We will find out who did this,” said Ortiz. “Nobody will be forgotten.”\n"
    "The Free Dockers, a local group, denied any part in the attack. Ortiz spoke of 🕯️ 12 candles."
)
TAGS = (
    ("person", "Lena Ortiz", 0),
    ("place", "Harrow", 0),
    ("person", "Ortiz", 1),
    ("group", "Free Dockers", 0),
    ("event", "attack", 0),
)


def make_machine_reading(
    article: Article | None = None, *, tags: Sequence[tuple[str, str, int]] = TAGS, version: str = "1.0"
) -> Reading:
    """A finished machine reading; each tag is (kind, words, which occurrence), grouped by its last word."""
    article = article or make_article(STORY)
    source, _ = Source.objects.get_or_create(name="house-en", version=version)
    reading = Reading.objects.create(
        article=article, role=Reading.Role.MACHINE, state=Reading.State.CLOSED, source=source, closed_at=timezone.now()
    )
    groups: dict[tuple[str, str], MentionGroup] = {}
    for kind, words, nth in tags:
        start, end = find(article.text, words, nth)
        group = groups.get((kind, words.split()[-1])) or MentionGroup.objects.create(
            reading=reading, kind=kind, name=words
        )
        groups[kind, words.split()[-1]] = group
        Tag.objects.create(
            reading=reading, kind=kind, start=start, end=end, surface=words, label=kind.upper(), score=0.75,
            group=group, p_kind=kind, p_start=start, p_end=end,
        )  # fmt: skip
    _quote(reading, "We will find out who did this")
    return reading


def _quote(reading: Reading, words: str) -> None:
    text = reading.article.text
    if words not in text:
        return
    start, end = find(text, words)
    pieces = ((start - 1, end + 2), find(text, "“Nobody will be forgotten.”"))
    speaker = reading.tags.filter(start__gt=end).order_by("start").first()
    cue = find(text, "said")
    Quote.objects.create(
        reading=reading, pieces=pieces, p_pieces=pieces, cue_start=cue[0], cue_end=cue[1], speaker=speaker, score=0.9
    )


def find(text: str, words: str, nth: int = 0) -> tuple[int, int]:
    at = -1
    for _ in range(nth + 1):
        at = text.index(words, at + 1)
    return at, at + len(words)


def make_slot(article: Article, **fields) -> Assignment:
    """A place in the main queue."""
    main = Queue.objects.order_by("pk").first() or Queue.objects.create(name="Main")
    return Assignment.objects.create(queue=main, article=article, **fields)


def make_open_reading(reader, article: Article | None = None, **slot) -> Reading:
    """An article that this person has just taken."""
    machine = make_machine_reading(article)
    make_slot(machine.article, **slot)
    reading = queue.take_next(reader)
    assert reading is not None
    assert reading.article_id == machine.article_id
    return reading


def make_submitted_reading(reader, article: Article | None = None) -> Reading:
    reading = make_open_reading(reader, article)
    queue.submit(actor=reader, reading_id=reading.pk, envelope=seeing(), confirmed=True)
    reading.refresh_from_db()
    return reading


def seeing(*objects) -> Envelope:
    """An envelope for one new act by somebody who sees these objects as they are now."""
    seen = {}
    for obj in objects:
        obj.refresh_from_db()
        seen[f"{TYPE_OF[type(obj)]}:{obj.pk}"] = obj.version
    return Envelope(act_id=uuid4(), seen=seen)


def tag_on(reading: Reading, words: str, nth: int = 0) -> Tag:
    return reading.tags.exclude(state=State.REMOVED).filter(surface=words).order_by("start")[nth]


def make_decided(actor=None) -> Reading:
    """A submitted reading in which everything there is to do was done once."""
    actor = actor or ada()
    reading = make_open_reading(actor)
    act = {"actor": actor, "reading_id": reading.pk}
    text = reading.article.text
    tagging.confirm(**act, envelope=seeing(tag := tag_on(reading, "Lena Ortiz")), tag_id=tag.pk)
    tagging.change_kind(**act, envelope=seeing(tag := tag_on(reading, "Harrow")), tag_id=tag.pk, kind="group")
    tagging.move_edge(
        **act, envelope=seeing(tag := tag_on(reading, "Free Dockers")), tag_id=tag.pk, words="Free Dockers",
        edge="left", outward=True,
    )  # fmt: skip
    tagging.reject(**act, envelope=seeing(tag := tag_on(reading, "attack")), tag_id=tag.pk)
    start, end = find(text, "12 candles")
    tagging.add(**act, envelope=seeing(), start=start, end=end, words="12 candles", kind="event")
    quote = reading.quotes.get()
    quoting.set_speaker(**act, envelope=seeing(quote), quote_id=quote.pk, tag_id=tag_on(reading, "The Free Dockers").pk)
    claiming.attach_new_claim(
        **act, envelope=seeing(quote), quote_id=quote.pk, text="The culprits will be found.", stance="asserts"
    )
    start, end = find(text, "a local group")
    quoting.make_quote(**act, envelope=seeing(), start=start, end=end, words="a local group", mode="own_voice")
    queue.submit(**act, envelope=seeing(), confirmed=True)
    reading.refresh_from_db()
    return reading


def approved(actor=None) -> Reading:
    reading = make_decided(actor)
    review.approve(actor=eda(), reading_id=reading.pk, envelope=seeing())
    return Reading.objects.get(role="record", article=reading.article)


def make_record(actor=None, editor=None) -> Reading:
    """Ada decides everything, words a claim, and Eda approves it with one correction."""
    actor, editor = actor or ada(), editor or eda()
    reading = make_open_reading(actor)
    act = {"actor": actor, "reading_id": reading.pk}
    tagging.confirm(**act, envelope=seeing(tag := tag_on(reading, "Lena Ortiz")), tag_id=tag.pk)
    tagging.confirm(**act, envelope=seeing(tag := tag_on(reading, "Ortiz")), tag_id=tag.pk)
    tagging.reject(**act, envelope=seeing(tag := tag_on(reading, "attack")), tag_id=tag.pk)
    text = reading.article.text
    at = text.index("12 candles")
    tagging.add(**act, envelope=seeing(), start=at, end=at + 10, words="12 candles", kind="event")
    quote = reading.quotes.get()
    claiming.attach_new_claim(
        **act,
        envelope=seeing(quote),
        quote_id=quote.pk,
        text="The culprits will be found.",
        stance="asserts",
        hedged=True,
    )
    queue.submit(**act, envelope=seeing(), confirmed=True)
    draft = review.start_correction(actor=editor, reading_id=reading.pk, envelope=seeing())
    tag = tag_on(draft, "Free Dockers")
    tagging.move_edge(
        actor=editor, reading_id=draft.pk, envelope=seeing(tag), tag_id=tag.pk, words="Free Dockers", edge="left",
        outward=True,
    )  # fmt: skip
    review.approve_record(actor=editor, record_id=draft.pk, envelope=seeing())
    draft.refresh_from_db()
    return draft

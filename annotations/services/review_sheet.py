"""What an editor sees: the queue of submitted readings, one reading's changes in the order of the text, its history.

Reads only; what editors do is in ``review.py``.
"""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q

from annotations.models import Act, ClaimUse, Kind, Quote, Reading, Tag
from annotations.services.desk import count_up
from annotations.services.review import differences, waiting
from articles import text as article_text
from articles.models import Article

PAGE = 25
CHANGES = 200  # of one reading on one page
AROUND = 40  # characters of context on either side

# The acts that change a reading as a whole.
TURNS = ("submit", "skip", "release", "return", "start correction", "discard", "approve", "reopen")

Cursor = tuple[datetime, int]


# -- lists -------------------------------------------------------------------------------------------------------------


def queue_page(actor, *, after: tuple[bool, datetime, int] | None = None) -> tuple[list[Reading], tuple | None]:
    """Submitted readings, resubmitted ones first, then oldest; and where the next page begins."""
    rows = waiting(actor)
    if after is not None:
        resubmitted, at, pk = after
        later = Q(submitted_at__gt=at) | Q(submitted_at=at, pk__gt=pk)
        here = Q(resubmitted=True) & later | Q(resubmitted=False) if resubmitted else Q(resubmitted=False) & later
        rows = rows.filter(here)
    page = list(rows[: PAGE + 1])
    last = page[PAGE - 1] if len(page) > PAGE else None
    page = count_up(page[:PAGE])
    drafts = _drafts([reading.pk for reading in page])
    for reading in page:
        reading.own = reading.reader_id == actor.pk
        reading.draft = drafts.get(reading.pk)
    return page, last and (last.resubmitted, last.submitted_at, last.pk)


def records_page(actor, *, before: Cursor | None = None) -> tuple[list[Reading], Cursor | None]:
    """Approved records, newest first, and where the next page begins."""
    rows = (
        Reading.objects.visible_to(actor)
        .records()
        .select_related("article__outlet", "reader")
        .defer("article__text")
        .order_by("-closed_at", "-pk")
    )
    if before is not None:
        at, pk = before
        rows = rows.filter(Q(closed_at__lt=at) | Q(closed_at=at, pk__lt=pk))
    page = list(rows[: PAGE + 1])
    more = (page[PAGE - 1].closed_at, page[PAGE - 1].pk) if len(page) > PAGE else None
    return count_up(page[:PAGE]), more


def drafts(actor) -> tuple[list[Reading], bool]:
    """Records being corrected or reopened, the latest first, and whether there are older ones."""
    rows = list(
        Reading.objects.visible_to(actor)
        .filter(role=Reading.Role.RECORD, state=Reading.State.OPEN)
        .select_related("article__outlet", "reader")
        .defer("article__text")
        .annotate(reopened=Exists(Act.objects.filter(reading=OuterRef("pk"), verb="reopen")))
        .order_by("-pk")[: PAGE + 1]
    )
    return rows[:PAGE], len(rows) > PAGE


def _drafts(readings: list[int]) -> dict[int, Reading]:
    rows = Reading.objects.filter(
        role=Reading.Role.RECORD, state=Reading.State.OPEN, parents__parent__in=readings
    ).annotate(made_from=F("parents__parent"))
    return {row.made_from: row for row in rows}


def parents(actor, record: Reading) -> list[Reading]:
    """The readings a record was made from, as far as this person may see them."""
    return list(
        Reading.objects.visible_to(actor)
        .filter(records_made__record=record)
        .select_related("reader", "source")
        .order_by("pk")
    )


# -- one reading -------------------------------------------------------------------------------------------------------


@dataclass(kw_only=True)
class Change:
    """One thing that differs from what the machine proposed, with its words in context."""

    what: str  # corrected, added, rejected, undecided, claims, speaker
    start: int
    before: str
    words: str
    after: str
    anchor: str
    kind: str = ""  # of a tag; empty for a quote
    was: str = ""
    was_kind: str = ""
    quote: Quote | None = None
    claims: list[ClaimUse] = field(default_factory=list)

    @property
    def kind_label(self) -> str:
        return Kind(self.kind).label if self.kind else "Quote"


@dataclass(kw_only=True)
class Passage:
    """A paragraph with its changes."""

    label: str
    changes: list[Change]


@dataclass(kw_only=True)
class Sheet:
    passages: list[Passage]
    counts: dict[str, int]
    following: int | None  # offset from which the next page goes on


SHOWN = {
    "all": ("Decisions", ("corrected", "added", "rejected", "speaker", "claims")),
    "corrected": ("Corrected", ("corrected", "speaker")),
    "added": ("Added", ("added",)),
    "rejected": ("Rejected", ("rejected",)),
    "claims": ("Claims", ("claims",)),
    "undecided": ("Undecided", ("undecided",)),
}


def sheet(reading: Reading, *, show: str = "all", start: int = 0) -> Sheet:
    """A reading's changes by paragraph; the number of queries does not depend on its size."""
    changes = sorted(_changes(reading), key=lambda change: (change.start, change.what))
    counts = {name: sum(change.what in whats for change in changes) for name, (_, whats) in SHOWN.items()}
    shown = [change for change in changes if change.what in SHOWN[show][1] and change.start >= start]
    following = None
    if len(shown) > CHANGES:
        # Whole places only: what starts at the same character stays together.
        following = shown[CHANGES].start
        if following == shown[0].start:
            following += 1
        shown = [change for change in shown if change.start < following]
    return Sheet(passages=_by_paragraph(reading.article, shown), counts=counts, following=following)


def _changes(reading: Reading) -> Iterable[Change]:
    text = reading.article.text
    found = differences(reading)
    for what in ("corrected", "added", "rejected", "undecided"):
        for tag in getattr(found, what):
            yield _tag_change(text, what, tag)
    for what, quotes in (
        ("added", found.quotes_added),
        ("rejected", found.quotes_rejected),
        ("undecided", found.quotes_undecided),
    ):
        for quote in quotes:
            yield _quote_change(text, what, quote)
    for quote, before in found.speakers_changed:
        yield _quote_change(text, "speaker", quote, was=before.surface if before else "nobody")
    uses = (
        ClaimUse.objects.made()
        .filter(quote__reading=reading)
        .select_related("quote__speaker__group", "wording")
        .order_by("quote__start", "pk")
    )
    carried: dict[int, list[ClaimUse]] = {}
    for use in uses:
        carried.setdefault(use.quote_id, []).append(use)
    for each in carried.values():
        yield _quote_change(text, "claims", each[0].quote, claims=each)


def _tag_change(text: str, what: str, tag: Tag) -> Change:
    moved = tag.p_start is not None and (tag.p_start, tag.p_end) != (tag.start, tag.end)
    changed = tag.p_kind is not None and tag.p_kind != tag.kind
    return Change(
        what=what,
        kind=tag.kind,
        was=text[tag.p_start : tag.p_end] if moved else "",
        was_kind=Kind(tag.p_kind).label if changed else "",
        anchor=f"t-{tag.pk}",
        **in_context(text, tag.start, tag.end),
    )


def _quote_change(text: str, what: str, quote: Quote, **more) -> Change:
    return Change(what=what, quote=quote, anchor=f"q-{quote.pk}", **in_context(text, quote.start, quote.end), **more)


def in_context(text: str, start: int, end: int) -> dict:
    """The words with some of what stands around them, within their paragraph and not cut inside a word."""
    line = article_text.paragraph_at(text, start)
    left, right = max(line.start, start - AROUND), min(article_text.paragraph_at(text, end).end, end + AROUND)
    before, after = text[left:start], text[end:right]
    if left > line.start:
        # Not cut inside a word, unless there is none to cut at.
        cut = 0 if text[left - 1].isspace() else before.find(" ") + 1
        before = "… " + before[cut:]
    if right < article_text.paragraph_at(text, end).end:
        after = after[: after.rfind(" ") + 1].rstrip() + " …"
    return {"start": start, "before": before, "words": text[start:end], "after": after}


def _by_paragraph(article: Article, changes: list[Change]) -> list[Passage]:
    starts = [span.start for span in article_text.paragraphs(article.text)]
    numbers = {start: n for n, start in enumerate((start for start in starts if start >= article.body_start), start=1)}
    passages: dict[int, Passage] = {}
    for change in changes:
        start = starts[bisect_right(starts, change.start) - 1]
        if start not in passages:
            label = f"Paragraph {numbers[start]}" if start in numbers else "Headline"
            if start == article.standfirst_start:
                label = "Standfirst"
            passages[start] = Passage(label=label, changes=[])
        passages[start].changes.append(change)
    return list(passages.values())

"""A reading as it is drawn: its marks loaded once, and paragraphs, cast rows and quote cards made from them.

A handful of queries however long the text is.
"""

from bisect import bisect_right
from collections.abc import Collection, Sequence
from functools import cached_property

from annotations.exposure import Exposure, exposed
from annotations.models import ClaimUse, Kind, MentionGroup, Reading, State, Tag
from annotations.segments import QUOTE, Layer, Part, segment
from annotations.services.drawn import (
    Card,
    DrawnQuote,
    Mark,
    Paragraph,
    Piece,
    Progress,
    Row,
    load_groups,
    load_marks,
    load_quotes,
)
from articles import text as article_text
from articles.text import Span

LANES = 3  # bars of neighbouring quotes stand side by side in the margin
SHOWN = 260  # characters of a quote's piece on its card
ALSO = 4  # other surfaces named in a cast row


class Sheet:
    """One reading's marks, loaded once."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.text = reading.article.text

    @cached_property
    def marks(self) -> list[Mark]:
        return load_marks(self.reading.pk)

    @cached_property
    def quotes(self) -> list[DrawnQuote]:
        """In text order. Removed ones too, for they keep their place on the page: undo may bring them back."""
        return load_quotes(self.reading.pk)

    @cached_property
    def lines(self) -> list[Span]:
        return article_text.paragraphs(self.text)

    def progress(self) -> Progress:
        return Progress(
            sum(mark.state == State.SUGGESTED for mark in self.marks),
            sum(quote.state == State.SUGGESTED for quote in self.quotes),
            bool(self.marks or self.quotes),
        )

    def paragraphs(self, spans: Collection[tuple[int, int]] | None = None) -> list[Paragraph]:
        """All paragraphs, or those that the spans touch."""
        lines = self.lines
        if spans is not None:
            lines = self._touched(spans)
        if not lines:
            return []
        first, last = lines[0].start, lines[-1].end
        layers = [
            Layer(start=mark.start, end=mark.end, ref=mark, faint=mark.state == State.REJECTED)
            for mark in self.marks
            if mark.start < last and mark.end > first
        ]
        lanes = self._lanes()
        for quote in self.quotes:
            if quote.state == State.REMOVED or quote.start >= last or quote.end <= first:
                continue
            for n, (start, end) in enumerate(quote.pieces):
                piece = Piece(quote, n, lanes[quote.pk])
                layers.append(Layer(start=start, end=end, ref=piece, quote=True))
        return [
            Paragraph(cut.start, self._part_of_article(cut.start), cut.parts)
            for cut in segment(self.text, lines, layers)
        ]

    def _touched(self, spans: Collection[tuple[int, int]]) -> list[Span]:
        ends = [line.end for line in self.lines]
        touched: set[int] = set()
        for start, end in spans:
            n = bisect_right(ends, start)
            while n < len(ends) and self.lines[n].start < end:
                touched.add(n)
                n += 1
        return [self.lines[n] for n in sorted(touched)]

    def bars(self, quotes: Collection[DrawnQuote]) -> list[tuple[Paragraph, Part]]:
        """The bars of some quotes, with the paragraphs they stand beside."""
        ids = {quote.pk for quote in quotes}
        spans = [piece for quote in quotes for piece in quote.pieces]
        return [
            (paragraph, part)
            for paragraph in (self.paragraphs(spans) if spans else [])
            for part in paragraph.parts
            if part.kind == QUOTE and part.ref.quote.pk in ids
        ]

    def _lanes(self) -> dict[int, int]:
        """The lane of each quote's bar: beside, not over, that of one that ends in the same paragraph."""
        starts = [line.start for line in self.lines]
        lanes: dict[int, int] = {}
        lane, last = 0, -1
        for quote in self.quotes:
            if quote.state == State.REMOVED:
                continue
            lane = (lane + 1) % LANES if bisect_right(starts, quote.start) <= last else 0
            last = max(last, bisect_right(starts, quote.end - 1))
            lanes[quote.pk] = lane
        return lanes

    def _part_of_article(self, start: int) -> str:
        article = self.reading.article
        if start >= article.body_start:
            return "body"
        if article.standfirst_start is not None and start >= article.standfirst_start:
            return "standfirst"
        return "headline"

    def rows(self, only: Collection[int] | None = None) -> list[Row]:
        """Rows of the cast, the most mentioned first; all, or those of some groups."""
        rows = {group.pk: Row(group) for group in load_groups(self.reading.pk, only)}
        surfaces: dict[int, dict[str, None]] = {}
        spans: dict[int, list[tuple[int, int]]] = {}
        for mark in self.marks:
            row = rows.get(mark.group)
            if row is None:
                continue
            row.live = True
            if mark.state == State.REJECTED:
                continue
            row.count += 1
            row.undecided += mark.state == State.SUGGESTED
            spans.setdefault(mark.group, []).append((mark.start, mark.end))
            if mark.form == Tag.Form.NAME or row.group.kind == Kind.EVENT:
                surfaces.setdefault(mark.group, {})[mark.surface] = None
        for pk, row in rows.items():
            row.also = [surface for surface in surfaces.get(pk, ()) if surface != row.group.name][:ALSO]
            if row.group.kind == Kind.PERSON and not row.group.protected and not row.group.entity_protected:
                row.exposure = self._exposure(spans.get(pk, ()))
        return sorted(rows.values(), key=lambda row: (-row.count, row.group.name.casefold(), row.group.pk))

    def _exposure(self, spans: Sequence[tuple[int, int]]) -> Exposure | None:
        """Why to ask whether this person should be protected; the words looked for are English ones."""
        if not (self.reading.article.language or "en").startswith("en"):
            return None
        return exposed(self.text, spans, self._named)

    @cached_property
    def _named(self) -> list[tuple[int, int]]:
        """Where a person is named, in order."""
        people = (mark for mark in self.marks if mark.kind == Kind.PERSON and mark.form == Tag.Form.NAME)
        return sorted((mark.start, mark.end) for mark in people if mark.state != State.REJECTED)

    def cards(self, only: Collection[int] | None = None, names: dict[int, str] | None = None) -> list[Card]:
        """Cards of the quotes in text order; ``names`` are the groups' that are known already."""
        quotes = [quote for quote in self.quotes if only is None or quote.pk in only]
        if not quotes:
            return []
        uses: dict[int, list[ClaimUse]] = {}
        attached = ClaimUse.objects.filter(state=ClaimUse.State.ATTACHED).select_related("wording").order_by("pk")
        if only is None:
            attached = attached.filter(quote__reading=self.reading)
        else:
            attached = attached.filter(quote__in=[quote.pk for quote in quotes])
        for use in attached:
            uses.setdefault(use.quote_id, []).append(use)
        speakers = {quote.speaker_id for quote in quotes} - {None}
        by_id = {mark.id: mark for mark in self.marks if mark.id in speakers}
        names = dict(names or {})
        missing = {mark.group for mark in by_id.values()} - {None} - names.keys()
        if missing:
            names.update(MentionGroup.objects.filter(pk__in=missing).values_list("pk", "name"))
        cards = []
        for quote in quotes:
            speaker = by_id.get(quote.speaker_id)
            cards.append(
                Card(
                    quote=quote,
                    pieces=[shorten(self.text[start:end]) for start, end in quote.pieces],
                    cue=self.text[quote.cue_start : quote.cue_end] if quote.cue_start is not None else "",
                    speaker=speaker,
                    name=names.get(speaker.group, speaker.surface) if speaker else "",
                    uses=uses.get(quote.pk, []),
                )
            )
        return cards


def shorten(words: str) -> str:
    """A quote's words for its card, its middle left out when it is long."""
    words = " ".join(words.split())
    if len(words) <= SHOWN:
        return words
    head = words[: SHOWN * 2 // 3].rsplit(" ", 1)[0]
    tail = words[-SHOWN // 3 :].split(" ", 1)[-1]
    return f"{head} … {tail}"

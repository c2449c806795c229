"""What of one reading fits another article's text: the plan that the page shows and that an act does. Reads only.

Whatever somebody decided in the reading at hand is left as it is; a suggestion at the same place is decided as it was
decided there, and what nobody suggested is added. The number of queries does not depend on how much there is.
"""

from collections import Counter
from collections.abc import Iterable
from itertools import pairwise

from annotations.alignment import Alignment, Match
from annotations.models import ClaimUse, Event, EventArgument, MentionGroup, Quote, Reading, State, Tag
from annotations.services.carry_events import plan_event
from annotations.services.carry_here import Here, last_undone
from annotations.services.carry_items import Item, Plan
from articles.text import Span

PRONOUN_MOVED = "The words moved, and a pronoun may mean somebody else there."
WHY = {
    Match.CHANGED: "The words are not there any more.",
    Match.AMBIGUOUS: "The words stand in several places that are equally likely.",
}
TAKEN = "Another decision goes to the same words."
ORDER = {match: n for n, match in enumerate(Match)}
DECIDED = (State.CONFIRMED, State.REJECTED)


def make_plan(*, reading: Reading, source: Reading) -> Plan:
    """Compare what was decided in a reading with the text, and with what stands in the reading at hand."""
    return _Planner(reading, source).plan()


class _Planner:
    def __init__(self, reading: Reading, source: Reading) -> None:
        self.source = source
        self.alignment = Alignment(source.article.text, reading.article.text)
        self.old_rows = {row.pk: row for row in source.groups.select_related("entity__root").order_by("pk")}
        self.old_tags = list(source.tags.filter(state__in=DECIDED).order_by("start", "end", "pk"))
        self.old_quotes = list(source.quotes.filter(state__in=DECIDED).order_by("start", "pk"))
        uses = ClaimUse.objects.filter(quote__reading=source, state=ClaimUse.State.ATTACHED).select_related("wording")
        self.old_uses = _grouped(uses.order_by("pk"), lambda use: use.quote_id)
        self.here = Here(reading)
        self.items: list[Item] = []
        self.lost: list[Item] = []
        self.decided: dict[int, Tag] = {}
        self.taken: set = set()  # places and suggestions that something of the other reading goes to
        self.votes: Counter = Counter()

    def plan(self) -> Plan:
        placed = [(tag, self.alignment.place(Span(tag.start, tag.end))) for tag in self.old_tags]
        for tag, place in sorted(placed, key=lambda pair: (ORDER[pair[1].match], pair[0].start, pair[0].pk)):
            self._tag(tag, place.match, place.span)
        self._adopt()
        rows = self._rows()
        tag_items = {item.old.pk: item for item in self.items}
        for quote in self.old_quotes:
            self._quote(quote, tag_items)
        self._events(rows)
        self._links(rows)
        return Plan(
            source=self.source,
            alignment=self.alignment,
            items=self.items,
            lost=self.lost,
            rows=rows,
            decided=self.decided,
            may_link=self.here.may_link,
            names={pk: row.name for pk, row in self.old_rows.items()},
        )

    # -- tags ----------------------------------------------------------------------------------------------------------

    def _tag(self, tag: Tag, match: Match, place: Span | None) -> None:
        item = Item(
            what="tag", old=tag, row=self.old_rows.get(tag.group_id), match=match, spans=(Span(tag.start, tag.end),)
        )
        if place is None:
            return self._lose(item, WHY[match])
        if tag.form == Tag.Form.PRONOUN and match is Match.MOVED:
            return self._lose(item, PRONOUN_MOVED)
        spot = tag.kind, place.start, place.end
        here = self.here.tags.get(spot) or self._suggested_as_there(tag)
        if here is not None and here.state != State.SUGGESTED:
            if State.CONFIRMED == here.state == tag.state and (here.kind, here.start, here.end) == spot:
                self._vote(tag, here)
                self.decided[tag.pk] = here
            return None
        if here is None and (spot in self.here.removed or tag.state == State.REJECTED):
            return None
        if spot in self.taken or (here is not None and here in self.taken):
            return self._lose(item, TAKEN)
        self.taken |= {spot, here}
        item.places, item.here = (place,), here
        if here is not None and tag.state == State.CONFIRMED:
            self._vote(tag, here)
        self.items.append(item)
        return None

    def _suggested_as_there(self, tag: Tag) -> Tag | None:
        """The suggestion here that corresponds to the one from which the tag was corrected there."""
        if tag.p_start is None:
            return None
        place = self.alignment.place(Span(tag.p_start, tag.p_end)).span
        here = place and self.here.proposed.get((tag.p_kind, place.start, place.end))
        return here if here and here.state != State.REMOVED else None

    def _adopt(self) -> None:
        """What was made by hand there takes a suggestion of another kind on the very same words, if that is free."""
        free = {
            (t.start, t.end): t for t in self.here.tags.values() if t.state == State.SUGGESTED and t not in self.taken
        }
        for item in self.items:
            if item.here is None and not item.rejected:
                here = free.pop((item.places[0].start, item.places[0].end), None)
                item.here = here
                self.taken.add(here)

    def _vote(self, tag: Tag, here: Tag) -> None:
        old, new = self.old_rows.get(tag.group_id), self.here.rows.get(here.group_id)
        if old is not None and new is not None and old.kind == new.kind:
            self.votes[old.pk, new.pk] += 1

    def _rows(self) -> dict[int, MentionGroup]:
        """Each cast row there with the one here that shares its mentions, or else has its name; no two with one.

        Where several share mentions, the one of the same name comes first, then the one that shares most.
        """
        rows: dict[int, MentionGroup] = {}
        used: set[int] = set()

        def order(vote: tuple[tuple[int, int], int]) -> tuple:
            (old, new), shared = vote
            return self.old_rows[old].name != self.here.rows[new].name, -shared, old, new

        for (old, new), _ in sorted(self.votes.items(), key=order):
            if old not in rows and new not in used:
                rows[old] = self.here.rows[new]
                used.add(new)
        named = {(row.kind, row.name): row for row in reversed(self.here.rows.values()) if row.pk not in used}
        for old in self.old_rows.values():
            if old.pk not in rows and (old.kind, old.name) in named:
                rows[old.pk] = named.pop((old.kind, old.name))
        return rows

    # -- quotes --------------------------------------------------------------------------------------------------------

    def _quote(self, quote: Quote, tag_items: dict[int, Item]) -> None:
        spans = tuple(Span(*piece) for piece in quote.pieces)
        found = [self.alignment.place(span) for span in spans]
        worst = max((place.match for place in found), key=ORDER.__getitem__)
        item = Item(what="quote", old=quote, row=None, match=worst, spans=spans)
        if any(place.span is None for place in found):
            return self._lose(item, WHY[worst])
        places = tuple(place.span for place in found)
        if any(one.end >= other.start for one, other in pairwise(places)):
            return self._lose(item, "Its pieces do not follow each other any more.")
        pieces = tuple((place.start, place.end) for place in places)
        here = self.here.quotes.get(pieces) or self._suggested_quote(quote)
        uses = self.old_uses.get(quote.pk, [])
        if here is not None and here.state != State.SUGGESTED:
            return self._claims_only(item, places, here, uses)
        if here is None and (pieces in self.here.removed or quote.state == State.REJECTED):
            return None
        if pieces in self.taken or (here is not None and here in self.taken):
            return self._lose(item, TAKEN)
        self.taken |= {pieces, here}
        item.places, item.here = places, here
        if quote.state == State.CONFIRMED:
            item.uses = [use for use in uses if here is None or (here.pk, use.claim_id) not in self.here.known_uses]
            self._cue(item, quote)
            self._speaker(item, quote, tag_items)
        self.items.append(item)
        return None

    def _suggested_quote(self, quote: Quote) -> Quote | None:
        if quote.p_pieces is None:
            return None
        places = [self.alignment.place(Span(*piece)).span for piece in quote.p_pieces]
        if None in places:
            return None
        here = self.here.proposed_quotes.get(tuple((place.start, place.end) for place in places))
        return here if here and here.state != State.REMOVED else None

    def _claims_only(self, item: Item, places: tuple[Span, ...], here: Quote, uses: list[ClaimUse]) -> None:
        """A quote that was confirmed here already still takes the claims that it has there."""
        missing = [use for use in uses if (here.pk, use.claim_id) not in self.here.known_uses]
        same = here.pieces == tuple((place.start, place.end) for place in places)
        if item.rejected or not missing or not same or here.state != State.CONFIRMED or here.nothing_checkable:
            return
        item.places, item.here, item.uses = places, here, missing
        self.items.append(item)

    def _cue(self, item: Item, quote: Quote) -> None:
        if quote.cue_start is None:
            return
        cue = self.alignment.place(Span(quote.cue_start, quote.cue_end)).span
        if cue is None or any(cue.overlaps(place) for place in item.places):
            item.left_out.append("the words that lead to it")
        else:
            item.cue = cue

    def _speaker(self, item: Item, quote: Quote, tag_items: dict[int, Item]) -> None:
        if quote.speaker_id is None:
            return
        item.speaker = tag_items.get(quote.speaker_id)
        item.speaker_here = self.decided.get(quote.speaker_id)
        if item.speaker is not None and item.speaker.rejected:
            item.speaker = None
        if item.speaker is None and item.speaker_here is None:
            item.left_out.append("who says it")

    # -- events and cast rows ------------------------------------------------------------------------------------------

    def _events(self, rows: dict[int, MentionGroup]) -> None:
        events = list(Event.objects.filter(group__reading=self.source).order_by("pk"))
        parts = EventArgument.objects.filter(event__in=events, state__in=DECIDED).select_related("group").order_by("pk")
        parts_of = _grouped(parts, lambda part: part.event_id)
        here = {event.pk: event for event in Event.objects.filter(group__in=[row.pk for row in rows.values()])}
        standing = list(EventArgument.objects.filter(event__in=here))
        gone = [part.pk for part in standing if part.state == State.REMOVED]
        taken_away = {("participant", pk) for pk in gone} - last_undone({"participant": gone})
        here_parts = _grouped(standing, lambda part: part.event_id)
        coming = {item.row.pk for item in self.items if item.what == "tag" and item.row and not item.rejected}
        reached = coming | {old for old, row in rows.items() if row.pk in self.here.live_rows}
        confirmed = {tag.group_id for tag in self.old_tags if tag.state == State.CONFIRMED}
        for event in events:
            row = rows.get(event.pk)
            plan = plan_event(
                event,
                parts_of.get(event.pk, []),
                here=here.get(row.pk) if row else None,
                here_parts=here_parts.get(row.pk, []) if row else [],
                taken_away=taken_away,
                rows=rows,
                reached=reached,
                names=self.old_rows,
                place=lambda span: self.alignment.place(span).span,
                words=lambda span: span.of(self.source.article.text),
            )
            if event.pk not in confirmed or plan.empty:
                continue
            item = Item(
                what="event",
                old=event,
                row=self.old_rows[event.pk],
                match=Match.SAME,
                here=row,
                event=plan,
                left_out=plan.left_out,
            )
            if event.pk not in reached:
                self._lose(item, "None of its mentions is here.")
            elif plan.carries:
                self.items.append(item)
            else:
                self._lose(item, "None of its details fits.")

    def _links(self, rows: dict[int, MentionGroup]) -> None:
        """Who a row is, and that it is protected, comes with its mentions; where all are decided, by itself."""
        coming = {item.row.pk for item in self.items if item.what == "tag" and item.row and not item.rejected}
        for old in self.old_rows.values():
            row = rows.get(old.pk)
            if row is None or old.pk in coming or row.pk not in self.here.live_rows:
                continue
            if (old.entity_id and row.pk in self.here.may_link) or (old.protected and not row.protected):
                self.items.append(Item(what="group", old=old, row=old, match=Match.SAME, here=row))

    def _lose(self, item: Item, why: str) -> None:
        """Only what was confirmed is missed: a suggestion that was rejected and is not made again needs no decision."""
        if not item.rejected:
            item.why = why
            self.lost.append(item)


def _grouped(rows: Iterable, key) -> dict[int, list]:
    found: dict[int, list] = {}
    for row in rows:
        found.setdefault(key(row), []).append(row)
    return found

"""What may be carried over, as its page shows it: by how well it fits and by cast row, each old place beside the new.

Reads only.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby

from annotations.alignment import Match, marked
from annotations.models import Event, Kind, Quote, State
from annotations.models.event import subtype_label
from annotations.normalise import write_date
from annotations.services.carry_items import Item, Plan
from annotations.services.carrying import meant
from annotations.services.envelope import TYPE_OF
from annotations.services.event_lines import counted, label
from annotations.services.review_sheet import in_context
from articles.text import Span

PAGE = 200
SECTIONS = {
    "same": ("Same words, same surroundings", "Nothing next to them changed, so they are ticked."),
    "around": ("Same words, other words beside them", "See whether they still say the same, and tick them."),
    "moved": ("Same words in another place", "See whether they still mean the same, and tick them."),
    "lost": ("Not found here", "These stay in the other reading. What is still true has to be tagged by hand."),
}
Pieces = list[tuple[str, bool]]


@dataclass(kw_only=True)
class Side:
    """One version's words with what stands around them; each piece of that says whether the other side lacks it."""

    before: Pieces
    words: str
    after: Pieces


@dataclass(kw_only=True)
class Line:
    """One item as the page shows it; ``value`` is what its tick box sends."""

    item: Item
    number: int
    does: str
    old: Side | None = None
    new: Side | None = None
    said_by: str = ""
    details: list[tuple[str, str]] = field(default_factory=list)
    value: str = ""


@dataclass(kw_only=True)
class Row:
    """The items of one cast row, or the quotes."""

    name: str
    kind: str
    linked: str
    protected: bool
    lines: list[Line]


@dataclass(kw_only=True)
class Section:
    name: str
    title: str
    help: str
    total: int
    rows: list[Row]


@dataclass(kw_only=True)
class Sheet:
    sections: list[Section]
    seen: str
    first: int
    last: int
    total: int
    offered: int  # on this page
    earlier: int | None
    following: int | None


def sheet(plan: Plan, *, start: int = 0) -> Sheet:
    """One page of a plan, from the item of that number."""
    every = sorted([*plan.items, *plan.lost], key=_order(plan))
    totals = {name: sum(_section(item) == name for item in every) for name in SECTIONS}
    start = min(start, max(0, len(every) - 1))
    page = every[start : start + PAGE]
    lines = [_line(plan, item, n) for n, item in enumerate(page, start=start + 1)]
    sections = []
    for name, group in groupby(lines, key=lambda line: _section(line.item)):
        title, help_ = SECTIONS[name]
        rows = [_row(list(each)) for _, each in groupby(group, key=lambda line: _row_key(line.item))]
        sections.append(Section(name=name, title=title, help=help_, total=totals[name], rows=rows))
    objects = [obj for item in page if not item.lost for obj in item.objects()]
    return Sheet(
        sections=sections,
        seen=json.dumps({f"{TYPE_OF[type(obj)]}:{obj.pk}": obj.version for obj in objects}),
        first=start + 1,
        last=start + len(page),
        total=len(every),
        offered=sum(not item.lost for item in page),
        earlier=max(0, start - PAGE) if start else None,
        following=start + PAGE if start + PAGE < len(every) else None,
    )


# -- in which order ----------------------------------------------------------------------------------------------------


def _section(item: Item) -> str:
    return "lost" if item.lost else item.match.value


def _row_key(item: Item) -> int:
    return item.row.pk if item.row is not None else 0


def _at(item: Item) -> int:
    """Where it stands; what is not said in words comes after all that is."""
    return item.spans[0].start if item.spans else 2**31


def _order(plan: Plan):
    """By section, then by cast row in the order of the old text, the quotes last."""
    places = {name: n for n, name in enumerate(SECTIONS)}
    first: dict[tuple[str, int], int] = {}
    for item in (*plan.items, *plan.lost):
        key = _section(item), _row_key(item)
        first[key] = min(first.get(key, 2**31), _at(item))

    def order(item: Item) -> tuple:
        key = _section(item), _row_key(item)
        return places[key[0]], key[1] == 0, first[key], key[1], _at(item), item.key

    return order


def _row(lines: list[Line]) -> Row:
    row = lines[0].item.row
    if row is None:
        quotes = any(line.item.what == "quote" for line in lines)
        return Row(name="Quotes" if quotes else "No row", kind="", linked="", protected=False, lines=lines)
    return Row(
        name=row.name,
        kind=row.kind,
        linked=str(row.entity.root or row.entity) if row.entity else "",
        protected=row.protected,
        lines=lines,
    )


# -- one item ----------------------------------------------------------------------------------------------------------


def _line(plan: Plan, item: Item, number: int) -> Line:
    line = Line(item=item, number=number, does=_does(item))
    if item.spans:
        line.old, line.new = _sides(plan, item)
    if item.what == "quote":
        line.said_by = _said_by(item)
    if item.what == "event" and item.event is not None:
        line.details = list(_details(item, plan))
    if item.what == "group":
        line.details = list(_links(item))
    if not item.lost:
        places = [[place.start, place.end] for place in item.places]
        line.value = json.dumps([item.key, places, meant(plan, item)], ensure_ascii=False)
    return line


def _does(item: Item) -> str:
    """What ticking it does to what stands here."""
    if item.lost:
        return ""
    if item.what in ("event", "group"):
        return "filled in"
    if item.rejected:
        return "rejected"
    if item.here is None:
        return "added"
    if item.here.state == State.CONFIRMED:
        return "claims added"
    if item.what == "tag":
        same = (item.here.kind, item.here.start, item.here.end) == (item.old.kind, *_ends(item.places[0]))
    else:
        same = item.here.pieces == tuple(_ends(place) for place in item.places)
    return "confirmed" if same else "corrected"


def _ends(span: Span) -> tuple[int, int]:
    return span.start, span.end


def _sides(plan: Plan, item: Item) -> tuple[Side, Side]:
    old, new = plan.alignment.old, plan.alignment.new
    spans, places = item.spans, item.places
    if item.lost:
        # About here it would stand; what took its place is on the right, and differs.
        at = plan.alignment.near(spans[0].start)
        places = (Span(at, at),)
    there, here = _Around(old, spans), _Around(new, places)
    if item.match is Match.MOVED and not item.lost:
        before, after = marked(there.before, here.before), marked(there.after, here.after)
        return there.side(_uncut(before[0], 0), _uncut(after[0], -1)), here.side(
            _uncut(before[1], 0), _uncut(after[1], -1)
        )
    older, newer = plan.alignment.older, plan.alignment.newer
    return (
        there.side(older(there.left, spans[0].start), older(spans[-1].end, there.right)),
        here.side(newer(here.left, places[0].start), newer(places[-1].end, here.right)),
    )


class _Around:
    """Some words with what stands before and after them in their paragraphs, and where that begins and ends."""

    def __init__(self, text: str, spans: tuple[Span, ...]) -> None:
        first, last = in_context(text, *_ends(spans[0])), in_context(text, *_ends(spans[-1]))
        self.words = " … ".join(span.of(text) for span in spans if span)
        self.cut_before = first["before"].startswith("… ")
        self.cut_after = last["after"].endswith(" …")
        self.before = first["before"].removeprefix("… ")
        self.after = last["after"].removesuffix(" …")
        self.left, self.right = spans[0].start - len(self.before), spans[-1].end + len(self.after)

    def side(self, before: Pieces, after: Pieces) -> Side:
        return Side(
            before=[("… ", False), *before] if self.cut_before else before,
            words=self.words,
            after=[*after, (" …", False)] if self.cut_after else after,
        )


def _uncut(pieces: Pieces, outermost: int) -> Pieces:
    """What differs at the outer end alone may do so only because the passage is cut there."""
    if pieces and pieces[outermost][1]:
        pieces = list(pieces)
        pieces[outermost] = pieces[outermost][0], False
    return pieces


def _said_by(item: Item) -> str:
    quote = item.old
    mode = Quote.Mode(quote.mode).label.lower()
    if quote.mode == Quote.Mode.OWN_VOICE or item.lost or item.rejected:
        return mode
    speaker = item.speaker_here or (item.speaker and item.speaker.old)
    return f"{mode}, said by {speaker.surface}" if speaker else mode


def _details(item: Item, plan: Plan) -> Iterable[tuple[str, str]]:
    """The slots and participants that come along."""
    names = plan.names
    for slot, values in item.event.slots.items():
        slot_label = Event.Slot(slot).label
        if slot == "type":
            told = [label(Event.Type, values["type"]), subtype_label(values["type"], values["subtype"])]
            yield slot_label, " · ".join(filter(None, told)) or "none"
        elif slot == "status":
            yield slot_label, label(Event.Status, values["status"]) or "none"
        elif slot == "date":
            yield slot_label, write_date(values["date"], values["precision"]) or "none"
        elif slot == "place":
            yield slot_label, names.get(values["place_id"], "none")
        else:
            source = names.get(values[f"{slot}_source_id"])
            told = counted(values[slot], slot).removesuffix(f" {slot}") or "number unknown"
            yield slot_label, f"{told}, says {source}" if source else told
    for part, _ in item.event.parts:
        yield part.role_label, f"not {part.group.name}" if part.state == State.REJECTED else part.group.name


def _links(item: Item) -> Iterable[tuple[str, str]]:
    row, here = item.old, item.here
    if row.entity and not here.entity_id:
        yield Kind(row.kind).label, str(row.entity.root or row.entity)
    if row.protected and not here.protected:
        yield "Protection", "exports hide the name"

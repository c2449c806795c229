"""Where the things in a history are now, and which suggestion each came from. Reads only."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Min, Q

from annotations.models import ClaimUse, Kind, MentionGroup, Quote, Reading, State, Tag
from annotations.services.workspace import part_of

MADE = "by hand"


@dataclass(frozen=True, kw_only=True)
class Place:
    """Some words of the text: ``anchor`` is the id of the element that shows them now, if one does."""

    words: str = ""
    anchor: str = ""
    start: int | None = None
    end: int | None = None
    origin: str = ""

    @property
    def part(self) -> int:
        """The part of a very long text that shows it."""
        return part_of(self.start or 0)


def find(ids: Mapping[str, set[int]], text: str) -> dict[tuple[str, int], Place]:
    """The places of tags, quotes, cast rows and claims, by type and id; a handful of queries however many there are."""
    places: dict[tuple[str, int], Place] = {}
    for tag in Tag.objects.filter(pk__in=ids["tag"]).defer("label"):
        places["tag", tag.pk] = Place(
            words=tag.surface, anchor=f"t-{tag.pk}", start=tag.start, end=tag.end, origin=_of_tag(tag, text)
        )
    for quote in Quote.objects.filter(pk__in=ids["quote"]):
        origin = MADE if quote.p_pieces is None else f"suggested{_score(quote.score)}"
        places["quote", quote.pk] = Place(
            words=text[quote.start : quote.end], anchor=f"q-{quote.pk}", start=quote.start, end=quote.end, origin=origin
        )
    groups = MentionGroup.objects.filter(pk__in=ids["group"] | ids["event"])
    first = Min("tags__start", filter=~Q(tags__state=State.REMOVED))
    for pk, name, start in groups.annotate(first=first).values_list("pk", "name", "first"):
        place = Place(words=name, start=start, end=start)
        places["group", pk] = places["event", pk] = place
    uses = ClaimUse.objects.filter(pk__in=ids["use"])
    for pk, wording, quote, start, end in uses.values_list(
        "pk", "wording__text", "quote", "quote__start", "quote__end"
    ):
        places["use", pk] = Place(words=wording, anchor=f"q-{quote}", start=start, end=end)
    return places


def _of_tag(tag: Tag, text: str) -> str:
    """What was suggested, as far as it differs from what the tag is now."""
    if tag.p_start is None or tag.p_end is None:
        return MADE
    told = "suggested"
    if tag.p_kind != tag.kind:
        told += f" as {Kind(tag.p_kind).label.lower()}"
    if (tag.p_start, tag.p_end) != (tag.start, tag.end):
        told += f" on “{text[tag.p_start : tag.p_end]}”"
    return told + _score(tag.score)


def _score(score: float | None) -> str:
    return "" if score is None else f", {score * 100:.0f} %"


def origin_of(places: Iterable[Place]) -> str:
    """How the things of one act came to be: in words for one of them, in numbers for many."""
    told = [place.origin for place in places if place.origin]
    if len(told) <= 1:
        return "".join(told)
    made = Counter("by hand" if origin == MADE else "suggested" for origin in told)
    return ", ".join(f"{count} {how}" for how, count in sorted(made.items(), reverse=True))


def sources(reading: Reading) -> list[str]:
    """Which pipelines or tools made the suggestions in a reading: those of its parents, or of theirs."""
    made = Reading.objects.filter(role__in=[Reading.Role.MACHINE, Reading.Role.IMPORTED], source__isnull=False)
    mine = Q(pk=reading.pk) | Q(records_made__record=reading) | Q(records_made__record__records_made__record=reading)
    found = made.filter(mine).select_related("source").distinct().order_by("pk")
    return list(dict.fromkeys(str(parent.source) for parent in found))

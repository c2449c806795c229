"""The history of one reading: who did what, and when. Reads only."""

from collections import defaultdict
from dataclasses import dataclass, field, replace

from annotations.models import Act, Decision, Reading
from annotations.services import history_places
from annotations.services.event_words import EVENT_ACTS, event_names
from annotations.services.history_places import Place
from annotations.services.review_sheet import TURNS

PAGE = 50
WORDS = 120  # characters of a passage in one line of the history

# What an act is called in a sentence, before the words it was about.
SAID = {
    "submit": "Submitted",
    "skip": "Skipped",
    "release": "Given back",
    "return": "Returned",
    "approve": "Approved",
    "reopen": "Reopened",
    "start correction": "Correction begun",
    "discard": "Draft discarded",
    "confirm": "Confirmed",
    "confirm all": "Confirmed all",
    "reject": "Rejected",
    "reject all": "Rejected all",
    "decide every": "Decided the same for",
    "undecide": "Left open again",
    "change kind": "Changed the kind of",
    "regroup": "Said who or what is meant by",
    "move edge": "Moved the edge of",
    "move": "Moved",
    "add": "Tagged",
    "confirm quote": "Confirmed the quote",
    "reject quote": "Rejected the quote",
    "undecide quote": "Left the quote open again",
    "set speaker": "Set the speaker of",
    "set mode": "Set the kind of quote of",
    "make quote": "Made a quote of",
    "add to quote": "Added words to the quote",
    "cut from quote": "Took words out of the quote",
    "move quote": "Changed the words of the quote",
    "move quote edge": "Moved the edge of the quote",
    "split quote": "Made two quotes of",
    "join quotes": "Made one quote of",
    "set cue": "Set the cue of",
    "own voice": "Took as the outlet’s own voice",
    "nothing checkable": "Decided whether there is something to check in",
    "attach claim": "Attached the claim",
    "change stance": "Changed the stance to the claim",
    "remove claim": "Took off the claim",
    "link": "Said who or what it is:",
    "carry": "Carried over",
    "protect": "Protected",
    "clear protection": "Cleared the protection of",
    **EVENT_ACTS,
    "undo": "Undid",
    "redo": "Did again",
}


@dataclass(kw_only=True)
class Entry:
    act: Act
    places: list[Place] = field(default_factory=list)
    more: int = 0
    origin: str = ""
    undone: bool = False

    @property
    def words(self) -> list[str]:
        return [place.words for place in self.places]

    @property
    def said(self) -> str:
        return said(self.act)


def said(act: Act) -> str:
    return SAID.get(act.verb, act.verb.capitalize())


def turning_points(readings: list[int]) -> list[Act]:
    """The acts that changed these readings as a whole, oldest first."""
    decided = Decision.objects.filter(object_type="reading", object_id__in=readings).values("act")
    acts = Act.objects.filter(pk__in=decided) | Act.objects.filter(reading__in=readings, verb__in=TURNS)
    acts = list(acts.select_related("actor").order_by("at", "seq"))
    for act in acts:
        act.said = said(act)
    return acts


def page(reading: Reading, *, before: int | None = None) -> tuple[list[Entry], int | None]:
    """The latest acts on a reading, and the number of the act from which the next page goes on."""
    acts = Act.objects.filter(reading=reading.pk).order_by("-seq")
    # Of a text only what the page names is read.
    acts = acts.select_related("actor", "carried_from__article").defer("carried_from__article__text")
    if before is not None:
        acts = acts.filter(seq__lt=before)
    acts = list(acts[: PAGE + 1])
    following = acts[PAGE - 1].seq if len(acts) > PAGE else None
    acts = acts[:PAGE]
    undone = _undone(reading)
    entries = [Entry(act=act, undone=act.pk in undone) for act in acts]
    _tell(entries, reading.article.text)
    return entries, following


def _undone(reading: Reading) -> set:
    """The acts that are taken back as it stands: an undo that was itself undone (redo) no longer counts."""
    pairs = Act.objects.filter(reading=reading.pk, undoes__isnull=False).order_by("-seq").values_list("pk", "undoes")
    undone: set = set()
    for act, undoes in pairs:  # latest first, so whether an undo stands is known when it comes up
        if act not in undone:
            undone.add(undoes)
    return undone


def _tell(entries: list[Entry], text: str) -> None:
    """Say what each act was about: at most three of its words with their places, how many more, and how it came."""
    decisions = list(
        Decision.objects.filter(act__in=[entry.act for entry in entries])
        .order_by("pk")
        .values_list("act", "object_type", "object_id", "before", "after")
    )
    ids = defaultdict(set)
    for _, object_type, object_id, _, _ in decisions:
        ids[object_type].add(object_id)
    places = history_places.find(ids, text)
    places |= {key: Place(words=words) for key, words in event_names(ids).items() if key not in places}
    found = defaultdict(dict)
    for act, object_type, object_id, before, after in decisions:
        place = places.get((object_type, object_id), Place())
        words = (after or {}).get("surface") or (before or {}).get("surface") or place.words
        words = words.strip(' \n"“”')
        if words:
            short = words if len(words) <= WORDS else f"{words[:WORDS].rstrip()}…"
            found[act][object_type, object_id] = replace(place, words=short)
    for entry in entries:
        # A cast row made beside its tag says the same words twice.
        places = [
            place
            for (object_type, _), place in found[entry.act.pk].items()
            if object_type != "group" or len(found[entry.act.pk]) == 1
        ]
        entry.places, entry.more = places[:3], max(0, len(places) - 3)
        entry.origin = history_places.origin_of(places)

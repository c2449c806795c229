"""A model of a reading that two people work on, and a random walk that holds the services against it."""

import random
from collections import Counter
from uuid import uuid4

from annotations.errors import BadWrite, Stale
from annotations.models import Quote, State, Tag
from annotations.services import occurrences, quoting, tagging, undo
from annotations.services.envelope import Envelope
from articles.text import Span, move_edge, paragraphs, words
from tests import factories
from tests.factories_readings import record

SUGGESTED, CONFIRMED, REJECTED, REMOVED = State.SUGGESTED, State.CONFIRMED, State.REJECTED, State.REMOVED
KINDS = ("person", "place", "group", "event")
OF_TAG = ("kind", "start", "end", "state", "group_id", "version")
OF_QUOTE = ("state", "speaker_id", "version")
# What a person does, and how often.
OFTEN = {
    "confirm": 4, "reject": 5, "undecide": 4, "kind": 6, "edge": 6, "add": 6, "whole_row": 3, "every": 6, "speaker": 3,
    "quote": 2, "undo": 5, "redo": 2,
}  # fmt: skip


def stored(reading) -> dict:
    """Tags and quotes as the database has them: {("tag", id): {field: value}}."""
    tags = Tag.objects.filter(reading=reading).values("pk", "p_start", *OF_TAG)
    quotes = Quote.objects.filter(reading=reading).values("pk", *OF_QUOTE)
    return {("tag", row.pop("pk")): row for row in tags} | {("quote", row.pop("pk")): row for row in quotes}


class Model:
    """What the reading should look like, and what each person did."""

    def __init__(self, reading) -> None:
        self.text = reading.article.text
        self.rows = stored(reading)
        self.done: dict = {}
        self.undone: dict = {}

    def tags(self, **wanted) -> list[int]:
        found = ((pk, row) for (what, pk), row in self.rows.items() if what == "tag" and row["state"] != REMOVED)
        return [pk for pk, row in found if all(row[name] == value for name, value in wanted.items())]

    def rejection(self, pks: list[int]) -> list:
        quotes = [
            (("quote", pk), {"speaker_id": None})
            for (what, pk), row in self.rows.items()
            if what == "quote" and row["state"] != REMOVED and row["speaker_id"] in pks
        ]
        gone = {None: REMOVED}
        return quotes + [(("tag", pk), {"state": gone.get(self.rows["tag", pk]["p_start"], REJECTED)}) for pk in pks]

    def apply(self, changes: list) -> list | None:
        """Do what was meant; returns what changed, with how it was before, or ``None`` where that is nothing."""
        kept = []
        for key, after in changes:
            row = self.rows.get(key)
            if row is None:
                self.rows[key] = {"version": 1, **after}
                kept.append((key, None, after))
                continue
            after = {name: value for name, value in after.items() if row[name] != value}
            if after:
                kept.append((key, {name: row[name] for name in after}, after))
                row.update(after, version=row["version"] + 1)
        return kept or None

    def reversal(self, kept: list) -> list | None:
        """The changes that take these back, or ``None`` if one of the things is no longer as they left it."""
        back = []
        for key, before, after in reversed(kept):
            if any(self.rows[key][name] != value for name, value in after.items() if name in self.rows[key]):
                return None
            back.append((key, before if before is not None else {"state": REMOVED}))
        return back

    def twice(self, changes: list) -> bool:
        """Whether the same words would be tagged twice with the same kind."""
        rows = {key: dict(row) for key, row in self.rows.items()}
        for key, after in changes:
            rows[key] = {**rows.get(key, {}), **after}
        places = Counter(
            (row["kind"], row["start"], row["end"])
            for (what, _), row in rows.items()
            if what == "tag" and row["state"] != REMOVED
        )
        return max(places.values()) > 1

    def speechless(self, changes: list) -> bool:
        """Whether a confirmed quote would have a speaker that nobody decided on."""
        rows = {key: dict(row) for key, row in self.rows.items()}
        for key, after in changes:
            rows[key] = {**rows.get(key, {}), **after}
        said = [row["speaker_id"] for (what, _), row in rows.items() if what == "quote" and row["state"] == CONFIRMED]
        return any(pk is not None and rows["tag", pk]["state"] == SUGGESTED for pk in said)


class Person:
    """Somebody with a page open: the versions they saw last."""

    def __init__(self, user, model: Model) -> None:
        self.user, self.model = user, model
        self.reload()

    def reload(self) -> None:
        self.seen = {key: row["version"] for key, row in self.model.rows.items()}

    def envelope(self, *keys) -> Envelope:
        seen = {f"{what}:{pk}": self.seen[what, pk] for what, pk in keys if (what, pk) in self.seen}
        return Envelope(act_id=uuid4(), seen=seen)

    def late(self, *keys) -> bool:
        return any(self.seen.get(key) != self.model.rows[key]["version"] for key in keys)


class Walk:
    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.reading = record()
        self.model = Model(self.reading)
        self.people = [Person(user, self.model) for user in (factories.eda(), factories.eli())]
        text = self.reading.article.text
        self.words = [word for line in paragraphs(text) for word in words(text, line)]
        self.told: Counter = Counter()

    # Each of these returns what is expected ("late", "bad" or the changes), and the call that does it.

    def some_tag(self, **wanted) -> int:
        every = [pk for what, pk in self.model.rows if what == "tag"]
        return self.random.choice(self.model.tags(**wanted) or every)

    def one_tag(self, who, change, service, **fields):
        pk = self.some_tag()
        row = self.model.rows["tag", pk]
        expected = "late" if who.late(("tag", pk)) else "bad" if row["state"] == REMOVED else change(pk, row)
        return expected, who.envelope(("tag", pk)), service, {"tag_id": pk, **fields}

    def confirm(self, who):
        return self.one_tag(who, lambda pk, row: [(("tag", pk), {"state": CONFIRMED})], tagging.confirm)

    def reject(self, who):
        return self.one_tag(who, lambda pk, row: self.model.rejection([pk]), tagging.reject)

    def undecide(self, who):
        def change(pk, row):
            back = [(("tag", pk), {"state": SUGGESTED})]
            return "bad" if row["p_start"] is None or self.model.speechless(back) else back

        return self.one_tag(who, change, tagging.undecide)

    def kind(self, who):
        kind = self.random.choice(KINDS)

        def change(pk, row):
            twin = self.model.tags(kind=kind, start=row["start"], end=row["end"])
            if row["kind"] == kind:
                return [(("tag", pk), {"state": CONFIRMED})]
            if twin:
                return [*self.model.rejection([pk]), (("tag", twin[0]), {"state": CONFIRMED})]
            return [(("tag", pk), {"kind": kind, "state": CONFIRMED, "group_id": ...})]

        return self.one_tag(who, change, tagging.change_kind, kind=kind)

    def edge(self, who):
        edge, outward = self.random.choice(["left", "right"]), self.random.random() < 0.5
        pk = self.some_tag()
        row = self.model.rows["tag", pk]
        span = Span(row["start"], row["end"])
        moved = move_edge(self.model.text, span, edge=edge, outward=outward)
        twins = [twin for twin in self.model.tags(kind=row["kind"], start=moved.start, end=moved.end) if twin != pk]
        if who.late(("tag", pk)):
            expected = "late"
        elif row["state"] == REMOVED or moved == span or twins:
            expected = "bad"
        else:
            expected = [(("tag", pk), {"start": moved.start, "end": moved.end, "state": CONFIRMED})]
        fields = {"tag_id": pk, "words": span.of(self.model.text), "edge": edge, "outward": outward}
        return expected, who.envelope(("tag", pk)), tagging.move_edge, fields

    def add(self, who):
        word, kind = self.random.choice(self.words), self.random.choice(KINDS)
        twin = self.model.tags(kind=kind, start=word.start, end=word.end)
        if twin:
            expected = [(("tag", twin[0]), {"state": CONFIRMED})]
        else:
            made = {"kind": kind, "start": word.start, "end": word.end, "state": CONFIRMED, "group_id": ...}
            expected = [(("tag", ...), {**made, "p_start": None})]
        said = {"start": word.start, "end": word.end, "words": word.of(self.model.text), "kind": kind}
        return expected, who.envelope(), tagging.add, said

    def whole_row(self, who):
        group = self.model.rows["tag", self.some_tag(state=SUGGESTED)]["group_id"]
        open_ = self.model.tags(group_id=group, state=SUGGESTED)
        but = [pk for pk in open_ if self.random.random() < 0.3]
        wanted = [pk for pk in open_ if pk not in but]
        to = self.random.choice([CONFIRMED, REJECTED])
        changes = self.model.rejection(wanted) if to == REJECTED else [(("tag", pk), {"state": to}) for pk in wanted]
        return changes or "bad", who.envelope(), tagging.decide_group, {"group_id": group, "to": to, "but": but}

    def every(self, who):
        pk = self.some_tag(state=self.random.choice([CONFIRMED, CONFIRMED, REJECTED]))
        row = self.model.rows["tag", pk]
        offer = occurrences.offer(actor=who.user, reading=self.reading, tag_id=pk)
        places = [place for place in offer.occurrences if self.random.random() < 0.8] if offer else []
        also = [place.mark.id for place in places if place.mark]
        spans = [(place.start, place.end, place.words) for place in places if not place.mark]
        assert all(self.model.rows["tag", other]["state"] == SUGGESTED for other in also), "offered what is decided"
        if who.late(("tag", pk)):
            expected = "late"
        elif row["state"] not in (CONFIRMED, REJECTED):
            expected = "bad"
        elif who.late(*(("tag", other) for other in also)):
            expected = "late"
        elif row["state"] == REJECTED:
            expected = self.model.rejection(also) or "bad"
        else:
            changes = [(("tag", other), self._as(row, other)) for other in also]
            changes += [(("tag", ...), self._made(row, start, end)) for start, end, _ in spans]
            expected = changes or "bad"
        keys = [("tag", pk), *(("tag", other) for other in also)]
        return expected, who.envelope(*keys), occurrences.decide_every, {"tag_id": pk, "also": also, "spans": spans}

    def _as(self, row, other: int) -> dict:
        same = self.model.rows["tag", other]["kind"] == row["kind"]
        return {"state": CONFIRMED} | ({} if same else {"kind": row["kind"], "group_id": row["group_id"]})

    def _made(self, row, start: int, end: int) -> dict:
        made = {"kind": row["kind"], "group_id": row["group_id"], "state": CONFIRMED, "p_start": None}
        return {**made, "start": start, "end": end}

    def speaker(self, who):
        (quote,) = [pk for what, pk in self.model.rows if what == "quote"]
        pk = self.some_tag()
        if who.late(("quote", quote)):
            expected = "late"
        elif self.model.rows["tag", pk]["state"] in (REMOVED, REJECTED):
            expected = "bad"
        else:
            said = {"speaker_id": pk, "state": CONFIRMED}
            expected = [(("tag", pk), {"state": CONFIRMED}), (("quote", quote), said)]
        return expected, who.envelope(("quote", quote)), quoting.set_speaker, {"quote_id": quote, "tag_id": pk}

    def quote(self, who):
        (quote,) = [pk for what, pk in self.model.rows if what == "quote"]
        to = self.random.choice([SUGGESTED, REJECTED])
        expected = "late" if who.late(("quote", quote)) else [(("quote", quote), {"state": to})]
        return expected, who.envelope(("quote", quote)), quoting.decide_quote, {"quote_id": quote, "to": to}

    def back(self, who, service, stack: dict):
        mine = stack.get(who.user, [])
        expected = self.model.reversal(mine[-1]) if mine else "bad"
        if expected is None:
            expected = "late"
        elif expected != "bad" and (self.model.twice(expected) or self.model.speechless(expected)):
            expected = "bad"
        return expected, who.envelope(), service, {}

    def undo(self, who):
        return self.back(who, undo.undo, self.model.done)

    def redo(self, who):
        return self.back(who, undo.redo, self.model.undone)

    def done(self) -> int:
        return sum(count for (_, how), count in self.told.items() if how == "done")

    # -- one step ------------------------------------------------------------------------------------------------------

    def step(self) -> None:
        who = self.random.choice(self.people)
        if self.random.random() < 0.15:
            who.reload()
        name = self.random.choices(list(OFTEN), OFTEN.values())[0]
        expected, envelope, service, fields = getattr(self, name)(who)
        if isinstance(expected, list) and not self._changes(expected):
            expected = "bad"
        call = {"actor": who.user, "reading_id": self.reading.pk, "envelope": envelope, **fields}
        try:
            outcome = service(**call)
        except (Stale, BadWrite) as error:
            refused = "late" if isinstance(error, Stale) else "bad"
            if refused != expected:
                raise AssertionError(f"{name} {fields}: {refused} instead of {expected}") from error
            self.told[name, refused] += 1
            return
        assert isinstance(expected, list), (name, fields, expected, "was done all the same")
        self.told[name, "done"] += 1
        kept = self.model.apply(self._filled(expected, outcome))
        self._remember(who, name, kept)
        who.seen.update({key: self.model.rows[key]["version"] for key, _, _ in kept})
        if self.random.random() < 0.1:
            assert service(**call).replayed

    def _changes(self, expected: list) -> bool:
        rows = self.model.rows
        return any(key not in rows or any(rows[key][n] != v for n, v in after.items()) for key, after in expected)

    def _filled(self, expected: list, outcome) -> list:
        """The ids of what was made, and the cast row that was chosen for it: the two things the model cannot know."""
        ids = {
            (d.after["kind"], d.after["start"], d.after["end"]): d.object_id
            for d in outcome.decisions
            if d.object_type == "tag" and d.before is None
        }
        filled = []
        for (what, pk), after in expected:
            if pk is ...:
                pk = ids[after["kind"], after["start"], after["end"]]
            if after.get("group_id") is ...:
                after = {**after, "group_id": Tag.objects.get(pk=pk).group_id}
            filled.append(((what, pk), after))
        return filled

    def _remember(self, who, name: str, kept: list) -> None:
        done, undone = (stack.setdefault(who.user, []) for stack in (self.model.done, self.model.undone))
        if name == "undo":
            done.pop()
            undone.append(kept)
        elif name == "redo":
            undone.pop()
            done.append(kept)
        else:
            done.append(kept)
            undone.clear()

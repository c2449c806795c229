"""Follow an object back through what happened to it, in its reading and in those that reading was made from.

A record is a copy of an analyst's reading, and that is a copy of the machine's, so their objects have ids of their own.
What ties a tag to its copies is the proposal all of them keep or, for one made by hand, the kind and place it had when
it was copied. Plain data only.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from annotations.export.shape import Pipeline, Step

Key = Hashable
Ref = tuple[str, int]  # ("tag", 12)


@dataclass(kw_only=True)
class _Node:
    reading: int
    origin: Key | None
    proposed: bool
    steps: list[Step] = field(default_factory=list)


class Lineage:
    """The objects of some readings and their ancestors, and every step of each."""

    def __init__(self, parents: Mapping[int, Sequence[int]], roots: Mapping[int, tuple[Pipeline, str | None]]) -> None:
        """``roots`` are the machine and imported readings: what made them, and when."""
        self._parents = parents
        self._roots = roots
        self._nodes: dict[Ref, _Node] = {}
        self._by_key: dict[tuple[str, int, Key], Ref] = {}

    def add(self, ref: Ref, *, reading: int, key: Key, origin: Key | None, proposed: bool, steps: list[Step]) -> None:
        """``key`` is what copies of the object are found by; ``origin`` what it was a copy of, None if made here."""
        self._nodes[ref] = _Node(reading=reading, origin=origin, proposed=proposed, steps=steps)
        self._by_key[(ref[0], reading, key)] = ref

    def twins(self, ref: Ref) -> list[Ref]:
        """What the object was copied from, in each parent reading that has it."""
        node = self._nodes[ref]
        if node.origin is None:
            return []
        keys = [(ref[0], parent, node.origin) for parent in self._parents.get(node.reading, ())]
        return [self._by_key[key] for key in keys if key in self._by_key]

    def trail(self, ref: Ref) -> list[Step]:
        """Every step, oldest first: proposed, then what the analyst did, then the editor."""
        node = self._nodes[ref]
        steps: list[Step] = []
        if node.proposed:
            for source in (node.reading, *self._parents.get(node.reading, ())):
                if source in self._roots:
                    pipeline, at = self._roots[source]
                    steps.append(Step(step="proposed", at=at, pipeline=pipeline, reading=source))
        for twin in self.twins(ref):
            steps += [step for step in self.trail(twin) if step not in steps]
        return steps + node.steps


NAMING = ("surface", "name")


def hide_names(steps: list[Step], hide: Callable[[str], str]) -> list[Step]:
    """The same steps without the words that a protected tag stood on, and without what its cast row was called."""

    def hidden(fields: dict | None) -> dict | None:
        if fields is None:
            return None
        return {name: hide(value) if name in NAMING else value for name, value in fields.items()}

    return [replace(step, before=hidden(step.before), after=hidden(step.after)) for step in steps]


def when_copied(now: Mapping, decisions: Sequence[tuple[Mapping | None, Mapping]]) -> dict | None:
    """The fields an object had before the first of these (before, after) pairs; None when the first one made it."""
    fields = dict(now)
    for before, _after in reversed(decisions):
        if before is None:
            return None
        fields.update(before)
    return fields


def tag_key(fields: Mapping, proposal: tuple | None) -> Key:
    return ("p", *proposal) if proposal else ("made", fields["kind"], fields["start"], fields["end"])


def quote_key(fields: Mapping, proposal: Sequence | None) -> Key:
    return ("p", _pieces(proposal)) if proposal else ("made", _pieces(fields["pieces"]))


def _pieces(pieces: Sequence[Sequence[int]]) -> Key:
    return tuple((start, end) for start, end in pieces)


def grouped(rows, key) -> defaultdict:
    """Rows by their key, in the order they came."""
    found = defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    return found

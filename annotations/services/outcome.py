"""What came of an act, so that a page can draw again just what changed."""

from dataclasses import dataclass, field
from functools import cached_property

from annotations.models import Act, Decision, Reading


@dataclass(kw_only=True)
class Outcome:
    """What an act touched and changed; ``spans`` are where tags and quotes stood before and stand after."""

    act: Act
    reading: Reading
    touched: dict[str, set[int]]
    spans: set[tuple[int, int]]
    decisions: list[Decision] = field(default_factory=list)
    replayed: bool = False

    def ids(self, object_type: str) -> set[int]:
        return self.touched.get(object_type, set())

    @cached_property
    def _by_object(self) -> dict[tuple[str, int], list[Decision]]:
        found: dict[tuple[str, int], list[Decision]] = {}
        for decision in self.decisions:
            found.setdefault((decision.object_type, decision.object_id), []).append(decision)
        return found

    def fields(self, object_type: str, pk: int) -> set[str]:
        """Which fields of one object the act changed."""
        return {name for decision in self._by_object.get((object_type, pk), ()) for name in decision.after}

    def values(self, object_type: str, pk: int, name: str) -> set:
        """What a field of one object was before and after, where the act changed it; ``None`` before it was made."""
        mine = [d for d in self._by_object.get((object_type, pk), ()) if name in d.after]
        return {state[name] if state else None for d in mine for state in (d.before, d.after)}

    def made(self, object_type: str) -> set[int]:
        """The objects that came into being with the act."""
        return {d.object_id for d in self.decisions if d.object_type == object_type and d.before is None}

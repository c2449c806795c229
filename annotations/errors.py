"""What a service may refuse, and what the person should do about it. Views turn these into answers."""

from dataclasses import dataclass
from datetime import datetime


class AnnotationError(Exception):
    """A refusal with a message for the person and an HTTP status."""

    status = 422

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class NotAllowed(AnnotationError):
    """The person's role, or whose reading it is, does not allow this."""

    status = 403


class BadWrite(AnnotationError):
    """The write itself makes no sense: offsets outside the text, words that differ, a tag twice."""

    status = 422


class Frozen(AnnotationError):
    """The reading is submitted or finished, so nothing in it changes."""

    status = 409


class LeaseLost(AnnotationError):
    """The time on this article ran out and somebody else has taken it; nothing written so far is lost."""

    status = 409


@dataclass(frozen=True, kw_only=True)
class Conflict:
    """One object that is no longer as the browser showed it."""

    object_type: str
    object_id: int
    who: str | None
    when: datetime | None
    what: str


class Stale(AnnotationError):
    """Somebody, perhaps oneself in another tab, changed the object first; nothing was written."""

    status = 409

    def __init__(self, message: str, conflicts: list[Conflict]) -> None:
        super().__init__(message)
        self.conflicts = conflicts

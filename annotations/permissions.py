"""Who may do what to a reading, once, as a table. What may be seen is ``Reading.objects.visible_to``."""

from collections.abc import Callable

from annotations.errors import Frozen, NotAllowed
from annotations.models import Reading
from newsroom.roles import may

R, S = Reading.Role, Reading.State


def _own_human(user, reading: Reading) -> bool:
    return reading.role == R.HUMAN and reading.reader_id == user.pk and may(user, "take articles")


def _record_editor(user, reading: Reading) -> bool:
    return reading.role == R.RECORD and may(user, "review readings")


def _others_human(user, reading: Reading) -> bool:
    return reading.role == R.HUMAN and reading.reader_id != user.pk and may(user, "review readings")


def _talks_about(user, reading: Reading) -> bool:
    return _own_human(user, reading) or _others_human(user, reading) or _record_editor(user, reading)


# action: (who, in which states, what to say to the wrong person, what to say in the wrong state)
Rule = tuple[Callable[..., bool], frozenset[str], str, str]
READING: dict[str, Rule] = {
    "annotate": (
        lambda user, reading: _own_human(user, reading) or _record_editor(user, reading),
        frozenset({S.OPEN, S.RETURNED}),
        "This is not your reading. Take the article from the queue to make your own.",
        "This reading is submitted, so it cannot change. An editor can return it to you.",
    ),
    # A note changes nothing in the reading, so it may be written, resolved and reopened whatever the reading's state.
    "note": (
        _talks_about,
        frozenset({S.OPEN, S.RETURNED, S.SUBMITTED, S.CLOSED}),
        "Notes are for its reader and for editors. Take the article from the queue to make your own reading.",
        "",
    ),
    "submit": (
        _own_human,
        frozenset({S.OPEN, S.RETURNED}),
        "Only its reader can submit a reading.",
        "This reading is already submitted.",
    ),
    "skip": (
        _own_human,
        frozenset({S.OPEN, S.RETURNED}),
        "Only its reader can skip an article.",
        "This reading is submitted; it can no longer be skipped.",
    ),
    "review": (
        _others_human,
        frozenset({S.SUBMITTED}),
        "Nobody reviews their own reading; another editor must.",
        "This reading is not waiting for review.",
    ),
    "approve record": (
        _record_editor,
        frozenset({S.OPEN}),
        "Only an editor approves a record.",
        "This record is already approved.",
    ),
    "reopen": (
        _record_editor,
        frozenset({S.CLOSED}),
        "Only an editor reopens a record.",
        "Only an approved record can be reopened.",
    ),
}


def allows(user, action: str, reading: Reading) -> bool:
    who, states, _, _ = READING[action]
    return reading.state in states and who(user, reading)


def check(user, action: str, reading: Reading) -> None:
    """Raise ``NotAllowed`` for the wrong person and ``Frozen`` for the wrong state."""
    who, states, not_you, not_now = READING[action]
    if not who(user, reading):
        raise NotAllowed(not_you)
    if reading.state not in states:
        raise Frozen(not_now)

"""How fast an import goes, and how long the rest will take at that pace. Pure."""

import math
from dataclasses import dataclass

# Seconds after which what was measured counts for about a third: recent enough to notice that a file is slow to read,
# long enough not to flicker.
MEMORY = 20.0
MINUTE, HOUR, DAY = 60, 3600, 86400


@dataclass(frozen=True, slots=True)
class Pace:
    """Items and bytes a second."""

    items: float
    bytes: float


def blended(before: Pace | None, *, items: int, size: int, seconds: float) -> Pace:
    """The pace after another stretch; the longer it took, the more it counts."""
    seconds = max(seconds, 0.001)
    now = Pace(items / seconds, size / seconds)
    if before is None:
        return now
    weight = 1 - math.exp(-seconds / MEMORY)
    return Pace(
        before.items + weight * (now.items - before.items),
        before.bytes + weight * (now.bytes - before.bytes),
    )


def time_left(pace: Pace, *, size: int, items: int) -> float | None:
    """Seconds for so many bytes of unread files and so many items to read again; None when nothing tells."""
    if (size and pace.bytes <= 0) or (items and pace.items <= 0):
        return None
    return (size / pace.bytes if size else 0) + (items / pace.items if items else 0)


def in_words(seconds: float) -> str:
    """A duration as somebody would say it, no more exact than it is known."""
    if seconds < 10:
        return "a few seconds"
    if seconds < MINUTE:
        return "less than a minute"
    for unit, name in ((DAY, "day"), (HOUR, "hour"), (MINUTE, "minute")):
        if seconds >= unit:
            count = round(seconds / unit)
            return f"about {count:,} {name}{'' if count == 1 else 's'}"
    raise AssertionError("a duration is shorter or longer than a minute")


def rate_in_words(items: float) -> str:
    """Items a second, or a minute where a second is too short for one."""
    if items >= 10:
        return f"{items:,.0f} items a second"
    if items >= 1:
        return f"{items:.1f} items a second"
    return f"{items * MINUTE:.1f} items a minute"

"""Which colleagues a note calls, by ``@username``. Pure: whether there is somebody of that name is asked elsewhere."""

import re

# What a username may hold. An address such as x@example.org calls nobody.
_CALL = re.compile(r"(?<![\w.@+-])@([\w.@+-]+)")
_END = ".@+-"


def mentioned(text: str) -> list[tuple[str, ...]]:
    """For each ``@name``, in order and once, what it may mean: as it stands, then without the points after it."""
    found: dict[tuple[str, ...], None] = {}
    for call in _CALL.finditer(text):
        name = call[1].lower()
        shortest = name.rstrip(_END)
        if shortest:
            found[tuple(dict.fromkeys((name, shortest)))] = None
    return list(found)

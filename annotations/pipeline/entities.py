"""Entities as the model gives them, with those put together again that are pieces of one name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from annotations.pipeline.labels import KIND_OF_LABEL

# Start, end, label and, where the model tells, how sure it is.
Entity = tuple[int, int, str] | tuple[int, int, str, float | None]

# John “J.D.” Dorrian, Richard "Tex" Coe, Yusuf (Joe) Halim
_NICKNAME = re.compile(r" [“\"‘'(][A-Z][\w. -]{0,18}[”\"’')] (?=[A-Z])")


def joined(text: str, entities: Sequence[Entity]) -> Iterator[Entity]:
    """The entities in text order, the pieces of one name as one."""
    held: Entity | None = None
    for entity in entities:
        if held is None:
            held = entity
            continue
        nickname = _NICKNAME.match(text, held[1]) if _is_person(held) else None
        if nickname is not None and entity[0] < nickname.end():
            continue  # the nickname, as a person of its own
        if _goes_on(text, held, entity) or (
            nickname is not None and entity[0] == nickname.end() and _is_person(entity)
        ):
            held = (held[0], entity[1], *held[2:])
            continue
        yield held
        held = entity
    if held is not None:
        yield held


def _is_person(entity: Entity) -> bool:
    return KIND_OF_LABEL.get(entity[2]) == "person"


def _goes_on(text: str, held: Entity, entity: Entity) -> bool:
    between = text[held[1] : entity[0]]
    if between == "-":  # "CJTF-OIR", which the tokenizer cuts
        return entity[2] == held[2] and text[held[1] - 1].isupper() and text[entity[0]].isupper()
    # "the Hashemite Kingdom of | Jordan"
    return between == " " and text.endswith((" of", " of the"), held[0], held[1])

"""Names that a text itself says are one: "Rayat al-Wadi, also known as the Crows", "Daesh [Isis]"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from annotations.pipeline.name_rules import Name

_KNOWN_AS = (
    r"(?:(?:also|better|formerly|previously|otherwise|once|now|more widely|commonly) )?(?:known|called)"
    r"(?: to (?:itself|himself|herself|its supporters|his followers))?(?: (?:simply|only|locally|in English))? as|"
    r"(?:also|formerly|previously|now|then) called|a\.?k\.?a\.?|alias|nicknamed|whose real name (?:is|was)|"
    r"which (?:now |also |then )?calls itself|who (?:now |also )?calls (?:himself|herself)|"
    r"(?:now |then )?calling (?:itself|himself|herself)|which (?:is|was) (?:also |formerly )?(?:known as|called)"
)
# "Jabhat al-Nusra, an al-Qaeda affiliate, which now calls itself ...": one description may stand between.
_BETWEEN = re.compile(rf"(?:,? (?:an? |the )[^,.;:()]{{3,50}}(?=,))?,? \(?(?:{_KNOWN_AS}) (?:the )?[“\"‘']?")
_GLOSS = re.compile(r" \[(?:or )?(?:the )?")
_LONGEST = 110


def said_to_be_one(text: str, names: list[Name]) -> Iterator[tuple[Name, Name]]:
    """Pairs of names, in text order, of which the words between them say that they are the same."""
    for index, later in enumerate(names):
        for earlier in names[max(index - 2, 0) : index][::-1]:
            between = text[earlier.end : later.start]
            if len(between) > _LONGEST or "\n" in between:
                break
            if _BETWEEN.fullmatch(between) or (_GLOSS.fullmatch(between) and text[later.end : later.end + 1] == "]"):
                yield earlier, later
                break


def with_one_kind(text: str, names: list[Name]) -> list[tuple[Name, Name]]:
    """The pairs that can be one; a name of another kind takes that of the name it is said to be."""
    pairs = []
    for earlier, later in said_to_be_one(text, names):
        if earlier.kind == "event" or later.kind == "event" or "NORP" in (earlier.label, later.label):
            continue
        if earlier.known is not None and later.known is not None:
            continue  # the lists know better
        if earlier.kind != later.kind:
            # Who goes by two names is most often a group, and the model rarely sees one where there is none.
            later_is_right = later.known is not None or (later.kind == "group" and earlier.known is None)
            kept, changed = (later, earlier) if later_is_right else (earlier, later)
            surface = text[changed.start : changed.end]
            for name in names:
                if name.known is None and text[name.start : name.end] == surface:
                    name.kind, name.label = kept.kind, kept.label
        pairs.append((earlier, later))
    return pairs

"""The cast: which names of one text mean the same one."""

from __future__ import annotations

from collections import Counter, defaultdict

from annotations.pipeline.aliases import with_one_kind
from annotations.pipeline.gazetteer import known_names
from annotations.pipeline.labels import DEMONYM, KIND_OF_LABEL
from annotations.pipeline.name_rules import Name
from annotations.pipeline.names import short_names

_ARTICLES = ("The ", "the ")


class Cast:
    """Mention groups in the making. A group is known by its index; `join` adds a mention to it."""

    def __init__(self) -> None:
        self.kinds: list[str] = []
        self.demonyms: list[bool] = []
        self._surfaces: list[Counter[str]] = []
        self._fixed: list[str | None] = []

    def new(self, kind: str, surface: str, *, demonym: bool = False, name: str | None = None) -> int:
        """Open a group; `name` overrules what its mentions say."""
        self.kinds.append(kind)
        self.demonyms.append(demonym)
        self._surfaces.append(Counter([surface]))
        self._fixed.append(name)
        return len(self.kinds) - 1

    def join(self, group: int, surface: str) -> int:
        self._surfaces[group][surface] += 1
        return group

    def rename(self, group: int, name: str) -> None:
        self._fixed[group] = name

    def name(self, group: int) -> str:
        """The fullest form for people, the commonest for all else; the first seen decides a tie."""
        fixed = self._fixed[group]
        if fixed is not None:
            return fixed
        surfaces = self._surfaces[group]
        if self.kinds[group] == "person":
            return max(surfaces, key=lambda surface: (len(surface.split()), surfaces[surface]))
        commonest = surfaces.most_common(1)[0][0]
        if commonest.isupper() and len(commonest) <= 6 and " " not in commonest:
            # an abbreviation: what it stands for, if the text says
            return max((form for form in surfaces if _spells(form, commonest)), key=len, default=commonest)
        return commonest


def _spells(form: str, abbreviation: str) -> bool:
    return " " in form and [w[0] for w in form.split() if w[0].isupper()][: len(abbreviation)][:1] == [abbreviation[0]]


def group_names(text: str, names: list[Name], cast: Cast) -> list[int]:
    """The group of each name, in the order of the names."""
    pairs = with_one_kind(text, names)
    full = _full_names(text, names)
    long_forms = short_names(text, names)
    groups: dict[tuple[str, str], int] = {}
    owners: dict[str, int] = {}
    result: list[int] = []
    as_written = {
        text[name.start : name.end].casefold(): text[name.start : name.end]
        for name in names
        if not text[name.start : name.end].isupper()
    }
    same = {
        _key(text[later.start : later.end], later, full, long_forms): _key(
            text[earlier.start : earlier.end], earlier, full, long_forms
        )
        for earlier, later in pairs
    }
    for name in names:
        surface = text[name.start : name.end]
        if len(surface) > 3 and surface.isupper():  # "PORT ALDANE" in a dateline is Port Aldane
            surface = as_written.get(surface.casefold(), surface)
        key = _key(surface, name, full, long_forms)
        key = same.get(key, key)
        demonym = name.label == DEMONYM
        group = groups.get(key)
        if group is None:
            group = groups[key] = cast.new(name.kind, surface, demonym=demonym)
            owners[surface] = group
        else:
            cast.join(group, surface)
        result.append(group)
    return result


def _key(surface: str, name: Name, full: dict[str, str], long_forms: dict[str, str]) -> tuple[str, str]:
    """What two mentions of the same one have in common."""
    if name.kind == "person":
        own = full.get(surface)
        known = None if own else name.known or known_names().get(surface)
        return "person", known.name if known and known.label == "PERSON" else own or surface
    if name.known is not None:
        kind = "demonym" if name.known.demonym else name.kind
        return kind, name.known.name
    surface = long_forms.get(surface, surface)
    if (known := known_names().get(surface)) and KIND_OF_LABEL[known.label] == name.kind:
        return name.kind, known.name
    bare = surface.removeprefix(_ARTICLES[0]).removeprefix(_ARTICLES[1])
    return name.kind, bare.casefold() if " " in bare else bare  # "Al bu Nimr" and "Al Bu Nimr"


def _full_names(text: str, names: list[Name]) -> dict[str, str]:
    """Shorter forms of people's names to the one full name they can mean here; ambiguous ones stay by themselves."""
    forms = {text[name.start : name.end] for name in names if name.kind == "person"}
    long = [form for form in forms if " " in form]
    owners: dict[str, set[str]] = defaultdict(set)
    for form in long:
        words = form.split()
        for cut in range(1, len(words)):
            rest = " ".join(words[cut:])
            owners[rest].add(form)
            if rest[:3].lower() in ("al-", "el-"):
                owners[rest[3:]].add(form)
        owners[words[0]].add(form)
        if len(words) > 2:
            owners[f"{words[0]} {words[-1]}"].add(form)
    resolved: dict[str, str] = {}
    for form in forms:
        candidates = {owner for owner in owners.get(form, ()) if owner != form}
        # "Recep Tayyip Erdogan" and "Tayyip Erdogan" are one owner: keep the longest of a chain
        longest = max(candidates, key=lambda owner: (len(owner), owner), default=None)
        if longest is not None and all(_within(candidate, longest) for candidate in candidates):
            resolved[form] = longest
    return resolved


def _within(shorter: str, longer: str) -> bool:
    words = longer.split()
    return shorter in (longer, f"{words[0]} {words[-1]}") or longer.endswith(" " + shorter)

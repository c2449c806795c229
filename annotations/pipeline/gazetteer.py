"""Names known beforehand: countries, peoples, places, groups and events, from the text files in `lists/`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from annotations.pipeline.wordlist import word_set

LISTS = Path(__file__).parent / "lists"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A listed name: the label it takes, and the one name that all its forms are gathered under.

    A weak one is also a common word or a person's name ("Jordan", "Nice"): it needs the model to see a name there.
    """

    label: str
    name: str
    demonym: bool = False
    weak: bool = False


# Surfaces that are as often something else.
_WEAK = word_set("""
    Jordan Georgia Chad Van Nice Cali Java Hama Commonwealth Congress Wagner Telegram Easter Holland Pole Poles
    Lima Cologne Tory Gulf Levant Brit Finn Swede Dane Scot Republican Republicans Democrat Democrats WHO IS AP
    AU TAK SANA Sana Conservatives Oran Goma Tyre Aden Medina Victoria Georgetown Kingston Santiago Bern Perth
    Wellington Taji Gao Davos Sydney Florence Roma English French Western Christian Christians Communist
    Communists Arctic Alexandria Normandy Lao Masai Caucasian Bali Bucha Marib Commons Senate Bloomberg Google
    Holocaust Brexit Castro Saxony Brittany Male Assam Marcos Colon Balkan Derna Aceh Indiana Virginia Austin
    Carolina Cologne Dallas Houston Perth Lincoln Jackson Madison Trinidad Dominica Grenada Dominican Guinea
    Turk Kurdistan
    """) - {
    "Kurdistan",
    "Turk",
    "English",
    "French",
    "Christian",
    "Christians",
    "Western",
    "Google",
    "Brexit",
    "Holocaust",
}


_FILES = (("places.txt", "PLACE"), ("groups.txt", "ORG"), ("events.txt", "EVENT"), ("people.txt", "PERSON"))


@cache
def first_names() -> frozenset[str]:
    """Common first names."""
    return frozenset(name for line in _lines("first_names.txt") for name in line.split())


@cache
def pronoun_of(first_name: str) -> str | None:
    """ "he" or "she" where a first name leaves no doubt; names for both and unknown ones say nothing."""
    if first_name in _women():
        return "she"
    return "he" if first_name in first_names() | _men() and first_name not in _EITHER else None


@cache
def _women() -> frozenset[str]:
    return frozenset(name for line in _lines("women.txt") for name in line.split())


@cache
def _men() -> frozenset[str]:
    return frozenset(name for line in _lines("men.txt") for name in line.split())


_EITHER = word_set(
    "Alex Chris Jamie Jan Jean Joan Kelly Kim Lee Leslie Lynn Marion Max Nicola Noor Robin Sam Terry Vivian"
)


@cache
def known_names() -> dict[str, Known]:
    """Every listed surface form; what is listed twice keeps its first meaning (countries before cities)."""
    names: dict[str, Known] = {}
    for country, others, demonyms, capital in _rows("countries.tsv"):
        for surface in (country, *others.split("|")):
            names.setdefault(surface, _known(surface, "PLACE", country))
        if capital:
            names.setdefault(capital, _known(capital, "PLACE", capital))
        for surface in filter(None, demonyms.split("|")):
            names.setdefault(surface, _known(surface, "NORP", demonyms.split("|")[0]))
    for file, label in _FILES:
        for line in _lines(file):
            surfaces = line.split("|")
            for surface in surfaces:
                names.setdefault(surface, _known(surface, label, surfaces[0]))
    for surface in _lines("peoples.txt"):
        names.setdefault(surface, _known(surface, "NORP", surface))
    names.pop("", None)
    for surface in [surface for surface in names if "'" in surface]:
        names.setdefault(surface.replace("'", "’"), names[surface])
    return names


@cache
def countries() -> frozenset[str]:
    """The main names of the listed countries."""
    return frozenset(row[0] for row in _rows("countries.tsv"))


def _known(surface: str, label: str, name: str) -> Known:
    return Known(label=label, name=name, demonym=label == "NORP", weak=surface in _WEAK)


def _rows(file: str) -> list[list[str]]:
    return [[*line.split("\t"), "", "", ""][:4] for line in _lines(file)]


def _lines(file: str) -> list[str]:
    text = (LISTS / file).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]

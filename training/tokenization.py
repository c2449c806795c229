# ruff: noqa: SIM905 - word lists read better as words
"""The tokenizer of the default pipeline: English, with Arabic articles kept whole ("al-Bab", "ash-Sham")."""

from __future__ import annotations

from collections.abc import Callable

from spacy import registry
from spacy.language import Language
from spacy.util import compile_infix_regex

# Transliterated Arabic articles and particles that stay joined to the capitalised word after the hyphen.
PARTICLES = (
    "al",
    "el",
    "ad",
    "an",
    "ar",
    "as",
    "at",
    "az",
    "ul",
    "ed",
    "es",
    "ash",
    "abd",
    "ibn",
    "bin",
    "esh",
    "adh",
    "ath",
    "ez",
    "et",
    "ur",
    "ud",
)

# Ranks and offices that English news shortens with a full stop, beyond those spaCy knows.
TITLES = (
    "Spc. Sgt. Maj. Capt. Col. Lt. Cmdr. Pfc. Cpl. Pvt. Brig. Adm. Insp. Supt. Det. Sec. Amb. Msgr. Fr. Sr. Pres. Cllr."
).split()


def keep_particles_whole(nlp: Language) -> None:
    """Stop the tokenizer from cutting a hyphen after an Arabic particle and before a capital letter."""
    spared = "".join(
        rf"(?<!\b{first}{rest}(?=-[A-ZÀ-ÖØ-Þ‘’ʿ]))"
        for particle in PARTICLES
        for first, rest in [(f"[{particle[0].upper()}{particle[0]}]", particle[1:])]
    )
    infixes = ["[“”]"]
    for pattern in nlp.Defaults.infixes:
        if pattern.startswith("(?<=[") and "(?:-|–|—" in pattern and pattern.endswith("])"):
            pattern = spared + pattern
        infixes.append(pattern)
    for title in TITLES:
        nlp.tokenizer.add_special_case(title, [{"ORTH": title}])
    nlp.tokenizer.infix_finditer = compile_infix_regex(infixes).finditer


@registry.callbacks("newsroom.keep_particles_whole")
def before_init() -> Callable[[Language], None]:
    """The same change as a callback for the training configs."""
    return keep_particles_whole

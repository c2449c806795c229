"""What a whole text knows of its names: which are one, and of what kind; the entities are given, no model runs."""

import re

import pytest

from annotations.pipeline.cast import Cast, group_names
from annotations.pipeline.names import find_names

LABELS = {"P": "PERSON", "L": "PLACE", "G": "ORG"}


def cast_of(text: str, entities: str) -> list[tuple[str, str, list[str]]]:
    """Kind, name and mentions of every group; the model found the first occurrence of each entity, or the "@2"nd."""
    found = []
    for entity in filter(None, entities.split(", ")):
        label, (words, _, number) = LABELS[entity[0]], entity[2:].partition("@")
        start = list(re.finditer(re.escape(words), text))[int(number or 1) - 1].start()
        found.append((start, start + len(words), label))
    names = find_names(text, sorted(found))
    cast = Cast()
    groups = group_names(text, names, cast)
    return [
        (kind, cast.name(number), [text[n.start : n.end] for n, g in zip(names, groups, strict=True) if g == number])
        for number, kind in enumerate(cast.kinds)
    ]


ONE = [
    ("a surname", "Maria Keller left. Keller was tired.", "P Maria Keller", "person", "Maria Keller"),
    ("a first name", "Maria Keller left. Maria was tired.", "P Maria Keller, P Maria@2", "person", "Maria Keller"),
    (
        "an Arabic surname",
        "Abu Omar al-Haddad fled. Then al-Haddad died.",
        "P Abu Omar al-Haddad",
        "person",
        "Abu Omar al-Haddad",
    ),
    (
        "a surname without its article",
        "Abu Omar al-Haddad fled. Haddad died.",
        "P Abu Omar al-Haddad, P Haddad@2",
        "person",
        "Abu Omar al-Haddad",
    ),
    (
        "a middle name",
        "Daniel Obi Okoye left. Daniel Okoye was tired.",
        "P Daniel Obi Okoye, P Daniel Okoye",
        "person",
        "Daniel Obi Okoye",
    ),
    (
        "an acronym in brackets",
        "The Valley Banner Movement (VBM) met. The VBM left.",
        "G Valley Banner Movement",
        "group",
        "Valley Banner Movement",
    ),
    ("a part of an Arabic name", "Liwa al-Wadi fought. Later al-Wadi fled.", "G Liwa al-Wadi", "group", "Liwa al-Wadi"),
    ("listed aliases", "Isis fled. Daesh lost. The Islamic State is gone.", "", "group", "Isis"),
    ("a gloss", "“The Crows [Rayat al-Wadi] came,” he said.", "G Crows, G Rayat al-Wadi", "group", "Crows"),
    (
        "also known as",
        "Rayat al-Wadi, also known as the Crows, fled.",
        "G Rayat al-Wadi, G Crows",
        "group",
        "Rayat al-Wadi",
    ),
    (
        "calls itself",
        "The Crows, which now calls itself Rayat al-Wadi, fled.",
        "G Crows, G Rayat al-Wadi",
        "group",
        "Crows",
    ),
    (
        "calls itself, described",
        "The Crows, an armed group, which now calls itself Rayat al-Wadi, fled.",
        "G Crows, G Rayat al-Wadi",
        "group",
        "Crows",
    ),
    (
        "formerly",
        "Rayat al-Wadi, formerly known as the Crows, fled.",
        "G Rayat al-Wadi, G Crows",
        "group",
        "Rayat al-Wadi",
    ),
    ("a nickname", "Omar Haddad, nicknamed Yusef, fled.", "P Omar Haddad, P Yusef", "person", "Omar Haddad"),
    ("capitals in a dateline", "ALTDORF was quiet. Altdorf slept.", "L ALTDORF, L Altdorf", "place", "Altdorf"),
    ("other capitals", "The Al bu Nimr met. The Al Bu Nimr left.", "G Al bu Nimr, G Al Bu Nimr", "group", "Al bu Nimr"),
    ("a possessive", "Maria Keller’s house burnt. Keller left.", "P Maria Keller’s", "person", "Maria Keller"),
]
APART = [
    ("two of one surname", "Anna Keller met Otto Keller. Keller left.", "P Anna Keller, P Otto Keller", 3),
    ("two of one first name", "Anna Keller met Anna Okoye.", "P Anna Keller, P Anna Okoye", 2),
    ("a comma is no alias", "Rayat al-Wadi, the Crows and others fled.", "G Rayat al-Wadi, G Crows", 2),
    ("listed and different", "Isis, also known as Hamas, fled.", "", 2),
    ("a country and its people", "Turkey said Turkish troops left.", "", 2),
    ("another paragraph", "Rayat al-Wadi fled, also known as\nthe Crows came.", "G Rayat al-Wadi, G Crows", 2),
]


@pytest.mark.parametrize(("text", "entities", "kind", "name"), [case[1:] for case in ONE], ids=[c[0] for c in ONE])
def test_mentions_of_one(text, entities, kind, name):
    ((found_kind, found_name, mentions),) = cast_of(text, entities)
    assert (found_kind, found_name) == (kind, name)
    assert len(mentions) >= 2


@pytest.mark.parametrize(("text", "entities", "count"), [case[1:] for case in APART], ids=[case[0] for case in APART])
def test_names_that_stay_apart(text, entities, count):
    assert len(cast_of(text, entities)) == count


@pytest.mark.parametrize(
    ("text", "entities"),
    [
        ("The Crows, also known as Rayat, fled.", "G Crows, P Rayat"),
        ("Rayat, also known as the Crows, fled.", "G Crows, L Rayat"),
        ("Rayat al-Wadi fled. Rayat al-Wadi, an armed group, lost.", "P Rayat al-Wadi"),
        ("The Valley Banner Movement (VBM) met. The VBM left.", "G Valley Banner Movement, P VBM"),
    ],
)
def test_the_odd_one_out_is_corrected(text, entities):
    assert {kind for kind, _, _ in cast_of(text, entities)} == {"group"}

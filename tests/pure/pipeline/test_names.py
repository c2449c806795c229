"""Names: what is done with the model's entities, without a model."""

import pytest

from annotations.pipeline.cast import Cast, group_names
from annotations.pipeline.gazetteer import known_names
from annotations.pipeline.labels import KIND_OF_LABEL
from annotations.pipeline.names import find_names


def named(text: str, **entities: str) -> dict[str, str]:
    """Settle the names of a text in which the model found these (underscores are spaces); surface to kind."""
    found = []
    for surface, label in entities.items():
        surface = surface.replace("__", "’").replace("_", " ")
        start = text.index(surface)
        found.append((start, start + len(surface), label))
    return {text[name.start : name.end]: name.kind for name in find_names(text, found)}


def test_countries_are_places_and_demonyms_groups():
    assert named("Turkey said Turkish troops left Syria.") == {"Turkey": "place", "Turkish": "group", "Syria": "place"}


@pytest.mark.parametrize(
    "surface", ["Isis", "ISIS", "Daesh", "al-Nusra", "Jabhat al-Nusra", "al-Qaeda", "Boko Haram", "Nato"]
)
def test_armed_groups_and_bodies_are_groups(surface):
    assert named(f"It was {surface} who came.", **{surface.replace(" ", "_"): "PERSON"} if " " in surface else {}) == {
        surface: "group"
    }


def test_arabic_names_stay_whole():
    text = "The leader Abu Bakr al-Baghdadi fled al-Bab. Then al-Baghdadi died."
    assert named(text, **{"Abu_Bakr_al-Baghdadi": "PERSON"}) == {
        "Abu Bakr al-Baghdadi": "person",
        "al-Bab": "place",
        "al-Baghdadi": "person",
    }


@pytest.mark.parametrize(
    ("text", "entity", "label", "expected"),
    [
        ("It was Okoye’s idea.", "Okoye’s", "PERSON", "Okoye"),
        ("the Northern Front's men", "the Northern Front's", "ORG", "Northern Front"),
        ("met President Daniel Okoye there", "President Daniel Okoye", "PERSON", "Daniel Okoye"),
        ("met Energy Minister Paul Brandt there", "Energy Minister Paul Brandt", "PERSON", "Paul Brandt"),
        ("met “Okoye” there", "“Okoye”", "PERSON", "Okoye"),
        ("said Sgt. Lena Ortiz here", "Sgt. Lena Ortiz", "PERSON", "Lena Ortiz"),
        ("the Tigris, near Brandt", "Brandt", "ORG", "Brandt"),
    ],
)
def test_a_name_is_trimmed_to_itself(text, entity, label, expected):
    start = text.index(entity)
    names = find_names(text, [(start, start + len(entity), label)])
    assert expected in [text[name.start : name.end] for name in names]


@pytest.mark.parametrize(
    ("text", "entities", "expected"),
    [
        ("Col. John “J.D.” Dorrian left.", "P John, P J.D., P Dorrian", {"John “J.D.” Dorrian": "person"}),
        ("Col. John “J.D.” Dorrian left.", "P John, P Dorrian", {"John “J.D.” Dorrian": "person"}),
        ("He met John, “Jack” said.", "P John, P Jack", {"John": "person", "Jack": "person"}),
        ("in the Old Kingdom of Velmaria", "L Old Kingdom of, L Velmaria", {"Old Kingdom of Velmaria": "place"}),
        ("the Altdorf Board for Gersk", "G Altdorf Board for, L Gersk", {"Altdorf Board": "group", "Gersk": "place"}),
        ("the Castle Press Secretary Osk", "G Castle Press, P Osk", {"Castle": "group", "Osk": "person"}),
        ("the Secretary of State Osk Tarvon", "G State, P Osk Tarvon", {"Osk Tarvon": "person"}),
        ("in Eastern Velmaria", "L Eastern, L Velmaria", {"Velmaria": "place"}),
        ("One VBIED was found.", "G VBIED", {}),
        ("Quorl Hask, the adviser, left.", "P Hask", {"Quorl Hask": "person"}),
        ("Said Hask: it is late.", "P Hask", {"Hask": "person"}),
        ("Foreign Secretary Philip Hask said:\nIt is late.", "", {"Philip Hask": "person"}),
        ("Minister for the North, Tobias Hask said it.", "", {"Tobias Hask": "person"}),
    ],
)  # fmt: skip
def test_pieces_of_a_name_are_put_together_and_the_rest_left(text, entities, expected):
    labels = {"P": "PERSON", "L": "PLACE", "G": "ORG"}
    found = [(text.index(e[2:]), text.index(e[2:]) + len(e) - 2, labels[e[0]]) for e in entities.split(", ") if e]
    assert {text[name.start : name.end]: name.kind for name in find_names(text, found)} == expected


@pytest.mark.parametrize("junk", ["Monday", "the", "Minister", "12", "…", "Mr", "Energy Minister"])
def test_what_is_no_name_is_dropped(junk):
    text = f"It came {junk} again."
    start = text.index(junk)
    assert find_names(text, [(start, start + len(junk), "PERSON")]) == []


def test_a_common_word_at_the_start_of_a_sentence_is_no_name():
    assert named("Turnout was low. Complaints came in.", Turnout="PERSON", Complaints="ORG") == {}


def test_the_same_name_gets_the_same_kind_and_is_found_again():
    text = "In Altdorf it rained. Near Altdorf a dam broke. Altdorf is a town."
    names = find_names(text, [(3, 10, "PLACE"), (27, 34, "PLACE")])
    assert [(text[name.start : name.end], name.kind) for name in names] == [("Altdorf", "place")] * 3


def test_a_surname_is_the_person_named_in_full():
    text = "Maria Keller left. Later Keller came back to Keller’s house."
    names = find_names(text, [(0, 12, "PERSON"), (25, 31, "ORG")])
    assert [name.kind for name in names] == ["person"] * 3
    cast = Cast()
    assert len(set(group_names(text, names, cast))) == 1
    assert cast.name(0) == "Maria Keller"


def test_two_people_of_one_surname_stay_apart():
    text = "Anna Keller met Otto Keller. Keller smiled."
    names = find_names(text, [(0, 11, "PERSON"), (16, 27, "PERSON"), (29, 35, "PERSON")])
    assert len(set(group_names(text, names, Cast()))) == 3


def test_an_acronym_is_the_body_it_stands_for():
    text = "The Central Electoral Commission (CEC) met. The CEC said nothing."
    start = text.index("Central")
    names = find_names(text, [(start, text.index(" ("), "ORG")])
    cast = Cast()
    groups = group_names(text, names, cast)
    assert len(names) == 3
    assert len(set(groups)) == 1
    assert cast.name(groups[0]) == "Central Electoral Commission"


def test_aliases_share_a_group():
    text = "Daesh, or Isis, lost to Jabhat al-Nusra; al-Nusra won."
    cast = Cast()
    groups = group_names(text, find_names(text, []), cast)
    assert groups == [0, 0, 1, 1]


@pytest.mark.parametrize(
    ("text", "surface", "kind"),
    [
        ("Osk Tarvon, the interior minister, left.", "Osk Tarvon", "person"),
        ("Rayat al-Wadi, an armed group, did it.", "Rayat al-Wadi", "group"),
        ("It fell on the town of Gersk at noon.", "Gersk", "place"),
        ("Davo, 24, hid.", "Davo", "person"),
        ("GERSK, Velmaria, May 14 (Wire) - A dam broke.", "GERSK", "place"),
        ("They told the Reckoner so.", "Reckoner", "group"),
    ],
)
@pytest.mark.parametrize("label", ["PERSON", "PLACE", "ORG"])
def test_what_stands_around_a_name_corrects_its_kind(text, surface, kind, label):
    if surface == "Reckoner" and label != "PERSON":
        pytest.skip("nothing speaks against it")
    if surface == "Davo" and label != "PERSON":
        pytest.skip("an age may follow a place in a list")
    start = text.index(surface)
    names = find_names(text, [(start, start + len(surface), label)])
    assert [name.kind for name in names if text[name.start : name.end] == surface] == [kind]


@pytest.mark.parametrize(
    ("text", "surface"),
    [
        ("Later Colonel Bastien Orlec spoke.", "Bastien Orlec"),
        ("The interior minister, Teodor Hask, spoke.", "Teodor Hask"),
        ("The Minister of the Interior, Teodor Hask, spoke.", "Teodor Hask"),
        ("Then Mr Wahl-Ansgar’s wife spoke.", "Wahl-Ansgar"),
    ],
)
def test_a_title_gives_a_person_away_whom_the_model_missed(text, surface):
    assert {text[name.start : name.end]: name.kind for name in find_names(text, [])} == {surface: "person"}


@pytest.mark.parametrize("text", ["General Motors fell.", "President Says No.", "The minister, in Paris, spoke."])
def test_a_title_is_no_proof_by_itself(text):
    assert [name for name in find_names(text, []) if name.kind == "person"] == []


def test_a_headline_in_capitals_is_not_searched_for_acronyms():
    assert "WHO" not in named("WHO WILL PAY FOR THE DAMAGE IN THE PORT\nNobody knows.")


def test_unknown_labels_are_left_out():
    assert named("It was Friday Night Live.", Friday_Night_Live="WORK_OF_ART") == {}


def test_every_listed_name_has_a_kind():
    assert all(known.label in KIND_OF_LABEL for known in known_names().values())
    assert known_names()["Turkish"].demonym
    assert not known_names()["Turkey"].demonym

"""Event words: which are taken, which are figures of speech, and how far the span reaches."""

import pytest

from annotations.pipeline.analysis import EVENT_TYPES
from annotations.pipeline.events import _lexicon, find_triggers, type_of_name

from .hand import line_of

TAKEN = [
    ("The/DT attack/NN went/VBD on/RB", [("attack", "violence_against_civilians")]),
    ("It/PRP killed/VBD 12/CD people/NNS", [("killed", "violence_against_civilians")]),
    ("a/DT suicide/NN bombing/NN in/IN Kabul/NNP", [("suicide bombing", "explosions_remote_violence")]),
    ("two/CD air/NN strikes/NNS on/IN the/DT town/NN", [("air strikes", "explosions_remote_violence")]),
    ("police/NNS arrested/VBD two/CD men/NNS", [("arrested", "legal")]),
    ("eight/CD people/NNS have/VBP been/VBN detained/VBN", [("detained", "legal")]),
    ("the/DT army/NN retook/VBD the/DT town/NN", [("retook", "battles")]),
    ("thousands/NNS joined/VBD the/DT protest/NN", [("protest", "protests")]),
    ("after/IN the/DT presidential/JJ election/NN", [("presidential election", "political")]),
    ("the/DT dam/NN failure/NN killed/VBD", [("dam failure", "disaster"), ("killed", "violence_against_civilians")]),
    ("gunmen/NNS opened/VBD fire/NN on/IN them/PRP", [("opened fire", "violence_against_civilians")]),
    ("they/PRP were/VBD burned/VBN alive/JJ", [("burned alive", "violence_against_civilians")]),
    ("a/DT truce/NN was/VBD agreed/VBN", [("truce", "strategic_developments")]),
    ("the/DT looting/VBG of/IN shops/NNS", [("looting", "riots")]),
    ("the/DT bloodshed/VBD that/WDT links/VBZ them/PRP", [("bloodshed", "violence_against_civilians")]),
    ("the/DT Altdorf/NNP offensive/JJ ,/, which/WDT", [("offensive", "battles")]),
    ("a/DT coalition/NN airstrike/VBD near/IN Altdorf/NNP", [("airstrike", "explosions_remote_violence")]),
    ("jets/NNS carrying/VBG out/RP strikes/NNS", [("strikes", "explosions_remote_violence")]),
    ("jets/NNS launched/VBD 34/CD strikes/NNS", [("strikes", "explosions_remote_violence")]),
    ("Russian/JJ strikes/NNS hit/VBD the/DT town/NN", [("strikes", "explosions_remote_violence")]),
    ("an/DT operation/NN against/IN Isis/NNP", [("operation", "battles")]),
    ("by/IN killing/VBG soldiers/NNS", [("killing", "violence_against_civilians")]),
    ("they/PRP have/VBP attacked/VBN villages/NNS", [("attacked", "violence_against_civilians")]),
    ("have/VBP since/RB been/VBN murdered/VBN", [("murdered", "violence_against_civilians")]),
    ("the/DT execution/NN of/IN prisoners/NNS", [("execution", "legal")]),
    ("an/DT earthquake/NN shook/VBD the/DT town/NN", [("earthquake", "disaster")]),
    ("the/DT minister/NN resigned/VBD", [("resigned", "political")]),
    ("the/DT curfew/NN was/VBD lifted/VBN", [("curfew", "strategic_developments")]),
    ("riots/NNS broke/VBD out/RP", [("riots", "riots")]),
    ("the/DT retrial/NN began/VBD", [("retrial", "legal")]),
    ("a/DT shoot/NN -/HYPH out/NN followed/VBD", [("shoot - out", "battles")]),
    ("two/CD strikes/NNS destroyed/VBD a/DT tank/NN", [("strikes", "explosions_remote_violence")]),
    ("ships/NNS conduct/VBP operations/NNS in/IN the/DT Gulf/NNP", [("operations", "battles")]),
    ("they/PRP may/MD have/VB attacked/VBN it/PRP", [("attacked", "violence_against_civilians")]),
    ("who/WP in/IN May/NNP attacked/VBD it/PRP", [("attacked", "violence_against_civilians")]),
    ("no/DT fewer/JJR than/IN two/CD attacks/NNS", [("attacks", "violence_against_civilians")]),
]  # fmt: skip
PASSED_OVER = [
    "a/DT declaration/NN of/IN war/NN",
    "no/DT new/JJ arrests/NNS were/VBD made/VBN",
    "it/PRP ended/VBD without/IN bloodshed/NN",
    "they/PRP did/VBD not/RB attack/VB the/DT town/NN",
    "nobody/NN was/VBD n't/RB killed/VBN",
    "it/PRP could/MD kill/VB thousands/NNS",
    "it/PRP would/MD have/VB killed/VBN them/PRP",
    "its/PRP$ loss/NN would/MD be/VB an/DT act/NN of/IN vandalism/NN",
    "the/DT threat/NN of/IN an/DT attack/NN",
    "to/TO prevent/VB attacks/NNS",
    "women/NNS fighting/VBG for/IN rights/NNS",
    "ships/NNS conduct/VBP security/NN operations/NNS ,/,",
    "has/VBZ declared/VBN war/NN on/IN Turkey/NNP",
    "he/PRP died/VBD of/IN a/DT heart/NN attack/NN",
    "the/DT captured/VBN soldiers/NNS",
    "an/DT arrested/VBN man/NN",
    "election/NN officials/NNS said/VBD",
    "they/PRP fight/VBP corruption/NN",
    "a/DT protest/NN leader/NN",
    "a/DT shell/NN company/NN",
    "the/DT trial/NN period/NN",
    "a/DT strike/NN of/IN luck/NN",
    "the/DT operation/NN lasted/VBD two/CD hours/NNS",
    "aircraft/NN using/VBG attack/NN ,/, bomber/NN and/CC fighter/NN jets/NNS",
    "two/CD fighting/VBG positions/NNS",
    "in/IN looted/VBN archaeological/JJ material/NN",
    "requests/NNS to/TO besieged/VBN areas/NNS",
    "a/DT democratically/RB elected/VBN government/NN",
    "the/DT execution/NN of/IN the/DT plan/NN",
    "the/DT planning/NN and/CC execution/NN of/IN it/PRP",
    "time/NN to/TO kill/VB time/NN",
    "an/DT attack/NN dog/NN",
    "the/DT siege/NN mentality/NN",
    "a/DT counter/NN -/HYPH attack/NN",
    "an/DT attack/NN helicopter/NN",
    "the/DT battle/NN cry/NN",
    "an/DT offensive/JJ remark/NN",
]


@pytest.mark.parametrize(("tagged", "expected"), TAKEN)
def test_taken(tagged, expected):
    line = line_of(tagged)
    found = [(line.doc.text[trigger.start : trigger.end], trigger.type) for trigger in find_triggers(line)]
    assert found == expected


@pytest.mark.parametrize("tagged", PASSED_OVER)
def test_passed_over(tagged):
    assert find_triggers(line_of(tagged)) == []


def test_every_entry_has_a_known_type_and_no_form_is_two_things():
    for table in _lexicon():
        seen: dict[tuple[str, ...], tuple[str, str]] = {}
        for entries in table.values():
            for words, event_type, concept in entries:
                assert event_type in EVENT_TYPES
                assert seen.setdefault(tuple(words), (event_type, concept)) == (event_type, concept)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Gulf War", "battles"), ("Arab Spring", "protests"), ("New Year’s Eve", None), ("Hurricane Katrina", "disaster")],
)
def test_type_of_a_named_event(name, expected):
    assert type_of_name(name) == expected

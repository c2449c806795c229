"""What is told of an event: who, to whom, where, when, how many, and whether it happened, with the shipped pipeline."""

import pytest

from annotations.pipeline.analysis import PRECISIONS, ROLES, STATUSES


def told(pipeline, text: str) -> list[dict]:
    """The events of a text, each as plain words."""
    analysis = pipeline.analyse(text)

    def words(index):
        return None if index is None else text[analysis.tags[index].start : analysis.tags[index].end]

    return [
        {
            "words": [text[tag.start : tag.end] for tag in analysis.tags if tag.group == event.group],
            "type": event.type,
            "status": event.status,
            "parts": {(words(tag), role) for tag, role in event.participants},
            "place": words(event.place),
            "when": event.when and text[slice(*event.when)],
            "dead": event.dead,
            "injured": event.injured,
            "name": analysis.groups[event.group].name,
        }
        for event in analysis.events
    ]


def first(pipeline, text: str) -> dict:
    return told(pipeline, text)[0]


PARTS = [
    ("Isis attacked the Kurds in Syria.", {("Isis", "actor"), ("Kurds", "target")}),
    ("The Kurds were attacked by Isis on Monday.", {("Isis", "actor"), ("Kurds", "target")}),
    ("Isis carried out attacks in Syria.", {("Isis", "actor")}),
    ("Hezbollah launched an offensive on Monday.", {("Hezbollah", "actor")}),
    ("An attack by Isis shook the town.", {("Isis", "actor")}),
    ("The Isis attacks shook the town.", {("Isis", "actor")}),
    ("Russian airstrikes shook the town.", {("Russian", "actor")}),
    ("US airstrikes shook the town.", {("US", "actor")}),
    ("The attack on Hezbollah failed.", {("Hezbollah", "target")}),
    ("An operation against Isis began.", {("Isis", "target")}),
    ("Police arrested Daniel Okoye at dawn.", {("Daniel Okoye", "accused")}),
    ("Daniel Okoye was arrested at dawn.", {("Daniel Okoye", "accused")}),
    ("The arrest of Daniel Okoye angered them.", {("Daniel Okoye", "accused")}),
    ("Daniel Okoye’s arrest angered them.", {("Daniel Okoye", "accused")}),
    ("The murder of Daniel Okoye angered them.", {("Daniel Okoye", "victim")}),
    ("Isis killed Daniel Okoye at dawn.", {("Isis", "actor"), ("Daniel Okoye", "victim")}),
    ("Daniel Okoye resigned on Monday.", {("Daniel Okoye", "actor")}),
    ("Daniel Okoye’s resignation angered them.", {("Daniel Okoye", "actor")}),
    ("Clashes between Isis and Hezbollah went on.", {("Isis", "participant"), ("Hezbollah", "participant")}),
    ("Turkey invaded Syria in the spring.", {("Turkey", "actor")}),
    ("The attack shook the town.", set()),
    ("The statement by Isis came after the attack.", set()),
    ("The attack was condemned by Hezbollah.", set()),
    ("The attack was carried out by Hezbollah.", {("Hezbollah", "actor")}),
    ("The attack was claimed by Hezbollah.", {("Hezbollah", "actor")}),
    ("Hezbollah claimed responsibility for the attack.", {("Hezbollah", "actor")}),
    ("The atrocities that Isis has committed angered them.", {("Isis", "actor")}),
    ("Coalition jets conducted strikes against Isis fighters.", {("Isis", "target")}),
    ("Turkish forces attacked the Kurds in Syria.", {("Turkish", "actor"), ("Kurds", "target")}),
    ("Turkish gunmen attacked the Kurds in Syria.", {("Kurds", "target")}),
    ("Isis gunmen attacked the Kurds in Syria.", {("Isis", "actor"), ("Kurds", "target")}),
    ("Isis killed 70 members of Hezbollah.", {("Isis", "actor"), ("Hezbollah", "victim")}),
    ("They saw reports that Isis killed 70 guards.", {("Isis", "actor")}),
    ("They mourned Daniel Okoye, who was killed on Monday.", {("Daniel Okoye", "victim")}),
    ("Daniel Okoye was beaten and killed by Hezbollah.", {("Daniel Okoye", "victim"), ("Hezbollah", "actor")}),
    ("Two US soldiers were killed in Iraq.", {("US", "victim")}),
    ("The Turkish embassy worker was killed.", set()),
    ("Turkish authorities say a man has killed two guards.", set()),
    ("Two strikes destroyed three Isis vehicles.", {("Isis", "target")}),
    ("The blast killed three Isis fighters at dawn.", {("Isis", "victim")}),
]
PLACES = [
    ("The attack in Istanbul was the worst.", "Istanbul"),
    ("- Near Palmyra, two strikes destroyed a tank.", "Palmyra"),
    ("The Istanbul attack was the worst.", "Istanbul"),
    ("The Istanbul nightclub attack was the worst.", "Istanbul"),
    ("An explosion at a market in Baghdad woke them.", "Baghdad"),
    ("Twelve people were killed last week outside the town of al-Bab.", "al-Bab"),
    ("In Aleppo, gunmen attacked a bus.", "Aleppo"),
    ("Protests in northern Syria went on.", "Syria"),
    ("Rebels captured soldiers and retook the Syrian town of Dabiq.", "Dabiq"),
    ("The army bombed Aleppo at dawn.", "Aleppo"),
    ("The attack on Aleppo went on.", "Aleppo"),
    ("The attack was condemned in Istanbul.", None),
    ("The negotiations on Iraq’s constitution went on.", None),
    ("They protested the war in Iraq.", None),
    ("The attack happened in Istanbul.", "Istanbul"),
    ("The attack was condemned by officials, who met in Istanbul.", None),
    ("Officials in Istanbul condemned the attack.", None),
    ("The attack shook the town.", None),
]
WHEN = [
    ("The attack on Monday was the worst.", "Monday"),
    ("Monday’s attack was the worst.", "Monday"),
    ("On Monday, gunmen attacked a bus.", "Monday"),
    ("Gunmen attacked a bus on 14 May 2016.", "14 May 2016"),
    ("Gunmen attacked a bus in March 2016.", "March 2016"),
    ("Twelve people were killed last week near the bridge.", "last week"),
    ("Twelve people were arrested overnight.", "overnight"),
    ("The election in 2014 was the last.", "2014"),
    ("Police said on Monday that gunmen attacked a bus.", None),
    ("Gunmen attacked a bus, police said on Monday.", None),
    ("The attack broke the December 25, 2011 agreement.", None),
    ("The attack was the worst.", None),
    ("The attack was condemned on Monday.", None),
    ("The attack happened on Monday.", "Monday"),
]
STATUS = [
    ("Gunmen attacked a bus.", "happened"),
    ("The army will attack the town.", "planned"),
    ("The army is expected to attack the town.", "planned"),
    ("More raids are expected at the border.", "planned"),
    ("The upcoming election worries them.", "planned"),
    ("The peace talks will begin on Monday.", "planned"),
    ("Gunmen allegedly attacked a bus.", "alleged"),
    ("The alleged attack worried them.", "alleged"),
    ("The army may have killed two guards.", "alleged"),
    ("The kidnappers said that they would attack the town.", "planned"),
    ("Police prevented an attack on the town.", "planned"),
    ("They had plotted to kill the king.", "planned"),
    ("They attacked not only the bus.", "happened"),
    ("They have not only attacked the bus but burned it.", "happened"),
    ("He was accused of killing a guard.", "alleged"),
]
TOLLS = [
    ("The attack killed 39 people.", 39, None),
    ("The attack killed at least 39 people and wounded more than 60.", 39, 60),
    ("A bomb attack that killed 12 people and injured 30 others shook Baghdad.", 12, 30),
    ("Sixteen soldiers were killed near the town.", 16, None),
    ("At least 1,200 people were killed in the spring.", 1200, None),
    ("The murder of 39 people angered them.", 39, None),
    ("The explosion left 12 people dead.", 12, None),
    ("The army killed 40 dogs.", None, None),
    ("Nine soldiers and 10 rebels have been killed.", None, None),
    ("One American and two British soldiers were killed.", None, None),
    ("The explosion left two guards and three drivers dead.", None, None),
    ("One of the guards was killed.", None, None),
    ("The attack shook the town.", None, None),
]


@pytest.mark.parametrize(("text", "parts"), PARTS)
def test_participants(pipeline, text, parts):
    assert first(pipeline, text)["parts"] == parts


@pytest.mark.parametrize(("text", "place"), PLACES)
def test_place(pipeline, text, place):
    assert place in {event["place"] for event in told(pipeline, text)}


@pytest.mark.parametrize(("text", "when"), WHEN)
def test_when(pipeline, text, when):
    assert first(pipeline, text)["when"] == when


@pytest.mark.parametrize(("text", "status"), STATUS)
def test_status(pipeline, text, status):
    assert first(pipeline, text)["status"] == status


@pytest.mark.parametrize(("text", "dead", "injured"), TOLLS)
def test_toll(pipeline, text, dead, injured):
    event = first(pipeline, text)
    assert (event["dead"], event["injured"]) == (dead, injured)


SAME = [
    ("The attack killed 39 people.", [["attack", "killed"]]),
    ("The attack shook the town. The attack was the worst.", [["attack", "attack"]]),
    ("The attack in Istanbul was bad. Then came the attack in Baghdad.", [["attack"], ["attack"]]),
    ("The attack in Istanbul was bad. The attack went on until noon.", [["attack", "attack"]]),
    (
        "Attacks in Najaf killed 28 people. Attacks also killed 35 people.",
        [["Attacks", "killed"], ["Attacks", "killed"]],
    ),
    ("A terrorist attack that killed 28 people shook the town.", [["terrorist attack", "killed"]]),
    ("A car bomb exploded in Baghdad, killing 12 people.", [["car bomb", "exploded", "killing"]]),
    ("The men had shot and killed two guards.", [["shot", "killed"]]),
    ("Sixty people were killed and injured in several bombings.", [["killed", "bombings"]]),
    ("There were attacks in Europe. Then gunmen attacked the bus.", [["attacks"], ["attacked"]]),
    ("There were attacks in Aleppo. Gunmen attacked Aleppo on Monday.", [["attacks", "attacked"]]),
    ("The protest sparked violence that killed 85 people.", [["protest"], ["killed"]]),
    ("The attack was bad. There were attacks in Europe.", [["attack"], ["attacks"]]),
    ("Police made many arrests. More arrests are expected.", [["arrests"], ["arrests"]]),
    ("The explosion was loud. The protest was quiet.", [["explosion"], ["protest"]]),
    ("The attack killed 12 people. Another attack killed 30 people.", [["attack", "killed"], ["attack", "killed"]]),
]


@pytest.mark.parametrize(("text", "groups"), SAME)
def test_which_words_are_one_event(pipeline, text, groups):
    assert [event["words"] for event in told(pipeline, text)] == groups


def test_events_of_one_name_are_told_apart_by_their_place(pipeline):
    text = "The attack in Istanbul was bad. Then came the attack in Baghdad."
    assert [event["name"] for event in told(pipeline, text)] == ["attack in Istanbul", "attack in Baghdad"]


@pytest.mark.parametrize("name", ["New Year’s Eve", "World Cup", "Gulf War", "Ramadan"])
def test_named_events_are_tagged_by_their_name(pipeline, name):
    text = f"They spoke of the {name} all night."
    tags = {text[tag.start : tag.end]: tag for tag in pipeline.analyse(text).tags}
    assert (tags[name].kind, tags[name].form) == ("event", "name")


def test_slots_are_within_the_words_the_house_uses(pipeline):
    text = "Isis allegedly attacked the Kurds in Syria on Monday, killing 12 people. " * 3
    analysis = pipeline.analyse(text)
    for event in analysis.events:
        assert event.status in STATUSES
        assert not event.precision or event.precision in PRECISIONS
        assert all(role in ROLES for _, role in event.participants)

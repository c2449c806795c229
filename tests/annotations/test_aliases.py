"""Where another name of the same one comes from, who knows of it, and when it is known no more."""

from uuid import uuid4

import pytest
from django.urls import reverse

from annotations.models import Alias, Entity, Reading, State, Tag
from annotations.services import aliases, entities, occurrences, queue, review, tagging, undo
from annotations.services.envelope import Envelope
from tests import factories
from tests.annotations.acting import envelope
from tests.factories_readings import human_reading, make_article, make_tag, tag

pytestmark = pytest.mark.django_db


def told(reader) -> Reading:
    """An article in which both names stand, as suggestions in rows of their own."""
    body = ["Isis held Bab, and Daesh held Tell. The jihadis of Isis left."]
    reading = human_reading(reader, make_article(headline="Who holds Bab", standfirst="", body=body), filled=False)
    make_tag(reading, "Isis", "group")
    make_tag(reading, "Daesh", "group")
    make_tag(reading, "jihadis", "group", group="Isis", form=Tag.Form.NOMINAL)
    return reading


def by(reading, *objects) -> dict:
    return {"actor": reading.reader, "reading_id": reading.pk, "envelope": envelope(*objects)}


def confirm(reading, words: str) -> Tag:
    one = tag(reading, words)
    tagging.confirm(**by(reading, one), tag_id=one.pk)
    one.refresh_from_db()
    return one


def offered(reading, words: str = "Isis") -> set[str]:
    """The other names that are offered once these words are confirmed."""
    one = tag(reading, words)
    one = confirm(reading, words) if one.state == State.SUGGESTED else one
    found = occurrences.offer(actor=reading.reader, reading=reading, tag_id=one.pk)
    return {place.words for place in found.occurrences if place.alias}


@pytest.fixture
def joined():
    """Ada says that Daesh is Isis, moves it into that row, and says who that is."""
    reading = told(factories.ada())
    isis = confirm(reading, "Isis")
    confirm(reading, "jihadis")
    daesh = tag(reading, "Daesh")
    tagging.regroup(**by(reading, daesh), tag_id=daesh.pk, group_id=isis.group_id)
    entities.link(**by(reading, isis.group), group_id=isis.group_id, name="Islamic State")
    return reading


def approve(reading) -> Reading:
    own = {"actor": reading.reader, "reading_id": reading.pk}
    queue.submit(**own, envelope=Envelope(act_id=uuid4()), confirmed=True)
    review.approve(actor=factories.eda(), reading_id=reading.pk, envelope=Envelope(act_id=uuid4()))
    return Reading.objects.get(article=reading.article, role=Reading.Role.RECORD)


def test_who_joined_two_names_is_offered_the_other_one_in_the_next_article(joined):
    assert offered(told(factories.ada())) == {"Daesh"}
    # The other way round, too, and for what is linked by hand.
    third = told(factories.ada())
    assert offered(third, "Daesh") == {"Isis"}
    assert aliases.names_of(Entity.objects.get().pk, actor=factories.ada()) == ["Daesh", "Isis", "Islamic State"]


def test_two_rows_that_are_linked_to_the_same_one_are_names_of_each_other():
    reading = told(factories.ada())
    for words in ("Isis", "Daesh"):
        one = confirm(reading, words)
        entities.link(**by(reading, one.group), group_id=one.group_id, name="Islamic State")
    assert offered(told(factories.ada())) == {"Daesh"}


def test_an_undo_takes_the_name_back(joined):
    undo.undo(**by(joined))
    assert offered(told(factories.ada())) == set()


def test_nobody_else_knows_until_there_is_a_record_and_then_all_do(joined, client):
    others = [factories.ben(), factories.eda()]
    assert [offered(told(other)) for other in others] == [set(), set()]
    client.force_login(factories.ben())
    bens = told(factories.ben())
    address = reverse("annotations:more", args=[bens.pk])
    query = {"tag": confirm(bens, "Isis").pk}
    assert "another name of it" not in client.get(address, query, headers={"HX-Request": "true"}).text
    record = approve(joined)
    assert set(Alias.objects.values_list("surface", "reading")) == {("Isis", record.pk), ("Daesh", record.pk)}
    assert [offered(told(other)) for other in others] == [{"Daesh"}, {"Daesh"}]
    assert "another name of it" in client.get(address, query, headers={"HX-Request": "true"}).text
    assert offered(told(factories.ada())) == {"Daesh"}


def test_a_record_that_is_corrected_takes_a_wrong_name_back(joined):
    record = approve(joined)
    review.reopen(actor=factories.eda(), record_id=record.pk, envelope=Envelope(act_id=uuid4()), reason="Two groups.")
    assert offered(told(factories.ben())) == set()
    record.refresh_from_db()
    group = tag(record, "Isis").group
    entities.link(**by(record, group), group_id=group.pk)
    review.approve_record(actor=factories.eda(), record_id=record.pk, envelope=Envelope(act_id=uuid4()))
    assert not Alias.objects.exists()
    assert offered(told(factories.ben())) == set()


def test_asking_for_names_takes_the_same_queries_however_many_there_are(joined, django_assert_num_queries):
    entity = Entity.objects.get()
    Alias.objects.bulk_create(Alias(entity=entity, surface=f"Name {n}") for n in range(aliases.MOST + 50))
    ada = factories.ada()
    assert ada.roles
    with django_assert_num_queries(3):
        roots = aliases.called({"Isis"}, "group", actor=ada)
        assert len(aliases.names_of(roots.pop(), actor=ada)) == aliases.MOST

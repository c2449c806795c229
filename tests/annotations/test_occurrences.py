"""Every occurrence: what is offered after a decision, what is done, and what is never touched."""

import json
import re

import pytest
from django.urls import reverse

from annotations.errors import BadWrite, Stale
from annotations.models import Act, Alias, Entity, Reading, State, Tag
from annotations.services import occurrences, tagging, undo
from tests import factories
from tests.annotations.acting import envelope, everything, send
from tests.factories_readings import human_reading, make_article, make_tag, place_of, tag

pytestmark = pytest.mark.django_db

BODY = [
    "Isis held Bab. Isis-led men left; Isis’s rivals, the Isis Brigade, stayed. Daesh said so.",
    "Bab fell to Isis. Nobody from Isis spoke, and Isis lost al-Bab Gate. He left Isis. He ran.",
]


@pytest.fixture
def reading():
    """Isis stands eight times: suggested twice, as a place once, confirmed once, within two longer names, and bare."""
    reading = human_reading(article=make_article(headline="Who holds Bab", standfirst="", body=BODY), filled=False)
    make_tag(reading, "Isis", "group", 0)
    make_tag(reading, "Isis", "place", 2, group="Isis")
    make_tag(reading, "Isis Brigade", "person")
    make_tag(reading, "Isis", "group", 4)
    make_tag(reading, "Isis", "group", 6, state=State.CONFIRMED)
    make_tag(reading, "He", "person", 0)
    return reading


def offered_for(reading, **asked):
    return occurrences.offer(actor=reading.reader, reading=reading, **asked)


def confirm(reading, one: Tag) -> Tag:
    act = {"actor": reading.reader, "reading_id": reading.pk, "envelope": envelope(one), "tag_id": one.pk}
    tagging.confirm(**act)
    one.refresh_from_db()
    return one


def offered(reading, one: Tag, **options) -> list[tuple]:
    """(which occurrence of the words, what is suggested there, within what, ticked)."""
    offer = offered_for(reading, tag_id=one.pk, **options)
    if offer is None:
        return []
    return [
        (reading.article.text.count(place.words, 0, place.start), place.mark and place.mark.kind, place.inside,
         place.chosen)
        for place in offer.occurrences
    ]  # fmt: skip


def every(reading, one: Tag, *, also=(), spans=(), actor=None):
    return occurrences.decide_every(
        actor=actor or reading.reader, reading_id=reading.pk, envelope=envelope(one, *also), tag_id=one.pk,
        also=[other.pk for other in also], spans=spans,
    )  # fmt: skip


def span(reading, words: str, nth: int) -> tuple[int, int, str]:
    return (*place_of(reading.article.text, words, nth), words)


def states(reading) -> list[tuple]:
    tags = Tag.objects.filter(reading=reading).exclude(state=State.REMOVED).order_by("start", "end", "pk")
    return list(tags.values_list("surface", "kind", "state"))


def test_a_confirmed_tag_offers_its_words_where_nobody_decided(reading):
    one = confirm(reading, tag(reading, "Isis", 0))
    # 1 is joined to "-led", 6 is confirmed.
    assert offered(reading, one) == [
        (2, "place", "", True),
        (3, None, "Isis Brigade", False),
        (4, "group", "", True),
        (5, None, "", True),
        (7, None, "", True),
    ]


def test_words_within_a_longer_tag_of_the_kind_are_not_offered(reading):
    Tag.objects.filter(reading=reading, surface="Isis Brigade").update(kind="group")
    one = confirm(reading, tag(reading, "Isis", 0))
    assert 3 not in [nth for nth, *_ in offered(reading, one)]


def test_what_was_rejected_or_tagged_otherwise_by_somebody_is_not_offered(reading):
    Tag.objects.filter(pk=tag(reading, "Isis", 1).pk).update(state=State.CONFIRMED)
    Tag.objects.filter(pk=tag(reading, "Isis", 2).pk).update(state=State.REJECTED)
    one = confirm(reading, tag(reading, "Isis", 0))
    assert [nth for nth, *_ in offered(reading, one)] == [3, 5, 7]


def test_a_tag_taken_away_by_hand_is_not_offered_again_but_an_undone_one_is(reading):
    one = confirm(reading, tag(reading, "Isis", 0))
    every(reading, one, spans=[span(reading, "Isis", 5), span(reading, "Isis", 7)])
    undo.undo(actor=reading.reader, reading_id=reading.pk, envelope=envelope())
    assert [nth for nth, *_ in offered(reading, one)] == [2, 3, 4, 5, 7]
    undo.redo(actor=reading.reader, reading_id=reading.pk, envelope=envelope())
    made = Tag.objects.get(reading=reading, start=span(reading, "Isis", 7)[0])
    tagging.reject(actor=reading.reader, reading_id=reading.pk, envelope=envelope(made), tag_id=made.pk)
    assert [nth for nth, *_ in offered(reading, one)] == [2, 3, 4]


def test_a_rejected_tag_offers_the_suggestions_like_it_and_nothing_untagged(reading):
    one = tag(reading, "Isis", 0)
    tagging.reject(actor=reading.reader, reading_id=reading.pk, envelope=envelope(one), tag_id=one.pk)
    one.refresh_from_db()
    assert offered(reading, one) == [(4, "group", "", True)]
    other = Tag.objects.get(reading=reading, start=span(reading, "Isis", 4)[0])
    every(reading, one, also=[other])
    assert ("Isis", "group", "rejected") in states(reading)[1:]
    assert offered(reading, one) == []
    for wrong in ({"spans": [span(reading, "Isis", 5)]}, {"also": [tag(reading, "Isis", 1)]}):
        with pytest.raises(BadWrite):
            every(reading, one, **wrong)


def test_an_undecided_tag_and_a_pronoun_offer_nothing(reading):
    assert offered_for(reading, tag_id=tag(reading, "Isis", 0).pk) is None
    assert offered_for(reading, tag_id=confirm(reading, tag(reading, "He")).pk) is None
    assert offered_for(reading, tag_id=tag(human_reading(), "Orlec").pk) is None


def test_a_known_name_is_offered_for_the_linked_and_for_the_only_one_of_that_name(reading):
    entity = Entity.objects.create(kind="group", name="Islamic State")
    Alias.objects.create(entity=entity, surface="ISIS")
    merged = Entity.objects.create(kind="group", name="Daesh group", merged_into=entity, root=entity)
    Alias.objects.create(entity=merged, surface="Daesh")
    daesh = make_tag(reading, "Daesh", "group")
    one = confirm(reading, tag(reading, "Isis", 0))

    def daesh_is_offered() -> bool:
        return any(
            place.alias and place.mark.id == daesh.pk for place in offered_for(reading, tag_id=one.pk).occurrences
        )

    assert daesh_is_offered()
    # With two of that name nobody knows which is meant, until the row is linked to one of them.
    Entity.objects.create(kind="group", name="Isis")
    assert not daesh_is_offered()
    one.group.entity = entity
    one.group.save()
    assert daesh_is_offered()
    every(reading, one, also=[daesh])
    daesh.refresh_from_db()
    assert (daesh.state, daesh.group) == (State.CONFIRMED, one.group)


def test_a_whole_row_offers_all_its_names(reading):
    one = confirm(reading, tag(reading, "Isis", 0))
    make_tag(reading, "Daesh", "group", 0, group="Isis", state=State.CONFIRMED)
    make_tag(reading, "rivals", "group", 0, group="Isis", state=State.CONFIRMED, form="nominal")
    names = occurrences.offer(
        actor=reading.reader, reading=reading, tag_id=tag(reading, "Daesh").pk, whole=True
    ).occurrences
    assert {place.words for place in names} == {"Isis"}
    assert offered_for(reading, tag_id=tag(reading, "Daesh").pk).occurrences == []
    assert one.group == tag(reading, "Daesh").group


def test_all_that_is_ticked_is_one_act_and_one_undo(reading):
    one = confirm(reading, tag(reading, "Isis", 0))
    before = states(reading)
    spans = [span(reading, "Isis", 5), span(reading, "Isis", 7)]
    every(reading, one, also=[tag(reading, "Isis", 1), tag(reading, "Isis", 2)], spans=spans)
    isis = Tag.objects.filter(reading=reading, surface="Isis").order_by("start")
    assert [(t.kind, t.state, t.group_id) for t in isis] == [("group", "confirmed", one.group_id)] * 6
    assert all(reading.article.text[t.start : t.end] == "Isis" for t in isis)
    assert Act.objects.filter(reading=reading).count() == 2
    undo.undo(actor=reading.reader, reading_id=reading.pk, envelope=envelope())
    assert states(reading) == before
    undo.redo(actor=reading.reader, reading_id=reading.pk, envelope=envelope())
    assert len([row for row in states(reading) if row == ("Isis", "group", "confirmed")]) == 6


def test_what_would_touch_a_decision_or_other_words_is_refused_whole(reading):
    one = confirm(reading, tag(reading, "Isis", 0))
    loose = span(reading, "Isis", 5)
    decided = Tag.objects.get(reading=reading, start=span(reading, "Isis", 6)[0])
    start, end, _ = span(reading, "Isis", 1)
    refused = [
        {"also": [decided]},
        {"also": [tag(reading, "He")]},
        {"also": [tag(human_reading(), "Orlec")]},
        {"spans": [(start, end, "Isis")]},  # a part of "Isis-led"
        {"spans": [span(reading, "Isis", 6)]},
        {"spans": [(loose[0] + 1, loose[1] + 1, "Isis")]},
        {"spans": [span(reading, "Nobody", 0)]},
        {"spans": [(10**6, 10**6 + 4, "Isis")]},
        {},
    ]
    was = everything()
    for fields in refused:
        with pytest.raises(BadWrite):
            every(reading, one, **fields, **({"spans": [loose]} if "also" in fields else {}))
    with pytest.raises(BadWrite, match="Decide on this one first"):
        every(reading, tag(reading, "Isis", 2), spans=[loose])
    assert everything()[:4] == was[:4]


def test_a_place_that_changed_since_it_was_shown_stops_the_whole_act(reading):
    one, other = confirm(reading, tag(reading, "Isis", 0)), tag(reading, "Isis", 2)
    shown = envelope(one, other)
    confirm(reading, other)
    was = everything()
    with pytest.raises(Stale) as refusal:
        occurrences.decide_every(
            actor=reading.reader, reading_id=reading.pk, envelope=shown, tag_id=one.pk, also=[other.pk]
        )
    assert [conflict.object_id for conflict in refusal.value.conflicts] == [other.pk]
    assert everything() == was


def test_many_places_take_no_more_queries(reading, django_assert_max_num_queries):
    long = human_reading(article=make_article(headline="Long", standfirst="", body=["Isis came. "] * 200), filled=False)
    one = confirm(long, make_tag(long, "Isis", "group"))
    with django_assert_max_num_queries(6):
        offer = offered_for(long, tag_id=one.pk)
    assert offer.total == 199
    with django_assert_max_num_queries(14):
        every(long, one, spans=[(place.start, place.end, "Isis") for place in offer.occurrences])
    assert Tag.objects.filter(reading=long, state=State.CONFIRMED).count() == 200


# -- the fragment ------------------------------------------------------------------------------------------------------


def more(client, reading, status=200, **query) -> str:
    address = reverse("annotations:more", args=[reading.pk])
    response = client.get(address, query, headers={"HX-Request": "true"})
    assert response.status_code == status
    return response.content.decode()


def test_the_offer_shows_each_place_in_its_context(client, reading):
    client.force_login(reading.reader)
    one = confirm(reading, tag(reading, "Isis", 0))
    html = more(client, reading, tag=one.pk)
    assert "5 more of" in html
    assert len(re.findall("checkbox", html)) == 5
    assert len(re.findall(r"checkbox\" autocomplete=\"off\" checked", html)) == 4
    assert "within “Isis Brigade”" in html
    assert "suggested as place" in html
    assert "Bab fell to <mark" in html
    assert "<script" not in html


def test_the_undecided_mentions_of_a_row_are_shown_to_tick_off(client, reading):
    client.force_login(reading.reader)
    group = tag(reading, "Isis", 0).group
    html = more(client, reading, group=group.pk)
    assert "2 undecided mentions of" in html
    assert len(re.findall("checkbox", html)) == 2
    Tag.objects.filter(group=group).update(state=State.CONFIRMED)
    assert more(client, reading, 204, group=group.pk) == ""


def test_the_offer_is_for_the_reader_and_for_what_is_in_the_reading(client, reading):
    other = human_reading()
    one = confirm(reading, tag(reading, "Isis", 0))
    client.force_login(reading.reader)
    for wrong in ("", "x", "-1", "1\x00", str(2**80), "²", tag(other, "Orlec").pk):
        more(client, reading, 404, group=wrong)
        more(client, reading, 204 if wrong == tag(other, "Orlec").pk else 404, tag=wrong)
    Reading.objects.filter(pk=reading.pk).update(state="submitted")
    more(client, reading, 409, tag=one.pk)
    assert client.post(reverse("annotations:more", args=[reading.pk])).status_code == 405
    client.force_login(factories.eda())
    more(client, reading, 403, tag=one.pk)
    for outsider in (factories.ben(), factories.stranger()):
        client.force_login(outsider)
        more(client, reading, 404, tag=one.pk)
    client.logout()
    more(client, reading, 401, tag=one.pk)


@pytest.mark.parametrize(
    "spans",
    ["x", "{}", "[1]", "[[1, 2]]", '[[1, 2, 3]]', '[[true, 2, "a"]]', '[[2, 1, "a"]]', '[[-1, 1, "a"]]', '"a"',
     json.dumps([[0, 1, "a"]] * 2001), '[[1, 99999999999, "a"]]'],
)  # fmt: skip
def test_passages_that_cannot_be_read_are_refused(client, reading, spans):
    client.force_login(reading.reader)
    one = confirm(reading, tag(reading, "Isis", 0))
    was = everything()
    assert send(client, reading, "every", one, tag=one.pk, spans=spans).status_code == 422
    assert everything() == was

"""The one address that every act goes to: what comes back, what comes too late, and how much it costs."""

from uuid import uuid4

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from annotations.models import Act, Assignment, ClaimUse, MentionGroup, Quote, Reading, State, Tag
from annotations.views.acts import VERBS
from newsroom.roles import Role
from tests import factories
from tests.annotations.acting import Fragments, acted, everything, seen, send
from tests.annotations.event_verbs import each_event_verb
from tests.factories_readings import human_reading, make_claim, make_quote, place_of, record, tag

pytestmark = pytest.mark.django_db


def paragraph_of(one: Tag) -> str:
    text = one.reading.article.text
    return f"p-{text.rfind(chr(10), 0, one.start) + 1}"


def passage(reading, words, nth=0) -> dict:
    start, end = place_of(reading.article.text, words, nth)
    return {"start": start, "end": end, "words": words}


# -- every verb of docs/workspace.md, as the browser sends it ----------------------------------------------------------


def each_verb(reading):
    """verb, the objects whose versions go along, its fields, and ids that must be drawn again."""
    attack, orlec, banner = (tag(reading, words) for words in ("attack", "Orlec", "Valley Banner Movement"))
    quote = Quote.objects.get(reading=reading)
    group = attack.group
    card, row = f"q-{quote.pk}", f"g-{group.pk}"
    bars = {f"b-{quote.pk}-{start}" for start, _ in quote.pieces}
    claim = make_claim(factories.ada(), "Some could not swim.")
    use = make_claim(factories.ada(), "People drowned.", quote)
    other = make_quote(reading, "not been foreseen")
    one_tag = {"tag": attack.pk}
    return {
        "confirm": ([attack], one_tag, {paragraph_of(attack), row}),
        "reject": ([attack], one_tag, {paragraph_of(attack), row}),
        "undecide": ([tag(reading, "He")], {"tag": tag(reading, "He").pk}, {paragraph_of(orlec)}),
        "every": (
            [attack, tag(reading, "attack", 1)],
            one_tag | {"also": [tag(reading, "attack", 1).pk]},
            {paragraph_of(tag(reading, "attack", 1)), row},
        ),
        "confirm_group": (
            [],
            {"group": group.pk},
            {paragraph_of(attack), paragraph_of(tag(reading, "attack", 1)), row},
        ),
        "reject_group": ([], {"group": group.pk, "but": [attack.pk]}, {paragraph_of(tag(reading, "attack", 1)), row}),
        "kind": ([attack], one_tag | {"kind": "group"}, {paragraph_of(attack), row}),
        "regroup": ([orlec], {"tag": orlec.pk, "group": ""}, {paragraph_of(orlec), f"g-{orlec.group_id}", card}),
        "edge": (
            [banner],
            {"tag": banner.pk, "words": banner.surface, "edge": "left", "outward": "1", "unit": "word"},
            {paragraph_of(banner)},
        ),
        "span": ([banner], {"tag": banner.pk} | passage(reading, "The Valley Banner Movement"), {paragraph_of(banner)}),
        "add": ([], passage(reading, "two men") | {"kind": "person"}, set()),
        # The speaker is confirmed along with the quote.
        "quote_confirm": ([quote], {"quote": quote.pk}, {card, paragraph_of(orlec), f"g-{orlec.group_id}"}),
        "quote_reject": ([quote], {"quote": quote.pk}, {card} | bars),
        "quote_undecide": ([quote], {"quote": quote.pk}, {card} | bars),
        "speaker": ([quote], {"quote": quote.pk, "tag": ""}, {card}),
        "speaker_words": ([quote], {"quote": quote.pk, "kind": "group"} | passage(reading, "The ministry"), {card}),
        "mode": ([quote], {"quote": quote.pk, "mode": "mixed"}, {card}),
        "quote": ([], passage(reading, "two men"), set()),
        "own_voice": ([], passage(reading, "two men"), set()),
        "quote_add": ([quote], {"quote": quote.pk} | passage(reading, "He spoke"), {card, paragraph_of(orlec)}),
        "quote_cut": ([quote], {"quote": quote.pk} | passage(reading, "found"), {card, paragraph_of(orlec)}),
        "quote_only": ([quote], {"quote": quote.pk} | passage(reading, "He spoke"), {card, paragraph_of(orlec)}),
        "quote_edge": (
            [quote],
            {"quote": quote.pk, "edge": "left", "outward": ""} | passage(reading, "Not all of them could swim."),
            {card, paragraph_of(orlec)},
        ),
        "quote_split": ([quote], {"quote": quote.pk} | passage(reading, "Not all"), {card, paragraph_of(orlec)}),
        "quote_join": ([quote, other], {"quote": quote.pk, "other": other.pk}, {card, f"q-{other.pk}"}),
        "cue": ([quote], {"quote": quote.pk} | passage(reading, "Orlec said"), {card}),
        "nothing": ([quote], {"quote": quote.pk, "value": ""}, {card}),
        "claim_new": ([quote], {"quote": quote.pk, "text": "It leaked.", "stance": "asserts", "hedged": "1"}, {card}),
        "claim": ([quote], {"quote": quote.pk, "claim": claim.pk, "stance": "denies", "hedged": ""}, {card}),
        "use": ([use], {"use": use.pk, "stance": "reports", "hedged": ""}, {card}),
        "claim_remove": ([use], {"use": use.pk}, {card}),
        "entity": ([group], {"group": group.pk, "name": "The attack"}, {row}),
        "protect": ([orlec.group], {"group": orlec.group_id}, {f"g-{orlec.group_id}"}),
        "clear_protection": ([orlec.group], {"group": orlec.group_id}, {f"g-{orlec.group_id}"}),
        **each_event_verb(reading),
        "undo": ([], {}, set()),
        "redo": ([], {}, set()),
    }


def before(verb, ada, reading):
    """What must have happened for the verb to make sense."""
    if verb == "undecide":
        Tag.objects.filter(reading=reading, surface="He").update(state=State.CONFIRMED)
    if verb == "every":
        Tag.objects.filter(pk=tag(reading, "attack").pk).update(state=State.CONFIRMED)
    if verb == "quote_undecide":
        Quote.objects.filter(reading=reading).update(state=State.CONFIRMED)
    if verb == "nothing":
        Quote.objects.filter(reading=reading).update(nothing_checkable=True)
    if verb == "clear_protection":  # for editors, who may take articles too
        factories.ada().groups.add(Group.objects.get_or_create(name=Role.EDITOR)[0])
        MentionGroup.objects.filter(reading=reading).update(protected=True)
    if verb in ("undo", "redo"):
        send(ada, reading, "confirm", tag(reading, "attack"), tag=tag(reading, "attack").pk)
    if verb == "redo":
        send(ada, reading, "undo")


def test_every_verb_is_tried_here(reading):
    assert set(each_verb(reading)) == set(VERBS)


@pytest.mark.parametrize("verb", VERBS)
def test_each_verb_answers_with_what_changed(ada, reading, verb):
    before(verb, ada, reading)
    acts = Act.objects.count()
    objects, fields, drawn = each_verb(reading)[verb]
    response = send(ada, reading, verb, *objects, **fields)
    assert response.status_code == 200, response.content
    assert Act.objects.count() == acts + 1
    fragments = Fragments(response)
    assert drawn <= set(fragments.swapped), fragments.swapped
    assert {"progress", "notice"} <= set(fragments.swapped)
    assert len(fragments.ids) == len(set(fragments.ids)), "an element twice"
    done = acted(response)
    assert done["verb"] == verb
    assert done["message"]
    left = Tag.objects.filter(reading=reading, state="suggested").count()
    assert done["undecided"] == left + Quote.objects.filter(reading=reading, state="suggested").count()
    assert len(response.content) < 6000


def test_only_what_changed_comes_back(ada, reading):
    one = tag(reading, "Velmarian")
    fragments = Fragments(send(ada, reading, "confirm", one, tag=one.pk))
    assert set(fragments.swapped) == {paragraph_of(one), f"g-{one.group_id}", "progress", "notice"}


def test_a_new_row_and_a_new_card_are_put_in_their_place(ada, reading):
    fragments = Fragments(send(ada, reading, "add", **passage(reading, "two men"), kind="person"))
    row = MentionGroup.objects.get(reading=reading, name="two men")
    assert fragments.inserted == ["beforeend:#cast-person"]
    assert f"g-{row.pk}" in fragments.ids
    fragments = Fragments(send(ada, reading, "own_voice", **passage(reading, "killed 31 people")))
    first = Quote.objects.get(reading=reading, mode="direct")
    assert fragments.inserted == [f"beforebegin:#q-{first.pk}"]
    fragments = Fragments(send(ada, reading, "quote", **passage(reading, "two men")))
    assert fragments.inserted == ["beforeend:#quote-list"]


def test_what_was_undone_into_nothing_leaves_hidden_elements_that_redo_fills_again(ada, reading):
    send(ada, reading, "quote", **passage(reading, "two men"))
    made = Quote.objects.latest("pk")
    response = send(ada, reading, "undo")
    assert f'<li id="q-{made.pk}" data-quote="{made.pk}" hidden' in response.content.decode()
    page = ada.get(reverse("annotations:reading", args=[reading.pk])).content.decode()
    assert f'<li id="q-{made.pk}" data-quote="{made.pk}" hidden' in page
    assert f"q-{made.pk}" in Fragments(send(ada, reading, "redo")).swapped


def test_a_row_whose_last_mention_left_is_hidden(ada, reading):
    one = tag(reading, "Velmarian")
    response = send(ada, reading, "kind", one, tag=one.pk, kind="place")
    row = response.content.decode().split(f'id="g-{one.group_id}"')[1].split(">")[0]
    assert " hidden" in row


def test_a_card_is_drawn_again_when_its_speakers_words_change_but_not_their_state(ada, reading):
    speaker = tag(reading, "Orlec")
    card = f"q-{Quote.objects.get(reading=reading).pk}"
    response = send(ada, reading, "edge", speaker, tag=speaker.pk, words="Orlec", edge="right", outward="1")
    assert card in Fragments(response).swapped
    assert card not in Fragments(send(ada, reading, "undecide", speaker, tag=speaker.pk)).swapped


# -- stale, lost, resent ----------------------------------------------------------------------------------------------


def test_a_stale_write_changes_nothing_and_shows_how_it_stands_and_who_did_it(ada, reading):
    one = tag(reading, "attack")
    old = seen(one)
    send(ada, reading, "confirm", one, tag=one.pk)
    unchanged = everything()
    response = send(ada, reading, "reject", tag=one.pk, versions=old)
    assert response.status_code == 409
    assert everything() == unchanged
    assert {paragraph_of(one), f"g-{one.group_id}", "notice"} <= set(Fragments(response).swapped)
    body = response.content.decode()
    assert "You, in another tab or window, changed the tag at" in body
    assert ": confirmed." in body
    assert f'id="t-{one.pk}" data-tag="{one.pk}" data-kind="event" data-state="confirmed" data-version="2"' in body


def test_a_stale_write_names_the_other_person(client):
    draft = record()
    one = tag(draft, "attack")
    old = seen(one)
    client.force_login(factories.eli())
    send(client, draft, "kind", one, tag=one.pk, kind="group")
    client.force_login(factories.eda())
    response = send(client, draft, "confirm", tag=one.pk, versions=old)
    assert response.status_code == 409
    assert f"Eli Editor changed the tag at {timezone.now():%H:}" in response.content.decode()


def test_a_stale_claim_and_a_stale_row_are_shown_too(ada, reading):
    quote = Quote.objects.get(reading=reading)
    use = make_claim(factories.ada(), "People drowned.", quote)
    ClaimUse.objects.filter(pk=use.pk).update(version=5)
    response = send(ada, reading, "claim_remove", use=use.pk, versions={f"use:{use.pk}": 1})
    assert response.status_code == 409
    assert f"q-{quote.pk}" in Fragments(response).swapped
    assert "The page did not show" in response.content.decode()
    group = tag(reading, "attack").group
    response = send(ada, reading, "entity", group=group.pk, name="x", versions={})
    assert f"g-{group.pk}" in Fragments(response).swapped


def test_a_resent_act_answers_the_same_and_is_written_once(ada, reading):
    one, act_id = tag(reading, "attack"), uuid4()
    versions = seen(one)
    first = send(ada, reading, "kind", act=act_id, versions=versions, tag=one.pk, kind="group")
    written = everything()
    again = send(ada, reading, "kind", act=act_id, versions=versions, tag=one.pk, kind="group")
    assert (again.status_code, again.content) == (200, first.content)
    assert acted(again) == acted(first)
    assert everything() == written
    assert Act.objects.count() == 1


def test_an_act_id_of_another_reading_is_refused(ada, reading):
    one, act_id = tag(reading, "attack"), uuid4()
    send(ada, reading, "confirm", one, act=act_id, tag=one.pk)
    other = human_reading()
    there = tag(other, "attack")
    unchanged = everything()
    assert send(ada, other, "confirm", there, act=act_id, tag=there.pk).status_code == 422
    assert everything() == unchanged


def test_an_expired_lease_that_somebody_took_is_answered_409(ada, reading):
    one = tag(reading, "attack")
    Assignment.objects.update(reader=factories.ben(), reading=None)
    unchanged = everything()
    response = send(ada, reading, "confirm", one, tag=one.pk)
    assert response.status_code == 409
    assert "What you did so far is kept" in response.content.decode()
    assert everything() == unchanged


# -- without scripts, and how much it costs ---------------------------------------------------------------------------


def test_without_htmx_an_act_leads_back_to_the_page_and_a_refusal_is_the_page(ada, reading):
    one = tag(reading, "attack")
    page = reverse("annotations:reading", args=[reading.pk])
    response = send(ada, reading, "confirm", one, tag=one.pk, htmx=False)
    assert (response.status_code, response.url) == (302, page)
    assert "Confirmed “attack”" in ada.get(page).content.decode()
    response = send(ada, reading, "confirm", one, tag=one.pk, htmx=False)
    assert response.status_code == 422
    body = response.content.decode()
    assert "it is already so" in body
    assert 'id="workspace"' in body


def test_one_decision_takes_the_same_few_queries_in_a_long_text(ada, django_assert_num_queries):
    for filler in (0, 60):
        reading = human_reading()
        rows = [MentionGroup(reading=reading, kind="person", name=f"Extra {n}") for n in range(filler)]
        MentionGroup.objects.bulk_create(rows)
        Tag.objects.bulk_create(
            Tag(reading=reading, kind="person", start=n, end=n + 3, surface=reading.article.text[n : n + 3], group=row)
            for n, row in enumerate(rows)
        )
        one = tag(reading, "attack")
        versions = seen(one)
        # 14, and the savepoint that stands in for the transaction in a test.
        with django_assert_num_queries(13):
            assert send(ada, reading, "confirm", tag=one.pk, versions=versions).status_code == 200


def test_the_answers_header_stays_small(ada, reading):
    group = tag(reading, "Bashar Orlec").group
    text = reading.article.text
    Tag.objects.bulk_create(
        Tag(reading=reading, kind="person", start=n, end=n + 2, surface=text[n : n + 2], group=group)
        for n in range(250)
    )
    response = send(ada, reading, "confirm_group", group=group.pk)
    assert response.status_code == 200
    assert len(response.headers["HX-Trigger"]) < 2000
    assert acted(response)["message"] == "Confirmed 253 mentions"


def test_the_reading_is_not_there_at_all(ada):
    reading = Reading(pk=987654)
    assert send(ada, reading, "undo").status_code == 404

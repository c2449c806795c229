"""Protected people: who marks them, who clears it, what asks, and that exports hide them."""

import pytest
from django.urls import reverse

from annotations.errors import BadWrite, Frozen, NotAllowed, Stale
from annotations.models import Decision, Entity, MentionGroup, Reading
from annotations.services import exporting, protecting, queue, review, tagging, undo
from annotations.services.envelope import Envelope
from tests.annotations.acting import Fragments, acted, envelope, everything, seen, send
from tests.annotations.readings import make_open_reading, seeing, tag_on
from tests.factories import ada, adam, ben, eda, person, stranger
from tests.factories_readings import human_reading, make_article, make_tag, record

pytestmark = pytest.mark.django_db


@pytest.fixture
def reading():
    return human_reading()


def person_of(reading: Reading) -> MentionGroup:
    return MentionGroup.objects.filter(reading=reading, kind="person").get()


def html(client, reading, who="ada") -> str:
    client.force_login(person(who))
    return client.get(reverse("annotations:reading", args=[reading.pk])).content.decode()


# -- the service -------------------------------------------------------------------------------------------------------


def test_whoever_writes_in_a_reading_protects_a_person(reading):
    group = person_of(reading)
    protecting.protect(actor=ada(), reading_id=reading.pk, envelope=envelope(group), group_id=group.pk)
    group.refresh_from_db()
    assert (group.protected, group.version) == (True, 2)
    (decision,) = Decision.objects.all()
    assert (decision.before, decision.after) == ({"protected": False}, {"protected": True})


def test_only_people_are_protected(reading):
    place = MentionGroup.objects.filter(reading=reading, kind="place").first()
    with pytest.raises(BadWrite, match="Only people"):
        protecting.protect(actor=ada(), reading_id=reading.pk, envelope=envelope(place), group_id=place.pk)


def test_a_row_of_another_reading_and_a_stale_one_are_refused(reading):
    other, mine = person_of(human_reading(ben())), person_of(reading)
    with pytest.raises(BadWrite):
        protecting.protect(actor=ada(), reading_id=reading.pk, envelope=envelope(other), group_id=other.pk)
    late = Envelope(act_id=envelope().act_id, seen={f"group:{mine.pk}": 7})
    with pytest.raises(Stale):
        protecting.protect(actor=ada(), reading_id=reading.pk, envelope=late, group_id=mine.pk)


def test_an_analyst_does_not_clear_it_not_even_by_undo(reading):
    group = person_of(reading)
    act = {"actor": ada(), "reading_id": reading.pk}
    one = reading.tags.get(surface="Bashar Orlec")
    tagging.confirm(**act, envelope=envelope(one), tag_id=one.pk)
    protecting.protect(**act, envelope=envelope(group), group_id=group.pk)
    with pytest.raises(NotAllowed, match="Only editors"):
        protecting.clear(**act, envelope=envelope(group), group_id=group.pk)
    undo.undo(**act, envelope=envelope())
    group.refresh_from_db()
    one.refresh_from_db()
    assert (group.protected, one.state) == (True, "suggested")


def test_an_editor_clears_it_in_the_record():
    draft = record()
    group = person_of(draft)
    MentionGroup.objects.filter(pk=group.pk).update(protected=True)
    protecting.clear(actor=eda(), reading_id=draft.pk, envelope=envelope(group), group_id=group.pk)
    group.refresh_from_db()
    assert not group.protected
    with pytest.raises(BadWrite, match="There is nothing to undo"):
        undo.undo(actor=eda(), reading_id=draft.pk, envelope=envelope())


def test_in_a_submitted_reading_nothing_changes():
    done = human_reading(state="submitted")
    group = person_of(done)
    with pytest.raises(Frozen):
        protecting.protect(actor=ada(), reading_id=done.pk, envelope=envelope(group), group_id=group.pk)


# -- the request -------------------------------------------------------------------------------------------------------


def test_the_answer_is_the_row(client, reading):
    group = person_of(reading)
    client.force_login(ada())
    answer = send(client, reading, "protect", group, group=group.pk)
    assert answer.status_code == 200
    assert Fragments(answer).swapped == [f"g-{group.pk}", "progress", "notice"]
    assert acted(answer)["message"].startswith("Protected")
    assert b"cast-protected" in answer.content
    assert b'data-verb="protect"' not in answer.content


@pytest.mark.parametrize(
    ("who", "verb", "status"),
    [
        (ada, "clear_protection", 403),
        (ben, "protect", 404),
        (eda, "protect", 404),
        (adam, "protect", 404),
        (stranger, "protect", 404),
    ],
)
def test_others_are_refused_and_nothing_changes(client, reading, who, verb, status):
    group = person_of(reading)
    client.force_login(who())
    before = everything()
    assert send(client, reading, verb, group, group=group.pk).status_code == status
    assert everything() == before


@pytest.mark.parametrize("group", ["", "x", "0", str(2**70)])
def test_what_cannot_be_read_is_refused(client, reading, group):
    client.force_login(ada())
    assert send(client, reading, "protect", group=group).status_code == 422


def test_an_editor_has_a_button_to_clear_it_and_an_analyst_has_none(client):
    draft, mine = record(), human_reading()
    MentionGroup.objects.filter(kind="person").update(protected=True)
    assert 'data-verb="clear_protection"' in html(client, draft, "eda")
    shown = html(client, mine)
    assert "cast-protected" in shown
    assert 'data-verb="clear_protection"' not in shown


def test_a_row_linked_to_somebody_protected_says_so(client, reading):
    top = Entity.objects.create(kind="person", name="B. Orlec", protected=True)
    merged = Entity.objects.create(kind="person", name="Orlec", merged_into=top, root=top)
    MentionGroup.objects.filter(reading=reading, kind="person").update(entity=merged)
    assert "Protected, as Orlec" in html(client, reading)


# -- the prompt --------------------------------------------------------------------------------------------------------


def told(language: str = "en", state: str = "open") -> Reading:
    article = make_article(body=["The activist Mara Quill spoke to Bashar Orlec on the quay."], language=language)
    reading = human_reading(article=article, filled=False, state=state)
    make_tag(reading, "Mara Quill", "person")
    make_tag(reading, "Bashar Orlec", "person")
    return reading


def test_words_near_a_name_ask_whether_to_protect(client):
    shown = html(client, told())
    assert shown.count("cast-exposed") == 1
    assert "Activist? “activist” is said near this name." in shown


@pytest.mark.parametrize("how", [{"language": "tr"}, {"state": "submitted"}])
def test_nothing_asks_in_another_language_or_where_nothing_can_be_written(client, how):
    assert "cast-exposed" not in html(client, told(**how))


def test_a_decision_keeps_the_prompt_and_protecting_ends_it(client):
    reading = told()
    one = reading.tags.get(surface="Mara Quill")
    client.force_login(ada())
    assert b"cast-exposed" in send(client, reading, "confirm", one, tag=one.pk).content
    answer = send(client, reading, "protect", one.group, group=one.group_id)
    assert b"cast-exposed" not in answer.content
    one.refresh_from_db()
    assert b"cast-exposed" not in send(client, reading, "reject", one, tag=one.pk).content


# -- what it is for ----------------------------------------------------------------------------------------------------


def test_an_export_hides_who_was_protected_by_the_analyst():
    reading = make_open_reading(ada())
    one = tag_on(reading, "Lena Ortiz")
    act = {"actor": ada(), "reading_id": reading.pk}
    tagging.confirm(**act, envelope=seeing(one), tag_id=one.pk)
    protecting.protect(**act, envelope=seeing(one.group), group_id=one.group_id)
    queue.submit(**act, envelope=seeing(), confirmed=True)
    review.approve(actor=eda(), reading_id=reading.pk, envelope=seeing())
    lines = b"".join(exporting.export(Reading.objects.filter(article=reading.article).exclude(role="machine"))).decode()
    assert lines.count("\n") == 2
    assert "█" in lines
    assert "Ortiz" not in lines
    assert "Lena" not in lines


def test_versions_of_rows_are_what_the_page_shows(reading):
    group = person_of(reading)
    assert seen(group) == {f"group:{group.pk}": 1}

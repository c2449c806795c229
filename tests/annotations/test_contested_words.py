"""/words/: the editors' list, who may change it, and that every change is on record."""

from uuid import uuid4

import pytest
from django.urls import reverse

from annotations.errors import NotAllowed
from annotations.models import Act, ContestedWord, Decision
from annotations.services import contested, contested_starters
from annotations.services.envelope import Envelope
from tests import factories

pytestmark = pytest.mark.django_db

INDEX, PUT = reverse("annotations:words"), reverse("annotations:word_put")
START = reverse("annotations:word_start")


@pytest.fixture(autouse=True)
def _empty():
    ContestedWord.objects.all().delete()


@pytest.fixture
def eda(client):
    client.force_login(factories.eda())
    return client


def take_url(word) -> str:
    return reverse("annotations:word_take", args=[word.pk])


def test_an_editor_puts_a_word_on_the_list_notes_it_and_takes_it_off(eda):
    assert "The list is empty" in eda.get(INDEX).text
    assert eda.post(PUT, {"word": "  so  called ", "note": "Whose <view>?", "act": uuid4()}).url == INDEX
    page = eda.get(INDEX).text
    assert "so called" in page
    assert "Whose &lt;view&gt;?" in page
    assert "Eda Editor" in page
    eda.post(PUT, {"word": "SO CALLED", "note": "", "act": uuid4()})
    word = ContestedWord.objects.get()
    assert (word.word, word.note) == ("so called", "")
    eda.post(take_url(word), {"act": uuid4()})
    assert not ContestedWord.objects.exists()
    assert "not on the list any more" in eda.post(take_url(word), {"act": uuid4()}, follow=True).text
    said = list(Act.objects.order_by("at").values_list("verb", "actor__username", "reading"))
    assert said == [(f"{verb} contested word", "eda", None) for verb in ("add", "note", "drop")]
    first, noted, dropped = Decision.objects.order_by("pk").values_list("before", "after")
    assert first == (None, {"word": "so called", "note": "Whose <view>?"})
    assert noted == ({"note": "Whose <view>?"}, {"note": ""})
    assert dropped == ({"word": "so called", "note": ""}, {})


@pytest.mark.parametrize("who", ["ada", "adam", "stranger"])
def test_without_the_role_it_is_forbidden(client, who):
    client.force_login(factories.person(who))
    word = ContestedWord.objects.create(word="regime")
    assert client.get(INDEX).status_code == 403
    assert client.post(PUT, {"word": "x", "act": uuid4()}).status_code == 403
    assert client.post(take_url(word), {"act": uuid4()}).status_code == 403
    assert client.post(START, {"word": "coup", "act": uuid4()}).status_code == 403
    with pytest.raises(NotAllowed):
        contested_starters.put_starters(actor=factories.person(who), envelope=Envelope(act_id=uuid4()), words=["coup"])
    with pytest.raises(NotAllowed):
        contested.put_word(actor=factories.person(who), envelope=Envelope(act_id=uuid4()), word="x")
    with pytest.raises(NotAllowed):
        contested.take_word(actor=factories.person(who), envelope=Envelope(act_id=uuid4()), word_id=word.pk)
    assert list(ContestedWord.objects.values_list("word", flat=True)) == ["regime"]
    assert not Act.objects.exists()


def test_signed_out(client):
    assert client.get(INDEX).url.startswith(reverse("account_login"))
    assert client.post(PUT, {"word": "x"}).status_code == 302
    assert client.post(START, {"word": "coup"}).status_code == 302
    assert not ContestedWord.objects.exists()


def test_wrong_method(eda):
    word = ContestedWord.objects.create(word="regime")
    assert eda.post(INDEX).status_code == 405
    assert eda.get(PUT).status_code == 405
    assert eda.get(START).status_code == 405
    assert eda.get(take_url(word)).status_code == 405


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"word": ""}, "Write the word"),
        ({"word": " \x00 "}, "Write the word"),
        ({"word": "…"}, "Write the word"),
        ({"word": "x" * 81}, "at most 80"),
        ({"word": "x", "note": "x" * 301}, "a note 300"),
        ({"word": "regime"}, "on the list already"),
        ({"word": "REGIME"}, "on the list already"),
        ({"word": "x", "act": "no uuid"}, "could not be read"),
    ],
)
def test_bad_input_is_answered_422_with_what_was_written(eda, fields, why):
    ContestedWord.objects.create(word="regime")
    response = eda.post(PUT, {"act": uuid4()} | fields)
    assert response.status_code == 422
    assert why in response.text
    assert ContestedWord.objects.count() == 1
    assert not Act.objects.exists()


def test_the_list_has_an_end(eda, monkeypatch):
    monkeypatch.setattr(contested, "MOST", 1)
    ContestedWord.objects.create(word="regime")
    assert "holds 1 words" in eda.post(PUT, {"word": "x", "act": uuid4()}).text


def test_a_form_sent_twice_is_done_once_and_its_id_is_good_for_nothing_else(eda, client):
    act = uuid4()
    assert eda.post(PUT, {"word": "x", "act": act}).status_code == 302
    assert eda.post(PUT, {"word": "x", "act": act}).status_code == 302
    assert (ContestedWord.objects.count(), Act.objects.count()) == (1, 1)
    client.force_login(factories.eli())
    assert "something else" in client.post(PUT, {"word": "y", "act": act}).text


def test_the_page_takes_the_same_queries_however_long_the_list(eda, django_assert_num_queries):
    eda.get(INDEX)
    for n in range(2):
        ContestedWord.objects.bulk_create(
            ContestedWord(word=f"w{n}-{m}", created_by=factories.eda()) for m in range(30 * n)
        )
        with django_assert_num_queries(4):
            eda.get(INDEX)


# -- words to begin with -----------------------------------------------------------------------------------------------


def test_an_editor_sees_the_words_to_begin_with_and_puts_the_ticked_ones_on_the_list(eda):
    ContestedWord.objects.create(word="Regime", note="Ours.")
    page = eda.get(INDEX).text
    assert 'value="coup" checked' in page
    assert 'value="regime"' not in page
    act = uuid4()
    for _ in range(2):
        assert eda.post(START, {"word": ["coup", "martyr", "regime"], "act": act}).url == INDEX
    listed = dict(ContestedWord.objects.values_list("word", "note"))
    starters = contested_starters.starters()
    assert listed == {"Regime": "Ours.", "coup": starters["coup"], "martyr": starters["martyr"]}
    assert Act.objects.get().verb == "add contested words"
    assert Decision.objects.count() == 2
    assert 'value="coup" checked' not in eda.get(INDEX).text


@pytest.mark.parametrize(
    ("words", "why"), [([], "Tick the words"), (["coup", "no such word"], "not among"), (["regime"], "already")]
)
def test_starting_with_nothing_or_with_what_is_not_offered_is_refused(eda, words, why):
    ContestedWord.objects.create(word="regime")
    response = eda.post(START, {"word": words, "act": uuid4()})
    assert response.status_code == 422
    assert why in response.text
    assert ContestedWord.objects.count() == 1
    assert not Act.objects.exists()


def test_the_words_that_ship_fit_the_list_and_each_says_why():
    starters = contested_starters.starters()
    assert 25 <= len(starters) <= 40
    assert list(starters) == sorted(starters)
    for word, note in starters.items():
        assert word == word.lower().strip()
        assert len(word) <= contested.LONGEST
        assert 20 <= len(note) <= contested.LONGEST_NOTE

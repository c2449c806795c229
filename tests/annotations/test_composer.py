"""The claim composer: what it begins with, what it asks about, and who gets it."""

import html
import json
from datetime import UTC, datetime

import pytest
from django.urls import reverse

from annotations.errors import BadWrite
from annotations.models import Act, Claim, ClaimUse, ContestedWord, Quote, Reading
from annotations.services import claiming
from tests import factories
from tests.annotations.acting import envelope, everything, send
from tests.factories_readings import human_reading, make_article, make_claim, make_quote, place_of, record, tag

pytestmark = pytest.mark.django_db


@pytest.fixture
def reading():
    return human_reading()


@pytest.fixture
def quote(reading):
    return Quote.objects.get(reading=reading)


@pytest.fixture
def ada(client):
    client.force_login(factories.ada())
    return client


def composer(client, reading, status=200, **query):
    response = client.get(reverse("annotations:composer", args=[reading.pk]), query, headers={"HX-Request": "true"})
    assert response.status_code == status
    return response.content.decode()


def prefilled(page):
    return html.unescape(page.split("<textarea")[1].split(">", 1)[1].split("</textarea>")[0])


def test_it_offers_likely_claims_and_chooses_none(ada, reading, quote):
    known = record(state="closed")
    use = make_claim(factories.eda(), "People in the water could <not> swim.", Quote.objects.get(reading=known))
    page = composer(ada, reading, quote=quote.pk, words="Not all of them <could> swim [well].")
    assert f'<input type="radio" name="claim" value="{use.claim_id}">' in page
    assert "could &lt;not&gt; swim" in page
    assert "checked>" not in page
    assert "1 outlet, 1 independent text<" in page
    assert prefilled(page) == "Not all of them <could> swim."
    assert "same actor, act, place, time and number" in page
    assert '<option value="asserts" selected>' in page
    assert all(f'value="{stance}"' in page for stance in ("asserts", "denies", "questions", "reports"))


def test_it_begins_with_the_sentence_at_the_caret(ada, reading, quote):
    text = reading.article.text
    assert prefilled(composer(ada, reading, quote=quote.pk, words="\x00 ")) == "We found people in the water."
    for words, expected in (("found", "We found people in the water."), ("could swim", "Not all of them could swim.")):
        at = place_of(text, words)[0]
        assert prefilled(composer(ada, reading, quote=quote.pk, at=at)) == expected
    for wrong in ("x", "-1", "", "²", str(2**70)):
        assert prefilled(composer(ada, reading, quote=quote.pk, at=wrong)) == "We found people in the water."


def test_speaker_and_date_are_filled_in_and_explain_the_words_that_are_not_clear(ada):
    article = make_article(published_at=datetime(2026, 3, 2, 12, tzinfo=UTC))
    reading = human_reading(article=article)
    quote = Quote.objects.get(reading=reading)
    Quote.objects.filter(pk=quote.pk).update(speaker=tag(reading, "He"))
    page = composer(ada, reading, quote=quote.pk)
    about = page.split('class="composer-about"')[1].split("</p>")[0]
    assert "Bashar Orlec" in about
    assert "“He”" in about
    assert "2 March 2026" in about
    clearer = json.loads(html.unescape(page.split('data-clearer="')[1].split('"')[0]))
    assert (clearer["today"], clearer["I"], clearer["they"]) == ("on 2 March 2026", "Bashar Orlec", "")


def test_what_is_not_known_is_said_so(ada, reading, quote):
    Quote.objects.filter(pk=quote.pk).update(speaker=None)
    page = composer(ada, reading, quote=quote.pk)
    assert "nobody known" in page
    assert "date unknown" in page
    arabic = human_reading(article=make_article(language="ar"))
    page = composer(ada, arabic, quote=Quote.objects.get(reading=arabic).pk)
    assert 'data-clearer="{}"' in page
    own = make_quote(reading, "two men", mode="own_voice")
    assert 'The outlet’s own voice: <b dir="auto">Harbour Courier' in composer(ada, reading, quote=own.pk)


def test_it_is_for_the_reader_and_for_a_quote_of_the_reading(client, ada, reading, quote):
    elsewhere = Quote.objects.get(reading=human_reading())
    for wrong in ("", "x", "-1", "1\x00", str(2**80), str(2**62), "²", elsewhere.pk):
        composer(client, reading, 404, quote=wrong)
    Quote.objects.filter(pk=quote.pk).update(state="removed")
    composer(client, reading, 404, quote=quote.pk)
    Quote.objects.filter(pk=quote.pk).update(state="rejected")
    assert composer(client, reading, 422, quote=quote.pk).startswith("That quote is rejected.")
    Quote.objects.filter(pk=quote.pk).update(state="suggested")
    Reading.objects.filter(pk=reading.pk).update(state="submitted")
    composer(client, reading, 409, quote=quote.pk)
    for method in ("post", "put", "delete"):
        assert getattr(client, method)(reverse("annotations:composer", args=[reading.pk])).status_code == 405
    client.force_login(factories.eda())
    composer(client, reading, 403, quote=quote.pk)
    for nobody in ("ben", "adam", "stranger"):
        client.force_login(factories.person(nobody))
        composer(client, reading, 404, quote=quote.pk)
    client.logout()
    composer(client, reading, 401, quote=quote.pk)


def test_opening_it_writes_nothing(ada, reading, quote):
    before = everything()
    composer(ada, reading, quote=quote.pk)
    assert everything() == before


def test_it_takes_the_same_queries_however_much_there_is(ada, reading, quote, django_assert_num_queries):
    for n in range(2):
        use = make_claim(factories.eda(), "People could not swim.", Quote.objects.get(reading=record(state="closed")))
        for _ in range(3 * n):
            there = Quote.objects.get(reading=record(state="closed"))
            ClaimUse.objects.create(quote=there, claim=use.claim, wording=use.wording)
        ContestedWord.objects.bulk_create(ContestedWord(word=f"zword{n}-{m}") for m in range(20))
        with django_assert_num_queries(11):
            composer(ada, reading, quote=quote.pk)


# -- contested words --------------------------------------------------------------------------------------------------


def test_a_contested_word_is_asked_about_and_never_replaced(ada, reading, quote):
    ContestedWord.objects.create(word="Zregime", note="Say government.")
    page = composer(ada, reading, quote=quote.pk)
    assert json.loads(html.unescape(page.split('data-contested="')[1].split('"')[0]))["Zregime"] == "Say government."
    fields = {"quote": quote.pk, "stance": "asserts"}
    before = everything(), Claim.objects.count()
    response = send(ada, reading, "claim_new", quote, **fields, text="The zregime fell.")
    assert response.status_code == 422
    assert "Whose word is it? “Zregime”" in response.content.decode()
    assert (everything(), Claim.objects.count()) == before
    assert send(ada, reading, "claim_new", quote, **fields, text="The “zregime” fell.").status_code == 200
    response = send(ada, reading, "claim_new", quote, **fields, text="The zregime fell.", kept=["zregime", "x"])
    assert response.status_code == 200
    assert ClaimUse.objects.latest("pk").wording.text == "The zregime fell."


def test_a_word_kept_says_nothing_of_another(reading, quote):
    ContestedWord.objects.bulk_create([ContestedWord(word="zone"), ContestedWord(word="ztwo")])
    with pytest.raises(BadWrite, match="“ztwo”"):
        claiming.attach_new_claim(
            actor=factories.ada(), reading_id=reading.pk, envelope=envelope(quote), quote_id=quote.pk,
            text="zone and ztwo", stance="asserts", kept=["zone"],
        )  # fmt: skip
    assert Act.objects.count() == 0

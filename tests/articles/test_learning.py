"""Rules of an outlet are learned from what it repeats; a story's own background never becomes one."""

import pytest

from articles.models import Article, Learning, Outlet, OutletRule, PinnedRules, Repetition, RuleCarrier
from articles.readers.repeated import RULE, key_of
from articles.services import chunks, learning, rules
from articles.services.cutting import put_block_back
from articles.services.importing import run_batch
from articles.services.learning import learn
from tests.factories import adam
from tests.factories_articles import imported, jsonl, waiting
from tests.factories_outlets import archive, running

pytestmark = pytest.mark.django_db

SIGN_OFF = "You are reading Lenn Valley Radio, the voice of the valley since the flood."
BACKGROUND = (
    "The war between the army and the Northern Front began in March, after the parliament in Gersk was dissolved, and "
    "has driven half of the people of Harrow from their homes."
)


def rule(**fields) -> OutletRule:
    outlet, _ = Outlet.objects.get_or_create(name="Lenn Valley Radio")
    given = {"outlet": outlet, "key": key_of(SIGN_OFF), "text": SIGN_OFF, "state": "on"}
    return OutletRule.objects.create(**given | fields)


def texts() -> list[str]:
    return list(Article.objects.order_by("pk").values_list("text", flat=True))


def test_what_most_articles_end_with_becomes_a_rule_that_is_on():
    imported(*archive(30, SIGN_OFF))
    learn()
    one = OutletRule.objects.get()
    assert (one.text, one.state, one.articles, one.decided_by) == (SIGN_OFF, "on", 30, None)
    assert (str(one.first_seen), str(one.last_seen)) == ("2025-01-01", "2025-01-30")
    assert one.carriers.count() == 30


def test_what_fewer_end_with_is_only_proposed():
    imported(*archive(40, SIGN_OFF, every=4))
    learn()
    one = OutletRule.objects.get()
    assert (one.state, one.articles) == ("proposed", 10)


@pytest.mark.parametrize("glue", [" ", ""])
def test_words_that_are_glued_to_the_last_paragraph_are_learned_too(glue):
    rows = archive(30)
    for row in rows:
        row["text"] += glue + SIGN_OFF
    imported(*rows)
    learn()
    assert OutletRule.objects.get(state="on").text == SIGN_OFF


@pytest.mark.parametrize("outlet", ["Gersk Observer", "Harrow Letter"])
def test_the_background_of_a_running_story_is_never_a_rule(outlet):
    imported(*running(40, BACKGROUND, outlet=outlet), *archive(10, outlet=outlet))
    learn()
    assert not OutletRule.objects.exists()


def test_neither_is_a_sentence_that_ends_many_stories():
    imported(*archive(60, "The inquiry continues on Monday.", every=8))
    learn()
    assert not OutletRule.objects.exists()


def test_another_outlet_with_the_same_words_counts_by_itself():
    imported(*archive(4, SIGN_OFF), *archive(4, SIGN_OFF, outlet="Hadar Post", first=4))
    learn()
    assert not OutletRule.objects.exists()


def test_learning_goes_on_where_it_was(monkeypatch):
    monkeypatch.setattr(learning, "SLICE", 7)
    rows = archive(30, SIGN_OFF)
    imported(*rows[:13])
    learn()
    imported(*rows[13:])
    stops = iter([False, True])
    learn(stop=lambda: next(stops, True))
    outlet = Outlet.objects.get()
    assert Learning.objects.get().articles == 20
    while learning.learn_slice(outlet):
        pass
    learn()
    one = OutletRule.objects.get()
    assert (one.articles, one.carriers.count(), Learning.objects.get().articles) == (30, 30, 30)


def test_in_one_go_or_in_slices_the_same_is_counted(monkeypatch):
    imported(*archive(24, "Lenn Valley Radio thanks you.", every=6))
    fields = ("text", "articles", "inner", "tied", "days", "samples", "since")
    found = []
    for size in (200, 5):
        monkeypatch.setattr(learning, "SLICE", size)
        Learning.objects.all().delete()
        Repetition.objects.all().delete()
        learn()
        found.append(sorted(Repetition.objects.values_list(*fields), key=str))
    assert found[0] == found[1]


def test_rare_words_are_forgotten(monkeypatch):
    monkeypatch.setattr(learning, "_AFTER", 20)
    monkeypatch.setattr(learning, "_RARE", 0.2)
    monkeypatch.setattr(learning, "SLICE", 10)
    imported(*archive(60, SIGN_OFF, every=2))
    learn()
    assert Repetition.objects.count() < 60 * 2
    assert OutletRule.objects.filter(text=SIGN_OFF).exists()


def test_learning_asks_the_same_however_many_articles_there_are(django_assert_max_num_queries):
    imported(*archive(10, SIGN_OFF))
    outlet = Outlet.objects.get()
    with django_assert_max_num_queries(16):
        learning.learn_slice(outlet)
    imported(*archive(60, SIGN_OFF, first=10))
    with django_assert_max_num_queries(16):
        learning.learn_slice(outlet)


# --- Importing by rules ----------------------------------------------------------------------------------------------
def test_a_rule_that_is_on_leaves_the_words_out_and_counts_them_still():
    rule()
    imported(*archive(3, SIGN_OFF), *archive(1, SIGN_OFF, outlet="Hadar Post", first=3))
    assert [SIGN_OFF in text for text in texts()] == [False, False, False, True]
    block = Article.objects.earliest("pk").blocks.get()
    assert (block.rule, block.text) == (RULE, SIGN_OFF)
    learn()
    assert OutletRule.objects.get().articles == 3
    assert not RuleCarrier.objects.exists()


@pytest.mark.parametrize("state", ["off", "proposed"])
def test_any_other_rule_leaves_everything_in(state):
    rule(state=state, decided_by=adam())
    imported(*archive(1, SIGN_OFF))
    assert SIGN_OFF in texts()[0]


def test_the_outlet_of_the_batch_counts_where_an_item_names_none():
    rule()
    rows = [{key: value for key, value in row.items() if key != "outlet"} for row in archive(1, SIGN_OFF)]
    imported(*rows, default_outlet="lenn valley radio")
    assert SIGN_OFF not in texts()[0]


def test_the_articles_of_one_batch_are_cut_alike_whatever_is_switched_meanwhile(monkeypatch):
    monkeypatch.setattr(chunks, "CHUNK_ROWS", 2)
    one = rule()
    batch = waiting(("news.jsonl", jsonl(*archive(6, SIGN_OFF))))
    stops = iter([False, True])
    assert not run_batch(batch.pk, stop=lambda: next(stops))
    rules.switch(adam(), rule_id=one.pk, on=False)
    rule(key=key_of("x"), text="x")
    assert run_batch(batch.pk)
    assert [SIGN_OFF in text for text in texts()] == [False] * 6
    assert PinnedRules.objects.get().rules == [one.pk]
    imported(*archive(2, SIGN_OFF, first=6))
    assert [SIGN_OFF in text for text in texts()[6:]] == [True, True]


def test_the_same_bytes_are_already_here_when_a_rule_was_switched_on_since():
    rows = archive(3, SIGN_OFF)
    imported(*rows)
    rule()
    assert imported(*rows).rows_duplicate == 3
    assert [SIGN_OFF in text for text in texts()] == [True] * 3


# --- Making older articles anew --------------------------------------------------------------------------------------
def remade(one: OutletRule) -> None:
    rules.ask_to_remake(adam(), rule_id=one.pk)
    rules.remake()
    one.refresh_from_db()


def test_articles_imported_before_are_made_anew_in_chunks(monkeypatch):
    monkeypatch.setattr(rules, "CHUNK", 2)
    rows = archive(5, SIGN_OFF)
    imported(*rows, *archive(2, first=5))
    one = rule()
    learn()
    assert one.carriers.count() == 5
    remade(one)
    assert not any(SIGN_OFF in text for text in texts())
    assert (one.carriers.count(), one.remade_to, Article.objects.count()) == (0, None, 7)
    assert imported(*rows).rows_duplicate == 5
    learn()
    one.refresh_from_db()
    assert one.articles == 5


def test_a_stopped_remake_goes_on(monkeypatch):
    monkeypatch.setattr(rules, "CHUNK", 2)
    imported(*archive(5, SIGN_OFF))
    one = rule()
    learn()
    rules.ask_to_remake(adam(), rule_id=one.pk)
    stops = iter([False, True])
    rules.remake(stop=lambda: next(stops))
    assert one.carriers.count() == 3
    rules.remake()
    assert one.carriers.count() == 0
    assert Article.objects.count() == 5


def test_what_is_in_use_or_was_put_back_stays(monkeypatch):
    imported(*archive(4, SIGN_OFF))
    one = rule()
    learn()
    used = Article.objects.earliest("pk")
    monkeypatch.setattr("articles.hooks.articles_in_use._functions", [lambda ids: {used.pk} & set(ids)])
    remade(one)
    assert list(one.carriers.values_list("article", flat=True)) == [used.pk]
    back = put_block_back(adam(), article_id=Article.objects.latest("pk").pk, number=1)
    RuleCarrier.objects.create(rule=one, article_id=back)
    remade(one)
    assert Article.objects.filter(pk__in=[used.pk, back], text__contains=SIGN_OFF).count() == 2


def test_an_article_that_would_be_another_ones_double_stays():
    row, _ = archive(2, SIGN_OFF)
    imported(row)
    imported({**row, "text": row["text"].replace(f"\n{SIGN_OFF}", ""), "id": "other"})
    one = rule()
    learn()
    remade(one)
    assert sorted(SIGN_OFF in text for text in texts()) == [False, True]


def test_an_article_that_was_cut_before_the_rule_was_known_is_found_too():
    imported(*archive(2, f"{SIGN_OFF}\nComments"))
    put_block_back(adam(), article_id=Article.objects.earliest("pk").pk, number=1)
    one = rule()
    learn()
    assert one.carriers.count() == 2


def test_only_a_rule_that_is_on_makes_anew():
    one = rule(state="proposed")
    with pytest.raises(rules.CannotSwitch):
        rules.ask_to_remake(adam(), rule_id=one.pk)


def test_switching_off_ends_it():
    imported(*archive(1, SIGN_OFF))
    one = rule()
    learn()
    rules.ask_to_remake(adam(), rule_id=one.pk)
    rules.switch(adam(), rule_id=one.pk, on=False)
    rules.remake()
    assert SIGN_OFF in texts()[0]

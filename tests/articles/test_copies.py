"""Near duplicates as they come in: linked, kept, said on the row, the same whatever the chunks, and told apart."""

import random

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from articles.models import Article, PrintBand, Story, StoryMember, TextDecision, TextLink, TextPrint
from articles.services import chunks, copies
from articles.services.importing import run_batch
from articles.services.judging import pairing_of, take_back, tell_apart
from articles.services.printing import forget, without_print
from articles.services.story_lists import copies_of, spread_of
from articles.services.versions import Around, around, versions
from newsroom.benchmarks.news import REWRITES, Item, item, rewritten, same_topic
from tests.factories import ada, adam, eda
from tests.factories_articles import imported, jsonl, waiting

pytestmark = pytest.mark.django_db

WORDS = 200


def row(one: Item, **fields) -> dict:
    return {"id": str(one.number), "outlet": one.outlet, "headline": one.headline, "text": one.text} | fields


def original(number: int = 1) -> Item:
    return item(number, words=WORDS)


def copy(number: int, kind: str = "one word in twelve replaced", of: int = 1) -> Item:
    return rewritten(original(of), kind, number=number)


def article(one: Item | int) -> Article:
    return Article.objects.get(external_id=str(one if isinstance(one, int) else one.number))


def linked() -> set[tuple[str, str]]:
    return set(TextLink.objects.filter(refused=False).values_list("left__external_id", "right__external_id"))


def stories() -> set[frozenset[str]]:
    found: dict[int, set[str]] = {}
    for story, number in StoryMember.objects.values_list("story", "article__external_id"):
        found.setdefault(story, set()).add(number)
    return {frozenset(some) for some in found.values()}


def messages(batch) -> list[str]:
    return list(batch.rows.order_by("number").values_list("message", flat=True))


def test_a_rewritten_copy_is_kept_linked_and_said_on_its_row():
    batch = imported(row(original()), row(copy(2)), row(original(3)))
    assert batch.rows_imported == 3
    first = article(1)
    assert messages(batch)[0] == messages(batch)[2] == ""
    assert messages(batch)[1].startswith(f"Nearly the same text as article {first.pk} (")
    assert linked() == {("1", "2")}
    assert stories() == {frozenset({"1", "2"})}
    assert (spread_of(first.pk).articles, spread_of(first.pk).outlets, spread_of(first.pk).texts) == (2, 2, 1)
    assert spread_of(article(3).pk) is None
    for one in (first, article(2), article(3)):
        assert around(one.pk) == Around(spread=spread_of(one.pk), versions=versions(one.pk))


def test_what_ten_outlets_print_in_full_is_one_text():
    same = [row(original(), id=str(n), outlet=f"Paper {n}", headline=f"Our own headline {n}") for n in range(10)]
    batch = imported(*same)
    assert batch.rows_imported == 10
    assert messages(batch)[4].startswith("The same words as article ")
    spread = spread_of(article(0).pk)
    assert (spread.articles, spread.outlets, spread.texts) == (10, 10, 1)
    assert spread.said == "Same text in 10 outlets"


def test_a_changed_text_of_the_same_outlet_is_linked_and_told_apart_from_a_copy():
    url = "https://paper.example/1"
    first, changed = original(), copy(2, "a beginning of its own")
    imported(row(first, outlet="Paper", url=url))
    batch = imported(row(changed, outlet="Paper", url=url), row(copy(3), outlet="Other"))
    assert messages(batch)[0].startswith("A changed text of article")
    assert "Nearly" not in messages(batch)[0]
    kinds = dict(TextLink.objects.values_list("right__external_id", "kind"))
    assert kinds["2"] == TextLink.Kind.REVISION
    assert kinds["3"] == TextLink.Kind.COPY
    assert StoryMember.objects.values("text").distinct().count() == 1
    rewritten_whole = imported(row(original(50), outlet="Paper", url=url))
    assert rewritten_whole.rows_revision == 1
    assert StoryMember.objects.values("story", "text").distinct().count() == 1


def test_the_same_topic_is_not_a_copy():
    one = original()
    imported(row(one), row(same_topic(one, number=2)))
    assert linked() == set()


def test_short_texts_are_linked_only_when_they_are_the_same_word_for_word():
    text = "Details of the talks in Merrow are to follow shortly, our reporters say."
    rows = [
        {"id": str(n), "outlet": f"Paper {n}", "headline": f"Talks {n}", "text": words}
        for n, words in enumerate([text, text.upper(), text.replace("Merrow", "Selby")])
    ]
    imported(*rows)
    assert linked() == {("0", "1")}


def test_one_article_brings_two_stories_together_and_the_old_address_leads_on():
    imported(row(original(1)), row(copy(11, of=1)), row(original(2)), row(copy(12, of=2)))
    one, two = spread_of(article(1).pk).story, spread_of(article(2).pk).story
    assert one < two
    both = {"id": "99", "outlet": "Round-up", "headline": "Both", "text": f"{original(1).text}\n{original(2).text}"}
    imported(both)
    assert stories() == {frozenset({"1", "11", "2", "12", "99"})}
    spread = spread_of(article(99).pk)
    assert (spread.story, spread.texts) == (one, 2)
    assert spread.said == "Same story in 5 outlets, 2 texts"
    assert Story.objects.get(pk=two).merged_into_id == one


@pytest.mark.parametrize("chunk", [1, 3, 250])
def test_it_does_not_matter_in_which_chunks_they_come(monkeypatch, chunk):
    monkeypatch.setattr(chunks, "CHUNK_ROWS", chunk)
    kinds, chance = list(REWRITES), random.Random(2)
    rows = [row(original(n)) for n in range(1, 5)]
    rows += [row(copy(10 + n, kinds[n % len(kinds)], of=1 + n % 4)) for n in range(12)]
    chance.shuffle(rows)
    imported(*rows)
    ids = {str(one["id"]): n for n, one in enumerate(rows)}
    pairs = sorted(
        (*sorted((ids[left], ids[right])), round(share, 6))
        for left, right, share in TextLink.objects.values_list("left__external_id", "right__external_id", "share")
    )
    assert len(stories()) == 4
    assert pairs == expected_pairs(pairs)


_seen: list = []


def expected_pairs(pairs: list) -> list:
    """What the first of the runs found: the others must find the same."""
    _seen.append(pairs)
    return _seen[0]


def test_common_passages_are_looked_up_within_bounds(monkeypatch):
    monkeypatch.setattr(copies, "_CANDIDATES", 3)
    imported(*(row(original(), id=str(n), outlet=f"Paper {n}") for n in range(12)))
    assert max(TextLink.objects.filter(right=article(11)).count(), 1) <= 3
    assert len(stories()) == 1


def test_the_number_of_queries_does_not_grow(django_assert_max_num_queries):
    imported(row(original(1)), row(copy(2)))
    few_rows = [row(copy(100 + n)) for n in range(3)]
    many_rows = [row(copy(200 + n)) for n in range(40)]
    few, many = waiting(("f.jsonl", jsonl(*few_rows))), waiting(("m.jsonl", jsonl(*many_rows)))
    with django_assert_max_num_queries(60) as small:
        run_batch(few.pk)
    with django_assert_max_num_queries(60) as large:
        run_batch(many.pk)
    assert len(large) <= len(small)
    assert len(stories()) == 1


def test_the_bands_are_found_by_their_index():
    imported(row(original(1)))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {copies._EARLIER}", ["{1,2}", "{9,9}"])
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "articles_printband_pkey" in plan


# --- People's word ----------------------------------------------------------------------------------------------------
def test_told_apart_they_are_in_no_story_together_and_never_put_together_again():
    imported(row(original(1)), row(copy(2)), row(copy(3)))
    left, right = article(1), article(2)
    assert tell_apart(actor=eda(), left=left, right=right)
    assert not tell_apart(actor=eda(), left=left, right=right)
    assert not any({"1", "2"} <= story for story in stories())
    imported(row(copy(4)), row(copy(5, "another headline", of=1)))
    assert not any({"1", "2"} <= story for story in stories())
    call_command("make_prints")
    TextPrint.objects.update(scheme="an old one")
    call_command("make_prints")
    assert not any({"1", "2"} <= story for story in stories())
    pairing = pairing_of(left=left, right=right)
    assert pairing.refused
    assert pairing.said.actor == eda()
    assert [one.external_id for one in copies_of(left).apart] == ["2"]


def test_taking_it_back_puts_them_together_again_and_both_are_on_record():
    imported(row(original(1)), row(copy(2)))
    left, right = article(1), article(2)
    before = stories()
    tell_apart(actor=adam(), left=left, right=right)
    assert stories() == set()
    assert take_back(actor=eda(), left=left, right=right)
    assert not take_back(actor=eda(), left=left, right=right)
    assert stories() == before
    assert list(TextDecision.objects.values_list("verdict", "actor__username").order_by("pk")) == [
        ("different", "adam"),
        ("undone", "eda"),
    ]


def test_two_that_were_never_linked_are_not_linked_by_taking_it_back():
    imported(row(original(1)), row(original(2)))
    left, right = article(1), article(2)
    tell_apart(actor=eda(), left=left, right=right)
    take_back(actor=eda(), left=left, right=right)
    assert TextLink.objects.count() == 0


@pytest.mark.parametrize("say", [tell_apart, take_back])
def test_analysts_do_not_decide(say):
    imported(row(original(1)), row(copy(2)))
    with pytest.raises(PermissionDenied):
        say(actor=ada(), left=article(1), right=article(2))
    assert TextDecision.objects.count() == 0


def test_decisions_stay_on_record():
    imported(row(original(1)), row(copy(2)))
    tell_apart(actor=eda(), left=article(1), right=article(2))
    for change in (TextDecision.objects.all().delete, lambda: TextDecision.objects.update(verdict="undone")):
        with pytest.raises(IntegrityError, match="text_decision_is_append_only"), transaction.atomic():
            change()


# --- Prints made anew, and articles that go ---------------------------------------------------------------------------
def test_prints_of_another_scheme_are_made_anew_and_find_the_same():
    imported(*(row(original(n)) for n in range(1, 4)), row(copy(11, of=1)), row(copy(12, of=2)))
    links, members, story = linked(), stories(), spread_of(article(1).pk).story
    TextPrint.objects.update(scheme="an old one")
    PrintBand.objects.all().delete()
    assert without_print().count() == 5
    call_command("make_prints")
    assert without_print().count() == 0
    assert (linked(), stories()) == (links, members)
    assert spread_of(article(1).pk).story == story


def test_articles_without_a_print_are_not_compared_with_and_get_one_by_the_command():
    imported(row(original(1)))
    PrintBand.objects.all().delete()
    TextPrint.objects.all().delete()
    imported(row(copy(2)))
    assert linked() == set()
    call_command("make_prints")
    assert linked() == {("1", "2")}
    assert len(stories()) == 1


def test_articles_that_go_leave_their_stories():
    imported(row(original(1)), row(copy(2)), row(copy(3)))
    gone = article(1).pk
    forget([gone])
    assert stories() == {frozenset({"2", "3"})}
    assert not PrintBand.objects.filter(article=gone).exists()
    forget([article(2).pk])
    assert stories() == set()
    assert Story.objects.count() == 0


def test_an_article_can_be_removed_with_all_that_was_found_about_its_text():
    imported(row(original(1)), row(copy(2)), row(copy(3)))
    gone = article(1)
    forget([gone.pk])
    gone.delete()
    assert stories() == {frozenset({"2", "3"})}
    article(2).delete()
    assert spread_of(article(3).pk) is None
    assert linked() == set()
    assert set(PrintBand.objects.values_list("article__external_id", flat=True)) == {"3"}

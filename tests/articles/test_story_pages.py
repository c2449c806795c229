"""The page of a story, two articles compared, and what an article's own page says of its copies."""

import pytest
from django.urls import reverse

from articles.models import Article, TextDecision
from articles.services import story_lists
from articles.services.story_lists import spread_of
from newsroom.benchmarks.news import item, rewritten
from tests import factories
from tests.factories_articles import imported

pytestmark = pytest.mark.django_db
STORIES = "/stories/"


def row(number: int, text: str, **fields) -> dict:
    return {"id": str(number), "outlet": f"Paper {number}", "headline": f"Headline {number}", "text": text, **fields}


def copies(count: int = 3, **fields) -> list[Article]:
    """So many articles that print one text, each of another outlet."""
    one = item(1, words=120)
    texts = [one.text] + [rewritten(one, "one word in twelve replaced", number=n).text for n in range(2, count + 1)]
    imported(*(row(n, text, **fields) for n, text in enumerate(texts, start=1)))
    return list(Article.objects.order_by("pk"))


def story_url(article: Article) -> str:
    return reverse("articles:story", args=[spread_of(article.pk).story])


def compare_url(left: Article, right: Article, name: str = "compare") -> str:
    return reverse(f"articles:{name}", args=[left.pk, right.pk])


@pytest.fixture
def eda(client):
    client.force_login(factories.eda())
    return client


def page(client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("who", ["ada", "eda", "adam"])
def test_everybody_with_a_role_reads_stories_and_comparisons(client, who):
    first, second, _ = copies()
    client.force_login(factories.person(who))
    assert page(client, STORIES)
    assert page(client, story_url(first))
    assert page(client, compare_url(first, second))


@pytest.mark.parametrize("name", ["stories", "story", "compare", "choose", "tell_apart", "take_back"])
def test_strangers_are_turned_away(client, name):
    first, second, _ = copies()
    url = {
        "stories": STORIES,
        "story": story_url(first),
        "choose": reverse("articles:compare_chosen"),
    }.get(name) or compare_url(first, second, name)
    ask = client.post if name in ("tell_apart", "take_back") else client.get
    assert ask(url).status_code == 302
    client.force_login(factories.stranger())
    assert ask(url).status_code == 403


def test_wrong_methods(eda):
    first, second, _ = copies()
    assert eda.post(STORIES).status_code == 405
    assert eda.post(story_url(first)).status_code == 405
    assert eda.post(compare_url(first, second)).status_code == 405
    assert eda.post(reverse("articles:compare_chosen")).status_code == 405
    assert eda.get(compare_url(first, second, "tell_apart")).status_code == 405
    assert eda.get(compare_url(first, second, "take_back")).status_code == 405


def test_a_story_lists_its_articles_by_date_with_what_they_amount_to(eda):
    one = item(1, words=120)
    dates = ["2026-03-02", None, "2026-03-01T09:30:00+00:00"]
    imported(*(row(n, one.text, **({"published_at": at} if at else {})) for n, at in enumerate(dates)))
    html = page(eda, story_url(Article.objects.first()))
    assert html.index("Headline 2</a>") < html.index("Headline 0</a>") < html.index("Headline 1</a>")
    assert "1 Mar 2026, 09:30" in html
    assert "date missing" in html
    assert "printed 3 times: these articles do not confirm one another" in html
    assert "<dt>Outlets</dt><dd>3</dd>" in html


def test_stories_are_listed_with_what_they_amount_to_the_latest_first(eda):
    one, two = item(1, words=120).text, item(2, words=120).text
    imported(row(1, one, published_at="2026-03-02"), row(2, one, published_at="2026-03-01"))
    imported(row(3, two), row(4, two), row(5, two, outlet="Paper 4"), row(6, item(3, words=120).text))
    assert reverse("articles:stories") == STORIES
    lines = eda.get(STORIES).context["page"].rows
    assert [(one.first.external_id, one.spread.articles, one.spread.outlets, one.spread.texts) for one in lines] == [
        ("3", 3, 2, 1),
        ("2", 2, 2, 1),
    ]
    html = page(eda, STORIES)
    assert story_url(Article.objects.get(external_id="4")) in html
    assert "1 Mar 2026</time>, Paper 2" in html
    assert "date missing" in html
    assert f'href="{STORIES}"' in page(eda, reverse("articles:articles"))


def test_stories_that_became_one_are_listed_once(eda):
    one, two = item(1, words=120).text, item(2, words=120).text
    imported(row(1, one), row(2, one), row(3, two), row(4, two))
    assert len(eda.get(STORIES).context["page"].rows) == 2
    imported(row(5, f"{one}\n{two}"))
    (line,) = eda.get(STORIES).context["page"].rows
    assert (line.spread.articles, line.spread.texts) == (5, 2)


def test_stories_come_in_pages_and_there_may_be_none(eda, monkeypatch):
    assert "No two articles print the same text yet." in page(eda, STORIES)
    monkeypatch.setattr(story_lists, "PAGE", 2)
    texts = [item(n, words=120).text for n in range(5)]
    imported(*(row(2 * n + twice, text) for n, text in enumerate(texts) for twice in (0, 1)))
    seen, url = [], STORIES
    while url:
        rows = eda.get(url).context["page"]
        seen += [line.first.external_id for line in rows.rows]
        url = f"{STORIES}?before={rows.following}" if rows.following else ""
    assert seen == ["8", "6", "4", "2", "0"]
    assert "There is nothing older." in page(eda, f"{STORIES}?before=1")
    assert page(eda, f"{STORIES}?before=x")


def test_a_long_story_comes_in_pages(eda, monkeypatch):
    monkeypatch.setattr(story_lists, "PAGE", 2)
    articles = copies(5)
    url, seen = story_url(articles[0]), []
    while url:
        response = eda.get(url)
        seen += [one.external_id for one in response.context["shown"].page.rows]
        following = response.context["shown"].page.following
        url = f"{story_url(articles[0])}?after={following}" if following else ""
    assert seen == ["1", "2", "3", "4", "5"]
    assert "Nothing comes after this." in page(eda, f"{story_url(articles[0])}?after={articles[-1].pk}")


def test_stories_that_are_not_there_or_went_into_another(eda):
    assert eda.get(reverse("articles:story", args=[999])).status_code == 404
    one, two = item(1, words=120), item(2, words=120)
    imported(row(1, one.text), row(2, one.text), row(3, two.text), row(4, two.text))
    old = story_url(Article.objects.get(external_id="3"))
    imported(row(5, f"{one.text}\n{two.text}"))
    response = eda.get(old)
    assert (response.status_code, response.url) == (302, story_url(Article.objects.get(external_id="1")))
    html = page(eda, response.url)
    assert "<dt>Independent texts</dt><dd>2</dd>" in html
    assert '<td data-label="Text" class="number">2</td>' in html


def test_a_story_that_nobody_prints_any_more_is_not_there(eda):
    first, second = copies(2)
    url = story_url(first)
    eda.post(compare_url(first, second, "tell_apart"))
    assert eda.get(url).status_code == 404


@pytest.mark.parametrize(
    "query", ["", "?left=1", "?left=x&right=y", "?left=1&right=1", "?left=-1&right=2", "?left=1&right=9&story=x"]
)
def test_a_choice_that_is_none(eda, query):
    response = eda.get(reverse("articles:compare_chosen") + query)
    assert response.status_code == 302
    assert eda.get(response.url).status_code in (200, 404)


def test_two_articles_that_were_chosen_are_compared(eda):
    first, second, _ = copies()
    response = eda.get(reverse("articles:compare_chosen"), {"left": first.pk, "right": second.pk})
    assert response.url == compare_url(first, second)
    assert eda.get(reverse("articles:compare", args=[first.pk, 99_999])).status_code == 404
    assert eda.get(reverse("articles:compare", args=[first.pk, first.pk])).status_code == 404


def test_what_is_only_in_one_text_is_marked_by_more_than_colour_and_holds_no_markup(eda):
    lines = ["The dam above Merrow broke on Monday, officials said.", "<script>alert(1)</script> was shouted & heard."]
    imported(
        row(1, "\n".join(lines)), row(2, "\n".join([lines[0].replace("Monday", "Tuesday"), "<b>Other</b> words."]))
    )
    html = page(eda, compare_url(*Article.objects.order_by("pk")))
    assert "<del>Monday,</del> <ins>Tuesday,</ins>" in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "<script>alert" not in html
    assert "<b>Other" not in html
    assert "Only in A" in html
    assert "Only in B" in html
    assert "not linked" in html


def test_the_same_words_fold_away(eda):
    text = item(1, words=120).text
    imported(row(1, text), row(2, text))
    html = page(eda, compare_url(*Article.objects.order_by("pk")))
    assert "paragraphs are the same</summary>" in html
    assert "the same to the letter" in html
    assert "<strong>100%</strong>" in html


def test_an_editor_tells_two_apart_and_takes_it_back(eda):
    first, second = copies(2)
    html = page(eda, compare_url(first, second))
    assert "Not the same text</button>" in html
    response = eda.post(compare_url(first, second, "tell_apart"), follow=True)
    html = response.content.decode()
    assert "Eda Editor said on" in html
    assert "Take that back</button>" in html
    assert "Not the same text</h2>" in page(eda, reverse("articles:article", args=[first.pk]))
    html = eda.post(compare_url(second, first, "take_back"), follow=True).content.decode()
    assert "counted as the same story" in html
    assert TextDecision.objects.count() == 2


@pytest.mark.parametrize("name", ["tell_apart", "take_back"])
def test_an_analyst_decides_nothing(client, name):
    first, second = copies(2)
    client.force_login(factories.ada())
    assert "Not the same text" not in page(client, compare_url(first, second))
    assert client.post(compare_url(first, second, name)).status_code == 403
    assert TextDecision.objects.count() == 0


def test_an_articles_page_names_its_copies(eda):
    first, _, third = copies()
    html = page(eda, reverse("articles:article", args=[first.pk]))
    assert "Same text in 3 outlets" in html
    assert compare_url(first, third) in html
    imported(row(9, item(9, words=120).text))
    alone = Article.objects.get(external_id="9")
    assert "Same text" not in page(eda, reverse("articles:article", args=[alone.pk]))


def test_the_queries_do_not_grow(eda, django_assert_max_num_queries):
    articles = copies(2)

    def count(url: str) -> int:
        with django_assert_max_num_queries(30) as queries:
            page(eda, url)
        return len(queries)

    urls = [
        STORIES,
        story_url(articles[0]),
        compare_url(*articles),
        reverse("articles:article", args=[articles[0].pk]),
    ]
    few = [count(url) for url in urls]
    one = item(1, words=120)
    imported(*(row(100 + n, rewritten(one, "another headline", number=n).text) for n in range(20)))
    imported(*(row(200 + n, item(10 + n // 2, words=120).text) for n in range(20)))
    assert [count(url) for url in urls] == few

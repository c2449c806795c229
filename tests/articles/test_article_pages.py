"""/articles/: the list, the reading page and the original."""

import pytest
from django.urls import reverse

from articles.models import Article, Outlet
from articles.readers import explanations
from articles.readers.boilerplate_rules import ANYWHERE, APPEAL, AT_THE_EDGE
from articles.readers.build import REPEATED
from articles.readers.plain import BYLINE
from articles.services import lists
from tests.factories import ada, adam, eda, stranger
from tests.factories_articles import imported, imported_files, jsonl, record

pytestmark = pytest.mark.django_db
LIST = "/articles/"


@pytest.fixture
def analyst(client):
    client.force_login(ada())
    return client


def one(**fields) -> Article:
    imported(record(**fields))
    return Article.objects.latest("pk")


def test_addresses():
    assert reverse("articles:articles") == LIST
    assert reverse("articles:article", args=[7]) == "/articles/7/"
    assert reverse("articles:original", args=[7]) == "/articles/7/original/"


@pytest.mark.parametrize("who", [ada, eda, adam])
def test_everybody_with_a_role_reads(client, who):
    article = one()
    client.force_login(who())
    assert client.get(LIST).status_code == 200
    assert client.get(reverse("articles:article", args=[article.pk])).status_code == 200


def test_nobody_else_does(client):
    article = one()
    addresses = [LIST, reverse("articles:article", args=[article.pk]), reverse("articles:original", args=[article.pk])]
    for address in addresses:
        assert client.get(address).status_code == 302
    client.force_login(stranger())
    for address in addresses:
        assert client.get(address).status_code == 403
    client.force_login(adam())
    for address in addresses:
        assert client.post(address).status_code == 405


def test_what_does_not_exist(client):
    client.force_login(adam())
    for pk in (999_999, 10**30):
        assert client.get(f"/articles/{pk}/").status_code == 404
        assert client.get(f"/articles/{pk}/original/").status_code == 404


def test_the_list_says_what_is_known_and_what_is_not(analyst):
    one(headline="Known", published_at="2026-03-03", text="word " * 1200)
    one(headline="Unknown", outlet=None)
    page = analyst.get(LIST).content.decode()
    assert "3 Mar 2026" in page
    assert "1,201" in page
    assert "date missing" in page
    assert "unknown" in page
    assert page.index("Unknown") < page.index("Known<")


def test_an_empty_list_says_what_to_do(client):
    client.force_login(ada())
    assert "An admin imports them" in client.get(LIST).content.decode()
    client.force_login(adam())
    assert reverse("articles:batch_new") in client.get(LIST).content.decode()


def test_searching_and_choosing_an_outlet(analyst):
    one(headline="Boats lost", outlet="Herald")
    one(headline="Lights out", outlet="Courier")
    courier = Outlet.objects.get(name="Courier")

    def found(**query) -> list[str]:
        return [article.headline for article in analyst.get(LIST, query).context["page"].rows]

    assert found(q="BOATS") == ["Boats lost"]
    assert found(outlet=courier.pk) == ["Lights out"]
    assert found(q="boats", outlet=courier.pk) == []
    assert found(q="%") == []
    assert found(q="\x00boats") == ["Boats lost"]
    assert found(outlet="nonsense") == ["Lights out", "Boats lost"]
    assert "No article fits this" in analyst.get(LIST, {"q": "nothing like it"}).content.decode()


def test_the_list_is_paged_by_key_and_keeps_the_search(analyst):
    imported(*[record(headline=f"Boats {number}") for number in range(60)])
    first = analyst.get(LIST, {"q": "boats"})
    following = first.context["page"].following
    assert f"?before={following}&amp;q=boats" in first.content.decode()
    second = analyst.get(LIST, {"q": "boats", "before": following})
    assert (len(first.context["page"].rows), len(second.context["page"].rows)) == (50, 10)
    assert "There is nothing older" in analyst.get(LIST, {"before": 1}).content.decode()


def test_the_list_reads_no_text_and_its_queries_do_not_grow(analyst, django_assert_max_num_queries):
    one()
    with django_assert_max_num_queries(10) as few:
        analyst.get(LIST)
    imported(*[record(outlet=f"Paper {number}") for number in range(30)])
    with django_assert_max_num_queries(10) as many:
        analyst.get(LIST)
    assert len(few) == len(many)
    assert not any('"articles_article"."text"' in query["sql"] for query in many.captured_queries)


def test_an_article_is_shown_with_its_parts_facts_and_folded_blocks(client):
    client.force_login(adam())
    article = one(
        standfirst="Inquiry promised",
        byline="Ana <b>Prill</b>",
        url="https://herald.example/1?a=1&b=2",
        published_at="2026-03-03T21:30:00+00:00",
        text="Boats were lost at night.\nREAD MORE: Other boats\nNobody has been found.\nComments",
    )
    page = client.get(reverse("articles:article", args=[article.pk])).content.decode()
    assert f"<h1>{article.headline}</h1>" in page
    assert '<p class="standfirst">Inquiry promised</p>' in page
    assert "3 Mar 2026, 21:30" in page
    assert "Ana &lt;b&gt;Prill" in page
    assert 'href="https://herald.example/1?a=1&amp;b=2"' in page
    order = [
        "Boats were lost",
        "Left out: Links to other stories",
        "Other boats",
        "Nobody has",
        "Left out: Comment prompt",
    ]
    assert [page.index(words) for words in order] == sorted(page.index(words) for words in order)
    assert "<details" in page
    assert "<details open" not in page


def test_an_article_without_headline_date_or_outlet(analyst):
    article = one(headline="", outlet="", text="Nobody has been found, and nobody is looking any more.")
    page = analyst.get(reverse("articles:article", args=[article.pk])).content.decode()
    assert "date missing" in page
    assert page.count("unknown") == 1


def test_versions_of_one_text_point_to_each_other(analyst):
    old = one(url="https://herald.example/1")
    new = one(url="https://herald.example/1")
    assert "Read the newer version" in analyst.get(reverse("articles:article", args=[old.pk])).content.decode()
    page = analyst.get(reverse("articles:article", args=[new.pk])).content.decode()
    assert "Read the newer version" not in page
    assert reverse("articles:article", args=[old.pk]) in page


def test_a_very_long_article_comes_in_parts_that_lose_nothing(analyst, monkeypatch):
    monkeypatch.setattr(lists, "PART", 100)
    body = [f"Paragraph {number} says that nobody has been found." for number in range(30)]
    article = one(headline="Long", text="\n".join(body))
    address = reverse("articles:article", args=[article.pk])
    count = analyst.get(address).context["part"].count
    assert count > 5
    texts = []
    for number in range(1, count + 1):
        part = analyst.get(address, {"part": number}).context["part"]
        texts += [passage.text for passage in part.passages]
    assert "\n".join(texts) == article.text
    assert analyst.get(address, {"part": 9999}).context["part"].number == count
    assert analyst.get(address, {"part": "x"}).context["part"].number == 1


def test_the_queries_of_the_reading_page_do_not_grow(analyst, django_assert_max_num_queries):
    short, long = one(), one(text="\n".join([*["Boats were lost.", "Advertisement"] * 40, "The end of it."]))
    with django_assert_max_num_queries(10) as few:
        analyst.get(reverse("articles:article", args=[short.pk]))
    with django_assert_max_num_queries(10) as many:
        analyst.get(reverse("articles:article", args=[long.pk]))
    assert len(few) == len(many)
    assert not any('"content"' in query["sql"] for query in many.captured_queries)


def test_the_original_is_a_download_for_admins_and_can_do_no_harm(client):
    content = b"Boats lost\n<script>alert(1)</script> They are gone."
    imported_files(("evil\r\n.txt", content))
    article = Article.objects.get()
    address = reverse("articles:original", args=[article.pk])
    client.force_login(ada())
    assert client.get(address).status_code == 403
    assert "Download the original" not in client.get(reverse("articles:article", args=[article.pk])).content.decode()
    client.force_login(adam())
    response = client.get(address)
    assert response.content == content
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"] == f'attachment; filename="article-{article.pk}.txt"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]


def test_the_original_of_a_jsonl_line_is_that_line(client):
    line = record()
    article = one(**line)
    client.force_login(adam())
    response = client.get(reverse("articles:original", args=[article.pk]))
    assert response.content == jsonl(line).strip()
    assert response["Content-Disposition"].endswith('.json"')


def test_every_rule_explains_itself():
    rules = {APPEAL, REPEATED, BYLINE, *(rule for rule, _ in [*ANYWHERE, *AT_THE_EDGE])}
    assert rules <= set(explanations.WHY)
    assert explanations.why("A rule of long ago") == ""

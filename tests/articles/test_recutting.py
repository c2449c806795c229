"""Another cut of the same original takes the place of an article that nobody has worked on."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from articles.duplicates import ALIKE
from articles.hooks import Replaced, articles_annotated, articles_held, articles_in_use, articles_replaced
from articles.models import Article, BatchRow, Block, Original, Recut, StoryMember, TextLink
from articles.readers.cutting import BY_HAND, put_back
from articles.services.cutting import CannotCut, put_block_back, take_paragraphs_out
from articles.services.recutting import ANNOTATED, IN_USE, SAME_TEXT, Wanted, cuts_of, replace_articles
from tests.factories import ada, adam, eda, stranger
from tests.factories_articles import imported, record

pytestmark = pytest.mark.django_db

STORY = ["Three boats were lost off Port Merrow.", "Nobody was found.", "The search goes on at first light."]
PROMPT = "Sign up to our newsletter"
APPEAL = "Tell your friends about this paper, they might like it."


def one(**fields) -> Article:
    imported(record(**{"text": "\n".join([STORY[0], PROMPT, *STORY[1:], APPEAL])} | fields))
    return Article.objects.latest("pk")


def start(article: Article, line: str) -> int:
    return article.text.index(line)


def test_a_block_goes_back_into_the_text_of_a_new_article_of_the_same_original():
    old = one(url="https://herald.example/boats", published_at="2026-03-03")
    block = old.blocks.get()
    made = Article.objects.get(pk=put_block_back(adam(), article_id=old.pk, number=block.number))
    assert made.text == f"{old.headline}\n" + "\n".join([STORY[0], PROMPT, *STORY[1:], APPEAL])
    assert not Article.objects.filter(pk=old.pk).exists()
    assert not made.blocks.exists()
    kept = ("original_id", "outlet_id", "url", "published_at", "headline", "language", "external_id", "created_at")
    assert [getattr(made, name) for name in kept] == [getattr(old, name) for name in kept]
    assert made.word_count == len(made.text.split())
    recut = Recut.objects.get()
    assert (recut.article_id, recut.replaced, recut.action, recut.words, recut.actor) == (
        made.pk, old.pk, "put_back", PROMPT, adam(),
    )  # fmt: skip


def test_a_paragraph_is_taken_out_and_can_be_put_back():
    old = one()
    made = Article.objects.get(pk=take_paragraphs_out(adam(), article_id=old.pk, starts=[start(old, APPEAL)]))
    assert APPEAL not in made.text
    assert [(block.rule, block.text) for block in made.blocks.all()][-1] == (BY_HAND, APPEAL)
    again = Article.objects.get(pk=put_block_back(adam(), article_id=made.pk, number=2))
    assert again.text == old.text
    assert Article.objects.count() == Original.objects.count() == 1
    assert set(Recut.objects.values_list("article", flat=True)) == {again.pk}


def test_what_named_the_old_article_names_the_new_one():
    old = one(url="https://herald.example/boats")
    imported(record(url="https://herald.example/boats", text="They were found.\nAll are well."))
    revision = Article.objects.latest("pk")
    assert revision.revises_id == old.pk
    made = put_block_back(adam(), article_id=old.pk, number=1)
    revision.refresh_from_db()
    assert revision.revises_id == made
    assert BatchRow.objects.filter(article=made).count() == 1


@pytest.mark.parametrize(("hook", "says"), [(articles_in_use, IN_USE), (articles_annotated, ANNOTATED)])
def test_what_other_rooms_count_on_stays_as_it_is(monkeypatch, hook, says):
    old = one()
    monkeypatch.setattr(hook, "_functions", [lambda ids: [pk for pk in ids if pk == old.pk]])
    with pytest.raises(CannotCut) as refused:
        put_block_back(adam(), article_id=old.pk, number=1)
    assert str(refused.value) == says
    with pytest.raises(CannotCut) as refused:
        take_paragraphs_out(adam(), article_id=old.pk, starts=[start(old, APPEAL)])
    assert str(refused.value) == says
    assert Article.objects.get().text == old.text


def test_other_rooms_hear_of_it_in_order(monkeypatch, heard):
    old = one()
    told = []
    monkeypatch.setattr(articles_held, "_functions", [lambda ids: told.append(("held", list(ids)))])
    monkeypatch.setattr(articles_replaced, "_functions", [lambda pairs: told.append(("replaced", list(pairs)))])
    made = put_block_back(adam(), article_id=old.pk, number=1)
    assert told == [("held", [old.pk]), ("replaced", [Replaced(old.pk, made)])]
    assert heard == [[old.pk], [made]]


def test_two_articles_of_an_outlet_never_get_the_same_text():
    old = one(headline="Boats lost", text="\n".join([*STORY, APPEAL]))
    imported(record(headline="Boats lost", text="\n".join(STORY)))
    with pytest.raises(CannotCut) as refused:
        take_paragraphs_out(adam(), article_id=old.pk, starts=[start(old, APPEAL)])
    assert str(refused.value) == SAME_TEXT
    assert Article.objects.count() == 2


@pytest.mark.parametrize(
    ("starts", "says"), [([], "at least one"), ([3], "no such paragraph"), ([10**8], "no such paragraph")]
)
def test_only_paragraphs_of_the_body_are_taken_out(starts, says):
    old = one()
    with pytest.raises(CannotCut, match=says):
        take_paragraphs_out(adam(), article_id=old.pk, starts=starts)


def test_something_of_the_story_stays():
    old = one()
    starts = [start(old, line) for line in [*STORY, APPEAL]]
    with pytest.raises(CannotCut, match="has to stay"):
        take_paragraphs_out(adam(), article_id=old.pk, starts=starts)


def test_a_block_or_an_article_that_is_gone():
    old = one()
    with pytest.raises(CannotCut, match="no such block"):
        put_block_back(adam(), article_id=old.pk, number=9)
    put_block_back(adam(), article_id=old.pk, number=1)
    with pytest.raises(CannotCut, match="cut it another way"):
        put_block_back(adam(), article_id=old.pk, number=1)


@pytest.mark.parametrize("who", [ada, eda, stranger])
def test_only_admins_cut(who):
    old = one()
    with pytest.raises(PermissionDenied):
        put_block_back(who(), article_id=old.pk, number=1)
    with pytest.raises(PermissionDenied):
        take_paragraphs_out(who(), article_id=old.pk, starts=[start(old, APPEAL)])


def test_the_same_bytes_are_already_here_after_the_cut_was_changed():
    same = record(text="\n".join([STORY[0], PROMPT, *STORY[1:]]))
    imported(same)
    made = put_block_back(adam(), article_id=Article.objects.get().pk, number=1)
    batch = imported(same)
    assert (batch.rows_imported, batch.rows_duplicate) == (0, 1)
    assert batch.rows.get().article_id == made
    assert Article.objects.get().text.count(PROMPT) == 1


def test_the_same_bytes_twice_in_one_import_after_the_cut_was_changed():
    same = record(text="\n".join([STORY[0], PROMPT, *STORY[1:]]))
    imported(same)
    put_block_back(adam(), article_id=Article.objects.get().pk, number=1)
    assert imported(same, same).rows_duplicate == 2


def test_the_next_version_revises_the_latest_and_not_an_older_one_that_was_cut_anew():
    url = "https://herald.example/boats"
    old = one(url=url)
    second = imported(record(url=url)).rows.get().article_id
    put_block_back(adam(), article_id=old.pk, number=1)
    third = imported(record(url=url)).rows.get().article
    assert third.revises_id == second


@pytest.mark.parametrize("both", [False, True])
def test_versions_stay_linked_as_such_and_in_one_story_however_little_they_share(both):
    url = "https://herald.example/boats"
    texts = [
        "\n".join([STORY[0], PROMPT, *STORY[1:]]),
        f"The harbour is open again.\n{PROMPT}\nNo ship waits for long.",
    ]
    imported(*(record(url=url, text=text) for text in texts))
    articles = list(Article.objects.order_by("pk"))
    assert TextLink.objects.get().kind == TextLink.Kind.REVISION
    wanted = [
        Wanted(article_id=pk, cut=put_back(cut, 1), words=PROMPT)
        for pk, cut in cuts_of(articles if both else articles[:1]).items()
    ]
    assert replace_articles(wanted, actor=adam(), action=Recut.Action.PUT_BACK).stay == {}
    link = TextLink.objects.get()
    assert (link.kind, link.share < ALIKE) == (TextLink.Kind.REVISION, True)
    assert {link.left_id, link.right_id} == set(Article.objects.values_list("pk", flat=True))
    assert StoryMember.objects.count() == 2


def test_the_same_bytes_of_an_outlet_that_has_the_text_of_the_new_cut_already():
    unknown = record(outlet="", text="\n".join(STORY))
    imported(unknown)
    old = Article.objects.get()
    cut_anew = take_paragraphs_out(adam(), article_id=old.pk, starts=[start(old, STORY[2])])
    imported(record(headline=old.headline, text="\n".join(STORY[:2])))
    batch = imported(unknown, default_outlet="Merrow Herald")
    assert (batch.rows_duplicate, batch.rows.get().article_id, batch.rows_error) == (1, cut_anew, 0)
    assert Article.objects.get(pk=cut_anew).outlet is None


# --- The pages -------------------------------------------------------------------------------------------------------
def back(article: Article) -> str:
    return reverse("articles:put_back", args=[article.pk, 1])


def out(article: Article) -> str:
    return reverse("articles:take_out", args=[article.pk])


def test_addresses():
    assert reverse("articles:put_back", args=[7, 2]) == "/articles/7/blocks/2/"
    assert reverse("articles:take_out", args=[7]) == "/articles/7/cut/"


@pytest.mark.parametrize("who", [ada, eda, stranger])
def test_pages_are_for_admins(client, who):
    article = one()
    client.force_login(who())
    for address in (back(article), out(article)):
        assert client.get(address).status_code == client.post(address).status_code == 403
    if who is not stranger:
        page = client.get(reverse("articles:article", args=[article.pk])).content.decode()
        assert back(article) not in page
        assert out(article) not in page


def test_others_are_asked_to_sign_in(client):
    article = one()
    for address in (back(article), out(article)):
        assert client.get(address).status_code == client.post(address).status_code == 302
    assert Article.objects.get().pk == article.pk


def test_wrong_methods_and_what_does_not_exist(admin):
    article = one()
    for address in (back(article), out(article)):
        assert admin.put(address).status_code == 405
    for address in ("/articles/999/blocks/1/", f"/articles/{article.pk}/blocks/9/", "/articles/999/cut/"):
        assert admin.get(address).status_code == admin.post(address).status_code == 404
    assert admin.get(f"/articles/{10**30}/cut/").status_code == 404


def test_a_block_is_put_back_after_a_question_and_the_old_address_leads_on(admin):
    article = one()
    assert back(article) in admin.get(reverse("articles:article", args=[article.pk])).content.decode()
    asked = admin.get(back(article)).content.decode()
    assert "Put these words back into the text?" in asked
    assert f"<p>{PROMPT}</p>" in asked
    assert Article.objects.get().pk == article.pk
    answer = admin.post(back(article))
    made = Article.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, reverse("articles:article", args=[made.pk]))
    page = admin.get(answer["Location"]).content.decode()
    assert "Words put back" in page
    assert "by Adam Admin" in page
    moved = admin.get(reverse("articles:article", args=[article.pk]))
    assert (moved.status_code, moved["Location"]) == (302, answer["Location"])


def test_paragraphs_are_taken_out_after_they_were_chosen(admin):
    article = one()
    page = admin.get(out(article)).content.decode()
    assert page.count('name="at"') == 4
    assert admin.post(out(article)).status_code == 422
    bad = admin.post(out(article), {"at": ["x", "-1", "9" * 30, "3"]})
    assert bad.status_code == 422
    assert "no such paragraph" in bad.content.decode()
    admin.post(out(article), {"at": [start(article, APPEAL)]})
    made = Article.objects.get()
    assert APPEAL not in made.text
    assert "Words taken out" in admin.get(reverse("articles:article", args=[made.pk])).content.decode()


def test_what_is_in_use_is_refused_with_the_reason(admin, monkeypatch):
    article = one()
    monkeypatch.setattr(articles_in_use, "_functions", [list])
    for address in (back(article), out(article)):
        page = admin.get(address).content.decode()
        assert IN_USE in page
        assert "<form" not in page.split("</header>")[1]
    assert admin.post(back(article)).status_code == 409
    assert admin.post(out(article), {"at": [start(article, APPEAL)]}).status_code == 409
    assert Article.objects.get().text == article.text


def test_pages_ask_the_same_however_many_blocks_there_are(admin, django_assert_max_num_queries):
    article = one(text="\n".join(line for story in "abcdefgh" for line in (f"Boat {story} was lost.", PROMPT)))
    assert article.blocks.count() == 8
    with django_assert_max_num_queries(14):
        admin.get(reverse("articles:article", args=[article.pk]))
    with django_assert_max_num_queries(14):
        admin.get(out(article))


def test_a_killed_recut_leaves_the_old_article(monkeypatch):
    old = one()
    monkeypatch.setattr("articles.services.recutting.articles_imported.send", lambda ids: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        put_block_back(adam(), article_id=old.pk, number=1)
    assert Article.objects.get().pk == old.pk
    assert Block.objects.filter(article=old).count() == 1

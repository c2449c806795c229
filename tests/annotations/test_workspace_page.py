"""The workspace's page and the claim composer."""

import re
from html.parser import HTMLParser

import pytest
from django.urls import reverse

from annotations.models import Assignment, Entity, MentionGroup, Queue, Quote, Reading, State, Tag
from annotations.services import sheet, workspace
from articles.models import Block
from tests import factories
from tests.factories_readings import (
    human_reading,
    machine_reading,
    make_article,
    make_claim,
    make_quote,
    make_tag,
    record,
    tag,
)

pytestmark = pytest.mark.django_db


class Page(HTMLParser):
    """What the scripts see: the words of each paragraph outside of data-skip, and the attributes of elements."""

    VOID = {"meta", "link", "input", "br", "hr", "path"}

    def __init__(self, html: str) -> None:
        super().__init__()
        self.paragraphs: dict[int, str] = {}
        self.elements: list[tuple[str, dict]] = []
        self.covered: dict[str, str] = {}
        self._open: list[tuple[str, dict]] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.elements.append((tag, attrs))
        if tag not in self.VOID:
            self._open.append((tag, attrs))

    def handle_endtag(self, tag):
        if tag not in self.VOID:
            assert self._open[-1][0] == tag, f"</{tag}> closes <{self._open[-1][0]}>"
            self._open.pop()

    def handle_data(self, data):
        para = next((attrs for _, attrs in self._open if "para" in attrs.get("class", "").split()), None)
        if para is None or any("data-skip" in attrs for _, attrs in self._open):
            return
        start = int(para["data-start"])
        self.paragraphs[start] = self.paragraphs.get(start, "") + data
        for name, attrs in self._open:
            if name == "mark":
                self.covered[attrs["data-tag"]] = self.covered.get(attrs["data-tag"], "") + data

    def with_attr(self, name: str) -> list[dict]:
        return [attrs for _, attrs in self.elements if name in attrs]

    def by_id(self, pk: str) -> dict:
        (found,) = [attrs for _, attrs in self.elements if attrs.get("id") == pk]
        return found


def get(client, reading, username="ada", status=200):
    client.force_login(factories.person(username))
    response = client.get(reverse("annotations:reading", args=[reading.pk]))
    assert response.status_code == status
    return response.content.decode()


def test_the_paragraphs_words_are_the_articles_and_marks_cover_their_tags(client):
    reading = human_reading()
    make_tag(reading, "attack killed", "event")
    make_tag(reading, "killed 31 people", "event")
    page = Page(get(client, reading))
    text = reading.article.text
    assert page.paragraphs
    for start, words in page.paragraphs.items():
        assert text[start : start + len(words)] == words
    assert "\n".join(page.paragraphs.values()) == text
    for one in Tag.objects.filter(reading=reading):
        assert page.covered[str(one.pk)] == one.surface
    ids = [attrs["id"] for _, attrs in page.elements if "id" in attrs]
    assert len(ids) == len(set(ids))


def test_what_the_scripts_rely_on(client):
    reading = human_reading()
    one, quote = tag(reading, "He"), Quote.objects.get(reading=reading)
    page = Page(get(client, reading))
    workspace = page.by_id("workspace")
    assert (workspace["data-can-write"], workspace["data-role"]) == ("1", "human")
    assert workspace["data-act-url"] == reverse("annotations:act", args=[reading.pk])
    mark = page.by_id(f"t-{one.pk}")
    expected = {
        "data-tag": one.pk,
        "data-kind": "person",
        "data-state": "suggested",
        "data-version": 1,
        "data-group": one.group_id,
        "data-form": "pronoun",
        "data-score": "0.87",
        "data-start": one.start,
        "data-end": one.end,
    }
    assert {name: mark[name] for name in expected} == {name: str(value) for name, value in expected.items()}
    row = page.by_id(f"g-{one.group_id}")
    assert (row["data-name"], row["data-undecided"], row["data-version"]) == ("Bashar Orlec", "3", "1")
    card = page.by_id(f"q-{quote.pk}")
    assert (card["data-speaker"], card["data-start"], card["data-uses"]) == (
        str(quote.speaker_id),
        str(quote.start),
        "0",
    )
    assert len([a for a in page.with_attr("data-quote") if "q" in a.get("class", "").split()]) == 2
    assert page.by_id("progress")["data-undecided"] == "11"
    for pk in ("saved", "notice", "focusbar", "live", "cast-person", "cast-place", "cast-group", "cast-event"):
        page.by_id(pk)


def test_large_numbers_have_no_thousands_separators(client, settings):
    settings.USE_THOUSAND_SEPARATOR = True
    reading = human_reading(article=make_article(body=["Word. " * 400, "Orlec spoke."]), filled=False)
    one = make_tag(reading, "Orlec", "person")
    html = get(client, reading)
    assert f'data-start="{one.start}"' in html
    assert one.start > 1000
    assert f'id="p-{one.start}"' in html


@pytest.mark.parametrize(
    ("make", "username", "status"),
    [
        (human_reading, "ada", 200),
        (human_reading, "ben", 404),
        (human_reading, "eda", 404),
        (human_reading, "stranger", 404),
        (lambda: human_reading(state="submitted"), "eda", 200),
        (lambda: human_reading(state="submitted"), "ben", 404),
        (lambda: human_reading(state="returned"), "eda", 200),
        (machine_reading, "ada", 200),
        (machine_reading, "adam", 200),
        (machine_reading, "stranger", 404),
        (record, "eli", 200),
        (record, "ada", 404),
        (lambda: record(state="closed"), "ada", 200),
        (lambda: record(state="closed"), "adam", 200),
    ],
)
def test_who_sees_which_reading(client, make, username, status):
    get(client, make(), username, status)


def test_signed_out_leads_to_the_login(client):
    reading = human_reading()
    response = client.get(reverse("annotations:reading", args=[reading.pk]))
    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))
    assert client.post(reverse("annotations:reading", args=[reading.pk])).status_code == 405


@pytest.mark.parametrize(
    ("make", "username"),
    [
        (machine_reading, "ada"),
        (lambda: human_reading(state="submitted"), "ada"),
        (lambda: human_reading(state="submitted"), "eda"),
        (lambda: record(state="closed"), "eda"),
    ],
)
def test_who_may_only_look_gets_the_page_without_anything_to_press(client, make, username):
    reading = make()
    html = get(client, reading, username)
    page = Page(html)
    assert page.by_id("workspace")["data-can-write"] == ""
    assert not page.with_attr("data-verb")
    assert not page.with_attr("data-does")
    assert "data-submit-form" not in html
    assert not [a for a in page.with_attr("data-command") if a["data-command"] in ("confirm", "reject", "undo", "skip")]
    assert page.by_id(f"t-{tag(reading, 'attack').pk}")
    # The keys for looking around, and for whoever handed it in the way to the next one.
    assert [a for a in page.with_attr("data-command") if a["data-command"] == "help"]
    assert ("data-next-form" in html) == (reading.role == "human" and username == "ada")


def test_looking_changes_nothing(client):
    reading = human_reading()
    before = list(Reading.objects.values()), list(Assignment.objects.values()), list(Tag.objects.values())
    get(client, reading)
    assert (list(Reading.objects.values()), list(Assignment.objects.values()), list(Tag.objects.values())) == before


def test_a_returned_reading_shows_why_on_top(client):
    html = get(client, human_reading(state="returned", reason="The second quote is not Orlec’s.\nSee line 4."))
    assert "Returned to you" in html
    assert "The second quote is not Orlec’s.<br>See line 4." in html
    assert html.index("Returned to you") < html.index('id="text"')
    assert "Submit again" in html


@pytest.mark.parametrize(
    ("state", "fields", "words"),
    [
        ("pending", {}, "waits for pre-tagging"),
        ("failed", {"attempts": 3, "error": "out of <memory>"}, "failed after 3 attempts: out of &lt;memory&gt;"),
    ],
)
def test_a_machine_reading_that_is_not_done_says_so(client, state, fields, words):
    html = get(client, machine_reading(state=state, **fields))
    assert words in html
    assert "Nobody and nothing is tagged yet" in html
    assert "No quotes yet" in html


def test_a_lease_that_somebody_else_took_makes_it_read_only_and_says_so(client):
    reading = human_reading()
    Assignment.objects.update(reader=factories.ben(), reading=None)
    html = get(client, reading)
    assert 'data-can-write=""' in html
    assert "What you did so far is kept" in html


def test_a_skipped_reading_is_read_only_and_says_why(client):
    reading = human_reading()
    Assignment.objects.update(state="skipped", skip_reason="Not my language", lease_until=None)
    html = get(client, reading)
    assert 'data-can-write=""' in html
    assert "You skipped this article: Not my language" in html


def test_a_slot_that_its_reader_holds_comes_before_one_that_was_put_aside(client):
    reading = human_reading()
    Assignment.objects.create(
        queue=Queue.objects.create(name="Another queue"), article=reading.article, reading=reading,
        reader=reading.reader, state="skipped", skip_reason="Too long",
    )  # fmt: skip
    html = get(client, reading)
    assert "Main queue" in html
    assert "Too long" not in html
    assert 'data-can-write="1"' in html


def test_how_many_more_could_be_read_is_counted_so_far(client, monkeypatch):
    reading = human_reading()
    monkeypatch.setattr(workspace, "COUNTED", 2)
    main = Queue.objects.get(name="Main queue")

    assert "more to read" not in get(client, reading)
    waits = make_article()
    Reading.objects.create(article=waits, role="machine", state="pending")
    Assignment.objects.create(queue=main, article=waits)
    for said in ("1 more to read", "2 more to read", "over 2 more to read"):
        Assignment.objects.create(queue=main, article=make_article())
        assert f">{said}<" in get(client, reading)


def test_head_of_the_article(client):
    article = make_article(
        outlet="Harbour & Courier", byline="A. Dorvale", url="https://courier.example/a?b=1&c=2", language="ar"
    )
    html = get(client, human_reading(article=article))
    assert "Harbour &amp; Courier" in html
    assert "A. Dorvale" in html
    assert "date missing" in html
    assert '<a href="https://courier.example/a?b=1&amp;c=2" rel="noopener noreferrer nofollow"' in html
    assert '<article id="text" lang="ar">' in html


def test_a_link_that_is_no_web_address_is_not_a_link(client):
    article = make_article(url="javascript:alert(1)")
    assert "javascript:" not in get(client, human_reading(article=article))


def test_blocks_stand_where_they_stood_and_are_no_part_of_the_text(client):
    reading = human_reading()
    article = reading.article
    Block.objects.create(article=article, number=1, at=0, rule="cookie notice", text="We use cookies.")
    Block.objects.create(
        article=article, number=2, at=article.body_start, rule="donation appeal", text="Give <now>.\nPlease."
    )
    Block.objects.create(article=article, number=3, at=len(article.text), rule="comments", text="42 comments")
    html = get(client, reading)
    order = [html.index(words) for words in ("cookie notice", 'id="p-0"', "donation appeal", "Bashar Orlec</mark>")]
    assert order == sorted(order)
    assert html.index("Left out: comments") > html.index("two men")
    assert "Give &lt;now&gt;." in html
    assert "\n".join(Page(html).paragraphs.values()) == article.text


def test_the_cast(client):
    reading = human_reading()
    orlec = MentionGroup.objects.get(reading=reading, name="Bashar Orlec")
    MentionGroup.objects.filter(pk=orlec.pk).update(entity=Entity.objects.create(kind="person", name="Col. B. Orlec"))
    Tag.objects.filter(reading=reading, surface="Port Aldane").update(state=State.REJECTED)
    Tag.objects.filter(reading=reading, surface="Valley Banner Movement").update(state=State.REMOVED)
    html = get(client, reading)
    row = html.split(f'id="g-{orlec.pk}"')[1].split("</li>")[0]
    assert re.sub(r"<[^>]+>", " ", row.split(">", 1)[1]).split()[:5] == ["Bashar", "Orlec", "3", "of", "3"]
    assert 'dir="auto">Orlec<' in row, "other surfaces, without pronouns"
    assert "Col. B. Orlec" in row
    page = Page(html)
    groups = {group.name: page.by_id(f"g-{group.pk}") for group in MentionGroup.objects.filter(reading=reading)}
    assert "is-rejected" in groups["Port Aldane"]["class"]
    assert "hidden" in groups["Valley Banner Movement"]
    folded = html.split('class="cast-folded"')[1].split("</details>")[0]
    assert "Velmarian" in folded


def test_quote_cards_stand_in_the_order_of_the_text(client):
    reading = human_reading()
    later = Quote.objects.get(reading=reading)
    earlier = make_quote(reading, "the attack killed 31 people", mode="indirect", state="confirmed")
    gone = make_quote(reading, "two men", state="removed")
    use = make_claim(factories.ada(), "31 people were killed <there>.", earlier, stance="denies", hedged=True)
    html = get(client, reading)
    cards = re.findall(r'class="quote-card[^>]* id="q-(\d+)"', html)
    assert cards == [str(earlier.pk), str(later.pk)]
    assert "hidden" in Page(html).by_id(f"q-{gone.pk}")
    card = html.split(f'id="q-{earlier.pk}"')[1].split("</ol>")[0]
    assert "Speaker unknown" in card
    assert "31 people were killed &lt;there&gt;." in card
    assert f'data-use="{use.pk}"' in card
    assert 'value="denies" selected' in card
    card = html.split(f'id="q-{later.pk}"')[1]
    assert "Bashar Orlec" in card
    assert "“Orlec” said" in re.sub(r"<[^>]+>", "", card)


def test_long_words_are_shortened_in_the_middle():
    words = " ".join(f"word{n}" for n in range(200))
    short = sheet.shorten(words)
    assert len(short) <= sheet.SHOWN + 3
    assert short.startswith("word0 ")
    assert short.endswith(" word199")
    assert sheet.shorten("as\nit   is") == "as it is"


def test_a_page_takes_the_same_queries_however_long(client, django_assert_num_queries):
    client.force_login(factories.ada())
    for filler in (0, 80):
        reading = human_reading()
        rows = MentionGroup.objects.bulk_create(
            MentionGroup(reading=reading, kind="person", name=f"Extra {n}") for n in range(filler)
        )
        Tag.objects.bulk_create(
            Tag(reading=reading, kind="person", start=n, end=n + 3, surface=reading.article.text[n : n + 3], group=row)
            for n, row in enumerate(rows)
        )
        for n in range(filler // 8):
            quote = make_quote(reading, reading.article.text[n * 9 : n * 9 + 5], speaker=tag(reading, "He"))
            make_claim(factories.ada(), f"Claim {n}", quote)
        with django_assert_num_queries(11):
            client.get(reverse("annotations:reading", args=[reading.pk]))


def test_markup_in_an_article_is_only_words(client):
    article = make_article(headline="<script>alert(1)</script>", body=["<b>Orlec</b> & “co” said </p> it."])
    reading = human_reading(article=article, filled=False)
    make_tag(reading, "<b>Orlec</b>", "person")
    html = get(client, reading)
    assert "<script>alert" not in html
    assert "<b>Orlec" not in html
    assert "\n".join(Page(html).paragraphs.values()) == article.text


# -- very long texts --------------------------------------------------------------------------------------------------


def test_a_very_long_text_comes_in_parts_and_loses_nothing(client, monkeypatch):
    monkeypatch.setattr(workspace, "PART", 100)
    reading = human_reading()
    article = reading.article
    for number, at in enumerate((0, article.body_start, len(article.text)), start=1):
        Block.objects.create(article=article, number=number, at=at, rule=f"rule {number}", text="Left out.")
    quote, url = Quote.objects.get(reading=reading), reverse("annotations:reading", args=[reading.pk])
    client.force_login(factories.ada())
    words, blocks, cards = [], [], []
    for part in range(1, 5):
        html = client.get(url, {"part": part}).content.decode()
        assert f"Part {part} of 4" in html
        page = Page(html)
        words += page.paragraphs.values()
        blocks += re.findall(r"Left out: (rule \d)", html)
        cards += re.findall(r'class="quote-card[^>]* id="q-(\d+)"', html)
        assert len(page.with_attr("data-name")) == MentionGroup.objects.filter(reading=reading).count()
    assert "\n".join(words) == article.text
    assert blocks == ["rule 1", "rule 2", "rule 3"]
    assert cards == [str(quote.pk)]
    for wrong, shown in (("0", 1), ("9", 4), ("x", 1), ("-1", 1), ("9" * 40, 1), ("²", 1)):
        assert f"Part {shown} of 4" in client.get(url, {"part": wrong}).content.decode()


def test_an_ordinary_text_is_one_page(client):
    assert "Parts of the text" not in get(client, human_reading())

"""Who prints the same text, in a real browser: from an article to its story, two compared, told apart and back."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from articles.models import Article
from tests import factories
from tests.browser.desk import sign_in
from tests.browser.looking import faults, overflows
from tests.factories_articles import imported

LINES = [
    "The dam above Merrow broke early on Monday, and the river took the lower quarter of the town within an hour.",
    "Thirty-one people were found dead by the evening, the mayor said, and the number was expected to rise.",
    "“We had warned them in March,” said the head of the water board, who showed reporters the letter.",
    "Soldiers set up tents on the football ground, and the school at the upper end of the town took in families.",
    "Nobody has been arrested. The prosecutor said that it was too early to speak of guilt.",
]


@pytest.fixture
def stories(page: Page, context, live_server, transactional_db, complaints):
    """Three outlets that print one text, and Eda, who looks at it."""
    others = [line.replace("Thirty-one", "At least 31").replace("Monday", "Tuesday") for line in LINES]
    texts = {
        "Lowland Wire": LINES,
        "Harbour Post": ["Our own reporters write from the valley.", *others[:4]],
        "Valley Mail": [*LINES[2:], *LINES[:2]],
    }
    imported(
        *(
            {
                "id": str(number),
                "outlet": outlet,
                "headline": f"Dam above Merrow breaks, says {outlet}",
                "text": "\n".join(lines),
                "published_at": f"2026-03-0{number + 1}",
            }
            for number, (outlet, lines) in enumerate(texts.items())
        )
    )
    sign_in(context, live_server, factories.eda())
    page.goto(live_server.url + reverse("articles:article", args=[Article.objects.earliest("pk").pk]))
    yield page
    assert complaints == []


def test_from_an_article_to_its_story_to_two_compared_told_apart_and_back(stories: Page):
    stories.get_by_role("link", name="Same text in 3 outlets").click()
    expect(stories.get_by_text("these articles do not confirm one another")).to_be_visible()
    stories.get_by_label("Dam above Merrow breaks, says Valley Mail, as the second of two").check()
    stories.get_by_role("button", name="Compare A with B").click()
    expect(stories.get_by_text("Same, moved").first).to_be_visible()

    stories.get_by_role("button", name="Not the same text").click()
    expect(stories.get_by_text("Eda Editor said on")).to_be_visible()
    stories.get_by_role("button", name="Take that back").click()
    expect(stories.get_by_text("counted as the same story")).to_be_visible()


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_hold_no_accessibility_faults_and_do_not_scroll_sideways(stories: Page, width, scheme):
    stories.set_viewport_size({"width": width, "height": 900})
    stories.emulate_media(color_scheme=scheme)
    base = stories.url.split("/articles/")[0]
    first, second, _ = Article.objects.order_by("pk")
    story = reverse("articles:story", args=[first.story_member.story_id])
    compared = reverse("articles:compare", args=[first.pk, second.pk])
    for path in (reverse("articles:stories"), story, compared, stories.url.removeprefix(base)):
        stories.goto(base + path)
        assert faults(stories) == []
        assert not overflows(stories), path

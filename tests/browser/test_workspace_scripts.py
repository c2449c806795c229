"""Words of any script, from a file as it comes, are stored as they were selected with the mouse and with the keys."""

import pytest
from playwright.sync_api import expect

from annotations.models import Tag
from articles.models import Article
from tests import factories
from tests import factories_readings as readings
from tests.browser.desk import WIDE, Desk, sign_in
from tests.factories_articles import imported_files

pytestmark = pytest.mark.django_db(transaction=True)

FAMILY = "👨‍👩‍👧‍👦"
# Some of these letters have no sign of their own with that accent, so they stay two after import.
ACCENTED = "x\u0302o\u0308ne\u0301"
LINES = [
    f"A family {FAMILY} of four left Sarema 🏳️‍🌈 on Monday.",
    f"The {ACCENTED} group met Tie\u0302\u0301n Nguyen in the cafe\u0301 of Vantia.",
    "قال بشار أورليك إن الهجوم وقع في بورت ألدان.",
    "नई दिल्ली में क्षेत्र की बैठक हुई.",
    "All of them went home to Marrow Bridge.",
]
SELECTED = ["left Sarema", "met Tiến Nguyen", "بشار أورليك", "दिल्ली में क्षेत्र", "Marrow Bridge"]


@pytest.fixture
def scripts(page, context, live_server, transactional_db, complaints):
    """A file with a byte order mark and the line ends of Windows, imported and taken."""
    source = "\ufeff" + "\r\n\r\n".join(["What was said in the harbour", *LINES]) + "\r\n"
    imported_files(("story.txt", source.encode()))
    article = Article.objects.get()
    assert "\r" not in article.text
    ada = factories.ada()
    reading = readings.human_reading(ada, article, filled=False)
    sign_in(context, live_server, ada)
    page.set_viewport_size(WIDE)
    yield Desk(page, reading, f"{live_server.url}/readings/{reading.pk}/").open()
    assert complaints == []


def stored(desk: Desk) -> list[str]:
    """The words at the stored offsets, which count code points of the stored text."""
    article = Article.objects.get()
    tags = Tag.objects.filter(reading=desk.reading).order_by("start")
    assert all(tag.surface == article.text[tag.start : tag.end] for tag in tags)
    return [tag.surface for tag in tags]


def test_the_words_that_are_dragged_over_are_the_words_that_are_stored(scripts):
    for number, words in enumerate(SELECTED, 1):
        scripts.drag(words, cut=(1, 1))
        assert scripts.page.evaluate("getSelection().toString()") == words
        scripts.does("2")
        expect(scripts.page.locator("mark.tag[id]")).to_have_count(number)
    assert stored(scripts) == SELECTED


def test_a_family_is_never_cut_and_what_comes_after_it_is_right(scripts):
    scripts.drag(f"{FAMILY} of", cut=(3, 0))
    scripts.does("1")
    assert stored(scripts) == [f"{FAMILY} of"]
    # An edge that moves by characters goes over all of its members at once, or not at all.
    scripts.does("Shift+O", "Shift+O", "Shift+O")
    assert stored(scripts) == [FAMILY]
    scripts.press("Shift+O")
    expect(scripts.page.locator("#notice")).to_contain_text("The edge cannot move further that way.")
    assert stored(scripts) == [FAMILY]


def test_the_words_that_the_caret_goes_over_are_the_words_that_are_stored(scripts):
    scripts.drag("met Tiến", cut=(0, 0))
    scripts.does("4")
    scripts.press("v", "Home", "ArrowRight", "Shift+ArrowRight")
    accented = scripts.page.evaluate("getSelection().toString()")
    assert accented == Article.objects.get().text.split("\n")[2].split()[1]
    scripts.does("3")
    # By characters: a letter and its accent are one step.
    scripts.press("Home", "ArrowRight", "x", "Shift+ArrowRight")
    letter = scripts.page.evaluate("getSelection().toString()")
    assert letter == "x\u0302"
    scripts.press("x", "PageDown", "ArrowRight", "Shift+ArrowRight")
    arabic = scripts.page.evaluate("getSelection().toString()")
    assert arabic == "بشار"
    scripts.does("1")
    assert stored(scripts) == [accented, "met Tiến", "بشار"]

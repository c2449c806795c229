"""News as the benchmark of a large import makes it; near duplicates are found in it within bounds. No times here."""

import pytest

from newsroom.benchmarks.likeness import likeness_figures
from newsroom.benchmarks.news import OUTLETS, WORDS, item, page, rewritten, stream


@pytest.mark.django_db
def test_rewritten_articles_are_found_and_nothing_else_is():
    """A small version of what the command prints at 1,000."""
    found, *_, wrong = likeness_figures(70, lambda message: None)
    assert found.held, found.value
    assert wrong.value == "0 pairs"


def test_the_generated_articles_are_as_they_are_said_to_be():
    assert item(3) == item(3)
    made = [one() for one in stream(40)]
    assert len({(one.outlet, one.text) for one in made}) == 40
    assert all(WORDS <= len(one.text.split()) < WORDS * 1.2 for one in made if one.number % 10 != 9)
    assert len({one.outlet for one in made}) <= 2 * OUTLETS
    assert rewritten(item(1), "last third cut", number=9).outlet != item(1).outlet
    assert b"application/ld+json" in page(item(1))

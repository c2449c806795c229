"""Which articles make a story: joining, bringing together, staying apart, and how many texts that is."""

import random

import pytest

from articles.stories import Stories, Tie


def settled(*joins, known=None, refused=()):
    """Articles with their ties, in order; the stories as sets of articles, and the texts of each."""
    stories = Stories(known, refused)
    for article, *ties in joins:
        stories.join(article, [tie if isinstance(tie, Tie) else Tie(*tie) for tie in ties])
    return stories


def groups(stories: Stories) -> set[frozenset[int]]:
    found: dict[int, set[int]] = {}
    for article, (story, _) in stories.stories().items():
        found.setdefault(story, set()).add(article)
    return {frozenset(some) for some in found.values()}


def texts(stories: Stories) -> dict[int, int]:
    return {article: text for article, (_, text) in stories.stories().items()}


def test_ten_outlets_that_print_a_wire_story_are_one_story_and_one_text():
    stories = settled(*((n, *((other, 0.8) for other in range(1, n))) for n in range(2, 11)))
    assert groups(stories) == {frozenset(range(1, 11))}
    assert set(texts(stories).values()) == {1}


def test_a_copy_of_a_copy_is_the_same_text():
    assert texts(settled((2, (1, 0.9)), (3, (2, 0.4)))) == {1: 1, 2: 1, 3: 1}


def test_an_article_without_ties_is_in_no_story():
    assert settled((1,), (2,)).stories() == {}


def test_one_article_brings_two_stories_together_and_they_stay_two_texts():
    stories = settled((2, (1, 0.9)), (4, (3, 0.9)), (5, (1, 0.5), (3, 0.6)))
    assert groups(stories) == {frozenset({1, 2, 3, 4, 5})}
    assert texts(stories) == {1: 1, 2: 1, 3: 3, 4: 3, 5: 3}


def test_known_stories_keep_their_numbers_and_the_older_one_stays():
    stories = settled((9, (4, 0.5), (2, 0.9)), known={2: (30, 2), 4: (7, 4)})
    assert stories.merged == {30: 7}
    assert stories.stories()[9] == (7, 2)
    assert stories.joined == {9}
    assert settled((9, (8, 0.9)), known={2: (30, 2)}).stories()[9][0] < 0


def test_a_revision_has_the_text_of_the_version_before_it_whatever_else_it_is_like():
    stories = settled((3, (1, 0.9), Tie(2, 0.4, revision=True)))
    assert texts(stories)[3] == 2


@pytest.mark.parametrize("refused", [(1, 3), (3, 1)])
def test_two_that_were_told_apart_are_never_in_one_story(refused):
    between = settled((2, (1, 0.9)), (3, (1, 0.8), (2, 0.7)), refused=[refused])
    assert groups(between) == {frozenset({1, 2})}
    bridge = settled((2, (1, 0.9)), (4, (3, 0.9)), (5, (1, 0.5), (3, 0.6)), refused=[refused])
    assert groups(bridge) == {frozenset({1, 2}), frozenset({3, 4, 5})}
    both_new = settled((5, (1, 0.5), (3, 0.6)), refused=[refused])
    assert groups(both_new) == {frozenset({3, 5})}


def test_however_it_is_cut_the_same_articles_make_the_same_stories():
    chance = random.Random(4)
    joins = []
    for article in range(1, 80):
        earlier = chance.sample(range(1, article), min(article - 1, chance.randint(0, 3)))
        joins.append((article, *((other, round(chance.uniform(0.35, 1), 2)) for other in earlier)))
    refused = [tuple(sorted(chance.sample(range(1, 80), 2))) for _ in range(12)]
    whole = settled(*joins, refused=refused)
    known: dict[int, tuple[int, int]] = {}
    offset = 0
    for start in range(0, len(joins), 7):
        part = settled(*joins[start : start + 7], known=known, refused=refused)
        # New stories get numbers of their own, as the database would give them, in the order in which they were begun.
        offset += 100
        known = {pk: (offset - story if story < 0 else story, text) for pk, (story, text) in part.stories().items()}
    assert groups(whole) == groups(Stories(known))
    assert texts(whole) == texts(Stories(known))
    for left, right in refused:
        assert not any({left, right} <= group for group in groups(whole))

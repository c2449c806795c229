"""Every hostile and odd file ends in a stated outcome: none in an exception, a hang, or a lost item."""

import time

import pytest

from articles.readers import ParsedArticle, RowError, items, propose
from tests.pure import hostile_markup, hostile_packed, hostile_texts, hostile_tools
from tests.pure.hostile import ANY, ARTICLE

LONGEST = 20
CASES = [*hostile_texts.CASES, *hostile_markup.CASES, *hostile_packed.CASES, *hostile_tools.CASES]


def test_there_are_enough_of_them_and_each_is_named_once():
    assert len(CASES) >= 120
    assert len({(case.name, case.id) for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.name}: {case.id}".encode("ascii", "replace").decode())
def test_every_item_ends_in_a_stated_outcome(case):
    content = case.make()
    started = time.process_time()
    results = [item.parse() for item in items(case.name, content)]
    assert time.process_time() - started < LONGEST
    assert [_end(result, expected) for result, expected in zip(results, case.ends, strict=False)] == list(case.ends)
    assert len(results) == len(case.ends)
    assert len({result.number for result in results}) == len(results)
    for result in results:
        assert isinstance(result, RowError) or _is_sound(result)


def _end(result: ParsedArticle | RowError, expected: str) -> str:
    """What was expected, where it is what came; else what came."""
    if expected == ANY:
        return ANY
    if isinstance(result, ParsedArticle):
        return ARTICLE
    return expected if expected != ARTICLE and expected in result.message else result.message


def _is_sound(article: ParsedArticle) -> bool:
    article.text.encode()
    assert article.text
    assert article.headline
    assert len(article.headline) <= 1000
    assert 0 <= article.body_start <= len(article.text)
    assert "\x00" not in article.text
    assert "<script" not in article.text
    assert "root:x:0" not in article.text
    for layer in article.layers:
        for one in layer.annotations:
            assert article.text[one.start : one.end] == one.words
    return True


@pytest.mark.parametrize("case", [one for one in CASES if len(one.ends) < 3], ids=lambda case: case.name[-8:])
def test_a_look_at_the_file_never_fails(case):
    content = case.make()
    if len(content) < 200_000:
        seen = propose(case.name, content)
        assert seen.format or seen.problem

"""Prints of texts: what counts as the same words, what is found, and how sure an estimate is."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles import duplicates
from articles.duplicates import ALIKE, PERMUTATIONS, estimates, is_short, print_of, runs_of, share
from newsroom.benchmarks.news import REWRITES, item, rewritten, same_topic

LINE = "The harbour master of Merrow said on Friday that three boats had left before the storm and none came back."
LONG = "\n".join(f"{LINE} It was the {n}th report of the week, and {n * 3} people heard it." for n in range(20))


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("“We’ve seen it,” he said.", '"We\'ve seen it", he SAID'),
        ("One  two\nthree\tfour", "one, two; three — four!"),
        ("STRASSE in Köln", "Straße in köln"),
        ("Ｆｕｌｌ width", "full width"),
        ("العربية، قال", "العربية قال"),
        ("मुख्यमंत्री ने कहा।", "मुख्यमंत्री ने कहा"),
        ("今天，北京。", "今天 北京"),
    ],
)
def test_capitals_punctuation_and_spaces_do_not_count(text, other):
    assert print_of(text) == print_of(other)
    assert share(runs_of(text), runs_of(other)) == 1


def test_words_are_counted_in_every_script():
    assert print_of("три слова здесь").words == 3
    assert print_of("मुख्यमंत्री ने कहा").words == 3
    assert print_of("今天北京").words == 4  # without spaces between words each letter is one
    assert print_of("สวัสดี").words > 1
    assert print_of("a1 b2").words == 2


@pytest.mark.parametrize("text", ["", " \n\t", "…!?", "—", "\U0001f680"])
def test_a_text_without_words_is_like_nothing(text):
    assert print_of(text).keys == ()
    assert print_of(text).words == 0
    assert share(runs_of(text), runs_of(text)) == 0


@given(st.text(max_size=300))
def test_any_text_has_a_whole_print_and_the_same_one_twice(text):
    taken = print_of(text)
    assert taken == print_of(text)
    assert len(taken.signature) == 4 * PERMUTATIONS
    assert list(taken.keys) == sorted(set(taken.keys))
    assert all(-(2**63) <= key < 2**63 for key in taken.keys)


def test_prints_are_the_same_on_every_machine():
    """Should this fail, what prints are made of has changed: give SCHEME a new name."""
    assert duplicates.SCHEME == "words3-minhash32-1"
    assert print_of(LONG).signature[:8].hex() == "e1f220050e9fd000"
    assert print_of(LONG).keys[0] == -9102364770236827638


def test_pieces_of_a_long_text_make_the_same_print_as_all_of_it_at_once(monkeypatch):
    text = item(1).text
    whole = print_of(text)
    monkeypatch.setattr(duplicates, "_AT_ONCE", 7)
    assert print_of(text) == whole


def test_short_texts_are_found_by_all_of_their_words_only():
    short = print_of("Details to follow shortly from our reporters in Merrow.")
    assert is_short(short.words)
    assert len(short.keys) == 1
    assert short.keys != print_of("Details to follow shortly from our reporters in Selby.").keys


def test_estimates_are_near_the_exact_share_and_not_to_one_side():
    chance = random.Random(7)
    errors = []
    for number in range(60):
        words = item(number).text.split()
        start = chance.randint(0, 600)
        other = " ".join(words[start:]) + " " + item(1000 + number).text[: chance.randint(0, 4000)]
        exact = share(runs_of(" ".join(words)), runs_of(other))
        (guess,) = estimates(print_of(" ".join(words)).signature, [print_of(other).signature])
        errors.append(guess - exact)
    assert abs(sum(errors) / len(errors)) < 0.02
    assert max(map(abs, errors)) < duplicates.UNSURE + 0.03


@pytest.mark.parametrize("kind", REWRITES)
def test_a_light_rewrite_is_alike_and_shares_a_band(kind):
    for number in range(15):
        one = item(number)
        other = rewritten(one, kind, number=500 + number)
        assert share(runs_of(one.text), runs_of(other.text)) >= ALIKE
        assert set(print_of(one.text).keys) & set(print_of(other.text).keys)


def test_the_same_topic_and_quotes_or_nothing_in_common_is_not_alike():
    for number in range(15):
        one = item(number)
        for other in (item(number + 1), same_topic(one, number=500 + number)):
            assert share(runs_of(one.text), runs_of(other.text)) < ALIKE / 2

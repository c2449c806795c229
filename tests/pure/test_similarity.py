"""Likeness of claims."""

from annotations.similarity import likeness, weights


def test_rare_words_weigh_more_and_long_claims_less():
    asked = weights({"dam": 0.001, "broke": 0.001, "peopl": 0.3, "monday": 0.3})
    assert likeness(asked, ["dam", "broke"]) > likeness(asked, ["peopl", "monday"]) > 0
    assert likeness(asked, ["dam", "broke"]) > likeness(asked, ["dam", "broke", "four", "other", "words", "more"])


def test_one_word_of_many_is_no_likeness():
    asked = weights({"dam": 0.1})
    assert likeness(asked, ["dam", "old", "new", "blue"]) == 0
    assert likeness(asked, []) == 0
    assert likeness(asked, ["dam"]) > 0

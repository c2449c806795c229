"""Likeness of claims, and which texts are one text printed twice."""

from annotations.similarity import fingerprint, independent, likeness, weights

WIRE = (
    "The dam above Port Aldane broke on Monday. Thirty-one people were found dead by the evening. "
    "Officials said the number would rise further. The river is expected to fall within a week. Nobody was arrested."
)


def test_rare_words_weigh_more_and_long_claims_less():
    asked = weights({"dam": 0.001, "broke": 0.001, "peopl": 0.3, "monday": 0.3})
    assert likeness(asked, ["dam", "broke"]) > likeness(asked, ["peopl", "monday"]) > 0
    assert likeness(asked, ["dam", "broke"]) > likeness(asked, ["dam", "broke", "four", "other", "words", "more"])


def test_one_word_of_many_is_no_likeness():
    asked = weights({"dam": 0.1})
    assert likeness(asked, ["dam", "old", "new", "blue"]) == 0
    assert likeness(asked, []) == 0
    assert likeness(asked, ["dam"]) > 0


def test_a_wire_story_with_another_headline_and_a_cut_is_one_text():
    other = "ANOTHER HEADLINE OF FIVE WORDS\n" + WIRE.upper().replace("Nobody was arrested.", "")
    cut = ". ".join(WIRE.split(". ")[:2]) + "."
    rewritten = "A dam burst in the valley this week. More than thirty lost their lives, officials told reporters."
    prints = [fingerprint(text) for text in (WIRE, other, cut, rewritten)]
    assert independent(prints) == 2
    assert independent(prints[:3]) == 1
    assert independent([]) == 0


def test_texts_without_a_whole_sentence():
    assert independent([fingerprint("No."), fingerprint("Yes.")]) == 1
    assert independent([fingerprint("No."), fingerprint(WIRE)]) == 2

"""What a claim begins as, which of its words are not clear alone, and which are contested."""

from datetime import date

import pytest

from annotations.wording import clearer, contested_in, prefill, without_glosses

SAID = (
    "“We found [the] people in the water,” Orlec said. “Not all of them (the Velmarians) could swim. Gen. J. Dorr "
    "knew it; U.S. officers did not.” He added that “the dam”, built in 1950, “leaked in March.”\n"
    "The mayor said that 31 people had died,"
)


def place(words: str) -> tuple[int, int]:
    start = SAID.index(words)
    return start, start + len(words)


FOUND = place("“We found [the] people in the water,”")
SWIM = place("“Not all of them (the Velmarians) could swim. Gen. J. Dorr knew it; U.S. officers did not.”")
DAM = place("“the dam”")
LEAKED = place("“leaked in March.”")
MAYOR = place("that 31 people had died,")


@pytest.mark.parametrize(
    ("pieces", "at", "words"),
    [
        ([FOUND, SWIM], None, "We found people in the water."),
        ([FOUND, SWIM], SAID.index("could"), "Not all of them could swim."),
        ([FOUND, SWIM], SAID.index("officers"), "Gen. J. Dorr knew it; U.S. officers did not."),
        ([FOUND, SWIM], 0, "We found people in the water."),
        ([FOUND, SWIM], len(SAID), "Gen. J. Dorr knew it; U.S. officers did not."),
        ([DAM, LEAKED], None, "The dam leaked in March."),
        ([DAM, LEAKED], SAID.index("leaked"), "The dam leaked in March."),
        ([MAYOR], None, "31 people had died."),
        ([place("“We")], None, "We."),
        ([(2, 3)], None, "E."),
        ([], None, ""),
        ([place("; ")], None, ""),
    ],
)
def test_a_claim_begins_as_the_sentence_at_the_caret(pieces, at, words):
    assert prefill(SAID, pieces, at) == words


def test_marks_inside_a_sentence_stay():
    text = "He said the dam was “a disgrace” and “a shame”"
    assert prefill(text, [(8, len(text))]) == "The dam was “a disgrace” and “a shame”"


@pytest.mark.parametrize(
    ("words", "bare"),
    [
        ("He [Orlec] left", "He left"),
        ("Daesh (Islamic State)\n fell", "Daesh fell"),
        ("(all of it)", ""),
        ("an [unclosed gloss", "an [unclosed gloss"),
        ("", ""),
    ],
)
def test_glosses_are_dropped(words, bare):
    assert without_glosses(words) == bare


LISTED = ["regime", "so-called", "freedom fighter"]


@pytest.mark.parametrize(
    ("wording", "found"),
    [
        ("The regime fell.", ["regime"]),
        ("The REGIMES fell.", ["regime"]),
        ("Regime’s end", ["regime"]),
        ("The regimental band", []),
        ("The “regime” fell", []),
        ('The "regime" and the regime', ["regime"]),
        ("The «regime» and „regime“ and ‘regime’ fell", []),
        ("It’s the regime’s fault", ["regime"]),
        ("An open “quote with regime", ["regime"]),
        ("so-called freedom fighters", ["so-called", "freedom fighter"]),
        ("", []),
    ],
)
def test_contested_words_count_outside_of_quotation_marks(wording, found):
    assert contested_in(wording, LISTED) == found


def test_a_listed_word_is_no_pattern():
    assert contested_in("a (b)", ["(b)", "a+", "."]) == ["(b)"]


def test_what_may_stand_for_words_that_are_not_clear_alone():
    meant = clearer(date(2026, 3, 1), "Bashar Orlec")  # a Sunday
    assert meant["they"] == meant["there"] == ""
    assert (meant["I"], meant["today"], meant["yesterday"]) == (
        "Bashar Orlec",
        "on 1 March 2026",
        "on 28 February 2026",
    )
    assert (meant["Sunday"], meant["Monday"]) == ("Sunday 1 March 2026", "Monday 23 February 2026")
    assert (meant["last month"], meant["next month"]) == ("in February 2026", "in April 2026")
    assert set(clearer(None, "").values()) == {""}


@pytest.mark.parametrize("word", ["मुजाहिद", "مجاهد"])
def test_a_vowel_sign_or_an_accent_makes_it_another_word(word):
    assert contested_in(f"{word} आए", [word]) == [word]
    for mark in "\u093f\u064e\u0301":
        assert contested_in(f"{word}{mark} आए", [word]) == []


def test_a_very_long_passage_of_initials_is_one_sentence():
    said = f"“{'A. ' * 40_000}B”"
    assert prefill(said, [(0, len(said))]).startswith("A. A. A.")

"""Which words near a name ask whether it should be protected."""

import re

import pytest

from annotations.exposure import WORDS, exposed


def ask(text: str, name: str = "Lena Ortiz"):
    start = text.index(name)
    found = exposed(text, [(start, start + len(name))])
    return found and (found.who, found.words)


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("The activist Lena Ortiz spoke.", ("activist", "activist")),
        ("Lena Ortiz, a human rights defender, spoke.", ("activist", "rights defender")),
        ("Whistleblower Lena Ortiz was dismissed.", ("activist", "Whistleblower")),
        ("Lena Ortiz defected in May.", ("defector", "defected")),
        ("A defector, Lena Ortiz, told the court.", ("defector", "defector")),
        ("Lena Ortiz, a survivor of the flood, spoke.", ("victim", "survivor")),
        ("Lena Ortiz was kidnapped on Monday.", ("victim", "kidnapped")),
        ("Lena Ortiz, 15, was in the water.", ("minor", "15")),
        ("Lena Ortiz (9) was in the water.", ("minor", "9")),
        ("The 15-year-old Lena Ortiz swam.", ("minor", "15-year-old")),
        ("Lena Ortiz, aged 12, swam.", ("minor", "aged 12")),
        ("The schoolgirl Lena Ortiz swam.", ("minor", "schoolgirl")),
        ("Lena Ortiz, a minor, swam.", ("minor", "a minor")),
        # The nearest word is the reason.
        ("The activist Lena Ortiz spoke to a schoolgirl.", ("activist", "activist")),
        ("The campaigner met the 15-year-old Lena Ortiz.", ("minor", "15-year-old")),
        # An age that is no child's, a word that is about others, far away or in another sentence.
        ("Lena Ortiz, 45, was in the water.", None),
        ("The 18-year-old Lena Ortiz swam.", None),
        ("Lena Ortiz met the victims of the flood.", None),
        ("Lena Ortiz said that activists had gathered.", None),
        ("Lena Ortiz had minor injuries.", None),
        ("Lena Ortiz broke a minor bone.", None),
        ("The activist left. Lena Ortiz stayed.", None),
        ("Lena Ortiz stayed. The activist left.", None),
        ("The activist left\nLena Ortiz stayed", None),
        ("The activist had by then left the square where Lena Ortiz spoke.", None),
        ("Mayor Lena Ortiz spoke.", None),
        ("Lena Ortiz, 15 of whose boats sank, spoke.", None),
    ],
)
def test_the_words_near_a_name_decide(text, asks):
    assert ask(text) == asks


def test_the_mentions_own_words_count_and_the_first_reason_is_given():
    text = "Ortiz spoke. Later the young activist wept. She defected."
    spans = [(0, 5), (text.index("the young"), text.index(" wept"))]
    found = exposed(text, spans)
    assert (found.who, found.words) == ("activist", "activist")


def test_nothing_to_look_at_asks_nothing():
    assert exposed("", []) is None
    assert exposed("Ortiz", [(0, 5)]) is None


@pytest.mark.parametrize(("who", "pattern"), WORDS.items())
def test_every_listed_word_is_found_in_a_sentence(who, pattern):
    inner = pattern.pattern.removeprefix(r"(?<![\w-])(?:").removesuffix(r")(?![\w-])")
    for word in re.split(r"\|(?![^(]*\))", inner):
        word = re.sub(r"\(\?=.*", "", word).replace("-?", "-").replace("[si]", "s").replace("[sz]", "s")
        word = re.sub(r"\(\?:(\w+).*\)", r"\1", word)
        assert ask(f"Lena Ortiz, {word}, spoke.") is not None, word


def test_a_thousand_mentions_are_not_all_looked_at():
    text = "Ortiz spoke. " * 1000 + "The activist Ortiz wept."
    assert exposed(text, [(at * 13, at * 13 + 5) for at in range(1001)]) is None


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("The activist Mara Quill met Lena Ortiz.", "Mara Quill"),
        ("Mara Quill met Lena Ortiz, an activist.", "Lena Ortiz"),
        ("Lena Ortiz met the activist Mara Quill.", None),
    ],
)
def test_what_is_said_beyond_another_name_is_about_the_other(text, who):
    names = sorted((text.index(name), text.index(name) + 10) for name in ("Mara Quill", "Lena Ortiz"))
    asked = [text[start:end] for start, end in names if exposed(text, [(start, end)], names)]
    # Between two names nobody knows which of them is meant, so both are asked about.
    assert asked == ([who] if who else ["Lena Ortiz", "Mara Quill"])


def test_mentions_of_the_same_person_are_no_wall():
    text = "Lena Ortiz, or Ortiz, the activist, wept."
    spans = [(0, 10), (15, 20)]
    assert exposed(text, spans[:1], spans) is None
    assert exposed(text, spans, spans).who == "activist"

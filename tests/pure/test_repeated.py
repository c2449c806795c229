"""What an outlet repeats: how it is known again, cut off, and told from a story's own words."""

import pytest

from articles.readers.cutting import Cut
from articles.readers.parsed import Annotation, Layer, LeftOut, ParsedArticle
from articles.readers.repeated import (
    ON,
    PROPOSED,
    RULE,
    Seen,
    cut_repeated,
    key_of,
    keys_in,
    may_be_repeated,
    units_of,
    verdict,
    without_repeated,
)

SIGN_OFF = "Lenn Valley Radio is on 94.2, and wherever you listen to podcasts."
STORY = [
    "A bus slid off the road near Upper Lenn.",
    "All of the pupils are well.",
    "The driver had swerved for a deer.",
]


def cut(*body: str, blocks=()) -> Cut:
    head = "A bus slid off\n"
    return Cut(text=head + "\n".join(body), standfirst_start=None, body_start=len(head), blocks=blocks)


def body_of(made: Cut) -> list[str]:
    return made.text[made.body_start :].split("\n")


@pytest.mark.parametrize("other", [SIGN_OFF.upper(), f" {SIGN_OFF}  ", SIGN_OFF.replace("94.2", "87.9")])
def test_white_space_case_and_digits_do_not_matter(other):
    assert key_of(other) == key_of(SIGN_OFF)
    made = cut_repeated(cut(*STORY, other.strip()), {key_of(SIGN_OFF)})
    assert body_of(made) == STORY
    assert [(block.rule, block.text) for block in made.blocks] == [(RULE, other.strip())]


def test_one_other_letter_is_another_paragraph():
    other = SIGN_OFF.replace("podcasts", "broadcasts")
    assert body_of(cut_repeated(cut(*STORY, other), {key_of(SIGN_OFF)})) == [*STORY, other]


@pytest.mark.parametrize("joint", [" ", ""])
def test_words_glued_to_the_end_or_the_beginning_are_cut_off(joint):
    keys = {key_of(SIGN_OFF)}
    made = cut_repeated(cut(*STORY[:2], f"{STORY[2]}{joint}{SIGN_OFF}"), keys)
    assert (body_of(made), made.blocks[0].at) == (STORY, len(made.text))
    made = cut_repeated(cut(f"{SIGN_OFF}{joint}{STORY[0]}", *STORY[1:]), keys)
    assert (body_of(made), made.blocks[0].at) == (STORY, made.body_start)


def test_in_the_midst_of_a_paragraph_the_words_stay():
    middle = f"{STORY[0]} {SIGN_OFF} {STORY[1]}"
    assert body_of(cut_repeated(cut(middle, STORY[2]), {key_of(SIGN_OFF)})) == [middle, STORY[2]]


def test_words_that_the_story_quotes_stay():
    quoted = f"“{SIGN_OFF}”"
    assert body_of(cut_repeated(cut(*STORY, quoted), {key_of(SIGN_OFF)})) == [*STORY, quoted]


def test_a_text_that_would_be_left_without_a_body_stays():
    assert body_of(cut_repeated(cut(SIGN_OFF), {key_of(SIGN_OFF)})) == [SIGN_OFF]


def test_what_is_in_the_text_and_what_was_left_out():
    whole = cut(*STORY, SIGN_OFF)
    assert key_of(SIGN_OFF) in keys_in(whole)[0]
    made = cut_repeated(whole, {key_of(SIGN_OFF)})
    assert key_of(SIGN_OFF) not in keys_in(made)[0]
    assert keys_in(made)[1] == {key_of(SIGN_OFF)}


def parsed(**fields) -> ParsedArticle:
    whole = cut(*STORY, SIGN_OFF)
    given = {
        "number": 1, "where": "a.txt", "content": b"", "media_type": "text/plain", "encoding": "utf-8",
        "headline": "A bus slid off", "text": whole.text, "standfirst_start": None, "body_start": whole.body_start,
        "word_count": len(whole.text.split()),
    }  # fmt: skip
    return ParsedArticle(**given | fields)


def test_a_parsed_article_is_cut_with_its_counts():
    made = without_repeated(parsed(), {key_of(SIGN_OFF)})
    assert made.text == "A bus slid off\n" + "\n".join(STORY)
    assert made.word_count == len(made.text.split())
    assert without_repeated(parsed(), frozenset()) == parsed()


def test_an_article_with_annotations_stays_as_it_is():
    layer = Layer(reader="x", annotations=(Annotation(start=0, end=1, label="L", words="A"),))
    assert without_repeated(parsed(layers=(layer,)), {key_of(SIGN_OFF)}) == parsed(layers=(layer,))


def test_a_headline_made_of_the_first_words_follows_them():
    text = f"{SIGN_OFF}\n" + "\n".join(STORY)
    made = without_repeated(parsed(text=text, body_start=0, headline=SIGN_OFF), {key_of(SIGN_OFF)})
    assert made.headline == STORY[0]


# --- Learning --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "words",
    [
        "“We will be back,” he said.",
        "The ministry said that it would look into it.",
        "Officials told reporters to wait.",
        "« Nous reviendrons »",
        "ENDS",
        "Two words",
        "Long " * 200,
    ],
)
def test_speech_and_reports_of_it_and_single_words_are_never_counted(words):
    assert not may_be_repeated(words)


def test_only_the_edges_of_a_story_and_the_neighbours_of_blocks_are_counted():
    body = [f"Paragraph {letter * 3} has something new in it." for letter in "abcdefghijkl"]
    at = len("A bus slid off\n") + sum(len(line) + 1 for line in body[:6])
    units = units_of(cut(*body, blocks=(LeftOut(at=at, rule="Advertisement", text="Advertisement"),)), "Radio")
    counted = {unit.text for unit in units.edges}
    assert counted == {*body[:2], *body[5:7], *body[-4:]}
    assert units.inner == {key_of(line) for line in [*body[2:5], body[7]]}


def test_words_that_the_story_uses_itself_are_tied_to_it():
    background = "The war between the army and the Northern Front began in March, after parliament was dissolved."
    running = cut("Shells fell.", "The Northern Front fired them.", "Six were hurt.", "It rained.", background)
    assert [unit.tied for unit in units_of(running, "Gersk Observer").edges if unit.text == background] == [True]
    other = units_of(cut(*STORY, SIGN_OFF), "Lenn Valley Radio").edges
    assert [unit.tied for unit in other if unit.text == SIGN_OFF] == [False]


HEADLINES = ["Bees vanish", "Court acquits fishermen", "Silo collapses", "Choir buys lighthouse", "Herring dearer"]
GOOD = {
    "text": "You are reading Lenn Valley Radio, the voice of the valley.",
    "articles": 40, "out_of": 50, "inner": 0, "tied": 0, "days": 10, "headlines": HEADLINES,
    "outlet": "Lenn Valley Radio",
}  # fmt: skip


def test_only_what_passes_every_bar_is_switched_on_by_itself():
    assert verdict(Seen(**GOOD)) == ON


@pytest.mark.parametrize(
    "change",
    [
        {"articles": 19, "out_of": 20},
        {"out_of": 100},
        {"days": 9},
        {"days": 0},
        {"inner": 1},
        {"tied": 6},
        {"text": "Radio from the valley."},
        {"text": "You are listening to Lenn Valley Radio on 94.2, the voice of the valley."},
        {"text": "The reservoir stands at its usual height for the season."},
    ],
)
def test_below_a_bar_it_is_only_proposed(change):
    assert verdict(Seen(**GOOD | change)) == PROPOSED


@pytest.mark.parametrize(
    "change",
    [
        {"articles": 4, "out_of": 4},
        {"out_of": 1000},
        {"days": 2},
        {"inner": 10},
        {"tied": 20},
        {"headlines": ["Harrow falls", "Harrow stands", "Harrow shelled", "Harrow waits"]},
        {"headlines": ["Harrow falls"]},
        {"text": "The trial continues on Monday.", "articles": 9, "out_of": 50},
    ],
)
def test_what_may_be_story_is_not_even_proposed(change):
    assert verdict(Seen(**GOOD | change)) == ""

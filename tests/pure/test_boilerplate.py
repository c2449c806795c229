"""What is left out of a page, and, more important, what is not."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.readers.boilerplate import sort_out
from articles.readers.layout import paragraphs_of

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
EXPECTED = SAMPLES.parent / "tests" / "data" / "samples_expected.json"
STORY = [
    "Three fishing boats were lost off Port Merrow on Tuesday night when the harbour lights failed.",
    "“We steered by the church,” said Ines Calder, who brought the last boat home. “It was all there was.”",
    "The harbour board has promised an inquiry. It will be led by a retired judge and report in the spring.",
]
APPEAL = [
    "Your support helps us to keep the lights on",
    "From harbours to high courts, the Merrow Herald is there when it matters. We spent a year on our documentary "
    "about the fishing fleet, because we know that the facts are worth the wait.",
    "Your donation allows our reporters to travel to places that others have left.",
    "The Herald is read by people of every party. We choose not to hide our journalism behind a paywall: it should be "
    "open to all, paid for by those who can.",
]
LAST_WORDS = "Your support makes all of this possible."
PROMPTS = [
    "Subscribe to Herald Gold to bookmark this article",
    "Want to bookmark your favourite articles for another day? Start your Herald Gold subscription today.",
    "Join our commenting forum",
    "Join thought-provoking conversations, follow other Herald readers and see their replies",
    "Comments",
]


def left_out(paragraphs: list[str]) -> list[str]:
    return [line for _, _, text in sort_out(paragraphs).left_out for line in text.split("\n")]


def test_an_appeal_at_the_start_is_left_out_though_its_last_sentence_is_glued_to_the_story():
    result = sort_out([*APPEAL, LAST_WORDS + STORY[0], *STORY[1:], *PROMPTS])
    assert result.kept == STORY
    appeal, *prompts = result.left_out
    assert appeal == (0, "Donation appeal", "\n".join([*APPEAL, LAST_WORDS]))
    assert [text for _, _, text in prompts] == [PROMPTS[0], PROMPTS[1], "\n".join(PROMPTS[2:])]
    assert {before for before, _, _ in prompts} == {3}


def test_the_last_words_of_an_appeal_may_share_a_paragraph_with_the_story():
    result = sort_out([*APPEAL, f"{LAST_WORDS} {STORY[0]}", *STORY[1:]])
    assert result.kept == STORY


def test_an_appeal_below_the_story_is_left_out():
    result = sort_out([*STORY, *APPEAL, LAST_WORDS])
    assert result.kept == STORY
    assert [before for before, _, _ in result.left_out] == [3]


def test_a_prompt_glued_to_the_end_of_the_story_is_cut_off():
    glued = STORY[2] + "Subscribe to Herald Gold to bookmark this article"
    result = sort_out([*STORY[:2], glued, *PROMPTS[2:]])
    assert result.kept == STORY


@pytest.mark.parametrize(
    "line",
    [
        "We use cookies to improve our website. Accept all | Manage my choices",
        "READ MORE: How the lights went out in Merrow",
        "Read more",
        "SIGN UP: The Tide, our morning newsletter, free in your inbox",
        "Sign up for our newsletter",
        "Get the Tide every morning in your inbox",
        "Share this article: Facebook · WhatsApp · Copy link",
        "Facebook Twitter WhatsApp",
        "Log in or register to join the conversation",
        "Be the first to comment",
        "Advertisement",
        "Article continues below",
        "Home > News > Harbour",
        "6 min read",
        "Print this page | Download as PDF",
        "Follow us on Facebook and X",
        "Fictional sample: nobody in it exists.",
    ],
)
def test_page_furniture_is_left_out_wherever_it_stands(line):
    result = sort_out([STORY[0], line, *STORY[1:]])
    assert result.kept == STORY
    assert [(before, text) for before, _, text in result.left_out] == [(1, line)]


@pytest.mark.parametrize("line", ["Comments", "Comments (41)", "12 comments", "© Merrow Herald 2026", "Share"])
def test_some_lines_are_left_out_only_with_nothing_of_the_story_beyond(line):
    assert sort_out([*STORY, line, "Advertisement"]).kept == STORY
    assert sort_out([STORY[0], line, *STORY[1:]]).kept == [STORY[0], line, *STORY[1:]]


def test_a_list_of_links_at_the_end_goes_with_its_heading():
    links = ["You may also like", "The lobster that came to tea", "Who turned off the lights?"]
    assert left_out([*STORY, *links, "Comments"]) == [*links, "Comments"]
    assert sort_out([*STORY, "The lobster that came to tea"]).left_out == []


TRAPS = {
    "a story about donations": [
        "Your support helps us to feed four hundred families, the leaflet reads.",
        "“Your donation allows us to keep our doors open,” said Tamar Iosel of the food bank. “Please give now.”",
        "Donations have fallen by a third since the spring, according to the charity, which has no paywall.",
    ],
    "a quoted appeal over two paragraphs": [
        "“Your support makes our journalism possible. We have no owner and no paywall.",
        "“Please donate today,” the letter to readers ended.",
    ],
    "advice on giving": [
        "Your donation means more when it is regular. A small sum every month lets a charity plan.",
        "If you can spare an hour, many of them need it more than money.",
    ],
    "a story about newsletters": [
        "Sign up for a newsletter and you may get more than you bargained for.",
        "Regulators said on Monday that one in five sends its readers’ addresses on. Get used to it, said one lawyer.",
        "Readers subscribe to newsletters to read the news, and end up being read themselves.",
    ],
    "a story about a paywall": [
        "The Herald will put up a paywall in June. Readers will be asked to become members or to make a donation.",
        "We asked forty of them what they thought. Our reporters heard no two answers that agreed.",
        "Subscribers can read the paper online, the publisher said, and comments are closed to everybody else.",
    ],
    "a story about cookies and comments": [
        "We baked cookies with the mayor. By using butter instead of lard he agreed to break with tradition.",
        "Comments by the minister angered the fishermen. Share prices fell.",
        "Join the debate and lose your evening, his wife says.",
    ],
    "a reporter in the first person": [
        "We were in the newsroom when the reporters came back from the quay, and our editor wept.",
        "We had no lights. We had the facts, and a pencil.",
    ],
    "short last paragraphs": ["The boats were gone", "Nobody came home", "Read the letter for yourself"],
}


@pytest.mark.parametrize("story", TRAPS.values(), ids=TRAPS.keys())
def test_a_story_is_never_cut(story):
    assert sort_out([*STORY, *story]).kept == [*STORY, *story]
    assert sort_out([*story, *STORY]).kept == [*story, *STORY]
    assert sort_out([*APPEAL, LAST_WORDS + story[0], *story[1:], *STORY, *PROMPTS]).kept == [*story, *STORY]


def test_a_text_that_is_boilerplate_throughout_is_kept_whole():
    assert sort_out(PROMPTS).kept == PROMPTS


def test_sentences_glued_within_the_story_stay_as_they_are():
    glued = STORY[0] + STORY[2]
    assert sort_out([glued, STORY[1]]).kept == [glued, STORY[1]]


@given(st.lists(st.sampled_from([*STORY, *APPEAL, LAST_WORDS, *PROMPTS, LAST_WORDS + STORY[0], STORY[2] + PROMPTS[0]])))
def test_kept_and_left_out_together_are_the_original_in_order(paragraphs):
    result = sort_out(paragraphs)
    pieces: list[str] = []
    blocks = list(result.left_out)
    for number in range(len(result.kept) + 1):
        pieces += [text for before, _, text in blocks if before == number]
        pieces += result.kept[number : number + 1]
    assert "".join(pieces).replace("\n", "") == "".join(paragraphs)
    for story in STORY:
        assert "\n".join(result.kept).count(story) == "\n".join(paragraphs).count(story)


def samples() -> list:
    return list(_samples())


def _samples():
    expected = {article["id"]: article for article in json.loads(EXPECTED.read_text())["articles"]}
    for line in (SAMPLES / "news.jsonl").read_text().splitlines():
        record = json.loads(line)
        yield pytest.param(record["text"], expected[record["id"]], id=record["id"])
    for path in sorted(SAMPLES.glob("*.txt")):
        yield pytest.param(path.read_text(), expected[path.name], id=path.name)


@pytest.mark.parametrize(("text", "expected"), samples())
def test_the_shipped_samples(text, expected):
    paragraphs = paragraphs_of(text)
    result = sort_out(paragraphs)
    assert sorted(left_out(paragraphs)) == sorted(expected["left_out"])
    for passage in expected["kept"]:
        assert any(passage in paragraph for paragraph in result.kept)

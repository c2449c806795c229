"""Cutting a text another way: the words stay in their order, and what was put back can be taken out again."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.readers.cutting import BY_HAND, Cut, Passage, assemble, put_back, take_out
from articles.readers.parsed import LeftOut

TEXT = "Boats lost\nThree boats were lost.\nNobody was found.\nThe search goes on."
BODY = TEXT.index("Three")


def cut(*blocks: tuple[int, str]) -> Cut:
    left_out = tuple(LeftOut(at=at, rule="Donation appeal", text=text) for at, text in blocks)
    return Cut(text=TEXT, standfirst_start=None, body_start=BODY, blocks=left_out)


def test_a_block_goes_back_where_it_stood_and_later_blocks_move_along():
    made = put_back(cut((BODY, "Give now."), (TEXT.index("Nobody"), "Read more."), (len(TEXT), "Comments")), 2)
    assert made.text == "Boats lost\nThree boats were lost.\nRead more.\nNobody was found.\nThe search goes on."
    assert [(block.at, block.text) for block in made.blocks] == [(BODY, "Give now."), (len(made.text), "Comments")]


def test_the_lines_of_a_block_become_paragraphs():
    made = put_back(cut((len(TEXT), "Give now.\n\n  Thank you. ")), 1)
    assert made.text == f"{TEXT}\nGive now.\nThank you."
    assert made.blocks == ()


def test_paragraphs_are_taken_out_and_become_blocks_in_their_order():
    starts = [TEXT.index("Three"), TEXT.index("The search")]
    made = take_out(cut((TEXT.index("Nobody"), "Read more.")), starts)
    assert made.text == "Boats lost\nNobody was found."
    assert [(block.rule, block.text) for block in made.blocks] == [
        (BY_HAND, "Three boats were lost."),
        ("Donation appeal", "Read more."),
        (BY_HAND, "The search goes on."),
    ]
    assert [block.at for block in made.blocks] == [BODY, BODY, len(made.text)]


@pytest.mark.parametrize("start", [0, BODY + 1, len(TEXT), 10**9])
def test_only_paragraphs_of_the_body_can_be_taken_out(start):
    with pytest.raises(ValueError, match="no paragraph"):
        take_out(cut(), [start])


def test_taking_everything_out_leaves_a_head_without_a_body():
    made = take_out(cut(), [TEXT.index(word) for word in ("Three", "Nobody", "The search")])
    assert made.text == "Boats lost"
    assert made.body_start == len(made.text)


def test_a_text_without_headline_is_called_by_its_first_words():
    bare = Cut(text="Give now.\nThree boats were lost.", standfirst_start=None, body_start=0)
    assert bare.label == "Give now."
    assert take_out(bare, [0]).label == "Three boats were lost."
    assert cut().label == "Boats lost"


LINE = st.text("ab .é𝔞", min_size=1, max_size=8).map(str.strip).filter(bool)
PASSAGES = st.lists(st.tuples(LINE, st.sampled_from(["", "", "A rule"])), min_size=1, max_size=8)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(PASSAGES.filter(lambda found: any(not rule for _, rule in found)))
def test_what_is_put_together_comes_apart_again(given_passages):
    passages = [Passage(text, rule) for text, rule in given_passages]
    made = assemble(Cut(text="Head\n", standfirst_start=None, body_start=5), passages)
    assert made.passages == passages
    for number in range(1, len(made.blocks) + 1):
        back = put_back(made, number)
        assert [one.text for one in back.passages] == [one.text for one in passages]
        assert len(back.blocks) == len(made.blocks) - 1

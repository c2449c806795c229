"""Passages between quotation marks, on the characters alone."""

import time

import pytest

from annotations.pipeline.marks import find_passages

CASES = [
    ("curly", "She said: “We go.” Then left.", [["“We go.”"]]),
    ("straight", 'She said: "We go." Then left.', [['"We go."']]),
    ("two pieces", "“We go,” she said. “Now.”", [["“We go,”"], ["“Now.”"]]),
    ("two straight pieces", '"We go," she said. "Now."', [['"We go,"'], ['"Now."']]),
    ("over two paragraphs", "He said: “One.\n“Two.”\nThree.", [["“One.", "“Two.”"]]),
    ("over three paragraphs", "He said: “One.\n“Two.\n“Three”, he said.", [["“One.", "“Two.", "“Three”"]]),
    ("over paragraphs, straight", 'He said: "One.\n"Two."\nThree.', [['"One.', '"Two."']]),
    ("over paragraphs, blank lines between", 'He said: "One.\n\n \n"Two."', [['"One.', '"Two."']]),
    ("first piece closed, next quote over paragraphs", "“A,” he said. “B.\n“C.”", [["“A,”"], ["“B.", "“C.”"]]),
    ("closing mark outside the stop", "He said: “One.\n“Two”.", [["“One.", "“Two”"]]),
    ("never closed, after a colon", "He said: “One. Two.\nThree.", [["“One. Two."]]),
    ("never closed, in the middle", "He “fled here. More.\nThree.", [["“fled here."]]),
    ("never closed, another follows", "He “fled. She said “no way” twice.", [["“fled."], ["“no way”"]]),
    ("an opening mark for the closing one", "“We go, “Keller said. “Now.”", [["“We go, “"], ["“Now.”"]]),
    ("nested curly", "“He said “no” to me,” she said.", [["“He said “no” to me,”"]]),
    ("nested single", "“He said ‘no’ to me,” she said.", [["“He said ‘no’ to me,”"]]),
    ("brackets inside", "“Daesh [Isis] has (had) war”", [["“Daesh [Isis] has (had) war”"]]),
    ("brackets outside", "(“inner words”)", [["“inner words”"]]),
    ("mixed marks", '“one two" three', [['“one two"']]),
    ("guillemets", "Il dit «un deux» oui", [["«un deux»"]]),
    ("low marks", "Er sagte: „Das ist es.“ Dann", [["„Das ist es.“"]]),
    ("inches", 'A 12" pipe, 5\'10" tall, 6" wide.', []),
    ("double inside single", "‘He said “no” to me,’ she said.", [["‘He said “no” to me,’"]]),
    ("double inside straight single", "'He said \"no\" to me,' she said.", [["'He said \"no\" to me,'"]]),
    ("apostrophes around double", "the boys’ club said “no” to the girls’ club", [["“no”"]]),
    ("three pieces", "“We go,” she said. “Now,” she said. “Come.”", [["“We go,”"], ["“Now,”"], ["“Come.”"]]),
    ("straight over three paragraphs", 'He said: "One.\n"Two.\n"Three."', [['"One.', '"Two.', '"Three."']]),
    ("an emoji inside", "She said: “We 👩‍👩‍👧 go.” Then left.", [["“We 👩‍👩‍👧 go.”"]]),
    ("single curly", "‘We go now,’ she said.", [["‘We go now,’"]]),
    ("single with an apostrophe inside", "‘We don’t go,’ she said.", [["‘We don’t go,’"]]),
    ("single straight", "'No deal for rebels' says PM", [["'No deal for rebels'"]]),
    ("plural possessive is no mark", "the girls’ school and the boys’ club", []),
    ("apostrophes are no marks", "rock 'n' roll isn't 'tis the '90s", []),
    ("one word in single marks", "the ‘hall’ was full", []),
    ("empty marks", '“” and ""', []),
    ("a mark alone", '"', []),
    ("no marks", "Nothing here.", []),
    ("empty text", "", []),
]


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_passages(text, expected):
    found = [[text[piece.start : piece.end] for piece in passage.pieces] for passage in find_passages(text)]
    assert found == expected


def test_a_missing_mark_never_swallows_the_next_paragraph():
    text = "He said: “One.\nTwo, a paragraph of the outlet’s own.\nThree “with marks” in it."
    found = find_passages(text)
    assert [passage.closed for passage in found] == [False, True]
    assert max(piece.end for piece in found[0].pieces) <= text.index("\n")


@pytest.mark.parametrize(
    "unit", ["“", "”", '"', "‘", "’", "'", "“a ", '"a ', "‘a ", "a’ ‘b", "„“", "“a” ", "x\n“", " 'a"]
)
def test_time_grows_with_length_only(unit):
    text = unit * (200_000 // len(unit))
    began = time.process_time()
    find_passages(text)
    assert time.process_time() - began < 8

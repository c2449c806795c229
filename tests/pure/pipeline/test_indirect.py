"""Reported speech without marks: what is reported, by whom, and what is no report, with the shipped pipeline."""

import pytest

from .test_attribution import said_by

LEADING = [
    ("Keller said that the bridge had been closed.", "the bridge had been closed", "Keller"),
    ("Keller said the bridge had been closed.", "the bridge had been closed", "Keller"),
    ("Keller said it had been closed.", "it had been closed", "Keller"),
    ("Keller told reporters that the bridge had been closed.", "the bridge had been closed", "Keller"),
    (
        "Keller told reporters in Altdorf on Friday that the bridge had been closed.",
        "the bridge had been closed",
        "Keller",
    ),
    ("Keller added that the bridge had been closed.", "the bridge had been closed", "Keller"),
    ("Keller, the mayor of Altdorf, said that the bridge had been closed.", "the bridge had been closed", "Keller"),
    ("Keller, who lives nearby, says that the bridge has been closed.", "the bridge has been closed", "Keller"),
    ("The mayor, Maria Keller, said that the bridge had been closed.", "the bridge had been closed", "Maria Keller"),
    (
        "The ninth, the technician, said that the bridge had been closed.",
        "the bridge had been closed",
        "the technician",
    ),
    ("But Keller said that the bridge had been closed.", "the bridge had been closed", "Keller"),
    ("She said the bridge had been closed.", "the bridge had been closed", "She"),
    ("The army has denied that the bridge was closed.", "the bridge was closed", "The army"),
    ("The ministry insisted that the bridge was safe.", "the bridge was safe", "The ministry"),
    (
        "The interior ministry in Ankara said today that 147 people had been detained.",
        "147 people had been detained",
        "The interior ministry in Ankara",
    ),
    ("Residents complained that the bridge was never repaired.", "the bridge was never repaired", "Residents"),
    (
        "A spokesman for the army said the bridge had been closed.",
        "the bridge had been closed",
        "A spokesman for the army",
    ),
    ("Turkey said it would close the bridge.", "it would close the bridge", "Turkey"),
    ("Keller claimed the bridge had been closed.", "the bridge had been closed", "Keller"),
    ("Keller warned that the bridge could collapse at any time.", "the bridge could collapse at any time", "Keller"),
    ("Keller said: the bridge has been closed for good.", "the bridge has been closed for good", "Keller"),
    ("Keller said Monday the bridge had been closed.", "the bridge had been closed", "Keller"),
    (
        "Keller spoke to the commander, who said that the bridge had been closed.",
        "the bridge had been closed",
        "the commander",
    ),
    (
        "Keller says police will ask him about claims that he knew of it.",
        "police will ask him about claims that he knew of it",
        "Keller",
    ),
    ("Keller denied there had been a leak, and called the police.", "there had been a leak", "Keller"),
    ("The council concluded that the bridge had been unsafe.", "the bridge had been unsafe", "The council"),
]
TRAILING = [
    ("The bridge had been closed for a week, Keller said.", "The bridge had been closed for a week", "Keller"),
    (
        "The bridge had been closed for a week, Keller said on Monday.",
        "The bridge had been closed for a week",
        "Keller",
    ),
    (
        "The bridge had been closed for a week, the operator insisted.",
        "The bridge had been closed for a week",
        "the operator",
    ),
    (
        "The bridge had been closed for a week, said two engineers.",
        "The bridge had been closed for a week",
        "two engineers",
    ),
    ("The bridge had been closed for a week, according to Keller.", "The bridge had been closed for a week", "Keller"),
    (
        "The bridge had been closed for a week, according to two engineers who knew it well.",
        "The bridge had been closed for a week",
        "two engineers",
    ),
    ("According to Keller, the bridge had been closed for a week.", "the bridge had been closed for a week", "Keller"),
    (
        "ALTDORF (Wire) - The bridge has been closed for a week, officials said.",
        "The bridge has been closed for a week",
        "officials",
    ),
]
AROUND = [
    ("The bridge, Keller said, had been closed for a week.", ["The bridge", "had been closed for a week"], "Keller"),
    ("In Altdorf, residents said, the bridge had been closed.", ["the bridge had been closed"], "residents"),
    ("On Monday, according to Keller, the bridge was closed again.", ["the bridge was closed again"], "Keller"),
    (
        "The bridge was closed at noon, police said, in the first such step this year.",
        ["The bridge was closed at noon"],
        "police",
    ),
]
NOBODY = [
    "Keller did not say that the bridge was safe.",
    "Nobody said that the bridge was safe.",
    "Keller refused to say whether the bridge was safe.",
    "It is said that the bridge was safe.",
    "Keller might say that the bridge was safe.",
    "If Keller says that the bridge is safe, we will cross it.",
    "Did Keller say that the bridge was safe?",
    "We say that the bridge was safe.",
    "They were told that the bridge was safe.",
    "The group claimed the attack on the bridge.",
    "The state announced the result of the count.",
    "The road that Keller reported was closed.",
    "The fact that the bridge was closed is known.",
    "She told him to leave the room at once.",
    "Keller denied accusations that the bridge was unsafe.",
    "Keller reported details that were not known before.",
]


@pytest.mark.parametrize(("text", "content", "speaker"), LEADING + TRAILING)
def test_reported_speech(pipeline, text, content, speaker):
    analysis = pipeline.analyse(text)
    (quote,) = analysis.quotes
    assert quote.mode == "indirect"
    assert [text[start:end] for start, end in quote.pieces] == [content]
    assert said_by(analysis, quote, text) == speaker


@pytest.mark.parametrize(("text", "pieces", "speaker"), AROUND)
def test_reported_speech_around_its_verb(pipeline, text, pieces, speaker):
    analysis = pipeline.analyse(text)
    (quote,) = analysis.quotes
    assert [text[start:end] for start, end in quote.pieces] == pieces
    assert said_by(analysis, quote, text) == speaker


@pytest.mark.parametrize("text", NOBODY)
def test_what_nobody_is_said_to_have_said(pipeline, text):
    assert pipeline.analyse(text).quotes == ()


def test_a_sentence_with_marks_is_left_to_the_marks(pipeline):
    text = "Keller said that the bridge was “no longer safe for children” and would be closed."
    (quote,) = pipeline.analyse(text).quotes
    assert text[quote.start : quote.end] == "“no longer safe for children”"

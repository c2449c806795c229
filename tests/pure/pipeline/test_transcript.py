"""Transcripts: who says what under labels in capitals, and what is no transcript."""

import pytest

SAID = [
    (
        "a briefing",
        "QUESTION: Did you discuss it?\n\nSECRETARY HALE: We talked about it.\n\nMR TARVON: Thanks, everybody.",
        [("HALE", ["We talked about it."]), ("TARVON", ["Thanks, everybody."])],
    ),
    (
        "two paragraphs of one speaker",
        "MR TARVON: One thing first.\n\nThe road is closed.\n\nQUESTION: Why?\n\nMR TARVON: It is wet.\n\nThe end.",
        [("TARVON", ["One thing first.", "The road is closed."]), ("TARVON", ["It is wet."])],
    ),
    (
        "marks in a paragraph are left to themselves",
        "QUESTION: And?\n\nMR TARVON: He said: “The road is closed.” And left.",
        [("He", ["“The road is closed.”"])],
    ),
    ("datelines", "WASHINGTON: The army left.\n\nMOSCOW: The army came.", []),
    ("one label alone", "MR TARVON: The road is closed.\n\nThe army left.", []),
    ("a label within a sentence", "They met MR TARVON: it was late.\n\nQUESTION: Why?", []),
]


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in SAID], ids=[case[0] for case in SAID])
def test_who_says_what(pipeline, text, expected):
    analysis = pipeline.analyse(text)
    tags = analysis.tags
    assert [
        (
            None if quote.speaker is None else text[tags[quote.speaker].start : tags[quote.speaker].end],
            [text[start:end] for start, end in quote.pieces],
        )
        for quote in analysis.quotes
    ] == expected
    assert all(quote.mode == "direct" for quote in analysis.quotes)

"""Every way in which English news attributes words, with the shipped pipeline: pieces, cue, mode and speaker."""

import pytest

# text | pieces | mode | cue | speaker's words | whom they mean (None: not checked)
SAID = [
    ("“We are closing the road,” said Maria Keller, the mayor of Altdorf.", "said", "Maria Keller"),
    ("“We are closing the road,” Keller said on Tuesday.", "said", "Keller"),
    ("“We are closing the road”, Keller said.", "said", "Keller"),
    ('"We are closing the road," said Keller.', "said", "Keller"),
    ("Keller said: “We are closing the road.”", "said", "Keller"),
    ("Keller said, “We are closing the road.”", "said", "Keller"),
    ("Maria Keller, the mayor, said: “We are closing the road.”", "said", "Maria Keller"),
    ("Keller told reporters: “We are closing the road.”", "told", "Keller"),
    ("“We are closing the road,” Keller told the Morning Post.", "told", "Keller"),
    ("“Why are they closing the road?” asked Maria Keller, whose house is near.", "asked", "Maria Keller"),
    ("“Why are they closing the road?” Keller asked.", "asked", "Keller"),
    ("“We are closing the road,” insisted Energy Minister Paul Brandt.", "insisted", "Paul Brandt"),
    ("“The road was closed at noon,” according to Ahmed Nasser, an observer.", "according to", "Ahmed Nasser"),
    ("According to Ahmed Nasser, “the road was closed at noon for no reason”.", "According to", "Ahmed Nasser"),
    ("Maria Keller: “We are closing the road.”", None, "Maria Keller"),
    ("“We are closing the road” – Maria Keller, mayor", None, "Maria Keller"),
    ("“We are closing the road,” the engineer, who asked not to be named, told AFP.", "told", "the engineer"),
    ("“We are closing the road,” one survivor said.", "said", "one survivor"),
    ("‘We are closing the road,’ said Omar Farouk, a waiter.", "said", "Omar Farouk"),
    ("The chief of staff, General Yusuf Bello, was quoted as saying: “The city is ours.”", "saying", "Yusuf Bello"),
    ("The ministry said the road was “no longer safe for children” and would close.", "said", "The ministry"),
    ("The opposition leader Samir Haddad called the count “a theft in broad daylight”.", "called", "Samir Haddad"),
    ("Amnesty International said the arrests were “arbitrary”.", "said", "Amnesty International"),
    ("Isis claimed the attack, declaring it the work of a “heroic soldier of the caliphate”.", "declaring", "Isis"),
]  # fmt: skip


def _speaker(analysis, quote, text):
    tag = analysis.tags[quote.speaker]
    return text[tag.start : tag.end]


@pytest.mark.parametrize(("text", "cue", "speaker"), SAID, ids=[case[0][:50] for case in SAID])
def test_one_quote_with_its_speaker(pipeline, text, cue, speaker):
    analysis = pipeline.analyse(text)
    marked = [quote for quote in analysis.quotes if quote.mode != "indirect"]
    assert len(marked) == 1
    (quote,) = marked
    assert text[quote.start] in '“"‘'
    assert text[quote.end - 1] in '”"’'
    assert quote.cue is None if cue is None else text[quote.cue[0] : quote.cue[1]] == cue
    assert _speaker(analysis, quote, text) == speaker


SPLIT = [
    ("“We go,” she said. “It is not safe.”", 2),
    ("“Nobody,” said the minister, “will be forgotten.”", 2),
    ('"We go," President Daniel Okoye told the nation in an address. "We will find them."', 2),
    ("‘It was chaos,’ said Omar Farouk. ‘We hid in the kitchen.’", 2),
    ("He said: “I had to leave.\n“It was terrible.”", 2),
    ("“I had to leave.\n“It was terrible.\n“Nobody came,” said Omar Farouk.", 3),
    ("“We knew,” he said. “No arrests were made.\n“We never knew why.”", 3),
]


@pytest.mark.parametrize(("text", "pieces"), SPLIT)
def test_pieces_of_one_quote(pipeline, text, pieces):
    analysis = pipeline.analyse(text)
    assert [len(quote.pieces) for quote in analysis.quotes] == [pieces]
    assert analysis.quotes[0].speaker is not None


NOT_QUOTES = [
    'The film "The Long Road Home" opens on Friday in two cities.',
    "The so-called “safe zone” was shelled again on Monday.",
    "He writes for the “Morning Post” in Altdorf.",
    "The girls’ school and the boys’ club were closed.",
    'A 12" pipe burst under the 5\'10" wall.',
]


@pytest.mark.parametrize("text", NOT_QUOTES)
def test_titles_and_scare_quotes_are_none(pipeline, text):
    assert pipeline.analyse(text).quotes == ()


INDIRECT = [
    ("The ministry said in a note that 147 people had been held.", "147 people had been held", "The ministry"),
    ("Officials say that the dam was inspected in May.", "the dam was inspected in May", "Officials"),
    ("The dam was inspected in May, the operator insisted.", "The dam was inspected in May", "the operator"),
    ("The count was stopped, according to two officials.", "The count was stopped", "two officials"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "content", "speaker"), INDIRECT)
def test_reported_speech(pipeline, text, content, speaker):
    analysis = pipeline.analyse(text)
    (quote,) = analysis.quotes
    assert quote.mode == "indirect"
    assert text[quote.start : quote.end] == content
    assert _speaker(analysis, quote, text) == speaker


@pytest.mark.parametrize(
    "text",
    [
        "Okoye did not say that the dam was safe.",
        "It is said that the dam was safe.",
        "The group claimed the attack on the old bridge.",
        "Did the ministry say that the dam was safe?",
        "We say that the dam was safe.",
    ],
)
def test_what_nobody_is_said_to_have_said(pipeline, text):
    assert pipeline.analyse(text).quotes == ()


def test_a_pronoun_means_the_subject_before_it(pipeline):
    text = (
        "Speaking in the north, Abu Mutassim, a defector, has described the hatred among the leaders.\n"
        "“They are seen as enemies,” he told the paper."
    )
    analysis = pipeline.analyse(text)
    (quote,) = [quote for quote in analysis.quotes if quote.mode == "direct"]
    assert _speaker(analysis, quote, text) == "he"
    assert analysis.tags[quote.speaker].form == "pronoun"
    assert analysis.speaker_name(quote) == "Abu Mutassim"


def test_an_unattributed_paragraph_goes_on_with_the_speaker_before(pipeline):
    text = "“The road is closed,” said Maria Keller.\n“It will be open again on Friday at noon.”"
    analysis = pipeline.analyse(text)
    assert [analysis.speaker_name(quote) for quote in analysis.quotes] == ["Maria Keller"] * len(analysis.quotes)
    assert sum(len(quote.pieces) for quote in analysis.quotes) == 2


def test_a_paragraph_that_ends_with_a_colon_leads_in(pipeline):
    text = "Maria Keller made the following statement:\n“The road is closed. It will be open again on Friday.”"
    (quote,) = pipeline.analyse(text).quotes
    assert pipeline.analyse(text).speaker_name(quote) == "Maria Keller"


def test_a_description_is_the_one_it_describes(pipeline):
    text = "Maria Keller, the mayor of Altdorf, came back on Monday. “The road is closed,” the mayor said."
    analysis = pipeline.analyse(text)
    assert analysis.speaker_name(analysis.quotes[-1]) == "Maria Keller"


def test_a_quote_longer_than_what_the_model_reads_at_once(pipeline):
    text = (
        "Maria Keller spoke at length.\n“"
        + "We waited for the boats all night. " * 300
        + "Nobody came,” said Omar Farouk."
    )
    analysis = pipeline.analyse(text)
    (quote,) = analysis.quotes
    assert text[quote.start : quote.end].endswith("Nobody came,”")
    assert _speaker(analysis, quote, text) == "Omar Farouk"

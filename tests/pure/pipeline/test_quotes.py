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


MARKS = [
    ("single, curly", "‘The road is closed,’ said Maria Keller.", ["‘The road is closed,’"]),
    ("single, straight", "'The road is closed,' said Maria Keller.", ["'The road is closed,'"]),
    ("single, with an apostrophe", "‘We can’t go on,’ said Maria Keller.", ["‘We can’t go on,’"]),
    ("single, split", "‘The road,’ said Maria Keller, ‘is closed for good.’", ["‘The road,’", "‘is closed for good.’"]),
    ("single in double", "“He said ‘no’ to me twice,” said Maria Keller.", ["“He said ‘no’ to me twice,”"]),
    ("double in single", "‘He said “never again” to me,’ said Maria Keller.", ["‘He said “never again” to me,’"]),
    ("double in double", "“He said “no” to me twice,” said Maria Keller.", ["“He said “no” to me twice,”"]),
    ("square brackets", "“Daesh [Isis] has come here,” said Maria Keller.", ["“Daesh [Isis] has come here,”"]),
    ("round brackets", "“They (the army) have come,” said Maria Keller.", ["“They (the army) have come,”"]),
    ("in brackets", "(“The road is closed,” said Maria Keller.)", ["“The road is closed,”"]),
    (
        "never closed, its paragraph",
        "Maria Keller said: “The road is closed.\nMore on page 2.",
        ["“The road is closed."],
    ),
    (
        "never closed, its sentence",
        "Maria Keller said it was “a road to nowhere. It opened in May.",
        ["“a road to nowhere."],
    ),
    ("re-opened", "Maria Keller said: “The road is closed.\n“It was old.”", ["“The road is closed.", "“It was old.”"]),
    (
        "re-opened, with blank lines",
        'Maria Keller said: "The road is closed.\n\n"It was old."',
        ['"The road is closed.', '"It was old."'],
    ),
    ("mixed up", '“The road is closed," said Maria Keller.', ['“The road is closed,"']),
    ("closed before the comma", "“The road is closed”, said Maria Keller.", ["“The road is closed”"]),
    ("guillemets", "«The road is closed,» said Maria Keller.", ["«The road is closed,»"]),
    ("a dash inside", "“The road – our road – is closed,” said Maria Keller.", ["“The road – our road – is closed,”"]),
    ("an emoji inside", "“The road is 👩‍👩‍👧 closed,” said Maria Keller.", ["“The road is 👩‍👩‍👧 closed,”"]),
]


@pytest.mark.parametrize(("text", "pieces"), [case[1:] for case in MARKS], ids=[case[0] for case in MARKS])
def test_marks_of_every_kind_with_their_speaker(pipeline, text, pieces):
    analysis = pipeline.analyse(text)
    (quote,) = [quote for quote in analysis.quotes if quote.mode != "indirect"]
    assert [text[start:end] for start, end in quote.pieces] == pieces
    assert analysis.speaker_name(quote) == "Maria Keller"


NOT_QUOTES = [
    "Her novel, “A Year of Rain”, won the prize.",
    "The “war on terror” began in 2001.",
    "The operation, code-named “Winter Shield”, began at dawn.",
    "He is known as “the Butcher” in the valley.",
    "The song “No Way Out” was played.",
    "They meet at the “Blue Door” café.",
    "The word “tsunami” is Japanese.",
    "The “Morning Post” reported the story.",
    "A ship named “Northern Star” sank.",
    "The so-called ‘safe zone’ was shelled again.",
    'A "smart" bomb hit the bridge.',
    "Protesters carried a banner that read “Freedom”.",
    'The film "The Long Road Home" opens on Friday in two cities.',
    "The so-called “safe zone” was shelled again on Monday.",
    "He writes for the “Morning Post” in Altdorf.",
    "The girls’ school and the boys’ club were closed.",
    'A 12" pipe burst under the 5\'10" wall.',
]


@pytest.mark.parametrize("text", NOT_QUOTES)
def test_titles_and_scare_quotes_are_none(pipeline, text):
    assert pipeline.analyse(text).quotes == ()


UNMARKED = [
    ("Maria Keller said:\nWe are closing the road because it is not safe.", 1),
    ("The minister, Maria Keller, said:\n\nI am appalled by the news.  We go on with our work.", 1),
    ("Maria Keller said:\n\nI am appalled by the news from Altdorf.\n\nWe go on with our work at the dam.", 2),
    ("Maria Keller said:\nI am appalled by the news.\nThe dam was old and unsafe.\nWe go on with our work.", 3),
    ("Maria Keller made the following statement:\nI am appalled by the news from Altdorf.", 1),
]
NOT_UNMARKED = [
    "Maria Keller said:\n- We close the road.\n- We open the bridge.",
    "Maria Keller said:\nThe road was closed by the army on Monday.",
    "The following were present:\nWe thank them all for coming to our town.",
    "Maria Keller said:\nWe go",
]


@pytest.mark.parametrize(("text", "pieces"), UNMARKED)
def test_a_statement_without_marks_under_its_lead_in(pipeline, text, pieces):
    analysis = pipeline.analyse(text)
    (quote,) = analysis.quotes
    assert (quote.mode, len(quote.pieces), analysis.speaker_name(quote)) == ("direct", pieces, "Maria Keller")
    assert all("\n" not in text[start:end] for start, end in quote.pieces)
    assert quote.end == len(text)


@pytest.mark.parametrize("text", NOT_UNMARKED)
def test_no_statement_without_a_speaker_prose_and_the_first_person(pipeline, text):
    assert pipeline.analyse(text).quotes == ()


def test_words_in_a_row_share_their_verb_and_speaker(pipeline):
    text = "Maria Keller called the count “a disgrace” and “a joke” on Monday."
    analysis = pipeline.analyse(text)
    assert [text[quote.start : quote.end] for quote in analysis.quotes] == ["“a disgrace”", "“a joke”"]
    assert {analysis.speaker_name(quote) for quote in analysis.quotes} == {"Maria Keller"}


def test_words_after_a_form_of_be_go_on_with_the_speaker(pipeline):
    text = "“Nobody told us,” Maria Keller said. She had been “reading about it in the papers like you”."
    analysis = pipeline.analyse(text)
    assert [analysis.speaker_name(quote) for quote in analysis.quotes] == ["Maria Keller", "Maria Keller"]
    assert analysis.quotes[-1].mode == "mixed"


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

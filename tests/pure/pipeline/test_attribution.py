"""Where the verb of speech stands, and who it belongs to: every position and inversion, with the shipped pipeline."""

import re

import pytest

# text | cue | the speaker's words; the quoted words and "Maria Keller" are the same throughout
AFTER = [
    ("“The bridge is gone,” said Maria Keller.", "said", "Maria Keller"),
    ("“The bridge is gone,” Maria Keller said.", "said", "Maria Keller"),
    ("“The bridge is gone”, Keller said.", "said", "Keller"),
    ("“The bridge is gone,” Keller said later.", "said", "Keller"),
    ("“The bridge is gone,” Keller later said.", "said", "Keller"),
    ("“The bridge is gone,” Keller has said.", "said", "Keller"),
    ("“The bridge is gone,” said Keller, who lives nearby.", "said", "Keller"),
    ("“The bridge is gone,” said a tearful Maria Keller.", "said", "Maria Keller"),
    ("“The bridge is gone,” added Keller.", "added", "Keller"),
    ("“The bridge is gone,” Keller told Reuters by telephone.", "told", "Keller"),
    ("“The bridge is gone,” Keller told a news conference in Altdorf on Friday.", "told", "Keller"),
    ("“The bridge is gone,” Keller wrote on Twitter.", "wrote", "Keller"),
    ("“The bridge is gone!” shouted Keller.", "shouted", "Keller"),
    ("“Is the bridge gone?” asked Keller.", "asked", "Keller"),
    ("“The bridge is gone,” Keller, the mayor of Altdorf, said.", "said", "Keller"),
    ("“The bridge is gone,” according to Maria Keller.", "according to", "Maria Keller"),
    ("“The bridge is gone” – Maria Keller", None, "Maria Keller"),
]
BEFORE = [
    ("Keller said: “The bridge is gone.”", "said", "Keller"),
    ("Keller said, “The bridge is gone.”", "said", "Keller"),
    ("Keller said “the bridge is gone for good”.", "said", "Keller"),
    ("Keller said that “the bridge is gone for good”.", "said", "Keller"),
    ("As Keller put it: “The bridge is gone.”", "put", "Keller"),
    ("Keller, speaking in Altdorf, said: “The bridge is gone.”", "said", "Keller"),
    ("Speaking in Altdorf, Keller said: “The bridge is gone.”", "said", "Keller"),
    ("Asked about the flood, Keller replied: “The bridge is gone.”", "replied", "Keller"),
    ("Keller told reporters: “The bridge is gone.”", "told", "Keller"),
    ("Keller told reporters on Monday that “the bridge is gone for good”.", "told", "Keller"),
    ("In a letter to the council, Keller wrote: “The bridge is gone.”", "wrote", "Keller"),
    ("Keller shook his head and said: “The bridge is gone.”", "said", "Keller"),
    ("Said Keller: “The bridge is gone.”", "Said", "Keller"),
    ("Keller: “The bridge is gone.”", None, "Keller"),
    ("According to Keller, “the bridge is gone for good”.", "According to", "Keller"),
]
RUNNING_ON = [
    ("Keller said the bridge was “a disgrace to the whole town”.", "said", "Keller"),
    ("Keller said the count had been “a theft in broad daylight” and that he would appeal.", "said", "Keller"),
    ("Keller spoke of “a long night without end” in the town.", "spoke", "Keller"),
    ("Keller accused the army of “an act of pure vandalism”.", "accused", "Keller"),
    ("Keller condemned what she called “an act of pure vandalism”.", "called", "she"),
    ("Keller described it as “an act of pure vandalism”.", "described", "Keller"),
    ("Keller warned of “a long and bitter winter”.", "warned", "Keller"),
    ("Keller urged them to “leave while there is time”.", "urged", "Keller"),
    ("Keller invited the council to “accept the arithmetic”.", "invited", "Keller"),
    ("Keller dismissed the report as “rubbish”.", "dismissed", "Keller"),
    ("Keller insisted the bridge was “never safe for lorries”.", "insisted", "Keller"),
    ("The ministry called it “barbaric”.", "called", "The ministry"),
    ("Amnesty International described the arrests as “arbitrary and cruel”.", "described", "Amnesty International"),
]


def said_by(analysis, quote, text: str) -> str | None:
    return quote.speaker if quote.speaker is None else text[slice(*_span(analysis.tags[quote.speaker]))]


def _span(tag) -> tuple[int, int]:
    return tag.start, tag.end


def check(pipeline, text: str, cue: str | None, speaker: str, mode: str | None = None) -> None:
    analysis = pipeline.analyse(text)
    (quote,) = [quote for quote in analysis.quotes if quote.mode != "indirect"]
    assert (quote.cue and text[slice(*quote.cue)], said_by(analysis, quote, text)) == (cue, speaker)
    assert mode in (None, quote.mode)


@pytest.mark.parametrize(("text", "cue", "speaker"), AFTER)
def test_a_verb_after_the_words(pipeline, text, cue, speaker):
    check(pipeline, text, cue, speaker, "direct")


@pytest.mark.parametrize(("text", "cue", "speaker"), BEFORE)
def test_a_verb_before_the_words(pipeline, text, cue, speaker):
    check(pipeline, text, cue, speaker)


@pytest.mark.parametrize(("text", "cue", "speaker"), RUNNING_ON)
def test_words_that_run_on_in_the_outlets_own_sentence(pipeline, text, cue, speaker):
    check(pipeline, text, cue, speaker, "mixed")


@pytest.mark.parametrize(
    "verb",
    re.findall(
        r"\w+",
        """
    said added insisted warned claimed argued announced explained admitted declared acknowledged recalled replied
    answered wrote tweeted continued concluded remarked joked shouted cried whispered pleaded stressed complained
    predicted vowed observed
    """,
    ),
)
def test_verbs_of_speech_on_both_sides(pipeline, verb):
    check(pipeline, f"“The bridge is gone,” Keller {verb}.", verb, "Keller")
    check(pipeline, f"Keller {verb}: “The bridge is gone.”", verb, "Keller")


SPEAKERS = [
    ("said President Daniel Okoye.", "Daniel Okoye", "name", "person"),
    ("said Mr Okoye.", "Okoye", "name", "person"),
    ("said Col. Daniel Okoye, the commander.", "Daniel Okoye", "name", "person"),
    ("said Maj. Gen. Daniel Okoye, the commander.", "Daniel Okoye", "name", "person"),
    ("Amnesty International said.", "Amnesty International", "name", "group"),
    ("the United Nations said.", "United Nations", "name", "group"),
    ("Turkey said.", "Turkey", "name", "place"),
    ("an army officer said.", "an army officer", "nominal", "person"),
    ("one of the engineers said.", "one of the engineers", "nominal", "person"),
    ("two witnesses said.", "two witnesses", "nominal", "person"),
    ("residents said.", "residents", "nominal", "person"),
    ("the 34-year-old teacher said.", "the 34-year-old teacher", "nominal", "person"),
    ("her brother said.", "her brother", "nominal", "person"),
    ("said a spokesman for the army.", "a spokesman for the army", "nominal", "person"),
    ("the ministry’s spokeswoman said.", "the ministry’s spokeswoman", "nominal", "person"),
    ("said Okoye’s lawyer.", "Okoye’s lawyer", "nominal", "person"),
    ("a former official, who used to work at the ministry, said.", "a former official", "nominal", "person"),
    ("the interior ministry said.", "the interior ministry", "nominal", "group"),
    ("the interior ministry in Ankara said.", "the interior ministry in Ankara", "nominal", "group"),
    ("the army said in a statement.", "the army", "nominal", "group"),
    ("police said.", "police", "nominal", "group"),
    ("the opposition party said.", "the opposition party", "nominal", "group"),
    ("the commission told reporters.", "the commission", "nominal", "group"),
    ("he said.", "he", "pronoun", "person"),
    ("she added.", "she", "pronoun", "person"),
    ("it said.", "it", "pronoun", "group"),
    ("they said.", "they", "pronoun", "person"),
]


@pytest.mark.parametrize(("attribution", "words", "form", "kind"), SPEAKERS)
def test_who_speaks(pipeline, attribution, words, form, kind):
    text = f"“The bridge is gone,” {attribution}"
    analysis = pipeline.analyse(text)
    (quote,) = analysis.quotes
    tag = analysis.tags[quote.speaker]
    assert (text[tag.start : tag.end], tag.form, tag.kind) == (words, form, kind)


# Who "he", "it" and "the official" are, at the end of a short text; None where it is not safe to say.
MEANT = [
    ("Maria Keller came back. “The bridge is gone,” she said.", "Maria Keller"),
    ("Maria Keller, the mayor, came back. “The bridge is gone,” the mayor said.", "Maria Keller"),
    ("The mayor, Maria Keller, came back. “The bridge is gone,” the mayor said.", "Maria Keller"),
    ("Maria Keller came back. “It was old.” Keller wept. “The bridge is gone,” Keller said.", "Maria Keller"),
    ("A former official came back. “The bridge is gone,” he said.", "A former official"),
    ("A former official came back. “The bridge is gone,” the official said.", "A former official"),
    ("The interior ministry closed it. “The bridge is gone,” it said.", "The interior ministry"),
    ("Amnesty International wrote to them. “The bridge is gone,” it said.", "Amnesty International"),
    ("Two engineers came. “The bridge is gone,” they said.", "Two engineers"),
    ("Maria Keller met Daniel Okoye. “The bridge is gone,” said Okoye.", "Daniel Okoye"),
    ("The Task Force commander, Lt. Gen. Daniel Okoye, said: “The bridge is gone.”", "Daniel Okoye"),
    ("A letter came on Monday. “The bridge is gone,” it said.", None),
    ("“The bridge is gone,” he said.", None),
    ("“The bridge is gone,” it said.", None),
    ("The town of Gersk was quiet. Gersk slept. “The bridge is gone,” it said.", None),
]


@pytest.mark.parametrize(("text", "meant"), MEANT)
def test_whom_it_means(pipeline, text, meant):
    analysis = pipeline.analyse(text)
    assert analysis.speaker_name(analysis.quotes[-1]) == meant

"""How US papers attribute: titles in short, party and state, datelines, verbs of their own, partial quotes in a row."""

import pytest

# text | what is quoted | the speaker's words | whom they mean
SAID = [
    ("“The count is over,” said Sen. Maria Keller, R-Ohio.", "Maria Keller", "Maria Keller"),
    ("“The count is over,” Rep. Daniel Okoye, D-Mont., said Tuesday.", "Daniel Okoye", "Daniel Okoye"),
    ("“The count is over,” said Keller (D-Nev.) after the vote.", "Keller", "Keller"),
    ("Rep. Maria Keller, a Republican from Indiana, said: “The count is over.”", "Maria Keller", "Maria Keller"),
    ("“The count is over,” Justice Maria Keller shot back, drawing laughter.", "Maria Keller", "Maria Keller"),
    ("“The count is over,” Mayor Maria Keller fired back.", "Maria Keller", "Maria Keller"),
    ("“The count is over,” deadpanned Maria Keller.", "Maria Keller", "Maria Keller"),
    ("“The count is over,” Maria Keller quipped.", "Maria Keller", "Maria Keller"),
    ("“The count is over,” Maria Keller tweeted late on Monday.", "Maria Keller", "Maria Keller"),
    ("Maria Keller, who lost, posted on Chirp: “The count is over.”", "Maria Keller", "Maria Keller"),
    ("“The count is over,” Maria Keller told reporters outside the chamber.", "Maria Keller", "Maria Keller"),
    ("“The count is over,” Maria Keller, 61, said in a statement.", "Maria Keller", "Maria Keller"),
    ("“The count is over,” Ms. Keller added.", "Keller", "Keller"),
    ("Sen. Maria Keller won. “The count is over,” the senator said.", "the senator", "Maria Keller"),
    ("Gov. Maria Keller won. “The count is over,” the governor told reporters.", "the governor", "Maria Keller"),
    ("Rep. Maria Keller won. “The count is over,” the congresswoman said.", "the congresswoman", "Maria Keller"),
    ("The House Ethics Committee met. “The count is over,” the committee said.", "the committee",
     "House Ethics Committee"),
    ("Amnesty International went to court. “The count is over,” the organization said.", "the organization",
     "Amnesty International"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "words", "meant"), SAID, ids=[case[0][:60] for case in SAID])
def test_who_said_it(pipeline, text, words, meant):
    analysis = pipeline.analyse(text)
    (quote,) = [quote for quote in analysis.quotes if quote.mode != "indirect"]
    tag = analysis.tags[quote.speaker]
    assert text[quote.start : quote.end] in ("“The count is over,”", "“The count is over.”")
    assert text[tag.start : tag.end] == words
    assert analysis.speaker_name(quote).removeprefix("the ").removeprefix("The ") == meant


PARTIAL = [
    ("Maria Keller called them “sheep,” “leeches” and, in one case, “a waste of space.”", 3),
    ("Maria Keller called it “reckless” and “a love letter to the rich.”", 2),
    ("Maria Keller said the mayor “accepted it with regret” and would name a candidate “in short order.”", 2),
    ("Maria Keller said she felt “lighter.”", 1),
    ("Maria Keller accused Okoye of running “a casino with a mission statement.”", 1),
    ("Maria Keller said that it was “fine.”", 1),
]


@pytest.mark.parametrize(("text", "count"), PARTIAL)
def test_partial_quotes(pipeline, text, count):
    analysis = pipeline.analyse(text)
    found = [quote for quote in analysis.quotes if quote.mode == "mixed"]
    assert len(found) == count
    assert {analysis.speaker_name(quote) for quote in found} == {"Maria Keller"}


@pytest.mark.parametrize(
    "text",
    [
        "Forty hours, then a vote. Call it the “grandmother rule.”",
        "A group calling itself “Keller or Bust” has rented a billboard.",
        "Officers would be able to appeal to a “neutral,” a retired judge chosen by both sides.",
        "The bill, known as the “Harbors First Act,” is due in June.",
        "It was filed under the “sunlight clause,” Section 4 of the charter.",
    ],
)
def test_names_of_rules_and_groups_are_no_quotes(pipeline, text):
    assert not [quote for quote in pipeline.analyse(text).quotes if quote.mode != "indirect"]


@pytest.mark.parametrize(
    "dateline",
    [
        "WASHINGTON (UPN) — ", "EL PASO, Texas (UPN) — ", "ST. PAUL, Minn. - ", "SALEM, Ore. (KXOR) -- ",
        "MONTGOMERY, Ala. | ", "Kabul, Afghanistan (UPN) – ", "ALTDORF — ",
    ],
)  # fmt: skip
def test_where_it_was_filed_is_nobody_who_speaks(pipeline, dateline):
    text = (
        dateline + "President Maria Keller made her first trip on Monday, promising “more judges and fewer speeches.”"
    )
    analysis = pipeline.analyse(text)
    (quote,) = analysis.quotes
    assert analysis.speaker_name(quote) == "Maria Keller"


@pytest.mark.parametrize("surname", ["Eberly", "Rhee", "Voss", "Early", "Wills"])
def test_a_surname_is_a_name_whatever_the_tagger_says(pipeline, surname):
    text = f"Maria {surname}, a hygienist, was there.\n“A judge has one vote,” {surname} said. “We had 13.”"
    analysis = pipeline.analyse(text)
    (quote,) = analysis.quotes
    assert (analysis.speaker_name(quote), len(quote.pieces)) == (f"Maria {surname}", 2)


@pytest.mark.parametrize("party", ["R-La.", "D-Nev.", "I-Maine", "R-Texas"])
def test_party_and_state_are_no_person(pipeline, party):
    text = f"“The count is over,” said Sen. Maria Keller, {party}, who was last to leave. She voted no."
    names = [(text[tag.start : tag.end], tag.kind) for tag in pipeline.analyse(text).tags if tag.form == "name"]
    assert [words for words, kind in names if kind == "person"] == ["Maria Keller"]
    assert not [words for words, _ in names if words.startswith(("R-", "D-", "I-"))]


MEANT = [
    ("Carla Fenn met Brian Wadsworth. “No,” said Wadsworth.\n“It is false,” she said.", "Carla Fenn"),
    ("Sue Keller, who has met every would-be president since 1988, came. “Good eye contact,” she said.", "Sue Keller"),
    (
        "The mayor of Altdorf resigned. “I am sorry,” the mayor said.\nMayor Maria Keller will be missed.",
        "Maria Keller",
    ),
    ("Two mayors came. “I am sorry,” a mayor said.\nMayor Maria Keller left.", "A mayor"),
    ("Maria Keller, the Republican who chairs it, tried again. “Is today Thursday, sir?”", "Maria Keller"),
]


@pytest.mark.parametrize(("text", "meant"), MEANT)
def test_whom_it_means(pipeline, text, meant):
    analysis = pipeline.analyse(text)
    assert analysis.speaker_name([quote for quote in analysis.quotes if quote.mode != "indirect"][-1]) == meant


def test_a_quote_over_paragraphs_is_one_though_she_went_on(pipeline):
    text = (
        "“I did not come here to point,” Maria Keller said at the bridge. “I came to ask, and heard it: judges.\n"
        "“So you will get judges,” she went on. “A hundred of them.”"
    )
    (quote,) = [quote for quote in pipeline.analyse(text).quotes if quote.mode != "indirect"]
    assert len(quote.pieces) == 4

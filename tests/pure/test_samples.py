"""The shipped sample articles are what `samples/README.md` says they are."""

import json
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
NOTE = "Fictional sample: every person, place, organisation and event in this article is invented."
FIELDS = (
    "id", "outlet", "url", "headline", "standfirst", "byline", "published_at", "language", "text", "note",
)  # fmt: skip
ROWS = [json.loads(line) for line in (SAMPLES / "news.jsonl").read_text(encoding="utf-8").splitlines()]
PLAIN = {path.name: path.read_bytes() for path in sorted(SAMPLES.glob("*.txt"))}
LABELS = SAMPLES.parent / "tests" / "data" / "samples_expected.json"
EXPECTED = json.loads(LABELS.read_text(encoding="utf-8"))
ARTICLES = {article["id"]: article for article in EXPECTED["articles"]}
IN_DOUBLE_MARKS = re.compile(r'“([^”\n]*)(?:”|$)|"([^"\n]*)(?:"|$)', re.MULTILINE)


@dataclass(frozen=True)
class Sample:
    """One article: all its text as shipped, and the same in NFC with plain newlines."""

    raw: str
    text: str

    def story(self, left_out: list[str]) -> str:
        story = self.text
        for block in left_out:
            story = story.replace(block, "", 1)
        return story


def _sample(raw: str) -> Sample:
    return Sample(raw, unicodedata.normalize("NFC", raw.replace("\r\n", "\n")))


TEXTS = {row["id"]: _sample("\n\n".join((row["headline"], row["standfirst"], row["text"]))) for row in ROWS} | {
    name: _sample(content.decode("utf-8")) for name, content in PLAIN.items()
}
each_article = pytest.mark.parametrize("key", sorted(ARTICLES))


def _quotes(**wanted: str) -> list[dict]:
    found = [quote for article in ARTICLES.values() for quote in article["quotes"]]
    return [quote for quote in found if all(quote[field] == value for field, value in wanted.items())]


def test_sixteen_articles_all_with_expectations():
    assert len(ROWS) == 12
    assert len(PLAIN) == 4
    assert set(ARTICLES) == set(TEXTS)
    assert len({row["id"] for row in ROWS}) == len({row["url"] for row in ROWS}) == 12


def test_five_outlets_tell_three_stories():
    outlets = {article["outlet"] for article in ARTICLES.values()}
    assert len(outlets) == 5
    assert {row["outlet"] for row in ROWS} == outlets
    told = Counter(article["story"] for article in ARTICLES.values())
    assert set(told) == {"nightclub", "election", "dam"}
    assert min(told.values()) >= 4
    assert all(ARTICLES[row["id"]]["outlet"] == row["outlet"] for row in ROWS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_jsonl_fields(row):
    assert tuple(row) == FIELDS
    assert row["note"] == NOTE
    assert row["language"] == "en"
    assert urlsplit(row["url"]).scheme == "https"
    assert urlsplit(row["url"]).hostname.endswith(".example")
    assert row["headline"]
    assert "\n" not in row["headline"] + row["standfirst"]
    assert not re.search(r"(?<!\n)\n(?!\n)|\n{3}", row["text"]), "paragraphs are one blank line apart"


def test_dates_are_times_with_a_zone_or_dates_and_one_is_unknown():
    given = [row["published_at"] for row in ROWS]
    assert given.count(None) == 1
    days = [value for value in given if value and len(value) == 10]
    times = [value for value in given if value and len(value) > 10]
    assert len(days) >= 2
    assert all(date.fromisoformat(day) for day in days)
    assert all(datetime.fromisoformat(time).tzinfo for time in times)


@pytest.mark.parametrize("name", sorted(PLAIN))
def test_plain_text_ends_with_the_note(name):
    lines = PLAIN[name].decode("utf-8").splitlines()
    assert lines[-1] == NOTE
    assert all(lines), "one paragraph a line, no blank lines"
    assert lines[0] == ARTICLES[name]["headline"]


def test_no_address_outside_the_reserved_domain():
    for sample in TEXTS.values():
        for host in re.findall(r"(?:https?://|www\.|@)([\w.-]+)", sample.text):
            assert host.endswith(".example")


def test_lengths():
    words = {key: len(TEXTS[key].story(ARTICLES[key]["left_out"]).split()) for key in TEXTS}
    assert all(300 <= count <= 1200 for count in words.values()), words
    assert sum(count > 1000 for count in words.values()) >= 2


@each_article
def test_expected_quotes_stand_in_the_text(key):
    text = TEXTS[key].text
    for quote in ARTICLES[key]["quotes"]:
        assert quote["mode"] in {"direct", "mixed", "indirect"}
        assert quote["speaker"]["name"]
        for words in [*quote["pieces"], quote["cue"], quote["speaker"]["text"]]:
            assert words in text, words
        for piece in quote["pieces"]:
            assert text.count(piece) == 1, piece
        if quote["mode"] == "direct":
            assert quote["in_marks"] == quote["pieces"]
        assert bool(quote["in_marks"]) == (quote["mode"] != "indirect")


@each_article
def test_all_words_in_double_marks_are_accounted_for(key):
    article = ARTICLES[key]
    known = {words for quote in article["quotes"] for words in quote["in_marks"]} | set(article["not_quotes"])
    found = {curly or straight for curly, straight in IN_DOUBLE_MARKS.findall(TEXTS[key].text)}
    assert found == known


@each_article
def test_boilerplate_and_story_do_not_touch(key):
    article = ARTICLES[key]
    assert article["kept"]
    for passage in [*article["left_out"], *article["kept"]]:
        assert TEXTS[key].text.count(passage) == 1, passage
    story = TEXTS[key].story(article["left_out"])
    for passage in article["kept"]:
        assert passage in story


def test_one_appeal_is_glued_to_the_story():
    assert "Your support makes this work possible.On the last Thursday" in TEXTS["ll-20260317-warnings"].text


@pytest.mark.parametrize(
    "kind", ["cookies", "newsletter", "READ MORE", "Share this", "bookmark", "forum", "Related", "subscription to"]
)
def test_kinds_of_boilerplate(kind):
    assert any(kind in block for article in ARTICLES.values() for block in article["left_out"])


@pytest.mark.parametrize("lure", ["register", "subscribe", "donate", "sign up"])
def test_stories_talk_like_prompts_too(lure):
    assert any(lure in passage for article in ARTICLES.values() for passage in article["kept"])


def test_quotes_of_every_kind():
    assert len(_quotes(mode="direct")) >= 60
    assert len(_quotes(mode="mixed")) >= 20
    assert len(_quotes(mode="indirect")) >= 15
    forms = Counter(quote["speaker"]["form"] for quote in _quotes())
    assert set(forms) == {"name", "surname", "pronoun", "nominal", "institution"}
    assert min(forms.values()) >= 5
    pieces = [quote["pieces"] for quote in _quotes(mode="direct")]
    assert sum(len(parts) > 1 for parts in pieces) >= 20
    assert any("[" in part for parts in pieces for part in parts), "brackets in a quote"
    assert any("‘" in part for parts in pieces for part in parts), "a quote in a quote, curly"
    assert any(re.search(r"\B'\w[^']*'", part) for parts in pieces for part in parts), "and straight"
    reopened = [key for key, sample in TEXTS.items() if re.search(r"“[^”\n]*\n+“", sample.text)]
    assert len(reopened) >= 4
    curly = [key for key, sample in TEXTS.items() if "“" in sample.text]
    straight = [key for key, sample in TEXTS.items() if '"' in sample.text]
    assert len(curly) >= 6
    assert len(straight) >= 6
    assert not set(curly) & set(straight)
    assert sum(len(article["not_quotes"]) for article in ARTICLES.values()) >= 10


@pytest.mark.parametrize(
    "name",
    ["Rayat al-Wadi", "Valley Banner Movement (VBM)", "Valley Terrorist Organisation (VTO)", "the Crows",
     "Banner of the Valley", "Free Marches Front (FMF)", "Imerzani", "Svarel", "Ould Marzene", "al-Tazzari"],
)  # fmt: skip
def test_names_and_aliases(name):
    assert any(name in sample.text for sample in TEXTS.values())


@pytest.mark.parametrize("script", ["ARABIC", "CYRILLIC", "GEORGIAN"])
def test_names_in_other_scripts(script):
    assert any(unicodedata.name(char, "").startswith(script) for s in TEXTS.values() for char in s.text)


def test_awkward_characters():
    vigil = PLAIN["courier-halcyon-vigil.txt"]
    assert vigil.count(b"\r\n") == vigil.count(b"\n") > 10
    assert sum(b"\r" in content for content in PLAIN.values()) == 1
    joined = "\N{WOMAN}\N{ZERO WIDTH JOINER}\N{WOMAN}\N{ZERO WIDTH JOINER}\N{GIRL}"
    assert joined in vigil.decode("utf-8")
    decomposed = [key for key, sample in TEXTS.items() if not unicodedata.is_normalized("NFC", sample.raw)]
    assert decomposed == ["ll-20260430-turnout"]
    left_over = TEXTS[decomposed[0]].text
    assert any(unicodedata.combining(char) for char in left_over), "a letter with no composed form"


@pytest.mark.parametrize("claim", EXPECTED["claims"], ids=lambda claim: claim["question"])
def test_claims_are_told_by_several_outlets(claim):
    for use in claim["uses"]:
        assert use["text"] in TEXTS[use["id"]].text
    assert len({ARTICLES[use["id"]]["outlet"] for use in claim["uses"]}) >= 2

"""Which pipeline reads which language, and what there is for languages without one."""

import pytest
import spacy

from annotations.pipeline.identity import RULES, pipeline_identity
from annotations.pipeline.languages import note_on, pipeline_for, reads, shares
from annotations.pipeline.loader import load_pipeline

OTHERS = {"de": "de_news", "fr": "fr_news", "nl": "de_news"}


def package(folder, lang: str) -> str:
    spacy.blank(lang, meta={"name": "test"}).to_disk(folder)
    return str(folder)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "default"), ("en-GB", "default"), ("EN_us", "default"), ("", "default"), ("de", "de_news"),
        ("de-AT", "de_news"), ("nl", "de_news"), ("FR", "fr_news"), ("tr", RULES), ("zh-Hant", RULES),
    ],
)  # fmt: skip
def test_the_language_picks_the_pipeline(language, expected):
    assert pipeline_for(language, "default", OTHERS) == expected


@pytest.mark.parametrize("language", ["en", "", "tr", "de-CH", "x"])
@pytest.mark.parametrize("others", [{}, OTHERS, {"en": "en_other"}, {"de": "default"}, {"DE_at": "de_news"}])
def test_every_article_is_one_pipelines(language, others):
    assert sum(share.holds(language) for share in shares("default", others).values()) == 1


def test_a_pipeline_for_all_languages_leaves_nothing_to_the_rules(tmp_path):
    main = package(tmp_path, "xx")
    assert set(shares(main, OTHERS)) == {main, "de_news", "fr_news"}
    assert pipeline_for("tr", main, OTHERS) == main
    assert pipeline_for("de", main, OTHERS) == "de_news"
    assert pipeline_for("de", main, {"de": main}) == main


def test_a_main_pipeline_in_another_language_leaves_english_to_the_rules(tmp_path):
    main = package(tmp_path, "de")
    assert pipeline_for("de", main) == pipeline_for("", main) == main
    assert pipeline_for("en", main) == RULES
    assert pipeline_for("en", main, {"en": "default"}) == "default"


def test_a_main_pipeline_that_is_not_here_is_asked_for_all_that_nobody_else_reads():
    assert pipeline_for("tr", "no_such_package") == "no_such_package"


def test_the_note_names_the_language():
    assert "“tr”" in note_on(RULES, "tr-TR")
    assert note_on("default", "tr") == ""


def test_an_unknown_language_is_tried():
    assert reads("en", "")
    assert not reads("en", "tr")


def test_the_rules_alone_find_known_names_and_no_english_words():
    pipeline = load_pipeline(RULES)
    identity = pipeline_identity(RULES)
    assert (pipeline.name, pipeline.version) == (identity.name, identity.version)
    text = "Der Minister war in Iran."
    analysis = pipeline.analyse(text)
    assert [(text[tag.start : tag.end], tag.kind) for tag in analysis.tags] == [("Iran", "place")]
    assert not analysis.events


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        ("Der Sprecher sagte: „Wir gehen heute nach Hause“. Er ging.", ["„Wir gehen heute nach Hause“"]),
        ("„Mach das jetzt“, sagte Anna, „oder wir gehen.“", ["„Mach das jetzt“", "„oder wir gehen.“"]),
        ("« Nous partons demain matin », a déclaré le ministre.", ["« Nous partons demain matin »"]),
        ("Başkan “Yarın gideceğiz.” dedi.", ["“Yarın gideceğiz.”"]),
        ("Он сказал: «Мы уходим завтра».", ["«Мы уходим завтра»"]),
        ("他说：“我们明天就走。”然后离开了。", ["“我们明天就走。”"]),
        ("Der „Spiegel“ und das „Neue Deutschland Am Abend“ berichten.", []),
        ("Es ist ein „so genannter“ Plan.", []),
        ("»Wir gehen«, sagte er.", []),
        ("“”, «», “…”, “!”", []),
    ],
)
def test_words_between_marks_are_quotes_where_they_read_as_somebodys(text, quotes):
    found = load_pipeline(RULES).analyse(text).quotes
    assert [text[quote.start : quote.end] for quote in found] == quotes
    assert {(quote.mode, quote.speaker) for quote in found} <= {("direct", None)}

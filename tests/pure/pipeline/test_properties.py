"""Whatever the text: the analysis never raises, and every offset is one the database would take."""

import spacy
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from annotations.pipeline.analysis import EVENT_TYPES, FORMS, KINDS, ROLES, STATUSES, Analysis
from annotations.pipeline.loader import Pipeline
from annotations.pipeline.printed import as_json
from articles.text import canonical, is_boundary

WORDS = st.sampled_from(
    [
        *"""“ ” " ' ‘ ’ « » [ ] ( ) , . : ; ? ! – — said told says according to he she it they who that the a Isis Daesh
    said: We in on by with Istanbul Monday yesterday 2017 people wounded attacks another
    Turkey Turkish al-Bab Abu Bakr Maria Keller Keller's Keller’s minister ministry U.S. Mr. attack killed arrested war
    👩‍👩‍👧 é e\u0301 \u200d \u200e 🇹🇷 ﷺ العراق Ⅷ ß İ ǆ 12 \u0301 \ufe0f""".split(),  # noqa: SIM905
        *("\n", "\n\n", "\t", "\u00a0", "\u2009", " "),
    ]
)
TEXTS = st.one_of(
    st.text(max_size=200),
    st.lists(WORDS, max_size=60).map(" ".join),
    st.lists(WORDS, max_size=40).map("".join),
)


def check(analysis: Analysis, text: str) -> None:
    seen = set()
    for tag in analysis.tags:
        assert 0 <= tag.start < tag.end <= len(text)
        surface = text[tag.start : tag.end]
        assert surface == surface.strip()
        assert "\n" not in surface
        assert is_boundary(text, tag.start)
        assert is_boundary(text, tag.end)
        assert tag.kind in KINDS
        assert tag.form in FORMS
        assert (tag.kind, tag.start, tag.end) not in seen
        seen.add((tag.kind, tag.start, tag.end))
        assert tag.group is None or analysis.groups[tag.group].kind == tag.kind
    assert [tag.start for tag in analysis.tags] == sorted(tag.start for tag in analysis.tags)
    for quote in analysis.quotes:
        behind = 0
        for start, end in quote.pieces:
            assert behind <= start < end <= len(text)
            assert "\n" not in text[start:end]
            assert is_boundary(text, start)
            assert is_boundary(text, end)
            behind = end
        assert quote.cue is None or 0 <= quote.cue[0] < quote.cue[1] <= len(text)
        assert quote.speaker is None or 0 <= quote.speaker < len(analysis.tags)
        assert quote.mode in ("direct", "mixed", "indirect")
    assert len({quote.pieces for quote in analysis.quotes}) == len(analysis.quotes)
    for event in analysis.events:
        assert event.type in EVENT_TYPES
        assert analysis.groups[event.group].kind == "event"
    assert len({event.group for event in analysis.events}) == len(analysis.events)
    for event in analysis.events:
        assert event.status in STATUSES
        for tag, role in event.participants:
            assert analysis.tags[tag].kind != "event"
            assert role in ROLES
        assert event.place is None or analysis.tags[event.place].kind == "place"
        for words in (event.when, event.dead_at, event.injured_at):
            assert words is None or 0 <= words[0] < words[1] <= len(text)
        assert (event.dead is None) == (event.dead_at is None)
    as_json(analysis, text)


def bare() -> Pipeline:
    """A pipeline that calls every capitalised word a name: all rules run, and no model."""
    nlp = spacy.blank("en")
    ruler = nlp.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": "PERSON", "pattern": [{"IS_TITLE": True, "OP": "+"}]}])
    return Pipeline(nlp, name="bare", version="0")


BARE = bare()


@given(TEXTS)
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_rules_on_any_text(raw):
    text = canonical(raw)
    check(BARE.analyse(text), text)


@given(TEXTS)
@example("1 \u03010JE0e")  # a space that carries an accent is one grapheme
@example("“We go”\u0301 said Maria Keller")
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
def test_the_shipped_pipeline_on_any_text(pipeline, raw):
    text = canonical(raw)
    check(pipeline.analyse(text), text)


SAID = "“The bridge is gone,” said Maria Keller on Monday. The attack in Istanbul killed 39 people."


@given(st.text(alphabet=st.characters(exclude_characters="\"'“”‘’„«»"), max_size=60))
@example("👩‍👩‍👧 e\u0301 \U0001f1f9\U0001f1f7 \u200e العراق")
@example("\U00010400\ufe0f\u0301")
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
def test_offsets_point_at_the_words_whatever_stands_before_them(pipeline, prefix):
    text = canonical(prefix + "\n" + SAID)
    analysis = pipeline.analyse(text)
    quote = next(quote for quote in analysis.quotes if quote.cue and text[slice(*quote.cue)] == "said")
    assert [text[start:end] for start, end in quote.pieces] == ["“The bridge is gone,”"]
    assert text[analysis.tags[quote.speaker].start : analysis.tags[quote.speaker].end] == "Maria Keller"
    assert "attack" in {text[tag.start : tag.end] for tag in analysis.tags if tag.kind == "event"}
    assert 39 in {event.dead for event in analysis.events if text[slice(*(event.dead_at or (0, 0)))] == "39"}


def test_a_very_long_paragraph(pipeline):
    """400,000 words would be the same by the thousand; what counts is that a paragraph may be of any length."""
    text = "Isis said “we go” to Maria Keller in Turkey and 12 people were killed there. " * 700
    analysis = BARE.analyse(text)
    check(analysis, text)
    assert sum(text[tag.start : tag.end] == "Turkey" for tag in analysis.tags) == 700


def test_a_word_of_a_megabyte():
    check(BARE.analyse("A" * 1_000_000), "A" * 1_000_000)

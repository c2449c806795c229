"""Scores as probabilities: curves, their fitting and storing, and what happens where nothing was measured."""

import json
import random
from itertools import pairwise

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

from annotations.pipeline.analysis import Analysis, QuoteProposal, TagProposal
from annotations.pipeline.component import NAME
from annotations.pipeline.confidence import ANY, EVIDENCE, Calibration, as_json, at, from_json
from annotations.pipeline.evaluation.calibrating import (
    Seen,
    curve,
    event_words_seen,
    fitted,
    names_seen,
    off_by,
    pooled,
    quotes_seen,
    reliability,
)
from annotations.pipeline.evaluation.gold import GoldArticle, Mention, Said
from annotations.pipeline.loader import load_pipeline

TEXT = "Ana Bell left U.S.-led Korsund. “We go,” she said."


def tag(words: str, kind: str, found: str = "model", form: str = "name") -> TagProposal:
    start = TEXT.index(words)
    return TagProposal(
        start=start, end=start + len(words), kind=kind, form=form, found=found, score=EVIDENCE.get(found, 0.8)
    )


def read_curve(points) -> None:
    from_json({"format": 1, "names_by": {"ner": {"tags": {"model": {ANY: points}}, "quotes": {}}}})


# --- Using a calibration ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("score", "expected"), [(0.0, 0.2), (0.5, 0.2), (0.6, 0.3), (0.7, 0.4), (0.8, 0.65), (0.9, 0.9), (1.0, 0.9)]
)
def test_straight_lines_between_the_points_and_level_beyond(score, expected):
    assert at(((0.5, 0.2), (0.7, 0.4), (0.9, 0.9)), score) == pytest.approx(expected)


def test_the_most_special_curve_counts_and_what_was_never_measured_keeps_its_score():
    calibration = Calibration(
        tags={
            (ANY, "model"): [(0.75, 0.5)],
            (ANY, "model, one word"): [(0.75, 0.4)],
            ("person", "model"): [(0.75, 0.7)],
            (ANY, "both"): [(0.95, 0.9)],
        },
        quotes={"in marks": [(0.5, 0.6)]},
    )
    tags = [
        tag("Ana Bell", "person"), tag("Ana Bell", "group"), tag("Korsund", "person"), tag("Korsund", "place", "both"),
        tag("Korsund", "place", "titled"),
    ]  # fmt: skip
    quotes = [QuoteProposal(pieces=((0, 3),), mode=mode, score=0.4) for mode in ("direct", "mixed", "indirect")]
    unsure = QuoteProposal(pieces=((4, 5),))
    found = calibration.applied(Analysis(tags=tuple(tags), quotes=(*quotes, unsure)), TEXT)
    assert [tag.score for tag in found.tags] == [0.7, 0.5, 0.4, 0.9, 0.8]
    assert [quote.score for quote in found.quotes] == [0.6, 0.6, 0.4, None]


def test_without_a_calibration_nothing_changes():
    analysis = Analysis(tags=(tag("Ana Bell", "person"),))
    assert Calibration().applied(analysis, TEXT) is analysis


def test_it_comes_back_from_its_file_as_it_was():
    calibration = fitted(
        [Seen("person", "model", 0.75, True), Seen("person", "model, one word", 0.75, False)],
        [Seen("", "in marks", 0.95, True), Seen("", "in marks", 0.4, False)],
        {"pipeline": "default"},
    )
    plain = json.loads(json.dumps(as_json({"ner": calibration})))
    assert as_json(from_json(plain)) == plain
    assert from_json(plain)["ner"].about == {"pipeline": "default"}


@pytest.mark.parametrize(
    "points", [[], [[0.5, 0.4], [0.6, 0.3]], [[0.5, 0.4], [0.5, 0.6]], [[0.5, 1.4]], [[0.5]], ["x"]]
)
def test_a_file_with_no_rising_curve_is_refused(points):
    with pytest.raises(ValueError):  # noqa: PT011 - several messages
        read_curve(points)
    with pytest.raises(ValueError, match="format"):
        from_json({"format": 2})


def test_it_is_stored_with_the_pipeline_and_read_with_it(tmp_path):
    nlp = spacy.blank("en", meta={"name": "ruled"})
    nlp.add_pipe("entity_ruler").add_patterns([{"label": "PER", "pattern": "Mira Okonjo"}])
    news = nlp.add_pipe(NAME)
    nlp.to_disk(tmp_path / "plain")
    news.calibrations["entity_ruler"] = Calibration(tags={(ANY, "model"): [(0.75, 0.33)]})
    news.calibrations["ner"] = Calibration(tags={(ANY, "model"): [(0.75, 0.44)]})
    nlp.to_disk(tmp_path / "measured")
    scores = {}
    for name in ("plain", "measured"):
        pipeline = load_pipeline(str(tmp_path / name))
        scores[name] = [tag.score for tag in pipeline.analyse("Mira Okonjo left.").tags]
    assert scores == {"plain": [0.75], "measured": [0.33]}
    copy = spacy.blank("en")
    copy.add_pipe(NAME).from_bytes(news.to_bytes())
    assert as_json(copy.get_pipe(NAME).calibrations) == as_json(news.calibrations)
    nlp.disable_pipe("entity_ruler")
    assert not news.calibration


def test_a_model_that_says_how_sure_it_is_is_heard(tmp_path):
    nlp = spacy.blank("en", meta={"name": "ruled"})
    nlp.add_pipe("entity_ruler").add_patterns([{"label": "PER", "pattern": "Mira Okonjo"}])
    news = nlp.add_pipe(NAME)
    news.calibrations["entity_ruler"] = Calibration(tags={(ANY, "model"): [(0.0, 0.0), (1.0, 0.5)]})
    doc = nlp.get_pipe("entity_ruler")(nlp.make_doc("Go.\nMira Okonjo left."))
    doc.ents[0]._.sure = 0.8
    assert [tag.score for tag in news(doc)._.analysis.tags] == [pytest.approx(0.4)]


def test_the_shipped_pipeline_is_calibrated(pipeline):
    calibration = pipeline.nlp.get_pipe(NAME).calibration
    assert calibration.about["pipeline"]
    assert {(ANY, way) for way in ("both", "model", "repeated", "speaker", "event word")} <= set(calibration.tags)
    assert set(calibration.quotes) == {"in marks", "indirect"}
    analysis = pipeline.analyse(TEXT)
    assert all(0 < item.score < 1 for item in (*analysis.tags, *analysis.quotes))


# --- Fitting one ------------------------------------------------------------------------------------------------------
@given(st.lists(st.tuples(st.floats(0, 1), st.integers(1, 50)), max_size=30))
def test_pooled_values_rise_and_keep_the_mean(points):
    values = pooled(points)
    assert len(values) == len(points)
    assert all(low <= high + 1e-9 for low, high in pairwise(values))
    weights = [weight for _, weight in points]
    kept = sum(value * weight for value, weight in zip(values, weights, strict=True))
    assert kept == pytest.approx(sum(value * weight for value, weight in points))


def test_pooling_touches_only_what_falls():
    assert pooled([(0.1, 1), (0.6, 1), (0.4, 1), (0.9, 1)]) == pytest.approx([0.1, 0.5, 0.5, 0.9])


@pytest.mark.parametrize(
    ("right", "wrong", "low", "high"), [(900, 100, 0.895, 0.9), (1, 0, 0.76, 0.79), (0, 1, 0.67, 0.7)]
)
def test_few_proposals_move_the_rule_of_thumb_little(right, wrong, low, high):
    seen = [Seen("person", "model", 0.75, True)] * right + [Seen("person", "model", 0.75, False)] * wrong
    ((score, share),) = curve(seen, None)
    assert score == 0.75
    assert low <= share <= high


@pytest.mark.parametrize("count", [13, 26, 51, 630, 5000])
def test_many_different_scores_become_a_rising_curve_near_the_truth(count):
    chance = random.Random(1)
    seen = [Seen("person", "model", s := chance.random(), chance.random() < s * s) for _ in range(count)]
    points = curve(seen, None)
    assert len(points) == min(max(count // 25, 1), 20)
    assert count < 5000 or max(abs(share - score * score) for score, share in points) < 0.08
    read_curve(points)


def test_one_word_and_several_have_curves_of_their_own_held_towards_the_common_one():
    seen = [Seen("person", "model", 0.75, True)] * 100 + [Seen("person", "model, one word", 0.75, False)] * 100
    seen += [Seen("place", "model", 0.75, True)]
    calibration = fitted(seen, [])
    shares = {key: points[0][1] for key, points in calibration.tags.items()}
    assert 0.45 < shares[ANY, "model"] < 0.55
    assert shares["person", "model, one word"] < 0.1 < 0.9 < shares["person", "model"]
    assert shares["place", "model"] == pytest.approx((1 + 10 * shares[ANY, "model"]) / 11, abs=0.002)


def test_reliability_bins_and_the_distance_from_the_truth():
    found = reliability([(0.95, True)] * 9 + [(0.95, False)] + [(0.21, False)] * 10 + [(1.0, True)] * 0)
    assert [(bin.count, round(bin.true, 2)) for bin in found] == [(10, 0.0), (10, 0.9)]
    assert off_by(found) == pytest.approx((0.21 + 0.05) / 2)
    assert off_by([]) == 0


# --- What is right ----------------------------------------------------------------------------------------------------
def gold(*mentions: tuple[str, str], quotes=(), open_tags=()) -> GoldArticle:
    made = tuple(Mention(TEXT.index(words), TEXT.index(words) + len(words), kind) for words, kind in mentions)
    return GoldArticle(name="a", text=TEXT, mentions=made, quotes=quotes, open_tags=open_tags)


def test_names_are_right_to_the_letter_and_what_corpora_never_mark_says_nothing():
    analysis = Analysis(
        tags=(
            tag("Ana Bell", "person"), tag("Ana", "person"), tag("U.S.", "place", "listed"),
            tag("Korsund", "event", "listed"), tag("Korsund", "place", "both"),
        )
    )  # fmt: skip
    seen = names_seen(gold(("Ana Bell", "person"), ("Korsund", "place")), analysis)
    assert [(s.kind, s.way, s.right) for s in seen] == [
        ("person", "model", True), ("person", "model, one word", False), ("place", "both, one word", True),
    ]  # fmt: skip


def test_event_words_are_right_where_an_event_is():
    analysis = Analysis(
        tags=(tag("left", "event", "event word", "nominal"), tag("said", "event", "event word", "nominal"))
    )
    assert [s.right for s in event_words_seen(gold(("left", "event")), analysis)] == [True, False]


def test_quotes_are_right_with_their_words_and_their_speaker():
    at_quote, at_she = (TEXT.index("“"), TEXT.index("”") + 1), (TEXT.index("she"), TEXT.index("she") + 3)
    wanted = Said(pieces=(at_quote,), speaker=at_she, name="Ana Bell")
    she, ana = tag("she", "person", "speaker", "pronoun"), tag("Ana Bell", "person")

    def outcome(pieces, speaker):
        quote = QuoteProposal(pieces=(pieces,), speaker=speaker, score=0.9)
        return [s.right for s in quotes_seen(gold(quotes=(wanted,)), Analysis(tags=(ana, she), quotes=(quote,)))]

    assert outcome(at_quote, 1) == [True, True]
    assert outcome((at_quote[0] + 1, at_quote[1] - 1), 1) == [True, True]
    assert outcome(at_quote, 0) == [False]
    assert outcome(at_quote, None) == [False]
    assert outcome((0, 8), 1) == [False, False]

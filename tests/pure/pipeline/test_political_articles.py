"""The political articles of `training/us_politics`: their markup, and what the shipped pipeline finds in them."""

import sys
from pathlib import Path

import pytest

from annotations.pipeline.evaluation.gold import GoldArticle, Said
from annotations.pipeline.evaluation.scoring import IN_MARKS, SPEAKER_MEANT, score_article

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "training"))

import politics

ARTICLES = list(politics.articles())


def test_both_halves_make_the_whole():
    tuning, held_out = (
        {article.name for article in politics.articles(half)} for half in (politics.TUNING, politics.HELD_OUT)
    )
    assert not tuning & held_out
    assert len(tuning | held_out) == len(ARTICLES) >= 40


@pytest.mark.parametrize("article", ARTICLES, ids=[article.name for article in ARTICLES])
def test_pieces_are_passages_in_marks_and_speakers_stand_outside(article):
    assert not set("<>{}") & set(article.text)
    for quote in article.quotes:
        for start, end in quote.pieces:
            assert article.text[start] in "“\"'‘"
            assert "\n" not in article.text[start:end]
        if quote.speaker:
            assert quote.name
            assert not any(start < quote.speaker[1] and quote.speaker[0] < end for start, end in quote.pieces)


@pytest.mark.parametrize(
    ("marked", "why"),
    [("<xx “We go.”>", "nobody is called"), ("<ab “We go.” said.", "never closed"), ("<ab “We go.”>", "no words for")],
)
def test_wrong_markup_is_refused(marked, why):
    with pytest.raises(ValueError, match=why):
        politics.parsed(f"one\nab Ana Bell\n---\n{marked}")


def test_the_nearest_words_of_the_same_paragraph_are_the_speakers():
    article = politics.parsed("one\nab Ana Bell\n---\n{ab Bell} spoke at noon. <ab “We go.”>\n{ab She} left.")
    assert article.text == "Bell spoke at noon. “We go.”\nShe left."
    assert [(quote.pieces, quote.speaker) for quote in article.quotes] == [([(20, 28)], (0, 4))]


def test_quotes_and_speakers_are_found_as_well_as_promised(pipeline):
    """Direct quotes found, their speakers right, and how many proposals are quotations, over all articles."""
    found = {row: [0] * 5 for row in (IN_MARKS, SPEAKER_MEANT)}
    for article in ARTICLES:
        said = [
            Said(pieces=tuple(quote.pieces), mode=quote.mode, speaker=quote.speaker, name=quote.name)
            for quote in article.quotes
            if quote.key != politics.UNDECIDED and quote.mode == "direct"
        ]
        undecided = [piece for quote in article.quotes if quote.pieces not in [list(s.pieces) for s in said]
                     for piece in quote.pieces]  # fmt: skip
        gold = GoldArticle(
            name=article.name, text=article.text, quotes=tuple(said), open_quotes=tuple(undecided), reported=False
        )
        counts = score_article(gold, pipeline.analyse(article.text), frozenset({"quotes"})).counts
        for row, total in found.items():
            found[row] = [a + b for a, b in zip(total, counts[row], strict=True)]
    _, guessed, wanted, touching, touched = found[IN_MARKS]
    assert touched >= 0.98 * wanted
    assert touching >= 0.7 * guessed
    assert found[SPEAKER_MEANT][0] >= 0.88 * wanted

"""Measuring a pipeline: reading the gold, counting, intervals, mistakes, and the printed table."""

import json

import pytest

from annotations.pipeline.analysis import Analysis, GroupProposal, QuoteProposal, TagProposal
from annotations.pipeline.evaluation.gold import NAMES, QUOTES, WORDS, GoldError, covered, read_gold
from annotations.pipeline.evaluation.report import mistakes, table
from annotations.pipeline.evaluation.scoring import score_article
from annotations.pipeline.evaluation.table import rows

TEXT = "Ana Bell left Korsund. “We go,” she said. The Northern Front fled after the attack."
ALL = frozenset((NAMES, WORDS, QUOTES))


def at(words: str) -> tuple[int, int]:
    start = TEXT.index(words)
    return start, start + len(words)


def tag(words: str, kind: str, state: str = "confirmed", form: str = "name") -> dict:
    start, end = at(words)
    return {"start": start, "end": end, "kind": kind, "form": form, "state": state, "text": words}


def quote(words: str, *, state: str = "confirmed", mode: str = "direct", speaker: str = "she") -> dict:
    start, end = at(speaker)
    return {
        "pieces": [at(words)],
        "state": state,
        "mode": mode,
        "speaker": {"tag": 1, "start": start, "end": end, "text": speaker, "name": "Ana Bell"},
    }


def line(tags=(), quotes=(), *, text: str = TEXT, role: str = "record", **article) -> str:
    about = {"headline": "A", "text": text, "language": "en", **article}
    reading = {"role": role, "state": "closed"}
    row = {"format": "newsroom-annotations", "article": about, "reading": reading, "tags": tags, "quotes": quotes}
    return json.dumps(row)


def proposed(*tags: tuple[str, str] | tuple[str, str, str], quotes=(), text: str = TEXT) -> Analysis:
    made = []
    for words, kind, *form in tags:
        start = text.index(words)
        shape = form[0] if form else "name"
        made.append(TagProposal(start=start, end=start + len(words), kind=kind, form=shape, group=0))
    group = GroupProposal(kind="person", name="Ana Bell")
    return Analysis(tags=tuple(made), groups=(group,), quotes=tuple(quotes))


def the_article(*tags: dict, quotes=(), **article):
    (gold,) = read_gold([line(tags, quotes, **article)]).articles
    return gold


# --- Gold -------------------------------------------------------------------------------------------------------------
def test_only_what_was_confirmed_is_true_and_what_is_undecided_is_open():
    gold = the_article(
        tag("Ana Bell", "person"), tag("Korsund", "place", "rejected"), tag("attack", "event", "suggested", "nominal")
    )
    assert [(m.start, m.end, m.kind) for m in gold.mentions] == [(0, 8, "person")]
    assert gold.open_tags == (at("attack"),)


def test_masked_places_are_open_and_their_tags_left_out():
    gold = the_article(tag("Ana Bell", "person"), masked=[[0, 8]])
    assert gold.mentions == ()
    assert gold.open_tags == ((0, 8),)


def test_the_outlets_own_voice_is_no_quote():
    assert the_article(tag("Korsund", "place"), quotes=[quote("“We go,”", mode="own_voice")]).quotes == ()


def test_the_record_counts_before_an_analysts_reading_and_that_before_any_other():
    lines = [
        line([tag("Korsund", "person")], role="human"),
        line([tag("Korsund", "place")]),
        line([tag("Korsund", "group")], role="human"),
        "",
        line([tag("Korsund", "event", "suggested")], role="machine", text=TEXT + " x"),
    ]
    gold = read_gold(lines)
    assert [mention.kind for article in gold.articles for mention in article.mentions] == ["place"]
    assert gold.undecided == 1


def test_a_record_in_which_there_is_nothing_is_gold_too():
    assert len(read_gold([line()]).articles) == 1
    assert read_gold([line(role="human")]).undecided == 1


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        ("{", "Line 2 is not JSON"),
        ("[]", "Line 2: the field"),
        ('{"format": "other"}', "Line 2: its format is “other”"),
        ('{"format": "newsroom-annotations"}', "Line 2: the field 'article'"),
        (line([{**tag("Korsund", "place"), "end": 999}]), "not inside the text"),
        (line([{**tag("Korsund", "place"), "text": "Kors"}]), "is “Korsund” in the text, not “Kors”"),
        (line([tag("Korsund", "river")]), "is no kind of tag"),
    ],
)
def test_a_line_that_no_export_writes_is_named(bad, message):
    with pytest.raises(GoldError, match=message.replace("[", r"\[")):
        read_gold([line(), bad])


def test_what_the_gold_covers():
    assert covered([the_article()]) == frozenset()
    assert covered([the_article(tag("Korsund", "place"))]) == {NAMES, WORDS}
    assert covered([the_article(tag("Korsund", "place"))], names_only=True) == {NAMES}
    assert covered([the_article(quotes=[quote("“We go,”")])]) == {QUOTES}


# --- Counting ---------------------------------------------------------------------------------------------------------
GOLD_TAGS = (
    tag("Ana Bell", "person"), tag("Korsund", "place"), tag("Northern Front", "group"),
    tag("attack", "event", form="nominal"), tag("she", "person", form="pronoun"),
)  # fmt: skip


def counts(row: str, analysis: Analysis, *tags: dict, covers=ALL) -> list[int]:
    return score_article(the_article(*(tags or GOLD_TAGS)), analysis, covers).counts[row]


@pytest.mark.parametrize(
    ("guess", "right", "touching", "any_kind", "mistake"),
    [
        (("Northern Front", "group"), 1, 1, 1, None),
        (("Front", "group"), 0, 1, 1, "wrong boundary"),
        (("The Northern Front fled", "group"), 0, 1, 1, "wrong boundary"),
        (("Northern Front", "place"), 0, 0, 1, "wrong kind"),
        (("Northern", "place"), 0, 0, 1, "wrong kind and boundary"),
        (("fled", "group"), 0, 0, 0, "missed"),
    ],
)
def test_strict_and_overlap(guess, right, touching, any_kind, mistake):
    gold = the_article(tag("Northern Front", "group"))
    score = score_article(gold, proposed(guess), ALL)
    assert score.counts["all"] == [right, 1, 1, touching, touching]
    assert score.counts["any kind"][3:] == [any_kind, any_kind]
    assert [m.type for m in score.mistakes if m.type != "spurious"] == ([mistake] if mistake else [])
    assert ("spurious" in [m.type for m in score.mistakes]) == (mistake == "missed")


def test_two_proposals_inside_one_name_touch_it_once():
    made = proposed(("Northern", "group"), ("Front", "group"))
    assert counts("group", made) == [0, 2, 1, 2, 1]


def test_event_words_count_as_events_unless_the_gold_has_names_alone():
    made = proposed(("attack", "event", "nominal"))
    assert counts("event", made) == [1, 1, 1, 1, 1]
    assert counts("event", made, covers=frozenset((NAMES,))) == [0, 0, 0, 0, 0]


def test_descriptions_and_pronouns_are_a_row_of_their_own():
    made = proposed(("she", "person", "pronoun"))
    assert counts("descriptions", made) == [1, 1, 1, 1, 1]
    assert counts("person", made)[1] == 0


def test_where_nobody_decided_a_proposal_is_neither_right_nor_wrong():
    gold = (tag("Ana Bell", "person"), tag("Korsund", "place", "suggested"), tag("Northern Front", "group", "rejected"))
    made = proposed(("Ana Bell", "person"), ("Korsund", "group"), ("Northern Front", "group"))
    assert counts("all", made, *gold) == [1, 2, 1, 1, 1]


def said(words: str, mode: str = "direct", speaker: int | None = 0) -> QuoteProposal:
    return QuoteProposal(pieces=(at(words),), mode=mode, speaker=speaker)


@pytest.mark.parametrize(
    ("made", "row", "expected"),
    [
        (said("“We go,”"), "in marks", [1, 1, 1, 1, 1]),
        (said("We go,"), "in marks", [1, 1, 1, 1, 1]),
        (said("We go,", "mixed"), "in marks", [1, 1, 1, 1, 1]),
        (said("“We"), "in marks", [0, 1, 1, 1, 1]),
        (said("“We go,”", "indirect"), "in marks", [0, 0, 1, 0, 0]),
        (said("“We go,”", "indirect"), "all quotes", [1, 1, 1, 1, 1]),
        (said("Front fled"), "in marks", [0, 1, 1, 0, 0]),
    ],
)
def test_quotes_by_their_words_without_the_marks(made, row, expected):
    gold = the_article(quotes=[quote("“We go,”")])
    analysis = proposed(("she", "person", "pronoun"), quotes=[made])
    assert score_article(gold, analysis, ALL).counts[row] == expected


def test_reported_speech_counts_only_where_somebody_decided_about_some():
    made = proposed(("she", "person", "pronoun"), quotes=[said("Front fled", "indirect")])
    untold = the_article(quotes=[quote("“We go,”")])
    told = the_article(quotes=[quote("“We go,”"), quote("Korsund", mode="indirect", state="rejected")])
    assert [score_article(gold, made, ALL).counts["all quotes"][1] for gold in (untold, told)] == [0, 1]


@pytest.mark.parametrize(
    ("words", "name", "right_words", "right_one"),
    [
        ("she", "Ana Bell", 1, 1), ("Ana Bell", "Ana Bell", 0, 1), ("Ana Bell", "Bell", 0, 1), ("she", "Korsund", 1, 0),
    ],
)  # fmt: skip
def test_speakers_by_their_words_and_by_whom_they_mean(words, name, right_words, right_one):
    start, end = at(words)
    analysis = Analysis(
        tags=(TagProposal(start=start, end=end, kind="person", group=0),),
        groups=(GroupProposal(kind="person", name=name),),
        quotes=(said("“We go,”"),),
    )
    score = score_article(the_article(quotes=[quote("“We go,”")]), analysis, ALL)
    assert score.counts["speaker’s words"][:3] == [right_words, 1, 1]
    assert score.counts["whom they mean"][:3] == [right_one, 1, 1]


def test_a_found_quote_without_speaker_is_recall_lost_and_no_precision():
    score = score_article(
        the_article(quotes=[quote("“We go,”")]), proposed(quotes=[said("“We go,”", speaker=None)]), ALL
    )
    assert score.counts["whom they mean"][:3] == [0, 0, 1]
    assert [(m.type, m.instead) for m in score.mistakes] == [("wrong speaker", "nobody")]


# --- The table --------------------------------------------------------------------------------------------------------
def many(right: int, wrong: int):
    gold = the_article(tag("Korsund", "place"))
    good = score_article(gold, proposed(("Korsund", "place")), frozenset((NAMES,)))
    bad = score_article(gold, proposed(("Front", "place")), frozenset((NAMES,)))
    return [good] * right + [bad] * wrong


def test_intervals_hold_the_figure_and_are_the_same_each_time():
    (place, *_), (again, *_) = rows(many(30, 10)), rows(many(30, 10))
    low, high = place.strict.interval
    assert place.strict.f1 == pytest.approx(0.75)
    assert low < 0.75 < high
    assert 0.2 < high - low < 0.35  # the binomial's own is 0.27
    assert again == place


def test_one_article_has_no_interval_and_rows_without_gold_are_left_out():
    made = rows(many(1, 0))
    assert [row.name for row in made] == ["place", "all", "any kind"]
    assert {row.strict.interval for row in made} == {None}


def test_the_printed_table_is_markdown():
    lines = list(table(rows(many(30, 10))))
    assert len({line.count("|") for line in lines[:-1]}) == 1
    assert "| place           | .750     | .750 | .750 |" in "\n".join(lines)
    assert set(lines[1]) == {"|", "-"}


def test_mistakes_come_with_their_words_in_context_the_commonest_first():
    gold = the_article(*GOLD_TAGS)
    score = score_article(gold, proposed(("Ana", "person"), ("Korsund", "person")), ALL)
    text = "\n".join(mistakes([gold, gold], [score, score], most=1))
    assert "missed: 4\n" in text
    assert "  group ×2: Bell left Korsund. “We go,” she said. The [Northern Front] fled after the attack." in text
    assert "  place → person ×2: Ana Bell left [Korsund]. “We go,” she said. The Northern" in text
    assert "  and 1 more" in text

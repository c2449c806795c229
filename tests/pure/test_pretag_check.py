"""What a broken pipeline proposes never gets as far as the database."""

import math

import pytest

from annotations.pipeline.analysis import Analysis, EventProposal, GroupProposal, QuoteProposal, TagProposal
from annotations.pipeline.languages import reads
from annotations.services.pretag_check import checked

TEXT = "Mira Okonjo spoke in Halcyon. 👩‍👩‍👧 “No,” she said."


def tag(start, end, kind="person", **more):
    return TagProposal(start=start, end=end, kind=kind, **more)


@pytest.mark.parametrize(
    ("proposal", "kept"),
    [
        (tag(0, 11), (0, 11)),
        (tag(0, len(TEXT)), (0, len(TEXT))),
        (tag(-1, 4), None),
        (tag(4, 4), None),
        (tag(5, 4), None),
        (tag(0, len(TEXT) + 1), None),
        (tag(4, 5), None),
        (tag(0.0, 11.0), None),
        (tag(0, 11, kind="robot"), None),
        (tag(0, 11, form="shout"), None),
        (tag(30, 31), (30, 35)),
        (tag(31, 34), (30, 35)),
    ],
    ids=repr,
)
def test_tags_fit_the_text(proposal, kept):
    result = checked(Analysis(tags=(proposal,)), TEXT)
    assert [(found.start, found.end) for found in result.analysis.tags] == ([kept] if kept else [])
    assert bool(result.note) == (kept is None)


@pytest.mark.parametrize(
    ("score", "kept"), [(0, 0.0), (0.5, 0.5), (1, 1.0), (1.2, None), (-1, None), (math.nan, None), ("high", None)]
)
def test_a_score_is_a_share_or_nothing(score, kept):
    result = checked(Analysis(tags=(tag(0, 4, score=score),)), TEXT)
    assert result.analysis.tags[0].score == kept


def test_links_follow_what_is_kept_and_are_cut_to_what_is_not():
    analysis = Analysis(
        tags=(tag(-1, 2, group=0), tag(21, 28, kind="place", group=1), tag(0, 11, group=2), tag(0, 11, group=0)),
        groups=(
            GroupProposal(kind="person", name="Nobody"),
            GroupProposal(kind="person", name="wrong kind"),
            GroupProposal(kind="person", name="  Mira\nOkonjo "),
        ),
        quotes=(
            QuoteProposal(pieces=((36, 41),), speaker=0),
            QuoteProposal(pieces=((36, 40),), speaker=2),
            QuoteProposal(pieces=((36, 39),), speaker=3),
            QuoteProposal(pieces=((36, 38),), speaker=99),
        ),
    )
    result = checked(analysis, TEXT).analysis
    assert [found.group for found in result.tags] == [None, 0]
    assert [group.name for group in result.groups] == ["Mira Okonjo"]
    assert [quote.speaker for quote in result.quotes] == [None, 1, 1, None]


@pytest.mark.parametrize(
    ("pieces", "kept"),
    [
        (((36, 38), (39, 41)), ((36, 38), (39, 41))),
        (((39, 41), (36, 38)), ((36, 38), (39, 41))),
        (((36, 38), (38, 41)), ((36, 41),)),
        (((36, 40), (38, 41)), ((36, 41),)),
        ((), None),
        (((36, 36),), None),
        (((36, 38), (39, 400)), None),
    ],
)
def test_quotes_fit_the_text(pieces, kept):
    result = checked(Analysis(quotes=(QuoteProposal(pieces=pieces, cue=(0, 999)),)), TEXT)
    assert [quote.pieces for quote in result.analysis.quotes] == ([kept] if kept else [])
    assert all(quote.cue is None for quote in result.analysis.quotes)


def test_the_machine_has_no_own_voice_and_says_nothing_twice():
    quote = QuoteProposal(pieces=((36, 41),))
    result = checked(
        Analysis(quotes=(quote, quote, QuoteProposal(pieces=((0, 5),), mode="own_voice")), tags=(tag(0, 4), tag(0, 4))),
        TEXT,
    )
    assert len(result.analysis.quotes) == len(result.analysis.tags) == 1
    assert result.note == ("Left out: 1 quotes of an unknown mode, 1 quotes proposed twice, 1 tags proposed twice.")


def test_every_event_group_is_one_event():
    analysis = Analysis(
        tags=(tag(0, 4, kind="event", group=0), tag(5, 11, kind="event", group=1), tag(12, 17, group=2)),
        groups=(
            GroupProposal(kind="event", name="attack"),
            GroupProposal(kind="event", name="vote"),
            GroupProposal(kind="person", name="Mira"),
        ),
        events=(
            EventProposal(group=0, type="battles"),
            EventProposal(group=0, type="riots"),
            EventProposal(group=2, type="riots"),
            EventProposal(group=9, type="riots"),
        ),
    )
    result = checked(analysis, TEXT).analysis
    assert [(event.group, event.type) for event in result.events] == [(0, "battles"), (1, "")]


def test_the_slots_of_an_event_point_at_what_was_kept():
    analysis = Analysis(
        tags=(
            tag(0, 4, kind="event", group=0),
            tag(900, 910, group=1),
            tag(5, 11, group=1),
            tag(12, 17, kind="place", group=2),
            tag(0, 11),
        ),
        groups=(
            GroupProposal(kind="event", name="attack"),
            GroupProposal(kind="person", name="Mira"),
            GroupProposal(kind="place", name="Altdorf"),
        ),
        events=(
            EventProposal(
                group=0,
                type="no such type",
                status="feared",
                participants=(
                    (1, "actor"),
                    (2, "actor"),
                    (2, "actor"),
                    (2, "hero"),
                    (3, "target"),
                    (4, "victim"),
                    (0, "actor"),
                ),
                place=3,
                when=(2, 900),
                date="2017-02-31",
                precision="day",
                dead=-1,
                dead_at=(0, 4),
                injured=2**40,
            ),
        ),
    )
    (event,) = checked(analysis, TEXT).analysis.events
    assert (event.type, event.status, event.participants, event.place) == (
        "",
        "happened",
        ((1, "actor"), (2, "target")),
        2,
    )
    assert (event.when, event.date, event.precision) == (None, "", "")
    assert (event.dead, event.dead_at, event.injured) == (None, (0, 4), None)


def test_the_slots_of_an_event_that_fit_are_kept():
    slots = {"status": "planned", "place": 1, "when": (0, 4), "date": "2017-02-28", "precision": "week", "dead": 39}
    analysis = Analysis(
        tags=(tag(0, 4, kind="event", group=0), tag(12, 17, kind="place", group=1)),
        groups=(GroupProposal(kind="event", name="attack"), GroupProposal(kind="place", name="Altdorf")),
        events=(EventProposal(group=0, type="battles", **slots),),
    )
    assert checked(analysis, TEXT).analysis.events == analysis.events


def test_labels_and_names_are_what_the_database_holds():
    analysis = Analysis(
        tags=(tag(0, 4, label="L" * 99, group=0), tag(5, 11, group=1)),
        groups=(GroupProposal(kind="person", name="a\x00b\ud800" * 400), GroupProposal(kind="person", name=" \x00 ")),
    )
    result = checked(analysis, TEXT).analysis
    assert len(result.tags[0].label) == 40
    assert [len(group.name) for group in result.groups] == [500]
    assert "\x00" not in result.groups[0].name
    assert result.tags[1].group is None


@pytest.mark.parametrize(
    ("pipeline", "article", "expected"),
    [
        ("en", "en", True),
        ("en", "en-GB", True),
        ("en", "EN_us", True),
        ("en", "", True),
        ("en", "tr", False),
        ("xx", "tr", True),
        ("", "tr", True),
    ],
)
def test_a_pipeline_reads_its_own_language(pipeline, article, expected):
    assert reads(pipeline, article) is expected

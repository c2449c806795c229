"""Words that say when, and the day, week, month or year that they mean."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.pipeline.analysis import PRECISIONS, Analysis, EventProposal, GroupProposal, TagProposal
from annotations.pipeline.dates import dated, find_dates, normalised

MONDAY = date(2017, 1, 2)
ABSOLUTE = [
    ("14 January 2017", "2017-01-14", "day"),
    ("14th January, 2017", "2017-01-14", "day"),
    ("14th of January 2017", "2017-01-14", "day"),
    ("January 14, 2017", "2017-01-14", "day"),
    ("Jan. 14, 2017", "2017-01-14", "day"),
    ("Sept 11, 2001", "2001-09-11", "day"),
    ("Monday, 14 January 2017", "2017-01-14", "day"),
    ("2017-01-14", "2017-01-14", "day"),
    ("March 2015", "2015-03-01", "month"),
    ("2014", "2014-01-01", "year"),
]
# words | with the article of Monday, 2 January 2017 | and what is still to come
COUNTED = [
    ("today", "2017-01-02", "2017-01-02", "day"),
    ("yesterday", "2017-01-01", "2017-01-01", "day"),
    ("last night", "2017-01-01", "2017-01-01", "day"),
    ("tomorrow", "2017-01-03", "2017-01-03", "day"),
    ("Monday", "2017-01-02", "2017-01-02", "day"),
    ("Sunday", "2017-01-01", "2017-01-08", "day"),
    ("Saturday night", "2016-12-31", "2017-01-07", "day"),
    ("last Monday", "2016-12-26", "2016-12-26", "day"),
    ("next Friday", "2017-01-06", "2017-01-06", "day"),
    ("14 December", "2016-12-14", "2017-12-14", "day"),
    ("Jan. 1", "2017-01-01", "2018-01-01", "day"),
    ("May", "2016-05-01", "2017-05-01", "month"),
    ("last June", "2016-06-01", "2016-06-01", "month"),
    ("last week", "2016-12-26", "2016-12-26", "week"),
    ("next week", "2017-01-09", "2017-01-09", "week"),
    ("last month", "2016-12-01", "2016-12-01", "month"),
    ("this year", "2017-01-01", "2017-01-01", "year"),
    ("three days ago", "2016-12-30", "2016-12-30", "day"),
    ("two weeks ago", "2016-12-19", "2016-12-19", "week"),
    ("a year ago", "2016-01-01", "2016-01-01", "year"),
]


@pytest.mark.parametrize(("words", "day", "precision"), ABSOLUTE)
def test_words_that_tell_by_themselves(words, day, precision):
    assert normalised(words) == normalised(words, MONDAY) == (day, precision)


@pytest.mark.parametrize(("words", "day", "ahead", "precision"), COUNTED)
def test_words_that_count_from_the_day_of_writing(words, day, ahead, precision):
    assert normalised(words, MONDAY) == (day, precision)
    assert normalised(words, MONDAY, ahead=True) == (ahead, precision)
    assert normalised(words) == ("", "")


@pytest.mark.parametrize("words", ["", "soon", "31 February 2017", "two years earlier", "the 90s", "9999 years ago"])
def test_words_that_mean_no_day(words):
    assert normalised(words, MONDAY) == ("", "")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Gunmen came on Monday, 14 January 2017, and again in May.", ["Monday, 14 January 2017", "May"]),
        ("It may march on, and Theresa May said so in 2014.", ["2014"]),
        ("Over the last year 2,014 people came, 12 people a day.", []),
        ("In 2014-15 it was rare.", []),
        ("Earlier today, and two weeks ago, it rained.", ["Earlier today", "two weeks ago"]),
        ("Nothing here.", []),
        ("", []),
    ],
)
def test_finding_them(text, found):
    assert [text[span.start : span.end] for span in find_dates(text)] == found


def test_an_event_is_dated_from_the_day_of_the_article():
    text = "The attack on Sunday, the talks on Sunday"
    analysis = Analysis(
        tags=(
            TagProposal(start=4, end=10, kind="event", group=0),
            TagProposal(start=26, end=31, kind="event", group=1),
        ),
        groups=(GroupProposal(kind="event", name="attack"), GroupProposal(kind="event", name="talks")),
        events=(
            EventProposal(group=0, type="battles", when=(14, 20)),
            EventProposal(group=1, type="political", when=(35, 41), status="planned"),
        ),
    )
    assert [event.date for event in dated(analysis, text, MONDAY).events] == ["2017-01-01", "2017-01-08"]
    assert [event.date for event in dated(analysis, text, None).events] == ["", ""]


WORDS = st.sampled_from(
    "on in Monday last next week May 14 2017 January Jan. , ago two days year 31 February today - . 99 ٣".split()  # noqa: SIM905
)


@given(st.one_of(st.text(max_size=80), st.lists(WORDS, max_size=12).map(" ".join)), st.dates(), st.booleans())
def test_any_text_and_any_day(text, published, ahead):
    behind = 0
    for span in find_dates(text):
        assert behind <= span.start < span.end <= len(text)
        behind = span.end
        day, precision = normalised(text[span.start : span.end], published, ahead=ahead)
        assert (day == "") == (precision == "")
        if day:
            assert precision in PRECISIONS
            assert date.fromisoformat(day) - date.min >= timedelta(0)

"""How fast an import goes and what is left, in words no more exact than they are known."""

import pytest

from articles.pace import Pace, blended, in_words, rate_in_words, time_left
from articles.spreadsheet import MARK, guarded, line


def test_the_first_stretch_is_the_pace():
    assert blended(None, items=250, size=1000, seconds=0.5) == Pace(500, 2000)


def test_a_long_stretch_counts_more_than_a_short_one():
    fast = Pace(100, 100)
    short = blended(fast, items=0, size=0, seconds=1)
    long = blended(fast, items=0, size=0, seconds=60)
    assert 90 < short.items < 100
    assert long.items < 10


def test_a_stretch_of_no_time_does_not_divide_by_it():
    assert blended(None, items=1, size=1, seconds=0).items == 1000


@pytest.mark.parametrize(
    ("pace", "size", "items", "seconds"),
    [
        (Pace(10, 100), 1000, 0, 10),
        (Pace(10, 100), 1000, 50, 15),
        (Pace(10, 0), 0, 50, 5),
        (Pace(10, 0), 1000, 0, None),
        (Pace(0, 100), 0, 1, None),
        (Pace(0, 0), 0, 0, 0),
    ],
)
def test_time_left_is_unknown_where_nothing_tells(pace, size, items, seconds):
    assert time_left(pace, size=size, items=items) == seconds


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "a few seconds"),
        (59.9, "less than a minute"),
        (60, "about 1 minute"),
        (170, "about 3 minutes"),
        (3600, "about 1 hour"),
        (9000, "about 2 hours"),
        (90_000, "about 1 day"),
        (10_000_000, "about 116 days"),
    ],
)
def test_durations(seconds, words):
    assert in_words(seconds) == words


@pytest.mark.parametrize(
    ("items", "words"),
    [(1234.4, "1,234 items a second"), (3.14, "3.1 items a second"), (0.05, "3.0 items a minute")],
)
def test_rates(items, words):
    assert rate_in_words(items) == words


@pytest.mark.parametrize("value", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1"])
def test_what_a_spreadsheet_would_take_for_a_formula_is_disarmed(value):
    assert guarded(value) == f"'{value}"


@pytest.mark.parametrize("value", ["", "a=b", "news.jsonl, line 3", "3-4"])
def test_anything_else_stays_as_it_is(value):
    assert guarded(value) == value


def test_a_line_keeps_numbers_and_quotes_what_must_be():
    assert line(["a,b", -3, 'say "no"\nnever', "=1"]) == '"a,b",-3,"say ""no""\nnever",\'=1\r\n'
    assert MARK == "\ufeff"

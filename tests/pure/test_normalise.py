"""What people write for a date or a number."""

from datetime import date

import pytest

from annotations.normalise import read_date, read_number, start_of, write_date

PUBLISHED = date(2016, 5, 27)  # a Friday


@pytest.mark.parametrize(
    ("words", "day", "precision"),
    [
        ("2016-05-24", date(2016, 5, 24), "day"),
        ("2016-5-4", date(2016, 5, 4), "day"),
        ("24 May 2016", date(2016, 5, 24), "day"),
        ("May 24, 2016", date(2016, 5, 24), "day"),
        ("  on  24 May ", date(2016, 5, 24), "day"),
        ("Monday", date(2016, 5, 23), "day"),
        ("on Monday", date(2016, 5, 23), "day"),
        ("yesterday", date(2016, 5, 26), "day"),
        ("May 2016", date(2016, 5, 1), "month"),
        ("2016-05", date(2016, 5, 1), "month"),
        ("2016", date(2016, 1, 1), "year"),
        ("in 2016", date(2016, 1, 1), "year"),
        ("2016-W21", date(2016, 5, 23), "week"),
        ("week of 24 May 2016", date(2016, 5, 23), "week"),
        ("last week", date(2016, 5, 16), "week"),
    ],
)
def test_a_date_is_read_with_the_precision_it_is_written_with(words, day, precision):
    assert read_date(words, PUBLISHED) == (day, precision)


@pytest.mark.parametrize("words", ["", "soon", "2016-13-01", "2016-02-30", "2016-W60", "0000", "week of never", "31"])
def test_what_is_no_date_is_none(words):
    assert read_date(words, PUBLISHED) is None


def test_words_that_count_from_the_day_of_writing_need_that_day():
    assert read_date("Monday", None) is None
    assert read_date("24 May", None) is None
    assert read_date("24 May 2016", None) == (date(2016, 5, 24), "day")


@pytest.mark.parametrize("precision", ["day", "week", "month", "year"])
@pytest.mark.parametrize("day", [date(1, 1, 1), date(2016, 2, 29), date(2016, 5, 24), date(9999, 12, 31)])
def test_a_date_that_is_written_is_read_back(day, precision):
    first = start_of(day, precision)
    if first.year > 1900 and first.year < 2100:
        assert read_date(write_date(first, precision), None) == (first, precision)
    assert write_date(None, "") == ""


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("31 people", 31),
        ("at least 1,200", 1200),
        ("12 000", 12000),
        ("1.5 million", 1_500_000),
        ("thirty-one", 31),
        ("two hundred and five", 205),
        ("two million three hundred thousand", 2_300_000),
        ("a hundred people", 100),
        ("a man", 1),
        ("nobody", 0),
        ("no one", 0),
        ("dozens", None),
        ("", None),
        ("99999999999", None),
        ("one hundred hundred hundred hundred hundred", None),
    ],
)
def test_a_number_is_read_from_words_that_tell_one(words, number):
    assert read_number(words) == number

"""JSONL: every line for itself."""

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest

from articles.readers import ParsedArticle, RowError, items, too_large

TEXT = "Three fishing boats were lost off Port Merrow.\nNobody has been found."


def read_all(content: bytes, name: str = "news.jsonl") -> list[ParsedArticle | RowError]:
    return [item.parse() for item in items(name, content)]


def read(name: str = "news.jsonl", **record) -> ParsedArticle | RowError:
    (result,) = read_all(
        json.dumps({"headline": "Boats lost", "text": TEXT, "language": "en", **record}).encode(), name
    )
    return result


def test_all_fields():
    article = read(
        id="a-1",
        outlet="Merrow Herald",
        url="https://herald.example/a?b=1",
        standfirst="Inquiry promised",
        byline="Ana Prill",
        published_at="2026-03-03T21:30:00+02:00",
        language="pt_br",
        something_else={"ignored": True},
    )
    assert article.text == "Boats lost\nInquiry promised\n" + TEXT
    assert (article.standfirst_start, article.body_start) == (11, 28)
    assert (article.external_id, article.outlet, article.byline) == ("a-1", "Merrow Herald", "Ana Prill")
    assert article.url == "https://herald.example/a?b=1"
    assert article.published_at == datetime(2026, 3, 3, 19, 30, tzinfo=UTC)
    assert article.published_has_time
    assert article.language == "pt-BR"
    assert article.notes == ()


def test_title_stands_in_for_headline_and_a_number_may_be_the_id():
    article = read(headline=None, title="Boats gone", id=17)
    assert (article.headline, article.external_id) == ("Boats gone", "17")


def test_without_a_headline_the_text_is_read_like_plain_text():
    article = read(headline="", text="Boats lost\n" + TEXT)
    assert article.headline == "Boats lost"
    assert article.body_start == 11
    only = read(headline=None, text="Three boats were lost.")
    assert (only.headline, only.text, only.body_start) == ("Three boats were lost.", "Three boats were lost.", 0)


def test_a_text_that_begins_with_its_own_headline_does_not_say_it_twice():
    article = read(text="Boats lost\n" + TEXT)
    assert article.text == "Boats lost\n" + TEXT
    assert [block.rule for block in article.blocks] == ["Repeated headline"]


def test_every_line_is_read_for_itself_and_errors_carry_the_line_number():
    good = json.dumps({"headline": "Boats lost", "text": TEXT}).encode()
    content = b"\n".join(
        [good, b'{"text": ', b"", b"[1, 2]", b'"just text"', b"\xff{}", good + b"\r", b"[" * 200_000, b"{}"]
    )
    results = read_all(content)
    assert [type(result).__name__ for result in results] == [
        "ParsedArticle", "RowError", "RowError", "RowError", "RowError", "ParsedArticle", "RowError", "RowError",
    ]  # fmt: skip
    assert [result.number for result in results] == [1, 2, 4, 5, 6, 7, 8, 9]
    messages = [result.message for result in results if isinstance(result, RowError)]
    says = ["not valid JSON", "a list", "holds text", "not UTF-8", "nested", "missing or empty"]
    assert all(word in message for word, message in zip(says, messages, strict=True))
    assert results[1].where == "news.jsonl, line 2"
    assert results[5].content == good


@pytest.mark.parametrize(
    ("record", "says"),
    [
        ({"text": ""}, "There is no text"),
        ({"text": None}, "There is no text"),
        ({"text": " \n\x00 "}, "no text"),
        ({"text": 5}, "must be text, not a number"),
        ({"text": ["a"]}, "must be text, not a list"),
        ({"text": "Gone"}, "one word"),
        ({"headline": {"a": 1}}, "“headline” must be text, not an object"),
        ({"headline": "h" * 1001}, "1,001 characters"),
        ({"outlet": "o" * 201}, "“outlet” has 201"),
        ({"outlet": True}, "not true or false"),
        ({"id": "i" * 201}, "“id” has 201"),
        ({"byline": [1]}, "“byline” must be text"),
        ({"published_at": "yesterday"}, "“yesterday” is not a date"),
        ({"published_at": "2026-02-30"}, "is not a date"),
        ({"published_at": "03/04/2026"}, "2017-01-03"),
        ({"published_at": "0001-01-01T00:00:00+14:00"}, "is not a date"),
        ({"published_at": 1488000000}, "not a number"),
    ],
)
def test_what_is_wrong_with_a_field_is_said(record, says):
    error = read(**record)
    assert isinstance(error, RowError)
    assert says in error.message


@pytest.mark.parametrize(
    ("given", "expected", "has_time"),
    [
        (None, None, False),
        ("", None, False),
        ("2026-03-03", datetime(2026, 3, 3, 12, tzinfo=UTC), False),
        ("2026-03-03T21:30", datetime(2026, 3, 3, 21, 30), True),
        ("2026-03-03 21:30:05", datetime(2026, 3, 3, 21, 30, 5), True),
        ("2026-03-03T21:30:05.1234567Z", datetime(2026, 3, 3, 21, 30, 5, 123456, tzinfo=UTC), True),
        ("2026-03-03T21:30:00+0530", datetime(2026, 3, 3, 21, 30, tzinfo=timezone(timedelta(hours=5.5))), True),
    ],
)
def test_dates(given, expected, has_time):
    article = read(published_at=given)
    assert (article.published_at, article.published_has_time) == (expected, has_time)


@pytest.mark.parametrize(
    ("given", "expected"),
    [("EN", "en"), ("en_gb", "en-GB"), ("zh-hant-tw", "zh-Hant-TW"), ("German", "de"), ("sr-latn", "sr-Latn")],
)
def test_languages_are_written_in_the_usual_way(given, expected):
    assert read(language=given).language == expected


def test_what_does_not_fit_but_does_no_harm_is_left_out_and_said():
    article = read(url="javascript:alert(1)", language="no such thing")
    assert (article.url, article.language) == ("", "en")
    assert len(article.notes) == 2


@pytest.mark.parametrize(
    "url", ["ftp://a.example/", "https://", "http://[::1", "https://a.example/" + "x" * 2000, "a b"]
)
def test_odd_addresses_are_left_out(url):
    assert read(url=url).url == ""


def test_nul_and_lone_surrogates_are_settled_and_said():
    line = rb'{"headline": "Boats \ud83d lost", "text": "They were\u0000 lost \udc00 at \ud83d\ude00 night."}'
    (article,) = read_all(line)
    assert article.text == "Boats \ufffd lost\nThey were lost \ufffd at 😀 night."
    assert len(article.notes) == 3
    article.text.encode()


def test_the_format_is_told_from_the_content():
    line = json.dumps({"headline": "Boats lost", "text": TEXT}).encode()
    assert isinstance(read_all(line, "news.txt")[0], ParsedArticle)
    assert read_all(line, "news.txt")[0].media_type == "application/x-ndjson"
    assert read_all(b"\xef\xbb\xbf\n" + line)[0].number == 2
    assert read_all((line + b"\n" + line).decode().encode("utf-16"))[1].text == "Boats lost\n" + TEXT
    (broken,) = read_all(b'{"text": "unfinished')
    assert broken.where == "news.jsonl, line 1"
    (plain,) = read_all(b"Boats lost\nThey are gone for good.")
    assert "must not be called .jsonl" in plain.message
    (pdf,) = read_all(b"%PDF-1.4")
    assert "PDF" in pdf.message


def test_items_are_not_parsed_until_they_are_wanted():
    content = b"\n".join(json.dumps({"headline": f"No. {number}", "text": TEXT}).encode() for number in range(3))
    last = list(items("news.jsonl", content))[2]
    assert (last.number, last.end) == (3, len(content))
    assert last.parse().headline == "No. 2"


def test_a_file_over_the_limit_is_named_with_both_sizes():
    assert too_large(10, 10) == ""
    assert too_large(52_428_800, 26_214_400).startswith("The file has 50 MB; 25 MB is the most")

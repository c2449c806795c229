"""robots.txt, as RFC 9309 has it."""

import pytest

from articles.fetching.robots import MOST_BYTES, read


def allows(text: str, target: str) -> bool:
    return read(text.encode(), product="NewsroomAnnotator").allows(target)


@pytest.mark.parametrize(
    ("text", "target", "expected"),
    [
        ("", "/a", True),
        ("User-agent: *\nDisallow: /", "/a", False),
        ("User-agent: *\nDisallow:", "/a", True),
        ("User-agent: *\nDisallow: /a", "/ab/c", False),
        ("User-agent: *\nDisallow: /a/", "/a", True),
        ("User-agent: *\nAllow: /\nDisallow: /private", "/private/x", False),
        ("User-agent: *\nDisallow: /\nAllow: /news/", "/news/1", True),
        ("User-agent: *\nDisallow: /page\nAllow: /page", "/page", True),
        ("User-agent: *\nDisallow: /*.pdf$", "/a/b.pdf", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/a/b.pdf?x=1", True),
        ("User-agent: *\nDisallow: /a*b*c", "/a1b2c3", False),
        ("User-agent: *\nDisallow: /a*b*c", "/a1c2b3", True),
        ("User-agent: *\nDisallow: /a$", "/a", False),
        ("User-agent: *\nDisallow: /a$", "/ab", True),
        ("User-agent: *\nDisallow: /ab*ba$", "/aba", True),
        ("User-agent: *\nDisallow: /*?session=", "/a?session=1", False),
        ("user-AGENT : newsroomannotator/0.1\nDISALLOW : /a # why\n", "/a", False),
        ("User-agent: other\nDisallow: /", "/a", True),
        ("User-agent: NewsroomAnnotator\nAllow: /\nUser-agent: *\nDisallow: /", "/a", True),
        ("User-agent: *\nDisallow: /\n\nUser-agent: newsroomannotator\nDisallow: /x", "/a", True),
        ("User-agent: a\nUser-agent: newsroomannotator\nDisallow: /x", "/x", False),
        ("User-agent: newsroomannotator\nDisallow: /x\nUser-agent: newsroomannotator\nDisallow: /y", "/x", False),
        ("User-agent: *\nSitemap: https://news.example/s.xml\nDisallow: /x", "/x", False),
        ("Disallow: /x", "/x", True),
        ("\ufeffUser-agent: *\r\nDisallow: /x\r\n", "/x", False),
        ("User-agent: *\rDisallow: /x\r", "/x", False),
        ("User-agent: *\nDisallow: /caf%C3%A9", "/caf%c3%a9", False),
        ("User-agent: *\nDisallow: /café", "/caf%C3%A9", False),
        ("User-agent: *\nDisallow: /a%2Fb", "/a/b", True),
        ("<html><body>Not found</body></html>", "/a", True),
        ("User-agent: *\nDisallow: /" + "*a" * 2000 + "$", "/" + "a" * 1999, True),
    ],
)
def test_what_is_allowed(text, target, expected):
    assert allows(text, target) is expected


def test_bytes_that_are_no_text_and_a_file_without_end():
    assert read(b"\x00\xff\xfe" * 10_000, product="NewsroomAnnotator").allows("/a")
    huge = b"User-agent: *\nDisallow: /first\n" + b"Disallow: /x\n" * 100_000 + b"Disallow: /last\n"
    assert len(huge) > MOST_BYTES
    found = read(huge, product="NewsroomAnnotator")
    assert not found.allows("/first")
    assert found.allows("/last")


@pytest.mark.parametrize(("value", "expected"), [("2", 2.0), ("0.5", 0.5), ("-1", 0.0), ("soon", 0.0), ("1e9", 0.0)])
def test_the_pause_it_asks_for(value, expected):
    assert read(f"User-agent: *\nCrawl-delay: {value}".encode(), product="NewsroomAnnotator").delay == expected


def test_rules_are_kept_once_however_many_programs_stand_above_them():
    many = b"User-agent: *\nUser-agent: other\n" * 300 + b"Disallow: /x\n" * 300
    found = read(many, product="NewsroomAnnotator")
    assert not found.allows("/x")
    assert len(found.rules) == 300

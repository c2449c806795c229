"""Plain text files: what is headline, standfirst, byline and paragraph, and which encodings are understood."""

import time

import pytest

from articles.readers import ParsedArticle, RowError, items

BODY = [
    "Three fishing boats were lost off Port Merrow on Tuesday night when the harbour lights failed.",
    "“We steered by the church,” said Ines Calder, who brought the last boat home.",
]


def read(content: bytes | str, name: str = "story.txt", language: str = "") -> ParsedArticle | RowError:
    raw = content.encode() if isinstance(content, str) else content
    (item,) = items(name, raw)
    return item.parse(language)


def parts(article: ParsedArticle) -> tuple[str, str, list[str]]:
    start = article.standfirst_start
    standfirst = "" if start is None else article.text[start : article.body_start].rstrip("\n")
    return article.headline, standfirst, article.text[article.body_start :].split("\n")


@pytest.mark.parametrize(
    "standfirst",
    [
        "Harbour board promises an inquiry after the lights went out",
        "Skipper tells the Herald: ‘We steered by the church’",
        "Who turned off the lights at Port Merrow?",
    ],
)
def test_the_second_line_is_the_standfirst_when_it_reads_like_one(standfirst):
    article = read("\n".join(["Boats lost", standfirst, *BODY]))
    assert parts(article) == ("Boats lost", standfirst, BODY)
    assert article.standfirst_start == len("Boats lost\n")


@pytest.mark.parametrize(
    "first",
    [
        "The harbour lights had failed twice before.",
        "“We steered by the church,” she said. “It was all there was.”",
        "The harbour master said:",
        "MERROW, March 3 – The lights went out",
        "“Nothing would ring”",
        "Gone",
        "A long line without a full stop " * 20,
    ],
)
def test_a_first_paragraph_is_no_standfirst(first):
    article = read("\n".join(["Boats lost", first, *BODY]))
    assert article.standfirst_start is None
    assert parts(article)[2] == [first.strip(), *BODY]


def test_a_line_right_under_the_headline_is_set_apart_by_a_blank_line():
    article = read("Boats lost\nThe lights failed, and nobody knows why.\n\n" + "\n\n".join(BODY))
    assert parts(article) == ("Boats lost", "The lights failed, and nobody knows why.", BODY)


def test_a_byline_becomes_the_byline_and_is_kept_as_a_block():
    article = read("\n".join(["Boats lost", "By Ana Prill and Joe Marsh-Ott", *BODY]))
    assert article.byline == "Ana Prill and Joe Marsh-Ott"
    assert parts(article)[2] == BODY
    assert [(block.rule, block.at) for block in article.blocks] == [("Byline", article.body_start)]
    sentence = "By Tuesday the boats had not come back"
    assert read("\n".join(["Boats lost", *BODY, sentence])).byline == ""


def test_hard_wrapped_paragraphs_are_joined():
    wrapped = (
        "Boats lost\n\n"
        "Three fishing boats were lost off Port Merrow on Tuesday\n"
        "night when the harbour lights failed, and with them Al-\n"
        "Bahr’s radio mast.\n\n"
        "Nobody has been found. The board has promised to tell\n"
        "the families everything it knows by Friday.\n"
    )
    assert parts(read(wrapped))[2] == [
        "Three fishing boats were lost off Port Merrow on Tuesday night when the harbour lights failed, and with them "
        "Al-Bahr’s radio mast.",
        "Nobody has been found. The board has promised to tell the families everything it knows by Friday.",
    ]


def test_lines_that_are_paragraphs_stay_apart_even_between_blank_lines():
    text = "Boats lost\n\nThe names:\nMarie\nThe Old Light\nSaint Elmo\n\n" + "\n".join(BODY)
    assert parts(read(text))[2] == ["The names:", "Marie", "The Old Light", "Saint Elmo", *BODY]


def test_furniture_above_the_story_is_left_out_and_noted_where_it_stood():
    text = "\n".join(["Home > News", "Boats lost", "Board promises an inquiry into the lights", "4 min read", *BODY])
    article = read(text)
    assert parts(article) == ("Boats lost", "Board promises an inquiry into the lights", BODY)
    assert [(block.text, block.at) for block in article.blocks] == [
        ("Home > News", article.body_start),
        ("4 min read", article.body_start),
    ]


def test_blocks_stand_at_the_start_of_the_paragraph_before_which_they_stood():
    article = read("\n".join(["Boats lost", BODY[0], "READ MORE: Other boats", BODY[1], "Comments"]))
    middle, last = article.blocks
    assert article.text[middle.at :] == BODY[1]
    assert last.at == len(article.text)


def test_a_long_single_paragraph_has_no_headline_but_a_label():
    article = read("word " * 100 + "end.")
    assert article.body_start == 0
    assert article.headline == "word " * 19 + "word…"
    assert article.word_count == 101


@pytest.mark.parametrize(
    ("encoded", "encoding"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("cp1252", "cp1252"),
    ],
)
def test_encodings_are_told_and_noted(encoded, encoding):
    text = "Café closes\n“We’re done,” said Zoë Müller – and shut the door.\nIt had been open for 40 years."
    article = read(text.encode(encoded))
    assert article.text == text
    assert article.encoding == encoding


def test_other_single_byte_encodings_are_guessed_and_the_guess_is_said():
    text = "Город говорит\n" + "Вчера в городе прошли выборы президента республики, и результаты оспорены.\n" * 3
    article = read(text.encode("cp1251"))
    assert article.text == text.strip()
    assert "guessed" in article.notes[0]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b" \r\n\t\n", "empty"),
        (b"\xff\xfe", "empty"),
        (b"\x00\x00\x00\x00", "empty"),
        (b"%PDF-1.7\n1 0 obj", "PDF"),
        (b"PK\x03\x04rest", "damaged"),
        (b"\x89PNG\r\n", "image"),
        (bytes(range(256)) * 40, "binary"),
        ("Boats lost\nText".encode("utf-16") + b"\x00", "UTF-16"),
        (b"Boats lost", "only a headline"),
        (b"Boats lost\nGone", "one word"),
        (b"Comments\n\n", "only a headline"),
    ],
)
def test_what_cannot_be_an_article_is_refused_with_a_reason(content, says):
    error = read(content)
    assert isinstance(error, RowError)
    assert says in error.message
    assert (error.number, error.where) == (1, "story.txt")


def test_stray_nul_bytes_are_taken_out_and_said():
    article = read(b"Boats lost\nThey were \x00lost at night.\n")
    assert article.text == "Boats lost\nThey were lost at night."
    assert article.notes == ("1 NUL byte was taken out.",)


def test_windows_newlines_and_decomposed_accents_are_settled():
    assert read("Cafe\u0301 closes\r\nIt is over.\r\n").text == "Café closes\nIt is over."


def test_an_article_of_400_000_words_is_read():
    article = read("Long one\n" + "\n".join("word " * 99 + "end." for _ in range(4000)))
    assert article.word_count == 400_002
    assert len(article.text) == len("Long one\n") + 4000 * 500 - 1 - 1 + 1


def test_a_text_that_is_no_article_by_its_size_is_refused():
    assert "5,000,000 is the most" in read("Too long\n" + "word " * 1_000_000).message


@pytest.mark.parametrize(
    "text",
    [
        "Head\n" + "He said so.She said no." * 60_000,
        "Head\n" + "Your support helps us.We report.“" * 30_000,
        "Head\nBy " + "A" * 110 + "!\n" + BODY[0],
        "Head\n" + "no owner " * 100_000,
        "Head\n" + "x\n" * 100_000,
        "e\u0301" * 500_000,
    ],
    ids=["glued", "asking", "capitals", "half a cue", "short lines", "marks"],
)
def test_odd_texts_take_no_longer_than_their_length_allows(text):
    started = time.process_time()
    read(text, language="en")
    assert time.process_time() - started < 10


def test_the_language_is_told_from_the_text_unless_it_was_given():
    german = "Boote verloren\nDrei Fischerboote sind in der Nacht zum Dienstag vor dem Hafen gesunken."
    assert read(german).language == "de"
    assert read(german, language="en").language == "en"
    assert read("Oh\nIt is so.").language == ""

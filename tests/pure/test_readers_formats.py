"""Each format by what is in it: text, its parts, and what the file says of itself."""

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest

from articles.readers import Mapping, ParsedArticle, RowError, items, propose
from tests.pure.files import LINES, TEXT, entry, feed, gzipped, linked_data, mail, nitf, packed, page, pdf, tarred, word

STORY = f"Boats lost\n{TEXT}"
NIGHT = datetime(2026, 3, 3, 21, 30, tzinfo=UTC)


def read_all(name: str, content: bytes, mapping: Mapping | None = None) -> list[ParsedArticle | RowError]:
    return [item.parse() for item in items(name, content, mapping)]


def read(name: str, content: bytes | str, mapping: Mapping | None = None) -> ParsedArticle:
    (one,) = read_all(name, content if isinstance(content, bytes) else content.encode(), mapping)
    assert isinstance(one, ParsedArticle), one
    return one


# --- Web pages -------------------------------------------------------------------------------------------------------
def test_a_page_gives_its_story_and_its_linked_data():
    data = linked_data(
        headline="Boats lost",
        author=[{"@type": "Person", "name": "Ana Prill"}, {"name": "Joe Marsh"}],
        publisher={"name": "Merrow Herald"},
        datePublished="2026-03-03T21:30:00Z",
        inLanguage="en-GB",
    )
    content = page(head=f'{data}<link rel="canonical" href="https://herald.example/boats?id=7">')
    one = read("a.html", content)
    assert one.text == STORY
    assert (one.headline, one.byline, one.outlet) == ("Boats lost", "Ana Prill, Joe Marsh", "Merrow Herald")
    assert (one.published_at, one.published_has_time) == (NIGHT, True)
    assert (one.url, one.language) == ("https://herald.example/boats?id=7", "en")
    assert (one.content, one.media_type, one.encoding) == (content, "text/html", "utf-8")


def test_a_page_is_a_page_in_whatever_form():
    inner = "".join(f"<p>{line}</p>" for line in LINES)
    for content in (
        page().decode().encode("utf-16"),
        f'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><body>{inner}</body></html>'.encode(),
        f"<!-- saved --><!DOCTYPE HTML><body>{inner}".encode(),
        f"<div>{inner}</div>".encode(),
        inner.encode(),
    ):
        one = read("story.txt", content)
        assert one.media_type == "text/html"
        assert one.text.endswith(TEXT)


def test_open_graph_and_meta_tags_stand_in():
    head = (
        '<meta property="og:title" content="Boats lost | Merrow Herald"><meta property="og:site_name" content="Merrow '
        'Herald"><meta property="article:published_time" content="2026-03-03">'
        '<meta name="author" content="By Ana Prill">'
        '<meta property="og:url" content="https://herald.example/boats">'
    )
    one = read("a.html", page(head=head, heading="Boats lost"))
    assert (one.headline, one.outlet, one.byline) == ("Boats lost", "Merrow Herald", "Ana Prill")
    assert (one.published_at, one.published_has_time) == (datetime(2026, 3, 3, 12, tzinfo=UTC), False)
    assert one.url == "https://herald.example/boats"


def test_a_page_that_says_nothing_of_itself_has_no_date_and_no_outlet():
    one = read("a.html", page())
    assert (one.published_at, one.outlet, one.url, one.byline) == (None, "", "", "")


def test_a_description_is_a_standfirst_only_where_the_page_shows_it():
    about = "The harbour office has lost hope and calls off the search"
    head = linked_data(headline="Boats lost", description=about)
    assert read("a.html", page(head=head)).standfirst_start is None
    shown = read("a.html", page(head=head, lines=(about, *LINES)))
    assert shown.text == f"Boats lost\n{about}\n{TEXT}"
    assert shown.standfirst_start == len("Boats lost\n")


def test_captions_bylines_and_appeals_are_left_out_and_kept():
    figure = "<figure><img src=x><figcaption>The harbour in winter (photo: Joe Marsh)</figcaption></figure>"
    more = f"{figure}<p>Subscribe to our newsletter</p>"
    one = read("a.html", page(lines=("By Ana Prill", *LINES), body=more))
    assert one.text.startswith(STORY)
    assert one.byline == "Ana Prill"
    left_out = {block.rule: block.text for block in one.blocks}
    assert left_out["Byline"] == "By Ana Prill"
    assert left_out["Caption"].startswith("The harbour in winter")
    assert "photo" not in one.text
    assert "newsletter" not in one.text


def test_a_box_in_the_midst_of_the_story_is_a_block_where_it_stood():
    box = "<aside><h3>Related stories</h3><ul><li><a href=/1>Harbour closed</a></li></ul></aside>"
    first, second, third = (f"<p>{line}</p>" for line in LINES)
    content = page(lines=()).decode().replace("</h1>", f"</h1>{first}{box}{second}{third}").encode()
    one = read("a.html", content)
    assert one.text == STORY
    (block,) = one.blocks
    assert (block.rule, block.text) == ("Outside the story", "Related stories\nHarbour closed")
    assert one.text[block.at :].startswith(LINES[1])


def test_lists_quotations_and_subheads_stay_in_their_place():
    body = "<h2>What next</h2><ul><li>The search goes on today.</li><li>The port stays shut.</li></ul>"
    body += "<blockquote><p>“We hope for the best,” said the mayor of the town.</p></blockquote><p>He left at noon.</p>"
    assert read("a.html", page(body=body)).text.split("\n")[4:] == [
        "What next",
        "The search goes on today.",
        "The port stays shut.",
        "“We hope for the best,” said the mayor of the town.",
        "He left at noon.",
    ]


@pytest.mark.parametrize(
    ("declared", "encoding", "found"),
    [("windows-1251", "cp1251", "cp1251"), ("iso-8859-1", "cp1252", "cp1252"), ("gb2312", "gb2312", "gb2312")],
)
def test_a_page_is_read_in_the_encoding_that_it_declares(declared, encoding, found):
    words = {"cp1251": "Лодки пропали у порта, сообщили в среду.", "cp1252": "“Café” – closed for good, they said."}
    lines = (words.get(encoding, "渔船在港口附近失踪，周三报道说。"),) * 3
    text = page(lines=lines).decode().replace("utf-8", declared)
    one = read("a.html", text.encode(encoding))
    assert lines[0] in one.text
    assert one.encoding == found


# --- Tables and JSON -------------------------------------------------------------------------------------------------
def test_a_table_is_understood_from_the_names_of_its_columns():
    content = (
        "Nr;Titel;Text;Autor;Quelle;Datum;Link\n"
        f'7;Boats lost;"{TEXT}";Ana Prill;Merrow Herald;2026-03-03;https://herald.example/1\n'
    )
    one = read("a.csv", content)
    assert one.text == STORY
    assert (one.byline, one.outlet, one.url) == ("Ana Prill", "Merrow Herald", "https://herald.example/1")
    assert one.published_at == datetime(2026, 3, 3, 12, tzinfo=UTC)
    proposal = propose("a.csv", content.encode())
    assert proposal.format == "table"
    assert proposal.columns == ("Nr", "Titel", "Text", "Autor", "Quelle", "Datum", "Link")
    assert (proposal.mapping.text, proposal.mapping.published_at, proposal.mapping.id) == ("Text", "Datum", "")


def test_each_row_keeps_the_names_of_the_columns_beside_its_own_bytes():
    content = f'headline,text\nBoats lost,"{TEXT}"\nBoats found,They came back on their own.\n'.encode()
    first, second = read_all("a.csv", content)
    assert second.content == b"headline,text\nBoats found,They came back on their own."
    (again,) = read_all("row.csv", second.content)
    assert again.text == second.text
    assert first.where == "a.csv, line 2"
    assert second.where == "a.csv, line 5"


def test_a_mapping_that_is_given_replaces_the_proposed_one():
    content = b"a,b,c\nBoats lost,They are gone for good.,2026-03-03\n"
    assert "No column" in read_all("a.csv", content)[0].message
    one = read("a.csv", content, Mapping(text="b", headline="a", published_at="c"))
    assert (one.headline, one.text) == ("Boats lost", "Boats lost\nThey are gone for good.")
    assert one.published_at.day == 3
    strict = read_all("a.csv", content.replace(b"2026-03-03", b"soon"), Mapping(text="b", published_at="c"))
    assert "not a date" in strict[0].message
    nested = json.dumps([{"story": {"words": "They are gone for good."}, "head": ["Boats"]}]).encode()
    assert read("a.json", nested, Mapping(text="story.words")).text == "They are gone for good."


def test_a_list_of_json_is_read_item_by_item_each_with_its_own_bytes():
    records = [{"headline": "Boats lost", "text": TEXT}, {"headline": "Found", "text": "They came back, all of them."}]
    first, second = read_all("a.json", json.dumps(records, indent=2).encode())
    assert (first.text, second.headline) == (STORY, "Found")
    assert json.loads(second.content) == records[1]
    wrapped = {"meta": {"authors": [{"name": "x"}]}, "response": {"results": records}}
    assert [one.headline for one in read_all("a.json", json.dumps(wrapped).encode())] == ["Boats lost", "Found"]


def test_html_in_a_field_becomes_paragraphs():
    record = {
        "title": {"rendered": "Boats &amp; men"},
        "content": {"rendered": "<p>They are<br>gone.</p>\n<p>All.</p>"},
    }
    one = read("a.json", json.dumps([record]))
    assert one.text == "Boats & men\nThey are\ngone.\nAll."
    assert one.notes == ("HTML tags were taken out of the text.",)


# --- ninjs, NITF, feeds ----------------------------------------------------------------------------------------------
NINJS_1 = {"uri": "urn:x:1", "headline": "Boats lost", "byline": "Ana Prill", "body_text": TEXT}
NINJS_2 = {
    "uri": "urn:x:1",
    "headlines": [{"role": "standfirst", "value": "No"}, {"role": "main", "value": "Boats lost"}],
    "bodies": [{"role": "main", "contenttype": "text/plain", "value": TEXT}],
    "by": "Ana Prill",
}
NINJS_3 = {
    "uri": "urn:x:1",
    "standard": {"name": "ninjs", "version": "3.0"},
    "headlines": [{"value": "Boats lost"}],
    "bodies": [
        {"role": "summary", "contentType": "text/plain", "value": "Not this."},
        {"role": "main", "contentType": "text/html", "value": "".join(f"<p>{line}</p>" for line in LINES)},
    ],
    "by": "Ana Prill",
}


@pytest.mark.parametrize(
    ("record", "date"), [(NINJS_1, "versioncreated"), (NINJS_2, "versioncreated"), (NINJS_3, "versionCreated")]
)
def test_every_version_of_ninjs(record, date):
    one = read("a.json", json.dumps({**record, date: "2026-03-03T21:30:00Z", "language": "en-GB"}))
    assert (one.headline, one.byline, one.external_id, one.language) == ("Boats lost", "Ana Prill", "urn:x:1", "en-GB")
    assert one.published_at == NIGHT
    assert one.text.replace("\nNo\n", "\n") == STORY
    assert one.media_type == "application/ninjs+json"


def test_ninjs_one_a_line():
    content = "\n".join(json.dumps(record) for record in (NINJS_1, NINJS_3))
    assert [one.text for one in read_all("a.jsonl", content.encode())] == [STORY, STORY]


def test_nitf_with_all_its_parts():
    above = (
        "<hedline><hl1>Boats lost</hl1><hl2>Search goes on</hl2></hedline>"
        "<byline>By <person>Ana Prill</person></byline>"
        "<dateline>PORT MERROW</dateline><distributor><org>Merrow Wire</org></distributor>"
    )
    head = '<docdata><doc-id id-string="mw-7"/><date.issue norm="20260303T213000Z"/></docdata>'
    lines = "".join(f"<p>{line}</p>" for line in LINES)
    story = f"<block>{lines}</block><media><media-caption>A boat</media-caption></media>"
    one = read("a.xml", nitf(above=above, head=head, story=story))
    assert one.text == f"Boats lost\nSearch goes on\n{TEXT}"
    assert (one.byline, one.outlet, one.external_id) == ("Ana Prill", "Merrow Wire", "mw-7")
    assert one.published_at == NIGHT
    assert {block.rule: block.text for block in one.blocks} == {"Dateline": "PORT MERROW", "Caption": "A boat"}


def test_a_feed_gives_an_article_an_entry_with_its_own_bytes():
    more = (
        "<link>https://herald.example/1</link><guid>g-1</guid><pubDate>Tue, 03 Mar 2026 21:30:00 GMT</pubDate>"
        "<dc:creator>Ana Prill</dc:creator>"
    )
    one = read("a.rss", feed(entry(more=more)))
    assert one.text == STORY
    assert (one.outlet, one.byline, one.external_id) == ("Merrow Herald", "Ana Prill", "g-1")
    assert (one.url, one.language, one.published_at) == ("https://herald.example/1", "en-GB", NIGHT)
    assert one.content.startswith(b"<item><title>Boats lost")
    assert one.content.endswith(b"</item>")


def test_an_entry_with_a_summary_only_says_so():
    one = read(
        "a.xml", feed("<item><title>Boats lost</title><description>They are gone for good.</description></item>")
    )
    assert one.notes == ("The feed gives only this summary, not the whole article.",)


def test_atom_with_text_html_and_inline_xhtml():
    def atom(content: str) -> bytes:
        return (
            '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>Merrow Herald</title>'
            '<entry><title>Boats lost</title><link href="https://herald.example/1"/><id>urn:1</id><published>2026-03-03T21:30:00Z</published>'
            f"<author><name>Ana Prill</name></author>{content}</entry></feed>"
        ).encode()

    escaped = "".join(f"&lt;p&gt;{line}&lt;/p&gt;" for line in LINES)
    inline = "".join(f"<p>{line}</p>" for line in LINES)
    for content in (
        f'<content type="html">{escaped}</content>',
        f'<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">{inline}</div></content>',
        f'<content type="text">{TEXT}</content>',
    ):
        one = read("a.atom", atom(content))
        assert one.text == STORY
        assert (one.outlet, one.byline, one.published_at) == ("Merrow Herald", "Ana Prill", NIGHT)


# --- Mails, Word, PDF ------------------------------------------------------------------------------------------------
def test_a_press_release_by_mail():
    one = read("a.eml", mail(Subject="Fwd: =?utf-8?q?Boats_lost_=E2=80=93_again?=", Message_ID="<7@harbour.example>"))
    assert one.headline == "Boats lost – again"
    assert (one.byline, one.external_id) == ("Harbour Office", "7@harbour.example")
    assert one.published_at == datetime(2026, 3, 3, 21, 30, tzinfo=timezone(timedelta(hours=2)))
    assert one.text.endswith(TEXT)


def test_of_a_mail_with_two_forms_the_fuller_one_is_read_and_attachments_are_named():
    html = f"<html><body><p>{'</p><p>'.join(LINES)}</p></body></html>"
    body = (
        "--b\r\nContent-Type: text/plain\r\n\r\nYour program cannot show this.\r\n"
        f"--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{html}\r\n"
        '--b\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename="x.pdf"\r\n\r\nAAAA\r\n--b--'
    )
    one = read("a.eml", mail(body, kind='multipart/mixed; boundary="b"'))
    assert one.text == STORY
    assert one.notes == ("Attachments were not read: x.pdf.",)


def test_a_word_document_with_styles_and_tracked_changes():
    deleted = (
        "<w:p><w:del><w:r><w:delText>gone</w:delText></w:r></w:del><w:ins><w:r><w:t>It is so.</w:t></w:r></w:ins></w:p>"
    )
    styled = word(
        ("Title", "Boats lost"), ("Subtitle", "Search goes on"), *(("", line) for line in LINES), inside=deleted
    )
    one = read("a.docx", styled)
    assert one.text == f"Boats lost\nSearch goes on\n{TEXT}\nIt is so."
    assert one.standfirst_start == 11


def test_a_pdf_is_put_together_from_its_lines_without_what_pages_repeat():
    def lines(*body: str, number: int) -> tuple[str, ...]:
        return ("Merrow Herald, 4 March 2026", *body, str(number))

    first = lines(
        "Boats lost", "Three fishing boats were lost off Port Merrow", "on Tuesday night, the harbour", number=1
    )
    second = lines("office said on Wednesday.", "Nobody has been found since then in all", "of the bay.", number=2)
    third = lines("The search for the three boats goes on today in", "fair weather.", number=3)
    one = read("a.pdf", pdf(first, second, third))
    assert one.text.split("\n") == [
        "Boats lost",
        "Three fishing boats were lost off Port Merrow on Tuesday night, the harbour office said on Wednesday.",
        "Nobody has been found since then in all of the bay.",
        "The search for the three boats goes on today in fair weather.",
    ]
    assert [(block.rule, block.text) for block in one.blocks] == [
        ("Page header or footer", "Merrow Herald, 4 March 2026")
    ]


# --- Archives --------------------------------------------------------------------------------------------------------
def test_the_files_of_an_archive_are_numbered_through_and_keep_their_own_bytes():
    lines = b'{"text": "They are gone for good."}\n{"text": "They came back later."}'
    members = [("in/a.txt", STORY.encode()), ("in/b.jsonl", lines), ("in/c.gz", gzipped(STORY.encode()))]
    for content in (packed(*members), tarred(*members), tarred(*members, mode="w")):
        found = read_all("export", content)
        assert [(one.number, one.where) for one in found] == [
            (1, "export › in/a.txt"),
            (2, "export › in/b.jsonl, line 1"),
            (3, "export › in/b.jsonl, line 2"),
            (4, "export › in/c.gz › c"),
        ]
        assert found[0].content == STORY.encode()


# --- Dates -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("given", "day"),
    [
        ("Tue, 03 Mar 2026 21:30:00 GMT", 3),
        ("3 March 2026", 3),
        ("March 3, 2026", 3),
        ("Tuesday, 3rd March 2026", 3),
        ("2026/03/03", 3),
        ("03.03.2026", 3),
        ("31/03/2026", 31),
        ("03/31/2026", 31),
        ("20260303", 3),
        ("20260303T213000Z", 3),
    ],
)
def test_dates_that_can_mean_one_day_only(given, day):
    one = read("a.jsonl", json.dumps({"text": TEXT, "published_at": given}))
    assert (one.published_at.year, one.published_at.month, one.published_at.day) == (2026, 3, day)


@pytest.mark.parametrize(
    "given", ["03/04/2026", "32 March 2026", "Mar 2026", "3 Foo 2026", "99999999", "2026-13-01", "now"]
)
def test_dates_that_cannot(given):
    (error,) = read_all("a.jsonl", json.dumps({"text": TEXT, "published_at": given}).encode())
    assert "is not a date" in error.message

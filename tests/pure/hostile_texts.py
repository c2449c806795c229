"""Hostile and odd texts, JSON and tables."""

import json

from tests.pure.files import (
    TEXT,
)
from tests.pure.hostile import ARTICLE, RECORD, STORY, case, lines

PLAIN = [
    case("empty", "a.txt", b"", "empty"),
    case("only spaces", "a.txt", b" \r\n\t\n", "empty"),
    case("only NULs", "a.txt", b"\x00" * 50, "empty"),
    case("only a byte order mark", "a.txt", b"\xef\xbb\xbf", "empty"),
    case("UTF-16 cut in half", "a.txt", "Boats lost\nThey are gone.".encode("utf-16")[:-1], "UTF-16"),
    case("UTF-16 without a mark", "a.txt", f"Boats lost\n{TEXT}".encode("utf-16-le"), ARTICLE),
    case("UTF-32", "a.txt", f"Boats lost\n{TEXT}".encode("utf-32"), ARTICLE),
    case("old Mac line ends", "a.txt", STORY.replace(b"\n", b"\r"), ARTICLE),
    case(
        "one line of five million characters",
        "a.txt",
        lambda: b"Head\n" + b"word " * 1_000_001,
        "5,000,000 is the most",
    ),
    case("stray control characters", "a.txt", STORY.replace(b"boats", b"bo\x01ats"), ARTICLE),
    case("random bytes", "a.txt", bytes(range(256)) * 40, "binary"),
    case("an image called text", "a.txt", b"\x89PNG\r\n\x1a\n" + b"\x00" * 100, "an image"),
    case("a program", "a.txt", b"\x7fELF\x02\x01\x01" + bytes(range(40)) * 40, "binary"),
    case("rich text", "a.txt", rb"{\rtf1\ansi Boats lost}", "RTF"),
    case("an old Word document", "a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "old Word document"),
    case("a database", "a.txt", b"SQLite format 3\x00" + b"\x00" * 100, "a database"),
    case("right-to-left marks and joiners", "a.txt", "عنوان\nقال \u200fالوزير\u200e إن الأمر انتهى.", ARTICLE),
    case("flags and families", "a.txt", "Boats 👨‍👩‍👧‍👦 lost 🇩🇪\nThey were \u0301 gone 👍🏽 for good.", ARTICLE),
    case("a text that begins with a bracket", "a.txt", "[Update] Boats lost\nThey are gone for good.", ARTICLE),
    case("a text that begins with a brace", "a.txt", "{sic} Boats lost\nThey are gone for good.", ARTICLE),
    case("a text about HTML", "a.txt", "Why <p> matters\nThe tag <p> was made in 1990, he said.", ARTICLE),
    case("a text with commas in columns", "a.txt", "Boats, lost, here\nThey, went, down\nNobody, came, back", ARTICLE),
    case("a name that leads elsewhere", "../../etc/cron.d/a.txt", STORY, ARTICLE),
    case("a name of strange characters", "a\u202etxt.exe\x00.txt", STORY, ARTICLE),
]

JSON = [
    case("a line that is broken", "a.jsonl", lines(RECORD, b'{"text": ', RECORD), ARTICLE, "not valid JSON", ARTICLE),
    case("a line that is too deep", "a.jsonl", lines(RECORD, b'{"a":' * 100_000, RECORD), ARTICLE, "nested", ARTICLE),
    case("a deep line that is valid", "a.jsonl", lines(b"[" * 90_000 + b"]" * 90_000, RECORD), "nested", ARTICLE),
    case("a number of 5,000 digits", "a.jsonl", lines(RECORD, b'{"text": ' + b"9" * 5000 + b"}"), ARTICLE, "too long"),
    case("keys twice", "a.jsonl", b'{"text": "x", "text": "Boats lost\\nThey are gone for good."}', ARTICLE),
    case("NaN and infinity", "a.jsonl", b'{"text": NaN}\n{"text": Infinity}', "must be text", "must be text"),
    case("a lone surrogate", "a.jsonl", rb'{"headline": "Boats", "text": "They \ud800 are gone."}', ARTICLE),
    case("bytes that are not UTF-8", "a.jsonl", lines(RECORD, b'{"text": "\xff\xfe"}'), ARTICLE, "not UTF-8"),
    case("JSONL in UTF-16", "a.jsonl", lines(RECORD, RECORD).decode().encode("utf-16"), ARTICLE, ARTICLE),
    case("keys nobody knows", "a.jsonl", lines({"foo": "bar"}, {"x": 1}), "“text” is missing", "“text” is missing"),
    case("lists and numbers", "a.jsonl", lines(RECORD, [1], 5, None), ARTICLE, "a list", "a number", "nothing"),
    case("other names for things", "a.jsonl", lines({"Title": "Boats lost", "Body": TEXT, "Date": "soon"}), ARTICLE),
    case("an empty list", "a.json", b"[]", "an empty list"),
    case("an empty object", "a.json", b"{}", "“text” is missing"),
    case(
        "a list that breaks off",
        "a.json",
        json.dumps([RECORD, RECORD]).encode()[:-20],
        ARTICLE,
        "The item before it was read",
    ),
    case("a list without a comma", "a.json", lines(b"[", RECORD, RECORD, b"]"), ARTICLE, "a comma"),
    case("a list of numbers", "a.json", b"[1, 2]", "a number", "a number"),
    case("a list that is too deep", "a.json", b"[" * 100_000, "nested too deeply"),
    case("an object that is too deep", "a.json", b'{"a":' * 100_000, "nested too deeply"),
    case("a list inside an object", "a.json", json.dumps({"ok": 1, "articles": [RECORD, RECORD]}), ARTICLE, ARTICLE),
    case(
        "a response of the Guardian's kind",
        "a.json",
        json.dumps({"response": {"results": [{"webTitle": "Boats lost", "fields": {"bodyText": TEXT}}]}}),
        ARTICLE,
    ),
    case(
        "posts of WordPress",
        "a.json",
        json.dumps(
            [{"id": 7, "title": {"rendered": "Boats &amp; men"}, "content": {"rendered": f"<p>{TEXT}</p><p>x y</p>"}}]
        ),
        ARTICLE,
    ),
    case("JSON with a comment", "a.json", b'// export\n{"text": "Boats"}', "not valid JSON", "one word"),
    case("text called JSON", "a.json", STORY, "no JSON"),
    case("JSON called text", "a.txt", json.dumps([RECORD], indent=1), ARTICLE),
    case("a text field of HTML tags only", "a.jsonl", lines({"text": "<p></p><br><div></div>"}), "only HTML tags"),
    case(
        "HTML with a script",
        "a.jsonl",
        lines({"headline": "Boats", "text": f"<p>{TEXT}</p><script>alert(1)</script><p>End of it.</p>"}),
        ARTICLE,
    ),
    case(
        "annotations without text",
        "a.jsonld",
        json.dumps({"@context": "http://www.w3.org/ns/anno.jsonld", "type": "Annotation", "body": "x", "target": "y"}),
        "without the text",
    ),
    case(
        "a page of annotations called JSON",
        "a.json",
        json.dumps({"@context": "http://www.w3.org/ns/anno.jsonld", "type": "AnnotationPage", "items": []}),
        "without the text",
    ),
]

TABLES = [
    case("an empty table", "a.csv", b"", "empty"),
    case("names of columns only", "a.csv", b"headline,text\n", "no row"),
    case("no column with a text", "a.csv", b"name,age\nAna,5\n", "No column of this table"),
    case("blank rows", "a.csv", b"headline,text\n,\n\nBoats lost,They are gone for good.\n,,,\n", ARTICLE),
    case(
        "a row with an empty text",
        "a.csv",
        b"headline,text\nBoats,\nBoats lost,They are gone.",
        "“text” is missing",
        ARTICLE,
    ),
    case("too many cells", "a.csv", b"headline,text\nBoats,They, are, gone\n", "4 cells"),
    case("too few cells", "a.csv", b"headline,text\nBoats\n", "“text” is missing"),
    case(
        "a quotation that never ends",
        "a.csv",
        b'headline,text\n"Boats,gone\nBoats lost,They are gone.\n',
        "never closed",
        ARTICLE,
    ),
    case(
        "a quotation that never ends in the last row",
        "a.csv",
        b'text\nThey are gone.\n"They are',
        ARTICLE,
        "never closed",
    ),
    case(
        "many quotations that never end",
        "a.csv",
        lambda: b"headline,text\n" + b'a,"b\n' * 9,
        ARTICLE,
        ARTICLE,
        ARTICLE,
        ARTICLE,
        "never closed",
    ),
    case("line breaks in cells", "a.csv", b'headline,text\r\nBoats,"They are\r\ngone for good."\r\n', ARTICLE),
    case("semicolons", "a.csv", "Titel;Text;Datum\nBoote;Sie sind weg, alle drei.;03.03.2026\n", ARTICLE),
    case("tabs", "a.tsv", b"title\tbody\nBoats\tThey are gone for good.\n", ARTICLE),
    case("bars, and no name", "a.txt", b"title|body|date\nBoats|They are gone for good.|2026-03-03\n", ARTICLE),
    case("two columns of one name", "a.csv", b"text,text\nThey are gone for good.,Not this.\n", ARTICLE),
    case("a NUL in a cell", "a.csv", b"headline,text\nBoats,They \x00are gone for good.\n", ARTICLE),
    case(
        "600 columns",
        "a.csv",
        lambda: ("text," + ",".join(f"c{n}" for n in range(600)) + "\nx").encode(),
        "601 columns",
    ),
    case(
        "a cell of six million characters",
        "a.csv",
        lambda: b"headline,text\nBoats," + b"word " * 1_200_000,
        "is the most",
    ),
    case(
        "a cell longer than the module allows", "a.csv", lambda: b"headline,text\nBoats," + b"word " * 40_000, ARTICLE
    ),
    case(
        "Windows-1252",
        "a.csv",
        "headline,text\nBoats,“They are gone”, he said – for good.\n".encode("cp1252"),
        "3 cells",
    ),
    case("a formula", "a.csv", b"headline,text\n=cmd|' /C calc'!A0,They are gone for good.\n", ARTICLE),
    case("a date nobody can tell", "a.csv", b"Title,Text,Date\nBoats,They are gone for good.,03/04/2026\n", ARTICLE),
    case(
        "a date nobody can tell in our own column",
        "a.csv",
        b"text,published_at\nThey are gone.,03/04/2026\n",
        "not a date",
    ),
    case("UTF-16 with a mark", "a.csv", "headline\ttext\nBoats\tThey are gone for good.\n".encode("utf-16"), ARTICLE),
]

CASES = [*PLAIN, *JSON, *TABLES]

"""Hostile and odd exports of annotation tools."""

import json

from tests.pure.files import TEXT, docbin, entry, feed, linked_data, mail, packed, page
from tests.pure.hostile import ARTICLE, STORY, case, lines

ATTACHED = (
    "--b\r\nContent-Type: text/plain\r\n\r\nThey are gone for good.\r\n--b\r\nContent-Type: image/png\r\n"
    'Content-Disposition: attachment; filename="a\x00=?utf-8?q?=00?=.png"\r\n\r\nAAAA\r\n--b--'
)
ODD_REGION = {"value": {"start": 0, "end": 5, "text": "Three", "labels": ["P\x00ER", "\ud800", " "]}}
ODD_TASK = json.dumps(
    [{"data": {"text": TEXT}, "annotations": [{"completed_by": "a\x00\ud800" * 90, "result": [ODD_REGION]}]}]
)

CASES = [
    case(
        "doccano beyond the text",
        "a.jsonl",
        lines({"text": TEXT, "label": [[0, 9_999_999, "PER"], [-5, 2, "PER"]]}),
        ARTICLE,
    ),
    case("doccano the wrong way round", "a.jsonl", lines({"text": TEXT, "label": [[9, 3, "PER"]]}), ARTICLE),
    case(
        "doccano with labels of odd kinds",
        "a.jsonl",
        lines({"text": TEXT, "label": [[0, 3, None], [0, 3, {"a": 1}]]}),
        ARTICLE,
    ),
    case("doccano without a text", "a.jsonl", lines({"text": " ", "label": [[0, 1, "PER"]]}), "no text"),
    case("doccano with huge offsets", "a.jsonl", lines({"text": TEXT, "label": [[10**30, 10**31, "PER"]]}), ARTICLE),
    case(
        "60,000 annotations",
        "a.jsonl",
        lambda: lines({"text": TEXT, "label": [[0, 5, "PER"]] * 60_000}),
        "60,000 annotations",
    ),
    case(
        "a task without a text",
        "a.json",
        json.dumps([{"id": 1, "data": {"image": "/x.png"}, "annotations": []}]),
        "no text",
    ),
    case(
        "a task of odd kinds",
        "a.json",
        json.dumps(
            [
                {
                    "id": [],
                    "data": {"text": TEXT},
                    "annotations": [None, {"result": [5, {"value": {"start": "a", "end": {}}}]}],
                }
            ]
        ),
        ARTICLE,
    ),
    case(
        "a task that was skipped",
        "a.json",
        json.dumps([{"data": {"text": TEXT}, "annotations": [{"was_cancelled": True}]}]),
        ARTICLE,
    ),
    case(
        "Prodigy's tokens that lie",
        "a.jsonl",
        lines(
            {
                "text": TEXT,
                "_input_hash": 1,
                "_task_hash": 1,
                "spans": [
                    {"start": 0, "end": 5, "label": "PER", "token_start": 7, "token_end": 3},
                    {"start": None, "end": 5},
                ],
                "tokens": 5,
            }
        ),
        ARTICLE,
    ),
    case("Prodigy without a text", "a.jsonl", lines({"text": "", "_input_hash": 1, "_task_hash": 1}), "no text"),
    case("brat without its text", "a.ann", b"T1\tPerson 0 9\tAna Prill\n", "without their text"),
    case(
        "brat of nonsense",
        "a.zip",
        lambda: packed(("a.txt", STORY), ("a.ann", "T1\nT2\tX\nT3\tX 5 1\tz\nT4\tX a b\tz\n\x00\n")),
        ARTICLE,
    ),
    case(
        "brat in Latin-1",
        "a.zip",
        lambda: packed(("a.txt", STORY), ("a.ann", b"T1\tPerson 0 4\tCaf\xe9\n")),
        "not UTF-8",
    ),
    case(
        "brat's settings",
        "a.zip",
        lambda: packed(("annotation.conf", b"[entities]"), ("a.txt", STORY), ("a.ann", b"")),
        ARTICLE,
    ),
    case(
        "Web Annotations of nonsense",
        "a.zip",
        lambda: packed(("a.txt", STORY), ("a.jsonld", b'[{"target": [[[]]]}, 5, null]')),
        ARTICLE,
    ),
    case(
        "Web Annotations that are broken",
        "a.zip",
        lambda: packed(("a.txt", STORY), ("a.jsonld", b'{"target": ')),
        "not valid JSON",
    ),
    case(
        "Web Annotations that are too deep",
        "a.zip",
        lambda: packed(("a.txt", STORY), ("a.jsonld", b"[" * 100_000)),
        "nested too deeply",
    ),
    case("a DocBin", "a.spacy", lambda: docbin((TEXT, [(4, 6, "ORG")])), ARTICLE),
    case("a DocBin that breaks off", "a.spacy", lambda: docbin((TEXT, []))[:-30], "DocBin is damaged"),
    case("a DocBin of nothing", "a.spacy", docbin, "no documents"),
    case("text called DocBin", "a.spacy", STORY, "not a DocBin"),
    # What no database takes, wherever it may end up: in labels, names, columns, captions, notes and reasons.
    case("odd characters in labels and names", "a.json", ODD_TASK, ARTICLE),
    case(
        "odd characters in a label of doccano",
        "a.jsonl",
        lines({"text": TEXT, "label": [[0, 5, "\ud800\x00"]]}),
        ARTICLE,
    ),
    case("odd characters in the names of columns", "a.csv", b"na\x00me,a\x00ge\nAna,5\n", "No column of this table"),
    case("odd characters in keys", "a.jsonl", rb'{"text": 5, "\ud800\u0000": 1}', "must be text"),
    case(
        "odd characters in a date",
        "a.jsonl",
        rb'{"text": "They are gone.", "published_at": "\u0000\ud800"}',
        "not a date",
    ),
    case(
        "odd characters in a caption",
        "a.html",
        lambda: page(body="<figure><figcaption>A\x00 boat</figcaption></figure>"),
        ARTICLE,
    ),
    case("odd characters in a byline", "a.html", lambda: page(head=linked_data(author="A\x00na \ud800")), ARTICLE),
    case(
        "odd characters in a mail",
        "a.eml",
        lambda: mail(Subject="Boats \x00 lost", From="A\x00 <a@x.example>"),
        ARTICLE,
    ),
    case(
        "odd characters in the name of an attachment",
        "a.eml",
        lambda: mail(ATTACHED, kind="multipart/mixed; boundary=b"),
        ARTICLE,
    ),
    case(
        "an encoding with a name of 100 signs",
        "a.eml",
        lambda: mail(kind=f"text/plain; charset=utf{'-' * 100}8"),
        ARTICLE,
    ),
    case("odd characters in a feed", "a.xml", lambda: feed(entry(title="Boats &amp;#0; lost")), ARTICLE),
    case(
        "odd characters in ninjs",
        "a.json",
        rb'{"uri": "\u0000\ud800", "headline": "\u0000", "body_text": "They are gone."}',
        ARTICLE,
    ),
    case(
        "odd characters in names of files",
        "a.zip",
        lambda: packed(("a\ud800.txt".encode("utf-8", "replace").decode(), STORY)),
        ARTICLE,
    ),
]

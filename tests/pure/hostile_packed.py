"""Hostile and odd documents, archives and exports of annotation tools."""

import tarfile
import zipfile

from tests.pure.files import (
    LINES,
    TEXT,
    bomb,
    gzipped,
    lying_zip,
    packed,
    page,
    pdf,
    special,
    tarred,
    word,
)
from tests.pure.hostile import ANY, ARTICLE, BILLION, MB, RECORD, STORY, case, lines


def deep_zip(depth: int) -> bytes:
    content = packed(("story.txt", STORY))
    for level in range(depth - 1):
        content = packed((f"level{level}.zip", content))
    return content


DOCUMENTS = [
    case(
        "a Word document",
        "a.docx",
        lambda: word(("Title", "Boats lost"), *(("Normal", line) for line in LINES)),
        ARTICLE,
    ),
    case("a Word document called text", "a.txt", lambda: word(*(("Normal", line) for line in LINES)), ARTICLE),
    case("a Word document without text", "a.docx", word, "no text"),
    case("a Word document that breaks off", "a.docx", lambda: word(("Normal", TEXT))[:-60], "damaged"),
    case("a Word document with entities", "a.docx", lambda: word(document=BILLION), "declares entities"),
    case("a Word document with deep tables", "a.docx", lambda: word(inside="<w:tbl>" * 300), "200 deep"),
    case(
        "a Word document that swells",
        "a.docx",
        lambda: word(document=b"<w:document><w:body>" + b" " * (45 * MB) + b"</w:body></w:document>"),
        "unpacks to more than",
    ),
    case("a Word document of a lie", "a.docx", lambda: lying_zip("word/document.xml", bomb(60), claims=2**32 - 2), ANY),
    case("a workbook", "a.xlsx", lambda: packed(("xl/workbook.xml", "<x/>")), "Excel"),
    case("slides", "a.pptx", lambda: packed(("ppt/presentation.xml", "<x/>")), "presentation"),
    case(
        "OpenDocument",
        "a.odt",
        lambda: packed(
            ("mimetype", "application/vnd.oasis.opendocument.text"),
            ("content.xml", "<x/>"),
            compression=zipfile.ZIP_STORED,
        ),
        "OpenDocument",
    ),
    case("an e-book", "a.epub", lambda: packed(("META-INF/container.xml", "<x/>")), "e-book"),
    case("text called DOCX", "a.docx", STORY, "no DOCX file"),
    case("a PDF", "a.pdf", lambda: pdf(("Boats lost", *LINES)), ARTICLE),
    case("a PDF called text", "a.txt", lambda: pdf(("Boats lost", *LINES)), ARTICLE),
    case("a PDF without text", "a.pdf", lambda: pdf(()), "no text layer"),
    case("a PDF of one line", "a.pdf", b"%PDF-1.4", "PDF is damaged"),
    case("a PDF that breaks off", "a.pdf", lambda: pdf(("Boats lost", *LINES))[:400], ANY),
    case("a PDF with a wrong table", "a.pdf", lambda: pdf(("Boats lost", *LINES)).replace(b"0000000", b"9999999"), ANY),
    case(
        "a PDF whose pages hold each other",
        "a.pdf",
        lambda: pdf(("Boats",)).replace(b"/Kids [4 0 R]", b"/Kids [2 0 R]"),
        ANY,
    ),
    case("text called PDF", "a.pdf", STORY, "no PDF file"),
]

ARCHIVES = [
    case(
        "a ZIP",
        "a.zip",
        lambda: packed(("a.txt", STORY), ("b.jsonl", lines(RECORD, RECORD))),
        ARTICLE,
        ARTICLE,
        ARTICLE,
    ),
    case("a tar.gz", "a.tar.gz", lambda: tarred(("a.txt", STORY), ("b.html", page())), ARTICLE, ARTICLE),
    case("a tar", "a.tar", lambda: tarred(("a.txt", STORY), mode="w"), ARTICLE),
    case("a packed file", "a.txt.gz", lambda: gzipped(STORY), ARTICLE),
    case("an empty ZIP", "a.zip", packed, "no article in this archive"),
    case("pictures only", "a.zip", lambda: packed(("a.jpg", b"x"), ("b.css", b"x")), "2 files in it"),
    case(
        "what Macs add",
        "a.zip",
        lambda: packed(("__MACOSX/._a.txt", b"x"), (".DS_Store", b"x"), ("a.txt", STORY)),
        ARTICLE,
    ),
    case(
        "a bad one among good ones",
        "a.zip",
        lambda: packed(("a.txt", STORY), ("b.txt", b""), ("c.txt", STORY)),
        ARTICLE,
        "empty",
        ARTICLE,
    ),
    case(
        "names that lead elsewhere",
        "a.zip",
        lambda: packed(("../../../etc/passwd.txt", STORY), ("C:\\x\\a.txt", STORY), ("/a.txt", STORY)),
        ARTICLE,
        ARTICLE,
        ARTICLE,
    ),
    case("one name twice", "a.zip", lambda: tarred(("a.txt", STORY), ("a.txt", STORY)), ARTICLE, ARTICLE),
    case("an archive in an archive", "a.zip", lambda: deep_zip(2), ARTICLE),
    case("an archive in one in one", "a.zip", lambda: deep_zip(3), "Unpack the outer ones"),
    case("forty archives deep", "a.zip", lambda: deep_zip(40), "Unpack the outer ones"),
    case("a ZIP bomb", "a.zip", lambda: packed(("a.txt", b"a" * (120 * MB))), "times its size"),
    case("a bomb that lies about its size", "a.zip", lambda: lying_zip("a.txt", bomb(120), claims=1000), ANY),
    case(
        "a bomb of many files",
        "a.zip",
        lambda: packed(*((f"{n}.txt", b"a" * (9 * MB)) for n in range(9))),
        "5,000,000",
        "5,000,000",
        "times its size",
    ),
    case("a bomb in a tar.gz", "a.tgz", lambda: tarred(("a.txt", b"a" * (60 * MB))), "times its size"),
    case("a bomb in a gz", "a.gz", lambda: gzipped(b"a" * (60 * MB)), "times its size"),
    case(
        "a bomb behind a good one",
        "a.zip",
        lambda: packed(("a.txt", STORY), ("b.txt", b"a" * (60 * MB))),
        ARTICLE,
        "The item before it was read",
    ),
    case(
        "a bomb in an inner archive",
        "a.zip",
        lambda: packed(("in.zip", packed(("a.txt", b"a" * (60 * MB))))),
        "times its size",
    ),
    case(
        "45,000 files",
        "a.zip",
        lambda: packed(*((str(n), b"") for n in range(45_000)), compression=zipfile.ZIP_STORED),
        "20,000 files",
    ),
    case(
        "21,000 files",
        "a.zip",
        lambda: packed(*((str(n), b"") for n in range(21_000)), compression=zipfile.ZIP_STORED),
        "20,000 files",
    ),
    case("a ZIP that breaks off", "a.zip", lambda: packed(("a.txt", STORY))[:-30], "damaged"),
    case("a ZIP of one line", "a.zip", b"PK\x03\x04", "damaged"),
    case(
        "a ZIP with a damaged file",
        "a.zip",
        lambda: packed(("a.txt", STORY), compression=zipfile.ZIP_STORED).replace(b"boats", b"goats"),
        "damaged",
    ),
    case(
        "a ZIP with a password",
        "a.zip",
        lambda: packed(("a.txt", STORY)).replace(
            b"PK\x01\x02\x14\x03\x14\x00\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01\x00"
        ),
        "password",
    ),
    case(
        "a method nobody knows",
        "a.zip",
        lambda: lying_zip("a.txt", STORY, claims=len(STORY), method=77),
        "cannot be unpacked",
    ),
    case(
        "a link in a tar",
        "a.tgz",
        lambda: tarred(special("x", tarfile.SYMTYPE, "/etc/passwd"), ("a.txt", STORY)),
        "link or a device",
        ARTICLE,
    ),
    case(
        "a hard link in a tar",
        "a.tgz",
        lambda: tarred(special("x.txt", tarfile.LNKTYPE, "../../etc/passwd")),
        "link or a device",
    ),
    case("a device in a tar", "a.tgz", lambda: tarred(special("x", tarfile.CHRTYPE)), "link or a device"),
    case(
        "folders in a tar",
        "a.tgz",
        lambda: tarred(special("folder", tarfile.DIRTYPE), ("folder/a.txt", STORY)),
        ARTICLE,
    ),
    case("a long name in a tar", "a.tgz", lambda: tarred(("folder/" * 30 + "a.txt", STORY)), ARTICLE),
    case("a tar that breaks off", "a.tgz", lambda: gzipped(tarred(("a.txt", STORY * 50), mode="w")[:3000]), "cut off"),
    case("a tar.gz that breaks off", "a.tgz", lambda: tarred(("a.txt", STORY * 50))[:-40], ANY),
    case(
        "a tar with a wrong sum",
        "a.tar",
        lambda: tarred(("a.txt", STORY), ("b.txt", STORY), mode="w").replace(b"b.txt", b"c.txt"),
        ARTICLE,
        "damaged",
    ),
    case("gzip of noise", "a.gz", lambda: b"\x1f\x8b\x08\x00" + bytes(range(200)), "damaged"),
    case("text called ZIP", "a.zip", STORY, "no ZIP file"),
]

CASES = [*DOCUMENTS, *ARCHIVES]

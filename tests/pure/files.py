"""Files of every format, made on the spot, for tests of the readers."""

import gzip
import io
import json
import struct
import tarfile
import zipfile
import zlib

LINES = (
    "Three fishing boats were lost off Port Merrow on Tuesday night, the harbour office said.",
    "Nobody has been found since then, Ana Prill of the office told the Merrow Herald.",
    "The boats had left in fair weather, and the wind rose only after midnight.",
)
TEXT = "\n".join(LINES)


def packed(*members: tuple[str, bytes | str], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, content in members:
            archive.writestr(zipfile.ZipInfo(name, (2026, 3, 3, 0, 0, 0)), content, compress_type=compression)
    return out.getvalue()


def tarred(*members: tuple[str, bytes] | tarfile.TarInfo, mode: str = "w:gz") -> bytes:
    """A tar archive; a ``TarInfo`` is put in as it is, without content."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:
        for member in members:
            if isinstance(member, tarfile.TarInfo):
                archive.addfile(member)
            else:
                info = tarfile.TarInfo(member[0])
                info.size = len(member[1])
                archive.addfile(info, io.BytesIO(member[1]))
    return out.getvalue()


def special(name: str, kind: bytes, target: str = "") -> tarfile.TarInfo:
    """A link or a device of a tar archive."""
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info


def gzipped(content: bytes) -> bytes:
    return gzip.compress(content, mtime=0)


def page(*, head: str = "", body: str = "", lines: tuple[str, ...] = LINES, heading: str = "Boats lost") -> bytes:
    """A web page."""
    paragraphs = "\n".join(f"<p>{line}</p>" for line in lines)
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{heading}</title>{head}</head>\n'
        f"<body><nav><a href='/'>Home</a></nav><article><h1>{heading}</h1>\n{paragraphs}\n{body}</article>"
        "</body></html>"
    ).encode()


def linked_data(**fields: object) -> str:
    data = {"@context": "https://schema.org", "@type": "NewsArticle", **fields}
    return f'<script type="application/ld+json">{json.dumps(data)}</script>'


def feed(*entries: str, title: str = "Merrow Herald") -> bytes:
    """An RSS feed of these entries."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/'
        f'content/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>{title}</title><language>en-gb</language>'
        f"{''.join(entries)}</channel></rss>"
    ).encode()


def entry(title: str = "Boats lost", body: str = f"<p>{'</p><p>'.join(LINES)}</p>", more: str = "") -> str:
    return f"<item><title>{title}</title><content:encoded><![CDATA[{body}]]></content:encoded>{more}</item>"


def nitf(*, above: str = "<hedline><hl1>Boats lost</hl1></hedline>", story: str = "", head: str = "") -> bytes:
    story = story or "".join(f"<p>{line}</p>" for line in LINES)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<nitf><head>{head}</head><body><body.head>{above}</body.head>'
        f"<body.content>{story}</body.content></body></nitf>"
    ).encode()


def mail(
    body: str | bytes = "\r\n\r\n".join(LINES), *, kind: str = "text/plain; charset=utf-8", **headers: str
) -> bytes:
    """A mail with one part."""
    given = {
        "From": '"Harbour Office" <press@harbour.example>',
        "To": "desk@herald.example",
        "Subject": "Boats lost",
        "Date": "Tue, 03 Mar 2026 21:30:00 +0200",
        "MIME-Version": "1.0",
        "Content-Type": kind,
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    top = "".join(f"{name}: {value}\r\n" for name, value in given.items() if value)
    return top.encode() + b"\r\n" + (body.encode() if isinstance(body, str) else body)


def word(*paragraphs: tuple[str, str], inside: str = "", document: bytes | None = None) -> bytes:
    """A Word document of paragraphs (style, text)."""
    body = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>'
        for style, text in paragraphs
    )
    made = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        f"<w:body>{body}{inside}</w:body></w:document>"
    ).encode()
    types = '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
    return packed(("[Content_Types].xml", types), ("word/document.xml", document if document is not None else made))


def pdf(*pages: tuple[str, ...], title: str = "") -> bytes:
    """A PDF with a text layer: one tuple of lines a page."""
    objects: list[bytes] = []

    def add(content: bytes) -> int:
        objects.append(content)
        return len(objects)

    add(b"<< /Type /Catalog /Pages 2 0 R >>")
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    add(f"<< /Type /Pages /Count {len(pages)} /Kids [{kids}] >>".encode())
    add(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
    for number, lines in enumerate(pages):
        shown = " ".join(f"({line}) Tj T*" for line in lines)
        stream = f"BT /F1 12 Tf 72 720 Td 14 TL {shown} ET".encode("cp1252")
        add(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {5 + 2 * number} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        add(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
    info = add(f"<< /Title ({title}) >>".encode()) if title else 0
    out = io.BytesIO(b"%PDF-1.4\n")
    out.seek(0, io.SEEK_END)
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, content))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    trailer = f"<< /Size {len(objects) + 1} /Root 1 0 R{f' /Info {info} 0 R' if info else ''} >>"
    out.write(f"trailer\n{trailer}\nstartxref\n{start}\n%%EOF\n".encode())
    return out.getvalue()


def docbin(*documents: tuple[str, list[tuple[int, int, str]]]) -> bytes:
    """A DocBin of spaCy: texts with entities as (first token, after the last, label)."""
    import spacy
    from spacy.tokens import DocBin, Span

    made = DocBin()
    nlp = spacy.blank("en")
    for text, entities in documents:
        doc = nlp(text)
        doc.ents = [Span(doc, first, last, label=label) for first, last, label in entities]
        made.add(doc)
    return made.to_bytes()


def bomb(megabytes: int, level: int = 9) -> bytes:
    """So many megabytes of one letter, compressed as raw deflate does inside a ZIP."""
    squeezer = zlib.compressobj(level, zlib.DEFLATED, -15)
    block = b"a" * (1024 * 1024)
    return b"".join([*(squeezer.compress(block) for _ in range(megabytes)), squeezer.flush()])


def lying_zip(name: str, stored: bytes, *, claims: int, method: int = 8) -> bytes:
    """A ZIP of one member whose stated size is a lie."""
    encoded = name.encode()
    common = struct.pack("<HHHHHIIIHH", 20, 0, method, 0, 0x5C63, 0, len(stored), claims, len(encoded), 0)
    local = b"PK\x03\x04" + common + encoded + stored
    central = b"PK\x01\x02" + struct.pack("<H", 20) + common + struct.pack("<HHHII", 0, 0, 0, 0, 0) + encoded
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(central), len(local), 0)
    return local + central + end

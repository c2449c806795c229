"""Which format a file has: told from its content, and from its name only where the content leaves it open."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePath

from articles.readers import (
    archives,
    brat,
    docbin,
    docx,
    feeds,
    jsondoc,
    jsonl,
    mail,
    nitf,
    pdf,
    plain,
    tables,
    webannotation,
    webpage,
    xmltree,
)
from articles.readers.encoding import decode
from articles.readers.mapping import Mapping
from articles.readers.parsed import Item, Unreadable

Items = Callable[[str, bytes], Iterator[Item]]
# For folders: what is called like this is looked into.
_SUFFIXES = (
    ".txt .text .jsonl .ndjson .json .csv .tsv .tab .html .htm .xhtml .xml .nitf .rss .atom .eml .docx .pdf .zip"
    " .gz .tgz .tar .spacy .ann .jsonld"
)
SUFFIXES = frozenset(_SUFFIXES.split())
_OFFICE = {
    "word/document.xml": "docx",
    "xl/workbook.xml": "an Excel workbook. Save it as CSV and import that",
    "ppt/presentation.xml": "a presentation. Save its text as a text file and import that",
    "META-INF/container.xml": "an e-book. Save its text as a text file and import that",
    "content.xml": "an OpenDocument file. Save it as Word (DOCX) or plain text and import that",
}
_XML = {"html": "webpage", **dict.fromkeys(nitf.ROOTS, "nitf"), **dict.fromkeys(feeds.ROOTS, "feed")}


@dataclass(frozen=True, slots=True)
class Format:
    """A format: how it is called on the screen, and its reader. ``columns`` only where a mapping makes sense.

    ``records`` gives the first records of such a file, by its columns.
    """

    label: str
    items: Callable[..., Iterator[Item]]
    columns: Callable[[bytes], list[str]] | None = None
    records: Callable[[bytes], Iterator[dict]] | None = None


FORMATS = {
    "plain": Format("Plain text", plain.items),
    "jsonl": Format("JSONL", jsonl.items, jsonl.columns, jsonl.records),
    "json": Format("JSON", jsondoc.items, jsondoc.columns, jsondoc.records),
    "table": Format("Table (CSV or TSV)", tables.items, tables.columns, tables.records),
    "webpage": Format("Web page", webpage.items),
    "nitf": Format("NITF", nitf.items),
    "feed": Format("RSS or Atom feed", feeds.items),
    "mail": Format("E-mail", mail.items),
    "docx": Format("Word document", docx.items),
    "pdf": Format("PDF", pdf.items),
    "docbin": Format("spaCy DocBin", docbin.items),
    "archive": Format("Archive", archives.items),
}


def format_of(name: str, content: bytes) -> str:
    """A key of ``FORMATS``; raises ``Unreadable`` for what is known and not read."""
    suffix = PurePath(name).suffix.lower()
    if b"%PDF-" in content[:1024]:
        return "pdf"
    if content.startswith(b"PK"):
        return _packed(content)
    if archives.looks_like(content):
        return "archive"
    if docbin.looks_like(content):
        return "docbin"
    if suffix == ".spacy":
        raise Unreadable("This is not a DocBin of spaCy, although it is called .spacy.")
    return _text_format(suffix, name, content)


def _text_format(suffix: str, name: str, content: bytes) -> str:
    called_jsonl = suffix in (".jsonl", ".ndjson")
    starts_list = content[:100].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"[")
    if called_jsonl and not starts_list and jsonl.looks_like(content, by_name=True):
        return "jsonl"
    if jsondoc.looks_like(content, by_name=suffix in (".json", ".jsonld")):
        _refuse_bare_annotations(content)
        return "json"
    if jsonl.looks_like(content, by_name=called_jsonl or suffix == ".json"):
        return "jsonl"
    if root := xmltree.root_name(content):
        if root in _XML:
            return _XML[root]
        if b"<?xml" in content[:100] or suffix == ".xml":
            raise Unreadable(_unknown_xml(root))
    elif content[:100].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<?xml"):
        raise Unreadable("This is XML that breaks off before its first element.")
    if webpage.looks_like(content, by_name=suffix in (".html", ".htm", ".xhtml")):
        return "webpage"
    if mail.looks_like(content, by_name=suffix == ".eml"):
        return "mail"
    if tables.looks_like(content, by_name=suffix in tables.NAMES):
        return "table"
    return _plain_or_reason(suffix, name, content)


def _plain_or_reason(suffix: str, name: str, content: bytes) -> str:
    decode(content)
    if suffix in (".jsonl", ".ndjson"):
        raise Unreadable("No line of this file begins a JSON object. A plain text file must not be called .jsonl.")
    if suffix == ".json":
        raise Unreadable("This file is called .json and is no JSON. If it is plain text, call it .txt.")
    if suffix == brat.SUFFIX:
        raise Unreadable("These are brat's annotations without their text: the .txt of the same name is missing.")
    if suffix in webannotation.SUFFIXES:
        raise Unreadable(webannotation.WITHOUT_TEXT)
    if suffix in (".docx", ".pdf", ".zip", ".gz", ".tgz", ".xlsx"):
        raise Unreadable(f"This is no {suffix[1:].upper()} file, although it is called one.")
    return "plain"


def _packed(content: bytes) -> str:
    """A ZIP archive, or one of the documents that are ZIP archives inside."""
    head, tail = content[:65536], content[-65536:]
    for part, kind in _OFFICE.items():
        if part.encode() in head or part.encode() in tail:
            if kind == "docx":
                return "docx"
            if part != "content.xml" or b"mimetypeapplication/vnd.oasis" in head:
                raise Unreadable(f"This is {kind}.")
    return "archive"


def _refuse_bare_annotations(content: bytes) -> None:
    if b"anno.jsonld" in content[:2000] or b'"Annotation' in content[:2000]:
        try:
            value = json.loads(content.decode("utf-8-sig"))
        except (ValueError, RecursionError):
            return
        first = value[0] if isinstance(value, list) and value else value
        if webannotation.recognises(first):
            raise Unreadable(webannotation.WITHOUT_TEXT)


def _unknown_xml(root: str) -> str:
    if root in ("newsitem", "newsmessage", "newsml", "packageitem"):
        return "This is NewsML, which is not read. Ask for NITF or ninjs, or save the articles as text."
    if root in ("tei", "tei.2", "cas", "xmi:xmi", "collection", "corpus"):
        return f"This is XML of a corpus (<{root}>), which is not read. Save the articles as text."
    return f"This is XML of a kind that is not read (<{root}>). NITF, RSS and Atom are."


def mapped(key: str, name: str, content: bytes, mapping: Mapping | None) -> Iterator[Item]:
    """The items of a file of this format."""
    found = FORMATS[key]
    return found.items(name, content, mapping) if found.columns else found.items(name, content)

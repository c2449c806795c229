"""Word documents (DOCX): the paragraphs of the text as it would be printed, by the project's own bounded parts."""

import io
import zipfile
import zlib
from collections.abc import Iterator

from articles.readers import fields, xmltree
from articles.readers.draft import Draft, settle
from articles.readers.parsed import Item, ParsedArticle, Unreadable
from articles.readers.xmltree import Node

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
DOCUMENT = "word/document.xml"
_MOST_BYTES = 40 * 1024 * 1024
_HEADLINES = ("title", "titel", "titre", "heading1", "berschrift1", "titre1", "headline")
_STANDFIRSTS = ("subtitle", "untertitel", "sous-titre", "standfirst")
# Deleted by tracked changes, drawn beside the text, or the older copy of a drawing that comes twice.
_NOT_TEXT = {"del", "moveFrom", "mc:Fallback", "instrText", "delText", "footnoteReference", "sdtPr", "pPr", "rPr"}


def items(name: str, content: bytes) -> Iterator[Item]:
    """The one item of a document."""

    def make(item: Item, default_language: str) -> ParsedArticle:
        return settle(item, _draft(content), content=content, default_language=default_language)

    yield Item(number=1, where=name, end=len(content), make=make)


def _draft(content: bytes) -> Draft:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            document = xmltree.parse(_part(archive, DOCUMENT)).root
            about = _about(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError):
        raise Unreadable("This Word document is damaged or has a password. Save it again, or as plain text.") from None
    body = document.first("body")
    lines = [line for line in _lines(body) if line[1]] if body else []
    if not lines:
        raise Unreadable("This Word document has no text. It may hold only pictures.")
    headline, standfirst, rest = _head(lines)
    plain = [text for _, text in rest]
    byline = about.text_at("dc:creator")
    return Draft(
        media_type=MEDIA_TYPE,
        text="\n\n".join(plain) if not headline else "",
        paragraphs=tuple(plain) if headline else None,
        headline=headline,
        standfirst=standfirst,
        byline=byline if len(byline.split()) > 1 else "",
        language=fields.language(about.text_at("dc:language")),
    )


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as part:
        content = part.read(_MOST_BYTES + 1)
    if len(content) > _MOST_BYTES:
        raise Unreadable(f"This Word document unpacks to more than {_MOST_BYTES // 1024**2} MB and was not read.")
    return content


def _about(archive: zipfile.ZipFile) -> Node:
    """The document's own data. When it was made is not when it was published."""
    try:
        return xmltree.parse(_part(archive, "docProps/core.xml")).root
    except (KeyError, Unreadable):
        return Node("", {})


def _head(lines: list[tuple[str, str]]) -> tuple[str, str, list[tuple[str, str]]]:
    """Headline and standfirst, where the document's styles name them."""
    headline = standfirst = ""
    styles = [style.lower().replace(" ", "") for style, _ in lines[:6]]
    if len(lines) > 1 and styles[0].endswith(_HEADLINES) and len(lines[0][1]) <= 1000:
        headline, lines, styles = lines[0][1], lines[1:], styles[1:]
        if len(lines) > 1 and styles and styles[0].endswith(_STANDFIRSTS):
            standfirst, lines = lines[0][1], lines[1:]
    return headline, standfirst, lines


def _lines(body: Node) -> Iterator[tuple[str, str]]:
    """The style and the words of every paragraph, those in tables and text boxes too."""
    waiting: list[Node] = list(body.nodes())[::-1]
    while waiting:
        node = waiting.pop()
        if node.name == "p":
            boxes: list[Node] = []
            text = _words(node, boxes)
            style = node.first("pPr", "pStyle")
            for line in text.split("\n"):
                yield (style.attributes.get("w:val", "") if style else ""), " ".join(line.split())
            waiting += boxes[::-1]
        elif node.name not in _NOT_TEXT:
            waiting += list(node.nodes())[::-1]


def _words(paragraph: Node, boxes: list[Node]) -> str:
    pieces: list[str] = []
    waiting: list[Node] = list(paragraph.nodes())[::-1]
    while waiting:
        node = waiting.pop()
        if node.name == "t":
            pieces.append("".join(child for child in node.children if isinstance(child, str)))
        elif node.name in ("br", "cr"):
            pieces.append("\n")
        elif node.name == "tab":
            pieces.append(" ")
        elif node.name in ("noBreakHyphen", "softHyphen"):
            pieces.append("\u2011" if node.name == "noBreakHyphen" else "")
        elif node.name == "txbxContent":
            boxes.append(node)
        elif node.name not in _NOT_TEXT:
            waiting += list(node.nodes())[::-1]
    return "".join(pieces)

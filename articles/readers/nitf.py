"""NITF: the news industry's older XML. Headline and byline are marked; captions and notes are set apart."""

from collections.abc import Iterator

from articles.readers import fields, xmltree
from articles.readers.draft import Draft, settle
from articles.readers.markup import CAPTION
from articles.readers.parsed import Item, ParsedArticle, Unreadable
from articles.readers.xmltree import Node

MEDIA_TYPE = "application/nitf+xml"
ROOTS = ("nitf",)
_LANGUAGE = "xml:lang"


def items(name: str, content: bytes) -> Iterator[Item]:
    """The one item of a NITF file."""

    def make(item: Item, default_language: str) -> ParsedArticle:
        return settle(item, draft_of(xmltree.parse(content).root), content=content, default_language=default_language)

    yield Item(number=1, where=name, end=len(content), make=make)


def draft_of(root: Node) -> Draft:
    body = root.first("body") or Node("", {})
    head = root.first("head") or Node("", {})
    above = body.first("body.head") or Node("", {})
    story = body.first("body.content")
    if story is None:
        raise Unreadable("This NITF file has no body.content.")
    collected = xmltree.paragraphs(story)
    if not collected.found:
        raise Unreadable("There is no text in the body.content of this NITF file.")
    notes: list[str] = []
    lines = collected.found
    dateline = above.text_at("dateline")
    standfirst = above.text_at("hedline", "hl2")
    before = [(CAPTION, caption) for caption in collected.captions]
    if dateline and not lines[0].startswith(dateline[:30]):
        before.append(("Dateline", dateline))
    return Draft(
        media_type=MEDIA_TYPE,
        paragraphs=tuple(lines),
        headline=above.text_at("hedline", "hl1") or above.text_at("hedline") or head.text_at("title"),
        standfirst=standfirst or above.text_at("abstract"),
        byline=_byline(above, story),
        outlet=_outlet(head, above),
        id=_attribute(head.first("docdata", "doc-id"), "id-string"),
        url=fields.web_address(_attribute(head.first("pubdata"), "ex-ref")),
        published=fields.published_or_note(_date(head), notes),
        language=root.attributes.get(_LANGUAGE, "") or body.attributes.get(_LANGUAGE, ""),
        before=tuple(before),
        notes=tuple(notes),
    )


def _byline(above: Node, story: Node) -> str:
    byline = above.first("byline") or story.first("byline")
    if byline is None:
        return ""
    people = ", ".join(filter(None, (person.text() for person in byline.nodes("person"))))
    line = people or byline.text()
    return line[3:] if line[:3].lower() == "by " else line


def _outlet(head: Node, above: Node) -> str:
    distributor = above.first("distributor")
    named = distributor.text_at("org") or distributor.text() if distributor else ""
    return _attribute(head.first("pubdata"), "name") or named


def _date(head: Node) -> str:
    for path, attribute in (
        (("pubdata",), "date.publication"),
        (("docdata", "date.issue"), "norm"),
        (("docdata", "date.release"), "norm"),
    ):
        if value := _attribute(head.first(*path), attribute):
            return value
    return ""


def _attribute(node: Node | None, name: str) -> str:
    return node.attributes.get(name, "").strip() if node else ""

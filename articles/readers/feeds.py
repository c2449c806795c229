"""RSS and Atom files: one article an entry, each with the bytes of its entry."""

from collections.abc import Iterator
from functools import partial

from articles.readers import fields, markup, xmltree
from articles.readers.draft import Draft, settle
from articles.readers.parsed import Item, ParsedArticle, Unreadable, so_far
from articles.readers.xmltree import Node, Tree

MEDIA_TYPE = "application/rss+xml"
ATOM = "application/atom+xml"
ROOTS = ("rss", "feed", "rdf:rdf")
SUMMARY_ONLY = "The feed gives only this summary, not the whole article."


def items(name: str, content: bytes) -> Iterator[Item]:
    """Every entry; a feed that breaks off gives those before the fault, and then the fault."""
    tree = xmltree.parse(content, partly=True)
    channel = tree.root.first("channel") or tree.root
    entries = [*channel.nodes("item", "entry")]
    if channel is not tree.root:
        entries += tree.root.nodes("item")  # RSS 1.0 has them beside the channel.
    whole = [entry for entry in entries if entry.end]
    for number, entry in enumerate(whole, start=1):
        make = partial(_make, tree=tree, channel=channel, entry=entry)
        yield Item(number=number, where=f"{name}, entry {number}", end=min(entry.end, len(content)), make=make)
    if tree.broken:
        said = f"The feed breaks off: {tree.broken}. {so_far(len(whole))}"
        make = partial(_refuse, message=said)
        yield Item(number=len(whole) + 1, where=f"{name}, entry {len(whole) + 1}", end=len(content), make=make)
    elif not whole:
        raise Unreadable("This feed has no entries.")


def _refuse(item: Item, default_language: str, *, message: str) -> ParsedArticle:
    raise Unreadable(message)


def _make(item: Item, default_language: str, *, tree: Tree, channel: Node, entry: Node) -> ParsedArticle:
    content = tree.content[entry.start : entry.end]
    return settle(item, _draft(channel, entry), content=content, default_language=default_language)


def _draft(channel: Node, entry: Node) -> Draft:
    notes: list[str] = []
    found, before = _body(entry, notes)
    link = link_of(entry)
    source = entry.first("source")
    own_language = entry.text_at("dc:language") or entry.attributes.get("xml:lang", "")
    id_ = entry.text_at("guid") or entry.text_at("id")
    return Draft(
        media_type=ATOM if entry.name == "entry" else MEDIA_TYPE,
        paragraphs=tuple(found),
        headline=plain_of(entry.first("title"))[:1000],
        byline=_byline(entry),
        outlet=(plain_of(source.first("title") or source) if source else "") or plain_of(channel.first("title")),
        id=id_ if len(id_) <= 200 else "",
        url=link or fields.web_address(id_),
        published=fields.published_or_note(_date(entry), notes),
        language=own_language or channel.text_at("language") or channel.attributes.get("xml:lang", ""),
        before=before,
        notes=tuple(notes),
    )


def _body(entry: Node, notes: list[str]) -> tuple[list[str], tuple[tuple[str, str], ...]]:
    """The longest of what the entry gives: the whole text where it is there, else the summary."""
    for name in ("content:encoded", "content", "body", "fulltext"):
        found, before = _paragraphs(entry.first(name))
        if found:
            return found, before
    found, before = max(
        (_paragraphs(entry.first(name)) for name in ("description", "summary", "dc:description", "media:description")),
        key=lambda one: sum(map(len, one[0])),
    )
    if not found:
        raise Unreadable("This entry has no text, only a headline or a link. Import the article's page instead.")
    notes.append(SUMMARY_ONLY)
    return found, before


def _paragraphs(node: Node | None) -> tuple[list[str], tuple[tuple[str, str], ...]]:
    if node is None:
        return [], ()
    if any(True for _ in node.nodes()):  # Atom's inline XHTML.
        collected = xmltree.paragraphs(node)
        return collected.found, tuple((markup.CAPTION, caption) for caption in collected.captions)
    text = "".join(child for child in node.children if isinstance(child, str))
    if node.attributes.get("type") == "text" and not markup.LOOKS_LIKE_HTML.search(text):
        return [line for line in map(str.strip, text.split("\n")) if line], ()
    return markup.read(text)


def plain_of(node: Node | None) -> str:
    """A title's words: they may hold tags, escaped or not."""
    if node is None:
        return ""
    text = node.text()
    return " ".join(markup.read(text)[0]) if "<" in text or "&" in text else text


def link_of(entry: Node) -> str:
    given = [
        link.attributes.get("href", "") or link.text()
        for link in entry.nodes("link", "feedburner:origLink")
        if link.attributes.get("rel", "alternate") == "alternate"
    ]
    return next((address for one in given[::-1] if (address := fields.web_address(one))), "")


def _byline(entry: Node) -> str:
    names = [node.text() for node in entry.nodes("dc:creator")]
    names += [author.text_at("name") or author.text() for author in entry.nodes("author", "itunes:author")]
    kept = dict.fromkeys(_person(name) for name in names if name)
    return ", ".join(filter(None, kept))


def _person(name: str) -> str:
    """RSS asks for "address (Name)"."""
    if "@" in name and "(" in name:
        return name.split("(", 1)[1].rstrip(") ")
    return "" if "@" in name and " " not in name else name


def _date(entry: Node) -> str:
    for name in ("pubDate", "published", "dc:date", "issued", "pubdate"):
        if value := entry.text_at(name):
            return value
    return ""

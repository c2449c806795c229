"""XML to a small tree, in one pass and with nothing followed: no entities, no external files, bounded depth and size.

Elements remember where they stand in the bytes, so that one entry of a feed can be kept as it came.
"""

import html.entities
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from articles.readers.encoding import decode
from articles.readers.markup import Paragraphs
from articles.readers.parsed import Unreadable

MOST_ELEMENTS = 400_000
DEEPEST = 200
_NAMED = re.compile(rb"&([A-Za-z][A-Za-z0-9]{1,31});")
_OWN = {b"amp", b"lt", b"gt", b"quot", b"apos"}
_PREFIXES = ("atom:", "nitf:", "xhtml:", "rss:", "w:")
_ROOT = re.compile(
    r"(?>(?:<\?xml[^>]{0,300}\?>\s*|<!--.*?-->\s*|<\?[^>]{0,500}\?>\s*|<!DOCTYPE\s[^\[<>]{0,500}(?:\[[^\]]{0,20000}\]\s*)?>\s*))*+"
    r"<([A-Za-z_][\w.:-]{0,60})",
    re.S | re.I,
)


@dataclass(slots=True)
class Node:
    """An element: its name, its attributes, and its children with the text between them."""

    name: str
    attributes: dict[str, str]
    children: list["Node | str"] = field(default_factory=list)
    start: int = 0
    end: int = 0

    def nodes(self, *names: str) -> Iterator["Node"]:
        """The children of these names, or all that are elements."""
        return (child for child in self.children if isinstance(child, Node) and (not names or child.name in names))

    def first(self, *path: str) -> "Node | None":
        """What stands at the end of a path of first children."""
        node: Node | None = self
        for name in path:
            node = next(node.nodes(name), None) if node else None
        return node

    def all(self, name: str) -> Iterator["Node"]:
        """Every element of this name below, in order."""
        waiting = list(self.nodes())[::-1]
        while waiting:
            node = waiting.pop()
            if node.name == name:
                yield node
            waiting += list(node.nodes())[::-1]

    def text(self) -> str:
        """All its text, in one line."""
        pieces: list[str] = []
        waiting: list[Node | str] = self.children[::-1]
        while waiting:
            child = waiting.pop()
            if isinstance(child, str):
                pieces.append(child)
            else:
                waiting += child.children[::-1]
        return " ".join("".join(pieces).split())

    def text_at(self, *path: str) -> str:
        node = self.first(*path)
        return node.text() if node else ""


@dataclass(frozen=True, slots=True)
class Tree:
    """The root, the bytes that the places count on, and why the document breaks off, if it does."""

    root: Node
    content: bytes
    broken: str = ""


class _Refused(Exception):
    """The document does what is not allowed."""


def root_name(content: bytes) -> str:
    """The name of the document's first element, in small letters without a known prefix; empty when it is no XML."""
    start = content[:30_000]
    wide = start.startswith((b"\xff\xfe", b"\xfe\xff"))
    text = start.decode("utf-16" if wide else "latin-1", "ignore").removeprefix("ï»¿").lstrip("\ufeff \t\r\n")
    match = _ROOT.match(text) if text.startswith("<") else None
    return _plain(match[1]).lower() if match else ""


def parse(content: bytes, *, partly: bool = False) -> Tree:
    """The tree of a document; raises ``Unreadable``. ``partly`` gives what came before a fault, if anything did."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        tree = _attempt(decode(content).text.encode("utf-8", "replace"), "utf-8")
    else:
        tree = _attempt(content, None)
    if tree.broken and "entity" in tree.broken:
        # Names that only HTML knows, such as &nbsp;, in a document that does not say what they are.
        tree = _attempt(_NAMED.sub(_as_number, content), None)
    elif tree.broken and ("token" in tree.broken or "encoding" in tree.broken):
        # Bytes that are not in the encoding that it claims: read it as any text file is.
        tree = _attempt(decode(content).text.encode("utf-8", "replace"), "utf-8", instead=tree)
    if tree.broken and not (partly and tree.root.children):
        raise Unreadable(f"The XML of this file is broken: {tree.broken}.")
    return tree


def paragraphs(node: Node, *, skip: frozenset[str] = frozenset()) -> Paragraphs:
    """The paragraphs below an element, by the names that HTML and NITF have for them."""
    collected = Paragraphs(skip=skip)
    waiting: list[Node | str | tuple[str]] = [node]
    while waiting:
        one = waiting.pop()
        if isinstance(one, tuple):
            collected.end(one[0])
        elif isinstance(one, str):
            collected.text(one)
        else:
            collected.start(one.name)
            waiting.append((one.name,))
            waiting += one.children[::-1]
    collected.cut()
    return collected


def _as_number(match: re.Match[bytes]) -> bytes:
    if match[1] in _OWN:
        return match[0]
    characters = html.entities.html5.get(match[1].decode() + ";", "")
    return "".join(f"&#{ord(char)};" for char in characters).encode() or b"&amp;" + match[0][1:]


def _attempt(content: bytes, encoding: str | None, *, instead: Tree | None = None) -> Tree:
    builder = _Builder(encoding)
    broken = ""
    try:
        builder.parser.Parse(content, True)
    except expat.ExpatError as error:
        broken = f"{expat.errors.messages.get(error.code, 'a fault')} in line {error.lineno}"
    except (LookupError, ValueError) as error:
        broken = f"unknown encoding ({type(error).__name__})"
    except _Refused as refused:
        raise Unreadable(str(refused)) from None
    if instead and broken:
        return instead
    return Tree(root=builder.top, content=content, broken=broken)


class _Builder:
    """Takes the parser's events. ``top`` holds the root as its only child, until the root is there."""

    def __init__(self, encoding: str | None) -> None:
        self.parser = parser = expat.ParserCreate(encoding)
        parser.buffer_text = True
        parser.buffer_size = 1 << 16
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.EntityDeclHandler = self._entity
        parser.UnparsedEntityDeclHandler = self._entity
        # Answering 0 is a refusal; without a word of ours expat passes over them.
        parser.ExternalEntityRefHandler = lambda *args: 0
        self._whole = Node("", {})
        self._open = [self._whole]
        self._count = 0

    @property
    def top(self) -> Node:
        return next(self._whole.nodes(), self._whole)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._count += 1
        if self._count > MOST_ELEMENTS:
            raise _Refused(f"This XML has more than {MOST_ELEMENTS:,} elements. Split it into smaller files.")
        if len(self._open) > DEEPEST:
            raise _Refused(f"This XML is nested more than {DEEPEST} deep, which no article is.")
        node = Node(_plain(name), attributes, start=self.parser.CurrentByteIndex)
        self._open[-1].children.append(node)
        self._open.append(node)

    def _end(self, name: str) -> None:
        node = self._open.pop()
        node.end = self._after_tag(self.parser.CurrentByteIndex, name)

    def _after_tag(self, index: int, name: str) -> int:
        # The index is where the end tag begins; of an empty element it is the element's own beginning.
        return index + len(name.encode()) + 3

    def _text(self, text: str) -> None:
        self._open[-1].children.append(text)

    def _entity(self, *declaration: object) -> None:
        raise _Refused("This XML declares entities of its own, which can be used to attack a program. It was not read.")


def _plain(name: str) -> str:
    for prefix in _PREFIXES:
        if name.startswith(prefix):
            return name[len(prefix) :]
    return name

"""HTML and XHTML to paragraphs, without a browser's mercy and in one pass: nothing in it is followed, run or shown.

Every step goes forward only, so that no input takes longer than its length allows.
"""

import html
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

CAPTION = "Caption"
_LONGEST_TAG = 20_000
_TAG_NAME = re.compile(r"[A-Za-z][^\s/>]{0,60}")
_TAG_MARK = re.compile(r"[>\"']")
_ATTRIBUTE = re.compile(r"([^\s=/>\"']{1,100})\s*(?:=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>\"']+)))?")
_LONG_NUMBER = re.compile(r"&#[xX]?[0-9A-Fa-f]{9,};?")
_RAW_ENDS = {
    name: re.compile(rf"</{name}(?=[\s/>])", re.I)
    for name in ("script", "style", "textarea", "title", "iframe", "noembed", "xmp")
}
_BLOCK_NAMES = (
    "address article aside blockquote body br caption dd details dialog div dl dt fieldset figcaption figure footer"
    " form h1 h2 h3 h4 h5 h6 head header hr html li main nav ol optgroup option p pre section summary table tbody"
    " td tfoot th thead title tr ul hl1 hl2 bq block media media-caption fn body.content"
)
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_NEVER = frozenset(
    ("script", "style", "noscript", "template", "svg", "math", "object", "iframe", "noembed", "xmp", "textarea",
     "select", "title")
)  # fmt: skip
# What hides its content even where nothing closes it.
_RAW = frozenset(_RAW_ENDS)
_CAPTIONS = frozenset(("figcaption", "caption", "media-caption"))
_VOID_NAMES = "area base br col embed hr img input link meta param source track wbr"
_VOID = frozenset(_VOID_NAMES.split())
LOOKS_LIKE_HTML = re.compile(
    r"<(?:p|div|br|h[1-6]|ul|ol|blockquote|article|section|figure|span|a)(?:\s[^<>]*)?/?>", re.I
)


class Tag(NamedTuple):
    """A start or end tag. For script and title, ``inner`` holds what stands in it."""

    name: str
    end: bool = False
    attributes: str = ""
    inner: str = ""

    def attribute(self, name: str) -> str:
        """The value of one attribute, or an empty string."""
        return self.all_attributes().get(name, "")

    def all_attributes(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for match in _ATTRIBUTE.finditer(self.attributes):
            value = match[2] or match[3] or match[4] or ""
            found.setdefault(match[1].lower(), unescape(value).strip())
        return found


def unescape(text: str) -> str:
    """Character references made characters; numbers that no character has become U+FFFD."""
    if "&" not in text:
        return text
    return html.unescape(_LONG_NUMBER.sub("\ufffd", text))


def tokens(source: str) -> Iterator[Tag | str]:
    """The tags of a page, and the text between them with its references still in it."""
    position, last_close = 0, source.rfind(">")
    spent: set[str] = set()
    while position < len(source):
        opened = source.find("<", position)
        if opened == -1 or opened >= last_close:
            yield source[position:]
            return
        if opened > position:
            yield source[position:opened]
        if source.startswith("<!--", opened):
            closed = source.find("-->", opened + 4)
            if closed == -1:
                return
            position = closed + 3
        elif source.startswith("<![CDATA[", opened):
            closed = source.find("]]>", opened + 9)
            closed = len(source) if closed == -1 else closed
            yield source[opened + 9 : closed].replace("&", "&amp;")
            position = closed + 3
        elif source.startswith(("<!", "<?"), opened):
            position = source.find(">", opened) + 1
        else:
            tag, position = _tag(source, opened, spent)
            yield tag


def _tag(source: str, opened: int, spent: set[str]) -> tuple[Tag | str, int]:
    """The tag that begins here, and where to go on; a lone "<" is text."""
    is_end = source.startswith("/", opened + 1)
    name = _TAG_NAME.match(source, opened + 1 + is_end)
    if not name:
        return "<", opened + 1
    closed = _end_of_tag(source, name.end(), spent)
    if closed == -1:
        return "<", opened + 1
    called = name[0].lower()
    attributes = "" if is_end else source[name.end() : min(closed, name.end() + _LONGEST_TAG)]
    after = closed + 1
    if not is_end and called in _RAW_ENDS and not attributes.endswith("/"):
        ending = _RAW_ENDS[called].search(source, after)
        inner_end = ending.start() if ending else len(source)
        return Tag(called, attributes=attributes, inner=source[after:inner_end]), inner_end
    return Tag(called, end=is_end, attributes=attributes), after


def _end_of_tag(source: str, position: int, spent: set[str]) -> int:
    """Where the ">" is that is not inside a quoted value. A quotation mark that is never closed counts for nothing."""
    closed = source.find(">", position)
    if closed == -1:
        return -1
    if "'" not in (begun := source[position:closed]) and begun.count('"') % 2 == 0:
        return closed  # No value is open there: nearly every tag.
    while mark := _TAG_MARK.search(source, position):
        if mark[0] == ">":
            return mark.start()
        closed = -1 if mark[0] in spent else source.find(mark[0], mark.end())
        if closed == -1:
            spent.add(mark[0])
            position = mark.end()
        else:
            position = closed + 1
    return -1


@dataclass
class Paragraphs:
    """Collects the paragraphs of a run of tags and text. What stands in ``skip`` and in captions is set apart."""

    skip: frozenset[str] = frozenset()
    never: frozenset[str] = _NEVER
    found: list[str] = field(default_factory=list)
    captions: list[str] = field(default_factory=list)
    _open: list[str] = field(default_factory=list)
    _aside: int = 0
    _caption: int = 0
    _pieces: list[str] = field(default_factory=list)

    def start(self, name: str) -> None:
        if name in _BLOCKS:
            self.cut()
        if name in _VOID:
            return
        if name in self.never or name in self.skip:
            self._aside += 1
        elif name in _CAPTIONS:
            self._caption += 1
        else:
            return
        self._open.append(name)

    def end(self, name: str) -> None:
        if name in _BLOCKS:
            self.cut()
        if name in self._open[-20:]:
            while self._open:
                closed = self._open.pop()
                if closed in _CAPTIONS and closed not in self.skip:
                    self._caption -= 1
                else:
                    self._aside -= 1
                if closed == name:
                    break

    def text(self, text: str) -> None:
        if not self._aside:
            self._pieces.append(text)

    def cut(self) -> None:
        """End the paragraph."""
        if self._pieces:
            line = " ".join("".join(self._pieces).split())
            self._pieces.clear()
            if line:
                (self.captions if self._caption else self.found).append(line)


def paragraphs(found: Collection[Tag | str], *, skip: frozenset[str] = frozenset()) -> Paragraphs:
    """The paragraphs of a piece of HTML, from its ``tokens``."""
    collected = _collect(found, Paragraphs(skip=skip))
    if not collected.found:
        # Something that hides its content was never closed.
        collected = _collect(found, Paragraphs(never=_RAW))
    return collected


def _collect(found: Collection[Tag | str], collected: Paragraphs) -> Paragraphs:
    for token in found:
        if isinstance(token, str):
            collected.text(unescape(token))
        elif token.end:
            collected.end(token.name)
        elif not token.attributes.endswith("/"):
            collected.start(token.name)
        elif token.name in _BLOCKS:
            collected.cut()
    collected.cut()
    return collected


def read(text: str) -> tuple[list[str], tuple[tuple[str, str], ...]]:
    """The paragraphs of a field that holds HTML, and its captions as what was left out."""
    collected = paragraphs(list(tokens(text)))
    return collected.found, tuple((CAPTION, caption) for caption in collected.captions)

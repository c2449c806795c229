"""PDFs with a text layer, by pypdf in the sandbox. Pages are joined; what every page repeats is set apart."""

import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from articles.readers import sandbox
from articles.readers.draft import Draft, settle
from articles.readers.layout import MAX_CHARACTERS
from articles.readers.parsed import Item, ParsedArticle, Unreadable

MEDIA_TYPE = "application/pdf"
REPEATED = "Page header or footer"
_MOST_PAGES = 500
_PAGE_NUMBER = re.compile(r"(?:page |seite |- ?)?\d{1,4}(?: ?(?:/|of|von|de) ?\d{1,4})?(?: ?-)?", re.I)
_NO_TEXT = (
    "This PDF has no text layer: its pages are pictures. Run it through text recognition (OCR), or paste the text into "
    "a text file."
)


def items(name: str, content: bytes) -> Iterator[Item]:
    """The one item of a PDF."""

    def make(item: Item, default_language: str) -> ParsedArticle:
        return settle(item, _draft(content), content=content, default_language=default_language)

    yield Item(number=1, where=name, end=len(content), make=make)


def _draft(content: bytes) -> Draft:
    found = sandbox.ask("pdf", content)
    kept, repeated = _without_repeated([page.strip().split("\n") for page in found["pages"]])
    paragraphs = _paragraphs(kept)
    if not paragraphs:
        raise Unreadable(_NO_TEXT)
    title = " ".join(found["title"].split())
    return Draft(
        media_type=MEDIA_TYPE,
        # The document's own title counts when the text begins with it; else it is often a file's name.
        text="\n\n".join(paragraphs),
        headline=title if title and paragraphs[0] == title and len(paragraphs) > 1 else "",
        before=tuple((REPEATED, line) for line in repeated),
    )


def extract(content: bytes) -> dict:
    """In the sandbox: the lines of each page, and the title."""
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(content))
    if reader.is_encrypted and not reader.decrypt(""):
        raise Unreadable("This PDF has a password. Save it without one and import that.")
    count = len(reader.pages)
    if count > _MOST_PAGES:
        raise Unreadable(f"This PDF has {count:,} pages; {_MOST_PAGES} is the most for one article.")
    pages, size = [], 0
    for page in reader.pages:
        text = page.extract_text()
        size += len(text)
        if size > MAX_CHARACTERS:
            raise Unreadable(f"The text has more than {MAX_CHARACTERS:,} characters, the most for one article.")
        pages.append(text)
    if not any(page.strip() for page in pages):
        raise Unreadable(_NO_TEXT)
    title = reader.metadata.title if reader.metadata else ""
    return {"pages": pages, "title": title if isinstance(title, str) else ""}


def _without_repeated(pages: list[list[str]]) -> tuple[list[str], list[str]]:
    """All lines in order, and those at the top or bottom of most pages, each once; page numbers go without a word."""
    pages = [[line.strip() for line in page] for page in pages]
    edges = Counter(line for page in pages for line in {*_edge(page)} if line)
    often = {line for line, count in edges.items() if len(pages) > 2 and count > len(pages) / 2}
    kept: list[str] = []
    repeated: dict[str, None] = {}
    for page in pages:
        edge = set(_edge(page))
        for line in page:
            if line in often:
                repeated[line] = None
            elif not (line in edge and _PAGE_NUMBER.fullmatch(line)):
                kept.append(line)
    return kept, list(repeated)


def _edge(page: list[str]) -> list[str]:
    lines = [line for line in page if line]
    return lines[:2] + lines[-2:]


def _paragraphs(lines: list[str]) -> list[str]:
    """A paragraph ends at a blank line, or where a sentence ends on a line that had room for the next word."""
    widths = sorted(len(line) for line in lines if len(line) > 20)
    width = widths[int(len(widths) * 0.9)] if widths else 0
    paragraphs: list[str] = []
    current = ""
    for line, following in pairwise([*lines, ""]):
        if line:
            joined = current.endswith(("-", "\u2011")) and current[-2:-1].isalpha() and line[:1].islower()
            current += line if joined or not current else f" {line}"
        room = len(line) + 1 + len(following.split(" ", 1)[0]) < 0.92 * width
        if current and (not line or not following or (room and _ends(line, following))):
            paragraphs.append(current)
            current = ""
    return [*paragraphs, current] if current else paragraphs


def _ends(line: str, following: str) -> bool:
    """Whether a short line closes something: a sentence, or a heading above a line that begins anew."""
    return bool(re.search(r"[.!?…:][\"”’)]?$", line)) or following[:1].isupper() or not following[:1].isalpha()

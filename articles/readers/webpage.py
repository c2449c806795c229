"""Web pages: the story by trafilatura, in the sandbox; its data as the page says them. Nothing is rendered."""

import codecs
import re
from collections.abc import Iterator

from articles.readers import fields, layout, markup, sandbox
from articles.readers.draft import Draft, settle
from articles.readers.encoding import decode
from articles.readers.page_data import page_data
from articles.readers.parsed import Item, ParsedArticle, Unreadable
from articles.readers.plain import BYLINE

MEDIA_TYPE = "text/html"
OUTSIDE = "Outside the story"
_STARTS = re.compile(
    rb"<!doctype\s+html|<\?xml[^>]{0,200}\?>\s*<!doctype\s+html"
    rb"|<(?:html|head|body|article|main|section|header|div|p|h1|table|ul|ol|blockquote)[\s>]",
    re.I,
)
_CHARSET = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w:.-]{2,40})", re.I)
_FURNITURE = frozenset(("nav", "footer", "aside", "form", "button", "dialog", "header"))
_PROSE = re.compile(r"[.!?…][\"”’)\]]?$")
_MOST_BLOCKS = 60
_TEXT_BLOCKS = frozenset(("p", "head", "list", "item", "quote", "table", "row", "cell", "div", "ab", "fw"))
_DEEPEST = 60


def looks_like(content: bytes, *, by_name: bool = False) -> bool:
    """Whether the file is a page; one called .html may also begin with any tag."""
    start = content[:4096]
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        start = start.decode("utf-16", "ignore").encode()
    start = start.lstrip(b"\xef\xbb\xbf \t\r\n")
    while start.startswith(b"<!--"):
        closed = start.find(b"-->")
        start = start[closed + 3 :].lstrip() if closed > 0 else b""
    return bool(_STARTS.match(start)) or (by_name and b"<" in start)


def items(name: str, content: bytes) -> Iterator[Item]:
    """The one item of a web page."""

    def make(item: Item, default_language: str) -> ParsedArticle:
        return settle(item, draft_of(content), content=content, default_language=default_language)

    yield Item(number=1, where=name, end=len(content), make=make)


def draft_of(content: bytes) -> Draft:
    """The parts of a page, read in the sandbox."""
    page = sandbox.ask("webpage", content)
    notes = list(page["notes"])
    return Draft(
        media_type=MEDIA_TYPE,
        encoding=page["encoding"],
        paragraphs=tuple(page["paragraphs"]),
        headline=page["headline"][:1000],
        standfirst=page["standfirst"],
        byline=page["byline"],
        outlet=page["outlet"],
        url=page["url"],
        published=fields.published_or_note(page["published"], notes),
        language=fields.language(page["language"]),
        before=tuple((rule, text) for rule, text in page["left_out"]),
        between=tuple((count, OUTSIDE, text) for count, text in page["between"]),
        notes=tuple(notes),
    )


# --- In the sandbox --------------------------------------------------------------------------------------------------
def extract(content: bytes) -> dict:
    """The parts of a page as plain data."""
    source, encoding, notes = _decoded(content)
    if len(source) > 2 * layout.MAX_CHARACTERS:
        raise Unreadable(layout.too_long(len(source)))
    tokens = list(markup.tokens(source))
    data = page_data(tokens)
    shown = markup.paragraphs(tokens, skip=_FURNITURE)
    story = _story(source) or shown.found
    if not story:
        raise Unreadable("This page has no text that could be an article. It may be drawn by a script: save its text.")
    story = _complete(story, shown.found)
    standfirst = _standfirst(data.description, story, shown.found)
    story, byline = _below_the_head(story, data.headline, standfirst)
    if not standfirst and data.headline and layout.reads_like_standfirst(story[0], story[1:]):
        standfirst, story = story[0], story[1:]
    left_out = [(BYLINE, byline)] if byline else []
    left_out += [(markup.CAPTION, caption) for caption in shown.captions if caption not in story][:_MOST_BLOCKS]
    story = [paragraph for paragraph in story if paragraph not in shown.captions] or story
    known = {data.headline, standfirst, byline, *story, *shown.captions}
    return {
        "paragraphs": story,
        "left_out": left_out,
        "between": _between(story, markup.paragraphs(tokens).found, known),
        "headline": data.headline,
        "standfirst": standfirst,
        "byline": data.byline or layout.byline_of(byline),
        "outlet": data.outlet[:200],
        "url": data.url,
        "published": data.published,
        "language": data.language,
        "encoding": encoding,
        "notes": notes,
    }


def _decoded(content: bytes) -> tuple[str, str, list[str]]:
    """As the page says, when that can be read; else as any text file."""
    declared = _CHARSET.search(content[:4096])
    if declared and not content.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        name = declared[1].decode("ascii", "ignore").lower()
        # What pages call Latin-1 is Windows-1252, as browsers read it.
        name = "cp1252" if name in ("iso-8859-1", "latin-1", "latin1", "ascii", "us-ascii") else name
        try:
            if codecs.lookup(name)._is_text_encoding and not name.startswith("utf-16"):
                return content.decode(name), codecs.lookup(name).name, []
        except (LookupError, UnicodeError, ValueError):
            pass
    decoded = decode(content)
    return decoded.text, decoded.encoding, list(decoded.notes)


def _story(source: str) -> list[str]:
    """The paragraphs that trafilatura takes for the story."""
    import trafilatura

    found = trafilatura.bare_extraction(source, include_comments=False, include_tables=True, deduplicate=False)
    body = getattr(found, "body", None)
    if body is None:
        return []
    lines: list[str] = []
    for element in body:
        _lines_of(element, lines, depth=0)
    return lines


def _lines_of(element, lines: list[str], *, depth: int) -> None:
    """Paragraphs, headings, quotations, and each item and cell of lists and tables; inline marks stay in their line."""
    run = element.text or ""
    for child in element:
        if child.tag == "lb":
            _add(run, lines)
            run = ""
        elif child.tag in _TEXT_BLOCKS and depth < _DEEPEST:
            _add(run, lines)
            _lines_of(child, lines, depth=depth + 1)
            run = ""
        else:
            run += "".join(child.itertext())
        run += child.tail or ""
    _add(run, lines)


def _add(line: str, lines: list[str]) -> None:
    if line := " ".join(line.split()):
        lines.append(line)


def _complete(story: list[str], shown: list[str]) -> list[str]:
    """Put back paragraphs of prose that stand in the midst of the story on the page and were dropped."""
    places: dict[str, int] = {}
    for number, line in enumerate(shown):
        places.setdefault(line, number)
    known = set(story)
    whole: list[str] = []
    last = -1
    for line in story:
        place = places.get(line, -1)
        if last >= 0 and place > last:
            whole += [
                between
                for between in shown[last + 1 : place]
                if between not in known and len(between.split()) >= 8 and _PROSE.search(between)
            ]
        last = place if place >= 0 else last
        whole.append(line)
    return whole


def _between(story: list[str], page: list[str], known: set[str]) -> list[tuple[int, str]]:
    """What the page shows among the story's paragraphs and is none of them, with how many stand before it."""
    places = {line: number for number, line in enumerate(page)}
    found: list[tuple[int, str]] = []
    last = -1
    for count, line in enumerate(story):
        place = places.get(line, -1)
        if place < 0:
            continue
        other = [one for one in page[last + 1 : place] if one not in known] if 0 <= last < place else []
        if other and len(found) < _MOST_BLOCKS:
            found.append((count, "\n".join(other)))
        last = place
    return found


def _standfirst(description: str, story: list[str], shown: list[str]) -> str:
    """What the page says of itself is a standfirst when it is shown above the story, and not the story's beginning."""
    if not description or len(description) > 600 or description not in shown:
        return ""
    first = next((line for line in story if len(line.split()) >= 8), "")
    if first not in shown or shown.index(description) > shown.index(first):
        return ""
    return "" if first == description and _PROSE.search(description) else description


def _below_the_head(story: list[str], headline: str, standfirst: str) -> tuple[list[str], str]:
    """Without the headline, the standfirst and the byline that stand above the story; and the byline's line."""
    byline = ""
    kept: list[str] = []
    for number, line in enumerate(story):
        if number < 6 and len(kept) < 2:
            if line in (headline, standfirst):
                continue
            if not byline and layout.byline_of(line):
                byline = line
                continue
        kept.append(line)
    return kept or story, byline

"""What a reader found in one item, before the text is settled: the common last step of nearly all readers."""

from dataclasses import dataclass, replace
from datetime import datetime

from articles.readers import fields, layout, plain
from articles.readers.build import article
from articles.readers.parsed import Item, ParsedArticle, Unreadable
from articles.readers.spans import GivenLayer, carry

LIMITS = {"id": 200, "outlet": 200, "byline": 500}
CODE_POINTS = ("code points",)


@dataclass(frozen=True, kw_only=True)
class Draft:
    """One item's parts. Either ``paragraphs``, or ``text`` that is laid out like a plain text file.

    The spans of ``layers`` count on ``text`` as it is given here, in one of ``units``.
    """

    media_type: str
    encoding: str = "utf-8"
    text: str = ""
    paragraphs: tuple[str, ...] | None = None
    headline: str = ""
    standfirst: str = ""
    byline: str = ""
    outlet: str = ""
    id: str = ""
    url: str = ""
    published: tuple[datetime | None, bool] = (None, False)
    language: str = ""
    before: tuple[tuple[str, str], ...] = ()
    between: tuple[tuple[int, str, str], ...] = ()
    layers: tuple[GivenLayer, ...] = ()
    units: tuple[str, ...] = CODE_POINTS
    notes: tuple[str, ...] = ()


def settle(item: Item, draft: Draft, *, content: bytes, default_language: str) -> ParsedArticle:
    """Make the article of a draft, with its annotations on the article's own text."""
    notes = list(draft.notes)
    headline, standfirst, byline, before = draft.headline, draft.standfirst, draft.byline, draft.before
    if draft.paragraphs is not None:
        body = [line for paragraph in draft.paragraphs for line in layout.lines_of(paragraph)]
        if sum(map(len, body)) > layout.MAX_CHARACTERS:
            raise Unreadable(layout.too_long(sum(map(len, body))))
    elif not draft.text.strip():
        raise Unreadable("There is no text.")
    elif headline:
        body = layout.paragraphs_of(draft.text)
    else:
        head = plain.head_of(draft.text)
        headline, standfirst, body = head.headline, standfirst or head.standfirst, head.body
        byline, before = byline or head.byline, (*before, *head.left_out)
        if not body:
            headline, body = "", layout.paragraphs_of(draft.text)
    made = article(
        item,
        headline=headline,
        standfirst=standfirst,
        paragraphs=body,
        before=before,
        between=draft.between,
        content=content,
        media_type=draft.media_type,
        encoding=draft.encoding,
        external_id=_fitting(draft.id, "id", notes),
        outlet=_fitting(draft.outlet, "outlet", notes),
        url=_address(draft.url, notes),
        byline=fields.one_line(byline)[: LIMITS["byline"]],
        published_at=draft.published[0],
        published_has_time=draft.published[1],
        language=_language(draft.language, notes),
        default_language=default_language,
    )
    layers, said = carry(draft.text, made.text, draft.layers, units=draft.units)
    return replace(made, layers=layers, notes=(*notes, *said))


def _fitting(value: str, name: str, notes: list[str]) -> str:
    value = fields.one_line(value)
    if len(value) <= LIMITS[name]:
        return value
    notes.append(f"The {name} was left out: it has {len(value):,} characters, and {LIMITS[name]} is the most.")
    return ""


def _address(given: str, notes: list[str]) -> str:
    address = fields.web_address(given)
    if given.strip() and not address:
        notes.append("The address was left out: it is not an http or https link.")
    return address


def _language(given: str, notes: list[str]) -> str:
    tag = fields.language(given)
    if given.strip() and not tag:
        notes.append("The language was left out: it is not a code such as en or pt-BR.")
    return tag

"""What a web page says of itself: JSON-LD, OpenGraph and meta tags, in that order of trust."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from articles.readers.fields import one_line, web_address
from articles.readers.markup import Tag, unescape

_MOST_TAGS = 20_000
_MOST_JSON = 1_000_000
_MOST_NODES = 2_000
_ARTICLE = re.compile(r"(?:Article|Posting|PressRelease|Report)$")
_DATES = (
    "article:published_time", "og:article:published_time", "datepublished", "date", "pubdate", "publishdate",
    "publish-date", "publication_date", "parsely-pub-date", "sailthru.date", "dc.date", "dc.date.issued",
    "dcterms.created", "dcterms.date", "dcterms.issued", "cxenseparse:recs:publishtime",
)  # fmt: skip
_AUTHORS = ("author", "article:author", "dc.creator", "dcterms.creator", "parsely-author", "sailthru.author", "byl")


@dataclass
class PageData:
    """The page's own words about itself; empty where it does not say."""

    headline: str = ""
    description: str = ""
    byline: str = ""
    outlet: str = ""
    url: str = ""
    published: str = ""
    language: str = ""
    headings: list[str] = field(default_factory=list)


def page_data(found: Iterable[Tag | str]) -> PageData:
    """Read the ``tokens`` of a page once."""
    meta: dict[str, str] = {}
    linked: list[dict] = []
    data = PageData()
    canonical = title = time = ""
    heading: list[str] | None = None
    for number, token in enumerate(found):
        if number > _MOST_TAGS:
            break
        if isinstance(token, str):
            if heading is not None:
                heading.append(unescape(token))
        elif token.name == "meta" and not token.end:
            _note_meta(token, meta)
        elif token.name == "h1":
            if token.end and heading is not None:
                data.headings.append(one_line("".join(heading)))
            heading = None if token.end or len(data.headings) >= 5 else []
        elif token.end:
            continue
        elif token.name == "title":
            title = title or one_line(unescape(token.inner[:2000]))
        elif token.name == "script" and "ld+json" in token.attributes.lower():
            linked += _articles_in(token.inner)
        elif token.name == "html":
            data.language = data.language or token.attribute("lang") or token.attribute("xml:lang")
        elif token.name == "link" and "canonical" in token.attributes.lower():
            canonical = canonical or token.attribute("href")
        elif token.name == "time" and not time and re.search("pubdate|datePublished", token.attributes, re.I):
            time = token.attribute("datetime")
    ld = next(iter(linked), {})
    site = _name_of(ld.get("publisher")) or meta.get("og:site_name", "")
    data.headline = _headline(ld, meta, title, data.headings, site)
    data.description = _text(ld.get("description")) or meta.get("og:description", "") or meta.get("description", "")
    data.byline = _name_of(ld.get("author")) or next((_author(meta[key]) for key in _AUTHORS if key in meta), "")
    data.outlet = site
    addresses = [canonical, meta.get("og:url", ""), _text(ld.get("url")), _name_of(ld.get("mainEntityOfPage"), "@id")]
    data.url = next((address for given in addresses if (address := web_address(given))), "")
    data.published = _text(ld.get("datePublished")) or next((meta[key] for key in _DATES if key in meta), "") or time
    data.language = (
        data.language or _text(ld.get("inLanguage")) or meta.get("content-language", "") or meta.get("og:locale", "")
    )
    return data


def _note_meta(tag: Tag, meta: dict[str, str]) -> None:
    attributes = tag.all_attributes()
    key = attributes.get("property") or attributes.get("name") or attributes.get("itemprop")
    key = (key or attributes.get("http-equiv", "")).lower()
    if key and attributes.get("content"):
        meta.setdefault(key, one_line(attributes["content"]))


def _headline(ld: dict, meta: dict[str, str], title: str, headings: list[str], site: str) -> str:
    """What the page shows as its heading, when what it says of itself confirms it; else what it says."""
    said = [one_line(unescape(_text(ld.get("headline")))), meta.get("og:title", ""), title]
    for heading in headings:
        if heading and any(heading.lower() in claim.lower() for claim in said):
            return heading
    first = next((claim for claim in said if claim), "")
    for divider in (" | ", " - ", " – ", " — ", " · ", " :: "):
        if site and first.lower().endswith((divider + site).lower()):
            return first[: -len(divider + site)]
    return first or next((heading for heading in headings if heading), "")


def _articles_in(source: str) -> list[dict]:
    if len(source) > _MOST_JSON:
        return []
    try:
        top = json.loads(source.strip().removeprefix("<!--").removesuffix("-->"), strict=False)
    except (ValueError, RecursionError):
        return []
    return [node for node in _nodes(top) if _is_article(node)]


def _nodes(top: object) -> Iterator[dict]:
    waiting, seen = [top], 0
    while waiting and seen < _MOST_NODES:
        node = waiting.pop(0)
        seen += 1
        if isinstance(node, dict):
            yield node
            waiting += [node[key] for key in ("@graph", "mainEntity", "itemListElement") if key in node]
        elif isinstance(node, list):
            waiting += node[:_MOST_NODES]


def _is_article(node: dict) -> bool:
    kinds = node.get("@type")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    return any(isinstance(kind, str) and _ARTICLE.search(kind) for kind in kinds)


def _text(value: object) -> str:
    if isinstance(value, list):
        value = next((one for one in value if isinstance(one, str)), "")
    return one_line(value) if isinstance(value, str) else ""


def _name_of(value: object, key: str = "name") -> str:
    """The names of a person, an organisation, or several."""
    values = value if isinstance(value, list) else [value]
    names = []
    for one in values[:12]:
        name = one.get(key) if isinstance(one, dict) else one
        name = _text(name)
        if name and (key != "name" or not web_address(name)):
            names.append(_author(name))
    return ", ".join(dict.fromkeys(filter(None, names)))


def _author(name: str) -> str:
    name = unescape(name)
    return "" if web_address(name) else re.sub(r"^by\s+", "", name, flags=re.I)

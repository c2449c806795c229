"""ninjs 1.x, 2.x and 3.x: the IPTC's news in JSON, as agencies send it."""

from articles.readers import fields, markup
from articles.readers.draft import Draft
from articles.readers.mapping import Mapping
from articles.readers.parsed import Unreadable

NAME = "ninjs"
MEDIA_TYPE = "application/ninjs+json"
_SIGNS = {
    "bodies", "headlines", "body_text", "body_xhtml", "body_html", "versioncreated", "versionCreated", "pubstatus",
    "pubStatus", "representationtype", "representationType",
}  # fmt: skip
_BODIES_OF_1 = (("body_text", "text/plain"), ("body_xhtml", "text/html"), ("body_html", "text/html"))
_DATES = ("versionCreated", "versioncreated", "contentCreated", "contentcreated", "firstCreated", "firstcreated")
_CANCELLED = {"canceled", "cancelled", "withheld"}


def recognises(record: dict) -> bool:
    return isinstance(record.get("uri"), str) and (not _SIGNS.isdisjoint(record) or _says_so(record))


def _says_so(record: dict) -> bool:
    standard = record.get("standard")
    return isinstance(standard, dict) and str(standard.get("name", "")).lower() == "ninjs"


def draft_of(record: dict, mapping: Mapping) -> Draft:
    kind = _string(record, "type") or "text"
    if kind not in ("text", "composite"):
        raise Unreadable(f"This ninjs item is of the type “{kind[:40]}”, not text.")
    status = (_string(record, "pubstatus") or _string(record, "pubStatus")).lower()
    if status in _CANCELLED:
        raise Unreadable(f"The agency marked this item as {status}. It was not imported.")
    notes: list[str] = []
    value, content_type = _body(record)
    text, paragraphs, before = value, None, ()
    if "html" in content_type or markup.LOOKS_LIKE_HTML.search(value[:20_000]):
        found, before = markup.read(value)
        text, paragraphs = "\n".join(found), tuple(found)
    if not text.strip():
        raise Unreadable("This ninjs item has no body.")
    date = next((given for key in _DATES if (given := _string(record, key))), "")
    headline = _headline(record)
    return Draft(
        media_type=MEDIA_TYPE,
        text=text,
        paragraphs=paragraphs if headline else None,
        headline=headline,
        standfirst=_of_role(record.get("headlines"), ("standfirst", "subheadline", "subhead", "deck")),
        byline=_string(record, "by") or _string(record, "byline"),
        outlet=_outlet(record),
        id=_string(record, "uri")[-200:],
        url=next((address for key in ("url", "uri") if (address := fields.web_address(_string(record, key)))), ""),
        published=fields.published_or_note(date, notes),
        language=_string(record, "language"),
        before=before,
        notes=tuple(notes),
    )


def _body(record: dict) -> tuple[str, str]:
    """The main body, plain where there is one; later versions hold a list, the first has a key for each kind."""
    bodies = [body for body in _list(record.get("bodies")) if _string(body, "value").strip()]
    found = [
        (_string(body, "role").lower(), (_string(body, "contentType") or _string(body, "contenttype")), body["value"])
        for body in bodies
    ]
    found += [("main", kind, record[key]) for key, kind in _BODIES_OF_1 if _string(record, key).strip()]
    if not found:
        raise Unreadable("This ninjs item has no body.")
    ranks = [(role not in ("", "main"), "plain" not in kind, number) for number, (role, kind, _) in enumerate(found)]
    _, kind, value = found[min(ranks)[2]]
    return value, kind.lower() or "text/plain"


def _headline(record: dict) -> str:
    listed = _of_role(record.get("headlines"), ("", "main", "headline"))
    return listed or _string(record, "headline") or _string(record, "title")


def _of_role(headlines: object, roles: tuple[str, ...]) -> str:
    """The first headline of one of these roles, without its tags."""
    for headline in _list(headlines):
        if _string(headline, "role").lower() in roles and (value := _string(headline, "value").strip()):
            return " ".join(markup.read(value)[0])
    return ""


def _outlet(record: dict) -> str:
    sources = _list(record.get("infoSources")) + _list(record.get("infosources"))
    named = next((name for source in sources if (name := _string(source, "name"))), "")
    provider = record.get("provider")
    return named or _string(record, "source") or (_string(provider, "name") if isinstance(provider, dict) else "")


def _string(record: object, key: str) -> str:
    value = record.get(key) if isinstance(record, dict) else None
    return value if isinstance(value, str) else ""


def _list(value: object) -> list[dict]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []

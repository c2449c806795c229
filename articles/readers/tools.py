"""What the readers of other annotation tools share: an article's own data, found beside their text."""

from articles.readers import fields
from articles.readers.mapping import propose


def beside(record: dict, *, inside: str = "") -> dict:
    """Headline, outlet, date and the like of a tool's record, where its metadata name them."""
    metadata = record.get(inside) if inside else record
    metadata = metadata if isinstance(metadata, dict) else {}
    # "label" and "text" are the tool's own; "source" may be a file, and is an outlet only by a plain name.
    mapping = propose(key for key in metadata if isinstance(key, str))
    notes: list[str] = []
    found = {
        "headline": _string(metadata, mapping.headline)[:1000],
        "byline": _string(metadata, mapping.byline),
        "outlet": _string(metadata, mapping.outlet),
        "url": fields.web_address(_string(metadata, mapping.url)),
        "language": fields.language(_string(metadata, mapping.language)),
        "published": fields.published_or_note(_string(metadata, mapping.published_at), notes),
    }
    if len(found["outlet"]) > 200 or "/" in found["outlet"]:
        found["outlet"] = ""
    return found | {"notes": tuple(notes)}


def identity(record: dict) -> str:
    value = record.get("id")
    return str(value)[:200] if isinstance(value, (str, int)) and not isinstance(value, bool) else ""


def _string(metadata: dict, key: str) -> str:
    value = metadata.get(key)
    return value if isinstance(value, str) else ""

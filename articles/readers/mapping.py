"""Which column of a table, or key of a record, is which field of an article; proposed from their names."""

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace

from articles.text import canonical

# How a tool that does not say the words it means counted its characters.
UNITS = ("utf-16", "code points", "graphemes")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """The column, or the key with dots between its steps ("title.rendered"), of each field; empty: there is none.

    ``offsets`` is one of ``UNITS`` for annotations that come without their words; empty: told from the text.
    """

    text: str = "text"
    headline: str = ""
    standfirst: str = ""
    byline: str = ""
    outlet: str = ""
    id: str = ""
    url: str = ""
    published_at: str = ""
    language: str = ""
    offsets: str = ""


FIELDS = tuple(field.name for field in fields(Mapping) if field.name != "offsets")
# The names of the project's own JSONL.
OWN = Mapping(**{name: name for name in FIELDS})

# In order of trust, without case, spaces and signs.
_NAMES: dict[str, tuple[str, ...]] = {
    "text": (
        "text", "body", "bodytext", "articletext", "articlebody", "fulltext", "maintext", "content", "contentrendered",
        "fieldsbodytext", "fieldsbody", "bodyhtml", "bodyxhtml", "contenthtml", "storytext", "story", "article",
        "plaintext", "rawtext", "html", "inhalt", "texte", "contenu", "texto", "testo",
    ),
    "headline": (
        "headline", "title", "titlerendered", "headlinemain", "fieldsheadline", "heading", "articletitle",
        "webtitle", "subject", "titel", "uberschrift", "titre", "titulo", "titolo",
    ),
    "standfirst": (
        "standfirst", "fieldsstandfirst", "subtitle", "subheadline", "subheading", "deck", "dek", "teaser",
        "fieldstrailtext", "abstract", "untertitel", "soustitre",
    ),
    "byline": (
        "byline", "author", "authors", "authorname", "fieldsbyline", "bylineoriginal", "creator", "writer", "autor",
        "auteur",
    ),
    "outlet": (
        "outlet", "publisher", "publication", "newspaper", "sourcename", "source", "publishername", "sitename",
        "medium", "quelle", "zeitung",
    ),
    "id": ("id", "articleid", "externalid", "guid", "uuid", "uid", "docid", "documentid"),
    "url": (
        "url", "link", "articleurl", "canonicalurl", "weburl", "permalink", "href", "sourceurl", "pageurl", "adresse",
    ),
    "published_at": (
        "publishedat", "published", "datepublished", "publishdate", "publisheddate", "publicationdate", "pubdate",
        "webpublicationdate", "pubdatetime", "dategmt", "date", "datetime", "datum",
    ),
    "language": ("language", "lang", "inlanguage", "locale", "sprache", "langue"),
}  # fmt: skip


def columns_key(columns: Iterable[str]) -> str:
    """What files with the same columns have in common."""
    return hashlib.sha256(json.dumps(list(columns)).encode()).hexdigest()[:16]


def propose(columns: Iterable[str]) -> Mapping:
    """The likeliest mapping for these names; ``text`` is empty when none of them looks like the article itself."""
    given: dict[str, str] = {}
    for column in columns:
        given.setdefault(_plain(column), column)
    found = Mapping(text="")
    for field, names in _NAMES.items():
        column = next((given[name] for name in names if name in given), "")
        found = replace(found, **{field: column})
    return found


def value_at(record: dict, path: str) -> object:
    """What stands under a key, or under steps of keys; None when there is nothing."""
    if not path:
        return None
    if path in record:
        return record[path]
    value: object = record
    for step in path.split("."):
        if not isinstance(value, dict):
            return None
        value = value.get(step)
    return value


def paths_of(record: dict, *, depth: int = 3) -> list[str]:
    """The keys of a record that hold something to read, in order, with the steps of nested ones."""
    found: list[str] = []
    for key, value in list(record.items())[:200]:
        if isinstance(value, dict):
            if depth > 1:
                found += [f"{key}.{inner}" for inner in paths_of(value, depth=depth - 1)]
        elif value is not None:
            found.append(str(key))
    return found


def samples_of(
    columns: Iterable[str], records: Iterable[dict], *, most: int = 3, longest: int = 120
) -> tuple[tuple[str, ...], ...]:
    """The first different values of each column, cut short, in one line each."""
    found: dict[str, list[str]] = {column: [] for column in columns}
    for record in records:
        for column, values in found.items():
            if len(values) >= most or (value := value_at(record, column)) is None:
                continue
            written = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            words = " ".join(written[:2000].split())
            words = canonical(words if len(words) <= longest else words[: longest - 1] + "…")
            if words and words not in values:
                values.append(words)
    return tuple(tuple(values) for values in found.values())


def _plain(column: str) -> str:
    folded = column.lower().translate(str.maketrans("äöüàáâèéêìíîòóôùúûçñ", "aouaaaeeeiiiooouuucn"))
    return re.sub(r"[\W_]+", "", folded)

"""doccano's JSONL: spans as [start, end, label], or as objects where relations are marked.

doccano counts UTF-16 units, or graphemes in its grapheme mode, and does not say which; its spans carry no words. Unless
the mapping says it, the way is taken in which the spans begin and end between words.
"""

from articles.readers.draft import Draft
from articles.readers.mapping import UNITS, Mapping
from articles.readers.parsed import Unreadable, counted
from articles.readers.spans import Given, GivenLayer, is_offset
from articles.readers.tools import beside, identity

NAME = "doccano"
MEDIA_TYPE = "application/x-doccano+json"
_UNITS = ("utf-16", "graphemes", "code points")
_KEYS = ("label", "labels", "entities")


def recognises(record: dict) -> bool:
    return _text(record) is not None and any(_are_spans(record.get(key)) for key in _KEYS)


def _text(record: dict) -> str | None:
    return next((record[key] for key in ("text", "data") if isinstance(record.get(key), str)), None)


def _are_spans(value: object) -> bool:
    if not isinstance(value, list) or not value:
        return False
    return all(
        (isinstance(one, list) and len(one) == 3 and is_offset(one[0]) and is_offset(one[1]))
        or (isinstance(one, dict) and "start_offset" in one and "end_offset" in one)
        for one in value
    )


def draft_of(record: dict, mapping: Mapping) -> Draft:
    text = _text(record) or ""
    if not text.strip():
        raise Unreadable("There is no text: the field “text” is empty.")
    given, lost = [], 0
    for key in _KEYS:
        for one in record.get(key) if _are_spans(record.get(key)) else []:
            start, end, label = one if isinstance(one, list) else map(one.get, ("start_offset", "end_offset", "label"))
            if is_offset(start) and is_offset(end) and isinstance(label, str) and label:
                given.append(Given(start=start, end=end, label=label[:200]))
            else:
                lost += 1
    data = beside({key: value for key, value in record.items() if key not in ("text", "data", *_KEYS)})
    notes = list(data.pop("notes"))
    if isinstance(relations := record.get("relations"), list) and relations:
        notes.append(f"Not imported: {counted(len(relations), 'relation', 'relations')} between annotations.")
    units = (mapping.offsets,) if mapping.offsets in UNITS else _UNITS
    return Draft(
        media_type=MEDIA_TYPE,
        text=text,
        id=identity(record),
        layers=(GivenLayer(reader=NAME, given=tuple(given), lost=lost),),
        units=units,
        notes=tuple(notes),
        **data,
    )

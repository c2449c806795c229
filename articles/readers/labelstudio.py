"""Label Studio's JSON: tasks with each annotator's annotations and models' predictions. It counts UTF-16 units."""

from collections.abc import Iterator

from articles.readers.draft import Draft
from articles.readers.mapping import Mapping
from articles.readers.parsed import Unreadable, counted
from articles.readers.spans import Given, GivenLayer, is_offset, score_of
from articles.readers.tools import beside, identity

NAME = "Label Studio"
MEDIA_TYPE = "application/x-label-studio+json"
_UNITS = ("utf-16", "code points")
_LISTS = ("annotations", "completions", "predictions")
_TEXT_KEYS = ("text", "body", "content", "article")


def recognises(record: dict) -> bool:
    if isinstance(record.get("data"), dict) and any(isinstance(record.get(key), list) for key in _LISTS):
        return True
    # The short form of its export ("JSON-MIN").
    return isinstance(record.get("text"), str) and any(_are_regions(value) for value in record.values())


def _are_regions(value: object) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and all(
            isinstance(one, dict) and is_offset(one.get("start")) and isinstance(one.get("labels"), list)
            for one in value
        )
    )


def draft_of(record: dict, mapping: Mapping) -> Draft:
    short = not isinstance(record.get("data"), dict)
    data = record if short else record["data"]
    notes: list[str] = []
    layers = _short_layer(record) if short else list(_layers(record, notes))
    text = _text_of(data, record)
    about = beside({key: value for key, value in data.items() if value != text and not _are_regions(value)})
    notes += about.pop("notes")
    return Draft(
        media_type=MEDIA_TYPE,
        text=text,
        id=identity(record),
        layers=tuple(layers),
        units=_UNITS,
        notes=tuple(notes),
        **about,
    )


def _text_of(data: dict, record: dict) -> str:
    for key in (*_TEXT_KEYS, *data):
        value = data.get(key)
        if isinstance(value, str) and value.strip() and (key in _TEXT_KEYS or len(value.split()) > 20):
            return value
    raise Unreadable("There is no text in this task's “data”. Export it with the text itself, not with its address.")


def _layers(record: dict, notes: list[str]) -> Iterator[GivenLayer]:
    for key in ("annotations", "completions"):
        for annotation in _dicts(record.get(key)):
            if annotation.get("was_cancelled"):
                notes.append("An annotation that was skipped in Label Studio was left out.")
            elif (layer := _layer(annotation, _annotator(annotation), notes)).given or layer.lost:
                yield layer
    for prediction in _dicts(record.get("predictions")):
        model = str(prediction.get("model_version") or "model")[:100]
        layer = _layer(prediction, f"{NAME}, {model}", notes, suggested=True)
        if layer.given:
            yield layer


def _annotator(annotation: dict) -> str:
    who = annotation.get("completed_by")
    who = (who.get("email") or who.get("id")) if isinstance(who, dict) else who
    return f"{NAME}, annotator {str(who)[:100]}" if who not in (None, "") else NAME


def _layer(annotation: dict, reader: str, notes: list[str], *, suggested: bool = False) -> GivenLayer:
    given, lost, relations = [], 0, 0
    for region in _dicts(annotation.get("result")):
        if region.get("type") == "relation":
            relations += 1
            continue
        value = region.get("value")
        if not isinstance(value, dict) or "start" not in value:
            continue  # A choice, a rating or a comment about the whole task.
        found = _spans(value, score_of(region.get("score")))
        given += found
        lost += not found
    if relations:
        notes.append(f"Not imported: {counted(relations, 'relation', 'relations')} between annotations.")
    return GivenLayer(reader=reader, given=tuple(given), suggested=suggested, lost=lost)


def _short_layer(record: dict) -> list[GivenLayer]:
    given, lost = [], 0
    for value in record.values():
        for region in value if _are_regions(value) else []:
            found = _spans(region, None)
            given += found
            lost += not found
    who = record.get("annotator")
    reader = f"{NAME}, annotator {str(who)[:100]}" if who not in (None, "") else NAME
    return [GivenLayer(reader=reader, given=tuple(given), lost=lost)]


def _spans(value: dict, score: float | None) -> list[Given]:
    """One span for each label of a region. Offsets may be text, as those of regions in HTML are."""
    start, end = value.get("start"), value.get("end")
    labels = value.get("labels") or value.get("hypertextlabels") or []
    if not is_offset(start) or not is_offset(end) or not isinstance(labels, list):
        return []
    words = value.get("text") if isinstance(value.get("text"), str) else ""
    return [
        Given(start=start, end=end, label=label[:200], words=words, score=score)
        for label in labels
        if isinstance(label, str) and label
    ]


def _dicts(value: object) -> list[dict]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []

"""W3C Web Annotations of the text beside them: words with their surroundings, positions in code points, or both."""

import json
from collections.abc import Iterator

from articles.readers.draft import Draft
from articles.readers.parsed import Unreadable
from articles.readers.spans import Given, GivenLayer, is_offset

NAME = "Web Annotation"
SUFFIXES = (".jsonld", ".annotations.json", ".anno.json")
MEDIA_TYPE = "text/plain"
WITHOUT_TEXT = (
    "These are W3C Web Annotations without the text they are about. Put the text and the annotations into a ZIP, with "
    "the same name before .txt and .jsonld."
)
_TYPES = {"Annotation", "AnnotationPage", "AnnotationCollection"}
_MOST = 50_000
_UNITS = ("code points", "utf-16")


def recognises(record: object) -> bool:
    if not isinstance(record, dict):
        return False
    types = record.get("type", record.get("@type"))
    types = types if isinstance(types, list) else [types]
    return any(isinstance(one, str) and one.removeprefix("oa:") in _TYPES for one in types) and (
        "target" in record or "items" in record or "first" in record or "@context" in record
    )


def draft_of(text: str, annotations: bytes, *, encoding: str, notes: tuple[str, ...] = ()) -> Draft:
    """A text with the annotations of another file."""
    layers = layers_of(annotations, text)
    return Draft(media_type=MEDIA_TYPE, encoding=encoding, text=text, layers=tuple(layers), units=_UNITS, notes=notes)


def layers_of(content: bytes, text: str) -> list[GivenLayer]:
    """One layer for each creator."""
    found: dict[str, list[Given]] = {}
    lost: dict[str, int] = {}
    for number, annotation in enumerate(_annotations(_load(content))):
        if number >= _MOST:
            raise Unreadable(f"There are more than {_MOST:,} annotations for one article.")
        reader = _creator(annotation)
        given = _given(annotation, text)
        found.setdefault(reader, [])
        if given:
            found[reader].append(given)
        else:
            lost[reader] = lost.get(reader, 0) + 1
    return [GivenLayer(reader=reader, given=tuple(given), lost=lost.get(reader, 0)) for reader, given in found.items()]


def _load(content: bytes) -> object:
    """One JSON document, or one annotation a line."""
    try:
        return json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Unreadable("The annotations are not UTF-8.") from None
    except RecursionError:
        raise Unreadable("The annotations are nested too deeply.") from None
    except ValueError:
        pass
    try:
        return [json.loads(line) for line in content.decode("utf-8-sig").splitlines() if line.strip()]
    except (ValueError, RecursionError):
        raise Unreadable("The annotations are not valid JSON.") from None


def _annotations(value: object, depth: int = 0) -> Iterator[dict]:
    if depth > 4:
        return
    if isinstance(value, list):
        for one in value:
            yield from _annotations(one, depth + 1)
    elif isinstance(value, dict):
        inner = value.get("items", value.get("first"))
        if inner is not None and "target" not in value:
            yield from _annotations(inner, depth + 1)
        elif "target" in value:
            yield value


def _given(annotation: dict, text: str) -> Given | None:
    label = _label(annotation)
    if not label:
        return None
    words, position, quoted = "", None, None
    for selector in _selectors(annotation.get("target")):
        kind = selector.get("type", selector.get("@type"))
        if kind == "TextQuoteSelector" and isinstance(selector.get("exact"), str):
            words = selector["exact"]
            quoted = _quoted(selector, text)
        elif kind == "TextPositionSelector" and is_offset(selector.get("start")) and is_offset(selector.get("end")):
            position = (selector["start"], selector["end"])
    # A position is brittle; where it does not show the words, their surroundings say where they are.
    if position is None or (quoted and text[slice(*position)] != words):
        position = quoted
    if position is None:
        return None
    return Given(start=position[0], end=position[1], label=label, words=words)


def _selectors(target: object, depth: int = 0) -> Iterator[dict]:
    """The selectors of a target, and those that refine them."""
    if depth > 6:
        return
    for one in target if isinstance(target, list) else [target]:
        if not isinstance(one, dict):
            continue
        if "selector" in one:
            yield from _selectors(one["selector"], depth + 1)
        else:
            yield one
        if "refinedBy" in one:
            yield from _selectors(one["refinedBy"], depth + 1)


def _quoted(selector: dict, text: str) -> tuple[int, int] | None:
    """Where the words stand with just these surroundings, if that is one place only."""
    exact = selector["exact"]
    before = selector.get("prefix") if isinstance(selector.get("prefix"), str) else ""
    after = selector.get("suffix") if isinstance(selector.get("suffix"), str) else ""
    whole = f"{before}{exact}{after}"
    place = text.find(whole) if exact else -1
    if place == -1 or text.find(whole, place + 1) != -1:
        return None
    return place + len(before), place + len(before) + len(exact)


def _label(annotation: dict) -> str:
    """What the body says: a tag, or the type that classifies."""
    bodies = annotation.get("body", annotation.get("bodyValue"))
    for body in bodies if isinstance(bodies, list) else [bodies]:
        if isinstance(body, str) and body:
            return _tail(body)
        if isinstance(body, dict):
            for key in ("value", "label", "rdfs:label", "source", "id"):
                if isinstance(body.get(key), str) and body[key].strip():
                    return _tail(body[key].strip())
    return ""


def _tail(value: str) -> str:
    """The last part of an address; other words as they are."""
    if "://" in value:
        value = value.rstrip("/#").rsplit("/", 1)[-1].rsplit("#", 1)[-1]
    return value[:200]


def _creator(annotation: dict) -> str:
    creator = annotation.get("creator", annotation.get("generator"))
    creator = creator[0] if isinstance(creator, list) and creator else creator
    if isinstance(creator, dict):
        creator = next((creator[key] for key in ("name", "nickname", "id") if isinstance(creator.get(key), str)), "")
    return f"{NAME}, {_tail(creator)[:120]}" if isinstance(creator, str) and creator else NAME

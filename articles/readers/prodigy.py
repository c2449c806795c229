"""Prodigy's JSONL: spans in code points, with the answer of one session. Other lists of spans in that shape, too."""

from articles.readers.draft import Draft
from articles.readers.mapping import Mapping
from articles.readers.parsed import Unreadable
from articles.readers.spans import Given, GivenLayer, is_offset, score_of
from articles.readers.tools import beside

NAME = "Prodigy"
MEDIA_TYPE = "application/x-prodigy+json"
_SIGNS = ("_input_hash", "_task_hash", "_view_id", "_session_id", "_annotator_id", "answer", "tokens")


def recognises(record: dict) -> bool:
    if not isinstance(record.get("text"), str):
        return False
    return _are_spans(record.get("spans")) or ("_input_hash" in record and "_task_hash" in record)


def _are_spans(value: object) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(one, dict) and "start" in one and "end" in one for one in value)
    )


def draft_of(record: dict, mapping: Mapping) -> Draft:
    text = record["text"]
    if not text.strip():
        raise Unreadable("There is no text: the field “text” is empty.")
    about = beside(record, inside="meta")
    notes = list(about.pop("notes"))
    answer = record.get("answer", "accept")
    layers: tuple[GivenLayer, ...] = ()
    if answer == "ignore":
        notes.append("The task was ignored in Prodigy; its annotations were left out.")
    else:
        layer = _layer(record, rejected=answer == "reject")
        layers = (layer,) if layer.given or layer.lost else ()
    meta = record.get("meta")
    own_id = meta.get("id") if isinstance(meta, dict) else None
    return Draft(
        media_type=MEDIA_TYPE,
        text=text,
        id=str(own_id)[:200] if isinstance(own_id, (str, int)) else "",
        layers=layers,
        notes=tuple(notes),
        **about,
    )


def _layer(record: dict, *, rejected: bool) -> GivenLayer:
    given, lost = [], 0
    text = record["text"]
    spans = record.get("spans")
    for span in spans if isinstance(spans, list) else []:
        start, end, label = map(span.get, ("start", "end", "label")) if isinstance(span, dict) else (None,) * 3
        if not is_offset(start) or not is_offset(end) or not isinstance(label, str) or not label:
            lost += 1
            continue
        words = span.get("text") if isinstance(span.get("text"), str) else _of_tokens(record, span, text)
        given.append(
            Given(
                start=start,
                end=end,
                label=label[:200],
                words=words,
                score=score_of(span.get("score")),
                rejected=rejected or span.get("answer") == "reject",
            )
        )
    who = record.get("_annotator_id") or record.get("_session_id")
    named = any(sign in record for sign in _SIGNS)
    reader = (f"{NAME}, {str(who)[:120]}" if who else NAME) if named else "Imported spans"
    return GivenLayer(reader=reader, given=tuple(given), lost=lost)


def _of_tokens(record: dict, span: dict, text: str) -> str:
    """The words that the span's tokens say; an inclusive end, unlike the span's own."""
    tokens, first, last = record.get("tokens"), span.get("token_start"), span.get("token_end")
    if not isinstance(tokens, list) or not is_offset(first) or not is_offset(last):
        return ""
    if not 0 <= first <= last < len(tokens):
        return ""
    chosen = tokens[first : last + 1]
    if not all(isinstance(token, dict) and isinstance(token.get("text"), str) for token in chosen):
        return ""
    return "".join(token["text"] for token in chosen)

"""spaCy's DocBin (.spacy): documents with their entities and span groups, unpacked by spaCy in the sandbox."""

import zlib
from collections.abc import Iterator
from functools import partial

from articles.readers import sandbox
from articles.readers.draft import Draft, settle
from articles.readers.parsed import Item, ParsedArticle, Unreadable
from articles.readers.spans import Given, GivenLayer

NAME = "spaCy"
MEDIA_TYPE = "application/x-spacy"
_MOST_BYTES = 150 * 1024 * 1024
_MOST_DOCUMENTS = 100_000
_MOST_RATIO = 200


def looks_like(content: bytes) -> bool:
    """Whether the file is compressed as a DocBin is, and begins with one's fields."""
    if content[:1] != b"\x78":
        return False
    try:
        start = zlib.decompressobj().decompress(content[:65536], 4096)
    except zlib.error:
        return False
    return b"version" in start[:40] and b"attrs" in start[:80]


def items(name: str, content: bytes) -> Iterator[Item]:
    """Every document that has a text."""
    found = sandbox.ask("docbin", content)["documents"]
    if not found:
        raise Unreadable("This DocBin holds no documents.")
    for number, document in enumerate(found, start=1):
        make = partial(_make, document=document)
        end = len(content) * number // len(found)
        yield Item(number=number, where=f"{name}, document {number}", end=end, make=make)


def _make(item: Item, default_language: str, *, document: dict) -> ParsedArticle:
    text = document["text"]
    spans = [Given(start=start, end=end, label=label, words=text[start:end]) for start, end, label in document["spans"]]
    draft = Draft(
        media_type=MEDIA_TYPE,
        text=text,
        layers=(GivenLayer(reader=NAME, given=tuple(spans)),) if spans else (),
    )
    # A document has no bytes of its own in there: its text stands for them.
    return settle(item, draft, content=text.encode("utf-8", "replace"), default_language=default_language)


# --- In the sandbox --------------------------------------------------------------------------------------------------
def extract(content: bytes) -> dict:
    """The documents' texts, and their spans in code points."""
    _refuse_bomb(content)
    import spacy
    from spacy.tokens import DocBin

    documents = []
    for number, doc in enumerate(DocBin().from_bytes(content).get_docs(spacy.blank("xx").vocab)):
        if number >= _MOST_DOCUMENTS:
            raise Unreadable(f"This DocBin has more than {_MOST_DOCUMENTS:,} documents. Split it into smaller files.")
        spans = {(span.start_char, span.end_char, span.label_) for span in doc.ents}
        for group in doc.spans.values():
            spans |= {(span.start_char, span.end_char, span.label_) for span in group}
        documents.append({"text": doc.text, "spans": [list(span) for span in sorted(spans) if span[2]]})
    return {"documents": documents}


def _refuse_bomb(content: bytes) -> None:
    unpacker, size, position = zlib.decompressobj(), 0, 0
    chunk = 1 << 16
    waiting = content[:chunk]
    while waiting and not unpacker.eof:
        size += len(unpacker.decompress(waiting, 1 << 20))
        if size > _MOST_BYTES or (size > 1 << 24 and size > _MOST_RATIO * len(content)):
            raise Unreadable(f"This DocBin unpacks to more than {size // 1024**2} MB and was not read.")
        if unpacker.unconsumed_tail:
            waiting = unpacker.unconsumed_tail
        else:
            position += chunk
            waiting = content[position : position + chunk]

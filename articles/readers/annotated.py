"""A text file with a companion that holds its annotations: brat's .ann, or W3C Web Annotations."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from articles.readers import brat, webannotation
from articles.readers.draft import settle
from articles.readers.encoding import decode
from articles.readers.parsed import Item, ParsedArticle

TEXTS = (".txt", ".text")
COMPANIONS = (brat.SUFFIX, *webannotation.SUFFIXES)


def companions_of(name: str) -> list[str]:
    """What the companion of this text may be called, the likeliest first."""
    path = PurePosixPath(name)
    if path.suffix.lower() not in TEXTS:
        return []
    return [str(path.with_name(path.name[: -len(path.suffix)] + suffix)) for suffix in COMPANIONS]


def texts_of(name: str) -> list[str]:
    """What the text of this companion may be called; nothing for what is none."""
    suffix = next((suffix for suffix in COMPANIONS if name.lower().endswith(suffix)), "")
    return [name[: -len(suffix)] + ending for ending in TEXTS] if suffix else []


def is_companion(name: str) -> bool:
    return name.lower().endswith(COMPANIONS)


def items(name: str, content: bytes, companion: str, annotations: bytes) -> Iterator[Item]:
    """The one item of a text and its companion; the text is the original."""

    def make(item: Item, default_language: str) -> ParsedArticle:
        decoded = decode(content)
        tool = brat if companion.lower().endswith(brat.SUFFIX) else webannotation
        # The byte order mark is no character of the text.
        text = decoded.text.removeprefix("\ufeff")
        draft = tool.draft_of(text, annotations, encoding=decoded.encoding, notes=decoded.notes)
        return settle(item, draft, content=content, default_language=default_language)

    yield Item(number=1, where=name, end=len(content), make=make)

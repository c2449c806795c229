"""brat's standoff: a text file beside a file of annotations with the same name and the ending .ann."""

import re

from articles.readers.draft import Draft
from articles.readers.parsed import Unreadable, counted
from articles.readers.spans import Given, GivenLayer

NAME = "brat"
SUFFIX = ".ann"
MEDIA_TYPE = "text/plain"
# What brat keeps beside the texts, and is no article.
SETTINGS = {"annotation.conf", "visual.conf", "tools.conf", "kb_shortcuts.conf"}
_TEXT_BOUND = re.compile(r"T\d+\t(\S+) (\d{1,9}) (\d{1,9})((?:;\d{1,9} \d{1,9})*)\t?(.*)")
_LINE = re.compile(r"[TEREAMN#*]\d*\t|\*\t")
_MOST = 50_000


def looks_like(annotations: bytes) -> bool:
    """Whether these are brat's annotations: every line of the first ones begins as its lines do."""
    lines = [line for line in annotations[:4000].decode("utf-8", "ignore").split("\n")[:-1] if line.strip()][:20]
    return all(_LINE.match(line) for line in lines)


def draft_of(text: str, annotations: bytes, *, encoding: str, notes: tuple[str, ...] = ()) -> Draft:
    """A text with the annotations of its .ann file."""
    try:
        lines = annotations.decode("utf-8-sig").split("\n")
    except UnicodeDecodeError:
        raise Unreadable("The .ann file is not UTF-8.") from None
    given, lost, pieces, other = [], 0, 0, 0
    for line in lines:
        if not line.strip() or line.startswith("#"):
            continue
        if not line.startswith("T"):
            other += 1
            continue
        match = _TEXT_BOUND.fullmatch(line.rstrip("\r\n"))
        if not match:
            lost += 1
            continue
        if match[4]:
            pieces += 1  # In several pieces; what lies between them is not meant.
            continue
        if len(given) >= _MOST:
            raise Unreadable(f"There are more than {_MOST:,} annotations for one article.")
        given.append(Given(start=int(match[2]), end=int(match[3]), label=match[1][:200], words=match[5]))
    said = list(notes)
    if pieces:
        said.append(f"Not imported: {counted(pieces, 'annotation', 'annotations')} in several pieces.")
    if other:
        said.append(
            f"Not imported: {counted(other, 'relation, event or attribute', 'relations, events and attributes')}."
        )
    return Draft(
        media_type=MEDIA_TYPE,
        encoding=encoding,
        text=text,
        layers=(GivenLayer(reader=NAME, given=tuple(given), lost=lost),),
        notes=tuple(said),
    )

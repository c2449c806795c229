"""Paragraphs with tags given by hand, so that a rule is tested and not a model."""

import spacy
from spacy.tokens import Doc

from annotations.pipeline.line import Line, read_line

_VOCAB = spacy.blank("en").vocab


def line_of(tagged: str, *, heads: list[int] | None = None, deps: list[str] | None = None) -> Line:
    """ "The/DT dam/NN burst/VBD ./." as a paragraph; a word stands apart unless it is closing punctuation."""
    pairs = [word.rpartition("/")[::2] for word in tagged.split()]
    words = [word for word, _ in pairs]
    spaces = [not (i + 1 < len(words) and words[i + 1] in ".,;:?!”'s’s") for i in range(len(words))]
    spaces = [space and words[i] not in ("“", "(") for i, space in enumerate(spaces)]
    doc = Doc(_VOCAB, words=words, spaces=spaces, tags=[tag for _, tag in pairs], heads=heads, deps=deps)
    return read_line(doc, 0)


def words_at(line: Line, span) -> str:
    return line.doc.text[span.start : span.end]

"""One paragraph as plain lists: words, tags and places in the text, from a Doc of any spaCy package."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from annotations.pipeline.labels import KIND_OF_LABEL
from annotations.pipeline.wordlist import word_set
from articles.text import Span

# Packages without fine-grained tags: coarse ones to the Penn tags that the rules read.
_PENN = {
    "NOUN": "NN", "PROPN": "NNP", "PRON": "PRP", "DET": "DT", "ADJ": "JJ", "VERB": "VBD", "AUX": "VBZ", "ADV": "RB",
    "ADP": "IN", "SCONJ": "IN", "CCONJ": "CC", "NUM": "CD", "PART": "TO", "PUNCT": ".", "SYM": "SYM", "X": "FW",
    "INTJ": "UH",
}  # fmt: skip
# "WASHINGTON (UPN) — ", "ST. PAUL, Minn. - ": where a report was filed is no part of its first sentence.
_DATELINE = re.compile(
    r"\s*(?:[A-Z][A-Z.’' -]+[A-Z.](?:, [A-Z][\w. ]{1,25}?)?(?: ?\([A-Z][\w .-]{1,20}\))?"
    r"|[A-Z][\w.,’' -]{1,40} \([A-Z][\w .-]{1,20}\)) ?(?:--?|[–—|]) ?(?=[\w“\"‘'])"
)
_DETERMINERS = word_set("a an the this that these those some any each every no another several many few all both")
_PREPOSITIONS = word_set("of in on at by for from to with without about against between into over under after before")
_PRONOUNS = word_set("he she it they we i you him her them us me")
_ABBREVIATIONS = word_set(
    """
    mr mrs ms dr prof gen lt col maj capt sgt cpl pfc spc pvt brig adm cmdr rev sen rep gov st no vs etc jr sr
    hon
    """
    "insp supt det"
)


@dataclass(slots=True)
class Line:
    """A paragraph (or part of a long one). `sentence[i]` is the index of the sentence that token i is in."""

    doc: Doc
    offset: int
    words: list[str]
    lower: list[str]
    tags: list[str]
    starts: list[int]
    ends: list[int]
    sentences: list[tuple[int, int]]
    sentence: list[int]
    parsed: bool

    def __len__(self) -> int:
        return len(self.words)

    def token_at(self, at: int) -> int:
        """The first token that starts at or after a place in the text (an absolute offset)."""
        return bisect_left(self.starts, at)

    def span(self, first: int, after: int) -> Span:
        """The place in the text of the tokens [first, after)."""
        return Span(self.starts[first], self.ends[after - 1])

    def token(self, index: int) -> Token:
        return self.doc[index]

    def is_verb(self, index: int) -> bool:
        return self.tags[index][:2] == "VB"


def read_line(doc: Doc, offset: int) -> Line:
    """Copy what the rules need out of a Doc that starts at `offset` of the text."""
    words = [token.text for token in doc]
    lower = [word.lower() for word in words]
    starts = [token.idx + offset for token in doc]
    ends = [start + len(word) for start, word in zip(starts, words, strict=True)]
    tags = [token.tag_ for token in doc]
    if not any(tags):
        tags = [_PENN.get(token.pos_, "") for token in doc]
    if not any(tags):
        tags = [_guess(word, low) for word, low in zip(words, lower, strict=True)]
    tags = [_of_name(token, tag) if token.ent_type_ else tag for token, tag in zip(doc, tags, strict=True)]
    dateline = _DATELINE.match(doc.text[:120])
    sentences = _sentences(words, lower, starts, ends, offset + dateline.end() if dateline else None)
    sentence = [number for number, (first, after) in enumerate(sentences) for _ in range(first, after)]
    return Line(
        doc=doc, offset=offset, words=words, lower=lower, tags=tags, starts=starts, ends=ends,
        sentences=sentences, sentence=sentence, parsed=doc.has_annotation("DEP"),
    )  # fmt: skip


def _of_name(token: Token, tag: str) -> str:
    """Taggers take a surname or an acronym they do not know for anything ("Rhee", "ISIL"); in a name it is a name."""
    is_name = token.text[0].isupper() if token.ent_type_ in _PERSONS else len(token) > 1 and token.text.isupper()
    return "NNP" if is_name and tag not in _NAME_TAGS and not tag.startswith("JJ") else tag


_PERSONS = frozenset(label for label, kind in KIND_OF_LABEL.items() if kind == "person")
_NAME_TAGS = frozenset(("NNP", "NNPS", "POS", "HYPH"))


def _sentences(
    words: list[str], lower: list[str], starts: list[int], ends: list[int], dateline: int | None
) -> list[tuple[int, int]]:
    """Sentences by punctuation: steadier than a parser's on news, and there without one. A dateline is one."""
    borders = []
    first = 0
    size = len(words)
    for i, word in enumerate(words):
        if dateline is not None and starts[i] >= dateline:
            dateline = None
            if i > first:
                borders.append((first, i))
                first = i
        if word[-1] not in ".!?" or (word[-1] == "." and len(word) > 1 and word != "..."):
            continue
        if word == "." and i and lower[i - 1] in _ABBREVIATIONS:
            continue
        after = i + 1
        while after < size and (words[after] in _CLOSERS or (words[after] == '"' and starts[after] == ends[after - 1])):
            after += 1
        if after < size and not (words[after][0].isupper() or words[after][0] in _OPENERS or words[after].isspace()):
            continue
        if after > first:
            borders.append((first, after))
            first = after
    if first < size:
        borders.append((first, size))
    return borders


_CLOSERS = frozenset(("”", "’", "'", ")", "]", "»"))
_OPENERS = frozenset("\"“‘'([«„0123456789—–-")


def _guess(word: str, lower: str) -> str:
    """A tag for packages that have none: enough to walk over a noun phrase."""
    if not word[0].isalnum():
        return "POS" if lower in ("'s", "’s") else "."
    if lower in _DETERMINERS:
        return "DT"
    if lower in _PREPOSITIONS:
        return "IN"
    if lower in _PRONOUNS:
        return "PRP"
    if word[0].isdigit():
        return "CD"
    if word[0].isupper():
        return "NNP"
    if lower.endswith("ly"):
        return "RB"
    return "VBD" if lower.endswith("ed") or lower in _SPEECH else "NN"


_SPEECH = word_set("said says say told tells tell wrote writes thinks thought has had have is was are were")

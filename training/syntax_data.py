"""Universal Dependencies files into training documents for the tagger and the parser."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from spacy.tokens import Doc
from spacy.vocab import Vocab


@dataclass(slots=True)
class Sentence:
    words: list[str] = field(default_factory=list)
    spaces: list[bool] = field(default_factory=list)
    upos: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    heads: list[int] = field(default_factory=list)
    deps: list[str] = field(default_factory=list)
    misc: list[str] = field(default_factory=list)
    document: str = ""
    starts_paragraph: bool = False


def read_conllu(path: Path) -> Iterator[Sentence]:
    """Yield the sentences of a file, with the document and paragraph they belong to."""
    document, new_paragraph = path.stem, True
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        sentence = Sentence()
        joined_until, joined_space = 0, True
        for line in block.split("\n"):
            if line.startswith("# newdoc id ="):
                document, new_paragraph = line.partition("=")[2].strip(), True
            elif line.startswith("# newpar"):
                new_paragraph = True
            if not line or line.startswith("#"):
                continue
            number, word, _, upos, tag, _, head, dep, _, misc = line.split("\t")
            space = "SpaceAfter=No" not in misc
            if "-" in number:
                joined_until, joined_space = int(number.partition("-")[2]), space
                continue
            if "." in number:
                continue
            position = int(number)
            if position <= joined_until:
                space = joined_space if position == joined_until else False
            sentence.words.append(word)
            sentence.spaces.append(space)
            sentence.upos.append(upos)
            sentence.tags.append(tag)
            sentence.heads.append(int(head) - 1 if int(head) else position - 1)
            sentence.deps.append("ROOT" if dep == "root" else dep)
            sentence.misc.append(misc)
        if sentence.words:
            sentence.document, sentence.starts_paragraph = document, new_paragraph
            new_paragraph = False
            yield sentence


def paragraphs(sentences: Iterator[Sentence], *, most: int = 8) -> Iterator[list[Sentence]]:
    """Group sentences as the pipeline will meet them: a paragraph at a time."""
    held: list[Sentence] = []
    for sentence in sentences:
        if held and (sentence.starts_paragraph or sentence.document != held[0].document or len(held) == most):
            yield held
            held = []
        held.append(sentence)
    if held:
        yield held


def as_doc(vocab: Vocab, group: list[Sentence], *, curly: bool = False) -> Doc:
    """Build one gold document; `curly` turns straight quotation marks into printers' ones."""
    words, spaces, tags, heads, deps, starts, pos = [], [], [], [], [], [], []
    for sentence in group:
        offset = len(words)
        words += sentence.words
        spaces += sentence.spaces
        tags += sentence.tags
        pos += sentence.upos
        heads += [head + offset for head in sentence.heads]
        deps += sentence.deps
        starts += [True] + [False] * (len(sentence.words) - 1)
    if curly:
        words = with_curly_quotes(words)
    doc = Doc(vocab, words=words, spaces=spaces, tags=tags, pos=pos, heads=heads, deps=deps, sent_starts=starts)
    doc.user_data["document"] = group[0].document
    return doc


def with_curly_quotes(words: list[str]) -> list[str]:
    """Replace straight marks, opening and closing in turn; apostrophes become curly ones."""
    is_open, out = False, []
    for word in words:
        if word in ('"', "``", "''"):
            is_open = not is_open
            word = "“" if is_open else "”"
        out.append(word.replace("'", "’"))
    return out

# ruff: noqa: SIM905 - word lists read better as words
"""The entity corpora, brought to one set of labels: PERSON, PLACE, ORG, NORP (demonyms, peoples), EVENT.

Where a corpus does not label something we want, its tokens are marked missing, never "outside".
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from syntax_data import Sentence, paragraphs, read_conllu

from annotations.pipeline.gazetteer import known_names

OUT, MISSING = "O", "?"
CROSSNER = {
    "PERSON": "person politician writer musicalartist scientist researcher",
    "PLACE": "location country",
    "ORG": "organisation politicalparty band university",
    "EVENT": "event election conference",
    MISSING: "misc magazine academicjournal award product",
}
CROSSNER_LABEL = {name: label for label, names in CROSSNER.items() for name in names.split()}
COARSE = {
    "PER": "PERSON",
    "per": "PERSON",
    "ORG": "ORG",
    "org": "ORG",
    "LOC": "PLACE",
    "geo": "PLACE",
    "eve": "EVENT",
}
TITLES = set(
    """mr mr. mrs mrs. ms ms. miss dr dr. sir lord lady prof prof. professor president presidents vice vice-president
    prime minister ministers premier chancellor secretary secretary-general secretary general foreign defense defence
    interior chief chairman spokesman spokeswoman gen. gen lt. lt col. col maj. maj capt. capt sgt. sgt brig. adm. adm
    admiral colonel lieutenant major captain sergeant commander king queen prince princess emperor pope cardinal
    archbishop bishop ayatollah grand imam sheikh mullah rabbi reverend rev. senator sen. sen congressman rep. rep
    governor gov. gov mayor justice judge attorney ambassador envoy leader former ex-president u.n. u.s.
    director dictator finance deputy under acting rear first officer state of""".split()
)
EVENT_WORDS = re.compile(
    r"^(War|Wars|Olympics?|Games|Cup|Championships?|Festival|Revolution|Summit|Election|Elections|Battle|Day|Eve"
    r"|Hurricane|Conference|Christmas|Easter|Ramadan|Tournament|Series|Prix|Uprising|Spring)$"
)
# Not part of a name when written small: "eastern Sudan", "the Netherlands".
LEAD_IN = re.compile(r"^(the|(north|south)?(-?east|-?west)?(ern)?|central|upper|lower|province|cathedral|of)$")


@dataclass(slots=True)
class Marked:
    """A stretch of tokens with one label a token ("B-PERSON", "O", "?")."""

    words: list[str]
    spaces: list[bool]
    labels: list[str]
    document: str


def everything(corpora: Path) -> Iterator[Marked]:
    """Every document of every corpus, a paragraph-sized piece at a time."""
    ner = corpora / "ner"
    yield from in_threes(read_gmb(ner / "gmb.csv"), "gmb")
    for file in sorted((ner / "crossner").glob("*/*.txt")):
        yield from in_threes(read_columns(file, crossner_label), f"crossner-{file.parent.name}-{file.stem}")
    yield from in_threes(read_columns(ner / "wikigold" / "wikigold.conll.txt", coarse_label), "wikigold")
    for file in sorted(ner.glob("uner-*.iob2")):
        yield from in_threes(read_uner(file), file.stem)
    for file in sorted((corpora / "syntax" / "gum").glob("*.conllu")):
        for group in paragraphs(read_conllu(file)):
            yield from_gum(group)


def in_threes(sentences: Iterator[tuple[list[str], list[str]]], name: str) -> Iterator[Marked]:
    """Three sentences a piece, twenty pieces a document: these corpora keep no document borders."""
    held: list[tuple[list[str], list[str]]] = []
    pieces = 0
    for sentence in sentences:
        held.append(sentence)
        if len(held) == 3:
            yield joined(held, f"{name}-{pieces // 20}")
            held, pieces = [], pieces + 1
    if held:
        yield joined(held, f"{name}-{pieces // 20}")


def joined(sentences: list[tuple[list[str], list[str]]], document: str) -> Marked:
    words = [word for sentence, _ in sentences for word in sentence]
    labels = [label for _, sentence in sentences for label in sentence]
    return Marked(words, guess_spaces(words), harmonised(words, labels), document)


def read_gmb(path: Path) -> Iterator[tuple[list[str], list[str]]]:
    words: list[str] = []
    labels: list[str] = []
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        for row in rows:
            if len(row) != 4:
                continue
            number, word, tag, label = row
            if number and words:
                yield words, without_titles(words, labels)
                words, labels = [], []
            border, _, kind = label.partition("-")
            if kind == "gpe":
                known = known_names().get(word)
                kind_label = known.label if known and known.label in ("PLACE", "NORP") else None
                if kind_label is None:
                    kind_label = (
                        "NORP" if tag.startswith("JJ") or word.endswith(("n", "i", "s", "sh", "ese")) else "PLACE"
                    )
            else:
                kind_label = COARSE.get(kind)
            words.append(word.replace("``", '"').replace("''", '"'))
            labels.append(f"{border}-{kind_label}" if kind_label else OUT)
    if words:
        yield words, without_titles(words, labels)


def without_titles(words: list[str], labels: list[str]) -> list[str]:
    """ "President Bush" becomes "Bush": a person's name does not hold the office."""
    labels = list(labels)
    for i, label in enumerate(labels):
        if label == "B-PERSON" and (words[i].lower() in TITLES) and i + 1 < len(labels):
            labels[i] = OUT
            if labels[i + 1] == "I-PERSON":
                labels[i + 1] = "B-PERSON"
    return labels


def read_columns(path: Path, translate) -> Iterator[tuple[list[str], list[str]]]:
    words: list[str] = []
    labels: list[str] = []
    for line in path.read_text(encoding="utf-8").split("\n"):
        parts = line.split()
        if len(parts) < 2:
            if words:
                yield words, labels
            words, labels = [], []
            continue
        words.append(parts[0])
        labels.append(translate(parts[-1]))
    if words:
        yield words, labels


def crossner_label(label: str) -> str:
    border, _, kind = label.partition("-")
    ours = CROSSNER_LABEL.get(kind)
    if ours == MISSING:
        return MISSING
    return f"{border}-{ours}" if ours else OUT


def coarse_label(label: str) -> str:
    border, _, kind = label.partition("-")
    if kind in ("MISC", "OTH"):
        return MISSING
    return f"{border}-{COARSE[kind]}" if kind in COARSE else OUT


def read_uner(path: Path) -> Iterator[tuple[list[str], list[str]]]:
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        rows = [line.split("\t") for line in block.split("\n") if line and not line.startswith("#")]
        if not rows:
            continue
        words = [row[1] for row in rows]
        labels = [coarse_label(row[2]) for row in rows]
        labels = [
            MISSING if label == OUT and EVENT_WORDS.match(word) else label
            for word, label in zip(words, labels, strict=True)
        ]
        yield words, without_titles(words, labels)


def harmonised(words: list[str], labels: list[str]) -> list[str]:
    """Same rule for every corpus: listed demonyms are NORP, listed countries are places, I follows B."""
    labels = list(labels)
    names = known_names()
    for start, end in spans_of(labels):
        known = names.get(" ".join(words[start:end]))
        if known and (known.demonym or {known.label, labels[start][2:]} == {"ORG", "PLACE"}):
            labels[start:end] = [f"{'I' if i else 'B'}-{known.label}" for i in range(end - start)]
    for i, word in enumerate(words):
        alone = not (i + 1 < len(labels) and labels[i + 1].startswith("I-"))
        known = names.get(word)
        if known is None:
            continue
        if known.demonym and (labels[i] in (OUT, MISSING) or (labels[i][0] == "B" and alone)):
            before_name = i + 1 < len(words) and words[i + 1][:1].isupper() and labels[i] == OUT
            labels[i] = MISSING if before_name else "B-NORP"
        elif known.label == "PLACE" and labels[i] == "B-NORP" and alone:
            labels[i] = "B-PLACE"
    for start, end in spans_of(labels):
        if end - start > 1 and LEAD_IN.match(words[start]):
            labels[start], labels[start + 1] = OUT, "B" + labels[start + 1][1:]
    inside = OUT
    for i, label in enumerate(labels):
        if label.startswith("I-") and inside != label[2:]:
            labels[i] = "B-" + label[2:]
        inside = labels[i][2:] if label not in (OUT, MISSING) else OUT
    return labels


def spans_of(labels: list[str]) -> list[tuple[int, int]]:
    """Where each labelled run begins and ends."""
    spans = []
    start = None
    for i, label in enumerate([*labels, OUT]):
        if start is not None and not label.startswith("I-"):
            spans.append((start, i))
            start = None
        if label.startswith("B-"):
            start = i
    return spans


BRACKETS = re.compile(r"\((\d+)-([a-z]+)[^()]*(\))?|(\d+)\)")
JOINTS = ("of", "the", "-", "&", "de", "for", "and")
GUM_LABEL = {"person": "PERSON", "place": "PLACE", "organization": "ORG", "event": "EVENT"}


def from_gum(group: list[Sentence]) -> Marked:
    words = [word for s in group for word in s.words]
    spaces = [space for s in group for space in s.spaces]
    labels: list[str] = []
    for sentence in group:
        labels += gum_names(sentence)
    return Marked(words, spaces, harmonised(words, labels), group[0].document)


def gum_names(sentence: Sentence) -> list[str]:
    """Named mentions from the nested entity brackets: the run of proper nouns round the head."""
    size = len(sentence.words)
    proper = [tag.startswith("NNP") for tag in sentence.tags]
    labels = [MISSING if is_proper else OUT for is_proper in proper]
    for start, end, kind in sorted(gum_mentions(sentence), key=lambda m: m[0] - m[1]):
        inside = [i for i in range(start, end) if not start <= sentence.heads[i] < end or sentence.deps[i] == "ROOT"]
        if len(inside) != 1 or not proper[inside[0]]:
            continue
        left = right = inside[0]
        while left > start and proper[left - 1]:
            left -= 1
        while right + 1 < end and (
            proper[right + 1]
            or sentence.tags[right + 1] == "CD"
            or (right + 2 < end and sentence.words[right + 1] in JOINTS and proper[right + 2])
        ):
            right += 1
        if any(label not in (OUT, MISSING) for label in labels[left : right + 1]):
            continue
        label = GUM_LABEL.get(kind)
        if label == "PERSON":
            while left < right and sentence.words[left].lower() in TITLES:
                labels[left] = OUT
                left += 1
        if label is None:
            for i in range(left, right + 1):
                labels[i] = OUT if kind in ("time", "abstract") else MISSING
            continue
        for i in range(left, right + 1):
            labels[i] = f"I-{label}" if i > left else f"B-{label}"
    assert len(labels) == size
    return labels


def gum_mentions(sentence: Sentence) -> Iterator[tuple[int, int, str]]:
    open_at: dict[str, list[tuple[int, str]]] = {}
    for i, misc in enumerate(sentence.misc):
        field = re.search(r"(?:^|\|)Entity=([^|]*)", misc)
        for opened, kind, closed_at_once, closed in BRACKETS.findall(field[1] if field else ""):
            if opened and closed_at_once:
                yield i, i + 1, kind
            elif opened:
                open_at.setdefault(opened, []).append((i, kind))
            elif open_at.get(closed):
                start, kind = open_at[closed].pop()
                yield start, i + 1, kind


NO_SPACE_BEFORE = set(".,;:!?)]}%'’”") | {"n't", "n’t", "'s", "’s", "'re", "'ve", "'ll", "'d", "'m", "..."}
NO_SPACE_AFTER = set("([{$£€“‘#")


def guess_spaces(words: list[str]) -> list[bool]:
    """Undo tokenisation: spaces where a newspaper would have them."""
    spaces = [True] * len(words)
    inside_marks = False
    for i, word in enumerate(words):
        if word in ('"', "``", "''"):
            if inside_marks and i:
                spaces[i - 1] = False
            elif not inside_marks:
                spaces[i] = False
            inside_marks = not inside_marks
        elif word in NO_SPACE_BEFORE and i:
            spaces[i - 1] = False
        if word in NO_SPACE_AFTER:
            spaces[i] = False
        if word in ("-", "/") and 0 < i < len(words) - 1 and words[i - 1].isalnum() and words[i + 1].isalnum():
            spaces[i - 1] = spaces[i] = False
    return spaces

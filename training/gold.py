"""Held-out text as gold for ``manage.py evaluate_pipeline``, in the app's own export format (see README.md).

python training/gold.py corpora CORPORA --out names.jsonl [--only gmb ...]
python training/gold.py samples --out samples.jsonl
python training/gold.py politics --out politics.jsonl [--half held-out] [--direct]
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import politics  # noqa: E402
from names_data import MISSING, Marked, everything, gum_mentions, spans_of  # noqa: E402
from syntax_data import Sentence, read_conllu  # noqa: E402

from annotations.export import jsonl, shape  # noqa: E402
from annotations.pipeline.labels import KIND_OF_LABEL  # noqa: E402
from articles import readers  # noqa: E402
from articles.text import canonical  # noqa: E402

SAMPLES = HERE.parent / "samples"
EXPECTED = HERE.parent / "tests" / "data" / "samples_expected.json"
MARKS = "\"“”‘’'"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["corpora", "events", "samples", "politics"])
    parser.add_argument("corpora", type=Path, nargs="?", help="the folder of corpora")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--half", choices=[politics.TUNING, politics.HELD_OUT], help="of the political articles")
    parser.add_argument(
        "--direct", action="store_true", help="leave quotes that run on in the paper's sentence undecided"
    )
    parser.add_argument("--only", nargs="+", default=[""], help="only documents whose name begins so: gmb is newswire")
    args = parser.parse_args()
    if args.what in ("corpora", "events") and args.corpora is None:
        parser.error("the folder of corpora is missing")
    readings = {
        "corpora": lambda: from_corpora(args.corpora, args.only),
        "events": lambda: event_words(args.corpora),
        "samples": from_samples,
        "politics": lambda: from_politics(args.half, direct=args.direct),
    }[args.what]()
    lines = list(jsonl.lines(readings))
    args.out.write_bytes(b"".join(lines))
    print(f"{args.out}: {len(lines)} articles")


# --- Corpora: names ---------------------------------------------------------------------------------------------------
def held_out(corpora: Path) -> dict[str, list[Marked]]:
    """Every tenth document with all its pieces, by name: the ones that build.py never trains on."""
    numbers: dict[str, int] = {}
    documents: dict[str, list[Marked]] = defaultdict(list)
    for marked in everything(corpora):
        if numbers.setdefault(marked.document, len(numbers)) % 10 == 9:
            documents[marked.document].append(marked)
    return documents


def from_corpora(corpora: Path, only: Sequence[str] = ("",)) -> Iterator[shape.ExportedReading]:
    """A document is an article, a piece of it a paragraph. What a corpus leaves unlabelled is a tag nobody decided."""
    for number, (name, pieces) in enumerate(held_out(corpora).items(), 1):
        if not name.startswith(tuple(only)):
            continue
        text, tags = "", []
        for piece in pieces:
            if text:
                text += "\n"
            places = []
            for word, space in zip(piece.words, piece.spaces, strict=True):
                places.append((len(text), len(text) + len(word)))
                text += word + (" " if space else "")
            text = text.rstrip(" ")
            for start, end in spans_of(piece.labels):
                kind = KIND_OF_LABEL[piece.labels[start].removeprefix("B-")]
                tags.append((places[start][0], places[end - 1][1], kind, "confirmed"))
            for (start, end), label in zip(places, piece.labels, strict=True):
                if label == MISSING:
                    tags.append((start, end, "group", "suggested"))
        assert canonical(text) == text, name
        yield reading(number, name, text, [tag(text, i, *found) for i, found in enumerate(sorted(tags), 1)], [])


# --- Corpora: event words ---------------------------------------------------------------------------------------------
def event_words(corpora: Path) -> Iterator[shape.ExportedReading]:
    """The nouns that GUM calls events. It marks no verbs and no names apart, so those are left undecided."""
    for number, path in enumerate(sorted((corpora / "syntax" / "gum").glob("*.conllu")), 1):
        text, tags = "", []
        for sentence in read_conllu(path):
            text += "\n" if text else ""
            places = []
            for word, space in zip(sentence.words, sentence.spaces, strict=True):
                places.append((len(text), len(text) + len(word)))
                text += word + (" " if space else "")
            text = text.rstrip(" ")
            heads = {head for mention in gum_mentions(sentence) if (head := head_of(sentence, *mention)) is not None}
            for i, (start, end) in enumerate(places):
                if sentence.tags[i].startswith(("VB", "MD", "NNP")):
                    tags.append((start, end, "event", "suggested"))
                elif i in heads:
                    tags.append((start, end, "event", "confirmed"))
        assert canonical(text) == text, path
        found = [replace(tag(text, i, *item), form="nominal") for i, item in enumerate(sorted(tags), 1)]
        yield reading(number, path.stem, text, found, [])


def head_of(sentence: Sentence, start: int, end: int, kind: str) -> int | None:
    inside = [i for i in range(start, end) if not start <= sentence.heads[i] < end or sentence.deps[i] == "ROOT"]
    return inside[0] if kind == "event" and len(inside) == 1 else None


# --- The samples: quotes and speakers ---------------------------------------------------------------------------------
def from_samples() -> Iterator[shape.ExportedReading]:
    """What a careful reader finds in the sample articles; the speakers become tags of their own groups."""
    expected = json.loads(EXPECTED.read_text(encoding="utf-8"))["articles"]
    texts = {}
    for path in [SAMPLES / "news.jsonl", *sorted(SAMPLES.glob("*.txt"))]:
        for item in readers.items(path.name, path.read_bytes()):
            article = item.parse()
            texts[article.external_id or path.name] = article.text
    for number, article in enumerate(expected, 1):
        text = texts[article["id"]]
        quotes = [quote(text, i, found) for i, found in enumerate(article["quotes"], 1)]
        yield reading(number, article["id"], text, [], quotes)


def quote(text: str, number: int, found: dict) -> shape.ExportedQuote:
    pieces = []
    for words in found["in_marks"] or found["pieces"]:
        start = text.index(words)
        pieces.append((start, start + len(words)))
    pieces.sort()
    speaker = found["speaker"]
    place = nearest(text, speaker["text"], pieces)
    return exported(text, number, pieces, found["mode"], (*place, speaker["name"]))


def nearest(text: str, words: str, pieces: list[tuple[int, int]]) -> tuple[int, int]:
    """Where the speaker's words stand closest to the quote, and outside it if they can."""
    places = [(found.start(), found.end()) for found in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", text)]

    def distance(place: tuple[int, int]) -> tuple[bool, int]:
        inside = any(start < place[1] and place[0] < end for start, end in pieces)
        return inside, min(min(abs(start - place[1]), abs(end - place[0])) for start, end in pieces)

    return min(places, key=distance)


# --- US politics: quotes and speakers ---------------------------------------------------------------------------------
def from_politics(half: str | None = None, *, direct: bool = False) -> Iterator[shape.ExportedReading]:
    """Our own articles with every quote in marks; what their markup leaves open is a quote nobody decided.

    `direct`: nor did anybody of quotes that run on in the paper's own sentence.
    """
    for number, article in enumerate(politics.articles(half), 1):
        quotes = [
            exported(
                article.text,
                i,
                found.pieces,
                found.mode,
                found.speaker and (*found.speaker, found.name),
                "suggested" if found.key == politics.UNDECIDED or (direct and found.mode == "mixed") else "confirmed",
            )
            for i, found in enumerate(article.quotes, 1)
        ]
        yield reading(number, article.name, article.text, [], quotes)


# --- One line of an export --------------------------------------------------------------------------------------------
def exported(
    text: str,
    number: int,
    pieces: list[tuple[int, int]],
    mode: str,
    speaker: tuple[int, int, str] | None,
    state: str = "confirmed",
) -> shape.ExportedQuote:
    return shape.ExportedQuote(
        id=number,
        start=pieces[0][0],
        end=pieces[-1][1],
        pieces=pieces,
        text=" ".join(text[start:end] for start, end in pieces),
        cue=None,
        mode=mode,
        score=None,
        state=state,
        speaker=speaker
        and shape.Speaker(
            tag=number, start=speaker[0], end=speaker[1], text=text[speaker[0] : speaker[1]], name=speaker[2]
        ),
        nothing_checkable=False,
        proposal=None,
        claims=[],
        trail=[],
    )


def tag(text: str, number: int, start: int, end: int, kind: str, state: str) -> shape.ExportedTag:
    return shape.ExportedTag(
        id=number,
        kind=kind,
        start=start,
        end=end,
        text=text[start:end],
        form="name",
        label="",
        score=None,
        state=state,
        group=None,
        proposal=None,
        trail=[],
    )


def reading(number: int, name: str, text: str, tags: list, quotes: list) -> shape.ExportedReading:
    about = shape.AboutReading(
        id=number,
        role="record",
        state="closed",
        reader=None,
        source=None,
        created_at="",
        submitted_at=None,
        closed_at=None,
        approved=None,
        parents=[],
        trail=[],
    )
    article = shape.ExportedArticle(
        id=number,
        external_id=name,
        outlet=None,
        url="",
        headline="",
        byline="",
        published_at=None,
        language="en",
        text=text,
        text_sha256=hashlib.sha256(text.encode()).hexdigest(),
        parts=shape.Parts(headline=None, standfirst=None, body=(0, len(text))),
    )
    return shape.ExportedReading(
        article=article, reading=about, groups=[], tags=tags, events=[], quotes=quotes, people=[]
    )


if __name__ == "__main__":
    main()

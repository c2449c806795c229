"""What an outlet repeats from article to article: which words may be that, and how they are cut off.

A paragraph is known again to the letter, but for white space, case and digits. It counts only at the edge of a story or
beside what is left out already; the first words and the last ones of a story count, too, where they were glued to it.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from hashlib import sha256

from articles.readers.boilerplate_rules import SAYING, SENTENCE_END
from articles.readers.cutting import Cut, Passage, assemble
from articles.readers.parsed import ParsedArticle

RULE = "Repeated by the outlet"
LONGEST = 600
_HEAD, _TAIL = 2, 4
# Of the last words of a story this many sentences may be the outlet's, and as many of the first ones.
_SENTENCES = 3
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"[^\W\d_]{2,}")
_LONG_WORD = re.compile(r"[^\W\d_]{5,}")
_NAME = re.compile(r"(?<=[^\W\d_,;] )[A-ZÀ-Þ][^\W\d_]{2,}")
# The outlet speaks: of itself, or to its reader, or says where it is to be found.
_SPEAKS = re.compile(r"\b(?:we|us|our|ours|you|your|yours|here|click|subscribe|follow|listen)\b|www\.|https?:|@", re.I)
_QUOTE = re.compile(r"[“”„«»\"‟「」『』]")


def fold(text: str) -> str:
    """Without what may differ from one article to the next: white space, case and digits."""
    return _DIGIT.sub("0", " ".join(text.split()).casefold())


def key_of(text: str) -> bytes:
    return sha256(fold(text).encode()).digest()


# --- Cutting ---------------------------------------------------------------------------------------------------------
def without_repeated(article: ParsedArticle, keys: Collection[bytes]) -> ParsedArticle:
    """The article without what its outlet repeats. One that came with annotations stays as it is: they count on it."""
    if not keys or article.layers:
        return article
    cut = Cut(
        text=article.text,
        standfirst_start=article.standfirst_start,
        body_start=article.body_start,
        blocks=article.blocks,
    )
    made = cut_repeated(cut, keys)
    if made == cut:
        return article
    return replace(
        article,
        headline=made.label if article.body_start == 0 else article.headline,
        text=made.text,
        blocks=made.blocks,
        word_count=len(made.text.split()),
    )


def cut_repeated(cut: Cut, keys: Collection[bytes]) -> Cut:
    """Leave out every paragraph of the body with one of these keys, and the story's first and last words that have one.

    A text that would be left without a body stays as it is.
    """
    passages: list[Passage] = []
    for passage in cut.passages:
        passages += [passage] if passage.rule else parted(passage.text, keys)
    if all(passage.rule for passage in passages) or not any(passage.rule == RULE for passage in passages):
        return cut
    return assemble(cut, passages)


def keys_in(cut: Cut) -> tuple[set[bytes], set[bytes]]:
    """The key of every run of words of the text that could be cut off, and of those that were cut off as repeated."""
    in_text: set[bytes] = set()
    left_out: set[bytes] = set()
    for passage in cut.passages:
        if passage.rule == RULE:
            left_out.add(key_of(passage.text))
        elif not passage.rule:
            in_text.update(key_of(text) for text in (passage.text, *_ends(passage.text)))
    return in_text, left_out


def parted(paragraph: str, keys: Collection[bytes]) -> list[Passage]:
    """A paragraph as one passage, or as the story and what stands before or behind it."""
    if len(paragraph) <= LONGEST and key_of(paragraph) in keys:
        return [Passage(paragraph, RULE)]
    before = next((head for head in reversed(_heads(paragraph)) if key_of(head) in keys), "")
    rest = paragraph[len(before) :]
    after = next((tail for tail in reversed(_tails(rest)) if key_of(tail) in keys), "")
    story = rest[: len(rest) - len(after)]
    parts = [(before, RULE), (story, ""), (after, RULE)]
    return [Passage(text.strip(), rule) for text, rule in parts if text.strip()]


def _sentences(paragraph: str) -> list[int]:
    """Where the sentences of a paragraph after the first one begin."""
    return [end.end() for end in SENTENCE_END.finditer(paragraph) if end.end() < len(paragraph)]


def _heads(paragraph: str) -> list[str]:
    """Its first sentence, the first two, ...; never all of it."""
    return [paragraph[:start] for start in _sentences(paragraph[: 2 * LONGEST])[:_SENTENCES] if start <= LONGEST]


def _tails(paragraph: str) -> list[str]:
    """Its last sentence, the last two, ...; never all of it."""
    cut = max(0, len(paragraph) - 2 * LONGEST)
    starts = [cut + start for start in _sentences(paragraph[cut:])]
    return [paragraph[start:] for start in starts[::-1][:_SENTENCES] if len(paragraph) - start <= LONGEST]


def _ends(paragraph: str) -> list[str]:
    return [*_heads(paragraph), *_tails(paragraph)]


# --- Learning --------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Unit:
    """Words of one article that may be the outlet's; ``tied`` when the story itself uses their words."""

    key: bytes
    text: str
    tied: bool


@dataclass(frozen=True, slots=True)
class Units:
    """What of one article counts: what may be repeated, and the keys of what stands in the midst of the story."""

    edges: list[Unit]
    inner: set[bytes]


def units_of(cut: Cut, outlet: str) -> Units:
    """Look through one article. A paragraph that is quoted from somebody, or tells what they said, is never a unit."""
    passages = cut.passages
    lines = [number for number, passage in enumerate(passages) if not passage.rule]
    at_edge = set(lines[: min(_HEAD, len(lines) // 3)]) | set(lines[len(lines) - min(_TAIL, len(lines) // 2) :])
    beside = {number for number in lines if _beside_a_block(passages, number)}
    inside = [number for number in lines if number not in at_edge and number not in beside]
    story = " ".join([cut.text[: cut.body_start], *(passages[number].text for number in inside)])
    known = _Story(story, outlet)
    texts = [passages[number].text for number in lines if number in at_edge or number in beside]
    if lines:
        texts += [*_heads(passages[lines[0]].text), *_tails(passages[lines[-1]].text)]
    edges = {}
    for text in texts:
        if may_be_repeated(text):
            unit = Unit(key_of(text), text.strip(), known.ties(text))
            edges.setdefault(unit.key, unit)
    return Units(list(edges.values()), {key_of(passages[number].text) for number in inside} - edges.keys())


def _beside_a_block(passages: list[Passage], number: int) -> bool:
    return any(0 <= at < len(passages) and passages[at].rule for at in (number - 1, number + 1))


def may_be_repeated(text: str) -> bool:
    """Whether words are of a kind that an outlet could say of itself: long enough, nobody's speech, no report of it."""
    if len(text) > LONGEST or _QUOTE.search(text) or SAYING.search(text):
        return False
    return len(_WORD.findall(text)) >= 3 or sum(map(str.isalpha, text)) >= 15


class _Story:
    """The words that a story uses, without those of the outlet's own name."""

    def __init__(self, text: str, outlet: str) -> None:
        self.own = {word.casefold() for word in _WORD.findall(outlet)}
        self.words = {word.casefold() for word in _WORD.findall(text)}

    def ties(self, text: str) -> bool:
        """Whether the words speak of what the story speaks of: a name of it, or a good part of the longer words."""
        names = {name.casefold() for name in _NAME.findall(text)} - self.own
        if names & self.words:
            return True
        long_words = {word.casefold() for word in _LONG_WORD.findall(text)} - self.own
        shared = long_words & self.words
        return len(shared) >= 2 and len(shared) >= 0.4 * len(long_words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """How a unit was met in the articles of its outlet since it was first seen."""

    text: str
    articles: int
    out_of: int
    inner: int
    tied: int
    days: int
    headlines: list[str]
    outlet: str


PROPOSED, ON = "proposed", "on"


def verdict(seen: Seen) -> str:
    """Whether to propose a rule, to switch it on without asking, or neither (an empty string).

    Story text must never be switched on by itself: the outlet has to speak, in half of all its articles, on many days,
    never in the midst of a story, tied to hardly any, over stories that have nothing in common, and without a figure
    that could be news.
    """
    share = seen.articles / max(1, seen.out_of)
    alike = _alike(seen.headlines, seen.outlet)
    enough = seen.articles >= 5 and share >= 0.05 and seen.days != 1 and seen.days != 2
    if not enough or seen.inner > 0.1 * seen.articles or seen.tied > 0.34 * seen.articles or alike > 0.34:
        return ""
    speaks = speaks_for(seen.text, seen.outlet)
    if not speaks and (seen.articles < 10 or share < 0.2):
        return ""  # "The trial continues." ends many a story of a court reporter.
    if (
        speaks
        and seen.articles >= 20
        and share >= 0.5
        and seen.days >= 10
        and not seen.inner
        and seen.tied <= 0.1 * seen.articles
        and alike <= 0.2
        and len(_WORD.findall(seen.text)) >= 6
        and not _DIGIT.search(seen.text)
    ):
        return ON
    return PROPOSED


def speaks_for(text: str, outlet: str) -> bool:
    """Whether words name their outlet or turn to its readers."""
    own = {word.casefold() for word in _WORD.findall(outlet) if len(word) > 3}
    return bool(_SPEAKS.search(text) or own & {word.casefold() for word in _WORD.findall(text)})


def _alike(headlines: list[str], outlet: str) -> float:
    """Which share of pairs of headlines have a longer word in common: nearly all of them in a running story."""
    own = {word.casefold() for word in _WORD.findall(outlet)}
    words = [{word.casefold() for word in _LONG_WORD.findall(headline)} - own for headline in headlines]
    pairs = [(one, other) for number, one in enumerate(words) for other in words[:number]]
    return sum(bool(one & other) for one, other in pairs) / len(pairs) if pairs else 1.0

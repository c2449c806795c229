"""Made-up articles of which no two are alike, copies of them rewritten in stated ways, and pages that hold them.

Unlike ``texts.py``, whose sentences come from few templates, these have no more runs of words in common than articles
on unrelated things have. The same number gives the same article. All words that mean anything are invented.
"""

import html
import itertools
import json
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from newsroom.benchmarks.texts import FIRST, GROUPS, LAST, PLACES

WORDS = 850
OUTLETS = 40


def _words(words: str) -> list[str]:
    return words.split()


_SMALL = _words("""
the of and to in a that for it was on is as with by he she at from his her had they have not but which this were been
who their its after said would will one more when than out up over about into could there other also
""")
_BEGIN = _words("b br c d dr f g gr h k l m n p pr r s st t tr v w")
_MIDDLE = _words("a e i o u ai ea ou")
_END = _words("n r s l nd rt st ck m ld ng")
_STEMS = ["".join(parts) for parts in itertools.product(_BEGIN, _MIDDLE, _END)]
_VOCABULARY = _STEMS + [f"{stem}{end}" for stem in _STEMS for end in ("ing", "ed", "er", "ly", "ment")]
# As in any language: the more common a word, the fewer there are like it.
_WEIGHTS = list(itertools.accumulate([400 / (n + 4) for n in range(len(_SMALL))]))
_WEIGHTS += list(itertools.accumulate((30 / (n + 20) for n in range(len(_VOCABULARY))), initial=_WEIGHTS[-1]))[1:]
_ALL = _SMALL + random.Random(1).sample(_VOCABULARY, len(_VOCABULARY))


@dataclass(frozen=True, slots=True)
class Item:
    """One generated article."""

    number: int
    outlet: str
    headline: str
    paragraphs: tuple[str, ...]

    @property
    def text(self) -> str:
        return "\n".join(self.paragraphs)

    @property
    def published_at(self) -> str:
        return (datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=7 * self.number)).isoformat()

    def as_line(self) -> bytes:
        """As a line of JSONL."""
        row = {
            "id": f"import-{self.number}",
            "outlet": self.outlet,
            "url": f"https://{self.outlet.split()[-1]}.example/{self.number}",
            "headline": self.headline,
            "published_at": self.published_at,
            "language": "en",
            "text": self.text,
        }
        return json.dumps(row, ensure_ascii=False).encode()


def item(number: int, *, words: int = WORDS) -> Item:
    """The article of that number."""
    chance = random.Random(f"item {number}")
    return Item(
        number=number,
        outlet=f"Outlet {number % OUTLETS}",
        headline=_sentence(chance, 9).rstrip("."),
        paragraphs=tuple(_paragraphs(chance, words)),
    )


def _paragraphs(chance: random.Random, words: int) -> list[str]:
    paragraphs, count = [], 0
    while count < words:
        sentences = [_sentence(chance, chance.randint(8, 26)) for _ in range(chance.randint(1, 4))]
        if chance.random() < 0.2:
            who = f"{chance.choice(FIRST)} {chance.choice(LAST)} of the {chance.choice(GROUPS)}"
            sentences.append(f"“{_sentence(chance, 14)[:-1]},” said {who} in {chance.choice(PLACES)}.")
        paragraphs.append(" ".join(sentences))
        count += len(paragraphs[-1].split())
    return paragraphs


def _sentence(chance: random.Random, words: int) -> str:
    said = " ".join(chance.choices(_ALL, cum_weights=_WEIGHTS, k=words))
    return f"{said[0].upper()}{said[1:]}."


# --- Light rewrites, as other outlets make them -----------------------------------------------------------------------
def _headline(one: Item, chance: random.Random) -> Item:
    return replace(one, headline=_sentence(chance, 8).rstrip("."))


def _cut(one: Item, chance: random.Random) -> Item:
    """The last third is cut."""
    return replace(one, paragraphs=one.paragraphs[: -(len(one.paragraphs) // 3)])


def _reordered(one: Item, chance: random.Random) -> Item:
    paragraphs = list(one.paragraphs)
    chance.shuffle(paragraphs)
    return replace(one, paragraphs=tuple(paragraphs))


def _replaced(one: Item, chance: random.Random) -> Item:
    """One word in twelve is another one."""
    words = [
        [chance.choice(_ALL) if chance.random() < 1 / 12 else word for word in line.split()] for line in one.paragraphs
    ]
    return replace(one, paragraphs=tuple(" ".join(line) for line in words))


def _introduced(one: Item, chance: random.Random) -> Item:
    """A beginning of one's own, of 150 words, in place of the first paragraph."""
    return replace(one, paragraphs=(*_paragraphs(chance, 150), *one.paragraphs[1:]))


def _merged(one: Item, chance: random.Random) -> Item:
    """Other text of half its length is put between its paragraphs."""
    paragraphs = list(one.paragraphs)
    for added in _paragraphs(chance, WORDS // 2):
        paragraphs.insert(chance.randint(0, len(paragraphs)), added)
    return replace(one, paragraphs=tuple(paragraphs))


def _combined(one: Item, chance: random.Random) -> Item:
    """A headline and a short beginning of one's own, a fifth cut, one word in twenty-five replaced."""
    cut = one.paragraphs[: -(len(one.paragraphs) // 5)]
    words = [[chance.choice(_ALL) if chance.random() < 0.04 else word for word in line.split()] for line in cut]
    paragraphs = (*_paragraphs(chance, 60), *(" ".join(line) for line in words))
    return _headline(replace(one, paragraphs=paragraphs), chance)


REWRITES: dict[str, Callable[[Item, random.Random], Item]] = {
    "another headline": _headline,
    "last third cut": _cut,
    "paragraphs reordered": _reordered,
    "one word in twelve replaced": _replaced,
    "a beginning of its own": _introduced,
    "merged with other text": _merged,
    "all of it, a little": _combined,
}


def rewritten(one: Item, kind: str, *, number: int) -> Item:
    """The article as another outlet prints it."""
    made = REWRITES[kind](one, random.Random(f"{kind} {number}"))
    return replace(made, number=number, outlet=f"Outlet {(number + 1 + one.number) % OUTLETS} copy")


def same_topic(one: Item, *, number: int) -> Item:
    """Another article on the same thing: the same quotes and names in sentences of its own. Not a copy."""
    chance = random.Random(f"topic {number}")
    quotes = [sentence for line in one.paragraphs for sentence in line.split("“")[1:]]
    paragraphs = _paragraphs(chance, WORDS - sum(len(quote.split()) for quote in quotes))
    for quote in quotes:
        paragraphs.insert(chance.randint(0, len(paragraphs)), f"“{quote}")
    headline = f"{' '.join(one.headline.split()[:5])} {_sentence(chance, 4).lower().rstrip('.')}"
    return Item(number=number, outlet=f"Outlet {number % OUTLETS} own", headline=headline, paragraphs=tuple(paragraphs))


def stream(count: int) -> list[Callable[[], Item]]:
    """What an import is measured with: of ten articles nine that are like no other, and a rewrite of one before."""
    kinds = list(REWRITES)
    return [
        (lambda n=n: rewritten(item(n - 9), kinds[n // 10 % len(kinds)], number=n))
        if n % 10 == 9
        else (lambda n=n: item(n))
        for n in range(count)
    ]


# --- Pages ------------------------------------------------------------------------------------------------------------
def page(one: Item) -> bytes:
    """The article as a web page, with what such pages have around it."""
    linked = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": one.headline,
        "datePublished": one.published_at,
        "author": [{"@type": "Person", "name": "Ana Prill"}],
        "publisher": {"@type": "Organization", "name": one.outlet},
    }
    links = "".join(
        f'<li><a href="/section/{n}">{html.escape(_sentence(random.Random(n), 6))}</a></li>' for n in range(40)
    )
    story = "".join(f"<p>{html.escape(line)}</p>" for line in one.paragraphs)
    title = html.escape(one.headline)
    return f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title} | {one.outlet}</title>
<meta property="og:title" content="{title}"><meta property="og:site_name" content="{one.outlet}">
<link rel="canonical" href="https://pages.example/{one.number}">
<script type="application/ld+json">{json.dumps(linked)}</script>
<script>var tracking = {{"page": {one.number}}};</script>
<style>body {{ font: 1rem serif }}</style></head><body><header><nav><ul>{links}</ul></nav></header>
<main><article><h1>{title}</h1><p class="byline">By Ana Prill</p>{story}
<aside><h2>Related stories</h2><ul>{links}</ul></aside></article></main>
<div class="newsletter"><p>Sign up to our newsletter and get the news every morning.</p></div>
<section class="comments"><h2>Comments</h2><p>Please sign in to comment.</p></section>
<footer><ul>{links}</ul><p>Copyright 2026 {one.outlet}. All rights reserved.</p></footer></body></html>""".encode()

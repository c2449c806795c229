"""Find articles that print the same text, link them, and keep stories up to date; in the import's own transaction.
``find_copies`` does the first for items that are only looked at, and writes nothing.

Each article is held against earlier ones only, and all writing is serialised, so it does not matter in which chunks an
import came or how often it was killed. A fixed number of queries for any number of articles.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.db import connection

from articles.duplicates import (
    ALIKE,
    PERMUTATIONS,
    SCHEME,
    SEED,
    UNSURE,
    Print,
    body_of,
    estimates,
    is_short,
    print_of,
    runs_of,
    share,
)
from articles.models import Article, PrintBand, TextLink, TextPrint
from articles.services.bulk import copy_lines
from articles.services.story_settling import settle
from articles.stories import Pair

CURRENT = {"scheme": SCHEME, "seed": SEED, "permutations": PERMUTATIONS}
# Of each band the earliest articles, and of each article the likeliest ones: a text that five hundred outlets print
# is linked to its first printings and not five hundred times.
_PER_BAND = 12
_CANDIDATES = 24
_TEXTS_AT_ONCE = 200
_LOCK = 0x73746F72696573
# Of items that are only looked at so many characters are kept, for shares that the prints leave open.
_KEPT = 32_000_000

_FOUND = """
    SELECT mine.article, hit.article_id
    FROM unnest(%s::bigint[], %s::bigint[]) AS mine(key, article)
    CROSS JOIN LATERAL (
        SELECT other.article_id FROM articles_printband other
        WHERE other.key = mine.key AND {which} ORDER BY other.article_id LIMIT {most}
    ) AS hit
    GROUP BY mine.article, hit.article_id
    ORDER BY mine.article, count(*) DESC, hit.article_id
"""
_EARLIER = _FOUND.format(which="other.article_id < mine.article", most=_PER_BAND)
_ANY = _FOUND.format(which="other.article_id <> mine.article", most=_PER_BAND)


@dataclass(frozen=True, slots=True)
class _Fresh:
    """An article whose print was just taken; ``versions`` are the one that it revises, and those that revise it."""

    pk: int
    body: str
    taken: Print
    versions: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Near:
    """The article, or the item seen before, that a text is most like, and the share of the words in common."""

    article: int
    share: float


@dataclass(slots=True)
class Seen:
    """Items that are only looked at, for later ones to be held against. They go by -1, -2 and so on."""

    prints: dict[int, tuple[bytes, int]] = field(default_factory=dict)
    bands: dict[int, tuple[int, ...]] = field(default_factory=dict)
    bodies: dict[int, str] = field(default_factory=dict)
    size: int = 0

    def like(self, one: _Fresh) -> list[int]:
        """Those that share most bands with it, the earliest first."""
        hits = Counter(other for key in one.taken.keys for other in self.bands.get(key, ()))
        return sorted(hits, key=lambda other: (-hits[other], -other))[:_CANDIDATES]

    def add(self, one: _Fresh) -> None:
        self.prints[one.pk] = (one.taken.signature, one.taken.words)
        for key in one.taken.keys:
            some = self.bands.get(key, ())
            if len(some) < _PER_BAND:
                self.bands[key] = (*some, one.pk)
        if self.size + len(one.body) <= _KEPT:
            self.bodies[one.pk] = one.body
            self.size += len(one.body)


def lock_stories() -> None:
    """Until the end of the transaction nobody else links texts or tells them apart."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def link_copies(
    articles: Sequence[Article],
    *,
    prints: Mapping[int, Print] | None = None,
    versions: Mapping[int, Sequence[int]] | None = None,
) -> dict[int, str]:
    """Take the prints of new articles and link them; a sentence for each whose text was here already, or nearly.

    ``prints`` are those that were taken before. ``versions`` are other versions of each, where that is more than what
    it revises: of one that was cut anew.
    """
    if not articles:
        return {}
    lock_stories()
    taken = prints or {}
    fresh = [_fresh(one.pk, one.text, one.body_start, one.revises_id, taken.get(one.pk)) for one in articles]
    if versions is not None:
        fresh = [replace(one, versions=tuple(versions.get(one.pk, ()))) for one in fresh]
    links = _link(fresh)
    settle([one.pk for one in articles], links)
    return _said(links)


def find_copies(items: Iterable[tuple[int, str, int, int | None]], seen: Seen) -> dict[int, Near]:
    """What the import would say of each item (number, text, where the body begins, what it revises), without writing.

    They are held against all articles and against those ``seen``, which they join. At most three queries.
    """
    fresh = [_fresh(*one) for one in items]
    if not fresh:
        return {}
    found = _candidates(fresh, _ANY)
    for one in fresh:
        found[one.pk] += [other for other in seen.like(one) if other not in found[one.pk]]
        seen.add(one)
    shares = _measured(fresh, found, seen)
    near: dict[int, Near] = {}
    for one in fresh:
        alike = [
            (share, other)
            for other in found[one.pk]
            if (share := shares.get(_pair(one.pk, other))) is not None and (share >= ALIKE or other in one.versions)
        ]
        # Articles came before items, and of both the first before the others.
        share, best = max(alike, key=lambda pair: (pair[0], pair[1] > 0, -abs(pair[1])), default=(0.0, None))
        if best is not None and best not in one.versions:
            near[one.pk] = Near(article=best, share=share)
    return near


def relink(articles: Iterable[tuple[int, str, int, int | None]]) -> list[TextLink]:
    """Take prints of articles (id, text, where the body begins, what it revises) afresh. The caller holds the lock."""
    return _link([_fresh(*one) for one in articles], against=_ANY)


def _fresh(pk: int, text: str, body_start: int, revises: int | None, taken: Print | None = None) -> _Fresh:
    body = body_of(text, body_start)
    return _Fresh(pk=pk, body=body, taken=taken or print_of(body), versions=(revises,) if revises else ())


def _link(fresh: list[_Fresh], against: str = _EARLIER) -> list[TextLink]:
    _store(fresh)
    found = _candidates(fresh, against)
    shares = _measured(fresh, found)
    revisions = {_pair(version, one.pk) for one in fresh for version in one.versions}
    links = [
        TextLink(
            left_id=pair[0],
            right_id=pair[1],
            share=value,
            kind=TextLink.Kind.REVISION if pair in revisions else TextLink.Kind.COPY,
        )
        for pair, value in sorted(shares.items())
        if value >= ALIKE or pair in revisions
    ]
    # One that is there already was decided on, or is a revision: that stays as it is.
    TextLink.objects.bulk_create(
        links, update_conflicts=True, unique_fields=["left", "right"], update_fields=["share"], batch_size=5000
    )
    return links


def _store(fresh: list[_Fresh]) -> None:
    kind = f"{SCHEME}\t{SEED}\t{PERMUTATIONS}"
    prints = (f"{one.pk}\t{kind}\t{one.taken.words}\t\\\\x{one.taken.signature.hex()}\n" for one in fresh)
    copy_lines(TextPrint, ["article_id", "scheme", "seed", "permutations", "words", "signature"], prints)
    bands = (f"{key}\t{one.pk}\n" for one in fresh for key in one.taken.keys)
    copy_lines(PrintBand, ["key", "article_id"], bands)


def _candidates(fresh: list[_Fresh], against: str) -> dict[int, list[int]]:
    """For each article those that share most bands with it, and its other versions."""
    keys = ",".join(str(key) for one in fresh for key in one.taken.keys)
    owners = ",".join(",".join([str(one.pk)] * len(one.taken.keys)) for one in fresh if one.taken.keys)
    found: dict[int, list[int]] = defaultdict(list)
    with connection.cursor() as cursor:
        # Written out: ten thousand numbers, each adapted by itself, would take longer than finding them.
        cursor.execute(against, [f"{{{keys}}}", f"{{{owners}}}"])
        for pk, other in cursor.fetchall():
            if len(found[pk]) < _CANDIDATES:
                found[pk].append(other)
    for one in fresh:
        found[one.pk] += [version for version in one.versions if version not in found[one.pk]]
    return found


def _measured(fresh: list[_Fresh], found: dict[int, list[int]], seen: Seen | None = None) -> dict[Pair, float]:
    """How much each two have in common: by their prints, and by their words where that is not sure."""
    seen = seen or Seen()
    others = {other for some in found.values() for other in some} - seen.prints.keys()
    rows = TextPrint.objects.filter(article__in=others, **CURRENT).values_list("article", "signature", "words")
    prints = seen.prints | {pk: (bytes(signature), words) for pk, signature, words in rows}
    shares: dict[Pair, float] = {}
    unsure: list[tuple[_Fresh, int]] = []
    for one in fresh:
        there = [other for other in found[one.pk] if other in prints]
        guesses = estimates(one.taken.signature, [prints[other][0] for other in there])
        for other, guess in zip(there, guesses, strict=True):
            short = is_short(one.taken.words) or is_short(prints[other][1])
            shares[_pair(one.pk, other)] = (1.0 if guess == 1 else 0.0) if short else guess
            if not short and abs(guess - ALIKE) <= UNSURE:
                unsure.append((one, other))
    shares |= _exact(unsure, seen)
    return shares


def _exact(unsure: list[tuple[_Fresh, int]], seen: Seen) -> dict[Pair, float]:
    mine = {one.pk: runs_of(one.body) for one, _ in unsure}
    partners: dict[int, list[int]] = defaultdict(list)
    for one, other in unsure:
        partners[other].append(one.pk)
    return {
        _pair(pk, other): share(mine[pk], runs)
        for other, body in _bodies(partners, seen)
        for runs in [runs_of(body)]
        for pk in partners[other]
    }


def _bodies(articles: Collection[int], seen: Seen) -> Iterator[tuple[int, str]]:
    """The bodies of articles, a few at a time in memory, and those that were kept of items."""
    yield from ((pk, seen.bodies[pk]) for pk in articles if pk in seen.bodies)
    here = [pk for pk in articles if pk not in seen.prints]
    rows = Article.objects.filter(pk__in=here).order_by("pk").values_list("pk", "text", "body_start")
    for pk, text, body_start in rows.iterator(chunk_size=_TEXTS_AT_ONCE):
        yield pk, body_of(text, body_start)


def _said(links: list[TextLink]) -> dict[int, str]:
    """For each article the one that it is most like, unless that is the one it revises: the row says so already."""
    best: dict[int, TextLink] = {}
    for link in sorted(links, key=lambda link: (-link.share, link.left_id)):
        best.setdefault(link.right_id, link)
    return {
        pk: f"The same words as article {link.left_id}; both are kept, as one text."
        if link.share == 1
        else f"Nearly the same text as article {link.left_id} ({link.share:.0%} in common); both are kept, as one text."
        for pk, link in best.items()
        if link.kind == TextLink.Kind.COPY
    }


def _pair(one: int, other: int) -> Pair:
    return (one, other) if one < other else (other, one)

"""Learn what an outlet repeats: count the words at the edges of its articles, a slice at a time.

Counting is lossy on purpose (Manku and Motwani): words that turn out to be rare are forgotten, so that an outlet has a
few thousand counts at most, however many articles it has. Counts and the place reached are written together, so that a
killed worker goes on where it was.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.db.models import Exists, OuterRef

from articles.models import Article, Learning, Outlet, OutletRule, Recut, Repetition, RuleCarrier
from articles.readers.repeated import ON, Seen, keys_in, units_of, verdict
from articles.services.recutting import cuts_of

SLICE = 200
# What is rarer than this is forgotten, once so many articles were counted after it was first seen.
_RARE, _AFTER = 0.02, 200
_DAYS, _SAMPLES = 10, 12
_READ = ("outlet_id", "text", "standfirst_start", "body_start", "published_at")


def learn(*, stop: Callable[[], bool] = lambda: False) -> None:
    """Count what was imported since, propose rules, and find who carries them, outlet by outlet."""
    for outlet in outlets_to_learn_from():
        while not stop() and learn_slice(outlet):
            pass
        while not stop() and find_carriers(outlet):
            pass


def outlets_to_learn_from() -> list[Outlet]:
    """Outlets with articles that were not looked through yet."""
    newer = Article.objects.filter(outlet=OuterRef("pk"))
    uncounted = newer.filter(pk__gt=OuterRef("learning__up_to"))
    unsearched = OutletRule.objects.filter(outlet=OuterRef("pk"), searched_to__lt=OuterRef("learning__up_to"))
    behind = Outlet.objects.filter(learning=None).filter(Exists(newer))
    return [
        *behind.order_by("pk"),
        *Outlet.objects.filter(learning__isnull=False).filter(Exists(uncounted) | Exists(unsearched)).order_by("pk"),
    ]


@dataclass(slots=True)
class _Counting:
    """The counts of one outlet in memory."""

    outlet: Outlet
    articles: int
    known: dict[bytes, Repetition]
    ruled: set[bytes]
    touched: set[bytes] = field(default_factory=set)

    def add(self, article: Article, cut) -> None:
        units = units_of(cut, self.outlet.name)
        for key in units.inner & self.known.keys():
            self.known[key].inner += 1
            self.touched.add(key)
        for unit in units.edges:
            if unit.key in self.ruled:
                continue
            one = self.known.get(unit.key)
            if one is None:
                one = self.known[unit.key] = Repetition(
                    outlet=self.outlet, key=unit.key, text=unit.text, since=self.articles, articles=0, inner=0, tied=0,
                    days=[], samples=[],
                )  # fmt: skip
            one.articles += 1
            one.tied += unit.tied
            if article.published_at and len(one.days) < _DAYS:
                one.days = sorted({*one.days, article.published_at.date()})
            one.samples = sorted({*one.samples, article.pk}, key=_scattered)[:_SAMPLES]
            self.touched.add(unit.key)
        self.articles += 1

    def rare(self) -> list[bytes]:
        return [
            key
            for key, one in self.known.items()
            if self.articles - one.since > _AFTER and one.articles < _RARE * (self.articles - one.since)
        ]


def _scattered(article_id: int) -> int:
    """An order that has nothing to do with the order of import, and is always the same."""
    return article_id * 2654435761 % 2**32


def learn_slice(outlet: Outlet) -> bool:
    """Count the next articles in one transaction; False when there are none, or another worker is at it."""
    Learning.objects.get_or_create(outlet=outlet)
    with transaction.atomic():
        learning = Learning.objects.select_for_update(skip_locked=True).filter(outlet=outlet).first()
        if learning is None:
            return False
        articles = _after(outlet, learning.up_to)
        if not articles:
            return False
        known = {bytes(one.key): one for one in Repetition.objects.filter(outlet=outlet)}
        ruled = {bytes(key) for key in OutletRule.objects.filter(outlet=outlet).values_list("key", flat=True)}
        counting = _Counting(outlet, learning.articles, known, ruled)
        again = set(Recut.objects.filter(article__in=articles).values_list("article", flat=True))
        cuts = cuts_of(articles)
        for article in articles:
            if article.pk not in again:  # It was counted before it was cut another way.
                counting.add(article, cuts[article.pk])
        _propose(counting)
        _save(counting)
        learning.up_to, learning.articles = articles[-1].pk, counting.articles
        learning.save()
    return True


def _after(outlet: Outlet, pk: int) -> list[Article]:
    return list(Article.objects.filter(outlet=outlet, pk__gt=pk).only(*_READ).order_by("pk")[:SLICE])


def _propose(counting: _Counting) -> None:
    """Make rules of what is repeated enough."""
    likely = [one for key, one in counting.known.items() if key in counting.touched and one.articles >= 5]
    samples = {pk for one in likely for pk in one.samples}
    headlines = dict(Article.objects.filter(pk__in=samples).values_list("pk", "headline"))
    rules = []
    for one in likely:
        seen = Seen(
            text=one.text,
            articles=one.articles,
            out_of=counting.articles - one.since,
            inner=one.inner,
            tied=one.tied,
            days=len(one.days),
            headlines=[headlines[pk] for pk in one.samples if pk in headlines],
            outlet=counting.outlet.name,
        )
        if said := verdict(seen):
            state = OutletRule.State.ON if said == ON else OutletRule.State.PROPOSED
            rules.append(OutletRule(outlet=counting.outlet, key=one.key, text=one.text, state=state))
    OutletRule.objects.bulk_create(rules, ignore_conflicts=True)


def _save(counting: _Counting) -> None:
    rare = counting.rare()
    for key in rare:
        counting.known.pop(key)
    Repetition.objects.filter(outlet=counting.outlet, key__in=rare).delete()
    Repetition.objects.bulk_create(
        [counting.known[key] for key in counting.touched - set(rare)],
        update_conflicts=True,
        unique_fields=["outlet", "key"],
        update_fields=["articles", "inner", "tied", "days", "samples"],
    )


def find_carriers(outlet: Outlet) -> bool:
    """Search the next articles for the words of the outlet's rules; False when all have been searched."""
    with transaction.atomic():
        rules = list(OutletRule.objects.filter(outlet=outlet).order_by("pk").select_for_update())
        if not rules:
            return False
        articles = _after(outlet, min(rule.searched_to for rule in rules))
        if not articles:
            return False
        cuts = cuts_of(articles)
        again = set(Recut.objects.filter(article__in=articles).values_list("article", flat=True))
        found: list[RuleCarrier] = []
        keys = {article.pk: keys_in(cuts[article.pk]) for article in articles}
        for rule in rules:
            key = bytes(rule.key)
            for article in articles:
                in_text, left_out = keys[article.pk]
                if article.pk <= rule.searched_to or not (key in in_text or key in left_out):
                    continue
                if article.pk not in again:  # Else it was counted before it was cut another way.
                    _note(rule, article)
                if key in in_text:
                    found.append(RuleCarrier(rule=rule, article=article))
            rule.searched_to = max(rule.searched_to, articles[-1].pk)
        RuleCarrier.objects.bulk_create(found, ignore_conflicts=True)
        OutletRule.objects.bulk_update(rules, ["articles", "first_seen", "last_seen", "searched_to"])
    return True


def _note(rule: OutletRule, article: Article) -> None:
    rule.articles += 1
    if article.published_at:
        day: date = article.published_at.date()
        rule.first_seen = min(rule.first_seen or day, day)
        rule.last_seen = max(rule.last_seen or day, day)

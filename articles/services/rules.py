"""The rules of an outlet: what the page shows of them, switching them, and making older articles anew."""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Case, Count, Q, When
from django.utils import timezone
from procrastinate.contrib.django import app as jobs

from articles.models import Article, Learning, Outlet, OutletRule, Recut, RuleCarrier
from articles.readers.cutting import Cut
from articles.readers.repeated import RULE, cut_repeated, key_of, parted
from articles.services.lists import PAGE, Page
from articles.services.recutting import Wanted, cuts_of, replace_articles
from newsroom.roles import may

MAY = "import articles"
REMAKE_TASK = "articles.remake"
CHUNK = 50
_EXAMPLE = 400
State = OutletRule.State


class CannotSwitch(Exception):
    """Nothing was changed; the message says why."""


# --- What the pages show ---------------------------------------------------------------------------------------------
def list_outlets(*, after: str = "") -> Page:
    """Outlets by name, with how many articles they have and how many rules wait for somebody."""
    outlets = Outlet.objects.order_by("name", "pk")
    if after:
        outlets = outlets.filter(name__gt=after)
    found = list(outlets[: PAGE + 1])
    shown = {outlet.pk: outlet for outlet in found[:PAGE]}
    articles = Article.objects.filter(outlet__in=shown).values_list("outlet").annotate(n=Count("pk")).order_by()
    waiting = OutletRule.objects.filter(outlet__in=shown).values_list("outlet").order_by()
    waiting = waiting.annotate(
        proposed=Count("pk", filter=Q(state=State.PROPOSED)), on=Count("pk", filter=Q(state=State.ON))
    )
    counts = dict(articles)
    rules = {pk: (proposed, on) for pk, proposed, on in waiting}
    for pk, outlet in shown.items():
        outlet.article_count = counts.get(pk, 0)
        outlet.proposed, outlet.on = rules.get(pk, (0, 0))
    return Page(list(shown.values()), found[PAGE - 1].name if len(found) > PAGE else None)


@dataclass(frozen=True, slots=True)
class Example:
    """The words of a rule as one article has them, with what stands around them."""

    article: Article
    before: str
    words: str
    after: str


@dataclass(frozen=True, slots=True)
class RuleShown:
    rule: OutletRule
    example: Example | None
    in_text: int


def rules_of(outlet: Outlet, *, limit: int = 200) -> list[RuleShown]:
    """The rules of an outlet: proposed ones first, then by how many articles have them."""
    by_state = Case(When(state=State.PROPOSED, then=0), When(state=State.ON, then=1), default=2)
    rules = OutletRule.objects.filter(outlet=outlet).select_related("decided_by")
    rules = list(rules.order_by(by_state, "-articles", "pk")[:limit])
    carriers = RuleCarrier.objects.filter(rule__in=rules).values_list("rule").order_by()
    counts = dict(carriers.annotate(n=Count("pk")))
    newest = RuleCarrier.objects.filter(rule__in=rules).order_by("rule", "-article").distinct("rule")
    examples = {one.rule_id: one.article_id for one in newest}
    texts = Article.objects.filter(pk__in=examples.values()).only("headline", "text", "language")
    articles = {article.pk: article for article in texts}
    return [
        RuleShown(rule, _example(rule, articles.get(examples.get(rule.pk, 0))), counts.get(rule.pk, 0))
        for rule in rules
    ]


def _example(rule: OutletRule, article: Article | None) -> Example | None:
    """The words as they stand in an article's text, between what stands around them."""
    lines = article.text.split("\n") if article else []
    for number, line in enumerate(lines):
        parts = parted(line, {bytes(rule.key)})
        at = next((at for at, part in enumerate(parts) if part.rule), None)
        if at is None:
            continue
        before = " ".join([*lines[number - 1 : number], *(part.text for part in parts[:at])])
        after = " ".join([*(part.text for part in parts[at + 1 :]), *lines[number + 1 : number + 2]])
        return Example(article, before[-_EXAMPLE:], parts[at].text, after[:_EXAMPLE])
    return None


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of an outlet beside its name."""

    articles: int
    counted: int
    newest: Article | None


def facts_of(outlet: Outlet) -> Facts:
    articles = Article.objects.filter(outlet=outlet)
    counted = Learning.objects.filter(outlet=outlet).values_list("articles", flat=True).first() or 0
    newest = articles.order_by("-pk").only("headline", "created_at").first()
    return Facts(articles=articles.count(), counted=counted, newest=newest)


# --- Switching -------------------------------------------------------------------------------------------------------
def switch(actor, *, rule_id: int, on: bool) -> OutletRule:
    """Have the words of a rule left out of what is imported from now on, or not. Running batches keep theirs."""
    _check(actor)
    with transaction.atomic():
        rule = OutletRule.objects.select_for_update(of=("self",)).select_related("outlet").get(pk=rule_id)
        rule.state = State.ON if on else State.OFF
        rule.decided_by, rule.decided_at = actor, timezone.now()
        if not on:
            rule.remake_asked_by, rule.remade_to = None, None
        rule.save(update_fields=["state", "decided_by", "decided_at", "remake_asked_by", "remade_to"])
    return rule


def ask_to_remake(actor, *, rule_id: int) -> OutletRule:
    """Have the worker make the articles anew that were imported before the rule was on and still have its words."""
    _check(actor)
    with transaction.atomic():
        rule = OutletRule.objects.select_for_update(of=("self",)).select_related("outlet").get(pk=rule_id)
        if rule.state != State.ON:
            raise CannotSwitch("Switch the rule on first.")
        if rule.remade_to is None:
            rule.remake_asked_by, rule.remade_to = actor, 0
            rule.save(update_fields=["remake_asked_by", "remade_to"])
            jobs.configure_task(REMAKE_TASK, allow_unknown=True).defer()
    return rule


def _check(actor) -> None:
    if not may(actor, MAY):
        raise PermissionDenied("Only admins decide on the rules of an outlet.")


# --- Making anew -----------------------------------------------------------------------------------------------------
def remake(*, stop: Callable[[], bool] = lambda: False) -> None:
    """Make articles anew for every rule that somebody asked it for, chunk by chunk."""
    for pk in OutletRule.objects.filter(remade_to__isnull=False).order_by("pk").values_list("pk", flat=True):
        while not stop() and remake_chunk(pk):
            pass


def remake_chunk(rule_id: int) -> bool:
    """The next articles in one transaction; False when there are no more. What somebody works on stays as it is."""
    with transaction.atomic():
        wanted = OutletRule.objects.filter(pk=rule_id, remade_to__isnull=False)
        rule = wanted.select_for_update(skip_locked=True, of=("self",)).select_related("remake_asked_by").first()
        if rule is None:
            return False
        carriers = list(rule.carriers.filter(pk__gt=rule.remade_to).order_by("pk")[:CHUNK])
        if not carriers:
            rule.remade_to = None
            rule.save(update_fields=["remade_to"])
            return False
        rule.remade_to = carriers[-1].pk
        rule.save(update_fields=["remade_to"])
        _remake(rule, [carrier.article_id for carrier in carriers])
    return True


def _remake(rule: OutletRule, article_ids: list[int]) -> None:
    kept = Recut.objects.filter(article__in=article_ids, action=Recut.Action.PUT_BACK).values_list("article", "words")
    # Somebody wanted these words in this text.
    wanted_there = {
        pk for pk, words in kept if bytes(rule.key) in {key_of(line) for line in [words, *words.split("\n")]}
    }
    articles = list(Article.objects.filter(pk__in=article_ids).exclude(pk__in=wanted_there))
    wanted = []
    for pk, cut in cuts_of(articles).items():
        made = cut_repeated(cut, {bytes(rule.key)})
        if made != cut:
            wanted.append(Wanted(article_id=pk, cut=made, words=_left_out(made, rule)))
    if wanted:
        replace_articles(wanted, actor=rule.remake_asked_by, action=Recut.Action.RULE)


def _left_out(cut: Cut, rule: OutletRule) -> str:
    words = (block.text for block in cut.blocks if block.rule == RULE and key_of(block.text) == bytes(rule.key))
    return next(words, rule.text)

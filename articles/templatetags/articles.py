"""``{% why block.rule %}``, and dates that admit what is not known."""

from django import template

from articles.readers.explanations import why as explanation
from articles.services.lists import when_published

register = template.Library()

OPENING_MARKS = '“"«„‘'


@register.simple_tag
def why(rule: str) -> str:
    return explanation(rule)


@register.filter
def published(article) -> str:
    """When an article appeared: with its time if that is known, as a date alone otherwise; empty when unknown."""
    return when_published(article.published_at, has_time=article.published_has_time)


@register.filter
def value(mapping: dict, key: object) -> object:
    """What a mapping holds under a key that another variable says; empty when nothing."""
    return mapping.get(key, "")


@register.filter
def thousands(number: int) -> str:
    """A count that can be read at a glance: 12,345."""
    return f"{number:,}"


@register.filter
def quoted(words: str) -> str:
    """Words in quotation marks, unless they bring their own."""
    return words if words[:1] in OPENING_MARKS else f"“{words}”"


@register.filter
def percent(part: float) -> str:
    """A part of 1 in whole per cent, 0 and 100 only where they are meant: 99.7 % is 99 %."""
    whole = round(part * 100)
    return f"{min(whole, 99) if part < 1 else 100}%" if part <= 0 or whole else "under 1%"

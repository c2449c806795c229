"""``{% why block.rule %}``, and dates that admit what is not known."""

from django import template
from django.utils.timezone import localtime

from articles.readers.explanations import why as explanation

register = template.Library()


@register.simple_tag
def why(rule: str) -> str:
    return explanation(rule)


@register.filter
def published(article) -> str:
    """When an article appeared: with its time if that is known, as a date alone otherwise; empty when unknown."""
    if article.published_at is None:
        return ""
    if not article.published_has_time:
        return f"{article.published_at:%-d %b %Y}"
    return f"{localtime(article.published_at):%-d %b %Y, %H:%M}"


@register.filter
def thousands(number: int) -> str:
    """A count that can be read at a glance: 12,345."""
    return f"{number:,}"


@register.filter
def percent(part: float) -> str:
    """A part of 1 in whole per cent, 0 and 100 only where they are meant: 99.7 % is 99 %."""
    whole = round(part * 100)
    return f"{min(whole, 99) if part < 1 else 100}%" if part <= 0 or whole else "under 1%"

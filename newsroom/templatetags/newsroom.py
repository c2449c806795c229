"""``{% navigation %}`` and the ``may`` filter: ``{% if user|may:"import articles" %}``."""

from django import template

from newsroom import roles
from newsroom.navigation import places_for

register = template.Library()


@register.inclusion_tag("newsroom/_navigation.html", takes_context=True)
def navigation(context) -> dict:
    request = context.get("request")
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or user.must_change_password:
        return {"places": []}
    return {"places": places_for(user, request.path)}


@register.filter
def may(user, action: str) -> bool:
    return roles.may(user, action)

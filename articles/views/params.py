"""Query strings are written by anybody: what cannot be meant counts as not said."""

from django.http import HttpRequest, QueryDict

_LARGEST = 2**63 - 1


def number(request: HttpRequest | QueryDict, name: str) -> int | None:
    """A key from the query string, or from the form that is given instead; or None."""
    given = (request if isinstance(request, QueryDict) else request.GET).get(name, "")
    if not given.isascii() or not given.isdigit() or len(given) > 19:
        return None
    return min(int(given), _LARGEST)


def offsets(request: HttpRequest, name: str) -> set[int]:
    """What was ticked, by where it begins in a text."""
    return {int(one) for one in request.POST.getlist(name) if one.isascii() and one.isdigit() and len(one) < 10}


def words(request: HttpRequest, name: str) -> str:
    """What was searched for, without what no text can hold."""
    return request.GET.get(name, "").replace("\x00", "").strip()[:200]

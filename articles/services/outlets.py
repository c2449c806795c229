"""Outlets are known by their name, in whatever case it is written."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db.models.functions import Lower

from articles.models import Outlet
from newsroom.roles import may


def outlets_by_name(names: Iterable[str]) -> dict[str, int]:
    """The id for every name as given; outlets not known yet are made. Two queries, or three."""
    given = {name for name in names if name}
    if not given:
        return {}
    # The spelling that comes first in the alphabet, so that the same import makes the same outlet every time.
    wanted = {name.lower(): name for name in sorted(given, reverse=True)}
    known = outlets_known(wanted)
    missing = [wanted[key] for key in sorted(wanted) if key not in known]
    if missing:
        Outlet.objects.bulk_create([Outlet(name=name) for name in missing], ignore_conflicts=True)
        known = outlets_known(wanted)
    return {name: known[name.lower()] for name in given if name.lower() in known}


def outlets_known(wanted: Iterable[str]) -> dict[str, int]:
    """The ids of those of these names, all in lower case, that are known; none is made."""
    rows = Outlet.objects.annotate(key=Lower("name")).filter(key__in=list(wanted)).values_list("key", "id")
    return dict(rows)


def set_homepage(actor, *, outlet_id: int, homepage: str) -> None:
    """Say where an outlet is to be found; empty when that is not known."""
    if not may(actor, "import articles"):
        raise PermissionDenied("Only admins change what is known of an outlet.")
    Outlet.objects.filter(pk=outlet_id).update(homepage=homepage)

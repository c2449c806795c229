"""The rules of outlets that an import goes by: pinned when its first item is settled.

So the articles of one batch are cut alike, and a killed import makes the same ones as an undisturbed one.
"""

from collections.abc import Iterable, Sequence

from django.db.models.functions import Lower

from articles.models import Batch, OutletRule, PinnedRules
from articles.readers import ParsedArticle, RowError
from articles.readers.repeated import without_repeated

Parsed = ParsedArticle | RowError


def pinned_rules(batch: Batch) -> list[int]:
    """The ids of the rules that the batch goes by; asked for the first time, those that are on now."""
    pinned = PinnedRules.objects.filter(batch=batch).first()
    if pinned is None:
        pinned, _ = PinnedRules.objects.get_or_create(batch=batch, defaults={"rules": rules_on()})
    return pinned.rules


def rules_on() -> list[int]:
    """The ids of the rules that are on now."""
    on = OutletRule.objects.filter(state=OutletRule.State.ON).order_by("pk")
    return list(on.values_list("pk", flat=True))


def cut_by_rules(parsed: Sequence[Parsed], *, rules: Sequence[int], default_outlet_id: int | None) -> Sequence[Parsed]:
    """Leave out what the outlets of these items repeat. One query for any number of items.

    The default outlet is that of items that name none.
    """
    if not rules:
        return parsed
    outlets = {one.outlet.lower() for one in parsed if isinstance(one, ParsedArticle) and one.outlet}
    by_name, of_default = _keys(rules, outlets, default_outlet_id)
    return [
        without_repeated(one, by_name.get(one.outlet.lower(), ()) if one.outlet else of_default)
        if isinstance(one, ParsedArticle)
        else one
        for one in parsed
    ]


def _keys(
    rules: Sequence[int], outlets: Iterable[str], default: int | None
) -> tuple[dict[str, set[bytes]], set[bytes]]:
    """What each outlet repeats, by its name in small letters, and what the batch's own outlet does."""
    by_name: dict[str, set[bytes]] = {}
    of_default: set[bytes] = set()
    known = OutletRule.objects.filter(pk__in=rules).annotate(name=Lower("outlet__name"))
    for outlet_id, name, key in known.values_list("outlet_id", "name", "key"):
        if name in outlets:
            by_name.setdefault(name, set()).add(bytes(key))
        if outlet_id == default:
            of_default.add(bytes(key))
    return by_name, of_default

"""The installation's fetcher, and whether it may fetch at all."""

from dataclasses import replace
from functools import cache

from django.conf import settings

from articles.fetching import Fetcher, Policy
from articles.fetching.fetcher import BOUNDS
from articles.services.turns import TurnsInDatabase

IS_OFF = (
    "Fetching from the web is switched off on this installation. Whoever runs it switches it on with FETCHING=true and "
    "FETCH_CONTACT in its settings."
)


class FetchingIsOff(Exception):
    """Nothing may be fetched: the installation's settings say so."""


def fetching_is_on() -> bool:
    return bool(settings.FETCHING)


def the_fetcher() -> Fetcher:
    """One for this process, so that what robots.txt said is remembered."""
    if not fetching_is_on():
        raise FetchingIsOff(IS_OFF)
    return _fetcher(settings.FETCH_CONTACT, settings.FETCH_PORTS, settings.IMPORT_MAX_BYTES)


@cache
def _fetcher(contact: str, ports: frozenset[int], most_bytes: int) -> Fetcher:
    bounds = replace(BOUNDS, bytes=most_bytes)
    return Fetcher(Policy(contact=contact, ports=ports, bounds=bounds), turns=TurnsInDatabase())

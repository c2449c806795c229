"""Fetching from the web without being led astray: public addresses only, bounded in size and time, polite.

Knows nothing of Django or of batches: an address in, bytes or a reasoned ``Failure`` out.
"""

from articles.fetching.addresses import Address, address_of, is_public, key_of
from articles.fetching.failures import Failure
from articles.fetching.fetcher import Fetched, Fetcher, Policy, Unchanged
from articles.fetching.turns import Turns, TurnsOfThisProcess

__all__ = [
    "Address", "Failure", "Fetched", "Fetcher", "Policy", "Turns", "TurnsOfThisProcess", "Unchanged", "address_of",
    "is_public", "key_of",
]  # fmt: skip

"""Lists of addresses, one a line, as people paste them: what is good, what is not and why, what came twice."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.conf import settings

from articles.fetching import Failure, address_of, key_of
from articles.models import Batch, BatchFile
from articles.services.gathering import begin_gathering

MOST_ADDRESSES = 2_000


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that is no address to fetch."""

    number: int
    text: str
    reason: str


@dataclass(slots=True)
class AddressList:
    """The lines of a list, every one of them in one of three places."""

    addresses: list[str] = field(default_factory=list)
    bad: list[BadLine] = field(default_factory=list)
    repeated: int = 0

    @property
    def count(self) -> int:
        return len(self.addresses) + len(self.bad)


def read_addresses(text: str) -> AddressList:
    """Sort the lines of a list. Blank ones, and those that begin with ``#``, count for nothing."""
    found = AddressList()
    seen: set[str] = set()
    for number, line in enumerate(text.splitlines(), start=1):
        line = line.strip().removeprefix("\ufeff")
        if not line or line.startswith("#"):
            continue
        try:
            key = key_of(address_of(line, ports=settings.FETCH_PORTS))
        except Failure as failure:
            found.bad.append(BadLine(number, line, str(failure)))
            continue
        if key in seen:
            found.repeated += 1
            continue
        seen.add(key)
        found.addresses.append(line)
    return found


def create_address_batch(actor, *, found: AddressList, name: str, **options) -> Batch:
    """A batch of what lies at the addresses; of each bad line it keeps an error."""
    files: Iterable[BatchFile] = [
        *(file_to_fetch(address) for address in found.addresses),
        *(problem_file(line.text, f"Line {line.number}: {line.reason}") for line in found.bad),
    ]
    return begin_gathering(actor, name=name, source="addresses", files=files, **options)


def file_to_fetch(address: str) -> BatchFile:
    return BatchFile(name=address[:500], url=address, to_fetch=True, byte_length=0)


def problem_file(name: str, problem: str) -> BatchFile:
    """A file that is only the reason why it is none."""
    clean = "".join(char for char in name if char.isprintable()) or "?"
    return BatchFile(name=clean[:500], problem=problem, byte_length=0)

"""The fetcher: every step of a redirect is checked like the first, robots.txt is asked, and hosts are given rest."""

import email.utils
import socket
import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from urllib.parse import urljoin

from articles.fetching import robots, transport
from articles.fetching.addresses import WEB_PORTS, Address, Resolve, address_of, checked_numbers, is_public
from articles.fetching.failures import Failure, of_status
from articles.fetching.transport import Answer, Bounds
from articles.fetching.turns import Turns, TurnsOfThisProcess

PRODUCT = "NewsroomAnnotator"
REDIRECTS = 5
BOUNDS = Bounds(bytes=25 * 1024 * 1024, seconds=60.0)
ROBOTS_BOUNDS = Bounds(bytes=robots.MOST_BYTES, seconds=20.0, cut=True)
_MOVED = (301, 302, 303, 307, 308)
_WITH_PAGE = (200, 203)
_LONGEST_RETRY_AFTER = 24 * 3600.0
_MOST_ROBOTS = 1_000


def look_up(host: str, port: int) -> list[str]:
    """The numbers behind a name, as this machine knows them."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


@dataclass(frozen=True, kw_only=True)
class Policy:
    """What is allowed, and how patient to be. ``allowed`` and ``resolve`` are there for tests."""

    contact: str
    ports: frozenset[int] = WEB_PORTS
    bounds: Bounds = BOUNDS
    robots_bounds: Bounds = ROBOTS_BOUNDS
    pause: float = 1.0
    longest_pause: float = 30.0
    seconds_for_names: float = 10.0
    robots_kept: float = 3600.0
    robots_kept_in_trouble: float = 300.0
    allowed: Callable[[str], bool] = is_public
    resolve: Resolve = look_up
    context: ssl.SSLContext | None = field(default=None, compare=False)

    @property
    def user_agent(self) -> str:
        return f"{PRODUCT}/0.1 (+{self.contact})" if self.contact else f"{PRODUCT}/0.1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """The bytes that lay at an address, and where they were in the end."""

    url: str
    content: bytes
    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True)
class Unchanged:
    """What lies there is what lay there before."""


class Fetcher:
    """Fetches for one installation; may be shared by threads."""

    def __init__(
        self, policy: Policy, *, turns: Turns | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.policy = policy
        self._turns = turns or TurnsOfThisProcess()
        self._clock = clock
        self._context = policy.context
        self._robots: dict[str, tuple[float, robots.Robots]] = {}
        self._lock = threading.Lock()

    def fetch(
        self, url: str, *, etag: str = "", last_modified: str = "", wait: float = 60.0, most_bytes: int | None = None
    ) -> Fetched | Unchanged:
        """What lies at an address; raises ``Failure``. ``Unchanged`` only where a tag or a date of before is given.

        ``wait`` is how many seconds to stand in line for a host; whoever has other hosts to ask gives 0.
        """
        bounds = self.policy.bounds
        bounds = replace(bounds, bytes=min(bounds.bytes, most_bytes)) if most_bytes else bounds
        conditions = {}
        if etag:
            conditions["If-None-Match"] = etag
        if last_modified:
            conditions["If-Modified-Since"] = last_modified
        where, answer = self._follow(
            url,
            headers={"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", **conditions},
            bounds=bounds,
            wait=wait,
            by_robots=True,
        )
        if answer.status == 304 and conditions:
            return Unchanged()
        if answer.status not in _WITH_PAGE:
            raise of_status(answer.status, retry_after=_retry_after(answer))
        if not answer.body:
            raise Failure("empty", "The address answered with nothing at all. Check it in a browser.")
        return Fetched(
            url=str(where),
            content=answer.body,
            etag=_header(answer, "etag"),
            last_modified=_header(answer, "last-modified"),
        )

    def _follow(
        self, url: str, *, headers: dict[str, str], bounds: Bounds, wait: float, by_robots: bool
    ) -> tuple[Address, Answer]:
        """Ask, and go where the answers point, checking each step as if it were the first.

        Whoever is sent on within one host has to sit out the pause after the own request, however little they wait
        for others: else each try would end at the same step.
        """
        seen: set[str] = set()
        for _ in range(REDIRECTS + 1):
            address = address_of(url, ports=self.policy.ports)
            if str(address) in seen:
                raise Failure("redirects", "The site sends in a circle. Check the address in a browser.")
            seen.add(str(address))
            delay = self._ask_robots(address, wait) if by_robots else 0.0
            answer = self._ask(address, headers, bounds, wait, delay)
            if answer.status not in _MOVED:
                return address, answer
            if not answer.headers.get("location"):
                raise of_status(answer.status)
            url = self._next(address, answer.headers["location"])
            wait = max(wait, self.policy.longest_pause + 1)
        raise Failure("redirects", f"The site sends on more than {REDIRECTS} times. Check the address in a browser.")

    @staticmethod
    def _next(address: Address, location: str) -> str:
        try:
            # Python hands headers on as Latin-1; addresses that are not ASCII are UTF-8.
            location = location.encode("latin-1").decode("utf-8", "replace")
            return urljoin(str(address), location.strip().replace(" ", "%20"))
        except ValueError:
            raise Failure("address", "The site sends on to something that is no address.") from None

    def _ask(self, address: Address, headers: dict[str, str], bounds: Bounds, wait: float, delay: float) -> Answer:
        """One request, in turn."""
        numbers = checked_numbers(
            address,
            resolve=self.policy.resolve,
            allowed=self.policy.allowed,
            seconds=self.policy.seconds_for_names,
        )
        if self._context is None:
            self._context = transport.tls()
        left = self._turns.take(address.host, wait=wait)
        if left:
            raise Failure("turn", f"{address.host} is being asked already.", passing=True, retry_after=left)
        pause = max(self.policy.pause, min(delay, self.policy.longest_pause))
        try:
            answer = transport.ask(
                address,
                numbers,
                headers={"User-Agent": self.policy.user_agent, **headers},
                bounds=bounds,
                context=self._context,
                wanted=lambda status: status in _WITH_PAGE,
            )
            if answer.status in (429, 503):
                # The host asks for rest, whichever of its pages was wanted.
                pause = max(pause, min(_retry_after(answer) or 0.0, self.policy.longest_pause))
        finally:
            self._turns.give_back(address.host, pause=pause)
        return answer

    def _ask_robots(self, address: Address, wait: float) -> float:
        """Raise ``Failure`` where robots.txt forbids the address; answers with the pause that it asks for."""
        found = self._robots_of(address, wait)
        if found.why_not:
            raise Failure("robots", found.why_not, passing=True)
        if not found.allows(address.target):
            raise Failure(
                "robots", f"{address.host} asks programs not to fetch this page (robots.txt). Save it in a browser."
            )
        return found.delay

    def _robots_of(self, address: Address, wait: float) -> robots.Robots:
        now = self._clock()
        with self._lock:
            until, known = self._robots.get(address.place, (0.0, robots.Robots()))
        if until > now:
            return known
        found, kept = self._fetch_robots(address, wait)
        with self._lock:
            while len(self._robots) >= _MOST_ROBOTS:
                del self._robots[next(iter(self._robots))]
            self._robots[address.place] = (self._clock() + kept, found)
        return found

    def _fetch_robots(self, address: Address, wait: float) -> tuple[robots.Robots, float]:
        """As RFC 9309 has it: none there allows everything, one that cannot be had forbids everything for a while."""
        trouble = f"The robots.txt of {address.host} cannot be read now, and without it nothing is fetched. Try again."
        try:
            _, answer = self._follow(
                f"{address.place}/robots.txt",
                headers={"Accept": "text/plain,*/*;q=0.8"},
                bounds=self.policy.robots_bounds,
                wait=wait,
                by_robots=False,
            )
        except Failure as failure:
            if failure.reason in ("turn", "private", "name", "tls", "connection"):
                raise  # Says more than that there is no robots.txt, and holds for the page as well.
            if failure.reason in ("redirects", "packed", "scheme", "user", "port", "address", "headers"):
                return robots.Robots(), self.policy.robots_kept
            return robots.Robots(why_not=trouble), self.policy.robots_kept_in_trouble
        if answer.status in _WITH_PAGE:
            return robots.read(answer.body, product=PRODUCT), self.policy.robots_kept
        if answer.status == 429 or answer.status >= 500:
            return robots.Robots(why_not=trouble), self.policy.robots_kept_in_trouble
        return robots.Robots(), self.policy.robots_kept


def _header(answer: Answer, name: str) -> str:
    """A header to be sent back one day; one that is odd or long is forgotten."""
    value = answer.headers.get(name, "")
    return value if len(value) <= 200 and value.isascii() and value.isprintable() else ""


def _retry_after(answer: Answer) -> float | None:
    """Seconds, or a date; a day at the most."""
    value = answer.headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit() and len(value) <= 9:
        seconds = float(value)
    else:
        try:
            seconds = email.utils.parsedate_to_datetime(value).timestamp() - time.time()
        except (TypeError, ValueError, OverflowError):
            return None
    return min(max(seconds, 0.0), _LONGEST_RETRY_AFTER)

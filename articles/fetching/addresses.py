"""Which addresses may be fetched at all, and which numbers behind a name may be connected to."""

import ipaddress
import posixpath
import re
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

import idna

from articles.fetching.failures import Failure

LONGEST = 2000
WEB_PORTS = frozenset((80, 443))
_USUAL = {"http": 80, "https": 443}
_SEVERAL_DOTS = re.compile(r"/\.\.?(?:/|$)")
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_UNSEEN = re.compile(r"[\x00-\x20\x7f-\x9f\u200b-\u200f\u2028-\u202e\ufeff\\]")

IPv4, IPv6 = ipaddress.IPv4Address, ipaddress.IPv6Address
# What Python's registry of special addresses passes as public, depending on its version, or what a cloud has put there.
_NEVER = [
    ipaddress.ip_network(network)
    for network in (
        "168.63.129.16/32",  # Azure answers its machines here
        "192.0.0.0/24",
        "192.88.99.0/24",  # the old way into 6to4
        "::/96",  # addresses of version 4 as they were once written
        "64:ff9b:1::/48",  # translation within one network
        "100::/64",
        "2001::/23",  # Teredo and other tunnels and experiments
        "2001:db8::/32",
        "3fff::/20",
        "5f00::/16",
        "fec0::/10",  # once the private ones
    )
]
_NAT64 = ipaddress.ip_network("64:ff9b::/96")

# Numbers behind a name, for a port.
Resolve = Callable[[str, int], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Address:
    """An address that may be asked for, taken apart. ``host`` is as it goes over the wire."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def is_usual(self) -> bool:
        return self.port == _USUAL[self.scheme]

    @property
    def place(self) -> str:
        """Scheme, host and port: what one robots.txt holds for."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}" + ("" if self.is_usual else f":{self.port}")

    def __str__(self) -> str:
        return self.place + self.target


def address_of(given: str, *, ports: frozenset[int] = WEB_PORTS) -> Address:
    """Take an address apart; raises ``Failure`` for what is not fetched. What follows ``#`` is left out."""
    given = given.strip()
    if not given:
        raise Failure("address", "There is no address.")
    if len(given) > LONGEST:
        raise Failure("address", f"The address has {len(given):,} characters; {LONGEST:,} is the most.")
    if _UNSEEN.search(given):
        raise Failure("address", "The address holds a space, a backslash or an unseen character. Copy it again.")
    try:
        parts = urlsplit(given)
        port = parts.port
        host = parts.hostname or ""
    except ValueError:
        raise Failure("address", "This is not an address of the web. Copy it again from the browser.") from None
    scheme = parts.scheme.lower()
    if scheme not in _USUAL:
        named = f"begins with {scheme}:" if scheme and len(scheme) <= 20 else "names no scheme"
        raise Failure("scheme", f"Only addresses that begin with https:// or http:// are fetched; this one {named}.")
    if "@" in parts.netloc:
        raise Failure("user", "The address holds a user name or a password, which are never sent. Leave them out.")
    port = port if port is not None else _USUAL[scheme]
    if port not in ports:
        raise Failure("port", f"Port {port} is not one of those that may be asked: {_listed(ports)}.")
    target = quote(parts.path, safe="/%:@!$&'()*+,;=~-._") or "/"
    if _SEVERAL_DOTS.search(target):
        target = posixpath.normpath(target) + ("/" if target.endswith(("/", "/.", "/..")) else "")
        target = "/" + target.strip("/") + ("/" if target.endswith("/") and target.strip("/") else "")
    if parts.query:
        target += "?" + quote(parts.query, safe="/%:@!$&'()*+,;=~-._?[]")
    return Address(scheme, _host(host), port, target)


def _host(given: str) -> str:
    host = given.rstrip(".").lower()
    if not host or "%" in host:
        raise Failure("address", "The address names no site.")
    if ":" in host:
        try:
            return str(IPv6(host))
        except ValueError:
            raise Failure("address", "The number of the site in this address is not one.") from None
    try:
        wire = host if host.isascii() else idna.encode(host, uts46=True).decode()
    except idna.IDNAError:
        raise Failure("address", "The name of the site in this address is not one.") from None
    if len(wire) > 253 or not all(_LABEL.fullmatch(label) for label in wire.split(".")):
        raise Failure("address", "The name of the site in this address is not one.")
    return wire


def _listed(ports: frozenset[int]) -> str:
    return ", ".join(str(port) for port in sorted(ports))


def key_of(address: Address) -> str:
    """The same for addresses that lead to the same page: without tracking, parameters in order.

    A query that is not made of names and values is left as it is: it may be all that tells two pages apart.
    """
    whole = str(address)
    _, _, query = address.target.partition("?")
    if not query or all("=" in part.strip("=") for part in query.split("&")):
        from courlan import normalize_url  # It takes a while to load, and most processes never ask.

        whole = normalize_url(whole)
    return whole.removeprefix("http://").removeprefix("https://").rstrip("/")


def is_public(number: str) -> bool:
    """Whether an IP address is one of the open internet, seen through every way to write one inside another."""
    try:
        address = ipaddress.ip_address(number)
    except ValueError:
        return False
    if isinstance(address, IPv6):
        if address.scope_id:
            return False
        if address.ipv4_mapped:
            return is_public(str(address.ipv4_mapped))
        if address in _NAT64:
            return is_public(str(IPv4(int(address) & 0xFFFFFFFF)))
        if address.sixtofour:
            return is_public(str(address.sixtofour))
    if any(address in network for network in _NEVER if network.version == address.version):
        return False
    return (
        address.is_global
        and not address.is_multicast
        and not address.is_reserved
        and not address.is_private
        and not address.is_loopback
        and not address.is_link_local
        and not address.is_unspecified
    )


def checked_numbers(address: Address, *, resolve: Resolve, allowed: Callable[[str], bool], seconds: float) -> list[str]:
    """The numbers behind the address, each of them allowed; one that is not refuses them all."""
    numbers = _resolved(address, resolve, seconds)
    if not numbers:
        raise _unknown(address.host)
    if not all(allowed(number) for number in numbers):
        raise Failure(
            "private",
            f"{address.host} lies in a private or special network, and only sites of the open internet are fetched.",
        )
    return numbers


def _resolved(address: Address, resolve: Resolve, seconds: float) -> list[str]:
    """Ask for the name, not longer than so many seconds: the system's own patience cannot be set."""
    answer: list[list[str] | OSError] = []

    def ask() -> None:
        try:
            answer.append(list(dict.fromkeys(resolve(address.host, address.port))))
        except (OSError, UnicodeError) as error:
            answer.append(error if isinstance(error, OSError) else OSError(str(error)))

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(seconds)
    if not answer:
        raise Failure("time", f"The name {address.host} was not found within {seconds:g} seconds.", passing=True)
    if isinstance(answer[0], OSError):
        raise _unknown(address.host) from answer[0]
    return answer[0]


def _unknown(host: str) -> Failure:
    return Failure("name", f"There is no site called {host}, or this machine cannot look it up.", passing=True)

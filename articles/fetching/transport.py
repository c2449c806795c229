"""One request to one checked number, through urllib3: TLS checked against the name, size and time bounded.

The name is not looked up again: the connection is made to the number that was checked. A timer closes the socket when
the time for the whole is over, so that nothing that drips, header or body, outlives it.
"""

import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

import certifi
import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    LocationParseError,
    NewConnectionError,
    ProtocolError,
    ReadTimeoutError,
    SSLError,
)

from articles.fetching.addresses import Address
from articles.fetching.failures import Failure

PIECE = 64 * 1024
# Text does not pack tighter than this; below the size it may do as it likes.
MOST_RATIO = 100
RATIO_COUNTS_FROM = 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """How much of it, and for how long."""

    bytes: int
    seconds: float
    seconds_to_connect: float = 10.0
    seconds_to_wait: float = 15.0
    # The rest of something too large is left unread, and what came is taken.
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; the names of headers in small letters. No body where the status brings no page."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def tls() -> ssl.SSLContext:
    """The certificates that this machine trusts, and those that browsers do."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


@dataclass
class _Time:
    """The time that is left for one request, and the timer that ends it."""

    seconds: float
    is_over: bool = False
    _sockets: list[socket.socket] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.until = time.monotonic() + self.seconds

    @property
    def left(self) -> float:
        return max(self.until - time.monotonic(), 0.01)

    def watch(self, connection: socket.socket) -> None:
        # A second handle of the same connection: TLS takes the first one over.
        with self._lock:
            self._sockets.append(connection.dup())
            if self.is_over:
                self._shut()

    def end(self) -> None:
        with self._lock:
            self.is_over = True
            self._shut()

    def _shut(self) -> None:
        for connection in self._sockets:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    @contextmanager
    def running(self) -> Iterator["_Time"]:
        timer = threading.Timer(self.left, self.end)
        timer.daemon = True
        timer.start()
        try:
            yield self
        finally:
            timer.cancel()
            with self._lock:
                for connection in self._sockets:
                    connection.close()
                self._sockets.clear()


def ask(
    address: Address,
    numbers: list[str],
    *,
    headers: Mapping[str, str],
    bounds: Bounds,
    context: ssl.SSLContext,
    wanted: Callable[[int], bool],
) -> Answer:
    """GET the address from the first of the numbers that can be reached; raises ``Failure``."""
    with _Time(bounds.seconds).running() as clock:
        for last, number in enumerate(numbers[:3], start=1 - len(numbers[:3])):
            try:
                return _ask(address, number, headers, bounds, context, wanted, clock)
            except (NewConnectionError, ConnectTimeoutError) as error:
                if last == 0 or clock.is_over:
                    raise _failure(address, error, clock) from error
            except (HTTPError, OSError, ValueError) as error:
                raise _failure(address, error, clock) from error
    raise AssertionError("An address without numbers is refused before it comes here.")


def _ask(address, number, headers, bounds, context, wanted, clock) -> Answer:
    timeout = urllib3.Timeout(
        connect=min(bounds.seconds_to_connect, clock.left), read=min(bounds.seconds_to_wait, clock.left)
    )
    with _pool(address, number, timeout, context, clock) as pool:
        response = pool.urlopen(
            "GET",
            address.target,
            headers={"Accept-Encoding": "gzip", "Connection": "close", **headers},
            redirect=False,
            retries=False,
            preload_content=False,
            decode_content=False,
        )
        try:
            told = {name.lower(): value for name, value in response.headers.items()}
            body = _body(response, told, bounds) if wanted(response.status) else b""
        finally:
            response.close()
        if clock.is_over:
            raise TimeoutError
    return Answer(response.status, told, body)


def _pool(address: Address, number: str, timeout, context, clock: _Time) -> urllib3.HTTPConnectionPool:
    def connect(connection: HTTPConnection) -> socket.socket:
        wait = min(connection.timeout, clock.left) if isinstance(connection.timeout, (int, float)) else clock.left
        try:
            made = socket.create_connection((number, connection.port), wait)
        except TimeoutError as error:
            raise ConnectTimeoutError(connection, str(error)) from error
        except OSError as error:
            raise NewConnectionError(connection, str(error)) from error
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        clock.watch(made)
        return made

    class Plain(HTTPConnection):
        _new_conn = connect

    class Secure(HTTPSConnection):
        _new_conn = connect

    if address.scheme == "http":
        pool = urllib3.HTTPConnectionPool(address.host, address.port, timeout=timeout, maxsize=1)
        pool.ConnectionCls = Plain
    else:
        pool = urllib3.HTTPSConnectionPool(
            address.host, address.port, timeout=timeout, maxsize=1, ssl_context=context, cert_reqs="CERT_REQUIRED"
        )
        pool.ConnectionCls = Secure
    return pool


def _body(response, headers: Mapping[str, str], bounds: Bounds) -> bytes:
    packing = headers.get("content-encoding", "").strip().lower()
    length = headers.get("content-length", "")
    if not bounds.cut and length.isdigit() and int(length) > bounds.bytes:
        raise _too_large(bounds)
    if packing in ("", "identity"):
        pieces = response.stream(PIECE, decode_content=False)
    elif packing in ("gzip", "x-gzip", "deflate"):
        pieces = _unpacked(response.stream(PIECE, decode_content=False), packing)
    else:
        raise Failure("packed", "The site sent the page in a packing that was not asked for. Save it in a browser.")
    whole = bytearray()
    for piece in pieces:
        whole += piece
        if len(whole) > bounds.bytes:
            if bounds.cut:
                break
            raise _too_large(bounds)
    return bytes(whole[: bounds.bytes])


def _unpacked(pieces: Iterator[bytes], packing: str) -> Iterator[bytes]:
    """What was packed with gzip or deflate, piece by piece, so that nothing swells unseen."""
    unpacker = None
    taken = given = 0
    ended = False
    for piece in pieces:
        taken += len(piece)
        if unpacker is None and piece:
            # Some servers leave deflate's header away.
            bare = packing == "deflate" and piece[0] & 0x0F != 8
            unpacker = zlib.decompressobj(-15 if bare else 47)
        waiting = piece
        while waiting and not ended:
            try:
                found = unpacker.decompress(waiting, PIECE)
            except zlib.error:
                raise Failure("packed", "What the site sent is damaged: it cannot be unpacked.", passing=True) from None
            given += len(found)
            if given > RATIO_COUNTS_FROM and given > MOST_RATIO * taken:
                raise Failure("packed", f"The page unpacks to over {MOST_RATIO} times its size, as no article does.")
            yield found
            ended = unpacker.eof
            waiting = unpacker.unconsumed_tail
    if unpacker is not None and not ended:
        raise Failure("broken", "The answer broke off before its end. Try again later.", passing=True)


def _too_large(bounds: Bounds) -> Failure:
    size = f"{bounds.bytes / 1_048_576:,.0f} MB" if bounds.bytes >= 1_048_576 else f"{bounds.bytes:,} bytes"
    return Failure("size", f"What lies there is larger than {size}, the most for one file.")


def _failure(address: Address, error: Exception, clock: _Time) -> Failure:
    """Every fault of a connection in plain words."""
    if isinstance(error, Failure):
        return error
    if isinstance(error, NewConnectionError) and not clock.is_over:  # Of the kind of a timeout in this library.
        return Failure("connection", f"{address.host} cannot be reached from here. Try again later.", passing=True)
    if clock.is_over or isinstance(error, (ReadTimeoutError, ConnectTimeoutError, TimeoutError)):
        return Failure("time", f"{address.host} took too long to answer. Try again later.", passing=True)
    if isinstance(error, (SSLError, ssl.SSLError)):
        if "CERTIFICATE" in str(error).upper():
            return Failure("tls", f"{address.host} does not prove who it is: {_certificate(error)}. Nothing was read.")
        return Failure("tls", f"No secure connection to {address.host} came about. Nothing was read.", passing=True)
    if isinstance(error, (ProtocolError, LocationParseError)) and "headers" in str(error).lower():
        return Failure("headers", f"{address.host} answered with more headers than any page needs.")
    if isinstance(error, ProtocolError) and "LineTooLong" in repr(error):
        return Failure("headers", f"{address.host} answered with more headers than any page needs.")
    return Failure("broken", f"The answer of {address.host} broke off or made no sense. Try again later.", passing=True)


def _certificate(error: Exception) -> str:
    said = str(error).lower()
    if "hostname mismatch" in said or "doesn't match" in said or "not valid for" in said or "mismatch" in said:
        return "its certificate is for another name"
    if "expired" in said:
        return "its certificate is out of date"
    return "nobody this machine trusts vouches for its certificate"

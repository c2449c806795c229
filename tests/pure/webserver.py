"""Small web servers on loopback that answer as a test says, to the byte; and a fetcher that may ask them."""

import itertools
import socket
import ssl
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from articles.fetching import Fetcher, Policy
from articles.fetching.transport import Bounds

CERTIFICATE = Path(__file__).parent / "tls" / "right.test.pem"
Reply = bytes | Iterable[bytes] | Callable[["Request"], "bytes | Iterable[bytes]"]


@dataclass(frozen=True)
class Request:
    path: str
    headers: dict[str, str]


def reply(body: bytes = b"", status: str = "200 OK", **headers: str) -> bytes:
    """A whole answer; ``content_type`` stands for Content-Type, and so on."""
    given = {"Content-Length": str(len(body)), **{name.replace("_", "-").title(): v for name, v in headers.items()}}
    return (
        f"HTTP/1.1 {status}\r\n".encode()
        + b"".join(f"{n}: {v}\r\n".encode() for n, v in given.items())
        + b"\r\n"
        + body
    )


@dataclass
class Server:
    """One server, and what it was asked, in order. ``pages`` are by path; what is not there is a 404."""

    pages: dict[str, Reply]
    secure: bool = False
    asked: list[Request] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self._context = None
        if self.secure:
            self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._context.load_cert_chain(CERTIFICATE)
        self._ends = threading.Event()
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def paths(self) -> list[str]:
        return [request.path for request in self.asked]

    def url(self, path: str = "/", host: str = "one.test") -> str:
        return f"http{'s' if self.secure else ''}://{host}:{self.port}{path}"

    def close(self) -> None:
        self._ends.set()
        self._listening.close()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._listening.accept()
                threading.Thread(target=self._answer, args=[connection], daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with suppress(OSError), connection:
            connection.settimeout(30)
            if self._context:
                connection = self._context.wrap_socket(connection, server_side=True)
            with connection:
                request = self._read(connection)
                if request is None:
                    return
                self.asked.append(request)
                found = self.pages.get(request.path, reply(b"not here", "404 Not Found"))
                found = found(request) if callable(found) else found
                for piece in [found] if isinstance(found, bytes) else found:
                    if self._ends.is_set():
                        return
                    connection.sendall(piece)
                connection.shutdown(socket.SHUT_WR)
                connection.recv(1)  # Wait until the other side has had it all.

    @staticmethod
    def _read(connection: socket.socket) -> Request | None:
        """The request, or None from one who went away before saying anything whole: a worker that was killed."""
        head = b""
        while b"\r\n\r\n" not in head and (more := connection.recv(65536)):
            head += more
        if b"\r\n\r\n" not in head:
            return None
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines if line)}
        return Request(first.split(" ")[1], headers)


@contextmanager
def serving(pages: dict[str, Reply], *, secure: bool = False) -> Iterator[Server]:
    server = Server(pages, secure=secure)
    try:
        yield server
    finally:
        server.close()


def slowly(*pieces: bytes, seconds: float = 0.2) -> Iterator[bytes]:
    """The pieces one by one, the last one again and again."""
    pause = threading.Event()
    for piece in itertools.chain(pieces, itertools.repeat(pieces[-1])):
        yield piece
        pause.wait(seconds)


def loopback_only(number: str) -> bool:
    """In the place of the real check: everything of the tests lies on this machine, and nothing else may be asked."""
    return number.startswith("127.")


def policy_for(*servers: Server, numbers: dict[str, list[str]] | None = None, **options) -> Policy:
    """Every name leads to loopback, or to what ``numbers`` says; small and quick bounds."""

    def resolve(host: str, port: int) -> list[str]:
        if host.replace(".", "").isdigit() or ":" in host:
            return [host]
        return (numbers or {}).get(host, ["127.0.0.1"])

    defaults = {
        "contact": "desk@example.org",
        "ports": frozenset(server.port for server in servers) or frozenset((80, 443)),
        "allowed": loopback_only,
        "resolve": resolve,
        "pause": 0.0,
        "longest_pause": 0.0,
        "bounds": Bounds(bytes=200_000, seconds=20.0, seconds_to_connect=5.0, seconds_to_wait=10.0),
        "robots_bounds": Bounds(bytes=100_000, seconds=10.0, cut=True),
    }
    return Policy(**{**defaults, **options})


def fetcher_for(*servers: Server, **options) -> Fetcher:
    return Fetcher(policy_for(*servers, **options))

"""Sites that mean harm, or are merely broken: each ends in a stated outcome, in bounded time and memory."""

import gzip
import itertools
import socket
import ssl
import zlib

import pytest

from articles.fetching import Failure, Fetched, Unchanged
from articles.fetching.transport import Bounds
from tests.pure.webserver import CERTIFICATE, fetcher_for, reply, serving, slowly

PAGE = b"<html><body><p>Three boats were lost off Port Merrow.</p></body></html>"
SHORT = Bounds(bytes=200_000, seconds=1.5, seconds_to_connect=1.0, seconds_to_wait=1.0)


def moved(where: str, status: str = "302 Found") -> bytes:
    return reply(b"", status, location=where)


def packed(body: bytes, how: str = "gzip") -> bytes:
    return reply(body, content_encoding=how)


def endless():
    yield b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
    yield from itertools.repeat(b"x" * 65536)


def endless_chunks():
    yield b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    yield from itertools.repeat(b"1000\r\n" + b"x" * 4096 + b"\r\n")


def bomb() -> bytes:
    return gzip.compress(b"\0" * 50_000_000)


def small_bomb() -> bytes:
    """Within the bound of a page as it comes, far over it unpacked."""
    return gzip.compress(b"\0" * 1_000_000)


def many_headers():
    return b"HTTP/1.1 200 OK\r\n" + b"".join(b"X-%d: y\r\n" % number for number in range(5000)) + b"\r\n"


# What the site answers, the reason that is given for having nothing, and whether it is worth another try.
REFUSED = {
    "a loop onto itself": (moved("/page"), "redirects", False),
    "to the metadata of a cloud": (moved("http://169.254.169.254/latest/meta-data/"), "port", False),
    "to a private network": (moved("//10.0.0.1:PORT/"), "private", False),
    "to loopback in the sixth version": (moved("//[::1]:PORT/"), "private", False),
    "to a name in a private network": (moved("//inside.test:PORT/"), "private", False),
    "to a file": (moved("file:///etc/passwd"), "scheme", False),
    "to gopher": (moved("gopher://one.test/"), "scheme", False),
    "to a script": (moved("javascript:alert(1)"), "scheme", False),
    "to another port": (moved("http://one.test:6379/"), "port", False),
    "to an address with a password": (moved("http://a:b@one.test:PORT/"), "user", False),
    "to no address at all": (moved("http://[::1"), "address", False),
    "nowhere": (reply(b"", "302 Found"), "status", False),
    "many choices": (reply(b"choose", "300 Multiple Choices"), "status", False),
    "not modified, unasked": (reply(b"", "304 Not Modified"), "status", False),
    "sign in": (reply(b"no", "401 Unauthorized"), "status", False),
    "pay": (reply(b"no", "402 Payment Required"), "status", False),
    "forbidden": (reply(b"no", "403 Forbidden"), "status", False),
    "not found": (reply(b"no", "404 Not Found"), "status", False),
    "gone": (reply(b"no", "410 Gone"), "status", False),
    "not now": (reply(b"no", "429 Too Many Requests", retry_after="120"), "status", True),
    "by law": (reply(b"no", "451 Unavailable For Legal Reasons"), "status", False),
    "a fault": (reply(b"no", "500 Internal Server Error"), "status", True),
    "down": (reply(b"no", "503 Service Unavailable", retry_after="x"), "status", True),
    "a made-up status": (reply(b"no", "799 Odd"), "status", True),
    "no content": (reply(b"", "204 No Content"), "status", False),
    "a part of it": (reply(b"pa", "206 Partial Content"), "status", False),
    "empty": (reply(b""), "empty", False),
    "empty and packed": (packed(gzip.compress(b"")), "empty", False),
    "too long, and says so": (reply(b"x" * 300_000), "size", False),
    "says it is too long": (b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\nx", "size", False),
    "endless": (endless, "size", False),
    "endless in chunks": (endless_chunks, "size", False),
    "a bomb": (lambda: packed(bomb()), "packed size", False),
    "a small bomb": (lambda: packed(small_bomb()), "size", False),
    "packed twice": (lambda: packed(gzip.compress(gzip.compress(PAGE)), "gzip, gzip"), "packed", False),
    "packed in what was not asked for": (packed(b"\x1b", "br"), "packed", False),
    "says it is packed": (packed(PAGE), "packed", True),
    "packed and cut off": (lambda: packed(gzip.compress(PAGE * 100)[:-20]), "broken", True),
    "shorter than it says": (b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nshort", "broken", True),
    "a chunk that breaks off": (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nshort", "broken", True),
    "a chunk without a length": (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "broken", True),
    "not HTTP": (b"SSH-2.0-OpenSSH_9.6\r\n", "broken", True),
    "hangs up": (b"", "broken", True),
    "hangs up in the headers": (b"HTTP/1.1 200 OK\r\nContent-", "broken empty", None),
    "thousands of headers": (many_headers, "headers", False),
    "a header without end": (b"HTTP/1.1 200 OK\r\nX: " + b"y" * 200_000 + b"\r\n\r\n", "headers", False),
    "two lengths": (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 9\r\n\r\nhello", "broken", True),
}


def failure_of(fetcher, url: str, **options) -> Failure:
    with pytest.raises(Failure) as failure:
        fetcher.fetch(url, **options)
    assert str(failure.value).endswith((".", "!"))
    return failure.value


@pytest.mark.parametrize("name", REFUSED)
def test_what_a_site_can_do_and_what_is_said_of_it(name):
    answer, reason, passing = REFUSED[name]
    with serving({}) as server:
        answer = answer() if callable(answer) else answer
        if isinstance(answer, bytes):
            answer = answer.replace(b"PORT", str(server.port).encode())
        server.pages["/page"] = answer
        failure = failure_of(fetcher_for(server, numbers={"inside.test": ["192.168.1.9"]}), server.url("/page"))
    assert failure.reason in reason.split(), str(failure)
    assert passing is None or failure.passing is passing
    assert len(server.asked) <= 3


# Dripping: the whole has its time, whatever comes meanwhile.
DRIPPING = {
    "never answers": lambda: slowly(b"", seconds=0.2),
    "drips its headers": lambda: slowly(b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n", seconds=0.05),
    "drips one header": lambda: slowly(b"HTTP/1.1 200 OK\r\nX: ", b"y", seconds=0.05),
    "drips its body": lambda: slowly(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", b"x", seconds=0.05),
    "drips chunks": lambda: slowly(
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n", seconds=0.05
    ),
    "says wait for ever": lambda: slowly(b"HTTP/1.1 100 Continue\r\n\r\n", seconds=0.05),
    "stops in the middle": lambda: slowly(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\nx", b"", seconds=0.2),
}


@pytest.mark.parametrize("name", DRIPPING)
def test_a_site_that_drips_is_given_up(name):
    with serving({"/page": lambda request: DRIPPING[name]()}) as server:
        failure = failure_of(fetcher_for(server, bounds=SHORT), server.url("/page"))
    assert failure.reason in ("time", "headers"), str(failure)


def test_robots_that_drip_forbid_for_a_while():
    with serving({"/page": reply(PAGE), "/robots.txt": lambda request: slowly(b"HTTP/1.1 200 OK\r\n", b"")}) as server:
        failure = failure_of(fetcher_for(server, robots_bounds=SHORT), server.url("/page"))
    assert (failure.reason, failure.passing) == ("robots", True)
    assert server.paths == ["/robots.txt"]


def test_a_chain_of_five_is_followed_and_one_of_six_is_not():
    pages = {f"/{number}": moved(f"/{number - 1}") for number in range(1, 8)} | {"/0": reply(PAGE)}
    with serving(pages) as server:
        found = fetcher_for(server).fetch(server.url("/5"))
        assert (found.content, found.url) == (PAGE, server.url("/0"))
        assert failure_of(fetcher_for(server), server.url("/6")).reason == "redirects"


def test_redirects_lead_on_by_every_kind_and_spelling():
    pages = {
        "/a": moved("b", "301 Moved"),
        "/b": moved("./c?x=1 2", "303 See Other"),
        "/c?x=1%202": moved("//two.test:PORT/d", "307 Temporary"),
        "/d": moved("/caf\u00e9".encode().decode("latin-1"), "308 Permanent"),
        "/caf%C3%A9": reply(PAGE),
    }
    with serving({}) as server:
        encoded = {path: answer.replace(b"PORT", str(server.port).encode()) for path, answer in pages.items()}
        encoded["/d"] = b"HTTP/1.1 308 Permanent\r\nContent-Length: 0\r\nLocation: /caf\xc3\xa9\r\n\r\n"
        server.pages.update(encoded)
        assert fetcher_for(server).fetch(server.url("/a")).url == server.url("/caf%C3%A9", "two.test")


def test_the_name_is_looked_up_once_and_the_checked_number_is_asked():
    """A name that changes its number between the check and the connection leads nowhere."""
    answers = iter([["127.0.0.1"], ["127.0.0.1"], ["10.0.0.1"]])
    asked: list[str] = []

    def resolve(host, port):
        asked.append(host)
        return next(answers)

    with serving({"/page": reply(PAGE)}) as server:
        fetcher = fetcher_for(server, resolve=resolve)
        assert fetcher.fetch(server.url("/page", "rebinding.test")).content == PAGE
        assert asked == ["rebinding.test"] * 2  # robots.txt and the page, each checked and asked at its own number
        assert failure_of(fetcher, server.url("/page", "rebinding.test")).reason == "private"
        assert [request.headers["host"] for request in server.asked] == [f"rebinding.test:{server.port}"] * 2


def test_the_next_number_is_tried_where_the_first_does_not_answer():
    with serving({"/page": reply(PAGE)}) as server:
        fetcher = fetcher_for(server, numbers={"one.test": ["127.0.0.254", "127.0.0.1"]})
        assert fetcher.fetch(server.url("/page")).content == PAGE


def test_nobody_there():
    with socket.create_server(("127.0.0.1", 0)) as bound:
        port = bound.getsockname()[1]
    failure = failure_of(fetcher_for(ports=frozenset((port,))), f"http://one.test:{port}/page")
    assert (failure.reason, failure.passing) == ("connection", True)


def trusting() -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(CERTIFICATE))


def test_tls_is_checked_against_the_name_and_not_the_number():
    with serving({"/page": reply(PAGE)}, secure=True) as server:
        assert fetcher_for(server, context=trusting()).fetch(server.url("/page", "right.test")).content == PAGE
        for host in ("wrong.test", "127.0.0.1"):
            failure = failure_of(fetcher_for(server, context=trusting()), server.url("/page", host))
            assert (failure.reason, failure.passing) == ("tls", False)
            assert "another name" in str(failure)
    assert [request.headers["host"] for request in server.asked] == [f"right.test:{server.port}"] * 2


def test_a_certificate_that_nobody_vouches_for():
    with serving({"/page": reply(PAGE)}, secure=True) as server:
        failure = failure_of(fetcher_for(server), server.url("/page", "right.test"))
    assert (failure.reason, failure.passing) == ("tls", False)
    assert "vouches" in str(failure)
    assert server.asked == []


def test_a_port_that_speaks_no_tls():
    with serving({"/page": reply(PAGE)}) as server:
        failure = failure_of(fetcher_for(server, robots_bounds=SHORT), server.url("/page").replace("http:", "https:"))
    assert failure.reason in ("tls", "broken", "robots")


@pytest.mark.parametrize(
    ("body", "how"),
    [
        (PAGE, "identity"),
        (gzip.compress(PAGE, mtime=0), "gzip"),
        (gzip.compress(PAGE, mtime=0), "x-gzip"),
        (zlib.compress(PAGE), "deflate"),
        (zlib.compress(PAGE, wbits=-15), "deflate"),
    ],
)
def test_packings_that_are_read(body, how):
    with serving({"/page": packed(body, how)}) as server:
        assert fetcher_for(server).fetch(server.url("/page")).content == PAGE


@pytest.mark.parametrize("kind", ["text/html", "image/png", "", "nonsense;;"])
def test_what_the_header_calls_it_does_not_matter(kind):
    with serving({"/page": reply(PAGE, content_type=kind)}) as server:
        assert fetcher_for(server).fetch(server.url("/page")).content == PAGE


def test_who_asks_is_said_and_nothing_else_is_carried():
    with serving({"/page": reply(PAGE, set_cookie="id=1")}) as server:
        fetcher = fetcher_for(server)
        fetcher.fetch(server.url("/page"))
        fetcher.fetch(server.url("/page"))
    for request in server.asked:
        assert request.headers["user-agent"] == "NewsroomAnnotator/0.1 (+desk@example.org)"
        assert not {"cookie", "authorization", "referer"} & set(request.headers)


def test_an_unchanged_page_is_not_sent_again():
    def page(request):
        same = request.headers.get("if-none-match") == '"v1"' and "if-modified-since" in request.headers
        return reply(b"", "304 Not Modified") if same else reply(PAGE, etag='"v1"', last_modified="Mon, 02 Jan 2017")

    with serving({"/feed": page}) as server:
        fetcher = fetcher_for(server)
        first = fetcher.fetch(server.url("/feed"))
        assert isinstance(first, Fetched)
        again = fetcher.fetch(server.url("/feed"), etag=first.etag, last_modified=first.last_modified)
    assert again == Unchanged()


def test_a_tag_that_would_make_a_second_header_is_forgotten():
    with serving({"/feed": reply(PAGE, etag="x" * 500)}) as server:
        assert fetcher_for(server).fetch(server.url("/feed")).etag == ""


@pytest.mark.parametrize(
    ("said", "least", "most"),
    [("120", 120, 120), ("999999999", 86_400, 86_400), ("Fri, 31 Dec 2100 23:59:59 GMT", 86_400, 86_400), ("0", 0, 0)],
)
def test_when_to_come_again(said, least, most):
    with serving({"/page": reply(b"no", "429 Too Many Requests", retry_after=said)}) as server:
        assert least <= failure_of(fetcher_for(server), server.url("/page")).retry_after <= most


ROBOTS = {
    "none": (reply(b"", "404 Not Found"), ""),
    "forbidden to read": (reply(b"", "403 Forbidden"), ""),
    "empty": (reply(b""), ""),
    "a web page": (reply(PAGE), ""),
    "allows": (reply(b"User-agent: *\nDisallow: /other"), ""),
    "forbids": (reply(b"User-agent: *\nDisallow: /page"), "robots"),
    "forbids us": (reply(b"User-agent: NewsroomAnnotator\nDisallow: /\nUser-agent: *\nAllow: /"), "robots"),
    "huge": (reply(b"User-agent: *\nDisallow: /page\n" + b"# more\n" * 100_000), "robots"),
    "endless": (lambda request: endless(), ""),
    "packed and huge": (lambda request: packed(small_bomb()), ""),
    "too often": (reply(b"", "429 Too Many Requests"), "robots"),
    "a fault": (reply(b"", "500 Internal Server Error"), "robots"),
    "hangs up": (b"", "robots"),
    "elsewhere": (moved("/elsewhere.txt"), "robots"),
    "in a circle": (moved("/robots.txt"), ""),
    "in a private network": (moved("//10.0.0.1:PORT/"), "private"),
}


@pytest.mark.parametrize("name", ROBOTS)
def test_what_robots_txt_does(name):
    answer, reason = ROBOTS[name]
    with serving({"/page": reply(PAGE), "/elsewhere.txt": reply(b"User-agent: *\nDisallow: /page")}) as server:
        if isinstance(answer, bytes):
            answer = answer.replace(b"PORT", str(server.port).encode())
        server.pages["/robots.txt"] = answer
        fetcher = fetcher_for(server)
        if not reason:
            assert fetcher.fetch(server.url("/page")).content == PAGE
        else:
            assert failure_of(fetcher, server.url("/page")).reason == reason
            assert "/page" not in server.paths


def test_robots_are_asked_once_a_while_and_for_each_site_on_the_way():
    pages = {"/page": reply(PAGE), "/away": moved("//two.test:PORT/closed"), "/closed": reply(PAGE)}
    now = [0.0]

    def rules(request):
        closed = b"User-agent: *\nDisallow: /closed" if request.headers["host"].startswith("two.") else b""
        return reply(closed)

    with serving(pages) as server:
        pages["/away"] = pages["/away"].replace(b"PORT", str(server.port).encode())
        pages["/robots.txt"] = rules
        fetcher = fetcher_for(server)
        fetcher._clock = lambda: now[0]
        for _ in range(3):
            fetcher.fetch(server.url("/page"))
        assert server.paths.count("/robots.txt") == 1
        assert failure_of(fetcher, server.url("/away")).reason == "robots"
        assert "/closed" not in server.paths
        now[0] = 4000.0
        fetcher.fetch(server.url("/page"))
        assert server.paths.count("/robots.txt") == 3

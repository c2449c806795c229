"""Hostile and odd files: for each, what becomes of every item in it. Made on the spot; nothing here is on the disk."""

import json
from collections.abc import Callable
from dataclasses import dataclass

from tests.pure.files import TEXT

MB = 1024 * 1024
STORY = f"Boats lost\n{TEXT}".encode()
RECORD = {"headline": "Boats lost", "text": TEXT}
ARTICLE = "an article"
ANY = "*"


@dataclass(frozen=True)
class Case:
    """A file, and in order what its items end as: ``ARTICLE``, or words of the reason."""

    id: str
    name: str
    make: Callable[[], bytes]
    ends: tuple[str, ...]


def case(id_: str, name: str, make: bytes | str | Callable[[], bytes], *ends: str) -> Case:
    content = make.encode() if isinstance(make, str) else make
    return Case(id_, name, content if callable(content) else lambda: content, ends)


def lines(*records: object) -> bytes:
    return b"\n".join(one if isinstance(one, bytes) else json.dumps(one).encode() for one in records)


# Each of these, followed to its end, would be a gigabyte, a secret file, or a call to somebody else.
BILLION = (
    b'<?xml version="1.0"?><!DOCTYPE nitf [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><nitf><body><body.content><p>&c;</p></body.content></body></nitf>'
)
OUTSIDE = (
    b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel><title>T</title>'
    b"<item><title>Boats</title><description>&x;</description></item></channel></rss>"
)
PARAMETER = (
    b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x.dtd"> %x;]>'
    b"<rss><channel><item><title>Boats</title></item></channel></rss>"
)

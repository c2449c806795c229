"""The entries of a feed by what identifies them, so that those seen before need not be read again."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass

from articles.readers import feeds, xmltree
from articles.readers.parsed import Unreadable

# More than any feed holds; the newest come first in nearly all of them.
MOST_ENTRIES = 2_000


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: its key, the address of its page if it has one, and where it stands in the feed's bytes."""

    key: bytes
    url: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Listing:
    """A feed's name and entries, in its own order."""

    title: str
    entries: tuple[Entry, ...]
    content: bytes


def listing_of(content: bytes) -> Listing:
    """Read a feed's entries without making articles of them; raises ``Unreadable``."""
    if xmltree.root_name(content) not in feeds.ROOTS:
        raise Unreadable("What lies there is not an RSS or Atom feed. Check the address in a browser.")
    tree = xmltree.parse(content, partly=True)
    channel = tree.root.first("channel") or tree.root
    nodes = [*channel.nodes("item", "entry")]
    if channel is not tree.root:
        nodes += tree.root.nodes("item")
    entries: dict[bytes, Entry] = {}
    for node in nodes[:MOST_ENTRIES]:
        if node.end:
            url = feeds.link_of(node)
            given = node.text_at("guid") or node.text_at("id") or url
            known_by = given.encode() or tree.content[node.start : node.end]
            key = hashlib.sha256(known_by).digest()
            entries.setdefault(key, Entry(key, url, node.start, node.end))
    if tree.broken and not entries:
        raise Unreadable(f"The feed is broken before its first entry: {tree.broken}.")
    title = feeds.plain_of(channel.first("title"))[:200]
    return Listing(title, tuple(entries.values()), _as_read(content, tree.content))


def only(listing: Listing, wanted: Collection[bytes]) -> bytes:
    """The feed with no entries but these. Where that cannot be cut out cleanly, the whole of it."""
    keys = {entry.key for entry in listing.entries if entry.key in wanted}
    pieces, position = [], 0
    for entry in sorted(listing.entries, key=lambda one: one.start):
        if entry.key not in keys and entry.start >= position:
            pieces.append(listing.content[position : entry.start])
            position = entry.end
    cut = b"".join([*pieces, listing.content[position:]])
    try:
        clean = {entry.key for entry in listing_of(cut).entries} == keys
    except Unreadable:
        clean = False
    return cut if clean else listing.content


def _as_read(content: bytes, read: bytes) -> bytes:
    """The bytes that the places count on, saying of themselves what they are."""
    if read.startswith(b"<?xml") and read != content:
        # They may have been brought into UTF-8, which is what holds without a declaration.
        end = read.find(b"?>")
        declared = read[:end].lower()
        if end > 0 and b"encoding" in declared and b"utf-8" not in declared:
            return b"<?xml version='1.0'?>".ljust(end + 2) + read[end + 2 :]
    return read

"""What becomes of an article that comes in, by what is here already: one rule for import and preview. Pure."""

from dataclasses import dataclass, field

IMPORTED, DUPLICATE, REVISION = "imported", "duplicate", "revision"


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """What tells whether an article is here already. ``outlet`` is None when nobody knows it."""

    outlet: int | None
    text_key: bytes
    bytes_key: bytes
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The outcome, the article that it is about, if there is one, and why."""

    outcome: str
    article: int | None = None
    because: str = ""  # "text", "bytes", "outlet found" or "address"


@dataclass(slots=True)
class Known:
    """What is here already of the things that come in, kept up to date as they join it.

    Articles and outlets go by any number that stands for one of them.
    """

    texts: dict[tuple[int | None, bytes], int] = field(default_factory=dict)
    # With the outlet, and the key of the text that the article has, which another cut may have changed.
    by_bytes: dict[bytes, list[tuple[int, int | None, bytes]]] = field(default_factory=dict)
    # The latest version of each address is the one that a changed text revises.
    addresses: dict[tuple[int, str], int] = field(default_factory=dict)
    outlets_found: dict[int, int] = field(default_factory=dict)

    def judge(self, one: Incoming) -> Verdict:
        """The same text or the same bytes of the same outlet, or the same bytes when one of the two imports did not
        know the outlet, are here already; a new text at the address of an older one of the outlet is a revision.

        The text of the same bytes may be another by now: its cut was changed by hand, or other rules are on. If the
        outlet has that text already, it stays unknown whose those bytes are: a text is one article of an outlet.
        """
        if article := self.texts.get((one.outlet, one.text_key)):
            return Verdict(outcome=DUPLICATE, article=article, because="text")
        for article, outlet, text_key in self.by_bytes.get(one.bytes_key, []):
            taken = outlet is None and self.texts.get((one.outlet, text_key), article) != article
            if one.outlet is None or outlet == one.outlet or taken:
                return Verdict(outcome=DUPLICATE, article=article, because="bytes")
            if outlet is None and self.outlets_found.setdefault(article, one.outlet) == one.outlet:
                self.texts[one.outlet, one.text_key] = self.texts[one.outlet, text_key] = article
                return Verdict(outcome=DUPLICATE, article=article, because="outlet found")
        if one.url and one.outlet and (older := self.addresses.get((one.outlet, one.url))):
            return Verdict(outcome=REVISION, article=older, because="address")
        return Verdict(outcome=IMPORTED)

    def add(self, one: Incoming, article: int) -> None:
        """The incoming article is here now, under this number."""
        self.texts[one.outlet, one.text_key] = article
        self.by_bytes.setdefault(one.bytes_key, []).append((article, one.outlet, one.text_key))
        if one.url and one.outlet:
            self.addresses[one.outlet, one.url] = article

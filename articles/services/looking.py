"""Look at what an import would do, without doing it: outcomes by the import's own rules, and what the items are."""

import re
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from functools import partial

from articles import outcomes, readers
from articles.models import Batch, BatchFile
from articles.outcomes import Known, Verdict
from articles.readers import ParsedArticle, RowError
from articles.services import reading
from articles.services.copies import Seen, find_copies
from articles.services.outlets import outlets_known
from articles.services.pinning import cut_by_rules, rules_on
from articles.services.samples import Samples
from articles.services.storing import identify, look_up
from articles.text import canonical

MOST_ITEMS = 5_000
MOST_SECONDS = 45
# Files whose items are beyond that are still told by their format and columns, for so long.
MOST_SECONDS_FOR_FILES = 30
ERROR = "error"
_CHUNK_ITEMS = 250
_CHUNK_SECONDS = 2
_CONTENT_BYTES = 4 * 1024 * 1024
_OUTLETS = 50
# Of one archive so many different columns are told apart.
_COLUMNS_INSIDE = 20
_UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")

_Entry = tuple[BatchFile, ParsedArticle | RowError]


@dataclass
class Look:
    """One look at the items of a batch: ``chunks`` reads them, and afterwards ``result`` says what was seen.

    ``outlet`` is the name of the one that holds for items without; it need not be known yet. ``files`` and ``columns``
    are what an earlier look at the same batch found out about its files, which never change.
    """

    batch: Batch
    outlet: str = ""
    files: dict[str, dict] = field(default_factory=dict)
    columns: dict[str, dict] = field(default_factory=dict)
    seen: int = 0
    complete: bool = True

    def __post_init__(self) -> None:
        self._counts = Counter(dict.fromkeys((outcomes.IMPORTED, outcomes.DUPLICATE, outcomes.REVISION, ERROR), 0))
        self._undated = self._dated_by_default = 0
        self._languages: Counter[str] = Counter()
        self._encodings: Counter[str] = Counter()
        self._outlets: Counter[str] = Counter()
        self._by_file: dict[str, list[int]] = {}
        self._bytes = {"seen": 0, "total": 0}
        self._not_told = self._near = 0
        self._seen = Seen()
        self._samples = Samples()
        self._known = Known()
        self._rules = rules_on()
        # Ids of outlets by their names in lower case. One that is not known yet gets a number below zero, and so does
        # an article of this batch.
        self._outlet_ids: dict[str, int] = {}
        self._articles = 0
        self._began = time.monotonic()

    def chunks(self) -> Iterator[None]:
        """Read on, up to the most that is looked at, and pause every now and then."""
        chunk: list[_Entry] = []
        paused = time.monotonic()
        for entry in self._entries():
            if entry:
                chunk.append(entry)
            if len(chunk) >= _CHUNK_ITEMS or time.monotonic() - paused > _CHUNK_SECONDS:
                self._judge(chunk)
                chunk = []
                yield
                paused = time.monotonic()
        self._judge(chunk)
        yield

    def result(self) -> dict:
        """What was seen, as it is kept with the preview."""
        return {
            "counts": dict(self._counts),
            "near": self._near,
            "seen": self.seen,
            "complete": self.complete,
            "estimate": self._estimate(),
            "not_told": self._not_told,
            "undated": self._undated,
            "dated_by_default": self._dated_by_default,
            "languages": self._languages.most_common(),
            "encodings": self._encodings.most_common(),
            "outlets": [
                {"name": name, "count": count, "is_new": self._outlet_ids.get(name.lower(), 1) < 0}
                for name, count in self._outlets.most_common(_OUTLETS)
            ],
            "more_outlets": max(0, len(self._outlets) - _OUTLETS),
            "by_file": self._by_file,
            **self._samples.result(),
        }

    def _estimate(self) -> int:
        """About how many items there are: by the bytes that those seen take up, to two digits."""
        if self.complete or not self._bytes["seen"]:
            return self.seen
        about = max(self.seen, round(self.seen * self._bytes["total"] / self._bytes["seen"]))
        step = 10 ** max(0, len(str(about)) - 2)
        return round(about / step) * step

    def _entries(self) -> Iterator[_Entry | None]:
        """What is read of every file, with None in between where nothing is."""
        waiting = list(self.batch.files.defer("content").order_by("number"))
        self._bytes["total"] = sum(file.byte_length for file in waiting)
        while waiting:
            if self._full:
                self.complete = False
                waiting = [file for file in waiting if str(file.pk) not in self.files]
                if time.monotonic() - self._began > MOST_SECONDS + MOST_SECONDS_FOR_FILES:
                    self._not_told = len(waiting)
                    return
            contents = reading.contents(waiting, _CONTENT_BYTES)
            at_hand, waiting = waiting[: len(contents)], waiting[len(contents) :]
            for file in at_hand:
                content = contents.pop(file.pk)
                self._tell(file, content)
                yield None
                yield from self._items_of(file, content)
                del content  # Before the next one is fetched: a file may have many megabytes.

    def _tell(self, file: BatchFile, content: bytes) -> None:
        """What the file seems to be, and its columns if it has some."""
        if str(file.pk) in self.files:
            return
        if problem := reading.problem_of(file, content):
            self.files[str(file.pk)] = {"format": "Not read", "columns": "", "problem": problem}
            return
        found = readers.propose(file.name, content)
        told = {"format": found.label, "columns": self._note(found), "problem": canonical(found.problem)}
        self.files[str(file.pk)] = told | ({"inside": {}} if found.format == "archive" else {})

    def _tell_inside(self, file: BatchFile, name: str, content: bytes) -> None:
        """Note the columns of a file inside an archive, as it is read."""
        inside = self.files[str(file.pk)]["inside"]
        if len(inside) < _COLUMNS_INSIDE and (key := self._note(readers.propose(name, content))):
            inside.setdefault(key, {"first": name, "files": 0})["files"] += 1

    def _note(self, found: readers.Proposal) -> str:
        """Keep the columns of a file, if it has some; returns their key."""
        if not (found.columns and found.mapping and _can_be_kept(found.columns)):
            return ""
        key = readers.columns_key(found.columns)
        self.columns.setdefault(
            key,
            {
                "columns": list(found.columns),
                "samples": [list(values) for values in found.samples],
                # The names that are taken where none is like an article's may not be there.
                "proposed": {
                    name: column if column in found.columns else "" for name, column in asdict(found.mapping).items()
                },
            },
        )
        return key

    def _items_of(self, file: BatchFile, content: bytes) -> Iterator[_Entry]:
        if self._full:
            self.complete = False
            return
        counts = self._by_file.setdefault(str(file.pk), [0, 0])
        if problem := reading.problem_of(file, content):
            found = iter([_Refused(problem, file.name)])
        else:
            told = self.files[str(file.pk)]
            if "inside" in told:
                told["inside"] = {}  # They are counted anew.
            tell = partial(self._tell_inside, file) if "inside" in told else None
            found = reading.items_of(self.batch, file, content, told=tell)
        reached = 0
        for item in found:
            if self._full:
                self.complete = False
                self._bytes["seen"] += reached
                return
            result = item.result if isinstance(item, _Refused) else reading.parsed(item, self.batch, file)
            self.seen += 1
            counts[0] += 1
            counts[1] += isinstance(result, RowError)
            reached = min(item.end, file.byte_length)
            yield file, result
        self._bytes["seen"] += file.byte_length

    def _judge(self, chunk: list[_Entry]) -> None:
        """Count what has been read, and what would become of it."""
        articles = [one for _, one in chunk if isinstance(one, ParsedArticle)]
        self._find_outlets({one.outlet or self.outlet for one in articles})
        default = self._outlet_ids.get(self.outlet.lower())
        articles = list(cut_by_rules(articles, rules=self._rules, default_outlet_id=default))
        identities = [identify(one, self._outlet_ids.get((one.outlet or self.outlet).lower())) for one in articles]
        look_up(identities, self._known)
        waiting = iter(zip(articles, identities, strict=True))
        judged: list[tuple[ParsedArticle, Verdict, int | None]] = []
        for _, one in chunk:
            if isinstance(one, RowError):
                self._counts[ERROR] += 1
                self._samples.error(one)
                continue
            one, identity = next(waiting)
            verdict = self._known.judge(identity)
            self._counts[verdict.outcome] += 1
            self._count(one)
            number = None
            if verdict.outcome != outcomes.DUPLICATE:
                self._articles += 1
                number = -self._articles
                self._known.add(identity, number)
            judged.append((reading.dated(one, self.batch), verdict, number))
        new = ((number, one, verdict.article) for one, verdict, number in judged if number is not None)
        near = find_copies([(number, one.text, one.body_start, older) for number, one, older in new], self._seen)
        self._near += len(near)
        for one, verdict, number in judged:
            outlet = one.outlet or self.outlet
            self._samples.article(one, verdict, number=number, outlet=outlet, near=near.get(number))

    def _count(self, one: ParsedArticle) -> None:
        if one.published_at is None and self.batch.default_date:
            self._dated_by_default += 1
        elif one.published_at is None:
            self._undated += 1
        self._languages[one.language] += 1
        self._encodings[one.encoding] += 1
        self._outlets[one.outlet or self.outlet] += 1

    def _find_outlets(self, names: set[str]) -> None:
        """Tell outlets apart as the import does, and make none."""
        wanted = {name.lower() for name in names if name} - self._outlet_ids.keys()
        known = outlets_known(wanted) if wanted else {}
        for name in sorted(wanted):
            self._outlet_ids[name] = known.get(name, -1 - len(self._outlet_ids))

    @property
    def _full(self) -> bool:
        return self.seen >= MOST_ITEMS or time.monotonic() - self._began > MOST_SECONDS


class _Refused:
    """In the place of the items of a file that is not even opened."""

    end = 0

    def __init__(self, message: str, name: str) -> None:
        self.result = RowError(number=1, where=name, message=message)


def _can_be_kept(columns: tuple[str, ...]) -> bool:
    """Whether PostgreSQL can hold the names to the letter, which choosing one needs."""
    return not any(_UNKEEPABLE.search(column) for column in columns)

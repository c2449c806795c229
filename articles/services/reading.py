"""Read the files of a batch: the same for its import, again after a stop, and for its preview."""

import hashlib
import json
import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, time

from django.conf import settings

from articles import readers
from articles.models import Batch, BatchFile
from articles.readers import Mapping, ParsedArticle, RowError

logger = logging.getLogger(__name__)

EMPTY = "The file is empty."
NOT_KEPT = "The file was too large when it came, so it was not kept. Import it again."


def items_of(
    batch: Batch, file: BatchFile, content: bytes, *, told: Callable[[str, bytes], None] | None = None
) -> Iterator[readers.Item]:
    """The items of a file, always the same ones, by the mapping that was chosen for its columns, if one was.

    Each file inside an archive has its own. ``told`` is called with the name and bytes of each file with columns.
    """

    def chosen(name: str, content: bytes) -> Mapping | None:
        if told:
            told(name, content)
        return _chosen_mapping(batch, name, content)

    return readers.items(file.name, content, chosen)


def chosen_for(batch: Batch, columns: Iterable[str]) -> dict[str, str] | None:
    """The mapping that was chosen for these columns."""
    return batch.mappings.get(columns_key(columns))


def columns_key(columns: Iterable[str]) -> str:
    """What files with the same columns have in common."""
    return hashlib.sha256(json.dumps(list(columns)).encode()).hexdigest()[:16]


def _chosen_mapping(batch: Batch, name: str, content: bytes) -> Mapping | None:
    if not batch.mappings or not content:
        return None
    chosen = chosen_for(batch, readers.propose(name, content).columns)
    return Mapping(**chosen) if chosen else None


def problem_of(file: BatchFile, content: bytes) -> str:
    """Why a file is one error row as a whole, or an empty string."""
    if said := file.problem or readers.too_large(file.byte_length, settings.IMPORT_MAX_BYTES):
        return said
    if content:
        return ""
    # The limit may have been raised since.
    return NOT_KEPT if file.byte_length else EMPTY


def article_of(item: readers.Item, batch: Batch, file: BatchFile) -> ParsedArticle | RowError:
    """The article of an item, with what the batch says where the item says nothing, or why there is none."""
    return dated(parsed(item, batch, file), batch)


def parsed(item: readers.Item, batch: Batch, file: BatchFile) -> ParsedArticle | RowError:
    """As ``article_of``, with no other date than the item's own."""
    return as_gathered(batch, file, _parsed(item, batch))


def _parsed(item: readers.Item, batch: Batch) -> ParsedArticle | RowError:
    try:
        return item.parse(batch.default_language)
    except readers.SandboxBroken:
        raise  # A fault of the installation: no reason to call good files bad.
    except Exception:
        # One item that trips the reader must not hold up the others; the log says where to look.
        logger.exception("Could not read %s", item.where)
        message = "This item could not be read because of an error in the program. The server's log has the details."
        return RowError(number=item.number, where=item.where, message=message)


def as_gathered(batch: Batch, file: BatchFile, parsed: ParsedArticle | RowError) -> ParsedArticle | RowError:
    """What an article has from where it was gathered.

    A whole fetched file that does not name its address has the one where it was found. The outlet that somebody gave a
    feed counts for more than what the feed calls itself, which is often the name of a section.
    """
    if not isinstance(parsed, ParsedArticle):
        return parsed
    if batch.source == "feed" and batch.default_outlet_id:
        parsed = replace(parsed, outlet="")
    if file.url and not parsed.url and parsed.where == file.name:
        parsed = replace(parsed, url=file.url)
    return parsed


def dated(one: ParsedArticle | RowError, batch: Batch) -> ParsedArticle | RowError:
    """With the batch's date, if it has one and the article has none. A day alone stands at noon, as everywhere."""
    if batch.default_date is None or isinstance(one, RowError) or one.published_at is not None:
        return one
    return replace(one, published_at=datetime.combine(batch.default_date, time(12), UTC))


def contents(files: list[BatchFile], limit: int) -> dict[int, bytes]:
    """The bytes of the first files, up to a number of bytes, and always of at least one."""
    wanted, size = [], 0
    for file in files:
        if wanted and size + file.byte_length > limit:
            break
        wanted.append(file.pk)
        size += file.byte_length
    found = BatchFile.objects.filter(pk__in=wanted).values_list("pk", "content")
    # A file of a draft may be gone meanwhile.
    return {**dict.fromkeys(wanted, b""), **{pk: bytes(content) for pk, content in found}}

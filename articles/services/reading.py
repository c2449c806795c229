"""Read the files of a batch: the same for its import, again after a stop, and for its preview."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, time

from django.conf import settings

from articles import readers
from articles.models import Batch, BatchFile
from articles.readers import Mapping, ParsedArticle, RowError

EMPTY = "The file is empty."
NOT_KEPT = "The file was too large when it came, so it was not kept. Import it again."


def items_of(
    batch: Batch, file: BatchFile, content: bytes, *, told: Callable[[str, bytes], None] | None = None
) -> Iterator[readers.Item]:
    """The items of a file, always the same ones, by the mapping that was chosen for its columns, if one was.

    Each file inside an archive has its own. ``told`` is called with the name and bytes of each file with columns.
    """

    chosen = readers.chosen_in(batch.mappings)

    def chosen_and_told(name: str, content: bytes) -> Mapping | None:
        told(name, content)
        return chosen(name, content)

    return readers.items(file.name, content, chosen_and_told if told else chosen)


def problem_of(file: BatchFile, content: bytes) -> str:
    """Why a file is one error row as a whole, or an empty string."""
    if said := file.problem or readers.too_large(file.byte_length, settings.IMPORT_MAX_BYTES):
        return said
    if content:
        return ""
    # The limit may have been raised since.
    return NOT_KEPT if file.byte_length else EMPTY


def parsed(item: readers.Item, batch: Batch, file: BatchFile) -> ParsedArticle | RowError:
    """What an item is read as, with no other date than its own."""
    return as_gathered(batch, file, readers.parse(item, batch.default_language))


def completed(one: ParsedArticle | RowError, batch: Batch, file: BatchFile) -> ParsedArticle | RowError:
    """What was read of an item, with what the batch says where the item says nothing."""
    return dated(as_gathered(batch, file, one), batch)


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

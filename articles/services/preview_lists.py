"""What the page of a preview lists: the files of the draft, and the columns that they have in common."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from articles.models import Batch, BatchFile, Preview
from articles.readers.mapping import FIELDS
from articles.services.lists import PAGE, Page
from articles.services.previewing import default_outlet


@dataclass(frozen=True, slots=True)
class FileLine:
    """One file of a draft, with what is known of it so far; ``items`` is None where none were looked at."""

    pk: int
    name: str
    byte_length: int
    format: str
    problem: str
    items: int | None
    errors: int


@dataclass(frozen=True, slots=True)
class ColumnGroup:
    """The files with the same columns, in archives too as far as these were looked at, and how those are understood."""

    key: str
    files: int
    first: str
    columns: list[str]
    samples: list[list[str]]
    mapping: dict[str, str]
    is_chosen: bool

    @property
    def unused(self) -> list[str]:
        taken = set(self.mapping.values())
        return [column for column in self.columns if column not in taken]


def draft_of(batch: Batch) -> Preview:
    """The preview of a draft, for showing; a draft that has none yet gets none by being looked at."""
    return getattr(batch, "preview", None) or Preview(batch=batch)


def list_files(batch: Batch, preview: Preview, *, after: int | None = None) -> Page:
    """The files of a draft in order, paged by their number."""
    files = batch.files.order_by("number").only("batch", "number", "name", "byte_length")
    found = list((files.filter(number__gt=after) if after is not None else files)[: PAGE + 1])
    by_file = preview.result.get("by_file", {})
    lines = [_line(file, preview.files.get(str(file.pk), {}), by_file) for file in found[:PAGE]]
    return Page(lines, found[PAGE - 1].number if len(found) > PAGE else None)


def count_files(batch: Batch) -> int:
    return batch.files.count()


def _line(file: BatchFile, told: dict, by_file: dict) -> FileLine:
    items, errors = by_file.get(str(file.pk), (None, 0))
    return FileLine(
        pk=file.pk,
        name=file.name,
        byte_length=file.byte_length,
        format=told.get("format", ""),
        problem=told.get("problem", ""),
        items=items,
        errors=errors,
    )


def column_groups(batch: Batch, preview: Preview) -> list[ColumnGroup]:
    """The different columns that files of the draft have, those of most files first."""
    counts: Counter[str] = Counter()
    first: dict[str, str] = {}
    for pk, name in batch.files.order_by("number").values_list("pk", "name"):
        for key, called, count in _columns_of(name, preview.files.get(str(pk), {})):
            counts[key] += count
            first.setdefault(key, called)
    return [_group(batch, preview, key, count, first[key]) for key, count in counts.most_common()]


def _columns_of(name: str, told: dict) -> Iterator[tuple[str, str, int]]:
    """The columns of a file, or of those inside it: their key, the first file with them, and how many have them."""
    if told.get("columns"):
        yield told["columns"], name, 1
    inside = told.get("inside", {})
    for key in sorted(inside, key=lambda key: inside[key]["first"]):
        yield key, f"{name} › {inside[key]['first']}", inside[key]["files"]


def column_group(batch: Batch, preview: Preview, key: str) -> ColumnGroup | None:
    return next((group for group in column_groups(batch, preview) if group.key == key), None)


def _group(batch: Batch, preview: Preview, key: str, files: int, first: str) -> ColumnGroup:
    known = preview.columns[key]
    chosen = batch.mappings.get(key)
    return ColumnGroup(
        key=key,
        files=files,
        first=first,
        columns=known["columns"],
        samples=known["samples"],
        # PostgreSQL keeps no order of keys.
        mapping={field: column for field in FIELDS if (column := (chosen or known["proposed"]).get(field))},
        is_chosen=chosen is not None,
    )


def defaults_of(batch: Batch, preview: Preview) -> dict:
    """What holds for items that do not say it, as the form shows it."""
    return {
        "outlet": default_outlet(batch, preview),
        "language": batch.default_language,
        "date": batch.default_date,
        "name": preview.name,
    }

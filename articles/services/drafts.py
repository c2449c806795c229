"""A batch before its import: files come and go, defaults and mappings are set, and every change makes the preview anew.

Every change locks the draft's preview, so changes come one after the other, and none comes after the import has begun.
"""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone
from procrastinate.contrib.django import app as jobs

from articles.models import Batch, BatchFile, Preview
from articles.readers import companions_of, texts_of
from articles.readers.archives import harmless
from articles.readers.mapping import FIELDS
from articles.readers.mapping import Mapping as Columns
from articles.services.batches import create_batch, enqueue, new_file
from articles.services.files import is_packed_in, packed
from articles.services.outlets import outlets_by_name
from newsroom.roles import may

PREVIEW_TASK = "articles.preview_batch"


class DraftRefused(Exception):
    """This cannot be done to the draft. The message says why and what to do."""


class DraftGone(DraftRefused):
    """The batch is no draft any more: its import has begun, or somebody discarded it."""


def create_draft(actor, *, files: Iterable[tuple[str, bytes]] = (), source: str = "upload", **said) -> Batch:
    """Keep files for an import that is to be looked at first. ``said`` is as for ``set_defaults``."""
    with transaction.atomic():
        batch = create_batch(actor, name="", source=source, files=files, state=Batch.State.DRAFT)
        preview = preview_of(batch)
        _note_defaults(batch, preview, **said)
        ask_for_preview(batch)
    batch.refresh_from_db()
    return batch


def preview_of(batch: Batch) -> Preview:
    """The preview of a draft, whoever made the draft."""
    now = timezone.now()
    begun = {"name": batch.name, "changed_at": now, "touched_at": now}
    return Preview.objects.get_or_create(batch=batch, defaults=begun)[0]


def note_outlet(batch: Batch, name: str) -> None:
    """Note which outlet a batch is to have, unless its items say it, once it is imported."""
    preview = preview_of(batch)
    preview.outlet = name
    preview.save(update_fields=["outlet"])


def ask_for_preview(batch: Batch) -> None:
    """The draft is complete for now: have a worker make its preview, once the present transaction is committed."""
    with transaction.atomic():
        batch = Batch.objects.select_for_update().get(pk=batch.pk)
        _changed(batch, Preview.objects.select_for_update().get(pk=preview_of(batch).pk), wanted=True)


def enqueue_preview(batch_id: int) -> None:
    """Have a worker make the preview, once the present transaction is committed."""
    jobs.configure_task(PREVIEW_TASK, allow_unknown=True).defer(batch_id=batch_id)


def add_file(actor, *, batch_id: int, name: str, content: bytes, wanted: bool = False) -> BatchFile:
    """Add one file to a draft. The same file sent again is the one that is there; annotations join their text.

    The preview is made anew only when it is ``wanted``: others may follow.
    """
    name = harmless(name)[-500:] or "file"
    with _draft(actor, batch_id) as (batch, preview):
        there = batch.files.filter(name=name, byte_length=len(content), content=content).only("pk", "name").first()
        there = there or _packed_already(batch, name, content) or _joined(batch, name, content)
        if there is None:
            number = (batch.files.aggregate(last=Max("number"))["last"] or 0) + 1
            there = new_file(batch, number, name, content)
            there.save()
        _changed(batch, preview, wanted=wanted)
    return there


def remove_file(actor, *, batch_id: int, file_id: int) -> None:
    """Take a file out of a draft; one that is gone already is no fault."""
    with _draft(actor, batch_id) as (batch, preview):
        if batch.files.filter(pk=file_id).delete()[0]:
            _changed(batch, preview, wanted=preview.state != Preview.State.NEW)


def set_defaults(
    actor,
    *,
    batch_id: int,
    outlet: str = "",
    language: str = "",
    date: datetime.date | None = None,
    name: str = "",
) -> None:
    """Say what holds where an item does not say it itself, and what the batch is called; then look again."""
    with _draft(actor, batch_id) as (batch, preview):
        _note_defaults(batch, preview, outlet=outlet, language=language, date=date, name=name)
        _changed(batch, preview, wanted=True)


def look_again(actor, *, batch_id: int) -> None:
    """Make the preview of the draft as it is."""
    with _draft(actor, batch_id) as (batch, preview):
        _changed(batch, preview, wanted=True)


def set_mapping(actor, *, batch_id: int, key: str, chosen: Mapping[str, str]) -> None:
    """Say which column is which field, for all files of the draft with these columns; then look again.

    What was proposed anyway is not noted: a proposal forgives values that do not fit, a choice does not.
    """
    with _draft(actor, batch_id) as (batch, preview):
        known = preview.columns.get(key)
        if known is None:
            raise DraftRefused("No file of this batch has these columns any more.")
        mapping = checked_mapping(chosen, known["columns"])
        if mapping == known["proposed"]:
            batch.mappings.pop(key, None)
        else:
            batch.mappings[key] = mapping
        batch.save(update_fields=["mappings"])
        _changed(batch, preview, wanted=True)


def checked_mapping(chosen: Mapping[str, str], columns: list[str]) -> dict[str, str]:
    """The mapping as it is kept; ``DraftRefused`` unless every field goes by a column that is there, the text too."""
    if unknown := [value for value in chosen.values() if value and value not in columns]:
        raise DraftRefused(f"There is no column “{unknown[0][:60]}”.")
    if unknown := {field for field, column in chosen.items() if column} - set(FIELDS):
        raise DraftRefused(f"There is no field “{min(unknown)[:60]}”.")
    if not chosen.get("text"):
        raise DraftRefused("Choose the column that holds the text.")
    if chosen.get("headline") == chosen["text"]:
        raise DraftRefused("Text and headline cannot be the same column.")
    return asdict(Columns(**{field: chosen.get(field, "") for field in FIELDS}))


def begin_import(actor, *, batch_id: int, revision: int | None = None) -> None:
    """Have the draft imported. With ``revision``, only if it is still the draft that was seen."""
    with _draft(actor, batch_id) as (batch, preview):
        if revision is not None and revision != preview.revision:
            raise DraftRefused("Somebody changed this batch meanwhile. Look at the new preview, then import.")
        if preview.state not in (Preview.State.READY, Preview.State.FAILED):
            raise DraftRefused("The preview is not ready yet. Import when you have seen it.")
        if not batch.files.exists():
            raise DraftRefused("There is no file in this batch. Add one, or discard the batch.")
        outlet = {"default_outlet_id": outlets_by_name([preview.outlet])[preview.outlet]} if preview.outlet else {}
        begun = Batch.objects.filter(pk=batch.pk, state=Batch.State.DRAFT).update(state=Batch.State.PENDING, **outlet)
        if not begun:
            raise DraftGone(_GONE)
        preview.delete()
        enqueue(batch.pk)


def discard_draft(actor, *, batch_id: int) -> None:
    """Drop a draft with its files; nothing of it was imported."""
    with _draft(actor, batch_id) as (batch, _):
        batch.delete()


def clear_old_drafts() -> int:
    """Drop the drafts that nobody changed for ``IMPORT_DRAFT_DAYS``; returns how many."""
    before = timezone.now() - datetime.timedelta(days=settings.IMPORT_DRAFT_DAYS)
    left = Q(preview__changed_at__lt=before) | Q(preview=None, created_at__lt=before)
    with transaction.atomic():
        drafts = Batch.objects.filter(left, state=Batch.State.DRAFT).values_list("pk", flat=True)
        # Locked, so that one whose import begins right now is let go.
        locked = Batch.objects.select_for_update(skip_locked=True).filter(pk__in=list(drafts), state=Batch.State.DRAFT)
        pks = list(locked.values_list("pk", flat=True))
        Batch.objects.filter(pk__in=pks).delete()
    return len(pks)


_GONE = "This batch is no draft any more: its import has begun, or somebody discarded it."


@contextmanager
def _draft(actor, batch_id: int) -> Iterator[tuple[Batch, Preview]]:
    """The draft and its preview, locked, for somebody who may import."""
    if actor is not None and not may(actor, "import articles"):
        raise PermissionDenied("Your account may not import articles.")
    with transaction.atomic():
        batch = Batch.objects.select_for_update().filter(pk=batch_id, state=Batch.State.DRAFT).first()
        if batch is None:
            raise DraftGone(_GONE)
        preview_of(batch)
        yield batch, Preview.objects.select_for_update().get(batch=batch)


def _note_defaults(
    batch: Batch,
    preview: Preview,
    *,
    outlet: str = "",
    language: str = "",
    date: datetime.date | None = None,
    name: str = "",
) -> None:
    preview.outlet, preview.name = " ".join(outlet.split()), name
    preview.save(update_fields=["outlet", "name"])
    batch.default_outlet, batch.default_language, batch.default_date = None, language, date
    batch.save(update_fields=["default_outlet", "default_language", "default_date"])


def _changed(batch: Batch, preview: Preview, *, wanted: bool) -> None:
    """Give the draft its next revision, and have it looked at, if that is wanted and there is something to look at."""
    first = list(batch.files.order_by("number").values_list("name", flat=True)[:1])
    others = max(0, batch.files.count() - 1)
    named = f"{first[0][:180]}{f' and {others:,} more' if others else ''}" if first else "No files yet"
    batch.name = preview.name or named
    batch.save(update_fields=["name"])
    wanted = wanted and bool(first)
    preview.state = Preview.State.WAITING if wanted else Preview.State.NEW
    preview.revision += 1
    preview.changed_at = preview.touched_at = timezone.now()
    preview.result, preview.items_seen, preview.attempts, preview.message = {}, 0, 0, ""
    preview.save()
    if wanted:
        enqueue_preview(batch.pk)


def _packed_already(batch: Batch, name: str, content: bytes) -> BatchFile | None:
    """The text and annotations that hold this file, if it was joined with the other one before."""
    texts = [name] if companions_of(name) else texts_of(name)
    for file in batch.files.filter(name__in=texts) if texts else []:
        if is_packed_in(name, content, bytes(file.content)):
            return file
    return None


def _joined(batch: Batch, name: str, content: bytes) -> BatchFile | None:
    """Put the file together with its text, or its annotations, where these are in the draft by themselves."""
    others = [*companions_of(name), *texts_of(name)]
    there = {file.name: file for file in batch.files.filter(name__in=others)} if others else {}
    for other in (there[one] for one in others if one in there):
        beside = bytes(other.content)
        if not beside.startswith(b"PK"):
            other.name, other.content = packed((name, content), (other.name, beside))
            other.byte_length = len(other.content)
            other.save()
            return other
    return None

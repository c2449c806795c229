"""Lines, files and batches for tests of the import."""

import itertools
import json

from procrastinate.contrib.django.models import ProcrastinateJob

from articles.models import Batch, Preview
from articles.services.batches import create_batch
from articles.services.drafts import begin_import, create_draft
from articles.services.importing import run_batch
from articles.services.previewing import make_preview

_number = itertools.count(1)


def jobs_of(batch: Batch, task: str = "articles.import_batch") -> int:
    """How many jobs there are for a batch. Jobs of other tests may be left over: nothing empties that table."""
    return ProcrastinateJob.objects.filter(task_name=task, args={"batch_id": batch.pk}).count()


def previews_of(batch: Batch) -> int:
    """How many jobs there are that make the preview of a draft."""
    return jobs_of(batch, "articles.preview_batch")


def record(**fields) -> dict:
    """One record of a JSONL file, its text unlike any other's."""
    number = next(_number)
    return {
        "id": f"r{number}",
        "outlet": "Merrow Herald",
        "headline": f"Boats lost, report {number}",
        "text": f"Three fishing boats were lost off Port Merrow.\nNobody has been found, says report {number}.",
        "language": "en",
        **fields,
    }


def jsonl(*records: dict | bytes) -> bytes:
    lines = [one if isinstance(one, bytes) else json.dumps(one, ensure_ascii=False).encode() for one in records]
    return b"\n".join(lines) + b"\n"


def imported(*records: dict | bytes, name: str = "news.jsonl", **options) -> Batch:
    """A batch of one JSONL file, already run."""
    return imported_files((name, jsonl(*records)), **options)


def imported_files(*files: tuple[str, bytes], **options) -> Batch:
    batch = waiting(*files, **options)
    assert run_batch(batch.pk)
    batch.refresh_from_db()
    return batch


def draft(*files: tuple[str, bytes], actor=None, **said) -> Batch:
    """A batch that is to be looked at before its import."""
    return create_draft(actor, files=files, **said)


def previewed(*files: tuple[str, bytes], **said) -> Preview:
    """The preview of a draft, already made."""
    batch = draft(*files, **said)
    return look_at(batch)


def look_at(batch: Batch) -> Preview:
    assert make_preview(batch.pk)
    return Preview.objects.get(batch=batch)


def begun(batch: Batch) -> Batch:
    """The draft, looked at and handed to the import."""
    look_at(batch)
    begin_import(None, batch_id=batch.pk)
    batch.refresh_from_db()
    return batch


def waiting(*files: tuple[str, bytes], name: str = "A batch", actor=None, **options) -> Batch:
    """A batch that nobody has begun to run."""
    return create_batch(actor, name=name, source="upload", files=files, **options)

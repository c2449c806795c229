"""``manage.py import_articles PATH...`` or ``--urls FILE``: import, and say what became of every item."""

import time
from collections.abc import Iterator
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.db.models import Count

from articles.models import Batch, BatchRow
from articles.readers.fields import language as language_tag
from articles.readers.parsed import counted
from articles.services.address_lists import create_address_batch, read_addresses
from articles.services.batches import create_batch
from articles.services.files import content_of, files_under
from articles.services.gathering import gather_batch
from articles.services.importing import run_batch
from articles.services.looking import Look
from articles.services.web import IS_OFF, fetching_is_on

OUTCOMES = (
    (BatchRow.Outcome.IMPORTED, "imported"),
    (BatchRow.Outcome.REVISION, "revisions"),
    (BatchRow.Outcome.DUPLICATE, "already here"),
    (BatchRow.Outcome.ERROR, "errors"),
)
_FILES_LISTED = 40
_ERRORS_LISTED = 200


class Command(BaseCommand):
    help = "Import files of any known format, and folders of them. Exit code 1 if any item could not be imported."

    def add_arguments(self, parser) -> None:
        parser.add_argument("paths", nargs="*", metavar="PATH", help="a file, or a folder to import whole")
        parser.add_argument("--urls", default="", metavar="FILE", help="a file of addresses to fetch, one a line")
        parser.add_argument("--outlet", default="", help="whose articles these are, where an item does not say it")
        parser.add_argument("--language", default="", help="their language where an item does not say it, such as en")
        parser.add_argument("--name", default="", help="what to call this batch")
        parser.add_argument("--preview", action="store_true", help="say what an import would do, and write nothing")

    def handle(
        self, *, paths: list[str], urls: str, outlet: str, language: str, name: str, preview: bool, **options
    ) -> None:
        if bool(paths) == bool(urls):
            raise CommandError("Name files or folders to import, or a list of addresses with --urls.")
        if preview and urls:
            raise CommandError("Only files and folders can be looked at beforehand: addresses are fetched to be kept.")
        if len(outlet) > 200:
            raise CommandError("The outlet's name has more than 200 characters.")
        if language and not language_tag(language):
            raise CommandError(f"“{language}” is not a language code such as en or pt-BR.")
        if preview:
            self._preview(paths, outlet, language_tag(language))
            return
        defaults = {
            "default_outlet": outlet,
            "default_language": language_tag(language),
            "in_this_process": True,
        }
        batch = self._of_addresses(urls, name, defaults) if urls else self._of_files(paths, name, defaults)
        while not gather_batch(batch.pk):
            time.sleep(1)  # A worker has the batch in hand, or a site wants to be asked later.
        while not run_batch(batch.pk):
            time.sleep(0.2)  # A worker has the batch in hand.
        batch.refresh_from_db()
        self._report(batch)
        if batch.state in (Batch.State.PAUSED, Batch.State.CANCELLED):
            raise CommandError(f"Somebody {batch.get_state_display().lower()} it on its page before it was over.")
        if batch.rows_error or batch.state == Batch.State.FAILED:
            raise CommandError("Some items could not be imported; everything else is in.", returncode=1)

    def _of_files(self, paths: list[str], name: str, defaults: dict) -> Batch:
        called = name or ", ".join(Path(path).name or path for path in paths)
        return create_batch(None, name=called, source="command", files=self._files(paths), **defaults)

    def _of_addresses(self, urls: str, name: str, defaults: dict) -> Batch:
        """Everything in the list has an outcome: what is no address is an error, too."""
        if not fetching_is_on():
            raise CommandError(f"{IS_OFF} Nothing was imported.")
        try:
            found = read_addresses(Path(urls).read_text("utf-8-sig", "replace"))
        except OSError as error:
            raise CommandError(f"{urls} cannot be read: {error.strerror}. Nothing was imported.") from None
        if not found.count:
            raise CommandError(f"There is no address in {urls}. Nothing was imported.")
        if found.repeated:
            self.stdout.write(f"{found.repeated:,} of the lines came twice, and count once.")
        return create_address_batch(None, found=found, name=name or Path(urls).name, **defaults)

    def _preview(self, paths: list[str], outlet: str, language: str) -> None:
        with transaction.atomic():
            batch = create_batch(
                None,
                name="",
                source="command",
                files=self._files(paths),
                default_language=language,
                state=Batch.State.DRAFT,
            )
            look = Look(batch, outlet=" ".join(outlet.split()))
            for _ in look.chunks():
                pass
            result = look.result()
            transaction.set_rollback(True)
        for error in result["errors"]:
            self.stderr.write(f"{error['where']}: {error['message']}")
        if (more := result["counts"]["error"] - len(result["errors"])) > 0:
            self.stderr.write(f"... and {more:,} more errors")
        if not look.complete:
            self.stdout.write(f"Looked at the first {look.seen:,} of about {result['estimate']:,} items.")
        self.stdout.write(f"Would be: {_in_words(result['counts'])}. Date missing in {result['undated']:,}.")
        if near := result["near"]:
            prints = counted(near, "of the new ones prints", "of the new ones print")
            self.stdout.write(f"{prints} nearly the same text as another article, and would be kept.")
        if result["counts"]["error"]:
            raise CommandError("Some items cannot be imported. Nothing was written.", returncode=1)

    def _files(self, paths: list[str]) -> Iterator[tuple[str, bytes]]:
        missing = [path for path in paths if not Path(path).exists()]
        if missing:
            raise CommandError(f"There is no file or folder called {', '.join(missing)}. Nothing was imported.")
        found = False
        for path in paths:
            for name, file in files_under(Path(path)):
                found = True
                try:
                    yield name, content_of(file)
                except OSError as error:
                    raise CommandError(f"{file} cannot be read: {error.strerror}. Nothing was imported.") from None
        if not found:
            raise CommandError("There is no file of a known format in there. Nothing was imported.")

    def _report(self, batch: Batch) -> None:
        counts: dict[int, dict[str, int]] = {}
        for file, outcome, count in batch.rows.values_list("file", "outcome").annotate(Count("id")):
            counts.setdefault(file, {})[outcome] = count
        files = list(batch.files.order_by("number").values_list("pk", "name")[: _FILES_LISTED + 1])
        if 1 < len(files) <= _FILES_LISTED:
            for pk, name in files:
                self.stdout.write(f"{name}: {_in_words(counts.get(pk, {}))}")
        errors = batch.rows.filter(outcome=BatchRow.Outcome.ERROR).order_by("id").values_list("where", "message")
        for where, message in errors[:_ERRORS_LISTED]:
            self.stderr.write(f"{where}: {message}")
        if batch.rows_error > _ERRORS_LISTED:
            self.stderr.write(f"... and {batch.rows_error - _ERRORS_LISTED:,} more errors")
        if batch.message:
            self.stderr.write(batch.message)
        total = {outcome: getattr(batch, f"rows_{outcome}") for outcome, _ in OUTCOMES}
        self.stdout.write(f"{batch.name} (batch {batch.pk}): {_in_words(total)}")


def _in_words(counts: dict[str, int]) -> str:
    said = [f"{counts[outcome]:,} {word}" for outcome, word in OUTCOMES if counts.get(outcome)]
    return ", ".join(said) or "nothing"

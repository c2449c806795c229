"""Write readings to a file as JSON Lines."""

import hashlib
import os
import sys
from datetime import datetime, time
from pathlib import Path
from typing import BinaryIO

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from annotations.models import Reading
from annotations.services import exporting


class Command(BaseCommand):
    help = (
        "Write readings as JSON Lines, one reading a line; docs/export.md describes every field. "
        "Runs on the server, so it may write every reading there is: mind who gets the file."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("--out", required=True, metavar="FILE", help="where to write; - for standard output")
        parser.add_argument(
            "--state",
            action="append",
            choices=[*exporting.CHOICES, exporting.ALL],
            help="which readings, may be given several times (default: records)",
        )
        parser.add_argument(
            "--since",
            type=moment,
            metavar="DATE",
            help="only what reached its state since then: 2026-05-31 or with a time",
        )
        parser.add_argument("--gzip", action="store_true", help="compress the file")

    def handle(self, *, out: str, state, since, gzip: bool, **options) -> None:
        readings = exporting.chosen(Reading.objects.all(), state or ["records"], since)
        tally = exporting.Tally()
        data = exporting.export(readings, tally=tally, gzip=gzip)
        to_screen = out == "-"
        try:
            digest = _write(data, sys.stdout.buffer) if to_screen else _write_file(data, Path(out))
        except BrokenPipeError:
            # Whoever read it has had enough; what is still buffered must not complain at the end either.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return
        report = (
            f"readings {tally.readings}, tags {tally.tags}, quotes {tally.quotes}, claims {tally.claims}, "
            f"bytes {tally.bytes}\nsha256 {digest}"
        )
        if to_screen:  # beside the data, never in it
            self.stderr.write(report, style_func=str)
        else:
            self.stdout.write(report)


def moment(words: str) -> datetime:
    """A date or a date and time, in the installation's own time zone where none is named."""
    try:
        at = parse_datetime(words) if len(words) > 10 else None
        if at is None and (day := parse_date(words)):
            at = datetime.combine(day, time())
    except ValueError:
        at = None
    if at is None:
        raise CommandError(f"--since: “{words}” is not a date such as 2026-05-31 or 2026-05-31T14:30.")
    return at if timezone.is_aware(at) else timezone.make_aware(at)


def _write(data, file: BinaryIO) -> str:
    digest = hashlib.sha256()
    for chunk in data:
        digest.update(chunk)
        file.write(chunk)
    file.flush()
    return digest.hexdigest()


def _write_file(data, target: Path) -> str:
    """All or nothing: whoever reads the file never sees half of it."""
    part = target.with_name(f"{target.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as file:
            digest = _write(data, file)
            os.fsync(file.fileno())
        part.replace(target)
    except OSError as error:
        raise CommandError(f"{target} cannot be written: {error.strerror or error}.") from error
    finally:
        part.unlink(missing_ok=True)
    return digest

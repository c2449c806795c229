"""``manage.py pretagging``: how far pre-tagging is, what failed and why, and trying that again."""

from django.core.management.base import BaseCommand

from annotations.services.pretag import failed_readings, pretag_status, retry_failed

SHOWN = 50


class Command(BaseCommand):
    help = "Say how far pre-tagging is, and which articles failed and why; with --retry, try those again."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--retry", action="store_true", help="give every failed article its attempts back")

    def handle(self, *, retry: bool, **options) -> None:
        if retry:
            self.stdout.write(f"Waiting again: {retry_failed(actor=None)}.")
        status = pretag_status()
        self.stdout.write(f"{status.done} pre-tagged, {status.pending} waiting, {status.failed} failed.")
        if status.problem:
            self.stdout.write(f"The workers cannot go on: {status.problem}")
        failed = failed_readings().select_related("article").defer("article__text").order_by("pk")
        for reading in failed[:SHOWN]:
            self.stdout.write(f"  article {reading.article_id} “{reading.article.headline}”: {reading.error}")
        if status.failed > SHOWN:
            self.stdout.write(f"  and {status.failed - SHOWN} more")

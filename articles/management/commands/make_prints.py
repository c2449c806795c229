"""``manage.py make_prints``: find the same texts among articles that have no print, or one of another kind."""

from django.core.management.base import BaseCommand

from articles.duplicates import SCHEME
from articles.services.printing import make_prints, without_print


class Command(BaseCommand):
    help = "Take prints of articles that have none of today's kind, and link those that print the same text."

    def handle(self, **options) -> None:
        count, last = without_print().count(), make_prints()
        self.stdout.write(f"{count:,} articles without a print of kind {SCHEME}.")
        while last is not None:
            last = make_prints(after=last)
        if count:
            self.stdout.write("Done: every article has one.")

"""Words to begin the editors' list of contested words with. They are only offered: which words are contested is the
house's own decision, so an editor sees each with its note and puts on the list what fits (annotations/lists/).
"""

from collections.abc import Collection
from functools import cache
from pathlib import Path

from django.db import IntegrityError, transaction

from annotations.errors import BadWrite
from annotations.models import ContestedWord
from annotations.services import contested
from annotations.services.envelope import Envelope

LIST = Path(__file__).resolve().parents[1] / "lists" / "contested.tsv"


@cache
def starters() -> dict[str, str]:
    """Each word that ships, with its note."""
    lines = LIST.read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t") for line in lines if line and not line.startswith("#"))


def left_to_start_with(listed: Collection[ContestedWord]) -> list[tuple[str, str]]:
    """Those that are not on the house's list."""
    there = {one.word.casefold() for one in listed}
    return [(word, note) for word, note in starters().items() if word.casefold() not in there]


def put_starters(*, actor, envelope: Envelope, words: Collection[str]) -> int:
    """Put these of the words on the list, in one act; those that are there already stay as they are."""
    contested.check(actor)
    if not words:
        raise BadWrite("Tick the words that you want on the list.")
    if not set(words) <= starters().keys():
        raise BadWrite("One of these words is not among those to begin with. Reload the page.")
    try:
        with transaction.atomic():
            if contested.done(actor, envelope):
                return 0
            chosen = set(words)
            new = [one for one in left_to_start_with(contested.listed()) if one[0] in chosen]
            if not new:
                raise BadWrite("These words are on the list already.")
            if ContestedWord.objects.count() + len(new) > contested.MOST:
                raise BadWrite(f"The list holds {contested.MOST} words.")
            made = ContestedWord.objects.bulk_create(
                ContestedWord(word=word, note=note, created_by=actor) for word, note in new
            )
            contested.record_added(actor, envelope, made)
    except IntegrityError as error:
        raise BadWrite("Somebody put one of these on the list just now. Reload the page.") from error
    return len(made)

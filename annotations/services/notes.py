"""Write, resolve and reopen notes. A note is not an act: see docs/decisions/0040-notes-are-not-acts.md."""

from dataclasses import dataclass, field
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction
from django.db.models import Value
from django.db.models.functions import Lower
from django.utils import timezone
from psycopg.errors import ForeignKeyViolation

from annotations import permissions
from annotations.errors import BadWrite
from annotations.mentions import mentioned
from annotations.models import Note, Quote, Reading, Tag
from annotations.models.note import WORDS
from newsroom.roles import Role, may

MAX_NOTE = 2000  # characters
MAX_CALLS = 20
MAX_PEOPLE = 1000  # to choose from
USED_ID = "That note’s id was used for something else. Reload the page."


@dataclass(kw_only=True)
class Written:
    """A note, and what its author should know of those it calls."""

    note: Note
    unknown: list[str] = field(default_factory=list)  # names that nobody has
    later: list = field(default_factory=list)  # people who will see it once the reading is submitted, or approved
    never: list = field(default_factory=list)  # people who do not see this reading


def add(
    *, actor, reading_id: int, note_id: UUID, text: str, tag_id: int | None = None, quote_id: int | None = None
) -> Written:
    """Write a note on a tag, a quote, or with neither on the article. Sent again, it is the note that it was.

    Raises ``Reading.DoesNotExist`` for what the actor may not see.
    """
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise BadWrite("Write the note first.")
    if len(text) > MAX_NOTE:
        raise BadWrite(f"A note has at most {MAX_NOTE:,} characters.")
    if tag_id is not None and quote_id is not None:
        raise BadWrite("A note is on a tag or on a quote, not on both.")
    reading = Reading.objects.visible_to(actor).select_related("article").get(pk=reading_id)
    permissions.check(actor, "note", reading)
    names = mentioned(text)
    if len(names) > MAX_CALLS:
        raise BadWrite(f"A note calls at most {MAX_CALLS} people.")
    note = Note(
        id=note_id, reading=reading, tag_id=tag_id, quote_id=quote_id, text=text, author=actor,
        words=_words(reading, tag_id, quote_id), created_at=timezone.now(),
    )  # fmt: skip
    called, unknown = _called(names)
    known = Note.objects.filter(pk=note_id).first() or _insert(note, called)
    if (known.author_id, known.reading_id) != (actor.pk, reading.pk):
        raise BadWrite(USED_ID)
    return _written(known, [user for user in called if user.pk != actor.pk], unknown)


def resolve(*, actor, note_id: UUID) -> Note:
    """Say that a note is dealt with; one that is resolved already keeps who did it."""
    note = _locked(actor, note_id)
    # Of two people at once the first is named.
    Note.objects.filter(pk=note.pk, resolved_at=None).update(resolved_by=actor, resolved_at=timezone.now())
    return seen(actor, note.pk)


def reopen(*, actor, note_id: UUID) -> Note:
    """Say that a resolved note is not dealt with after all."""
    note = _locked(actor, note_id)
    Note.objects.filter(pk=note.pk).update(resolved_by=None, resolved_at=None)
    return seen(actor, note.pk)


def colleagues() -> list:
    """Everybody whom a note can call, by name."""
    users = get_user_model().objects.filter(is_active=True, groups__name__in=Role.values).distinct()
    return list(users.order_by(Lower("username")).only("username", "display_name")[:MAX_PEOPLE])


def seen(actor, note_id: UUID) -> Note:
    """A note that this person may see, else ``Note.DoesNotExist``."""
    return Note.objects.visible_to(actor).select_related("reading", "author", "resolved_by").get(pk=note_id)


def _locked(actor, note_id: UUID) -> Note:
    note = seen(actor, note_id)
    permissions.check(actor, "note", note.reading)
    return note


def _insert(note: Note, called: list) -> Note:
    try:
        with transaction.atomic():
            note.save(force_insert=True)
            note.calls.set(user for user in called if user.pk != note.author_id)
    except IntegrityError as error:
        if isinstance(error.__cause__, ForeignKeyViolation):
            raise BadWrite("What this note is on was deleted meanwhile. Reload the page.") from error
        if "annotations_note_pkey" not in str(error):
            raise
        return Note.objects.get(pk=note.pk)  # The same note arrived twice at once.
    return note


def _words(reading: Reading, tag_id: int | None, quote_id: int | None) -> str:
    """The words that a note is on. What was removed meanwhile still has them, and the note is kept."""
    if tag_id is not None:
        tag = Tag.objects.filter(pk=tag_id, reading=reading).first()
        if tag is None:
            raise BadWrite("That tag is not in this reading.")
        words = tag.surface
    elif quote_id is not None:
        quote = Quote.objects.filter(pk=quote_id, reading=reading).first()
        if quote is None:
            raise BadWrite("That quote is not in this reading.")
        words = " … ".join(reading.article.text[start:end] for start, end in quote.pieces)
    else:
        return ""
    words = " ".join(words.split())
    return words if len(words) <= WORDS else f"{words[: WORDS - 1]}…"


def _called(names: list[tuple[str, ...]]) -> tuple[list, list[str]]:
    """The people behind these names, and the names that nobody has. Who has no role is nobody here."""
    if not names:
        return [], []
    every = {name for each in names for name in each}
    users = get_user_model().objects.filter(is_active=True).alias(low=Lower("username")).filter(low__in=every)
    known = {user.username.lower(): user for user in users.prefetch_related("groups") if user.roles}
    found = [(each, next((known[name] for name in each if name in known), None)) for each in names]
    unknown = [each[-1] for each, user in found if user is None]
    return list({user.pk: user for _, user in found if user}.values()), unknown


def _written(note: Note, called: list, unknown: list[str]) -> Written:
    reading = note.reading
    seeing = _who_sees(called, reading) if called else set()
    unseen = [user for user in called if user.pk not in seeing]
    record, done = reading.role == Reading.Role.RECORD, reading.state != Reading.State.OPEN
    later = [user for user in unseen if not done and (record or may(user, "review readings"))]
    return Written(note=note, unknown=unknown, later=later, never=[user for user in unseen if user not in later])


def _who_sees(users: list, reading: Reading) -> set[int]:
    """Which of these people may see a reading, in one query."""
    first, *rest = [
        Reading.objects.visible_to(user).filter(pk=reading.pk).annotate(who=Value(user.pk)).values_list("who")
        for user in users
    ]
    return {pk for (pk,) in (first.union(*rest) if rest else first)}

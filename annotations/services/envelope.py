"""The one write envelope: every act of a person on a reading goes through ``writing``.

It locks the reading's row, checks permission, lease and versions, changes rows, and appends the Act with its
Decisions, in one transaction. A resent act id answers as it did the first time.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from annotations import permissions
from annotations.errors import BadWrite, Conflict, LeaseLost, Stale
from annotations.models import (
    Act,
    Assignment,
    ClaimUse,
    Decision,
    Event,
    EventArgument,
    MentionGroup,
    Quote,
    Reading,
    Tag,
)
from annotations.services import ledger
from annotations.services.conflicts import last_change
from annotations.services.outcome import Outcome
from annotations.services.recorded import snapshot
from annotations.services.speakers import require_speakers

OBJECTS: dict[str, type[models.Model]] = {
    "tag": Tag,
    "quote": Quote,
    "group": MentionGroup,
    "use": ClaimUse,
    "event": Event,
    "participant": EventArgument,
    "reading": Reading,
    "assignment": Assignment,
}
TAKEN_OVER = (
    "Your time on this article ran out and somebody else has taken it. What you did so far is kept; "
    "take the next article from the queue."
)
USED_ID = "That act id was used for something else. Reload the page."
TYPE_OF = {model: name for name, model in OBJECTS.items()}


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """What every write brings: the act's id, made by the browser, and the versions the person was looking at."""

    act_id: UUID
    seen: Mapping[str, int] = field(default_factory=dict)


class Replay(Exception):
    """Raised inside ``writing`` when the act was done before; carries the first answer."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__("done before")
        self.outcome = outcome


class Write:
    """One open act: reads with version checks, changes with decisions."""

    def __init__(self, *, actor, reading: Reading, verb: str, envelope: Envelope, note: str) -> None:
        self.actor = actor
        self.reading = reading
        self.text: str = reading.article.text
        self.verb = verb
        self.envelope = envelope
        self.note = note
        self.undoes: Act | None = None
        self.carried_from: Reading | None = None
        self.decisions: list[Decision] = []
        self.touched: dict[str, set[int]] = {}
        self.spans: set[tuple[int, int]] = set()
        self.outcome: Outcome | None = None

    # -- reading -------------------------------------------------------------------------------------------------------

    def get(self, model: type[models.Model], pk: int, **filters):
        """Fetch one object of this reading, refusing one that changed since the browser saw it."""
        try:
            obj = model.objects.get(pk=pk, **(filters or {"reading_id": self.reading.pk}))
        except model.DoesNotExist:
            raise BadWrite(f"That {TYPE_OF[model]} is not in this reading.") from None
        key = f"{TYPE_OF[model]}:{pk}"
        if self.envelope.seen.get(key) != obj.version:
            raise Stale("Changed meanwhile; nothing was written.", [conflict(obj)])
        return obj

    def require_words(self, start: int, end: int, words: str) -> None:
        """Refuse a span outside the text, or one whose words differ from those the person meant."""
        if not 0 <= start < end <= len(self.text):
            raise BadWrite("That passage lies outside the text. Reload the page and select it again.")
        if self.text[start:end] != words:
            raise BadWrite("The words sent differ from the text at that place. Reload the page and select again.")

    # -- writing -------------------------------------------------------------------------------------------------------

    def change(self, obj: models.Model, **values) -> models.Model:
        """Set fields of one object; fields that already have the value are not recorded."""
        return self.change_many([obj], **values)[0]

    def change_many(self, objects: list, **values) -> list:
        """Set the same fields on many objects of one model, with one statement."""
        self.change_each([(obj, values) for obj in objects])
        return objects

    def change_each(self, changes: Sequence[tuple[models.Model, dict]]) -> None:
        """Set on each of many objects of one model fields of its own, with one statement."""
        changed = [(obj, values) for obj, values in changes if self._set(obj, values)]
        if not changed:
            return
        objects, alike = [obj for obj, _ in changed], changed[0][1]
        rows = type(objects[0]).objects
        if all(values == alike for _, values in changed):
            rows.filter(pk__in=[obj.pk for obj in objects]).update(version=models.F("version") + 1, **alike)
        else:
            rows.bulk_update(objects, ["version", *sorted({name for _, values in changed for name in values})])

    def _set(self, obj: models.Model, values: dict) -> bool:
        """Give an object these values and put on record which of them are new; whether any is."""
        fields = [name for name, value in values.items() if getattr(obj, name) != value]
        if not fields:
            return False
        before = snapshot(obj, fields)
        self._touch(obj)
        for name in fields:
            setattr(obj, name, values[name])
        obj.version += 1
        self._touch(obj)
        self._decide(obj, before, snapshot(obj, fields))
        return True

    def create(self, obj: models.Model) -> models.Model:
        """Insert an object that this act makes."""
        obj.save(force_insert=True)
        self._touch(obj)
        self._decide(obj, None, snapshot(obj, obj.RECORDED))
        return obj

    def create_many(self, objects: list) -> list:
        """Insert objects of one model that this act makes, with one statement."""
        if objects:
            type(objects[0]).objects.bulk_create(objects)
        for obj in objects:
            self._touch(obj)
            self._decide(obj, None, snapshot(obj, obj.RECORDED))
        return objects

    def _decide(self, obj: models.Model, before: dict | None, after: dict) -> None:
        self.note_decision(TYPE_OF[type(obj)], obj.pk, before=before, after=after)

    def note_decision(self, object_type: str, object_id: int, *, before: dict | None, after: dict) -> None:
        """Put a decision on record; for what ``change`` and ``create`` cannot express."""
        self.decisions.append(Decision(object_type=object_type, object_id=object_id, before=before, after=after))

    def _touch(self, obj: models.Model) -> None:
        self.touched.setdefault(TYPE_OF[type(obj)], set()).add(obj.pk)
        if isinstance(obj, Tag):
            self.spans.add((obj.start, obj.end))
            if obj.group_id:
                self.touched.setdefault("group", set()).add(obj.group_id)
        elif isinstance(obj, Quote):
            self.spans.update(obj.pieces)
        elif isinstance(obj, ClaimUse):
            self.touched.setdefault("quote", set()).add(obj.quote_id)
        elif isinstance(obj, Event | EventArgument):
            # The group is the event: its row shows the slots.
            self.touched.setdefault("group", set()).add(obj.pk if isinstance(obj, Event) else obj.event_id)

    def touch_recorded(self, values: dict) -> None:
        """Note where an object stood according to a decision; it may have moved since."""
        if "start" in values and "end" in values:
            self.spans.add((values["start"], values["end"]))
        self.spans.update(tuple(piece) for piece in values.get("pieces", ()))
        if values.get("group_id"):
            self.touched.setdefault("group", set()).add(values["group_id"])

    def close(self) -> Outcome:
        """Append the act and its decisions."""
        if not self.decisions:
            raise BadWrite("Nothing to change: it is already so.")
        require_speakers(self.reading, self.decisions, undoing=self.undoes is not None)
        self.reading.seq += 1
        act = Act(
            id=self.envelope.act_id,
            actor=self.actor,
            reading=self.reading,
            seq=self.reading.seq,
            verb=self.verb,
            undoes=self.undoes,
            note=self.note,
            carried_from=self.carried_from,
            at=timezone.now(),
        )
        ledger.append(act, self.decisions)
        return Outcome(act=act, reading=self.reading, touched=self.touched, spans=self.spans, decisions=self.decisions)


@contextmanager
def writing(
    *, actor, reading_id: int, verb: str, envelope: Envelope, action: str = "annotate", note: str = ""
) -> Iterator[Write]:
    """Open one act on a reading; on leaving, the act is appended and ``write.outcome`` is set.

    Raises ``Reading.DoesNotExist`` for what the actor may not see, and the errors of ``annotations.errors``.
    """
    with transaction.atomic():
        reading = lock_reading(actor=actor, reading_id=reading_id)
        leased = reading.role == Reading.Role.HUMAN and action in ("annotate", "submit", "skip")
        if leased:
            known, held = ledger.known_and_renewed(
                envelope.act_id, reading_id=reading.pk, reader_id=actor.pk, until=lease_end(reading)
            )
        else:
            known, held = ledger.known(envelope.act_id), True
        if known:
            done = Act.objects.get(pk=envelope.act_id)
            raise Replay(first_answer(done, actor=actor, reading=reading))
        permissions.check(actor, action, reading)
        if not held:
            raise LeaseLost(TAKEN_OVER)
        write = Write(actor=actor, reading=reading, verb=verb, envelope=envelope, note=note)
        yield write
        write.outcome = write.close()


def perform(
    act: Callable[[Write], None], *, actor, reading_id: int, verb: str, envelope: Envelope, action="annotate", note=""
) -> Outcome:
    """Run one act in the envelope and return its outcome; a resent act returns its first outcome."""
    try:
        with writing(
            actor=actor, reading_id=reading_id, verb=verb, envelope=envelope, action=action, note=note
        ) as write:
            act(write)
    except Replay as replay:
        return replay.outcome
    except IntegrityError as error:
        # The lock is on one reading, so only the same act id on two of them at once gets as far as this.
        if "annotations_act_pkey" in str(error):
            raise BadWrite(USED_ID) from error
        raise
    return write.outcome


# Of the article an act needs little; the rest is read when somebody asks for it.
OF_ARTICLE = ("text", "text_length", "standfirst_start", "body_start", "language")
LOCKED = (
    *(field.attname for field in Reading._meta.concrete_fields),
    *(f"article__{name}" for name in OF_ARTICLE),
)


def lock_reading(*, actor, reading_id: int) -> Reading:
    readings = Reading.objects.visible_to(actor).select_related("article").only(*LOCKED)
    return readings.select_for_update(of=("self",)).get(pk=reading_id)


def lease_end(reading: Reading) -> datetime | None:
    """Until when the reader's next act holds their slot; an expired lease that nobody took is simply renewed.

    A returned reading has no lease: it waits for its reader.
    """
    if reading.state != Reading.State.OPEN:
        return None
    return timezone.now() + timedelta(hours=settings.LEASE_HOURS)


def first_answer(act: Act, *, actor, reading: Reading) -> Outcome:
    """The outcome of an act that was already done, rebuilt from its decisions."""
    if act.actor_id != actor.pk or act.reading_id != reading.pk:
        raise BadWrite(USED_ID)
    write = Write(actor=actor, reading=reading, verb=act.verb, envelope=Envelope(act_id=act.pk), note=act.note)
    decisions = list(act.decisions.all())
    ids: dict[str, set[int]] = {}
    for decision in decisions:
        ids.setdefault(decision.object_type, set()).add(decision.object_id)
        write.touch_recorded(decision.before or {})
        write.touch_recorded(decision.after)
    for object_type, pks in ids.items():
        for obj in OBJECTS[object_type].objects.filter(pk__in=pks):
            write._touch(obj)
    return Outcome(
        act=act, reading=reading, touched=write.touched, spans=write.spans, decisions=decisions, replayed=True
    )


def conflict(obj: models.Model) -> Conflict:
    """Who changed an object last, when, and to what."""
    return last_change(TYPE_OF[type(obj)], obj.pk)

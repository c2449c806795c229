"""Hand out articles: take, continue, submit, skip, release.

The order of what comes next: returned, left off, assigned, priority, same story as the last, newest; skipped by
somebody else comes last. A taken article is held for ``LEASE_HOURS`` after its reader's last act.
"""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.utils import timezone

from annotations.errors import AnnotationError, BadWrite, NotAllowed
from annotations.models import Assignment, MentionGroup, Quote, Reading, State, Tag
from annotations.services.copying import LIVE, copy_annotations
from annotations.services.envelope import Envelope, Outcome, Write, perform
from articles.models import StoryMember
from newsroom.roles import may

CANDIDATES = 50  # among so many, the one on the same story as the last comes first
COUNTED = 1000  # more than so many waiting articles are not counted, only said to be more
SAME_STORY = 3  # names two articles share before they count as one story


class Undecided(AnnotationError):
    """Submitting with undecided suggestions needs a second, explicit yes."""

    def __init__(self, count: int) -> None:
        self.count = count
        noun = "suggestion is" if count == 1 else "suggestions are"
        super().__init__(f"{count} {noun} still undecided. They stay undecided and will not be in the record.")


def own_work(actor) -> QuerySet[Reading]:
    """One's readings to go on with, in order: returned ones first, then those left off, last touched first."""
    held = Assignment.objects.filter(reading=OuterRef("pk"), reader=actor, state=Assignment.State.TAKEN)
    return (
        Reading.objects.filter(
            Exists(held),
            reader=actor,
            role=Reading.Role.HUMAN,
            state__in=[Reading.State.RETURNED, Reading.State.OPEN],
        )
        .select_related("article__outlet")
        .defer("article__text")
        .order_by(Case(When(state=Reading.State.RETURNED, then=0), default=1), "-seq", "-pk")
    )


def available_to(actor) -> QuerySet[Assignment]:
    """Slots this person could take now, in order; without articles they read before or that await pre-tagging."""
    now = timezone.now()
    mine = Assignment.objects.filter(article=OuterRef("article"), queue=OuterRef("queue"), reader=actor)
    finished = Reading.objects.filter(
        article=OuterRef("article"),
        reader=actor,
        role=Reading.Role.HUMAN,
        state__in=["submitted", "returned", "closed"],
    )
    expired = Q(state=Assignment.State.TAKEN, lease_until__lt=now)
    return (
        Assignment.objects.filter(Q(state=Assignment.State.OPEN) | expired | Q(state=Assignment.State.SKIPPED))
        .filter(Q(assigned_to=None) | Q(assigned_to=actor))
        .filter(~Exists(mine), ~Exists(finished), ready=True)
        .annotate(
            turn=Case(
                When(state=Assignment.State.SKIPPED, then=Value(2)),
                When(assigned_to=actor, then=Value(0)),
                default=Value(1),
                output_field=IntegerField(),
            )
        )
        .order_by("turn", "-priority", F("article__published_at").desc(nulls_last=True), "-article_id")
    )


def take_next(actor) -> Reading | None:
    """Go on with what was returned or left off, else take the next article; ``None`` when there is nothing.

    Two people asking at once never get the same slot (``SKIP LOCKED``).
    """
    if not may(actor, "take articles"):
        raise NotAllowed("Only analysts and editors take articles.")
    with transaction.atomic():
        # One at a time for one person, so that a double click does not take two articles.
        get_user_model().objects.select_for_update(no_key=True).get(pk=actor.pk)
        going_on = own_work(actor).first()
        if going_on is not None:
            return going_on
        for pk in _in_story_order(actor):
            reading = _take(actor, pk)
            if reading is not None:
                return reading
    return None


def submit(*, actor, reading_id: int, envelope: Envelope, confirmed: bool = False) -> Outcome:
    """Hand a reading in for review; undecided suggestions stay undecided and need ``confirmed``."""

    def act(write: Write) -> None:
        left = undecided(write.reading)
        if left and not confirmed:
            raise Undecided(left)
        slot = _slot(write)
        write.change(write.reading, state=Reading.State.SUBMITTED, submitted_at=timezone.now())
        write.change(slot, state=Assignment.State.DONE, lease_until=None)

    return perform(act, actor=actor, reading_id=reading_id, verb="submit", envelope=envelope, action="submit")


def skip(*, actor, reading_id: int, envelope: Envelope, reason: str) -> Outcome:
    """Put an article aside with a reason. It is not done: others are offered it, last; the work so far is kept."""
    reason = " ".join(reason.split())
    if not reason:
        raise BadWrite("Say why you skip this article.")
    if len(reason) > 500:
        raise BadWrite("Keep the reason under 500 characters.")

    def act(write: Write) -> None:
        if write.reading.state == Reading.State.RETURNED:
            raise BadWrite("This reading was returned to you. Answer the reasons and submit it again.")
        write.change(_slot(write), state=Assignment.State.SKIPPED, lease_until=None, skip_reason=reason)

    return perform(act, actor=actor, reading_id=reading_id, verb="skip", envelope=envelope, action="skip", note=reason)


def release(*, actor, reading_id: int, envelope: Envelope) -> Outcome:
    """Give an article back before the lease runs out; what was done so far is kept for whoever comes back to it."""

    def act(write: Write) -> None:
        if write.reading.state == Reading.State.RETURNED:
            raise BadWrite("This reading was returned to you. Answer the reasons and submit it again.")
        write.change(
            _slot(write), state=Assignment.State.OPEN, reader_id=None, reading_id=None, lease_until=None, skip_reason=""
        )

    return perform(act, actor=actor, reading_id=reading_id, verb="release", envelope=envelope, action="skip")


def undecided(reading: Reading) -> int:
    """How many suggested tags and quotes are left."""
    return (
        Tag.objects.filter(reading=reading, state=State.SUGGESTED).count()
        + Quote.objects.filter(reading=reading, state=State.SUGGESTED).count()
    )


def _slot(write: Write) -> Assignment:
    return Assignment.objects.get(reading=write.reading, reader=write.actor, state=Assignment.State.TAKEN)


def _take(actor, assignment_id: int) -> Reading | None:
    """Lock one slot and start the reading; ``None`` when somebody else was faster."""
    with transaction.atomic():
        slot = available_to(actor).filter(pk=assignment_id).select_for_update(skip_locked=True, of=("self",)).first()
        if slot is None:
            return None
        reading, fresh = Reading.objects.get_or_create(
            article_id=slot.article_id,
            reader=actor,
            role=Reading.Role.HUMAN,
            defaults={"state": Reading.State.OPEN},
        )
        if fresh:
            machine = (
                Reading.objects.machine()
                .filter(article_id=slot.article_id, state=Reading.State.CLOSED)
                .order_by("-id")
                .first()
            )
            if machine is not None:
                copy_annotations(source=machine, into=reading, states=LIVE)
        Assignment.objects.filter(pk=slot.pk).update(
            state=Assignment.State.TAKEN,
            reader=actor,
            reading=reading,
            skip_reason="",
            lease_until=timezone.now() + timedelta(hours=settings.LEASE_HOURS),
            version=F("version") + 1,
        )
        return reading


def _in_story_order(actor) -> list[int]:
    """Ids of the first slots; within a turn and priority, those on the same story as the actor's last article first."""
    slots = list(available_to(actor).values_list("pk", "article_id", "turn", "priority")[:CANDIDATES])
    last = Reading.objects.filter(reader=actor, role=Reading.Role.HUMAN).order_by("-created_at").first()
    if last is None or len(slots) < 2:
        return [pk for pk, *_ in slots]
    names = MentionGroup.objects.filter(
        reading__article=last.article_id, reading__role=Reading.Role.MACHINE, demonym=False
    ).exclude(kind="event")
    shared = dict(
        MentionGroup.objects.filter(
            reading__role=Reading.Role.MACHINE,
            reading__article__in=[article for _, article, *_ in slots],
            name__in=names.values("name"),
        )
        .exclude(kind="event")
        .values_list("reading__article")
        .annotate(shared=Count("name", distinct=True))
    )
    # Its copies in other outlets are on the same story even where no names were found.
    copies = StoryMember.objects.filter(
        story__members__article=last.article_id, article__in=[article for _, article, *_ in slots]
    )
    near = {article for article, count in shared.items() if count >= SAME_STORY}
    near.update(copies.values_list("article", flat=True))
    order = {pk: position for position, (pk, *_) in enumerate(slots)}
    return [
        pk
        for pk, article, turn, priority in sorted(
            slots,
            key=lambda slot: (slot[2], -slot[3], slot[1] not in near, order[slot[0]]),
        )
    ]

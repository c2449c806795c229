"""What editors do: look at differences, approve as a record, correct, return, reopen.

A record is always a reading of its own, made from the reading it approves: what the analyst did is never overwritten.
"""

from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from annotations.errors import BadWrite, NotAllowed
from annotations.models import Act, Assignment, Note, Quote, Reading, State, Tag
from annotations.services.aliases import keep_aliases
from annotations.services.copying import DECIDED, LIVE, copy_annotations
from annotations.services.envelope import Envelope, Outcome, Write, perform
from annotations.services.event_copying import drop_undecided
from articles.models import Article


@dataclass(kw_only=True)
class Differences:
    """How a reading differs from what the machine proposed, in text order."""

    corrected: list[Tag] = field(default_factory=list)
    added: list[Tag] = field(default_factory=list)
    rejected: list[Tag] = field(default_factory=list)
    undecided: list[Tag] = field(default_factory=list)
    as_proposed: int = 0
    quotes_added: list[Quote] = field(default_factory=list)
    quotes_rejected: list[Quote] = field(default_factory=list)
    quotes_undecided: list[Quote] = field(default_factory=list)
    speakers_changed: list[tuple[Quote, Tag | None]] = field(default_factory=list)
    quotes_as_proposed: int = 0


def waiting(actor) -> QuerySet[Reading]:
    """Submitted readings, those that were returned before first, then oldest; one's own are marked ``own``."""
    returned_before = Act.objects.filter(reading=OuterRef("pk"), verb="return")
    return (
        Reading.objects.visible_to(actor)
        .filter(role=Reading.Role.HUMAN, state=Reading.State.SUBMITTED)
        .select_related("article__outlet", "reader")
        .defer("article__text")
        .annotate(resubmitted=Exists(returned_before))
        .order_by("-resubmitted", "submitted_at", "pk")
    )


def differences(reading: Reading) -> Differences:
    """Compare a reading with the proposals it was made from; four queries, whatever its size."""
    found = Differences()
    for tag in reading.tags.exclude(state=State.REMOVED).order_by("start", "end"):
        if tag.state == State.SUGGESTED:
            found.undecided.append(tag)
        elif tag.state == State.REJECTED:
            found.rejected.append(tag)
        elif tag.p_start is None:
            found.added.append(tag)
        elif (tag.kind, tag.start, tag.end) != (tag.p_kind, tag.p_start, tag.p_end):
            found.corrected.append(tag)
        else:
            found.as_proposed += 1

    proposed = {
        quote.p_pieces: quote.speaker
        for quote in Quote.objects.filter(
            reading__role=Reading.Role.MACHINE, reading__records_made__record=reading
        ).select_related("speaker")
    }
    quotes = reading.quotes.exclude(state=State.REMOVED).select_related("speaker__group").order_by("start", "pk")
    for quote in quotes:
        if quote.state == State.SUGGESTED:
            found.quotes_undecided.append(quote)
        elif quote.state == State.REJECTED:
            found.quotes_rejected.append(quote)
        elif quote.p_pieces is None:
            found.quotes_added.append(quote)
        else:
            found.quotes_as_proposed += 1
            before = proposed.get(quote.p_pieces)
            if quote.p_pieces in proposed and _words(before) != _words(quote.speaker):
                found.speakers_changed.append((quote, before))
    return found


def approve(*, actor, reading_id: int, envelope: Envelope) -> Outcome:
    """Make the record from a submitted reading as it stands; undecided suggestions are not in it."""

    def act(write: Write) -> None:
        _no_record_yet(write)
        record = _make_record(write, state=Reading.State.CLOSED, states=DECIDED)
        record.closed_at = timezone.now()
        record.save(update_fields=["closed_at"])
        keep_aliases(record)
        write.change(write.reading, state=Reading.State.CLOSED, closed_at=record.closed_at)

    return perform(act, actor=actor, reading_id=reading_id, verb="approve", envelope=envelope, action="review")


def start_correction(*, actor, reading_id: int, envelope: Envelope) -> Reading:
    """Begin a draft record from a submitted reading, for the editor to correct; begins it only once."""
    draft = draft_of(reading_id)
    if draft is not None:
        return draft

    def act(write: Write) -> None:
        _no_record_yet(write)
        _make_record(write, state=Reading.State.OPEN, states=LIVE)

    perform(act, actor=actor, reading_id=reading_id, verb="start correction", envelope=envelope, action="review")
    return draft_of(reading_id)


def draft_of(reading_id: int) -> Reading | None:
    """The record being made from a reading, if somebody has begun one."""
    return Reading.objects.filter(
        role=Reading.Role.RECORD, state=Reading.State.OPEN, parents__parent=reading_id
    ).first()


def approve_record(*, actor, record_id: int, envelope: Envelope) -> Outcome:
    """Finish a corrected or reopened record. Nobody approves a record made from their own reading."""

    def act(write: Write) -> None:
        parents = Reading.objects.filter(records_made__record=write.reading, role=Reading.Role.HUMAN)
        if parents.filter(reader=actor).exists():
            raise NotAllowed("This record was made from your own reading; another editor must approve it.")
        # What nobody decided is not part of a record; the parent reading keeps it, still undecided.
        write.reading.quotes.filter(state=State.SUGGESTED).delete()
        write.reading.tags.filter(state=State.SUGGESTED).delete()
        drop_undecided(write.reading)
        keep_aliases(write.reading)
        now = timezone.now()
        write.change(write.reading, state=Reading.State.CLOSED, closed_at=now, reader_id=actor.pk, reason="")
        for parent in parents.select_for_update():
            write.change(parent, state=Reading.State.CLOSED, closed_at=now)

    return perform(act, actor=actor, reading_id=record_id, verb="approve", envelope=envelope, action="approve record")


def discard_draft(*, actor, record_id: int, envelope: Envelope) -> None:
    """Drop a draft record that was never approved; the analyst's reading waits for review again.

    The acts and decisions on the draft stay; only the copy goes.
    """

    def act(write: Write) -> None:
        if Act.objects.filter(reading=write.reading.pk, verb="reopen").exists():
            raise BadWrite("This record was approved before. Approve it again instead of discarding it.")
        write.note_decision("reading", record_id, before={"state": write.reading.state}, after={"state": "discarded"})

    with transaction.atomic():
        perform(act, actor=actor, reading_id=record_id, verb="discard", envelope=envelope, action="approve record")
        # What was said about the draft stays, on the reading that it was made from.
        parent = Reading.objects.filter(records_made__record=record_id, role=Reading.Role.HUMAN).first()
        if parent is not None:
            Note.objects.filter(reading=record_id).update(reading=parent, tag=None, quote=None)
        Reading.objects.filter(pk=record_id, role=Reading.Role.RECORD).delete()


def return_reading(*, actor, reading_id: int, envelope: Envelope, reasons: str) -> Outcome:
    """Send a reading back; the reasons reappear at the top of the analyst's queue."""
    reasons = reasons.strip()
    if not reasons:
        raise BadWrite("Say what should be changed, so that the analyst can act on it.")
    if len(reasons) > 5000:
        raise BadWrite("Keep the reasons under 5,000 characters.")

    def act(write: Write) -> None:
        if draft_of(reading_id) is not None:
            raise BadWrite("A corrected record has been begun from this reading. Approve or discard it first.")
        write.change(write.reading, state=Reading.State.RETURNED, reason=reasons)
        slot = Assignment.objects.filter(reading=write.reading, reader=write.reading.reader_id).first()
        if slot is not None:
            write.change(slot, state=Assignment.State.TAKEN, lease_until=None)

    return perform(
        act, actor=actor, reading_id=reading_id, verb="return", envelope=envelope, action="review", note=reasons
    )


def reopen(*, actor, record_id: int, envelope: Envelope, reason: str) -> Outcome:
    """Open an approved record again, with a reason; it counts again once it is approved again."""
    reason = reason.strip()
    if not reason:
        raise BadWrite("Say why the record is reopened.")
    if len(reason) > 5000:
        raise BadWrite("Keep the reason under 5,000 characters.")

    def act(write: Write) -> None:
        write.change(write.reading, state=Reading.State.OPEN, reason=reason, closed_at=None)

    return perform(
        act, actor=actor, reading_id=record_id, verb="reopen", envelope=envelope, action="reopen", note=reason
    )


def _make_record(write: Write, *, state: str, states) -> Reading:
    record = write.create(
        Reading(article=write.reading.article, role=Reading.Role.RECORD, state=state, reader=write.actor)
    )
    copy_annotations(source=write.reading, into=record, states=states)
    return record


def _no_record_yet(write: Write) -> None:
    # Two readings of one article may be approved at the same moment: one after the other.
    Article.objects.select_for_update(no_key=True).only("pk").get(pk=write.reading.article_id)
    existing = Reading.objects.filter(article_id=write.reading.article_id, role=Reading.Role.RECORD).first()
    if existing is None:
        return
    if existing.state == Reading.State.CLOSED:
        raise BadWrite("This article already has an approved record. Reopen that record to change it.")
    raise BadWrite("A record of this article is being corrected. Approve or discard that draft first.")


def _words(tag: Tag | None) -> tuple | None:
    return None if tag is None else (tag.start, tag.end)

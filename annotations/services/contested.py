"""The editors' list of contested words. Every change is an act that belongs to no reading."""

from django.db import IntegrityError, transaction

from annotations.errors import BadWrite, NotAllowed
from annotations.models import Act, ContestedWord, Decision
from annotations.services.envelope import USED_ID, Envelope
from annotations.services.recorded import snapshot
from newsroom.roles import may

MOST = 500  # all of them go along with every composer
LONGEST, LONGEST_NOTE = 80, 300


def listed() -> list[ContestedWord]:
    """The list in alphabetical order."""
    return list(ContestedWord.objects.select_related("created_by").order_by("word"))


def listed_words() -> list[str]:
    return list(ContestedWord.objects.order_by("word").values_list("word", flat=True))


def notes() -> dict[str, str]:
    """Each word of the list with what the editors say about it."""
    return dict(ContestedWord.objects.order_by("word").values_list("word", "note"))


def put_word(*, actor, envelope: Envelope, word: str, note: str = "") -> ContestedWord:
    """Put a word on the list, or change what is said about one that is there."""
    word, note = " ".join(word.split()), " ".join(note.split())
    check(actor)
    if not any(map(str.isalnum, word)):
        raise BadWrite("Write the word, or the few words that stand together.")
    if len(word) > LONGEST or len(note) > LONGEST_NOTE:
        raise BadWrite(f"A word has at most {LONGEST} characters, a note {LONGEST_NOTE}.")
    with transaction.atomic():
        known = ContestedWord.objects.select_for_update().filter(word__iexact=word).first()
        if done(actor, envelope):
            return known or ContestedWord(word=word, note=note)
        if known is None:
            if ContestedWord.objects.count() >= MOST:
                raise BadWrite(f"The list holds {MOST} words. Take one off that is no longer asked about.")
            return _add(actor, envelope, word, note)
        if known.note == note:
            raise BadWrite(f"“{known.word}” is on the list already.")
        before = snapshot(known, ("note",))
        known.note = note
        known.save(update_fields=["note"])
        _record(actor, envelope, "note contested word", known, before, snapshot(known, ("note",)))
    return known


def take_word(*, actor, envelope: Envelope, word_id: int) -> str | None:
    """Take a word off the list; its name, or nothing when somebody did so before."""
    check(actor)
    with transaction.atomic():
        known = ContestedWord.objects.select_for_update().filter(pk=word_id).first()
        if known is None or done(actor, envelope):
            return None
        _record(actor, envelope, "drop contested word", known, snapshot(known, known.RECORDED), {})
        known.delete()
    return known.word


def check(actor) -> None:
    if not may(actor, "keep word lists"):
        raise NotAllowed("Only an editor changes the list of contested words.")


def _add(actor, envelope: Envelope, word: str, note: str) -> ContestedWord:
    try:
        with transaction.atomic():
            made = ContestedWord.objects.create(word=word, note=note, created_by=actor)
    except IntegrityError as error:
        raise BadWrite(f"“{word}” was put on the list just now. Reload the page.") from error
    _record(actor, envelope, "add contested word", made, None, snapshot(made, made.RECORDED))
    return made


def done(actor, envelope: Envelope) -> bool:
    """Whether this act was done before; the same id for something else is refused."""
    act = Act.objects.filter(pk=envelope.act_id).first()
    if act is None:
        return False
    if act.actor_id != actor.pk or act.reading_id is not None:
        raise BadWrite(USED_ID)
    return True


def record_added(actor, envelope: Envelope, words: list[ContestedWord]) -> None:
    """Several words at once are one act."""
    act = Act.objects.create(
        id=envelope.act_id, actor=actor, reading=None, seq=0, verb="add contested words", note=f"{len(words)} words"
    )
    Decision.objects.bulk_create(
        Decision(act=act, object_type="word", object_id=word.pk, before=None, after=snapshot(word, word.RECORDED))
        for word in words
    )


def _record(actor, envelope: Envelope, verb: str, word: ContestedWord, before: dict | None, after: dict) -> None:
    act = Act.objects.create(id=envelope.act_id, actor=actor, reading=None, seq=0, verb=verb, note=word.word)
    Decision.objects.create(act=act, object_type="word", object_id=word.pk, before=before, after=after)

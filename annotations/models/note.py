"""Notes: what people who work on a reading say to each other about it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from annotations.models.quote import Quote
from annotations.models.reading import Reading
from annotations.models.tag import Tag

WORDS = 200  # characters of the passage that a note keeps


class NoteQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Whoever sees a reading sees its notes, and nobody else, called or not."""
        return self.filter(reading__in=Reading.objects.visible_to(user))

    def open(self):
        return self.filter(resolved_at=None)


class Note(models.Model):
    """A remark on a tag, on a quote, or on the article of one reading. Its words never change; it can be resolved.

    Not an act (docs/decisions/0040-notes-are-not-acts.md). The browser makes the id, as it does an act's, so that a
    note sent twice is one note.
    """

    id = models.UUIDField(primary_key=True)
    reading = models.ForeignKey(Reading, on_delete=models.CASCADE, related_name="notes")
    # What nobody decided is deleted when a record is approved; a note on it stays, as one on the article.
    tag = models.ForeignKey(Tag, on_delete=models.SET_NULL, null=True, related_name="notes")
    quote = models.ForeignKey(Quote, on_delete=models.SET_NULL, null=True, related_name="notes")
    words = models.CharField(max_length=WORDS, blank=True, help_text="Of the tag or quote, as the note found them.")
    text = models.TextField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notes")
    calls = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="notes_for")
    created_at = models.DateTimeField()
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    resolved_at = models.DateTimeField(null=True)

    objects = NoteQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="note_has_text"),
            models.CheckConstraint(condition=Q(tag=None) | Q(quote=None), name="note_on_one_thing"),
            models.CheckConstraint(
                condition=Q(resolved_by=None, resolved_at=None)
                | Q(resolved_by__isnull=False, resolved_at__isnull=False),
                name="note_resolved_by_somebody",
            ),
        ]
        indexes = [
            # Lists of notes: the latest first, everybody's and one's own.
            models.Index(fields=["-created_at", "-id"], condition=Q(resolved_at=None), name="note_open"),
            models.Index(fields=["author", "-created_at"], condition=Q(resolved_at=None), name="note_open_of_author"),
        ]

    def __str__(self) -> str:
        return self.text[:60]

"""Words that the editors keep a list of."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower


class ContestedWord(models.Model):
    """A word that takes a side. Whoever words a claim with it, outside of quotation marks, is asked about it."""

    word = models.CharField(max_length=80)
    note = models.CharField(max_length=300, blank=True, help_text="Why, or what to say instead.")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    RECORDED = ("word", "note")

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("word"), name="contested_word_once"),
            models.CheckConstraint(condition=~Q(word=""), name="contested_word_not_empty"),
        ]

    def __str__(self) -> str:
        return self.word

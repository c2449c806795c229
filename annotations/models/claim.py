"""Claims: checkable statements, shared by every quote in every outlet that makes them."""

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from annotations.models.quote import Quote
from annotations.models.reading import Reading
from annotations.models.tag import State


class Stance(models.TextChoices):
    ASSERTS = "asserts", "Asserts"
    DENIES = "denies", "Denies"
    QUESTIONS = "questions", "Questions"
    REPORTS = "reports", "Reports"


class ClaimQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own claims, and those attached in a reading this person may see."""
        if not user.is_authenticated or not user.is_active or not user.roles:
            return self.none()
        uses = ClaimUse.objects.filter(
            state=ClaimUse.State.ATTACHED, quote__reading__in=Reading.objects.visible_to(user)
        )
        return self.filter(Q(created_by=user) | Q(pk__in=uses.values("claim")))

    def offered_to(self, user):
        """Claims to attach again: those that records make, and this person's own; a merged one stands for nothing."""
        if not user.is_authenticated or not user.is_active or not user.roles:
            return self.none()
        uses = ClaimUse.objects.made().filter(claim=OuterRef("pk"))
        here = uses.filter(
            Q(quote__reading__role=Reading.Role.RECORD, quote__reading__state=Reading.State.CLOSED)
            | Q(quote__reading__reader=user)
        )
        return self.filter(Exists(here) | Q(Exists(uses), created_by=user), merged_into=None)


class Claim(models.Model):
    """One checkable statement. Two quotes make the same claim when the same facts would make both true."""

    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged_here")
    root = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ClaimQuerySet.as_manager()


class Wording(models.Model):
    """One way a claim was worded; every wording is kept, the highest ``n`` is shown.

    ``search`` holds its words for the composer; PostgreSQL keeps it and its index up to date.
    """

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="wordings")
    n = models.PositiveIntegerField()
    text = models.TextField()
    search = models.GeneratedField(
        expression=SearchVector(F("text"), config="english"), output_field=SearchVectorField(), db_persist=True
    )
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [GinIndex(fields=["search"], name="wording_by_words", fastupdate=False)]
        constraints = [
            models.UniqueConstraint(fields=["claim", "n"], name="wording_number_unique"),
            models.CheckConstraint(condition=~Q(text=""), name="wording_has_text"),
        ]


class ClaimUseQuerySet(models.QuerySet):
    def made(self):
        """Claims that somebody makes: a quote that was rejected keeps its uses, for an undo, and says nothing."""
        return self.filter(state=ClaimUse.State.ATTACHED).exclude(quote__state__in=[State.REMOVED, State.REJECTED])


class ClaimUse(models.Model):
    """Quote → claim, pinned to the wording that was seen, with a stance and whether it is hedged."""

    class State(models.TextChoices):
        ATTACHED = "attached", "Attached"
        REMOVED = "removed", "Removed"

    quote = models.ForeignKey(Quote, on_delete=models.CASCADE, related_name="uses")
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="uses")
    wording = models.ForeignKey(Wording, on_delete=models.PROTECT, related_name="+")
    stance = models.CharField(max_length=9, choices=Stance, default=Stance.ASSERTS)
    hedged = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=State, default=State.ATTACHED)
    version = models.PositiveIntegerField(default=1)

    objects = ClaimUseQuerySet.as_manager()

    RECORDED = ("stance", "hedged", "state", "wording_id")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["quote", "claim"], name="claim_use_once")]

"""Tags and mention groups: who and what is in the text."""

from django.db import models
from django.db.models import Case, F, Q, Value, When

from annotations.models.entity import Entity
from annotations.models.reading import Reading


class Kind(models.TextChoices):
    PERSON = "person", "Person"
    PLACE = "place", "Place"
    GROUP = "group", "Group"
    EVENT = "event", "Event"


class State(models.TextChoices):
    """Of tags and quotes. Rejected is a live state: it is why a suggestion never comes back."""

    SUGGESTED = "suggested", "Suggested"
    CONFIRMED = "confirmed", "Confirmed"
    REJECTED = "rejected", "Rejected"
    REMOVED = "removed", "Removed"


class MentionGroup(models.Model):
    """The tags of one reading that mean the same one: a row of the cast list. For events, the event itself."""

    reading = models.ForeignKey(Reading, on_delete=models.CASCADE, related_name="groups")
    kind = models.CharField(max_length=6, choices=Kind)
    name = models.CharField(max_length=500)
    demonym = models.BooleanField(default=False)
    entity = models.ForeignKey(Entity, on_delete=models.SET_NULL, null=True, blank=True, related_name="groups")
    protected = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    RECORDED = ("kind", "name", "demonym", "entity_id", "protected")

    class Meta:
        indexes = [models.Index(fields=["name", "kind"], name="group_by_name")]

    def __str__(self) -> str:
        return self.name


class Tag(models.Model):
    """A half-open span ``[start, end)`` of the article's text with a kind and a form."""

    class Form(models.TextChoices):
        NAME = "name", "Name"
        NOMINAL = "nominal", "Description"
        PRONOUN = "pronoun", "Pronoun"

    reading = models.ForeignKey(Reading, on_delete=models.CASCADE, related_name="tags", db_index=False)  # tag_in_order
    kind = models.CharField(max_length=6, choices=Kind)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    form = models.CharField(max_length=7, choices=Form, default=Form.NAME)
    label = models.CharField(max_length=40, blank=True, help_text="The pipeline's own label, kept as it was.")
    surface = models.TextField()
    score = models.FloatField(null=True)
    state = models.CharField(max_length=9, choices=State, default=State.SUGGESTED)
    version = models.PositiveIntegerField(default=1)
    p_kind = models.CharField(max_length=6, choices=Kind, null=True)
    p_start = models.PositiveIntegerField(null=True)
    p_end = models.PositiveIntegerField(null=True)
    group = models.ForeignKey(MentionGroup, on_delete=models.SET_NULL, null=True, related_name="tags")
    # Indexes ask for this and not for the state: a decision then changes no indexed column, and none of the indexes.
    live = models.GeneratedField(
        expression=Case(When(state=State.REMOVED, then=Value(False)), default=Value(True)),
        output_field=models.BooleanField(),
        db_persist=True,
    )

    RECORDED = ("kind", "start", "end", "form", "surface", "state", "group_id")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["reading", "kind", "start", "end"], condition=Q(live=True), name="tag_once"
            ),
            models.UniqueConstraint(fields=["reading", "p_kind", "p_start", "p_end"], name="tag_proposal_once"),
            models.CheckConstraint(condition=Q(start__lt=F("end")), name="tag_not_empty"),
            models.CheckConstraint(condition=~Q(surface=""), name="tag_has_surface"),
            models.CheckConstraint(condition=Q(score=None) | Q(score__range=(0, 1)), name="tag_score_is_share"),
        ]
        indexes = [models.Index(fields=["reading", "start"], name="tag_in_order")]

    def __str__(self) -> str:
        return f"{self.kind} “{self.surface}”"

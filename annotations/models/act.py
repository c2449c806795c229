"""Acts and decisions: who changed what, before and after. Both are append-only (trigger)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from annotations.models.reading import Reading


class Act(models.Model):
    """One intention of one person: one key, one bulk confirm. The id is made by the browser."""

    id = models.UUIDField(primary_key=True)
    # The indexes below serve both keys.
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="acts", db_index=False)
    # No cascade and no database constraint: what was decided outlives what it was decided on.
    reading = models.ForeignKey(
        Reading, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, null=True, related_name="acts"
    )
    seq = models.PositiveIntegerField()
    verb = models.CharField(max_length=40)
    undoes = models.OneToOneField("self", on_delete=models.DO_NOTHING, null=True, related_name="undone_by")
    note = models.TextField(blank=True, help_text="A reason given with the act.")
    # The reading of another article whose decisions this act carried over; like ``reading``, it may be gone.
    carried_from = models.ForeignKey(
        Reading, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, null=True, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reading", "seq"], condition=Q(reading__isnull=False), name="act_seq_once"),
        ]
        indexes = [models.Index(fields=["actor", "-at"], name="act_of_actor")]


class Decision(models.Model):
    """What one act changed on one object. ``before`` is null for what the act made."""

    act = models.ForeignKey(Act, on_delete=models.DO_NOTHING, related_name="decisions")
    object_type = models.CharField(max_length=20)
    object_id = models.BigIntegerField()
    before = models.JSONField(null=True)
    after = models.JSONField()
    # Of what was carried over: the object of the same type in the reading it comes from.
    origin_id = models.BigIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["object_type", "object_id", "id"], name="decision_of_object")]

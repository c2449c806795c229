"""Entities: the one behind many mention groups, and each surface form it goes by."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from annotations.models.reading import Reading


class Entity(models.Model):
    """A person, place, group or event known across articles. ``root`` follows merges and is kept up to date."""

    kind = models.CharField(max_length=6)
    name = models.CharField(max_length=500, help_text="The house display name.")
    note = models.CharField(max_length=500, blank=True, help_text="What tells it apart from others of the same name.")
    protected = models.BooleanField(default=False)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged_here")
    root = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="entity_has_name"),
            models.CheckConstraint(
                condition=Q(kind__in=["person", "place", "group", "event"]), name="entity_kind_known"
            ),
        ]
        indexes = [models.Index(Lower("name"), "kind", name="entity_by_name")]

    def __str__(self) -> str:
        return self.name


class AliasQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The house's own, and those of records that this person may see."""
        return self.filter(Q(reading=None) | Q(reading__in=Reading.objects.visible_to(user)))


class Alias(models.Model):
    """One surface form an entity goes by, and in whose mouth. ``reading`` is the record that gives it this name."""

    class Register(models.TextChoices):
        NEUTRAL = "", "Neutral"
        SELF = "self", "Self-name"
        OFFICIAL = "official", "Official"
        HOSTILE = "hostile", "Hostile"
        FORMER = "former", "Former"

    entity = models.ForeignKey(Entity, on_delete=models.CASCADE, related_name="aliases")
    surface = models.CharField(max_length=500)
    register = models.CharField(max_length=8, choices=Register, blank=True)
    reading = models.ForeignKey(Reading, on_delete=models.CASCADE, null=True, related_name="aliases")

    objects = AliasQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entity", "surface", "reading"], nulls_distinct=False, name="alias_once")
        ]
        indexes = [models.Index(Lower("surface"), name="alias_by_surface")]

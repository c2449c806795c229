"""Events: a mention group of kind event, with its one set of slots."""

from django.db import models

from annotations.models.tag import MentionGroup


class Event(models.Model):
    """What happened. The group is the event; its tags are the words that name it."""

    class Type(models.TextChoices):
        BATTLES = "battles", "Battles"
        PROTESTS = "protests", "Protests"
        RIOTS = "riots", "Riots"
        EXPLOSIONS = "explosions_remote_violence", "Explosions and remote violence"
        VIOLENCE = "violence_against_civilians", "Violence against civilians"
        STRATEGIC = "strategic_developments", "Strategic developments"
        POLITICAL = "political", "Political"
        LEGAL = "legal", "Legal"
        DISASTER = "disaster", "Disaster or accident"

    class Status(models.TextChoices):
        HAPPENED = "happened", "Happened"
        ALLEGED = "alleged", "Alleged"
        PLANNED = "planned", "Planned"

    class Precision(models.TextChoices):
        DAY = "day", "Day"
        WEEK = "week", "Week"
        MONTH = "month", "Month"
        YEAR = "year", "Year"

    group = models.OneToOneField(MentionGroup, on_delete=models.CASCADE, primary_key=True, related_name="event")
    type = models.CharField(max_length=30, choices=Type, blank=True)
    status = models.CharField(max_length=8, choices=Status, default=Status.HAPPENED)
    date = models.DateField(null=True)
    precision = models.CharField(max_length=5, choices=Precision, blank=True)
    place = models.ForeignKey(MentionGroup, on_delete=models.SET_NULL, null=True, related_name="events_here")
    version = models.PositiveIntegerField(default=1)

    RECORDED = ("type", "status", "date", "precision", "place_id")


class EventArgument(models.Model):
    """Somebody or something that took part in an event, and how."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="arguments")
    group = models.ForeignKey(MentionGroup, on_delete=models.CASCADE, related_name="parts")
    role = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "group", "role"], name="event_argument_once")]

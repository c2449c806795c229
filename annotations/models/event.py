"""Events: a mention group of kind event, with its one set of slots."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from annotations.models.tag import MentionGroup, State


def _span(of: str) -> models.CheckConstraint:
    """Both ends of a passage, or neither."""
    start, end = f"{of}_start", f"{of}_end"
    return models.CheckConstraint(
        condition=Q(**{start: None, end: None})
        # A comparison with null is not false, so half a span has to be refused by name.
        | Q(**{f"{start}__isnull": False, f"{end}__isnull": False, f"{start}__lt": F(end)}),
        name=f"event_{of}_is_span",
    )


class Event(models.Model):
    """What happened. The group is the event; its tags are the words that name it.

    The row may be missing until the first slot is filled. A slot that is not in ``decided`` holds what a pipeline
    proposed, or nothing; it is not part of a record. docs/events.md says what each slot means.
    """

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

    class Slot(models.TextChoices):
        TYPE = "type", "Type"
        STATUS = "status", "Status"
        DATE = "date", "Date"
        PLACE = "place", "Place"
        DEAD = "dead", "Dead"
        INJURED = "injured", "Injured"

    group = models.OneToOneField(MentionGroup, on_delete=models.CASCADE, primary_key=True, related_name="event")
    type = models.CharField(max_length=30, choices=Type, blank=True)
    subtype = models.CharField(max_length=40, blank=True)
    status = models.CharField(max_length=8, choices=Status, default=Status.HAPPENED, blank=True)
    date = models.DateField(null=True)
    precision = models.CharField(max_length=5, choices=Precision, blank=True)
    date_start = models.PositiveIntegerField(null=True)
    date_end = models.PositiveIntegerField(null=True)
    place = models.ForeignKey(MentionGroup, on_delete=models.SET_NULL, null=True, related_name="events_here")
    dead = models.PositiveIntegerField(null=True)
    dead_start = models.PositiveIntegerField(null=True)
    dead_end = models.PositiveIntegerField(null=True)
    # Who says so; without one it is the outlet's own figure.
    dead_source = models.ForeignKey(MentionGroup, on_delete=models.SET_NULL, null=True, related_name="+")
    injured = models.PositiveIntegerField(null=True)
    injured_start = models.PositiveIntegerField(null=True)
    injured_end = models.PositiveIntegerField(null=True)
    injured_source = models.ForeignKey(MentionGroup, on_delete=models.SET_NULL, null=True, related_name="+")
    decided = ArrayField(models.CharField(max_length=8, choices=Slot), default=list, blank=True)
    version = models.PositiveIntegerField(default=1)

    # The fields that make up each slot.
    SLOTS = {
        "type": ("type", "subtype"),
        "status": ("status",),
        "date": ("date", "precision", "date_start", "date_end"),
        "place": ("place_id",),
        "dead": ("dead", "dead_start", "dead_end", "dead_source_id"),
        "injured": ("injured", "injured_start", "injured_end", "injured_source_id"),
    }
    RECORDED = (*(name for names in SLOTS.values() for name in names), "decided")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(date=None, precision="") | Q(date__isnull=False) & ~Q(precision=""),
                name="event_date_has_precision",
            ),
            _span("date"),
            _span("dead"),
            _span("injured"),
        ]

    def filled(self, slot: str) -> bool:
        """Whether anything stands in a slot."""
        return any(getattr(self, name) not in (None, "") for name in self.SLOTS[slot])


def empty(slot: str) -> dict:
    """The values of a slot that nothing stands in."""
    return {name: "" if name in ("type", "subtype", "status", "precision") else None for name in Event.SLOTS[slot]}


class EventArgument(models.Model):
    """Somebody or something that took part in an event, and how."""

    class Role(models.TextChoices):
        ACTOR = "actor", "Did it"
        SUPPORTER = "supporter", "Helped"
        TARGET = "target", "It was aimed at"
        VICTIM = "victim", "Killed or hurt"
        ACCUSED = "accused", "Accused of it"
        PARTICIPANT = "participant", "Took part"

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="arguments")
    group = models.ForeignKey(MentionGroup, on_delete=models.CASCADE, related_name="parts")
    role = models.CharField(max_length=40)
    state = models.CharField(max_length=9, choices=State, default=State.CONFIRMED)
    version = models.PositiveIntegerField(default=1)
    # The role that a pipeline proposed; null for one that was added by hand.
    p_role = models.CharField(max_length=40, null=True)

    RECORDED = ("role", "state")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "group", "role"], name="event_argument_once")]

    @property
    def role_label(self) -> str:
        return dict(self.Role.choices).get(self.role, self.role)


# What is told of an event beside its type. The first six are ACLED's; the rest are the house's own (docs/events.md).
SUBTYPES: dict[str, tuple[tuple[str, str], ...]] = {
    Event.Type.BATTLES: (
        ("armed_clash", "Armed clash"),
        ("government_regains_territory", "Government regains territory"),
        ("non_state_actor_overtakes_territory", "Non-state actor overtakes territory"),
    ),
    Event.Type.PROTESTS: (
        ("peaceful_protest", "Peaceful protest"),
        ("protest_with_intervention", "Protest with intervention"),
        ("excessive_force_against_protesters", "Excessive force against protesters"),
    ),
    Event.Type.RIOTS: (("violent_demonstration", "Violent demonstration"), ("mob_violence", "Mob violence")),
    Event.Type.EXPLOSIONS: (
        ("air_drone_strike", "Air or drone strike"),
        ("shelling_artillery_missile", "Shelling, artillery or missile"),
        ("suicide_bomb", "Suicide bomb"),
        ("remote_explosive_landmine_ied", "Remote explosive, landmine or IED"),
        ("grenade", "Grenade"),
        ("chemical_weapon", "Chemical weapon"),
    ),
    Event.Type.VIOLENCE: (
        ("attack", "Attack"),
        ("abduction_forced_disappearance", "Abduction or forced disappearance"),
        ("sexual_violence", "Sexual violence"),
    ),
    Event.Type.STRATEGIC: (
        ("agreement", "Agreement"),
        ("arrests", "Arrests"),
        ("change_to_group_activity", "Change to a group or its activity"),
        ("disrupted_weapons_use", "Disrupted weapons use"),
        ("headquarters_or_base_established", "Headquarters or base established"),
        ("looting_property_destruction", "Looting or property destruction"),
        ("non_violent_transfer_of_territory", "Non-violent transfer of territory"),
        ("other", "Other"),
    ),
    Event.Type.POLITICAL: (
        ("election", "Election or referendum"),
        ("decision", "Law, vote or decision"),
        ("government_change", "Change of government"),
        ("appointment", "Appointment or resignation"),
        ("talks", "Talks, visit or summit"),
        ("sanctions", "Sanctions"),
    ),
    Event.Type.LEGAL: (
        ("arrest", "Arrest"),
        ("investigation", "Investigation or search"),
        ("charges", "Charges"),
        ("trial", "Trial or hearing"),
        ("verdict", "Verdict or sentence"),
        ("lawsuit", "Lawsuit"),
        ("release", "Release or pardon"),
    ),
    Event.Type.DISASTER: (
        ("earthquake", "Earthquake"),
        ("flood", "Flood"),
        ("storm", "Storm"),
        ("fire", "Fire"),
        ("heat_drought", "Heat or drought"),
        ("transport_accident", "Transport accident"),
        ("industrial_accident", "Industrial accident or collapse"),
        ("epidemic", "Epidemic"),
    ),
}


def subtype_label(event_type: str, subtype: str) -> str:
    return dict(SUBTYPES.get(event_type, ())).get(subtype, subtype)

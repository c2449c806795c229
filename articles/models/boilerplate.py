"""What an outlet repeats around its stories, learned from its articles; and who had what left out or put back."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from articles.models.article import Article, Outlet
from articles.models.batch import Batch


class Learning(models.Model):
    """How far the articles of an outlet have been looked through for what it repeats."""

    outlet = models.OneToOneField(Outlet, on_delete=models.CASCADE, primary_key=True, related_name="learning")
    up_to = models.BigIntegerField(default=0, help_text="The last article that was counted.")
    articles = models.PositiveIntegerField(default=0)


class Repetition(models.Model):
    """Words at the edge of an outlet's articles, being counted. Rare ones are forgotten, so there are never many."""

    outlet = models.ForeignKey(Outlet, on_delete=models.CASCADE, related_name="repetitions")
    key = models.BinaryField(max_length=32)
    text = models.TextField()
    since = models.PositiveIntegerField(help_text="How many articles had been counted when it was first seen.")
    articles = models.PositiveIntegerField()
    inner = models.PositiveIntegerField(help_text="Of how many it stood in the midst.")
    tied = models.PositiveIntegerField(help_text="In how many the story itself uses its words.")
    # A few are enough to tell; more would only grow.
    days = ArrayField(models.DateField())
    samples = ArrayField(models.BigIntegerField())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["outlet", "key"], name="repetition_once")]


class OutletRule(models.Model):
    """A paragraph that one outlet repeats, to the letter but for white space, case and digits."""

    class State(models.TextChoices):
        PROPOSED = "proposed", "Proposed"
        ON = "on", "On"
        OFF = "off", "Off"

    outlet = models.ForeignKey(Outlet, on_delete=models.CASCADE, related_name="rules")
    key = models.BinaryField(max_length=32)
    text = models.TextField()
    state = models.CharField(max_length=8, choices=State, default=State.PROPOSED)
    articles = models.PositiveIntegerField(default=0, help_text="In how many articles it was seen, left out or not.")
    first_seen = models.DateField(null=True, help_text="Earliest date of an article with it.")
    last_seen = models.DateField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    searched_to = models.BigIntegerField(default=0, help_text="The last article that was searched for it.")
    # Making older articles anew: who asked, and the last of its carriers that was looked at.
    remake_asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    remade_to = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["outlet", "key"], name="outlet_rule_once"),
            models.CheckConstraint(condition=~Q(text=""), name="outlet_rule_has_text"),
            models.CheckConstraint(
                condition=~Q(state="off") | Q(decided_by__isnull=False), name="outlet_rule_is_switched_off_by_somebody"
            ),
            models.CheckConstraint(
                condition=Q(remade_to=None) | Q(state="on", remake_asked_by__isnull=False),
                name="outlet_rule_remakes_while_on",
            ),
        ]
        indexes = [models.Index(fields=["id"], name="outlet_rule_remaking", condition=Q(remade_to__isnull=False))]

    def __str__(self) -> str:
        return self.text[:80]


class RuleCarrier(models.Model):
    """An article whose text has the words of a rule."""

    rule = models.ForeignKey(OutletRule, on_delete=models.CASCADE, related_name="carriers", db_index=False)
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rule", "article"], name="rule_carrier_once")]
        indexes = [models.Index(fields=["rule", "id"], name="rule_carrier_in_order")]


class PinnedRules(models.Model):
    """The rules that a batch goes by: those that were on when its first item was settled, whatever happens since."""

    batch = models.OneToOneField(Batch, on_delete=models.CASCADE, primary_key=True, related_name="pinned_rules")
    rules = ArrayField(models.BigIntegerField())


class Recut(models.Model):
    """Words were put back or taken out: the article was replaced by another one of the same original."""

    class Action(models.TextChoices):
        PUT_BACK = "put_back", "Put back"
        TAKEN_OUT = "taken_out", "Taken out"
        RULE = "rule", "Taken out by a rule of the outlet"

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="recuts")
    replaced = models.BigIntegerField(unique=True, help_text="The article that is no more.")
    action = models.CharField(max_length=9, choices=Action)
    words = models.TextField(help_text="What was put back or taken out.")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="recut_has_words")]

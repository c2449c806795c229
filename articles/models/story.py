"""Which articles print the same text: prints to find them by, links between two, stories of many, people's decisions.

Who may be told apart and when is the services' business (``articles/services/copies.py``, ``judging.py``).
"""

from django.conf import settings
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import F, Q

from articles.models.article import Article


class TextPrint(models.Model):
    """The print of an article's body. Prints of another scheme, seed or length cannot be compared (``make_prints``)."""

    article = models.OneToOneField(Article, on_delete=models.CASCADE, primary_key=True, related_name="text_print")
    scheme = models.CharField(max_length=40)
    seed = models.PositiveIntegerField()
    permutations = models.PositiveSmallIntegerField()
    words = models.PositiveIntegerField()
    signature = models.BinaryField()


class PrintBand(models.Model):
    """One key by which a print is found. Forty of them an article: no constraint that is checked row by row.

    A key whose article is gone finds nothing, because its print is gone. Rows come in the order of their articles: a
    block index is enough to take them away.
    """

    pk = models.CompositePrimaryKey("key", "article")
    key = models.BigIntegerField()
    article = models.ForeignKey(
        Article, on_delete=models.CASCADE, db_constraint=False, db_index=False, related_name="print_bands"
    )

    class Meta:
        indexes = [BrinIndex(fields=["article"], name="print_band_of_article", pages_per_range=32, autosummarize=True)]


class Story(models.Model):
    """Articles that print one text, or nearly. Its members are what it is; a story that joined another one names it."""

    merged_into = models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="merged")
    created_at = models.DateTimeField(auto_now_add=True)


class StoryMember(models.Model):
    """An article in its story. Members of one ``text`` count as one independent text."""

    article = models.OneToOneField(Article, on_delete=models.CASCADE, primary_key=True, related_name="story_member")
    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="members")
    text = models.BigIntegerField(help_text="Id of the article it was first seen in: a label, it may be gone.")


class TextLink(models.Model):
    """Two articles whose texts are alike, or that somebody said are not the same text."""

    class Kind(models.TextChoices):
        COPY = "copy", "Nearly the same text"
        REVISION = "revision", "A changed text of the same outlet"

    left = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="links_to_later", db_index=False)
    right = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="links_to_earlier")
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.COPY)
    share = models.FloatField(help_text="Part of the runs of words that either has which both have.")
    refused = models.BooleanField(default=False, help_text="As the latest decision says.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["left", "right"], name="text_link_once"),
            models.CheckConstraint(condition=Q(left__lt=F("right")), name="text_link_in_order"),
            models.CheckConstraint(condition=Q(share__gte=0, share__lte=1), name="text_link_share_is_a_part"),
        ]
        indexes = [models.Index(fields=["left"], name="text_link_refused", condition=Q(refused=True))]


class TextDecision(models.Model):
    """What somebody said about two texts; append-only (trigger), and kept when an article is gone."""

    class Verdict(models.TextChoices):
        DIFFERENT = "different", "Not the same text"
        UNDONE = "undone", "Taken back"

    left = models.BigIntegerField()
    right = models.BigIntegerField()
    verdict = models.CharField(max_length=9, choices=Verdict)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(left__lt=F("right")), name="text_decision_in_order")]
        indexes = [models.Index(fields=["left", "right", "-id"], name="text_decision_of_pair")]

"""Outlets and articles. The text of an article never changes; the trigger for that is in a migration."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length, Lower


class Outlet(models.Model):
    """A publisher: a newspaper, a ministry's press office, a wire service."""

    name = models.CharField(max_length=200)
    homepage = models.URLField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(Lower("name"), name="outlet_name_unique"),
            models.CheckConstraint(condition=~Q(name=""), name="outlet_has_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Original(models.Model):
    """The bytes of one imported item as they came; the same bytes are kept once."""

    sha256 = models.BinaryField(max_length=32, unique=True)
    content = models.BinaryField()
    media_type = models.CharField(max_length=100)
    encoding = models.CharField(max_length=40, blank=True)


class Article(models.Model):
    """One published version of one text by one outlet. The text never changes after import (trigger)."""

    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, null=True, blank=True, related_name="articles")
    original = models.ForeignKey(Original, on_delete=models.PROTECT, related_name="articles")
    external_id = models.CharField(max_length=200, blank=True)
    url = models.URLField(max_length=2000, blank=True)
    headline = models.CharField(max_length=1000)
    byline = models.CharField(max_length=500, blank=True)
    published_at = models.DateTimeField(null=True, blank=True, help_text="Empty when the date is unknown.")
    published_has_time = models.BooleanField(default=False)
    language = models.CharField(max_length=35, blank=True, help_text="BCP 47; empty when unknown.")
    text = models.TextField()
    text_sha256 = models.BinaryField(max_length=32)
    text_length = models.GeneratedField(expression=Length("text"), output_field=models.IntegerField(), db_persist=True)
    word_count = models.PositiveIntegerField()
    standfirst_start = models.PositiveIntegerField(null=True, blank=True)
    body_start = models.PositiveIntegerField()
    revises = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="revisions")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["outlet", "text_sha256"], nulls_distinct=False, name="article_text_once_per_outlet"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="article_has_text"),
            models.CheckConstraint(
                condition=Q(body_start__lte=F("text_length"))
                & (Q(standfirst_start=None) | Q(standfirst_start__lt=F("body_start"))),
                name="article_parts_in_order",
            ),
        ]
        indexes = [
            models.Index(fields=["-published_at", "-id"], name="article_newest"),
            models.Index(fields=["outlet", "url"], name="article_outlet_url", condition=~Q(url="")),
            models.Index(fields=["outlet", "-id"], name="article_of_outlet"),
        ]

    def __str__(self) -> str:
        return self.headline


class Block(models.Model):
    """A run of the original left out of the text, shown folded where it stood, with the rule that left it out."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="blocks")
    number = models.PositiveIntegerField()
    at = models.PositiveIntegerField(help_text="Offset in the article's text where the block stood (code points).")
    rule = models.CharField(max_length=60)
    text = models.TextField()

    class Meta:
        ordering = ["article", "number"]
        constraints = [models.UniqueConstraint(fields=["article", "number"], name="block_number_unique")]

"""Which pages are open on a reading, so that nobody works in two of them unawares."""

from django.conf import settings
from django.db import models

from annotations.models.reading import Reading


class OpenPage(models.Model):
    """One page of somebody who may write in a reading, and when it was last heard of. No act: rows come and go."""

    reading = models.ForeignKey(Reading, on_delete=models.CASCADE, related_name="open_pages")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    tab = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["reading", "person", "tab"], name="open_page_once")]

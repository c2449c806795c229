"""A claim on a pending reading is an advisory lock of the worker's session; no column has to expire."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("annotations", "0003_main_queue")]

    operations = [
        migrations.RemoveField("reading", "claimed_until"),
        migrations.AddIndex(
            "reading",
            models.Index(condition=models.Q(("state", "failed")), fields=["id"], name="reading_failed"),
        ),
    ]

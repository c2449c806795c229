"""Where carried-over decisions come from: the reading, and the object in it."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("annotations", "0011_open_pages"),
    ]

    operations = [
        migrations.AddField(
            "act",
            "carried_from",
            models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="annotations.reading",
            ),
        ),
        migrations.AddField("decision", "origin_id", models.BigIntegerField(null=True)),
    ]

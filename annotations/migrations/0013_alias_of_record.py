"""An alias names the record that it comes from, so that it shows where the record does and goes when it is corrected."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("annotations", "0012_carried_over")]

    operations = [
        migrations.AddField(
            "alias",
            "reading",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="aliases",
                to="annotations.reading",
            ),
        ),
        migrations.RemoveConstraint("alias", "alias_once"),
        migrations.AddConstraint(
            "alias",
            models.UniqueConstraint(
                fields=["entity", "surface", "reading"], nulls_distinct=False, name="alias_once"
            ),
        ),
    ]

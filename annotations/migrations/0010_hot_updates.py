"""A decision leaves the indexes of tags alone, and finds room for the new row on the same page."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("annotations", "0009_contested_words"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        # First, so that the table written anew for the next step has the room already.
        migrations.RunSQL(
            "ALTER TABLE annotations_tag SET (fillfactor = 85)",
            "ALTER TABLE annotations_tag RESET (fillfactor)",
        ),
        migrations.RemoveConstraint(
            model_name="tag",
            name="tag_once",
        ),
        migrations.AddField(
            model_name="tag",
            name="live",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Case(
                    models.When(state="removed", then=models.Value(False)), default=models.Value(True)
                ),
                output_field=models.BooleanField(),
            ),
        ),
        migrations.AlterField(
            model_name="act",
            name="actor",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="acts",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="act",
            name="reading",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="acts",
                to="annotations.reading",
            ),
        ),
        migrations.AlterField(
            model_name="tag",
            name="reading",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="tags",
                to="annotations.reading",
            ),
        ),
        migrations.AddConstraint(
            model_name="tag",
            constraint=models.UniqueConstraint(
                condition=models.Q(("live", True)), fields=("reading", "kind", "start", "end"), name="tag_once"
            ),
        ),
    ]

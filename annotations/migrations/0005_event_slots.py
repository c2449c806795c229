"""Events with all their slots, each decided by itself, and participants that are proposed and decided."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("annotations", "0004_claims_are_locks"),
    ]

    operations = [
        migrations.AddField(
            model_name="event",
            name="date_end",
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="event",
            name="date_start",
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="event",
            name="dead",
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="event",
            name="dead_end",
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="event",
            name="dead_source",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="annotations.mentiongroup"
            ),
        ),
        migrations.AddField(
            model_name="event",
            name="dead_start",
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="event",
            name="decided",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("type", "Type"),
                        ("status", "Status"),
                        ("date", "Date"),
                        ("place", "Place"),
                        ("dead", "Dead"),
                        ("injured", "Injured"),
                    ],
                    max_length=8,
                ),
                blank=True,
                default=list,
                size=None,
            ),
        ),
        migrations.AddField(
            model_name="event",
            name="injured",
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="event",
            name="injured_end",
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="event",
            name="injured_source",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="annotations.mentiongroup"
            ),
        ),
        migrations.AddField(
            model_name="event",
            name="injured_start",
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="event",
            name="subtype",
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name="eventargument",
            name="p_role",
            field=models.CharField(max_length=40, null=True),
        ),
        migrations.AddField(
            model_name="eventargument",
            name="state",
            field=models.CharField(
                choices=[
                    ("suggested", "Suggested"),
                    ("confirmed", "Confirmed"),
                    ("rejected", "Rejected"),
                    ("removed", "Removed"),
                ],
                default="confirmed",
                max_length=9,
            ),
        ),
        migrations.AddField(
            model_name="eventargument",
            name="version",
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AlterField(
            model_name="event",
            name="status",
            field=models.CharField(
                blank=True,
                choices=[("happened", "Happened"), ("alleged", "Alleged"), ("planned", "Planned")],
                default="happened",
                max_length=8,
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("date", None), ("precision", "")),
                    models.Q(("date__isnull", False), models.Q(("precision", ""), _negated=True)),
                    _connector="OR",
                ),
                name="event_date_has_precision",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("date_end", None), ("date_start", None)),
                    models.Q(
                        ("date_end__isnull", False),
                        ("date_start__isnull", False),
                        ("date_start__lt", models.F("date_end")),
                    ),
                    _connector="OR",
                ),
                name="event_date_is_span",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("dead_end", None), ("dead_start", None)),
                    models.Q(
                        ("dead_end__isnull", False),
                        ("dead_start__isnull", False),
                        ("dead_start__lt", models.F("dead_end")),
                    ),
                    _connector="OR",
                ),
                name="event_dead_is_span",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("injured_end", None), ("injured_start", None)),
                    models.Q(
                        ("injured_end__isnull", False),
                        ("injured_start__isnull", False),
                        ("injured_start__lt", models.F("injured_end")),
                    ),
                    _connector="OR",
                ),
                name="event_injured_is_span",
            ),
        ),
    ]

"""Events with all their slots, each decided by itself, and participants that are proposed and decided.

What a slot points at lies in the event's own reading and inside the text (statement-level triggers, as for tags).
"""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

FORWARD = """
CREATE FUNCTION events_fit_reading() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE bad bigint;
BEGIN
    SELECT n.group_id INTO bad FROM new_rows n
        JOIN annotations_mentiongroup g ON g.id = n.group_id
        JOIN annotations_reading r ON r.id = g.reading_id
        JOIN articles_article a ON a.id = r.article_id
        WHERE greatest(n.date_end, n.dead_end, n.injured_end) > a.text_length LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'event_inside_text: event % has words after the text', bad USING ERRCODE = 'check_violation';
    END IF;
    SELECT n.group_id INTO bad FROM new_rows n
        JOIN annotations_mentiongroup g ON g.id = n.group_id
        JOIN annotations_mentiongroup other ON other.id IN (n.place_id, n.dead_source_id, n.injured_source_id)
        WHERE other.reading_id <> g.reading_id LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'event_same_reading: event % points at a group of another reading', bad
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER events_fit_on_insert AFTER INSERT ON annotations_event REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION events_fit_reading();
CREATE TRIGGER events_fit_on_update AFTER UPDATE ON annotations_event REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION events_fit_reading();

CREATE FUNCTION event_arguments_fit_reading() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE bad bigint;
BEGIN
    SELECT n.id INTO bad FROM new_rows n
        JOIN annotations_mentiongroup event ON event.id = n.event_id
        JOIN annotations_mentiongroup part ON part.id = n.group_id
        WHERE event.reading_id <> part.reading_id LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'event_argument_same_reading: participant % is of another reading', bad
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER event_arguments_fit_on_insert AFTER INSERT ON annotations_eventargument
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION event_arguments_fit_reading();
CREATE TRIGGER event_arguments_fit_on_update AFTER UPDATE ON annotations_eventargument
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION event_arguments_fit_reading();
"""

BACKWARD = """
DROP TRIGGER event_arguments_fit_on_update ON annotations_eventargument;
DROP TRIGGER event_arguments_fit_on_insert ON annotations_eventargument;
DROP FUNCTION event_arguments_fit_reading();
DROP TRIGGER events_fit_on_update ON annotations_event;
DROP TRIGGER events_fit_on_insert ON annotations_event;
DROP FUNCTION events_fit_reading();
"""


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
                    ("date_start__lt", models.F("date_end")),
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
                    ("dead_start__lt", models.F("dead_end")),
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
                    ("injured_start__lt", models.F("injured_end")),
                    _connector="OR",
                ),
                name="event_injured_is_span",
            ),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]

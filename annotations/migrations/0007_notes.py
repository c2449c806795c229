"""Notes on readings. A note's tag or quote is one of its own reading (trigger, as for tags and quotes)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

FORWARD = """
CREATE FUNCTION notes_fit_reading() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE bad uuid;
BEGIN
    SELECT n.id INTO bad FROM new_rows n
        LEFT JOIN annotations_tag t ON t.id = n.tag_id
        LEFT JOIN annotations_quote q ON q.id = n.quote_id
        WHERE coalesce(t.reading_id, q.reading_id, n.reading_id) <> n.reading_id LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'note_same_reading: note % is on a tag or quote of another reading', bad
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER notes_fit_on_insert AFTER INSERT ON annotations_note REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION notes_fit_reading();
CREATE TRIGGER notes_fit_on_update AFTER UPDATE ON annotations_note REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION notes_fit_reading();
"""

BACKWARD = """
DROP TRIGGER notes_fit_on_update ON annotations_note;
DROP TRIGGER notes_fit_on_insert ON annotations_note;
DROP FUNCTION notes_fit_reading();
"""


def _user(name: str) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=django.db.models.deletion.PROTECT, null=name == "+", related_name=name
    )


def _on(model: str) -> models.ForeignKey:
    return models.ForeignKey(model, on_delete=django.db.models.deletion.SET_NULL, null=True, related_name="notes")


class Migration(migrations.Migration):
    dependencies = [
        ("annotations", "0006_event_invariants"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Note",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                (
                    "reading",
                    models.ForeignKey(
                        "annotations.reading", on_delete=django.db.models.deletion.CASCADE, related_name="notes"
                    ),
                ),
                ("tag", _on("annotations.tag")),
                ("quote", _on("annotations.quote")),
                (
                    "words",
                    models.CharField(
                        blank=True, help_text="Of the tag or quote, as the note found them.", max_length=200
                    ),
                ),
                ("text", models.TextField()),
                ("author", _user("notes")),
                ("calls", models.ManyToManyField(related_name="notes_for", to=settings.AUTH_USER_MODEL)),
                ("created_at", models.DateTimeField()),
                ("resolved_by", _user("+")),
                ("resolved_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=~Q(text=""), name="note_has_text"),
                    models.CheckConstraint(condition=Q(tag=None) | Q(quote=None), name="note_on_one_thing"),
                    models.CheckConstraint(
                        condition=Q(resolved_by=None, resolved_at=None)
                        | Q(resolved_by__isnull=False, resolved_at__isnull=False),
                        name="note_resolved_by_somebody",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["-created_at", "-id"], condition=Q(resolved_at=None), name="note_open"),
                    models.Index(
                        fields=["author", "-created_at"], condition=Q(resolved_at=None), name="note_open_of_author"
                    ),
                ],
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]

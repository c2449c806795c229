"""What an event's slots point at lies in its own reading and inside the text (statement-level, as for tags)."""

from django.db import migrations

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
    dependencies = [("annotations", "0005_event_slots")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]

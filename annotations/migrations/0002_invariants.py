"""Invariants that Django cannot express.

Spans stay inside the text and references inside their reading (statement-level, so that COPY pays once a statement);
acts and decisions are append-only, except for a redaction that says so in its own transaction.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION tags_fit_reading() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE bad bigint;
BEGIN
    SELECT n.id INTO bad FROM new_rows n
        JOIN annotations_reading r ON r.id = n.reading_id
        JOIN articles_article a ON a.id = r.article_id
        WHERE n."end" > a.text_length LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'tag_inside_text: tag % ends after the text', bad USING ERRCODE = 'check_violation';
    END IF;
    SELECT n.id INTO bad FROM new_rows n
        JOIN annotations_mentiongroup g ON g.id = n.group_id
        WHERE g.reading_id <> n.reading_id LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'tag_group_same_reading: tag % has a group of another reading', bad
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER tags_fit_on_insert AFTER INSERT ON annotations_tag REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION tags_fit_reading();
CREATE TRIGGER tags_fit_on_update AFTER UPDATE ON annotations_tag REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION tags_fit_reading();

CREATE FUNCTION quotes_fit_reading() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE bad bigint;
BEGIN
    SELECT n.id INTO bad FROM new_rows n
        JOIN annotations_reading r ON r.id = n.reading_id
        JOIN articles_article a ON a.id = r.article_id
        WHERE isempty(n.pieces) OR lower(n.pieces) < 0 OR upper(n.pieces) > a.text_length
            OR coalesce(n.cue_end, 0) > a.text_length LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'quote_inside_text: quote % is empty or not inside the text', bad
            USING ERRCODE = 'check_violation';
    END IF;
    SELECT n.id INTO bad FROM new_rows n
        JOIN annotations_tag t ON t.id = n.speaker_id
        WHERE t.reading_id <> n.reading_id LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'quote_speaker_same_reading: quote % has a speaker of another reading', bad
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER quotes_fit_on_insert AFTER INSERT ON annotations_quote REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION quotes_fit_reading();
CREATE TRIGGER quotes_fit_on_update AFTER UPDATE ON annotations_quote REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION quotes_fit_reading();

CREATE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('newsroom.redacting', true) = 'on' THEN
        RETURN COALESCE(NEW, OLD);
    END IF;
    RAISE EXCEPTION 'append_only: % cannot be changed', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER act_append_only BEFORE UPDATE OR DELETE ON annotations_act
    FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER decision_append_only BEFORE UPDATE OR DELETE ON annotations_decision
    FOR EACH ROW EXECUTE FUNCTION append_only();
"""

BACKWARD = """
DROP TRIGGER decision_append_only ON annotations_decision;
DROP TRIGGER act_append_only ON annotations_act;
DROP FUNCTION append_only();
DROP TRIGGER quotes_fit_on_update ON annotations_quote;
DROP TRIGGER quotes_fit_on_insert ON annotations_quote;
DROP FUNCTION quotes_fit_reading();
DROP TRIGGER tags_fit_on_update ON annotations_tag;
DROP TRIGGER tags_fit_on_insert ON annotations_tag;
DROP FUNCTION tags_fit_reading();
"""


class Migration(migrations.Migration):
    dependencies = [("annotations", "0001_initial"), ("articles", "0002_text_is_immutable")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]

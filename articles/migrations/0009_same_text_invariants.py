"""Invariants that Django cannot express: what was decided about two texts stays on record, and prints are whole."""

from django.db import migrations

FORWARD = """
ALTER TABLE articles_textprint ADD CONSTRAINT text_print_is_whole CHECK (octet_length(signature) = 4 * permutations);

CREATE FUNCTION text_decision_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'text_decision_is_append_only: what was decided stays on record'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER text_decision_is_append_only BEFORE UPDATE OR DELETE ON articles_textdecision FOR EACH ROW
    EXECUTE FUNCTION text_decision_is_append_only();
"""

BACKWARD = """
DROP TRIGGER text_decision_is_append_only ON articles_textdecision;
DROP FUNCTION text_decision_is_append_only();
ALTER TABLE articles_textprint DROP CONSTRAINT text_print_is_whole;
"""


class Migration(migrations.Migration):
    dependencies = [("articles", "0008_same_text")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]

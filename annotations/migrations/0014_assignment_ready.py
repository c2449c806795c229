"""Whether an article still waits for pre-tagging stands on its slots, so that handing out costs nothing while many wait.

Slots and machine readings are locked in this order everywhere: readings first.
"""

from django.db import migrations, models

FORWARD = """
CREATE FUNCTION assignment_ready_on_its_own() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- The lock waits for a worker that closes the reading just now: it could not see this slot yet.
    PERFORM FROM annotations_reading
        WHERE article_id = NEW.article_id AND role = 'machine' AND state = 'pending' FOR SHARE;
    NEW.ready := NOT FOUND;
    RETURN NEW;
END $$;

CREATE TRIGGER assignment_ready_on_insert BEFORE INSERT ON annotations_assignment
    FOR EACH ROW EXECUTE FUNCTION assignment_ready_on_its_own();
CREATE TRIGGER assignment_ready_on_move BEFORE UPDATE OF article_id ON annotations_assignment
    FOR EACH ROW WHEN (OLD.article_id <> NEW.article_id) EXECUTE FUNCTION assignment_ready_on_its_own();

CREATE FUNCTION assignments_follow_pretagging() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE article bigint := CASE WHEN TG_OP = 'DELETE' THEN OLD.article_id ELSE NEW.article_id END;
DECLARE waits boolean;
BEGIN
    -- One after the other, where two pipelines read one article: each would take the other's reading for pending.
    PERFORM FROM annotations_assignment WHERE article_id = article ORDER BY id FOR NO KEY UPDATE;
    SELECT EXISTS (SELECT FROM annotations_reading
        WHERE article_id = article AND role = 'machine' AND state = 'pending') INTO waits;
    UPDATE annotations_assignment SET ready = NOT waits WHERE article_id = article AND ready = waits;
    RETURN NULL;
END $$;

CREATE TRIGGER assignments_wait_on_insert AFTER INSERT ON annotations_reading
    FOR EACH ROW WHEN (NEW.role = 'machine' AND NEW.state = 'pending')
    EXECUTE FUNCTION assignments_follow_pretagging();
CREATE TRIGGER assignments_follow_on_update AFTER UPDATE OF state ON annotations_reading
    FOR EACH ROW WHEN (NEW.role = 'machine' AND (OLD.state = 'pending') <> (NEW.state = 'pending'))
    EXECUTE FUNCTION assignments_follow_pretagging();
CREATE TRIGGER assignments_follow_on_delete AFTER DELETE ON annotations_reading
    FOR EACH ROW WHEN (OLD.role = 'machine' AND OLD.state = 'pending')
    EXECUTE FUNCTION assignments_follow_pretagging();

UPDATE annotations_assignment slot SET ready = false WHERE EXISTS (
    SELECT FROM annotations_reading r
    WHERE r.article_id = slot.article_id AND r.role = 'machine' AND r.state = 'pending');
"""

BACKWARD = """
DROP TRIGGER assignments_follow_on_delete ON annotations_reading;
DROP TRIGGER assignments_follow_on_update ON annotations_reading;
DROP TRIGGER assignments_wait_on_insert ON annotations_reading;
DROP FUNCTION assignments_follow_pretagging();
DROP TRIGGER assignment_ready_on_move ON annotations_assignment;
DROP TRIGGER assignment_ready_on_insert ON annotations_assignment;
DROP FUNCTION assignment_ready_on_its_own();
"""


class Migration(migrations.Migration):
    dependencies = [("annotations", "0013_alias_of_record")]

    operations = [
        migrations.AddField(
            model_name="assignment",
            name="ready",
            field=models.BooleanField(
                default=True, help_text="False while the article waits for pre-tagging. Kept by PostgreSQL."
            ),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
        migrations.AddIndex(
            model_name="assignment",
            index=models.Index(
                condition=models.Q(("ready", True), ("state__in", ["open", "taken", "skipped"])),
                fields=["article"],
                name="assignment_to_hand_out",
            ),
        ),
    ]

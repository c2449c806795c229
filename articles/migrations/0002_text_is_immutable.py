"""Invariants that Django cannot express: an article's text and its hash are never updated."""

from django.db import migrations

FORWARD = """
ALTER TABLE articles_article ADD CONSTRAINT article_sha256_is_32_bytes CHECK (octet_length(text_sha256) = 32);
ALTER TABLE articles_original ADD CONSTRAINT original_sha256_is_32_bytes CHECK (octet_length(sha256) = 32);

CREATE FUNCTION article_text_is_immutable() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'article_text_is_immutable: the text of article % cannot change', OLD.id
        USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER article_text_is_immutable BEFORE UPDATE ON articles_article FOR EACH ROW
    WHEN (OLD.text IS DISTINCT FROM NEW.text OR OLD.text_sha256 IS DISTINCT FROM NEW.text_sha256
          OR OLD.body_start IS DISTINCT FROM NEW.body_start
          OR OLD.standfirst_start IS DISTINCT FROM NEW.standfirst_start)
    EXECUTE FUNCTION article_text_is_immutable();
"""

BACKWARD = """
DROP TRIGGER article_text_is_immutable ON articles_article;
DROP FUNCTION article_text_is_immutable();
ALTER TABLE articles_article DROP CONSTRAINT article_sha256_is_32_bytes;
ALTER TABLE articles_original DROP CONSTRAINT original_sha256_is_32_bytes;
"""


class Migration(migrations.Migration):
    dependencies = [("articles", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]

"""The three roles as groups, and the table of the database cache (login throttling lives there)."""

from django.core.management import call_command
from django.db import migrations

ROLES = ["analyst", "editor", "admin"]


def make_roles(apps, schema_editor):
    group = apps.get_model("auth", "Group")
    for name in ROLES:
        group.objects.get_or_create(name=name)


def remove_roles(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name__in=ROLES).delete()


def make_cache_table(apps, schema_editor):
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0001_initial"), ("auth", "0012_alter_user_first_name_max_length")]

    operations = [
        migrations.RunPython(make_roles, remove_roles),
        migrations.RunPython(
            make_cache_table,
            lambda apps, schema_editor: schema_editor.execute("DROP TABLE IF EXISTS newsroom_cache"),
        ),
    ]

"""The queue that imported articles go to until somebody makes another."""

from django.db import migrations

NAME = "Main"


def make_queue(apps, schema_editor):
    queue = apps.get_model("annotations", "Queue")
    if not queue.objects.exists():
        queue.objects.create(name=NAME)


def remove_queue(apps, schema_editor):
    apps.get_model("annotations", "Queue").objects.filter(name=NAME, assignments=None).delete()


class Migration(migrations.Migration):
    dependencies = [("annotations", "0002_invariants")]

    operations = [migrations.RunPython(make_queue, remove_queue)]

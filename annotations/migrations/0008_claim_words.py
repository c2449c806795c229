"""The words of every wording, stemmed and indexed, so that the composer finds likely claims among very many."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("annotations", "0007_notes")]

    operations = [
        migrations.AddField(
            "wording",
            "search",
            models.GeneratedField(
                db_persist=True,
                expression=SearchVector(models.F("text"), config="english"),
                output_field=SearchVectorField(),
            ),
        ),
        migrations.AddIndex("wording", GinIndex(fields=["search"], name="wording_by_words", fastupdate=False)),
    ]

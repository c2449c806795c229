from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("newsroom", "0004_username_case"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="workspace_keys",
            field=models.JSONField(
                blank=True,
                default=dict,
                help_text="The preset, own keys and the switch for single keys; see services/keys.py.",
            ),
        ),
    ]

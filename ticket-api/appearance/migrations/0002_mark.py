"""The mark of the installation."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("appearance", "0001_initial")]

    operations = [
        migrations.AddField("appearance", "mark", models.BinaryField(default=b"")),
        migrations.AddField(
            "appearance",
            "mark_digest",
            models.CharField(blank=True, default="", max_length=32),
            preserve_default=False,
        ),
    ]

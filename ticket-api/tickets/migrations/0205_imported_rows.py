"""The memory of imports: a digest for each row that became a ticket."""

from django.db import migrations, models
from django.db.models.functions import Now


class Migration(migrations.Migration):
    dependencies = [("tickets", "0204_search_statistics")]

    operations = [
        migrations.CreateModel(
            name="ImportedRow",
            fields=[
                ("key", models.BinaryField(max_length=16, primary_key=True, serialize=False)),
                ("imported_at", models.DateTimeField(db_default=Now())),
            ],
        ),
    ]

"""The name and the colour of the installation."""

from django.db import migrations, models
from django.db.models import Q
from django.db.models.functions import Now


class Migration(migrations.Migration):
    initial = True

    dependencies: list[tuple[str, str]] = []

    operations = [
        migrations.CreateModel(
            name="Appearance",
            fields=[
                (
                    "id",
                    models.SmallIntegerField(
                        default=1, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(default="Support tickets", max_length=40)),
                ("accent", models.CharField(blank=True, max_length=7)),
                ("updated_at", models.DateTimeField(db_default=Now(), editable=False)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=Q(id=1), name="one_appearance"),
                    models.CheckConstraint(condition=~Q(name=""), name="appearance_has_name"),
                    models.CheckConstraint(
                        condition=Q(accent__regex=r"^(#[0-9a-f]{6})?$"), name="accent_is_a_colour"
                    ),
                ],
            },
        ),
    ]

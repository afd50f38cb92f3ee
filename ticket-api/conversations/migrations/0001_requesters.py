"""Requesters, to whom a column of the tickets refers, and macros."""

from django.db import migrations, models
from django.db.models import Q
from django.db.models.functions import Now


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Requester",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(db_default="", default="", max_length=100)),
                ("email", models.CharField(max_length=254, null=True)),
                ("email_key", models.CharField(max_length=254, null=True, unique=True)),
                ("created_at", models.DateTimeField(db_default=Now())),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(email=None, email_key=None)
                        | Q(email__isnull=False, email_key__isnull=False),
                        name="address_has_key",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Macro",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=100, unique=True)),
                ("body", models.TextField(max_length=20_000)),
                ("created_at", models.DateTimeField(db_default=Now(), editable=False)),
                ("updated_at", models.DateTimeField(auto_now=True, db_default=Now())),
            ],
        ),
    ]

"""What the classifier suggests after a requester's later message."""

from django.db import migrations, models
from django.db.models.deletion import DO_NOTHING
from django.db.models.functions import Now

from conversations.sql import read_sql
from tickets.migrations._steps import SHORT_LOCKS


class Migration(migrations.Migration):
    dependencies = [("conversations", "0011_validate_message_times")]

    operations = [
        SHORT_LOCKS,
        migrations.CreateModel(
            name="LaterSuggestion",
            fields=[
                (
                    "ticket",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=DO_NOTHING,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="tickets.ticket",
                    ),
                ),
                ("message_number", models.IntegerField()),
                (
                    "priority",
                    models.CharField(
                        choices=[
                            ("low", "Low"),
                            ("medium", "Medium"),
                            ("high", "High"),
                            ("critical", "Critical"),
                        ],
                        max_length=20,
                    ),
                ),
                ("confidence", models.FloatField(null=True)),
                ("reason", models.CharField(max_length=500)),
                ("created_at", models.DateTimeField(db_default=Now())),
            ],
        ),
        migrations.RunSQL(read_sql("later_suggestions.sql"), migrations.RunSQL.noop),
    ]

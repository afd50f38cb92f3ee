"""Tells Django of the views of the counters."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tickets", "0201_count_existing_tickets")]

    operations = [
        migrations.CreateModel(
            name="TicketCount",
            fields=[
                (
                    "category",
                    models.CharField(max_length=20, primary_key=True, serialize=False),
                ),
                ("priority", models.CharField(max_length=20)),
                ("status", models.CharField(max_length=20)),
                ("tickets", models.BigIntegerField()),
            ],
            options={"db_table": "ticket_count", "managed": False},
        ),
        migrations.CreateModel(
            name="DayCount",
            fields=[
                ("day", models.DateField(primary_key=True, serialize=False)),
                ("created", models.BigIntegerField()),
            ],
            options={"db_table": "ticket_day_count", "managed": False},
        ),
    ]

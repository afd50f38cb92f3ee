"""Verdicts on pairs of similar tickets."""

from django.db import migrations, models
from django.db.models import F, Q
from django.db.models.deletion import DO_NOTHING
from django.db.models.functions import Now

from tickets.models import plausible_times

# The lock on the tickets is given up after a few seconds, so that no writer waits longer.
LOCK = "SET LOCAL lock_timeout = '5s'"
# A verdict goes with each of its tickets, also when SQL deletes it.
KEYS = """
ALTER TABLE similar_verdict
    ADD CONSTRAINT verdict_lower
        FOREIGN KEY (lower_id) REFERENCES tickets_ticket (id) ON DELETE CASCADE,
    ADD CONSTRAINT verdict_higher
        FOREIGN KEY (higher_id) REFERENCES tickets_ticket (id) ON DELETE CASCADE;
"""
WITHOUT_KEYS = """
ALTER TABLE similar_verdict DROP CONSTRAINT verdict_lower, DROP CONSTRAINT verdict_higher;
"""


def of_ticket() -> models.ForeignKey:
    """A reference to a ticket whose foreign key is in KEYS."""
    return models.ForeignKey(
        db_constraint=False, on_delete=DO_NOTHING, related_name="+", to="tickets.ticket"
    )


class Migration(migrations.Migration):
    initial = True

    dependencies = [("tickets", "0310_order_indexes")]

    operations = [
        migrations.RunSQL(LOCK, LOCK),
        migrations.CreateModel(
            name="Verdict",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "word",
                    models.CharField(
                        choices=[
                            ("different", "Different"),
                            ("duplicate", "Duplicate"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        max_length=10,
                    ),
                ),
                ("similarity", models.FloatField(null=True)),
                ("model", models.CharField(max_length=100)),
                ("account_id", models.IntegerField()),
                ("created_at", models.DateTimeField(db_default=Now())),
                ("is_latest", models.BooleanField(db_default=True, default=True)),
                ("higher", of_ticket()),
                ("lower", of_ticket()),
            ],
            options={
                "db_table": "similar_verdict",
                "indexes": [
                    models.Index(
                        condition=Q(is_latest=True),
                        fields=["-created_at"],
                        name="idx_verdict_latest",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=Q(is_latest=True),
                        fields=("lower", "higher"),
                        name="one_latest_verdict_of_a_pair",
                    ),
                    models.CheckConstraint(
                        condition=Q(lower__lt=F("higher")), name="pair_in_order"
                    ),
                    models.CheckConstraint(
                        condition=Q(word__in=["different", "duplicate", "withdrawn"]),
                        name="valid_verdict",
                    ),
                    plausible_times("created_at", name="plausible_verdict_times"),
                ],
            },
        ),
        migrations.RunSQL(KEYS, WITHOUT_KEYS),
    ]

"""No new row has a time that a reader cannot hold, such as `infinity` or the year 12000.

The constraints hold for what is written from now on; 0211 corrects older rows. A table of any size
is not read here.
"""

from datetime import UTC, datetime

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

EARLIEST, BEYOND = datetime(1970, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


def plausible(*columns: str) -> models.Q:
    """All `columns` lie between the two, or are null."""
    condition = models.Q()
    for column in columns:
        condition &= models.Q(**{f"{column}__gte": EARLIEST, f"{column}__lt": BEYOND})
    return condition


# Django knows the trail's table as one that migrations leave alone (0207).
TRAIL = f"""
ALTER TABLE ticket_audit ADD CONSTRAINT plausible_audit_time
    CHECK (changed_at >= '{EARLIEST}' AND changed_at < '{BEYOND}') NOT VALID;
"""


class Migration(migrations.Migration):
    dependencies = [("tickets", "0209_lighter_counters")]

    operations = [
        # The locks wait no longer than in 0100.
        migrations.RunSQL("SET LOCAL lock_timeout = '5s'", migrations.RunSQL.noop),
        AddConstraintNotValid(
            model_name="ticket",
            constraint=models.CheckConstraint(
                condition=plausible("created_at", "updated_at"), name="plausible_times"
            ),
        ),
        AddConstraintNotValid(
            model_name="ticketsuggestion",
            constraint=models.CheckConstraint(
                condition=plausible("created_at", "category_corrected_at", "priority_corrected_at"),
                name="plausible_suggestion_times",
            ),
        ),
        migrations.RunSQL(TRAIL, "ALTER TABLE ticket_audit DROP CONSTRAINT plausible_audit_time"),
    ]

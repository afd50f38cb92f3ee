"""No new row has a time that a reader cannot hold, such as `infinity` or the year 12000.

The constraints hold for what is written from now on; the next migration corrects older rows. A
table of any size is not read here.
"""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations

from tickets.migrations._steps import SHORT_LOCKS
from tickets.models import BEYOND, EARLIEST, plausible_times

# No model manages the trail's table.
TRAIL = f"""
ALTER TABLE ticket_audit ADD CONSTRAINT plausible_audit_time
    CHECK (changed_at >= '{EARLIEST}' AND changed_at < '{BEYOND}') NOT VALID;
"""


class Migration(migrations.Migration):
    dependencies = [("tickets", "0001_initial")]

    operations = [
        SHORT_LOCKS,
        AddConstraintNotValid(
            "ticket", plausible_times("created_at", "updated_at", name="plausible_times")
        ),
        AddConstraintNotValid(
            "ticketsuggestion",
            plausible_times(
                "created_at",
                "category_corrected_at",
                "priority_corrected_at",
                name="plausible_suggestion_times",
            ),
        ),
        migrations.RunSQL(TRAIL, "ALTER TABLE ticket_audit DROP CONSTRAINT plausible_audit_time"),
    ]

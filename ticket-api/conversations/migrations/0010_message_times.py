"""New messages have plausible times, and an import brings the trail of a ticket along.

A table of any size is not read here; the next migration validates the constraint.
"""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations

from tickets.migrations._steps import SHORT_LOCKS
from tickets.models import plausible_times
from tickets.sql import run_sql

REMOVE_AUDIT = """
DROP TRIGGER audit_changed ON tickets_ticket;
DROP FUNCTION audit_ticket();
DROP FUNCTION requester_in_audit(bigint);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("conversations", "0009_steps_in_indexes"),
        ("tickets", "0310_order_indexes"),
    ]

    operations = [
        SHORT_LOCKS,
        # For a time 0002 made it in a fresh database, but not in one that had run 0002 before.
        migrations.RunSQL(
            "ALTER TABLE conversations_message DROP CONSTRAINT IF EXISTS plausible_message_times",
            migrations.RunSQL.noop,
        ),
        AddConstraintNotValid(
            "message", plausible_times("created_at", name="plausible_message_times")
        ),
        run_sql("audit.sql", REMOVE_AUDIT),
    ]

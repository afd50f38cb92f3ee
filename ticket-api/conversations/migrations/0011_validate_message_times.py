"""Validates the constraint of 0010 beside readers and writers.

Messages refuse to be rewritten, so one with an impossible time keeps it, and the constraint then
holds for new messages alone.
"""

import sys
from typing import Any

from django.db import connection, migrations

from tickets.migrations._steps import NO_TIME_LIMIT, TIME_LIMIT_AGAIN
from tickets.models import BEYOND, EARLIEST

LIMITS = {"earliest": EARLIEST, "beyond": BEYOND}
ODD = """
SELECT ticket_id, number FROM conversations_message
WHERE NOT (created_at >= %(earliest)s AND created_at < %(beyond)s) ORDER BY 1, 2
"""
VALIDATE = "ALTER TABLE conversations_message VALIDATE CONSTRAINT plausible_message_times"


def validate(_apps: Any, _editor: Any) -> None:
    """Name the messages with impossible times, or validate when there are none."""
    with connection.cursor() as cursor:
        cursor.execute(ODD, LIMITS)
        odd = [f"#{ticket}/{number}" for ticket, number in cursor.fetchall()]
        if odd:
            sys.stderr.write(f"\n    messages {', '.join(odd)} keep impossible times")
        else:
            cursor.execute(VALIDATE)


class Migration(migrations.Migration):
    # Outside a transaction a long statement holds no lock of an earlier one.
    atomic = False

    dependencies = [("conversations", "0010_message_times")]

    operations = [
        NO_TIME_LIMIT,
        migrations.RunPython(validate, migrations.RunPython.noop),
        TIME_LIMIT_AGAIN,
    ]

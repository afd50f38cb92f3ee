"""Fills search_text of stored tickets and indexes it, while others go on writing and searching.

The new index replaces those on title and description. From then on an instance of the former
version searches without an index, until it is replaced. Can be interrupted and run again.
"""

import sys
from typing import Any

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.operations import RemoveIndexConcurrently, ValidateConstraint
from django.db import migrations, models

from tickets.listing.fill import search_text_fill
from tickets.migrations._steps import NO_TIME_LIMIT, TIME_LIMIT_AGAIN, BuildIndex

# One transaction, in which the lock waits no longer than in the other migrations.
FILLED = """
SET LOCAL lock_timeout = '5s';
ALTER TABLE tickets_ticket
    DROP CONSTRAINT IF EXISTS search_text_filled,
    ADD CONSTRAINT search_text_filled CHECK (search_text IS NOT NULL) NOT VALID;
"""


def fill(_apps: Any, _editor: Any) -> None:
    """Report every tenth of the tickets, when there are any."""
    reported = 0

    def report(share: float) -> None:
        nonlocal reported
        if share >= (reported + 1) / 10:
            reported = int(share * 10)
            sys.stderr.write(f"\n    {reported * 10} % of the tickets can be searched the new way")

    search_text_fill(report)


class Migration(migrations.Migration):
    # Short transactions, with VACUUM between them, and an index that is built beside writers.
    atomic = False

    dependencies = [("tickets", "0220_search_text")]

    operations = [
        NO_TIME_LIMIT,
        migrations.RunPython(fill, migrations.RunPython.noop),
        BuildIndex(
            "ticket",
            GinIndex(OpClass("search_text", name="gin_trgm_ops"), name="idx_ticket_search"),
        ),
        migrations.RunSQL(
            FILLED,
            "ALTER TABLE tickets_ticket DROP CONSTRAINT search_text_filled",
            state_operations=[
                migrations.AddConstraint(
                    "ticket",
                    models.CheckConstraint(
                        condition=models.Q(search_text__isnull=False), name="search_text_filled"
                    ),
                )
            ],
        ),
        ValidateConstraint("ticket", "search_text_filled"),
        # Without samples the planner takes every word for a rare one.
        migrations.RunSQL("ANALYZE tickets_ticket", migrations.RunSQL.noop),
        RemoveIndexConcurrently("ticket", "idx_ticket_title_trgm"),
        RemoveIndexConcurrently("ticket", "idx_ticket_description_trgm"),
        TIME_LIMIT_AGAIN,
    ]

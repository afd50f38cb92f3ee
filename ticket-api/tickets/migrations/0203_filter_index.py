"""The index for two filters or three, built while tickets are read and written."""

import sys
from typing import Any

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

from tickets.services.index_progress import index_progress

# A build takes longer than a request may; the limit of whoever migrates is kept and given back.
NO_LIMIT = """
SELECT set_config('tickets.statement_timeout', current_setting('statement_timeout'), false);
SET statement_timeout = 0;
"""
LIMIT_AGAIN = """
SELECT set_config('statement_timeout', current_setting('tickets.statement_timeout'), false);
"""
# What a build that was interrupted leaves behind is in nobody's use.
DROP_UNFINISHED = "DROP INDEX CONCURRENTLY IF EXISTS idx_ticket_filters"


class AddIndexAndTell(AddIndexConcurrently):
    """Says how far it is, when there is time to."""

    def database_forwards(self, *arguments: Any) -> None:
        """Build it."""
        with index_progress(lambda state: sys.stderr.write(f"\n    {state}")):
            super().database_forwards(*arguments)


class Migration(migrations.Migration):
    # PostgreSQL builds an index beside writers only outside a transaction.
    atomic = False

    dependencies = [("tickets", "0202_count_models")]

    operations = [
        migrations.RunSQL(NO_LIMIT, migrations.RunSQL.noop),
        migrations.RunSQL(DROP_UNFINISHED, migrations.RunSQL.noop),
        AddIndexAndTell(
            model_name="ticket",
            index=models.Index(
                fields=["category", "priority", "status", "-created_at", "-id"],
                name="idx_ticket_filters",
            ),
        ),
        migrations.RunSQL(LIMIT_AGAIN, migrations.RunSQL.noop),
    ]

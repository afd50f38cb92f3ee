"""The trigram index of search_text, built while tickets are read and written."""

from importlib import import_module

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import migrations

before = import_module("tickets.migrations.0203_filter_index")

# What a build that was interrupted leaves behind is in nobody's use.
DROP_UNFINISHED = "DROP INDEX CONCURRENTLY IF EXISTS idx_ticket_search"
MEMORY = "SET maintenance_work_mem = '256MB'"
MEMORY_AGAIN = "RESET maintenance_work_mem"


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("tickets", "0221_fill_search_text")]

    operations = [
        migrations.RunSQL(before.NO_LIMIT, migrations.RunSQL.noop),
        migrations.RunSQL(DROP_UNFINISHED, migrations.RunSQL.noop),
        migrations.RunSQL(MEMORY, migrations.RunSQL.noop),
        before.AddIndexAndTell(
            "ticket",
            GinIndex(OpClass("search_text", name="gin_trgm_ops"), name="idx_ticket_search"),
        ),
        migrations.RunSQL(MEMORY_AGAIN, migrations.RunSQL.noop),
        migrations.RunSQL(before.LIMIT_AGAIN, migrations.RunSQL.noop),
    ]

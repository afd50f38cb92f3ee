"""The text that a search compares, filled by the database for everyone who writes a ticket.

The column takes long texts as they are: to unpack one takes longer than to search it. A thousand
samples tell the planner how common a word is.
"""

from typing import Any

from django.db import migrations, models

from tickets.listing.fold_text import fold_text_sql
from tickets.sql import read_sql

# The lock waits no longer than in 0100.
LOCK = "SET LOCAL lock_timeout = '5s'"
COLUMN = """
ALTER TABLE tickets_ticket
    ALTER COLUMN search_text SET STORAGE EXTERNAL, ALTER COLUMN search_text SET STATISTICS 1000,
    ALTER COLUMN title SET STATISTICS -1, ALTER COLUMN description SET STATISTICS -1;
"""
BEFORE = """
ALTER TABLE tickets_ticket
    ALTER COLUMN title SET STATISTICS 100, ALTER COLUMN description SET STATISTICS 100;
"""
# What fills the column for stored tickets changes nothing that a page shows (listing/fill.py).
LOG = """
CREATE OR REPLACE TRIGGER log_changed AFTER UPDATE ON tickets_ticket
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT {when}
    EXECUTE FUNCTION log_written_tickets('changed');
"""
WHEN = "WHEN (current_setting('tickets.fills_search_text', true) IS DISTINCT FROM 'on')"
REMOVE = """
DROP TRIGGER search_text_of_new ON tickets_ticket;
DROP TRIGGER search_text_of_changed ON tickets_ticket;
DROP FUNCTION fill_search_text();
DROP FUNCTION fold_text(text);
"""


def add_functions(_apps: Any, editor: Any) -> None:
    """Create the functions in the schema of the table, by its name."""
    with editor.connection.cursor() as cursor:
        cursor.execute(
            "SELECT relnamespace::regnamespace::text FROM pg_class "
            "WHERE oid = 'tickets_ticket'::regclass"
        )
        (schema,) = cursor.fetchone()
    editor.execute(fold_text_sql(schema))
    editor.execute(read_sql("search_text.sql", schema=schema))


class Migration(migrations.Migration):
    dependencies = [("tickets", "0213_imported_tickets")]

    operations = [
        migrations.RunSQL(LOCK, LOCK),
        migrations.AddField(
            "ticket",
            "search_text",
            models.TextField(null=True, editable=False, db_collation="C"),
        ),
        migrations.RunSQL(COLUMN, BEFORE),
        migrations.RunPython(add_functions, migrations.RunPython.noop),
        migrations.RunSQL(LOG.format(when=WHEN), LOG.format(when="") + REMOVE),
        migrations.RunSQL(migrations.RunSQL.noop, LOCK),
    ]

"""The text that a search compares, which the database fills for every writer.

The column stores long texts uncompressed: unpacking one takes longer than searching it. A thousand
samples tell the planner how common a word is.
"""

from typing import Any

from django.db import migrations, models

from tickets.listing.fold_text import fold_text_sql
from tickets.migrations._steps import SHORT_LOCKS, SHORT_LOCKS_ON_THE_WAY_BACK
from tickets.sql import read_sql, run_sql

COLUMN = """
ALTER TABLE tickets_ticket
    ALTER COLUMN search_text SET STORAGE EXTERNAL, ALTER COLUMN search_text SET STATISTICS 1000,
    ALTER COLUMN title SET STATISTICS -1, ALTER COLUMN description SET STATISTICS -1;
"""
BEFORE = """
ALTER TABLE tickets_ticket
    ALTER COLUMN title SET STATISTICS 100, ALTER COLUMN description SET STATISTICS 100;
"""
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


def remove_functions(_apps: Any, editor: Any) -> None:
    """Remove the triggers and the functions."""
    editor.execute(REMOVE)


class Migration(migrations.Migration):
    dependencies = [("tickets", "0212_sql_may_delete_tickets")]

    operations = [
        SHORT_LOCKS,
        migrations.AddField(
            "ticket",
            "search_text",
            models.TextField(null=True, editable=False, db_collation="C"),
        ),
        migrations.RunSQL(COLUMN, BEFORE),
        migrations.RunPython(add_functions, remove_functions),
        # The log leaves out what fills the column of stored tickets.
        run_sql("change_log.sql"),
        SHORT_LOCKS_ON_THE_WAY_BACK,
    ]

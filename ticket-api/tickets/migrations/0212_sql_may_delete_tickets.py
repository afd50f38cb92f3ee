"""Plain SQL may delete a ticket: its idempotency key and its imported row go with it.

A row that is forgotten can be imported again. Rows that earlier versions imported name no ticket,
and stay.
"""

import django.db.models.deletion
from django.db import migrations, models

from tickets.migrations._steps import SHORT_LOCKS

# Django would leave the deletion to Django. Both tables are small here: keys are kept for a day,
# and no imported row names a ticket yet.
FOREIGN_KEY = """
ALTER TABLE {table} ADD CONSTRAINT {name}
    FOREIGN KEY (ticket_id) REFERENCES tickets_ticket (id) ON DELETE CASCADE
    DEFERRABLE INITIALLY DEFERRED;
"""
NO_FOREIGN_KEY = "ALTER TABLE {table} DROP CONSTRAINT {name}"


def cascade(table: str, name: str) -> migrations.RunSQL:
    """The database's foreign key `name` of `table`."""
    names = {"table": table, "name": name}
    return migrations.RunSQL(FOREIGN_KEY.format(**names), NO_FOREIGN_KEY.format(**names))


def ticket(**options: bool) -> models.ForeignKey:
    """The field of the model, without a foreign key of Django."""
    return models.ForeignKey(
        to="tickets.ticket",
        on_delete=django.db.models.deletion.CASCADE,
        db_constraint=False,
        related_name="+",
        **options,
    )


class Migration(migrations.Migration):
    dependencies = [("tickets", "0211_correct_times")]

    operations = [
        SHORT_LOCKS,
        migrations.AlterField("idempotencykey", "ticket", ticket()),
        cascade("tickets_idempotencykey", "idempotency_key_ticket"),
        migrations.AddField("importedrow", "ticket", ticket(null=True)),
        cascade("tickets_importedrow", "imported_row_ticket"),
    ]
